# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Tally Row (module)
@notice One word of a round's tally: the votes of eight projects.
@dev Stateless. From the lowest bit eight lanes of 32 bits, each a two's complement; project p has lane (p - 1) % 8 of
     row (p - 1) // 8. A ballot's part of a row has the same form. All eight lanes are added at once: the sums of the
     lower 31 bits cannot carry into the next lane, and the sign bits are added without carry.
@custom:units votes are whole numbers, -2**31 <= votes < 2**31
@custom:invariant a lane is the exact sum of what was added less what was taken away; no lane reaches into another
"""

MAX_PROJECTS: constant(uint256) = 256
LANES: constant(uint256) = 8

LANE: constant(uint256) = 2**32 - 1
SIGN: constant(uint256) = 2**31
# The sign bit of each lane.
SIGNS: constant(uint256) = max_value(uint256) // LANE * SIGN


@internal
@pure
def _row(project: uint256) -> uint256:
    """
    @notice The row of the tally that counts `project`, which is at least 1.
    """
    return (project - 1) // LANES


@internal
@pure
def _shift(project: uint256) -> uint256:
    """
    @notice Lowest bit of the lane that counts `project`, which is at least 1.
    """
    return (project - 1) % LANES * 32


@internal
@pure
def _plus(row: uint256, votes: uint256) -> uint256:
    """
    @notice `row` with `votes`, another row, added lane by lane.
    """
    total: uint256 = ((row & ~SIGNS) + (votes & ~SIGNS)) ^ ((row ^ votes) & SIGNS)
    # Out of range where both terms have the one sign and the sum the other.
    assert (row ^ total) & (votes ^ total) & SIGNS == 0, "tally_row: votes out of range"
    return total


@internal
@pure
def _minus(row: uint256, votes: uint256) -> uint256:
    """
    @notice `row` with `votes`, another row, taken away lane by lane.
    """
    rest: uint256 = ((row | SIGNS) - (votes & ~SIGNS)) ^ (~(row ^ votes) & SIGNS)
    # Out of range where the terms differ in sign and the rest has the sign of what was taken.
    assert (row ^ votes) & (row ^ rest) & SIGNS == 0, "tally_row: rest out of range"
    return rest


@internal
@pure
def _votes(row: uint256, project: uint256) -> int256:
    """
    @notice The votes that `row` counts for `project`.
    """
    lane: uint256 = (row >> self._shift(project)) & LANE
    return convert(lane ^ SIGN, int256) - convert(SIGN, int256)


@internal
@pure
def _positive(row: uint256, lane: uint256) -> uint256:
    """
    @notice max(votes, 0) of one of the eight lanes.
    """
    votes: uint256 = (row >> (lane * 32)) & LANE
    return votes if votes < SIGN else 0


@internal
@pure
def _filled(row: uint256) -> uint256:
    """
    @notice One in each lane that is not zero.
    """
    # Anything but zero in the lower 31 bits carries into the sign bit, and not beyond it.
    return ((((row & ~SIGNS) + ~SIGNS) | row) & SIGNS) >> 31
