# SPDX-License-Identifier: Apache-2.0
"""Units by their UN/CEFACT Recommendation 20 code: like converts exactly, unlike never.

One table maps three worlds: the code on the chain, the names of OM2 that Valueflows uses, and the
factor to the SI unit. Quantities are whole millionths of their unit.

Errors: `ValueError`, naming both units.
Source: contracts/common/units.vy begins with the same units.
"""

import re
from decimal import Context, Decimal, Inexact, InvalidOperation, Overflow
from typing import NamedTuple

MICRO = 10**6
_SECOND, _METRE, _KILOGRAM = 1, 1 << 4, 1 << 8
_JOULE = _KILOGRAM + 2 * _METRE + 14  # an exponent of -2 is the nibble 14


class Unit(NamedTuple):
    """A unit: its dimension as on the chain, its factor to the SI unit, its name in OM2."""

    dimension: int
    numerator: int
    denominator: int
    om2: str

    @property
    def word(self) -> int:
        """Pack it as contracts/common/units.vy does."""
        return self.dimension | self.numerator << 44 | self.denominator << 140


UNITS = {
    "C62": Unit(0, 1, 1, "one"),
    "H87": Unit(0, 1, 1, "piece"),
    "P1": Unit(0, 1, 100, "percent"),
    "KGM": Unit(_KILOGRAM, 1, 1, "kilogram"),
    "GRM": Unit(_KILOGRAM, 1, 1_000, "gram"),
    "TNE": Unit(_KILOGRAM, 1_000, 1, "tonne"),
    "LTR": Unit(3 * _METRE, 1, 1_000, "litre"),
    "MTQ": Unit(3 * _METRE, 1, 1, "cubicMetre"),
    "MTK": Unit(2 * _METRE, 1, 1, "squareMetre"),
    "HAR": Unit(2 * _METRE, 10_000, 1, "hectare"),
    "MTR": Unit(_METRE, 1, 1, "metre"),
    "KMT": Unit(_METRE, 1_000, 1, "kilometre"),
    "TKM": Unit(_KILOGRAM + _METRE, 1_000_000, 1, "tonneKilometre"),
    "SEC": Unit(_SECOND, 1, 1, "second-Time"),
    "MIN": Unit(_SECOND, 60, 1, "minute-Time"),
    "HUR": Unit(_SECOND, 3_600, 1, "hour"),
    "DAY": Unit(_SECOND, 86_400, 1, "day"),
    "ANN": Unit(_SECOND, 31_536_000, 1, "year"),
    "JOU": Unit(_JOULE, 1, 1, "joule"),
    "KJO": Unit(_JOULE, 1_000, 1, "kilojoule"),
    "3B": Unit(_JOULE, 10**6, 1, "megajoule"),
    "GV": Unit(_JOULE, 10**9, 1, "gigajoule"),
    "KWH": Unit(_JOULE, 3_600_000, 1, "kilowattHour"),
    "MWH": Unit(_JOULE, 3_600_000_000, 1, "megawattHour"),
    "KWT": Unit(_JOULE - 1, 1_000, 1, "kilowatt"),
}
_EXACT = Context(prec=78, Emax=78, traps=[InvalidOperation, Inexact, Overflow])
_CODE = re.compile("[0-9A-Za-z]{0,3}")
_BY_NAME = {unit.om2.lower(): code for code, unit in UNITS.items()}


def unit_code(name: str) -> str:
    """Find the Rec 20 code of a unit by its code or its name in OM2, with or without a prefix."""
    word = name.rsplit(":", 1)[-1].rsplit("/", 1)[-1]
    if word in UNITS:
        return word
    if word.lower() in _BY_NAME:
        return _BY_NAME[word.lower()]
    raise ValueError(f"unit {name!r} is not known; known are {', '.join(UNITS)}")


def code_number(code: str) -> int:
    """Write the letters of a code as the number that the chain has for it; 0 if there is none."""
    if not _CODE.fullmatch(code):
        raise ValueError(f"unit code {code!r} is not up to three letters and digits")
    return int.from_bytes(code.encode("ascii"), "big")


def code_text(number: int) -> str:
    """Read such a number back; empty if there is none."""
    return number.to_bytes(3, "big").lstrip(b"\0").decode("ascii")


def convert(quantity: int, code: str, into: str) -> int:
    """Convert exactly between units of one dimension."""
    if code == into:
        return quantity
    source, target = UNITS[unit_code(code)], UNITS[unit_code(into)]
    if source.dimension != target.dimension:
        raise ValueError(f"{code} and {into} measure different things")
    over = quantity * source.numerator * target.denominator
    converted, rest = divmod(over, source.denominator * target.numerator)
    if rest:
        raise ValueError(f"{quantity} millionths of {code} are no whole millionths of {into}")
    return converted


def millionths(number: str | int | float | Decimal) -> int:
    """Read a decimal number as whole millionths; `ValueError` if it is finer, or no number."""
    try:
        exact = _EXACT.multiply(_EXACT.create_decimal(str(number)), Decimal(MICRO))
    except (InvalidOperation, Inexact, Overflow):
        raise ValueError(f"{number!r} is no number of up to 78 digits") from None
    if not exact.is_finite():
        raise ValueError(f"{number!r} is no number")
    if exact != int(exact):
        raise ValueError(f"{number} has more than six digits behind the point")
    return int(exact)


def decimal_text(quantity: int) -> str:
    """Write millionths as the shortest decimal number."""
    whole, rest = divmod(quantity, MICRO)
    return f"{whole}.{rest:06d}".rstrip("0").rstrip(".") if rest else str(whole)
