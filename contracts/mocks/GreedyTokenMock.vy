# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Greedy Token Mock
@notice An ERC-20 that takes a toll from the sender beside the amount that it moves.
"""

from contracts.mocks import token_book
from ethereum.ercs import IERC20

implements: IERC20

initializes: token_book

exports: (
    token_book.allowance,
    token_book.balanceOf,
    token_book.decimals,
    token_book.mint,
    token_book.totalSupply,
)

toll: reentrant(public(uint256))


@deploy
def __init__(decimals: uint8):
    token_book.__init__(decimals)


@external
@reentrant
def set_toll(toll: uint256):
    """
    @notice Take this much from each sender from now on.
    """
    self.toll = toll


@external
@reentrant
def transfer(to: address, amount: uint256) -> bool:
    """
    @notice Move the caller's money, and take the toll.
    """
    token_book._burn(msg.sender, self.toll)
    token_book._move(msg.sender, to, amount)
    return True


@external
@reentrant
def transferFrom(owner: address, to: address, amount: uint256) -> bool:
    """
    @notice Move what the owner approved for the caller, and take the toll.
    """
    token_book._spend(owner, msg.sender, amount)
    token_book._burn(owner, self.toll)
    token_book._move(owner, to, amount)
    return True


@external
@reentrant
def approve(spender: address, amount: uint256) -> bool:
    """
    @notice Let `spender` take an amount.
    """
    token_book._approve(msg.sender, spender, amount)
    return True
