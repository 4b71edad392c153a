# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Pots (module)
@notice What stewards may spend without asking: a scope's pot in one token, with a cap per period and per payment.
@dev Stateful. A pot holds no money: it is a permission on what the vault has free. Each period starts from zero, so the
     unspent stays with the alliance by itself. Rows of a batch are marked in one word per batch, so that no row is paid
     twice, whoever sends it and however often.
@custom:units amounts in the token's smallest unit; times are UTC seconds
@custom:invariant T-1, T-2 what leaves or is promised out of a pot in one period is at most its cap;
                  T-5 the index of its period never falls, and a payment counts in exactly one
"""

from contracts.common import tokens
from contracts.interfaces import ITreasury
from contracts.membership import mandate_word
from contracts.treasury import mandates
from contracts.treasury import pot_word
from contracts.treasury import vault

uses: mandates
uses: vault

# 200 payees use some two million gas; with payees that burn all they are given still less than 15 million of ETH.
MAX_BATCH: constant(uint256) = 200
ROWS: constant(uint256) = 256  # bits of a word
# Above what one payment may use, through a Safe too: a row is skipped for its own fault, never for lack of gas.
ROW_GAS: constant(uint256) = 300_000

pot_count: public(uint256)
_limits: HashMap[uint256, uint256]  # pot -> its words, see `pot_word`
_uses: HashMap[uint256, uint256]
_paid_rows: HashMap[uint256, HashMap[bytes32, uint256]]  # pot -> batch -> rows, by bit


@internal
def _open(terms: ITreasury.Pot) -> uint256:
    """
    @notice Let the stewards of a scope spend.
    @return Number of the pot, from 1.
    """
    mandates._require_scope(terms.scope)
    if terms.token != tokens.NATIVE:
        vault._check_token(terms.token)
    assert terms.end > block.timestamp, "treasury: pot ends in the past"
    assert terms.start < terms.end, "treasury: pot ends before start"
    assert terms.period > 0 and terms.period <= pot_word.MAX_PERIOD, "treasury: bad period"
    periods: uint256 = (terms.end - terms.start) // terms.period
    assert periods <= pot_word.MAX_INDEX, "treasury: too many periods"
    assert terms.per_payment > 0, "treasury: zero cap"
    assert terms.per_payment <= terms.cap, "treasury: payment cap above cap"
    assert terms.cap <= pot_word.MAX_AMOUNT, "treasury: cap too large"
    pot: uint256 = self.pot_count + 1
    self.pot_count = pot
    self._limits[pot] = pot_word._limits(terms.token, terms.cap, terms.per_payment)
    self._uses[pot] = pot_word._unused(terms.scope, terms.start, terms.end, terms.period)
    log ITreasury.PotOpened(
        pot=pot,
        scope=terms.scope,
        token=terms.token,
        start=terms.start,
        end=terms.end,
        period=terms.period,
        cap=terms.cap,
        per_payment=terms.per_payment,
    )
    return pot


@internal
def _close(pot: uint256):
    """
    @notice End a pot at once. What was earned until now stays payable; what its streams would have paid is not.
    """
    use: uint256 = self._use(pot)
    assert block.timestamp < pot_word._end(use), "treasury: pot already over"
    self._uses[pot] = pot_word._closed(use, block.timestamp)
    log ITreasury.PotClosed(pot=pot)


@internal
def _charge(pot: uint256, use: uint256, amount: uint256, largest: uint256) -> address:
    """
    @notice Take `amount` out of the pot's present period. Callers see that it is free.
    @param use The pot's use, as the check of its steward has read it.
    @param largest Biggest single payment in it.
    @return The token it pays in.
    """
    limits: uint256 = self._limits[pot]
    self._uses[pot] = pot_word._charged(use, limits, amount, largest)
    return pot_word._token(limits)


@internal
def _book(
    pot: uint256,
    use: uint256,
    batch: bytes32,
    first: uint256,
    payments: DynArray[uint256, MAX_BATCH],
) -> uint256:
    """
    @notice Take every row that is not paid yet out of the pot, and mark it as paid.
    @return The rows to be paid now, by bit.
    """
    assert first < ROWS and first + len(payments) <= ROWS, "treasury: row beyond the batch"
    paid: uint256 = self._paid_rows[pot][batch]
    due: uint256 = 0
    total: uint256 = 0
    largest: uint256 = 0
    bit: uint256 = 1 << first
    for payment: uint256 in payments:
        if paid & bit == 0:
            amount: uint256 = payment & pot_word.MAX_AMOUNT
            vault._check_payment(convert(payment >> 96, address), amount)
            due |= bit
            total += amount
            largest = max(largest, amount)
        bit <<= 1
    assert due > 0, "treasury: batch already paid"
    self._paid_rows[pot][batch] = paid | due
    vault._check_may_spend(self._charge(pot, use, total, largest), total)
    return due


@internal
def _unbook(pot: uint256, batch: bytes32, rows: uint256, amount: uint256):
    """
    @notice Put rows that could not be paid back, so that they can be tried again.
    """
    self._paid_rows[pot][batch] &= ~rows
    use: uint256 = self._uses[pot]
    self._uses[pot] = use - amount


@internal
def _pay_rows(
    pot: uint256,
    batch: bytes32,
    first: uint256,
    due: uint256,
    payments: DynArray[uint256, MAX_BATCH],
) -> uint256:
    """
    @notice Pay the rows that are due, passing over a payee who cannot be paid.
    @return The rows that were paid, by bit.
    """
    token: address = self._token(pot)
    rest: uint256 = vault._balance(token)
    skipped: uint256 = 0
    unpaid: uint256 = 0
    row: uint256 = first
    bit: uint256 = 1 << first
    for payment: uint256 in payments:
        if due & bit != 0:
            assert msg.gas > ROW_GAS, "treasury: too little gas"
            amount: uint256 = payment & pot_word.MAX_AMOUNT
            to: address = convert(payment >> 96, address)
            if vault._try_pay(token, to, amount):
                rest -= amount
            else:
                skipped |= bit
                unpaid += amount
                log ITreasury.PaymentSkipped(pot=pot, batch=batch, to=to, row=row, amount=amount)
        row = unsafe_add(row, 1)  # at most 256, as `_book` has checked
        bit <<= 1
    vault._check_rest(token, rest)
    if skipped != 0:
        self._unbook(pot, batch, skipped, unpaid)
    return due & ~skipped


@internal
@view
def _check_steward(use: uint256) -> uint256:
    """
    @notice Refuse everybody but a steward, at this moment, of the scope of a pot's use.
    @return The caller's seat.
    """
    seat: uint256 = mandates._seat_of(msg.sender)
    assert mandates._has_role(
        pot_word._scope(use), seat, mandate_word.STEWARD
    ), "treasury: not a steward"
    return seat


@internal
@view
def _token(pot: uint256) -> address:
    """
    @notice What a pot pays in.
    """
    return pot_word._token(self._limits[pot])


@internal
@view
def _last_second(pot: uint256, steward: uint256) -> uint256:
    """
    @notice Until when a steward's promises out of a pot go on: now, or when the pot was closed, or when its mandate was
            over, whichever came first.
    """
    use: uint256 = self._uses[pot]
    until: uint256 = min(
        block.timestamp,
        mandates._role_until(pot_word._scope(use), steward, mandate_word.STEWARD),
    )
    return min(until, pot_word._end(use)) if pot_word._is_closed(use) else until


@internal
@view
def _is_closed(pot: uint256) -> bool:
    """
    @notice Whether a vote closed the pot before its time.
    """
    return pot_word._is_closed(self._uses[pot])


@internal
@view
def _spent(pot: uint256) -> uint256:
    """
    @notice What left or was promised in the present period.
    """
    use: uint256 = self._uses[pot]
    if use == 0 or block.timestamp < pot_word._start(use):
        return 0
    return pot_word._spent_in(use, pot_word._index_at(use, block.timestamp))


@internal
@view
def _use(pot: uint256) -> uint256:
    """
    @notice The use of a pot; refused if it was never opened.
    """
    use: uint256 = self._uses[pot]
    assert use != 0, "treasury: no such pot"
    return use
