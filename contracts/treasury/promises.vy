# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Promises (module)
@notice Money set aside: streams, which are earned by the second, and milestones, which are earned by acceptance.
@dev Stateful. What never changes of a promise is hashed into its id and handed in again by whoever uses it, so each is
     one word of storage. Both are charged to their pot when they are made, and reserved in the vault until they are
     paid or given back.
@custom:units amounts in the token's smallest unit; times are UTC seconds
@custom:invariant T-3 0 <= withdrawn <= earned <= deposit, and what is earned never falls;
                  E-1, E-2 a milestone is paid or taken back, once
"""

from contracts.interfaces import ITreasury
from contracts.membership import mandate_word
from contracts.treasury import mandates
from contracts.treasury import pot_word
from contracts.treasury import pots
from contracts.treasury import stream_word
from contracts.treasury import vault

uses: mandates
uses: pots
uses: vault

MAX_SECONDS: constant(uint256) = 2**40 - 1
# A milestone's states.
PROMISED: constant(uint256) = 1
ACCEPTED: constant(uint256) = 2
CLAIMED: constant(uint256) = 3
TAKEN_BACK: constant(uint256) = 4

_streams: HashMap[bytes32, uint256]  # id -> stream word
_milestones: HashMap[bytes32, uint256]  # id -> state


@internal
@view
def _stream_id(terms: ITreasury.Stream) -> bytes32:
    """
    @notice What names a stream: the hash of all that never changes of it.
    """
    return keccak256(abi_encode(terms))


@internal
@view
def _milestone_id(terms: ITreasury.Milestone) -> bytes32:
    """
    @notice What names a milestone: the hash of all that never changes of it.
    """
    return keccak256(abi_encode(terms))


@internal
@view
def _stream(id: bytes32) -> uint256:
    """
    @notice The word of a stream; refused if it was never opened with these terms.
    """
    word: uint256 = self._streams[id]
    assert word != 0, "treasury: no such stream"
    return word


@internal
@view
def _earned(terms: ITreasury.Stream, word: uint256) -> uint256:
    """
    @notice What the payee has earned by now, withdrawn or not.
    """
    until: uint256 = pots._last_second(terms.pot, stream_word._steward(word))
    if until <= terms.start:
        return 0
    return min((until - terms.start) * terms.amount // terms.seconds, stream_word._deposit(word))


@internal
def _open_stream(terms: ITreasury.Stream, deposit: uint256) -> bytes32:
    """
    @notice Begin to pay `amount` every `seconds` until the deposit is used up.
    @return The id.
    """
    use: uint256 = pots._use(terms.pot)
    steward: uint256 = pots._check_steward(use)
    # One less than zero is too much, too.
    assert unsafe_sub(terms.seconds, 1) < MAX_SECONDS, "treasury: bad length of a stream"
    assert unsafe_sub(terms.amount, 1) < pot_word.MAX_AMOUNT, "treasury: bad rate"
    id: bytes32 = self._stream_id(terms)
    assert self._streams[id] == 0, "treasury: stream exists"
    vault._check_payment(terms.payee, deposit)
    vault._reserve(pots._charge(terms.pot, use, deposit, deposit), deposit)
    self._streams[id] = stream_word._new(deposit, steward)
    log ITreasury.StreamOpened(
        stream=id,
        pot=terms.pot,
        payee=terms.payee,
        start=terms.start,
        amount=terms.amount,
        seconds=terms.seconds,
        category=terms.category,
        memo=terms.memo,
        deposit=deposit,
        steward=steward,
    )
    return id


@internal
def _top_up(terms: ITreasury.Stream, amount: uint256):
    """
    @notice Let a stream run longer, or on as it is; the caller answers for it from now on. One that has run dry is opened
            anew.
    """
    use: uint256 = pots._use(terms.pot)
    steward: uint256 = pots._check_steward(use)
    id: bytes32 = self._stream_id(terms)
    word: uint256 = self._stream(id)
    deposit: uint256 = stream_word._deposit(word)
    assert self._earned(terms, word) < deposit, "treasury: stream is over"
    vault._reserve(pots._charge(terms.pot, use, amount, amount), amount)
    word = stream_word._with_deposit(word, deposit + amount)
    self._streams[id] = stream_word._with_steward(word, steward)
    log ITreasury.StreamToppedUp(stream=id, amount=amount, steward=steward)


@internal
def _stop(terms: ITreasury.Stream):
    """
    @notice End a stream now: what was earned stays, the rest is free again.
    """
    id: bytes32 = self._stream_id(terms)
    word: uint256 = self._stream(id)
    earned: uint256 = self._earned(terms, word)
    returned: uint256 = stream_word._deposit(word) - earned
    assert returned > 0, "treasury: nothing left to stop"
    self._streams[id] = stream_word._with_deposit(word, earned)
    vault._release(pots._token(terms.pot), returned)
    log ITreasury.StreamStopped(stream=id, earned=earned, returned=returned)


@internal
def _withdraw(terms: ITreasury.Stream, to: address):
    """
    @notice Pay out what was earned and not withdrawn yet.
    """
    id: bytes32 = self._stream_id(terms)
    word: uint256 = self._stream(id)
    earned: uint256 = self._earned(terms, word)
    amount: uint256 = earned - stream_word._withdrawn(word)
    assert amount > 0, "treasury: nothing earned yet"
    self._check_claim(terms.payee, to, amount)
    token: address = pots._token(terms.pot)
    self._streams[id] = stream_word._with_withdrawn(word, earned)
    vault._release(token, amount)
    log ITreasury.StreamWithdrawn(stream=id, to=to, amount=amount)
    vault._pay(token, to, amount)


@internal
def _promise(terms: ITreasury.Milestone) -> bytes32:
    """
    @notice Set money aside for something that is to be done.
    @return The id.
    """
    use: uint256 = pots._use(terms.pot)
    pots._check_steward(use)
    assert terms.due_at > block.timestamp, "treasury: due in the past"
    id: bytes32 = self._milestone_id(terms)
    assert self._milestones[id] == 0, "treasury: milestone exists"
    vault._check_payment(terms.payee, terms.amount)
    vault._reserve(pots._charge(terms.pot, use, terms.amount, terms.amount), terms.amount)
    self._milestones[id] = PROMISED
    log ITreasury.MilestonePromised(
        milestone=id,
        pot=terms.pot,
        payee=terms.payee,
        amount=terms.amount,
        due_at=terms.due_at,
        category=terms.category,
        memo=terms.memo,
    )
    return id


@internal
def _accept(terms: ITreasury.Milestone):
    """
    @notice Say that it was done: from now on the payee may claim, whatever happens to the pot.
    """
    id: bytes32 = self._milestone_id(terms)
    self._require_state(id, PROMISED)
    assert msg.sender != terms.payee, "treasury: accepts its own work"
    assert not pots._is_closed(terms.pot), "treasury: pot was closed"
    vault._running(pots._token(terms.pot))
    self._milestones[id] = ACCEPTED
    log ITreasury.MilestoneAccepted(milestone=id)


@internal
def _claim(terms: ITreasury.Milestone, to: address):
    """
    @notice Pay a milestone that was accepted.
    """
    id: bytes32 = self._milestone_id(terms)
    self._require_state(id, ACCEPTED)
    self._check_claim(terms.payee, to, terms.amount)
    token: address = pots._token(terms.pot)
    self._milestones[id] = CLAIMED
    vault._release(token, terms.amount)
    log ITreasury.MilestoneClaimed(milestone=id, to=to, amount=terms.amount)
    vault._pay(token, to, terms.amount)


@internal
def _claw_back(terms: ITreasury.Milestone):
    """
    @notice Give up on a milestone that was not accepted; its money is free again.
    """
    id: bytes32 = self._milestone_id(terms)
    self._require_state(id, PROMISED)
    self._milestones[id] = TAKEN_BACK
    vault._release(pots._token(terms.pot), terms.amount)
    log ITreasury.MilestoneClawedBack(milestone=id, amount=terms.amount)


@internal
@view
def _require_state(id: bytes32, state: uint256):
    """
    @notice Refuse a milestone that is not in this state.
    """
    found: uint256 = self._milestones[id]
    assert found != 0, "treasury: no such milestone"
    assert found == state, "treasury: milestone not open"


@internal
@view
def _check_claim(payee: address, to: address, amount: uint256):
    """
    @notice The payee may be paid anywhere, anybody may have the payee paid.
    """
    assert msg.sender == payee or to == payee, "treasury: not the payee"
    vault._check_payment(to, amount)


@internal
@view
def _check_may_stop(terms: ITreasury.Stream, owner: address):
    """
    @notice Owner, payee and the scope's stewards may stop a stream. So may anybody once nobody answers for it: its pot
            was closed, or its steward's mandate is over.
    """
    if msg.sender == owner or msg.sender == terms.payee or pots._is_closed(terms.pot):
        return
    if not self._answers(terms.pot, stream_word._steward(self._stream(self._stream_id(terms)))):
        return
    pots._check_steward(pots._use(terms.pot))


@internal
@view
def _answers(pot: uint256, seat: uint256) -> bool:
    """
    @notice Whether a seat is still active, and steward of the pot's scope.
    """
    scope: uint256 = pot_word._scope(pots._uses[pot])
    if mandates._seat_of(mandates._holder_of(seat)) != seat:
        return False
    return mandates._has_role(scope, seat, mandate_word.STEWARD)
