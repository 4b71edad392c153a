# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Recognition Word Mock
@notice The smallest host of the ledger's recognition word; never deployed.
"""

from contracts.ledger import recognition_word


@external
@pure
def earned(word: uint256, season: uint256) -> uint256:
    """
    @notice See `recognition_word._earned`.
    """
    return recognition_word._earned(word, season)


@external
@pure
def given(word: uint256, season: uint256) -> uint256:
    """
    @notice See `recognition_word._given`.
    """
    return recognition_word._given(word, season)


@external
@pure
def with_added(word: uint256, season: uint256, earned: uint256, given: uint256) -> uint256:
    """
    @notice See `recognition_word._with_added`.
    """
    return recognition_word._with_added(word, season, earned, given)
