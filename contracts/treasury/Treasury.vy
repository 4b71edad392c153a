# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Treasury
@notice What the alliance holds in common: ETH and ERC-20 tokens. A vote pays anything, and opens pots from which the
        stewards of a scope pay within caps, one by one, in batches, as streams or for milestones.
@dev Owned by the timelock. Money is here or in a Safe (`vault`); what was promised is reserved, the rest is free, so a
     donation simply belongs to the alliance. A token that moves another amount than asked makes the payment fail.
@custom:units amounts are whole numbers of a token's smallest unit; token = zero address means ETH (wei)
@custom:invariant S-3 the balance covers what is promised; S-6 each unit that leaves is matched by exactly one event with
                  its amount and recipient; T-2 a pot spends at most its cap in a period; T-4 whoever is no steward any
                  more spends nothing, and its streams earn nothing; T-6 only the owner changes limits; no pool keeps an allowance after `fund`
@custom:pause The guardian halts new spending for at most seven days, not twice in a row, and the halt lifts by itself.
        What was earned or accepted stays payable. A vote closes a pot for good.
"""

from contracts.common import owned
from contracts.common import tokens
from contracts.interfaces import ITreasury
from contracts.membership import mandate_word
from contracts.treasury import brake
from contracts.treasury import mandates
from contracts.treasury import pot_word
from contracts.treasury import pots
from contracts.treasury import promises
from contracts.treasury import stream_word
from contracts.treasury import vault

implements: ITreasury

initializes: owned
initializes: mandates
initializes: vault
initializes: brake[vault := vault]
initializes: pots[mandates := mandates, vault := vault]
initializes: promises[mandates := mandates, pots := pots, vault := vault]

exports: (owned.owner, owned.sealed, owned.seal, owned.transfer_ownership)
exports: (mandates.MEMBERSHIP, mandates.SCOPES, pots.pot_count)


@deploy
def __init__(
    scopes: address, safe: address, owner: address, guardian: address, guardian_until: uint256
):
    """
    @param safe A Safe that holds the money and has this contract as a module; the zero address for money held here.
    @param guardian Account that may halt new spending until `guardian_until`.
    """
    owned.__init__(owner)
    vault.__init__(safe)
    brake.__init__(guardian, guardian_until)
    mandates.__init__(scopes)


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
    assert vault.SAFE == empty(address), "treasury: send it to the safe"
    log ITreasury.Received(sender=msg.sender, amount=msg.value)


# --- the owner: the deployer while the alliance is set up, then the timelock -----------------------------


@external
def pay(token: address, to: address, amount: uint256, category: uint256, memo: bytes32):
    """
    @notice Pay `amount` of `token` to `to`.
    @param category Number in the alliance's own budget table.
    @param memo Code or salted commitment, never a text.
    """
    self._check_decision(token, to, amount)
    log ITreasury.Paid(token=token, to=to, category=category, amount=amount, memo=memo)
    vault._pay(token, to, amount)


@external
def fund(pool: address, round_id: uint256, token: address, amount: uint256):
    """
    @notice Put `amount` of `token` into a round of `pool`.
    """
    self._check_decision(token, pool, amount)
    assert pool.is_contract, "treasury: no such pool"
    log ITreasury.RoundFunded(pool=pool, round_id=round_id, token=token, amount=amount)
    vault._fund(pool, round_id, token, amount)


@external
def open_pot(pot: ITreasury.Pot) -> uint256:
    """
    @notice Let the stewards of a scope spend within caps.
    @return Number of the pot, from 1.
    """
    owned._check_owner()
    return pots._open(pot)


@external
def close_pot(pot: uint256):
    """
    @notice End a pot at once: its stewards spend no more, its streams earn no more, what was earned stays payable.
    """
    owned._check_owner()
    pots._close(pot)


@external
def set_guardian(guardian: address, until: uint256):
    """
    @notice Name the guardian and the end of its term.
    """
    owned._check_owner()
    brake._set_guardian(guardian, until)


# --- the guardian ----------------------------------------------------------------------------------------


@external
def pause(assets: DynArray[address, brake.MAX_TOKENS], seconds: uint256):
    """
    @notice Halt new spending of some tokens for at most seven days; the halt lifts by itself. The next one of the same
            token may come a week after it.
    """
    brake._pause(assets, seconds)


@external
def resume(assets: DynArray[address, brake.MAX_TOKENS]):
    """
    @notice Lift a halt early: the guardian, or the owner.
    """
    if msg.sender != brake._guardian():
        owned._check_owner()
    brake._resume(assets)


# --- stewards of a pot's scope ---------------------------------------------------------------------------


@external
def spend(pot: uint256, to: address, amount: uint256, category: uint256, memo: bytes32):
    """
    @notice Pay one payee out of a pot.
    """
    use: uint256 = pots._use(pot)
    pots._check_steward(use)
    vault._check_payment(to, amount)
    token: address = pots._charge(pot, use, amount, amount)
    vault._check_may_spend(token, amount)
    log ITreasury.PotPaid(pot=pot, to=to, category=category, amount=amount, memo=memo)
    vault._pay(token, to, amount)


@external
def pay_batch(
    pot: uint256,
    batch: bytes32,
    first: uint256,
    category: uint256,
    memo: bytes32,
    payments: DynArray[uint256, pots.MAX_BATCH],
) -> uint256:
    """
    @notice Pay rows `first` and following of a batch. Rows that were paid before are passed over; so are payees who
            cannot be paid, and those may be tried again.
    @param batch Names what is paid once: the same rows under the same name are never paid twice.
    @param payments Address of the payee shifted left by 96 bits, and the amount.
    @return Rows that were paid now, by bit.
    """
    paid: uint256 = self._pay_batch(pot, batch, first, payments)
    log ITreasury.BatchPaid(
        pot=pot,
        batch=batch,
        category=category,
        first=first,
        paid=paid,
        memo=memo,
        payments=payments,
    )
    return paid


@external
def pay_batch_noted(
    pot: uint256,
    batch: bytes32,
    first: uint256,
    category: uint256,
    memos: DynArray[bytes32, pots.MAX_BATCH],
    payments: DynArray[uint256, pots.MAX_BATCH],
) -> uint256:
    """
    @notice As `pay_batch`, with a memo and an event for each row.
    """
    assert len(memos) == len(payments), "treasury: one memo for each row"
    paid: uint256 = self._pay_batch(pot, batch, first, payments)
    bit: uint256 = 1 << first
    i: uint256 = 0
    for payment: uint256 in payments:
        if paid & bit != 0:
            log ITreasury.RowPaid(
                to=convert(payment >> 96, address),
                category=category,
                amount=payment & pot_word.MAX_AMOUNT,
                memo=memos[i],
            )
        bit <<= 1
        i = unsafe_add(i, 1)
    log ITreasury.BatchPaid(
        pot=pot,
        batch=batch,
        category=category,
        first=first,
        paid=paid,
        memo=empty(bytes32),
        payments=[],
    )
    return paid


@external
def open_stream(terms: ITreasury.Stream, deposit: uint256) -> bytes32:
    """
    @notice Pay `amount` every `seconds`, by the second, until the deposit is used up.
    @param terms A start in the past, such as 0, means now.
    @return The stream's id, the hash of its terms.
    """
    begun: ITreasury.Stream = terms
    begun.start = max(terms.start, block.timestamp)
    return promises._open_stream(begun, deposit)


@external
def top_up(terms: ITreasury.Stream, amount: uint256):
    """
    @notice Let a stream run longer, or with an amount of 0 on as it is. Whoever does it answers for the stream from then
            on, the time included since the mandate of its last steward was over.
    """
    promises._top_up(terms, amount)


@external
def promise_milestone(terms: ITreasury.Milestone) -> bytes32:
    """
    @notice Set money aside for something that is to be done by `due_at`.
    @return The milestone's id, the hash of its terms.
    """
    return promises._promise(terms)


@external
def accept_milestone(terms: ITreasury.Milestone):
    """
    @notice Say that it was done: a steward or an arbiter of the scope, but not the payee.
    """
    scope: uint256 = pot_word._scope(pots._uses[terms.pot])
    assert mandates._may_accept(scope, msg.sender), "treasury: may not accept"
    promises._accept(terms)


# --- payees, and others where it says so; never halted ---------------------------------------------------


@external
def withdraw(terms: ITreasury.Stream, to: address):
    """
    @notice Pay out what a stream has earned: the payee to any account, anybody else to the payee.
    """
    promises._withdraw(terms, to)


@external
def stop_stream(terms: ITreasury.Stream):
    """
    @notice End a stream now; what was earned stays payable. The owner, the payee or a steward of the scope; anybody if
            its pot was closed or the mandate of its steward is over.
    """
    promises._check_may_stop(terms, owned.owner)
    promises._stop(terms)


@external
def claim_milestone(terms: ITreasury.Milestone, to: address):
    """
    @notice Pay a milestone that was accepted: the payee to any account, anybody else to the payee.
    """
    promises._claim(terms, to)


@external
def claw_back(terms: ITreasury.Milestone):
    """
    @notice Take a milestone back that was not accepted: the owner or the payee at any time, anybody once it is due or
            its pot was closed.
    """
    if block.timestamp < terms.due_at and not pots._is_closed(terms.pot):
        assert msg.sender == terms.payee or msg.sender == owned.owner, "treasury: not due yet"
    promises._claw_back(terms)


# --- what others read ------------------------------------------------------------------------------------


@external
@view
def balance_of(token: address) -> uint256:
    """
    @notice What the treasury holds of `token`, ETH for the zero address [smallest units].
    """
    return vault._balance(token)


@external
@view
def free_of(token: address) -> uint256:
    """
    @notice What the treasury holds of `token` and has promised to nobody [smallest units].
    """
    return vault._free(token)


@external
@view
def reserved(token: address) -> uint256:
    """
    @notice What is promised of `token` and not paid yet [smallest units].
    """
    return vault._reserved(token)


@external
@view
def safe() -> address:
    """
    @notice The Safe that holds the money; the zero address if it is held here.
    """
    return vault.SAFE


@external
@view
def pot(number: uint256) -> ITreasury.Pot:
    """
    @notice Terms of a pot; `end` is earlier than opened if a vote closed it. All zero if there is none.
    """
    limits: uint256 = pots._limits[number]
    use: uint256 = pots._uses[number]
    return ITreasury.Pot(
        scope=pot_word._scope(use),
        token=pot_word._token(limits),
        start=pot_word._start(use),
        end=pot_word._end(use),
        period=pot_word._period(use),
        cap=pot_word._cap(limits),
        per_payment=pot_word._per_payment(limits),
    )


@external
@view
def is_closed(number: uint256) -> bool:
    """
    @notice Whether a vote closed a pot before its time.
    """
    return pots._is_closed(number)


@external
@view
def spent_of(number: uint256) -> uint256:
    """
    @notice What left a pot or was promised out of it in its present period [smallest units].
    """
    return pots._spent(number)


@external
@view
def paid_rows(number: uint256, batch: bytes32) -> uint256:
    """
    @notice Rows of a batch that were paid, by bit.
    """
    return pots._paid_rows[number][batch]


@external
@view
def earned(terms: ITreasury.Stream) -> (uint256, uint256, uint256):
    """
    @notice What a stream has earned by now, what of it was withdrawn, and its deposit [smallest units].
    """
    word: uint256 = promises._stream(promises._stream_id(terms))
    return (promises._earned(terms, word), stream_word._withdrawn(word), stream_word._deposit(word))


@external
@view
def milestone_state(milestone: bytes32) -> uint256:
    """
    @notice 0 unknown, 1 promised, 2 accepted, 3 claimed, 4 taken back.
    """
    return promises._milestones[milestone]


@external
@view
def guardian() -> address:
    """
    @notice Who may halt new spending.
    """
    return brake._guardian()


@external
@view
def guardian_until() -> uint256:
    """
    @notice First second without the guardian's power [UTC seconds].
    """
    return brake._guardian_until()


@external
@view
def paused_until(token: address) -> uint256:
    """
    @notice First second after the last halt of new spending of a token [UTC seconds].
    """
    return vault._paused_until(token)


# --- internals -------------------------------------------------------------------------------------------


@internal
@view
def _check_decision(token: address, to: address, amount: uint256):
    """
    @notice Refuse what nobody decided, and what cannot be paid.
    """
    owned._check_owner()
    vault._check_payment(to, amount)
    vault._check_may_spend(token, amount)


@internal
def _pay_batch(
    pot: uint256, batch: bytes32, first: uint256, payments: DynArray[uint256, pots.MAX_BATCH]
) -> uint256:
    """
    @notice Check and book the rows that are due, then pay them.
    """
    use: uint256 = pots._use(pot)
    pots._check_steward(use)
    due: uint256 = pots._book(pot, use, batch, first, payments)
    return pots._pay_rows(pot, batch, first, due, payments)
