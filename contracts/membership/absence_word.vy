# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Absence Word (module)
@notice One line of the history of absence: how many granted seats were outside the quorum base, and how many leave it
        at the start of each of the next seasons unless they act.
@dev Stateless. Layout, from the lowest bit:
       0  at             40   from when the line holds [UTC seconds]
      40  persons        4 lanes of 27
     148  organisations  4 lanes of 27
     Lane 0 counts the seats that left, were expelled, whose term is over, or that are dormant. Lane i counts those
     that fall out i seasons after the season of `at`. Seats that acted in that season fall out last; they have no
     lane of their own: they are all that were granted, less the lanes. So an admission changes no line.
     Moving a seat to a later lane changes no base of the line's own season: the line may be overwritten for that.
@custom:units times are UTC seconds, counts are whole seats
@custom:invariant the fields fill the word and do not overlap
"""

from contracts.common import packing
from contracts.membership import seat_word

# More seats than a chain has gas for.
WIDTH: constant(uint256) = 27
MASK_27: constant(uint256) = 2**27 - 1
MASK_108: constant(uint256) = 2**108 - 1
# Lanes beside lane 0: dormancy begins after at most so many idle seasons.
MAX_LANES: constant(uint256) = 3


@internal
@pure
def _at(word: uint256) -> uint256:
    """
    @notice From when the line holds [UTC seconds].
    """
    return packing._field(word, 0, 40)


@internal
@pure
def _since(word: uint256, at: uint256) -> uint256:
    """
    @notice The same counts, from `at` on.
    """
    return packing._with_field(word, 0, 40, at)


@internal
@pure
def _one(kind: uint256, lane: uint256, lanes: uint256) -> uint256:
    """
    @notice What to add to a line for one seat more in a lane, or to take off for one less; nothing beyond the lanes.
    """
    if lane > lanes:
        return 0
    return 1 << (self._offset(kind) + WIDTH * lane)


@internal
@pure
def _absent(word: uint256, kind: uint256, seasons_on: uint256) -> uint256:
    """
    @notice Seats of a kind outside the base `seasons_on` seasons after the line's own, at most MAX_LANES of them.
    """
    block_: uint256 = word >> self._offset(kind)
    absent: uint256 = block_ & MASK_27
    for lane: uint256 in range(1, MAX_LANES + 1):
        if lane <= seasons_on:
            absent += (block_ >> (WIDTH * lane)) & MASK_27
    return absent


@internal
@pure
def _turned(word: uint256, seasons_on: uint256, lanes: uint256, granted: uint256) -> uint256:
    """
    @notice The line of a later season, made from the last one of an earlier season.
    @param granted Seats granted so far: persons in the lower 28 bits, organisations in the next 28.
    """
    persons: uint256 = self._turned_block(
        (word >> 40) & MASK_108, seasons_on, lanes, granted & (2**28 - 1)
    )
    organisations: uint256 = self._turned_block(word >> 148, seasons_on, lanes, granted >> 28)
    return self._at(word) | (persons << 40) | (organisations << 148)


@internal
@pure
def _turned_block(
    lanes_: uint256, seasons_on: uint256, lanes: uint256, granted: uint256
) -> uint256:
    """
    @notice The lanes of one kind of seat, `seasons_on` seasons later.
    """
    latest: uint256 = granted
    for lane: uint256 in range(MAX_LANES + 1):
        latest -= (lanes_ >> (WIDTH * lane)) & MASK_27
    extended: uint256 = lanes_ | (latest << (WIDTH * (lanes + 1)))
    passed: uint256 = min(seasons_on, lanes + 1)
    absent: uint256 = 0
    for lane: uint256 in range(MAX_LANES + 2):
        if lane <= passed:
            absent += (extended >> (WIDTH * lane)) & MASK_27
    turned: uint256 = extended >> (WIDTH * passed)
    return ((turned >> WIDTH) << WIDTH) | absent


@internal
@pure
def _offset(kind: uint256) -> uint256:
    """
    @notice Lowest bit of the lanes of a kind of seat.
    """
    return 40 if kind == seat_word.PERSON else 148
