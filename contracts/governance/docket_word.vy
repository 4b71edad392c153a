# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Docket Word (module)
@notice How many proposals there are, in all and in each of the two seasons that may be open, in one word.
@dev Stateless. Layout, from the lowest bit:
       0  proposals     32   of all time
      32  even season   16   number plus one
      48  its proposals 16
      64  odd season    16   number plus one
      80  its proposals 16
     Delay and period of a proposal fit in one season, so its vote starts in this season or the next: of different
     parity, they never need the same lane.
@custom:units counts are whole numbers
@custom:invariant no count ever falls, except that a lane starts again at zero with a new season
"""

from contracts.common import packing

# Widest season number that still fits a word of this package, plus one.
MAX_SEASONS: constant(uint256) = 2**16 - 1


@internal
@pure
def _number(word: uint256) -> uint256:
    """
    @notice How many proposals there are; the number of the latest.
    """
    return packing._field(word, 0, 32)


@internal
@pure
def _ordinal(word: uint256, season: uint256) -> uint256:
    """
    @notice How many proposals a season has; the ordinal of its next.
    """
    lane: uint256 = 32 + 32 * (season & 1)
    if packing._field(word, lane, 16) != season + 1:
        return 0
    return packing._field(word, lane + 16, 16)


@internal
@pure
def _entered(word: uint256, season: uint256, ordinal: uint256) -> uint256:
    """
    @notice The word after one more proposal, `ordinal` of its season.
    """
    assert season < MAX_SEASONS, "governor: no season left"
    assert ordinal < MAX_SEASONS, "governor: season is full"
    lane: uint256 = 32 + 32 * (season & 1)
    entered: uint256 = packing._with_field(word, 0, 32, self._number(word) + 1)
    entered = packing._with_field(entered, lane, 16, season + 1)
    return packing._with_field(entered, lane + 16, 16, ordinal + 1)
