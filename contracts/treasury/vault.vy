# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Vault (module)
@notice Where the money is: in this contract, or in a Safe of which this contract is a module.
@dev Stateful. What was promised and not yet paid is reserved; only the rest is free to spend. One word for each token:
     reserved 128 | end of its halt 40, from the lowest bit. In a Safe every movement is one
     `execTransactionFromModuleReturnData`, a plain call and never a delegate call.
@custom:units amounts in the token's smallest unit; token = zero address means ETH (wei)
@custom:invariant S-3 nothing new is paid or promised unless the balance covers it and all that is reserved
"""

from contracts.common import packing
from contracts.common import tokens
from contracts.interfaces import IFundable
from contracts.interfaces import ITreasury
from ethereum.ercs import IERC20

# A module of a Safe spends 35,000 or so before the inner call gets its share.
SAFE_GAS: constant(uint256) = 60_000
EXECUTE: constant(Bytes[4]) = method_id(
    "execTransactionFromModuleReturnData(address,uint256,bytes,uint8)"
)

SAFE: immutable(address)  # zero address: the money is here

MASK_128: constant(uint256) = 2**128 - 1

_purses: HashMap[address, uint256]  # token -> what is reserved, and until when it is halted


@deploy
def __init__(safe: address):
    assert safe == empty(address) or safe.is_contract, "treasury: no such safe"
    SAFE = safe


@internal
@view
def _holder() -> address:
    """
    @notice The account that holds the money.
    """
    return self if SAFE == empty(address) else SAFE


@internal
@view
def _balance(token: address) -> uint256:
    """
    @notice What is held of `token`, promised or not.
    """
    if token == tokens.NATIVE:
        return self.balance if SAFE == empty(address) else SAFE.balance
    self._check_token(token)
    return staticcall IERC20(token).balanceOf(self._holder())


@internal
@view
def _free(token: address) -> uint256:
    """
    @notice What is held of `token` and promised to nobody. A token that shrinks may leave less than was promised.
    """
    held: uint256 = self._balance(token)
    reserved: uint256 = self._reserved(token)
    return held - reserved if held > reserved else 0


@internal
@view
def _reserved(token: address) -> uint256:
    """
    @notice What is promised and not yet paid.
    """
    return self._purses[token] & MASK_128


@internal
@view
def _paused_until(token: address) -> uint256:
    """
    @notice First second after the last halt of a token [UTC seconds].
    """
    return self._purses[token] >> 128


@internal
def _set_paused_until(token: address, until: uint256):
    """
    @notice Write the end of a halt.
    """
    self._purses[token] = packing._with_field(self._purses[token], 128, 40, until)
    log ITreasury.SpendingPaused(token=token, until=until)


@internal
@view
def _running(token: address) -> uint256:
    """
    @notice The purse of a token; refused during a halt of new spending.
    """
    purse: uint256 = self._purses[token]
    assert block.timestamp >= purse >> 128, "treasury: spending is paused"
    return purse


@internal
@view
def _check_may_spend(token: address, amount: uint256) -> uint256:
    """
    @notice Refuse new spending during a halt, and what is not free.
    @return The token's purse.
    """
    purse: uint256 = self._running(token)
    assert amount + (purse & MASK_128) <= self._balance(token), "treasury: balance too small"
    return purse


@internal
def _reserve(token: address, amount: uint256):
    """
    @notice Set money aside that is free. Unchecked: nobody holds 2**128 of anything that can be paid.
    """
    purse: uint256 = self._check_may_spend(token, amount)
    self._purses[token] = unsafe_add(purse, amount)  # both are held, as the check has shown


@internal
def _release(token: address, amount: uint256):
    """
    @notice Money that was set aside is paid now, or free again.
    """
    self._purses[token] -= amount


@internal
@view
def _check_token(token: address):
    """
    @notice Refuse a token without code: a call of it would look as if it had worked.
    """
    assert token.is_contract, "treasury: no such token"


@internal
@view
def _check_payment(to: address, amount: uint256):
    """
    @notice Refuse a payment of nothing, to nobody, or to where the money already is.
    """
    assert to != empty(address), "treasury: zero recipient"
    assert to != self and to != SAFE, "treasury: pays itself"
    assert amount > 0, "treasury: zero amount"


@internal
@view
def _check_rest(token: address, rest: uint256):
    """
    @notice Refuse a token that moved less or more than was announced. ETH cannot, and some may have come back.
    """
    if token != tokens.NATIVE:
        assert self._balance(token) == rest, "treasury: moved another amount"


@internal
def _pay(token: address, to: address, amount: uint256):
    """
    @notice Pay exactly `amount`, or revert. Everything is written down by now.
    """
    held: uint256 = self._balance(token)
    assert amount <= held, "treasury: less than promised"
    if SAFE == empty(address):
        tokens._send(token, to, amount)
    else:
        assert self._try_through_safe(token, to, amount), "treasury: safe refused to pay"
    self._check_rest(token, held - amount)


@internal
def _try_pay(token: address, to: address, amount: uint256) -> bool:
    """
    @notice Try to pay; a payee or a token that refuses does not stop the caller.
    """
    if SAFE == empty(address):
        return tokens._try_send(token, to, amount)
    return self._try_through_safe(token, to, amount)


@internal
def _fund(pool: address, round_id: uint256, token: address, amount: uint256):
    """
    @notice Put exactly `amount` into a round of `pool`, and leave no allowance.
    """
    held: uint256 = self._balance(token)
    if SAFE == empty(address):
        self._fund_from_here(pool, round_id, token, amount)
    else:
        self._fund_from_safe(pool, round_id, token, amount)
    self._check_rest(token, held - amount)


@internal
def _fund_from_here(pool: address, round_id: uint256, token: address, amount: uint256):
    """
    @notice Fund a round with money of this contract.
    """
    if token == tokens.NATIVE:
        extcall IFundable(pool).fund(round_id, amount, value=amount)
    else:
        tokens._approve(token, pool, amount)
        extcall IFundable(pool).fund(round_id, amount)
        tokens._approve(token, pool, 0)


@internal
def _fund_from_safe(pool: address, round_id: uint256, token: address, amount: uint256):
    """
    @notice Fund a round with money of the Safe.
    """
    fund: Bytes[68] = abi_encode(round_id, amount, method_id=method_id("fund(uint256,uint256)"))
    done: bool = False
    if token == tokens.NATIVE:
        done = self._try_safe_call(pool, amount, fund, msg.gas)
    elif self._try_safe_approve(token, pool, amount):
        done = self._try_safe_call(pool, 0, fund, msg.gas)
        done = done and self._try_safe_approve(token, pool, 0)
    assert done, "treasury: safe refused to fund"


@internal
def _try_safe_approve(token: address, spender: address, amount: uint256) -> bool:
    """
    @notice Let the Safe set an exact allowance.
    """
    approve: Bytes[68] = abi_encode(
        spender, amount, method_id=method_id("approve(address,uint256)")
    )
    return self._try_safe_call(token, 0, approve, msg.gas)


@internal
def _try_through_safe(token: address, to: address, amount: uint256) -> bool:
    """
    @notice Let the Safe pay.
    """
    if token == tokens.NATIVE:
        return self._try_safe_call(to, amount, b"", SAFE_GAS + tokens.ETH_GAS)
    transfer: Bytes[68] = abi_encode(to, amount, method_id=method_id("transfer(address,uint256)"))
    return self._try_safe_call(token, 0, transfer, SAFE_GAS + tokens.TOKEN_GAS)


@internal
def _try_safe_call(target: address, amount: uint256, data: Bytes[68], gas_limit: uint256) -> bool:
    """
    @notice Let the Safe make a call; whether it succeeded and, if it answered a word, answered true.
    @dev The Safe answers (bool, bytes): success, offset, length and the first word of the inner answer.
    """
    success: bool = False
    response: Bytes[128] = b""
    success, response = raw_call(
        SAFE,
        abi_encode(target, amount, data, empty(uint8), method_id=EXECUTE),
        max_outsize=128,
        gas=gas_limit,
        revert_on_failure=False,
    )
    if not success or len(response) < 96 or extract32(response, 0) != convert(1, bytes32):
        return False
    if len(data) == 0 or extract32(response, 64) == empty(bytes32):
        return True
    return len(response) == 128 and extract32(response, 96) == convert(1, bytes32)
