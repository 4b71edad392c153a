# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Allocations (module)
@notice Writes votes down: what a ballot gives one project (an allocation), and what all ballots together gave eight
        projects (a row of the tally).
@dev Stateless. Allocation, from the lowest bit: votes 32 (two's complement) | project. Row, from the lowest bit: eight
     lanes of 32 bits, each a two's complement; project p has lane (p - 1) % 8 of row (p - 1) // 8. All eight lanes are
     added at once: the sums of the lower 31 bits cannot carry into the next lane, the sign bits are added without carry.
@custom:units votes are whole numbers, -2**31 <= votes < 2**31
@custom:invariant a lane is the exact sum of what was added less what was taken away; another lane never changes
"""

MAX_PROJECTS: constant(uint256) = 256
ROWS: constant(uint256) = 32
LANES: constant(uint256) = 8

VOTES: constant(uint256) = 2**32 - 1
SIGN: constant(uint256) = 2**31
# The sign bit of each of the eight lanes.
SIGNS: constant(uint256) = max_value(uint256) // VOTES * SIGN


@internal
@pure
def _project(allocation: uint256) -> uint256:
    """
    @notice Number of the project; it may be out of range.
    """
    return allocation >> 32


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
    self._check_range((row ^ total) & (votes ^ total))
    return total


@internal
@pure
def _minus(row: uint256, votes: uint256) -> uint256:
    """
    @notice `row` with `votes`, another row, taken away lane by lane.
    """
    rest: uint256 = ((row | SIGNS) - (votes & ~SIGNS)) ^ (~(row ^ votes) & SIGNS)
    # Out of range where the terms differ in sign and the rest has the sign of what was taken.
    self._check_range((row ^ votes) & (row ^ rest))
    return rest


@internal
@pure
def _votes(row: uint256, project: uint256) -> int256:
    """
    @notice The votes that `row` counts for `project`.
    """
    lane: uint256 = (row >> self._shift(project)) & VOTES
    return convert(lane ^ SIGN, int256) - convert(SIGN, int256)


@internal
@pure
def _check_range(signs: uint256):
    """
    @notice Refuse a sum that its lane cannot hold.
    """
    assert signs & SIGNS == 0, "allocations: tally out of range"
