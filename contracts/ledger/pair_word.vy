# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Pair Word (module)
@notice What two seats confirmed for each other in one season.
@dev Stateless. Layout, from the lowest bit:
       0  season  32   number of the season, plus one; another season counts as empty
      32  up      48   recognition that the seat of the lower number confirmed for the other
      80  down    48   recognition that the seat of the higher number confirmed for the other
@custom:units recognition in weighted seconds
@custom:invariant what is mutual is the smaller of both directions
"""

from contracts.common import packing

MASK_32: constant(uint256) = 2**32 - 1


@internal
@pure
def _key(one: uint256, other: uint256) -> uint256:
    """
    @notice Name of a pair, whichever of both seats comes first.
    """
    return (min(one, other) << 32) | max(one, other)


@internal
@pure
def _with_given(
    word: uint256, season: uint256, giver: uint256, taker: uint256, recognition: uint256
) -> uint256:
    """
    @notice The word after `giver` has confirmed `recognition` for `taker` in `season`.
    """
    current: uint256 = season + 1
    if word & MASK_32 == current:
        current = word
    offset: uint256 = 32 if giver < taker else 80
    given: uint256 = packing._field(current, offset, 48) + recognition
    return packing._with_field(current, offset, 48, given)


@internal
@pure
def _mutual(word: uint256) -> uint256:
    """
    @notice What both confirmed for each other.
    """
    return min(packing._field(word, 32, 48), packing._field(word, 80, 48))
