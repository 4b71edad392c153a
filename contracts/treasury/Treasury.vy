# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Treasury
@notice What the alliance holds in common: ETH and ERC-20 tokens, spent by vote and by nothing else.
@dev Owned by the timelock. The balance is the book: nothing in here is owed to anybody, so a donation simply belongs
     to the alliance. A token that moves another amount than asked makes the payment fail as a whole.
@custom:units amounts are whole numbers of a token's smallest unit; token = zero address means ETH (wei)
@custom:invariant S-6 each unit that leaves is matched by exactly one event with its amount and recipient;
                  T-6 only the owner makes anything leave; no pool holds an allowance once `fund` has returned
@custom:pause every payment waits in the timelock, where the guardian or its proposer's cancellation stops it
"""

from contracts.common import owned
from contracts.common import tokens
from contracts.interfaces import IFundable
from contracts.interfaces import ITreasury
from ethereum.ercs import IERC20

implements: ITreasury

initializes: owned

exports: (owned.owner, owned.sealed, owned.seal, owned.transfer_ownership)


@deploy
def __init__(owner: address):
    owned.__init__(owner)


# --- anybody ---------------------------------------------------------------------------------------------


@external
@payable
@reentrant
def __default__():
    """
    @notice Take in ETH.
    @dev Unlocked: it writes nothing, must fit the 2,300 gas of a plain transfer, and a payee may send some back.
         A call of a function that does not exist must not look as if it had worked.
    """
    assert len(msg.data) == 0, "treasury: no such function"
    log ITreasury.Received(sender=msg.sender, amount=msg.value)


# --- the owner: the deployer while the alliance is set up, then the timelock -----------------------------


@external
def pay(token: address, to: address, amount: uint256, category: uint256, memo: bytes32):
    """
    @notice Pay `amount` of `token` to `to`.
    @param category Number in the alliance's own budget table.
    @param memo Code or salted commitment, never a text.
    """
    owned._check_owner()
    rest: uint256 = self._rest(token, to, amount)
    log ITreasury.Paid(token=token, to=to, category=category, amount=amount, memo=memo)
    tokens._send(token, to, amount)
    self._check_rest(token, rest)


@external
def fund(pool: address, round_id: uint256, token: address, amount: uint256):
    """
    @notice Put `amount` of `token` into a round of `pool`.
    """
    owned._check_owner()
    rest: uint256 = self._rest(token, pool, amount)
    assert pool.is_contract, "treasury: no such pool"
    log ITreasury.RoundFunded(pool=pool, round_id=round_id, token=token, amount=amount)
    if token == tokens.NATIVE:
        extcall IFundable(pool).fund(round_id, amount, value=amount)
    else:
        tokens._approve(token, pool, amount)
        extcall IFundable(pool).fund(round_id, amount)
        tokens._approve(token, pool, 0)
    self._check_rest(token, rest)


# --- what others read ------------------------------------------------------------------------------------


@external
@view
def balance_of(token: address) -> uint256:
    """
    @notice What the treasury holds of `token`, ETH for the zero address [smallest units].
    """
    return self._balance(token)


# --- internals -------------------------------------------------------------------------------------------


@internal
@view
def _rest(token: address, to: address, amount: uint256) -> uint256:
    """
    @notice What must be left of `token` once `amount` has gone to `to`; refused if it cannot go.
    """
    assert to != empty(address), "treasury: zero recipient"
    assert to != self, "treasury: pays itself"
    assert amount > 0, "treasury: zero amount"
    held: uint256 = self._balance(token)
    assert amount <= held, "treasury: balance too small"
    return held - amount


@internal
@view
def _check_rest(token: address, rest: uint256):
    """
    @notice Refuse a token that moved less or more than was announced. ETH cannot, and some may have come back.
    """
    if token != tokens.NATIVE:
        assert self._balance(token) == rest, "treasury: moved another amount"


@internal
@view
def _balance(token: address) -> uint256:
    """
    @notice What this contract holds of `token`.
    """
    if token == tokens.NATIVE:
        return self.balance
    assert token.is_contract, "treasury: no such token"
    return staticcall IERC20(token).balanceOf(self)
