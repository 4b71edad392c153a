# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Recognition Word (module)
@notice What one seat earned and gave, of its two latest seasons; older seasons are history, kept by the events.
@dev Stateless. Season s lives in the lane of its parity, s % 2, which it takes over from season s - 2; a lane that
     names another season counts as empty. Layout of a lane, from its lowest bit, 128 bits:
       0  season    32   number of the season, plus one; 0: never used
      32  earned    48   recognition of the seat's own confirmed work
      80  given     48   recognition the seat confirmed for others
     Read with plain shifts, not through `packing`: the first ballot of every season reads it.
@custom:units recognition in weighted seconds; seasons are counted from 0
@custom:invariant adding to one season changes nothing of the other lane
"""

from contracts.common import packing

LANE_BITS: constant(uint256) = 128
MASK_32: constant(uint256) = 2**32 - 1
MASK_128: constant(uint256) = 2**128 - 1
# 48 bits hold a season of 1.7 million entries of the highest effort and weight.
MAX_RECOGNITION: constant(uint256) = 2**48 - 1


@internal
@pure
def _earned(word: uint256, season: uint256) -> uint256:
    """
    @notice Recognition of the seat's own confirmed work in `season`, if the word still holds that season.
    """
    return (self._lane(word, season) >> 32) & MAX_RECOGNITION


@internal
@pure
def _given(word: uint256, season: uint256) -> uint256:
    """
    @notice Recognition the seat confirmed for others in `season`, if the word still holds that season.
    """
    return (self._lane(word, season) >> 80) & MAX_RECOGNITION


@internal
@pure
def _with_added(word: uint256, season: uint256, earned: uint256, given: uint256) -> uint256:
    """
    @notice The word with both figures of `season` raised.
    """
    lane: uint256 = self._lane(word, season)
    lane = packing._with_field(lane, 0, 32, season + 1)
    lane = packing._with_field(lane, 32, 48, packing._field(lane, 32, 48) + earned)
    lane = packing._with_field(lane, 80, 48, packing._field(lane, 80, 48) + given)
    return packing._with_field(word, (season % 2) * LANE_BITS, LANE_BITS, lane)


@internal
@pure
def _with_removed(word: uint256, season: uint256, earned: uint256) -> uint256:
    """
    @notice The word with less earned in `season`, at least nothing: what became voice already stays.
    """
    lane: uint256 = self._lane(word, season)
    before: uint256 = packing._field(lane, 32, 48)
    lane = packing._with_field(lane, 0, 32, season + 1)
    lane = packing._with_field(lane, 32, 48, before - min(before, earned))
    return packing._with_field(word, (season % 2) * LANE_BITS, LANE_BITS, lane)


@internal
@pure
def _lane(word: uint256, season: uint256) -> uint256:
    """
    @notice The lane of `season`, empty if another season holds it.
    """
    lane: uint256 = (word >> ((season & 1) << 7)) & MASK_128
    if lane & MASK_32 != unsafe_add(season, 1):
        return 0
    return lane
