# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Pool Mock
@notice A pool that takes a chosen share of what it is offered, and keeps it; never deployed.
"""

from contracts.interfaces import IFundable
from ethereum.ercs import IERC20

implements: IFundable

token: public(address)  # zero address: ETH
share_bps: public(uint256)
last_round: public(uint256)
last_amount: public(uint256)


@deploy
def __init__(token: address, share_bps: uint256):
    self.token = token
    self.share_bps = share_bps


@external
@payable
def fund(round_id: uint256, amount: uint256):
    """
    @notice Note what was offered, and take the share.
    """
    self.last_round = round_id
    self.last_amount = amount
    share: uint256 = amount * self.share_bps // 10_000
    if self.token == empty(address):
        assert msg.value == amount, "pool: another value"
        if share < amount:
            raw_call(msg.sender, b"", value=amount - share)
    elif share > 0:
        assert extcall IERC20(self.token).transferFrom(
            msg.sender, self, share, default_return_value=True
        )
