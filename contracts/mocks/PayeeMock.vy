# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Payee Mock
@notice A contract that is paid in ETH: it takes it, refuses it, or calls somebody back while it is paid.
"""

refuses: public(bool)
target: public(address)
payload: public(Bytes[2048])
attempts: public(uint256)
succeeded: public(bool)  # the last attempt
response: public(Bytes[320])  # to the last attempt: a result, or the revert's data


@external
@payable
@reentrant  # paid while it acts
def __default__():
    """
    @notice Be paid.
    """
    assert not self.refuses, "payee: refused"
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


@external
def refuse(refuses: bool):
    """
    @notice Take no more ETH, or take it again.
    """
    self.refuses = refuses


@external
def arm(target: address, payload: Bytes[2048]):
    """
    @notice Call `target` with `payload` whenever paid; the zero address disarms.
    """
    self.target = target
    self.payload = payload


@external
def act(target: address, payload: Bytes[2048], amount: uint256):
    """
    @notice Call `target` as this contract, with ETH.
    """
    raw_call(target, payload, value=amount)
