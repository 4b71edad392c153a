# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Escrow Mock
@notice The smallest host of the escrow of funding rounds, without any rule of its own; never deployed.
"""

from contracts.funding import escrow

initializes: escrow

exports: (escrow.token_of, escrow.sponsored)


@external
def open(round_id: uint256, token: address):
    """
    @notice See `escrow._open`.
    """
    escrow._open(round_id, token)


@external
@payable
def take(round_id: uint256, amount: uint256) -> uint256:
    """
    @notice See `escrow._take`.
    """
    return escrow._take(round_id, amount)


@external
def pay(round_id: uint256, to: address, amount: uint256):
    """
    @notice See `escrow._pay`.
    """
    escrow._pay(round_id, to, amount)


@external
def release(round_id: uint256, sponsor: address) -> uint256:
    """
    @notice See `escrow._release`.
    """
    return escrow._release(round_id, sponsor)


@external
@view
def book(round_id: uint256) -> (uint256, uint256, uint256):
    """
    @notice Pot, paid and rest of a round.
    """
    return escrow._pot(round_id), escrow._paid(round_id), escrow._rest(round_id)
