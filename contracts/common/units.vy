# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Units of Measure (module)
@notice Units by their UN/CEFACT Recommendation 20 code: like converts exactly, unlike never.
@dev Stateful: the host `initializes` it. A code is its letters as a number: "KGM" is
     4,933,453, in hexadecimal 4b474d. Layout of a unit's word,
     from the lowest bit:
       0  dimension   44   seven SI exponents as signed nibbles (s, m, kg, A, K, mol, cd), then 16 bits of currency
      44  numerator   96   of the factor to the SI unit
     140  denominator 96
     A unit of dimension 0 counts things; a currency is the ISO 4217 number, and only converts into itself.
@custom:units quantities are millionths of their unit: 1,500,000 KGM are 1.5 kg
@custom:invariant a unit never changes once it is defined; a conversion is exact or refused
"""

from contracts.common import packing

SECOND: constant(uint256) = 1
METRE: constant(uint256) = 16
KILOGRAM: constant(uint256) = 256
# kg m2 s-2: exponents 1, 2 and -2 (as a nibble 14).
JOULE: constant(uint256) = 256 + 2 * 16 + 14
MASK_96: constant(uint256) = 2**96 - 1

_units: HashMap[uint256, uint256]  # code -> unit word


@deploy
def __init__():
    # One, piece, percent.
    self._units[4_404_786] = self._word(0, 1, 1)
    self._units[4_732_983] = self._word(0, 1, 1)
    self._units[20_529] = self._word(0, 1, 100)
    # Kilogram, gram, tonne.
    self._units[4_933_453] = self._word(KILOGRAM, 1, 1)
    self._units[4_674_125] = self._word(KILOGRAM, 1, 1_000)
    self._units[5_525_061] = self._word(KILOGRAM, 1_000, 1)
    # Litre, cubic metre, square metre, hectare, metre, kilometre, tonne-kilometre.
    self._units[5_002_322] = self._word(3 * METRE, 1, 1_000)
    self._units[5_067_857] = self._word(3 * METRE, 1, 1)
    self._units[5_067_851] = self._word(2 * METRE, 1, 1)
    self._units[4_735_314] = self._word(2 * METRE, 10_000, 1)
    self._units[5_067_858] = self._word(METRE, 1, 1)
    self._units[4_934_996] = self._word(METRE, 1_000, 1)
    self._units[5_524_301] = self._word(KILOGRAM + METRE, 1_000_000, 1)
    # Second, minute, hour, day, year of 365 days.
    self._units[5_457_219] = self._word(SECOND, 1, 1)
    self._units[5_065_038] = self._word(SECOND, 60, 1)
    self._units[4_740_434] = self._word(SECOND, 3_600, 1)
    self._units[4_473_177] = self._word(SECOND, 86_400, 1)
    self._units[4_279_886] = self._word(SECOND, 31_536_000, 1)
    # Joule, kilojoule, megajoule, gigajoule, kilowatt-hour, megawatt-hour, kilowatt.
    self._units[4_869_973] = self._word(JOULE, 1, 1)
    self._units[4_934_223] = self._word(JOULE, 1_000, 1)
    self._units[13_122] = self._word(JOULE, 10**6, 1)
    self._units[18_262] = self._word(JOULE, 10**9, 1)
    self._units[4_937_544] = self._word(JOULE, 3_600_000, 1)
    self._units[5_068_616] = self._word(JOULE, 3_600_000_000, 1)
    self._units[4_937_556] = self._word(JOULE - 1, 1_000, 1)


@internal
def _define(code: uint256, dimension: uint256, numerator: uint256, denominator: uint256):
    """
    @notice Define a unit, for ever.
    """
    assert code > 0 and code < 2**24, "units: bad code"
    assert self._units[code] == 0, "units: already defined"
    assert numerator > 0 and denominator > 0, "units: zero factor"
    self._units[code] = self._word(dimension, numerator, denominator)


@internal
@view
def _convert(quantity: uint256, code: uint256, into: uint256) -> uint256:
    """
    @notice `quantity` of one unit in another of the same dimension, exactly.
    """
    if code == into:
        return quantity
    source: uint256 = self._unit(code)
    target: uint256 = self._unit(into)
    assert self._dimension(source) == self._dimension(target), "units: unlike units"
    over: uint256 = self._numerator(source) * self._denominator(target)
    under: uint256 = self._denominator(source) * self._numerator(target)
    assert (quantity * over) % under == 0, "units: not exact"
    return quantity * over // under


@internal
@view
def _unit(code: uint256) -> uint256:
    """
    @notice The word of a unit that was defined.
    """
    word: uint256 = self._units[code]
    assert word != 0, "units: no such unit"
    return word


@internal
@pure
def _word(dimension: uint256, numerator: uint256, denominator: uint256) -> uint256:
    """
    @notice Pack a unit.
    """
    word: uint256 = packing._with_field(dimension, 44, 96, numerator)
    return packing._with_field(word, 140, 96, denominator)


@internal
@pure
def _dimension(word: uint256) -> uint256:
    """
    @notice What the unit measures.
    """
    return word & (2**44 - 1)


@internal
@pure
def _numerator(word: uint256) -> uint256:
    """
    @notice Upper part of the factor to the SI unit.
    """
    return (word >> 44) & MASK_96


@internal
@pure
def _denominator(word: uint256) -> uint256:
    """
    @notice Lower part of the factor to the SI unit.
    """
    return (word >> 140) & MASK_96
