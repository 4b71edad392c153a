# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Tape Mock
@notice The smallest host of the count of revealed ballots; never deployed.
"""

from contracts.funding import tape
from contracts.interfaces import IResultDesk


@external
@pure
def round_trip(told: IResultDesk.Tape) -> IResultDesk.Tape:
    """
    @notice What two words keep of a tape.
    """
    counts: uint256 = 0
    edges: uint256 = 0
    counts, edges = tape._words(told)
    return tape._read(counts, edges)


@external
@pure
def judge(amounts: DynArray[int256, 64], check: uint256, heads: uint256, score: int256) -> bool:
    """
    @notice Whether a line with so many ballots and such a score is that of `amounts`.
    """
    told: IResultDesk.Tape = empty(IResultDesk.Tape)
    for amount: int256 in amounts:
        told = tape._with(told, told.last_seat + 1, amount, score)
    return tape._agrees(told, check, heads, score)
