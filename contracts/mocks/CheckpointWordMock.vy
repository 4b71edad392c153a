# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Checkpoint Word Mock
@notice The smallest host of the checkpoint word; never deployed.
"""

from contracts.membership import checkpoint_word


@external
@pure
def new(at: uint256, counts: uint256) -> uint256:
    """
    @notice See `checkpoint_word._new`.
    """
    return checkpoint_word._new(at, counts)


@external
@pure
def moved_to(word: uint256, account: address) -> uint256:
    """
    @notice See `checkpoint_word._moved_to`.
    """
    return checkpoint_word._moved_to(word, account)


@external
@pure
def account(word: uint256) -> address:
    """
    @notice See `checkpoint_word._account`.
    """
    return checkpoint_word._account(word)


@external
@pure
def at(word: uint256) -> uint256:
    """
    @notice See `checkpoint_word._at`.
    """
    return checkpoint_word._at(word)


@external
@pure
def persons(word: uint256) -> uint256:
    """
    @notice See `checkpoint_word._persons`.
    """
    return checkpoint_word._persons(word)


@external
@pure
def organisations(word: uint256) -> uint256:
    """
    @notice See `checkpoint_word._organisations`.
    """
    return checkpoint_word._organisations(word)


@external
@pure
def counts(word: uint256) -> uint256:
    """
    @notice See `checkpoint_word._counts`.
    """
    return checkpoint_word._counts(word)


@external
@pure
def one_more(kind: uint256) -> uint256:
    """
    @notice See `checkpoint_word._one_more`.
    """
    return checkpoint_word._one_more(kind)
