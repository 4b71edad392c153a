# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Round Word Mock
@notice The smallest host of a round's word; never deployed.
"""

from contracts.funding import round_word

CANCELLED: public(constant(uint256)) = round_word.CANCELLED
SETTLED: public(constant(uint256)) = round_word.SETTLED
SWEPT: public(constant(uint256)) = round_word.SWEPT
ONE_PROJECT: public(constant(uint256)) = round_word.ONE_PROJECT


@external
@pure
def new(
    scope: uint256,
    applications_end: uint256,
    review_end: uint256,
    appeals_end: uint256,
    voting_end: uint256,
    claims_end: uint256,
    approvals: uint256,
    chambers: uint256,
    mechanism: uint256,
) -> uint256:
    """
    @notice See `round_word._new`.
    """
    return round_word._new(
        scope,
        applications_end,
        review_end,
        appeals_end,
        voting_end,
        claims_end,
        approvals,
        chambers,
        mechanism,
    )


@external
@pure
def fields(
    word: uint256,
) -> (uint256, uint256, uint256, uint256, uint256, uint256, uint256, uint256, uint256):
    """
    @notice What the round was opened with, in the order of `new`.
    """
    return (
        round_word._scope(word),
        round_word._applications_end(word),
        round_word._review_end(word),
        round_word._appeals_end(word),
        round_word._voting_end(word),
        round_word._claims_end(word),
        round_word._approvals(word),
        round_word._chambers(word),
        word >> round_word.MECHANISM,
    )


@external
@pure
def with_claims_end(word: uint256, claims_end: uint256) -> uint256:
    """
    @notice See `round_word._with_claims_end`.
    """
    return round_word._with_claims_end(word, claims_end)


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
