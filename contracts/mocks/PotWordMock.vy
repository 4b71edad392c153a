# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Pot Word Mock
@notice The smallest host of the words of pots and streams; never deployed.
"""

from contracts.treasury import pot_word
from contracts.treasury import stream_word


@external
@pure
def unused(scope: uint256, start: uint256, end: uint256, period: uint256) -> uint256:
    """
    @notice See `pot_word._unused`.
    """
    return pot_word._unused(scope, start, end, period)


@external
@pure
def limits(token: address, cap: uint256, per_payment: uint256) -> uint256:
    """
    @notice See `pot_word._limits`.
    """
    return pot_word._limits(token, cap, per_payment)


@external
@view
def charged(use: uint256, limits: uint256, amount: uint256, largest: uint256) -> uint256:
    """
    @notice See `pot_word._charged`.
    """
    return pot_word._charged(use, limits, amount, largest)


@external
@pure
def spent_in(use: uint256, index: uint256) -> uint256:
    """
    @notice See `pot_word._spent_in`.
    """
    return pot_word._spent_in(use, index)


@external
@pure
def terms(use: uint256) -> (uint256, uint256, uint256, uint256):
    """
    @notice Scope, start, end and period of a use.
    """
    return pot_word._scope(use), pot_word._start(use), pot_word._end(use), pot_word._period(use)


@external
@pure
def stream(deposit: uint256, withdrawn: uint256, steward: uint256) -> uint256:
    """
    @notice A stream's word, written field by field.
    """
    return stream_word._with_withdrawn(stream_word._new(deposit, steward), withdrawn)


@external
@pure
def stream_fields(word: uint256) -> (uint256, uint256, uint256):
    """
    @notice Deposit, withdrawn and steward of a stream.
    """
    return stream_word._deposit(word), stream_word._withdrawn(word), stream_word._steward(word)


@external
@pure
def with_deposit(word: uint256, deposit: uint256) -> uint256:
    """
    @notice See `stream_word._with_deposit`.
    """
    return stream_word._with_deposit(word, deposit)
