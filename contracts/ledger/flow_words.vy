# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Flow Words (module)
@notice An economic event beside its parties: the words `stock` and `place` of a `Flow`. The first word, `facts`, is an
        entry word without recognition and status (`entry_word.vy`).
@dev Stateless. Layouts, from the lowest bit:
     stock   0 quantity 96 [millionths of the unit], 96 unit 24 [Rec 20 code], 120 resource 64, 184 to-resource 64
     place   0 process 32, 32 location 64 [code, coarse], 96 state 16, 112 basis 8, 120 correction 1
     A resource's id is the scope that created it (32 bits) above a number of its recorder's choice (32 bits).
     Agents have 32 bits: a seat, or a scope with the highest bit set.
@custom:units quantities are millionths of their unit
@custom:invariant the fields do not overlap
"""

SCOPE_AGENT: constant(uint256) = 2**31

# Basis of a quantity: said by whoever recorded it, computed from a factor, or read from an instrument.
ESTIMATE: constant(uint256) = 1
MEASUREMENT: constant(uint256) = 2
CORRECTION_BIT: constant(uint256) = 2**120
MASK_64: constant(uint256) = 2**64 - 1
MASK_96: constant(uint256) = 2**96 - 1


@internal
@pure
def _quantity(stock: uint256) -> uint256:
    """
    @notice How much [millionths of the unit].
    """
    return stock & MASK_96


@internal
@pure
def _with_quantity(stock: uint256, quantity: uint256) -> uint256:
    """
    @notice The same resources with another quantity.
    """
    return ((stock >> 96) << 96) | quantity


@internal
@pure
def _unit(stock: uint256) -> uint256:
    """
    @notice Rec 20 code of the quantity.
    """
    return (stock >> 96) & (2**24 - 1)


@internal
@pure
def _resource(stock: uint256) -> uint256:
    """
    @notice The resource the action acts on; 0: none is kept.
    """
    return (stock >> 120) & MASK_64


@internal
@pure
def _to_resource(stock: uint256) -> uint256:
    """
    @notice The resource that receives, or the container of a combined one.
    """
    return (stock >> 184) & MASK_64


@internal
@pure
def _process(place: uint256) -> uint256:
    """
    @notice The process it goes into or comes out of; 0: none.
    """
    return place & (2**32 - 1)


@internal
@pure
def _location(place: uint256) -> uint256:
    """
    @notice Where the resource is afterwards; 0: not said.
    """
    return (place >> 32) & MASK_64


@internal
@pure
def _state(place: uint256) -> uint256:
    """
    @notice Code of the resource's state afterwards; 0: not said.
    """
    return (place >> 96) & (2**16 - 1)


@internal
@pure
def _basis(place: uint256) -> uint256:
    """
    @notice 0 as recorded, 1 estimate, 2 measurement.
    """
    return (place >> 112) & 255


@internal
@pure
def _is_correction(place: uint256) -> bool:
    """
    @notice Whether the event takes back part of an earlier one.
    """
    return place & CORRECTION_BIT != 0


@internal
@pure
def _amending(place: uint256, measured: bool) -> uint256:
    """
    @notice The same links in an event that corrects another one, or measures what it had estimated.
    """
    if measured:
        return place + ((MEASUREMENT - ESTIMATE) << 112)
    return place | CORRECTION_BIT
