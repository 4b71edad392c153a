# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Book Word Mock
@notice The smallest host of the book word; never deployed.
"""

from contracts.membership import book_word


@external
@pure
def granted(word: uint256) -> uint256:
    """
    @notice See `book_word._granted`.
    """
    return book_word._granted(word)


@external
@pure
def with_granted(word: uint256, granted: uint256) -> uint256:
    """
    @notice See `book_word._with_granted`.
    """
    return book_word._with_granted(word, granted)


@external
@pure
def seats(word: uint256) -> uint256:
    """
    @notice See `book_word._seats`.
    """
    return book_word._seats(word)


@external
@pure
def lines(word: uint256) -> uint256:
    """
    @notice See `book_word._lines`.
    """
    return book_word._lines(word)


@external
@pure
def one_line_more(word: uint256) -> uint256:
    """
    @notice See `book_word._one_line_more`.
    """
    return book_word._one_line_more(word)
