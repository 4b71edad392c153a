# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Reentrant Token Mock
@notice An ERC-20 that calls whoever it was told to before it moves money, and notes how that went.
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

target: reentrant(public(address))
payload: reentrant(public(Bytes[2048]))
attempts: reentrant(public(uint256))
succeeded: reentrant(public(bool))  # the last attempt
response: reentrant(public(Bytes[320]))  # to the last attempt: a result, or the revert's data


@deploy
def __init__(decimals: uint8):
    token_book.__init__(decimals)


@external
@reentrant
def arm(target: address, payload: Bytes[2048]):
    """
    @notice Call `target` with `payload` in the middle of each transfer; the zero address disarms.
    """
    self.target = target
    self.payload = payload


@external
@reentrant
def transfer(to: address, amount: uint256) -> bool:
    """
    @notice Attack, then move the caller's money.
    """
    self._attack()
    token_book._move(msg.sender, to, amount)
    return True


@external
@reentrant
def transferFrom(owner: address, to: address, amount: uint256) -> bool:
    """
    @notice Attack, then move what the owner approved for the caller.
    """
    self._attack()
    token_book._spend(owner, msg.sender, amount)
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


@internal
@reentrant
def _attack():
    """
    @notice Make the armed call. It may fail without stopping the transfer: a test reads how it went.
    """
    if self.target == empty(address):
        return
    success: bool = False
    response: Bytes[320] = b""
    success, response = raw_call(
        self.target, self.payload, max_outsize=320, revert_on_failure=False
    )
    self.attempts += 1
    self.succeeded = success
    self.response = response
