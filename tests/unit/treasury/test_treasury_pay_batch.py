# SPDX-License-Identifier: Apache-2.0
"""pay_batch, pay_batch_noted: many payees at once, each at most once (S-6, T-2, X-2, X-3).

pay_batch
├── rows beyond 256; an empty batch; all rows paid before → refused
├── a row of nothing, to nobody, to the treasury, above the payment's cap → refused as a whole
├── the total above the period's cap or above what is free → refused as a whole
├── a payee who refuses, burns gas or calls back; a token that answers false → skipped, one event
├── skipped rows can be tried again, and are the only ones paid then
├── a token that moves another amount → refused as a whole
├── too little gas left for a row → refused, never skipped
└── paid: one event with every row, bits of the rows as told
pay_batch_noted
├── another number of memos than payments → refused
└── paid: one event for each row, with its memo
"""

import boa
import pytest

from tests.suite import deploy_mock, fields, gas_used, refused
from tests.unit.treasury.conftest import ETH, HELD, MEMO, PAYROLL
from tests.unit.treasury.stage import BATCH, CAP, names, packed, pot_terms

WHOLE = 200
PEOPLE = [boa.env.generate_address(f"person {number}") for number in range(WHOLE)]
LARGEST_TRANSACTION = 15_000_000


@pytest.fixture
def pot(treasury, actors):
    return treasury.open_pot(pot_terms(), sender=actors.owner)


def token_pot(treasury, actors, token, **changes):
    return treasury.open_pot(pot_terms(token.address, **changes), sender=actors.owner)


def pay(treasury, actors, pot, rows, first=0, batch=BATCH, **options):
    arguments = (pot, batch, first, PAYROLL, MEMO, rows)
    return treasury.pay_batch(*arguments, sender=actors.steward, **options)


def balances(people):
    return [boa.env.get_balance(person) for person in people]


def test_pay_batch__eth__every_row_and_one_event(treasury, actors, pot):
    """S-6."""
    rows = packed(*((person, n + 1) for n, person in enumerate(PEOPLE[:5])))
    assert pay(treasury, actors, pot, rows, first=3) == 0b11111000
    [event] = treasury.get_logs()
    assert fields(event) == {
        "pot": pot,
        "batch": BATCH,
        "category": PAYROLL,
        "first": 3,
        "paid": 0b11111000,
        "memo": MEMO,
        "payments": rows,
    }
    assert balances(PEOPLE[:5]) == [1, 2, 3, 4, 5]
    assert (treasury.paid_rows(pot, BATCH), treasury.spent_of(pot)) == (0b11111000, 15)
    assert treasury.balance_of(ETH) == HELD - 15


@pytest.mark.parametrize("kind", ["plain", "missing_return", "two_decimals", "fee"])
def test_pay_batch__token__every_row(treasury, actors, tokens, kind):
    """S-6: a fee that the token keeps is borne by the payee."""
    token = getattr(tokens, kind)
    pot = token_pot(treasury, actors, token)
    assert pay(treasury, actors, pot, packed(*((person, 100) for person in PEOPLE[:4]))) == 0b1111
    received = 98 if kind == "fee" else 100
    assert [token.balanceOf(person) for person in PEOPLE[:4]] == [received] * 4
    assert treasury.balance_of(token) == HELD - 400


def test_pay_batch__again__pays_nothing_twice(treasury, actors, pot):
    rows = packed(*((person, 10) for person in PEOPLE[:4]))
    pay(treasury, actors, pot, rows[:2])
    assert pay(treasury, actors, pot, rows) == 0b1100
    with refused("treasury: batch already paid", treasury):
        treasury.pay_batch(pot, BATCH, 0, PAYROLL, MEMO, rows, sender=actors.colleague)
    assert balances(PEOPLE[:4]) == [10] * 4
    assert treasury.spent_of(pot) == 40
    pay(treasury, actors, pot, rows, batch=bytes(32))  # under another name it is another payment
    assert balances(PEOPLE[:4]) == [20] * 4


@pytest.mark.parametrize(
    ("rows", "first", "reason"),
    [
        ([(PEOPLE[0], 1)], 256, "treasury: row beyond the batch"),
        ([(PEOPLE[0], 1)], 2**256 - 1, "treasury: row beyond the batch"),
        ([(PEOPLE[0], 1)] * 2, 255, "treasury: row beyond the batch"),
        ([], 0, "treasury: batch already paid"),
        ([(PEOPLE[0], 1), (PEOPLE[1], 0)], 0, "treasury: zero amount"),
        ([(PEOPLE[0], 1), (ETH, 1)], 0, "treasury: zero recipient"),
        ([(PEOPLE[0], 1), (PEOPLE[1], 301)], 0, "treasury: over the payment cap"),
        ([(person, 251) for person in PEOPLE[:4]], 0, "treasury: over the period cap"),
    ],
)
def test_pay_batch__bad_rows__refused_as_a_whole(treasury, actors, pot, rows, first, reason):
    """T-2."""
    with refused(reason, treasury):
        pay(treasury, actors, pot, packed(*rows), first)
    assert treasury.balance_of(ETH) == HELD


def test_pay_batch__to_itself_or_more_than_free__refused(treasury, actors, pot):
    with refused("treasury: pays itself", treasury):
        pay(treasury, actors, pot, packed((treasury.address, 1)))
    boa.env.set_balance(treasury.address, 5)
    with refused("treasury: balance too small", treasury):
        pay(treasury, actors, pot, packed((PEOPLE[0], 3), (PEOPLE[1], 3)))


