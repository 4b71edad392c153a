# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Tape (module)
@notice Counts the ballots that somebody reveals for one line, and says whether the line is theirs.
@dev Stateless. A tape is kept in two words, from the lowest bit:
       0  last_seat  32
      32  heads      32
      64  lower      32
      96  upper      32
     128  total     128   as a two's complement
     and below 128 | above 128. A median is not computed but checked: enough is known when the amounts on either side of
     the stated one are counted, with the nearest of each side.
@custom:units amounts are whole numbers; the score of a median is twice the median, so that it is whole, too
@custom:invariant the judgement of a set of ballots does not depend on how they were split over calls
"""

from contracts.funding import published_word
from contracts.interfaces import IResultDesk

COUNT: constant(uint256) = 2**32 - 1
EDGE: constant(uint256) = 2**128 - 1


@internal
@pure
def _read(counts: uint256, edges: uint256) -> IResultDesk.Tape:
    """
    @notice The tape of two words; of two empty ones a tape without ballots.
    """
    return IResultDesk.Tape(
        last_seat=counts & COUNT,
        heads=counts >> 32 & COUNT,
        lower=counts >> 64 & COUNT,
        upper=counts >> 96 & COUNT,
        below=edges & EDGE,
        above=edges >> 128,
        # Through bytes: a plain conversion refuses what is below zero.
        total=convert(convert(counts, bytes32), int256) >> 128,
    )


@internal
@pure
def _words(tape: IResultDesk.Tape) -> (uint256, uint256):
    """
    @notice The two words of a tape.
    """
    counts: uint256 = convert(convert(tape.total << 128, bytes32), uint256)
    counts |= tape.upper << 96 | tape.lower << 64
    return counts | tape.heads << 32 | tape.last_seat, tape.above << 128 | tape.below


@internal
@pure
def _with(tape: IResultDesk.Tape, seat: uint256, amount: int256, score: int256) -> IResultDesk.Tape:
    """
    @notice The tape with the ballot of a further seat, which gives `amount`.
    """
    longer: IResultDesk.Tape = tape
    longer.last_seat = seat
    longer.heads += 1
    longer.total += amount
    if amount >= 0:
        size: uint256 = convert(amount, uint256)
        if 2 * amount < score:
            longer.lower += 1
            longer.below = max(longer.below, size)
        elif 2 * amount > score:
            longer.upper += 1
            longer.above = size if longer.upper == 1 else min(longer.above, size)
    return longer


@internal
@pure
def _agrees(tape: IResultDesk.Tape, check: uint256, heads: uint256, score: int256) -> bool:
    """
    @notice Whether a line with so many ballots and such a score is the one of the tape.
    """
    if tape.heads != heads:
        return False
    if check == published_word.SUM:
        return tape.total == score
    return self._is_median(tape, score)


@internal
@pure
def _is_median(tape: IResultDesk.Tape, score: int256) -> bool:
    """
    @notice Whether `score` is twice the median of the tape's amounts.
    @dev Either the middle amounts are half the score themselves, or the middle lies between both sides, which are then
         equally large.
    """
    if tape.heads == 0:
        return score == 0
    most: uint256 = (tape.heads - 1) // 2
    if tape.lower <= most and tape.upper <= most:
        return True
    if tape.lower != tape.upper or 2 * tape.lower != tape.heads:
        return False
    return convert(tape.below + tape.above, int256) == score
