# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Rebasing Token Mock
@notice An ERC-20 whose balances grow and shrink together, without a transfer.
"""

from contracts.mocks import token_book
from ethereum.ercs import IERC20

implements: IERC20

initializes: token_book

exports: (
    token_book.allowance,
    token_book.decimals,
    token_book.mint,
    token_book.totalSupply,
)

index_bps: public(uint256)


@deploy
def __init__(decimals: uint8):
    token_book.__init__(decimals)
    self.index_bps = 10_000


@external
def rebase(index_bps: uint256):
    """
    @notice Let every balance count `index_bps` ten-thousandths of what was minted.
    """
    self.index_bps = index_bps


@external
@view
def balanceOf(account: address) -> uint256:
    """
    @notice What an account holds at this index.
    """
    return token_book.balanceOf[account] * self.index_bps // 10_000


@external
def transfer(to: address, amount: uint256) -> bool:
    """
    @notice Move the caller's money; figures that the index does not divide are refused.
    """
    token_book._move(msg.sender, to, self._minted(amount))
    return True


@external
def transferFrom(owner: address, to: address, amount: uint256) -> bool:
    """
    @notice Move what the owner approved for the caller.
    """
    token_book._spend(owner, msg.sender, amount)
    token_book._move(owner, to, self._minted(amount))
    return True


@external
def approve(spender: address, amount: uint256) -> bool:
    """
    @notice Let `spender` take an amount.
    """
    token_book._approve(msg.sender, spender, amount)
    return True


@internal
@view
def _minted(amount: uint256) -> uint256:
    """
    @notice Units as they were minted.
    """
    return amount * 10_000 // self.index_bps
