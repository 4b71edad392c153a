# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title False Returning Token Mock
@notice An ERC-20 that says no by returning false, and moves nothing, for accounts on its list.
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

refuses: reentrant(public(HashMap[address, bool]))


@deploy
def __init__(decimals: uint8):
    token_book.__init__(decimals)


@external
@reentrant
def refuse(account: address, refused: bool):
    """
    @notice Put an account on the list, or take it off.
    """
    self.refuses[account] = refused


@external
@reentrant
def transfer(to: address, amount: uint256) -> bool:
    """
    @notice Move the caller's money, or return false.
    """
    if self.refuses[msg.sender] or self.refuses[to]:
        return False
    token_book._move(msg.sender, to, amount)
    return True


@external
@reentrant
def transferFrom(owner: address, to: address, amount: uint256) -> bool:
    """
    @notice Move what the owner approved for the caller, or return false.
    """
    if self.refuses[owner] or self.refuses[to]:
        return False
    token_book._spend(owner, msg.sender, amount)
    token_book._move(owner, to, amount)
    return True


@external
@reentrant
def approve(spender: address, amount: uint256) -> bool:
    """
    @notice Let `spender` take an amount, or return false.
    """
    if self.refuses[msg.sender] or self.refuses[spender]:
        return False
    token_book._approve(msg.sender, spender, amount)
    return True
