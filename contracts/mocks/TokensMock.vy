# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Tokens Mock
@notice The smallest host of token transfers; never deployed.
"""

from contracts.common import tokens

last_received: public(uint256)


@external
@payable
def __default__():
    """
    @notice Hold ETH.
    """
    pass


@external
def send(token: address, to: address, amount: uint256):
    """
    @notice See `tokens._send`.
    """
    tokens._send(token, to, amount)


@external
def pull(token: address, payer: address, amount: uint256):
    """
    @notice See `tokens._pull`.
    """
    self.last_received = tokens._pull(token, payer, amount)


@external
def approve(token: address, spender: address, amount: uint256):
    """
    @notice See `tokens._approve`.
    """
    tokens._approve(token, spender, amount)
