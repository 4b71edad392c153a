# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Checkpoint Word (module)
@notice One line of the roll's history: how many persons and organisations had been granted a seat by a second.
@dev Stateless. Layout, from the lowest bit:
       0  account       160   who holds the seat
     160  at             40   when the line was written [UTC seconds]
     200  persons        28   so far, this line included
     228  organisations  28   so far, this line included
@custom:units times are UTC seconds, counts are whole seats
@custom:invariant the fields fill the word and do not overlap
"""

from contracts.common import packing
from contracts.membership import seat_word


@internal
@pure
def _new(at: uint256, counts: uint256) -> uint256:
    """
    @notice A line written at `at` with these counts, about no account yet.
    @param counts Persons in the lower 28 bits, organisations in the next 28, as `_counts` returns them.
    """
    return packing._with_field(counts << 200, 160, 40, at)


@internal
@pure
def _moved_to(word: uint256, account: address) -> uint256:
    """
    @notice The line about another account: the new key of the same member.
    """
    return packing._with_field(word, 0, 160, convert(account, uint256))


@internal
@pure
def _account(word: uint256) -> address:
    """
    @notice Who holds the seat.
    """
    return convert(packing._field(word, 0, 160), address)


@internal
@pure
def _at(word: uint256) -> uint256:
    """
    @notice When the line was written [UTC seconds].
    """
    return packing._field(word, 160, 40)


@internal
@pure
def _persons(word: uint256) -> uint256:
    """
    @notice Persons so far.
    """
    return packing._field(word, 200, 28)


@internal
@pure
def _organisations(word: uint256) -> uint256:
    """
    @notice Organisations so far.
    """
    return packing._field(word, 228, 28)


@internal
@pure
def _counts(word: uint256) -> uint256:
    """
    @notice Both counts so far, side by side in 56 bits.
    """
    return word >> 200


@internal
@pure
def _one_more(kind: uint256) -> uint256:
    """
    @notice What to add to a line for one more seat of `kind`, or to take off for one less.
    @dev No count spills into its neighbour: 2**28 seats are more gas than a chain ever has.
    """
    return 1 << 200 if kind == seat_word.PERSON else 1 << 228
