# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Absence Word Mock
@notice The smallest host of the absence word; never deployed.
"""

from contracts.membership import absence_word


@external
@pure
def at(word: uint256) -> uint256:
    """
    @notice See `absence_word._at`.
    """
    return absence_word._at(word)


@external
@pure
def since(word: uint256, at: uint256) -> uint256:
    """
    @notice See `absence_word._since`.
    """
    return absence_word._since(word, at)


@external
@pure
def one(kind: uint256, lane: uint256, lanes: uint256) -> uint256:
    """
    @notice See `absence_word._one`.
    """
    return absence_word._one(kind, lane, lanes)


@external
@pure
def absent(word: uint256, kind: uint256, seasons_on: uint256) -> uint256:
    """
    @notice See `absence_word._absent`.
    """
    return absence_word._absent(word, kind, seasons_on)


@external
@pure
def turned(word: uint256, seasons_on: uint256, lanes: uint256, granted: uint256) -> uint256:
    """
    @notice See `absence_word._turned`.
    """
    return absence_word._turned(word, seasons_on, lanes, granted)
