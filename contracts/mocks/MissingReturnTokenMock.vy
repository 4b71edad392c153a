# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Missing Return Token Mock
@notice An ERC-20 whose calls return nothing, and which changes an allowance only from or to zero, as the oldest large stablecoin does.
"""

from contracts.mocks import token_book
from ethereum.ercs import IERC20

initializes: token_book

exports: (
    token_book.allowance,
    token_book.balanceOf,
    token_book.decimals,
    token_book.mint,
    token_book.totalSupply,
)


@deploy
def __init__(decimals: uint8):
    token_book.__init__(decimals)


@external
@reentrant
def transfer(to: address, amount: uint256):
    """
    @notice Move the caller's money; returns nothing.
    """
    token_book._move(msg.sender, to, amount)


@external
@reentrant
def transferFrom(owner: address, to: address, amount: uint256):
    """
    @notice Move what the owner approved for the caller; returns nothing.
    """
    token_book._spend(owner, msg.sender, amount)
    token_book._move(owner, to, amount)


@external
@reentrant
def approve(spender: address, amount: uint256):
    """
    @notice Let `spender` take an amount; returns nothing. An allowance in use must be set to zero first.
    """
    unused: bool = token_book.allowance[msg.sender][spender] == 0
    assert amount == 0 or unused, "token: allowance in use"
    token_book._approve(msg.sender, spender, amount)
