# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Surcharge Token Mock
@notice An ERC-20 that takes more from the sender than was asked: the surcharge comes on top and is burnt.
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

surcharge: reentrant(public(uint256))


@deploy
def __init__(decimals: uint8, surcharge: uint256):
    token_book.__init__(decimals)
    self.surcharge = surcharge


@external
@reentrant
def transfer(to: address, amount: uint256) -> bool:
    """
    @notice Move the caller's money, and take the surcharge on top.
    """
    self._move(msg.sender, to, amount)
    return True


@external
@reentrant
def transferFrom(owner: address, to: address, amount: uint256) -> bool:
    """
    @notice Move what the owner approved for the caller, and take the surcharge on top.
    """
    token_book._spend(owner, msg.sender, amount)
    self._move(owner, to, amount)
    return True


@external
@reentrant
def approve(spender: address, amount: uint256) -> bool:
    """
    @notice Let `spender` take an amount.
    """
    token_book._approve(msg.sender, spender, amount)
    return True


@internal
@reentrant
def _move(sender: address, receiver: address, amount: uint256):
    """
    @notice Burn the surcharge, move the whole amount.
    """
    token_book._burn(sender, self.surcharge)
    token_book._move(sender, receiver, amount)
