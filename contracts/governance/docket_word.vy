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

# Width of a lane's season and count: 65,535 seasons of a quarter are sixteen thousand years.
MASK_16: constant(uint256) = 2**16 - 1
MASK_32: constant(uint256) = 2**32 - 1


@internal
@pure
def _number(word: uint256) -> uint256:
    """
    @notice How many proposals there are; the number of the latest.
    """
    return word & MASK_32


@internal
@pure
def _count(word: uint256, season: uint256) -> uint256:
    """
    @notice How many proposals a season has; the ordinal of its next.
    """
    lane: uint256 = word >> unsafe_add(32, (season & 1) << 5)
    if lane & MASK_16 != unsafe_add(season, 1):
        return 0
    return (lane >> 16) & MASK_16


@internal
@pure
def _entered(word: uint256, season: uint256, ordinal: uint256) -> uint256:
    """
    @notice The word after one more proposal, `ordinal` of its season.
    """
    assert max(season, ordinal) < MASK_16, "governor: docket is full"
    offset: uint256 = unsafe_add(32, (season & 1) << 5)
    lane: uint256 = unsafe_add(season, 1) | (unsafe_add(ordinal, 1) << 16)
    return ((word & ~(MASK_32 << offset)) | (lane << offset)) + 1
