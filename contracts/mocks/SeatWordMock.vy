# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Seat Word Mock
@notice The smallest host of the seat word; never deployed.
"""

from contracts.membership import seat_word


@external
@pure
def new(kind: uint256, credits_from: uint256) -> uint256:
    """
    @notice See `seat_word._new`.
    """
    return seat_word._new(kind, credits_from)


@external
@pure
def of_moved() -> uint256:
    """
    @notice See `seat_word._of_moved`.
    """
    return seat_word._of_moved()


@external
@pure
def ended(word: uint256, status: uint256, at: uint256) -> uint256:
    """
    @notice See `seat_word._ended`.
    """
    return seat_word._ended(word, status, at)


@external
@pure
def with_term(word: uint256, term_end: uint256) -> uint256:
    """
    @notice See `seat_word._with_term`.
    """
    return seat_word._with_term(word, term_end)


@external
@pure
def acted(word: uint256, last_season: uint256, awake_until: uint256) -> uint256:
    """
    @notice See `seat_word._acted`.
    """
    return seat_word._acted(word, last_season, awake_until)


@external
@pure
def woken(word: uint256, at: uint256) -> uint256:
    """
    @notice See `seat_word._woken`.
    """
    return seat_word._woken(word, at)


@external
@pure
def seat(word: uint256) -> uint256:
    """
    @notice See `seat_word._seat`.
    """
    return seat_word._seat(word)


@external
@pure
def kind(word: uint256) -> uint256:
    """
    @notice See `seat_word._kind`.
    """
    return seat_word._kind(word)


@external
@pure
def status(word: uint256) -> uint256:
    """
    @notice See `seat_word._status`.
    """
    return seat_word._status(word)


@external
@pure
def credits_from(word: uint256) -> uint256:
    """
    @notice See `seat_word._credits_from`.
    """
    return seat_word._credits_from(word)


@external
@pure
def term_end(word: uint256) -> uint256:
    """
    @notice See `seat_word._term_end`.
    """
    return seat_word._term_end(word)


@external
@pure
def last_season(word: uint256) -> uint256:
    """
    @notice See `seat_word._last_season`.
    """
    return seat_word._last_season(word)


@external
@pure
def woke_at(word: uint256) -> uint256:
    """
    @notice See `seat_word._woke_at`.
    """
    return seat_word._woke_at(word)


@external
@pure
def awake_until(word: uint256) -> uint256:
    """
    @notice See `seat_word._awake_until`.
    """
    return seat_word._awake_until(word)


@external
@pure
def asleep(word: uint256) -> uint256:
    """
    @notice See `seat_word._asleep`.
    """
    return seat_word._asleep(word)


@external
@pure
def acted_in(word: uint256, season: uint256) -> bool:
    """
    @notice See `seat_word._acted_in`.
    """
    return seat_word._acted_in(word, season)


@external
@view
def is_active(word: uint256) -> bool:
    """
    @notice See `seat_word._is_active`.
    """
    return seat_word._is_active(word)


@external
@pure
def counted(word: uint256, timepoint: uint256) -> bool:
    """
    @notice See `seat_word._counted`.
    """
    return seat_word._counted(word, timepoint)


@external
@view
def was_active(word: uint256, timepoint: uint256) -> bool:
    """
    @notice See `seat_word._was_active`.
    """
    return seat_word._was_active(word, timepoint)
