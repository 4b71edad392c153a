# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Meter Word Mock
@notice The smallest host of a seat's meter and pages; never deployed.
"""

from contracts.governance import meter_word


@external
@pure
def key(seat: uint256, season: uint256) -> uint256:
    """
    @notice See `meter_word._key`.
    """
    return meter_word._key(seat, season)


@external
@pure
def page_key(key: uint256, ordinal: uint256) -> uint256:
    """
    @notice See `meter_word._page_key`.
    """
    return meter_word._page_key(key, ordinal)


@external
@pure
def offset(ordinal: uint256) -> uint256:
    """
    @notice See `meter_word._offset`.
    """
    return meter_word._offset(ordinal)


@external
@pure
def new(season: uint256, budget: uint256) -> uint256:
    """
    @notice See `meter_word._new`.
    """
    return meter_word._new(season, budget)


@external
@pure
def is_of(word: uint256, season: uint256) -> bool:
    """
    @notice See `meter_word._is_of`.
    """
    return meter_word._is_of(word, season)


@external
@pure
def spent(meter: uint256) -> uint256:
    """
    @notice See `meter_word._spent`.
    """
    return meter_word._spent(meter)


@external
@pure
def budget(meter: uint256) -> uint256:
    """
    @notice See `meter_word._budget`.
    """
    return meter_word._budget(meter)


@external
@pure
def charged(meter: uint256, refund: uint256, cost: uint256) -> uint256:
    """
    @notice See `meter_word._charged`.
    """
    return meter_word._charged(meter, refund, cost)


@external
@pure
def receipt(word: uint256, offset: uint256) -> uint256:
    """
    @notice See `meter_word._receipt`.
    """
    return meter_word._receipt(word, offset)


@external
@pure
def with_receipt(word: uint256, offset: uint256, mark: uint256, revision: uint256) -> uint256:
    """
    @notice See `meter_word._with_receipt`.
    """
    return meter_word._with_receipt(word, offset, mark, revision)


@external
@pure
def mark(receipt: uint256) -> uint256:
    """
    @notice See `meter_word._mark`.
    """
    return meter_word._mark(receipt)


@external
@pure
def revision(receipt: uint256) -> uint256:
    """
    @notice See `meter_word._revision`.
    """
    return meter_word._revision(receipt)