def test_pay_batch__row_255__is_the_last(treasury, actors, pot):
    assert pay(treasury, actors, pot, packed((PEOPLE[0], 1)), first=255) == 1 << 255
    assert treasury.paid_rows(pot, BATCH) == 1 << 255


@pytest.mark.parametrize("mood", [(True, False), (False, True)])
def test_pay_batch__payee_fails__skipped_and_tried_again(treasury, actors, pot, mood):
    payee = deploy_mock("HungryPayeeMock")
    payee.set_mood(*mood)
    rows = packed((PEOPLE[0], 10), (payee.address, 20), (PEOPLE[1], 30))
    assert pay(treasury, actors, pot, rows) == 0b101
    skipped = next(e for e in treasury.get_logs() if type(e).__name__ == "PaymentSkipped")
    assert fields(skipped) == {
        "pot": pot,
        "batch": BATCH,
        "to": payee.address,
        "row": 1,
        "amount": 20,
    }
    assert (treasury.paid_rows(pot, BATCH), treasury.spent_of(pot)) == (0b101, 40)
    assert treasury.balance_of(ETH) == HELD - 40

    payee.set_mood(False, False)
    assert pay(treasury, actors, pot, rows) == 0b010
    assert (treasury.spent_of(pot), boa.env.get_balance(payee.address)) == (60, 20)
    assert balances(PEOPLE[:2]) == [10, 30]


def test_pay_batch__token_answers_false__skipped(treasury, actors, tokens):
    token = tokens.false_returning
    pot = token_pot(treasury, actors, token)
    token.refuse(PEOPLE[1], True)
    assert pay(treasury, actors, pot, packed(*((p, 5) for p in PEOPLE[:3]))) == 0b101
    assert [token.balanceOf(person) for person in PEOPLE[:3]] == [5, 0, 5]
    assert treasury.balance_of(token) == HELD - 10


def test_pay_batch__surcharge_token__refused_as_a_whole(treasury, actors, tokens):
    pot = token_pot(treasury, actors, tokens.surcharge)
    with refused("treasury: moved another amount", treasury, tokens.surcharge):
        pay(treasury, actors, pot, packed((PEOPLE[0], 5), (PEOPLE[1], 5)))


def test_pay_batch__payee_calls_back__only_its_row_leaves(treasury, actors, scopes, pot):
    """X-2: even if the payee is a steward itself."""
    payee = deploy_mock("PayeeMock")
    attack = treasury.pay_batch.prepare_calldata(
        pot, bytes(32), 0, PAYROLL, MEMO, packed((payee.address, 9))
    )
    payee.arm(treasury.address, attack)
    pay(treasury, actors, pot, packed((payee.address, 5)))
    assert payee.succeeded() is False
    assert boa.env.get_balance(payee.address) in (0, 5)
    assert treasury.paid_rows(pot, bytes(32)) == 0


def test_pay_batch__little_gas__refused_never_skipped(treasury, actors, pot):
    rows = packed((PEOPLE[0], 1), (PEOPLE[1], 1))
    with refused("treasury: too little gas", treasury):
        pay(treasury, actors, pot, rows, gas=320_000)
    assert pay(treasury, actors, pot, rows, gas=500_000) == 0b11


def test_pay_batch__largest_and_worst__fits_half_a_block(treasury, actors):
    """X-3: 200 payees that burn all they are given."""
    pot = treasury.open_pot(pot_terms(cap=10**6), sender=actors.owner)
    hungry = [deploy_mock("HungryPayeeMock") for _ in range(3)]
    for payee in hungry:
        payee.set_mood(True, False)
    rows = packed(*((hungry[n % 3].address, 1) for n in range(WHOLE)))
    assert pay(treasury, actors, pot, rows) == 0
    assert gas_used(treasury) < LARGEST_TRANSACTION
    assert (treasury.spent_of(pot), treasury.balance_of(ETH)) == (0, HELD)


def test_pay_batch_noted__each_row__has_its_memo(treasury, actors, tokens):
    """S-6."""
    token = tokens.false_returning
    pot = token_pot(treasury, actors, token)
    token.refuse(PEOPLE[1], True)
    memos = [bytes([n]) * 32 for n in range(3)]
    rows = packed(*((person, 7 + n) for n, person in enumerate(PEOPLE[:3])))
    arguments = (pot, BATCH, 2, PAYROLL)
    assert treasury.pay_batch_noted(*arguments, memos, rows, sender=actors.steward) == 0b10100
    told = [e for e in treasury.get_logs() if type(e).__name__ in ("RowPaid", "BatchPaid")]
    assert [fields(event) for event in told[:-1]] == [
        {"to": PEOPLE[n], "category": PAYROLL, "amount": 7 + n, "memo": memos[n]} for n in (0, 2)
    ]
    assert (told[-1].paid, told[-1].payments, told[-1].memo) == (0b10100, [], bytes(32))
    with refused("treasury: one memo for each row", treasury):
        treasury.pay_batch_noted(*arguments, memos[:2], rows, sender=actors.steward)


def test_pay_batch__paused_or_over__refused(treasury, actors, pot):
    treasury.pause([ETH], 60, sender=actors.guardian)
    with refused("treasury: spending is paused", treasury):
        pay(treasury, actors, pot, packed((PEOPLE[0], 1)))
    boa.env.timestamp += 60
    pay(treasury, actors, pot, packed((PEOPLE[0], 1)))
    assert names(treasury) == ["BatchPaid"]
    treasury.close_pot(pot, sender=actors.owner)
    with refused("treasury: pot is over", treasury):
        pay(treasury, actors, pot, packed((PEOPLE[0], 1)), batch=bytes(32))
    assert treasury.spent_of(pot) == 1 < CAP
