# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Token Book (module)
@notice Balances and allowances of the ERC-20 mocks; each mock adds its own way of moving them.
@dev Nothing is locked: tokens in the wild are not.
@custom:units amounts are whole numbers of the smallest unit
"""

from ethereum.ercs import IERC20

decimals: reentrant(public(uint8))
totalSupply: reentrant(public(uint256))
balanceOf: reentrant(public(HashMap[address, uint256]))
allowance: reentrant(public(HashMap[address, HashMap[address, uint256]]))


@deploy
def __init__(decimals: uint8):
    self.decimals = decimals


@external
@reentrant
def mint(to: address, amount: uint256):
    """
    @notice Make money for anybody who asks.
    """
    self.totalSupply += amount
    self.balanceOf[to] += amount
    log IERC20.Transfer(sender=empty(address), receiver=to, value=amount)


@internal
@reentrant
def _move(sender: address, receiver: address, amount: uint256):
    """
    @notice Move an amount from one account to another.
    """
    assert self.balanceOf[sender] >= amount, "token: balance too small"
    self.balanceOf[sender] -= amount
    self.balanceOf[receiver] += amount
    log IERC20.Transfer(sender=sender, receiver=receiver, value=amount)


@internal
@reentrant
def _burn(account: address, amount: uint256):
    """
    @notice Take an amount out of the world.
    """
    assert self.balanceOf[account] >= amount, "token: nothing to burn"
    self.balanceOf[account] -= amount
    self.totalSupply -= amount
    log IERC20.Transfer(sender=account, receiver=empty(address), value=amount)


@internal
@reentrant
def _approve(owner: address, spender: address, amount: uint256):
    """
    @notice Let `spender` take an amount.
    """
    self.allowance[owner][spender] = amount
    log IERC20.Approval(owner=owner, spender=spender, value=amount)


@internal
@reentrant
def _spend(owner: address, spender: address, amount: uint256):
    """
    @notice Use up a part of an allowance.
    """
    assert self.allowance[owner][spender] >= amount, "token: allowance too small"
    self.allowance[owner][spender] -= amount
