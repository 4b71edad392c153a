# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Mandate Word Mock
@notice The smallest host of the mandate word; never deployed.
"""

from contracts.membership import mandate_word


@external
@pure
def role_end(word: uint256, role: uint256) -> uint256:
    """
    @notice See `mandate_word._role_end`.
    """
    return mandate_word._role_end(word, role)


@external
@pure
def with_role_end(word: uint256, role: uint256, end: uint256) -> uint256:
    """
    @notice See `mandate_word._with_role_end`.
    """
    return mandate_word._with_role_end(word, role, end)


@external
@pure
def left(word: uint256, at: uint256) -> uint256:
    """
    @notice See `mandate_word._left`.
    """
    return mandate_word._left(word, at)


@external
@pure
def agreed(word: uint256, side: uint256) -> bool:
    """
    @notice See `mandate_word._agreed`.
    """
    return mandate_word._agreed(word, side)


@external
@pure
def with_agreement(word: uint256, side: uint256, at: uint256) -> uint256:
    """
    @notice See `mandate_word._with_agreement`.
    """
    return mandate_word._with_agreement(word, side, at)


@external
@pure
def joined_at(word: uint256) -> uint256:
    """
    @notice See `mandate_word._joined_at`.
    """
    return mandate_word._joined_at(word)
