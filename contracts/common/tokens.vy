# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Tokens (module)
@notice Moves ETH (token = zero address) and ERC-20 tokens, with the odd ones handled or refused by name.
@dev Stateless. A missing return value counts as success, a false one as refusal. What came in is measured by the
     change of the balance, so a fee on transfer is never credited. Callers follow checks, effects, calls.
@custom:units amounts are whole numbers of the token's smallest unit (wei for ETH)
@custom:invariant what is credited is never more than the measured change of this contract's balance
"""

from ethereum.ercs import IERC20

NATIVE: constant(address) = empty(address)
# For a payee that may fail without stopping the others: room for a wallet that logs what it gets, and for a token
# behind proxies that keeps accounts of its own; little enough that nobody can burn a batch.
ETH_GAS: constant(uint256) = 40_000
TOKEN_GAS: constant(uint256) = 200_000


@internal
def _send(token: address, to: address, amount: uint256):
    """
    @notice Send `amount` of `token` to `to`, or revert.
    """
    if token == NATIVE:
        raw_call(to, b"", value=amount)
    else:
        assert extcall IERC20(token).transfer(
            to, amount, default_return_value=True
        ), "tokens: transfer refused"


@internal
def _try_send(token: address, to: address, amount: uint256) -> bool:
    """
    @notice Try to send `amount` of `token` to `to`, with limited gas; whether it went.
    @dev Callers have checked that the token is a contract, and that more gas is left than the limit.
    """
    if token == NATIVE:
        return raw_call(to, b"", value=amount, gas=ETH_GAS, revert_on_failure=False)
    success: bool = False
    response: Bytes[32] = b""
    success, response = raw_call(
        token,
        abi_encode(to, amount, method_id=method_id("transfer(address,uint256)")),
        max_outsize=32,
        gas=TOKEN_GAS,
        revert_on_failure=False,
    )
    return success and (len(response) == 0 or convert(response, uint256) == 1)


@internal
def _pull(token: address, payer: address, amount: uint256) -> uint256:
    """
    @notice Take `amount` of an ERC-20 from `payer`, who has approved it.
    @return What really arrived [smallest units].
    """
    before: uint256 = staticcall IERC20(token).balanceOf(self)
    assert extcall IERC20(token).transferFrom(
        payer, self, amount, default_return_value=True
    ), "tokens: pull refused"
    return staticcall IERC20(token).balanceOf(self) - before


@internal
def _approve(token: address, spender: address, amount: uint256):
    """
    @notice Set an exact allowance for `spender`; callers set it back to zero when it was used.
    """
    assert extcall IERC20(token).approve(
        spender, amount, default_return_value=True
    ), "tokens: approve refused"
