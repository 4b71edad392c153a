# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Round Word Mock
@notice The smallest host of a round's word; never deployed.
"""

from contracts.funding import round_word
from contracts.interfaces import IRetroFunding

CANCELLED: public(constant(uint256)) = round_word.CANCELLED
SETTLED: public(constant(uint256)) = round_word.SETTLED
SWEPT: public(constant(uint256)) = round_word.SWEPT
ONE_PROJECT: public(constant(uint256)) = round_word.ONE_PROJECT


@external
@pure
def new(terms: IRetroFunding.Terms) -> uint256:
    """
    @notice See `round_word._new`.
    """
    return round_word._new(terms)


@external
@pure
def terms(word: uint256, token: address) -> IRetroFunding.Terms:
    """
    @notice See `round_word._terms`.
    """
    return round_word._terms(word, token)


@external
@pure
def projects(word: uint256) -> uint256:
    """
    @notice See `round_word._projects`.
    """
    return round_word._projects(word)


@external
@view
def state(word: uint256) -> uint256:
    """
    @notice See `round_word._state`.
    """
    return round_word._state(word)
