# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Scope Word Mock
@notice The smallest host of the scope word; never deployed.
"""

from contracts.membership import scope_word


@external
@pure
def new(parent: uint256, kind: uint256, depth: uint256, founded_at: uint256) -> uint256:
    """
    @notice See `scope_word._new`.
    """
    return scope_word._new(parent, kind, depth, founded_at)


@external
@pure
def parent(word: uint256) -> uint256:
    """
    @notice See `scope_word._parent`.
    """
    return scope_word._parent(word)


@external
@pure
def kind(word: uint256) -> uint256:
    """
    @notice See `scope_word._kind`.
    """
    return scope_word._kind(word)


@external
@pure
def depth(word: uint256) -> uint256:
    """
    @notice See `scope_word._depth`.
    """
    return scope_word._depth(word)


@external
@pure
def founded_at(word: uint256) -> uint256:
    """
    @notice See `scope_word._founded_at`.
    """
    return scope_word._founded_at(word)
