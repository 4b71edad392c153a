# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Docket Word Mock
@notice The smallest host of the counts of proposals; never deployed.
"""

from contracts.governance import docket_word


@external
@pure
def number(word: uint256) -> uint256:
    """
    @notice See `docket_word._number`.
    """
    return docket_word._number(word)


@external
@pure
def count(word: uint256, season: uint256) -> uint256:
    """
    @notice See `docket_word._count`.
    """
    return docket_word._count(word, season)


@external
@pure
def entered(word: uint256, season: uint256, ordinal: uint256) -> uint256:
    """
    @notice See `docket_word._entered`.
    """
    return docket_word._entered(word, season, ordinal)
