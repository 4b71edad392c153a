# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Escrow (module)
@notice The money of funding rounds: what each holds, who gave it, and what has left it.
@dev Stateful: the host `initializes` it, says when and to whom money moves, and logs it. A round's money is a book, never
     a balance, so a donation to the contract changes no round. Word of a round: pot 128 | paid 128, from the lowest bit.
     What came too late for a round has a book of its own, under the round's number with the highest bit set.
@custom:units amounts are whole numbers of the token's smallest unit; token = zero address means ETH (wei)
@custom:invariant S-1 of each round paid <= pot;
                  S-3 a token's balance is never less than the sum of pot - paid over its rounds, unless the token
                  itself takes from holders;
                  S-4 a pot grows by measured inflow only
"""

from contracts.common import packing
from contracts.common import tokens
from ethereum.ercs import IERC20

# Of a round's number: the book of what came too late for it.
LATE: constant(uint256) = 2**255

token_of: public(HashMap[uint256, address])  # round -> token; zero address: ETH
sponsored: public(HashMap[uint256, HashMap[address, uint256]])  # round -> sponsor -> given
_money: HashMap[uint256, uint256]  # round -> pot and paid


@internal
def _open(round_id: uint256, token: address):
    """
    @notice Say which token a new round holds.
    """
    assert token == tokens.NATIVE or token.is_contract, "escrow: token has no code"
    self.token_of[round_id] = token


@internal
@payable
def _take(round_id: uint256, amount: uint256) -> uint256:
    """
    @notice Take `amount` from the caller into a round, and remember that it came from there.
    @return What really arrived [smallest units].
    """
    received: uint256 = self._receive(round_id, amount)
    self.sponsored[round_id][msg.sender] += received
    return received


@internal
def _carry_over(round_id: uint256, into: uint256, sponsor: address) -> uint256:
    """
    @notice Move what a sponsor has in one book into another one of the same token.
    @return The amount [smallest units].
    """
    amount: uint256 = self._release(round_id, sponsor)
    self.sponsored[into][sponsor] += amount
    self._book(round_id, self._pot(round_id), self._paid(round_id) + amount)
    self._book(into, self._pot(into) + amount, self._paid(into))
    return amount


@internal
@payable
def _receive(round_id: uint256, amount: uint256) -> uint256:
    """
    @notice Take `amount` from the caller into a round: ETH that came with the call, or a token that was approved.
    @dev The pull comes before the bookkeeping, because only its measured result may be booked; the host's lock holds.
    @return What really arrived [smallest units].
    """
    token: address = self._token(round_id)
    received: uint256 = msg.value
    if token == tokens.NATIVE:
        assert msg.value == amount, "escrow: value is not the amount"
    else:
        assert msg.value == 0, "escrow: round takes a token"
        received = tokens._pull(token, msg.sender, amount)
    assert received > 0, "escrow: nothing received"

    self._book(round_id, self._pot(round_id) + received, self._paid(round_id))
    return received


@internal
def _pay(round_id: uint256, to: address, amount: uint256):
    """
    @notice Pay `amount` of a round's money to `to`.
    @dev Unguarded: the host has checked that `to` has it due, and noted that it no longer has.
    """
    token: address = self._token(round_id)
    self._set_aside(round_id, amount)
    self._hand_out(token, to, amount)


@internal
def _set_aside(round_id: uint256, amount: uint256):
    """
    @notice Book `amount` out of a round, to be handed out by a book of the host's.
    """
    assert amount <= self._rest(round_id), "escrow: round has not so much"
    self._book(round_id, self._pot(round_id), self._paid(round_id) + amount)


@internal
def _hand_out(token: address, to: address, amount: uint256):
    """
    @notice Send money that is booked out of its round.
    """
    if token == tokens.NATIVE:
        tokens._send(token, to, amount)
    else:
        before: uint256 = staticcall IERC20(token).balanceOf(self)
        tokens._send(token, to, amount)
        left: uint256 = staticcall IERC20(token).balanceOf(self)
        # Else one round's payment would be made with another round's money.
        assert left + amount >= before, "escrow: token took more"


@internal
def _release(round_id: uint256, sponsor: address) -> uint256:
    """
    @notice Strike a sponsor's contribution out, so that the host can pay it back once.
    @return The amount [smallest units].
    """
    amount: uint256 = self.sponsored[round_id][sponsor]
    assert amount > 0, "escrow: nothing to refund"
    self.sponsored[round_id][sponsor] = 0
    return amount


@internal
def _book(round_id: uint256, pot: uint256, paid: uint256):
    """
    @notice Write both figures of a round.
    """
    self._money[round_id] = packing._with_field(packing._with_field(0, 0, 128, pot), 128, 128, paid)


@internal
@view
def _pot(round_id: uint256) -> uint256:
    """
    @notice All that was ever put into a round [smallest units].
    """
    return packing._field(self._money[round_id], 0, 128)


@internal
@view
def _paid(round_id: uint256) -> uint256:
    """
    @notice All that has left a round: claimed, refunded or swept [smallest units].
    """
    return packing._field(self._money[round_id], 128, 128)


@internal
@view
def _rest(round_id: uint256) -> uint256:
    """
    @notice What a round still holds [smallest units].
    """
    return self._pot(round_id) - self._paid(round_id)


@internal
@view
def _token(round_id: uint256) -> address:
    """
    @notice The token of a round, and of what came too late for it.
    """
    return self.token_of[round_id & ~LATE]
