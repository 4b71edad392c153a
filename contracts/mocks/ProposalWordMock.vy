# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Proposal Word Mock
@notice The smallest host of a proposal's header; never deployed.
"""

from contracts.governance import proposal_word


@external
@pure
def new(
    start: uint256,
    end: uint256,
    proposal_type: uint256,
    rule: uint256,
    ordinal: uint256,
    seat: uint256,
    number: uint256,
) -> uint256:
    """
    @notice See `proposal_word._new`.
    """
    return proposal_word._new(start, end, proposal_type, rule, ordinal, seat, number)


@external
@pure
def queued(word: uint256, eta: uint256) -> uint256:
    """
    @notice See `proposal_word._queued`.
    """
    return proposal_word._queued(word, eta)


@external
@pure
def start(word: uint256) -> uint256:
    """
    @notice See `proposal_word._start`.
    """
    return proposal_word._start(word)


@external
@pure
def end(word: uint256) -> uint256:
    """
    @notice See `proposal_word._end`.
    """
    return proposal_word._end(word)


@external
@pure
def eta(word: uint256) -> uint256:
    """
    @notice See `proposal_word._eta`.
    """
    return proposal_word._eta(word)


@external
@pure
def type(word: uint256) -> uint256:
    """
    @notice See `proposal_word._type`.
    """
    return proposal_word._type(word)


@external
@pure
def version(word: uint256) -> uint256:
    """
    @notice See `proposal_word._version`.
    """
    return proposal_word._version(word)


@external
@pure
def ordinal(word: uint256) -> uint256:
    """
    @notice See `proposal_word._ordinal`.
    """
    return proposal_word._ordinal(word)


@external
@pure
def seat(word: uint256) -> uint256:
    """
    @notice See `proposal_word._seat`.
    """
    return proposal_word._seat(word)


@external
@pure
def number(word: uint256) -> uint256:
    """
    @notice See `proposal_word._number`.
    """
    return proposal_word._number(word)


@external
@pure
def is_canceled(word: uint256) -> bool:
    """
    @notice See `proposal_word._is_canceled`.
    """
    return proposal_word._is_canceled(word)


@external
@pure
def is_executed(word: uint256) -> bool:
    """
    @notice See `proposal_word._is_executed`.
    """
    return proposal_word._is_executed(word)


@external
@pure
def is_dual(word: uint256) -> bool:
    """
    @notice See `proposal_word._is_dual`.
    """
    return proposal_word._is_dual(word)


@external
@pure
def is_constitutional(word: uint256) -> bool:
    """
    @notice See `proposal_word._is_constitutional`.
    """
    return proposal_word._is_constitutional(word)


@external
@pure
def extension(word: uint256) -> uint256:
    """
    @notice See `proposal_word._extension`.
    """
    return proposal_word._extension(word)


@external
@pure
def extended(word: uint256, end: uint256) -> uint256:
    """
    @notice See `proposal_word._extended`.
    """
    return proposal_word._extended(word, end)
