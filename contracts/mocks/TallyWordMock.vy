# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Tally Word Mock
@notice The smallest host of marks and tallies; never deployed.
"""

from contracts.governance import tally_word


@external
@pure
def mark(support: uint256, votes: uint256) -> uint256:
    """
    @notice See `tally_word._mark`.
    """
    return tally_word._mark(support, votes)


@external
@pure
def side(mark: uint256) -> uint256:
    """
    @notice See `tally_word._side`.
    """
    return tally_word._side(mark)


@external
@pure
def votes(mark: uint256) -> uint256:
    """
    @notice See `tally_word._votes`.
    """
    return tally_word._votes(mark)


@external
@pure
def cost(mark: uint256) -> uint256:
    """
    @notice See `tally_word._cost`.
    """
    return tally_word._cost(mark)


@external
@pure
def addend(mark: uint256) -> uint256:
    """
    @notice See `tally_word._addend`.
    """
    return tally_word._addend(mark)


@external
@pure
def votes_for(word: uint256) -> uint256:
    """
    @notice See `tally_word._for`.
    """
    return tally_word._for(word)


@external
@pure
def votes_against(word: uint256) -> uint256:
    """
    @notice See `tally_word._against`.
    """
    return tally_word._against(word)


@external
@pure
def abstain(word: uint256) -> uint256:
    """
    @notice See `tally_word._abstain`.
    """
    return tally_word._abstain(word)


@external
@pure
def heads(word: uint256) -> uint256:
    """
    @notice See `tally_word._heads`.
    """
    return tally_word._heads(word)
