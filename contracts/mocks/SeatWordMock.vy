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
def new(seat: uint256, kind: uint256, joined_at: uint256) -> uint256:
    """
    @notice See `seat_word._new`.
    """
    return seat_word._new(seat, kind, joined_at)


@external
@pure
def with_seat(word: uint256, seat: uint256) -> uint256:
    """
    @notice See `seat_word._with_seat`.
    """
    return seat_word._with_seat(word, seat)


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
def with_status(word: uint256, status: uint256) -> uint256:
    """
    @notice See `seat_word._with_status`.
    """
    return seat_word._with_status(word, status)


@external
@pure
def joined_at(word: uint256) -> uint256:
    """
    @notice See `seat_word._joined_at`.
    """
    return seat_word._joined_at(word)


@external
@pure
def term_end(word: uint256) -> uint256:
    """
    @notice See `seat_word._term_end`.
    """
    return seat_word._term_end(word)


@external
@view
def is_active(word: uint256) -> bool:
    """
    @notice See `seat_word._is_active`.
    """
    return seat_word._is_active(word)


@external
@view
def was_active(word: uint256, timepoint: uint256) -> bool:
    """
    @notice See `seat_word._was_active`.
    """
    return seat_word._was_active(word, timepoint)
