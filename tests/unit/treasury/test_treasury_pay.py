# SPDX-License-Identifier: Apache-2.0
"""pay: money leaves by decision of the owner, and by nothing else (S-6, T-6).

pay
├── the recipient is the zero address → "treasury: zero recipient"
├── the recipient is the treasury → "treasury: pays itself"
├── the amount is 0 → "treasury: zero amount"; above what is held → "treasury: balance too small"
├── the token has no code → "treasury: no such token"
├── the payee refuses ETH → its refusal
├── the token
│   ├── returns true or nothing → paid
│   ├── returns false → "tokens: transfer refused"
│   ├── keeps a fee of what arrives → paid, the treasury loses exactly the amount
│   └── takes more, or less, from the treasury than was asked → "treasury: moved another amount"
└── paid: exactly the amount leaves, one event says so; down to the last unit
"""

import boa
import pytest

from tests.suite import deploy_mock, fields, refused
from tests.unit.treasury.conftest import ETH, HELD, MEMO, PAYROLL

GOOD_TOKENS = ("plain", "missing_return", "false_returning", "reentrant")


def pay(treasury, actors, token, amount, to=None):
    treasury.pay(token, to or actors.payee, amount, PAYROLL, MEMO, sender=actors.owner)


@pytest.mark.parametrize("amount", [1, HELD - 1, HELD])
@pytest.mark.parametrize("kind", GOOD_TOKENS)
def test_pay__token__exactly_the_amount_leaves(treasury, actors, tokens, kind, amount):
    """S-6."""
    token = getattr(tokens, kind)
    pay(treasury, actors, token.address, amount)
    event = treasury.get_logs()[0]

    assert type(event).__name__ == "Paid"
    assert fields(event) == {
        "token": token.address,
        "to": actors.payee,
        "category": PAYROLL,
        "amount": amount,
        "memo": MEMO,
    }
    assert (token.balanceOf(treasury), token.balanceOf(actors.payee)) == (HELD - amount, amount)
    assert treasury.balance_of(token) == HELD - amount


@pytest.mark.parametrize("amount", [1, HELD])
def test_pay__eth__exactly_the_amount_leaves(treasury, actors, amount):
    """S-6."""
    before = boa.env.get_balance(actors.payee)
    pay(treasury, actors, ETH, amount)
    [event] = treasury.get_logs()

    assert (event.token, event.to, event.amount) == (ETH, actors.payee, amount)
    assert boa.env.get_balance(actors.payee) == before + amount
    assert treasury.balance_of(ETH) == boa.env.get_balance(treasury.address) == HELD - amount


def test_pay__fee_token__the_payee_bears_the_fee(treasury, actors, tokens):
    pay(treasury, actors, tokens.fee.address, 10_000)
    assert tokens.fee.balanceOf(treasury) == HELD - 10_000
    assert tokens.fee.balanceOf(actors.payee) == 9_750


@pytest.mark.parametrize(
    ("to", "amount", "reason"),
    [
        (ETH, 1, "treasury: zero recipient"),
        ("self", 1, "treasury: pays itself"),
        (None, 0, "treasury: zero amount"),
        (None, HELD + 1, "treasury: balance too small"),
        (None, 2**256 - 1, "treasury: balance too small"),
    ],
)
@pytest.mark.parametrize("kind", ["eth", "plain"])
def test_pay__bad_request__refused(treasury, actors, tokens, kind, to, amount, reason):
    token = ETH if kind == "eth" else tokens.plain.address
    to = treasury.address if to == "self" else to
    with refused(reason, treasury, tokens.plain):
        pay(treasury, actors, token, amount, to)
    assert treasury.balance_of(token) == HELD


def test_pay__token_without_code__refused(treasury, actors):
    with refused("treasury: no such token", treasury):
        pay(treasury, actors, actors.outsider, 1)


def test_pay__false_returning_token__refused(treasury, actors, tokens):
    tokens.false_returning.refuse(actors.payee, True)
    with refused("tokens: transfer refused", treasury, tokens.false_returning):
        pay(treasury, actors, tokens.false_returning.address, 1)


def test_pay__token_takes_more__refused(treasury, actors, tokens):
    """S-6."""
    with refused("treasury: moved another amount", treasury, tokens.surcharge):
        pay(treasury, actors, tokens.surcharge.address, 5)


def test_pay__token_takes_less__refused(treasury, actors, tokens):
    """S-6."""
    token = tokens.reentrant
    token.arm(token.address, token.mint.prepare_calldata(treasury.address, 1))
    with refused("treasury: moved another amount", treasury, token):
        pay(treasury, actors, token.address, 5)
    assert token.balanceOf(treasury) == HELD


def test_pay__payee_refuses_eth__its_refusal(treasury, actors):
    payee = deploy_mock("PayeeMock")
    payee.refuse(True)
    with refused("payee: refused", treasury):
        pay(treasury, actors, ETH, 1, payee.address)
    assert boa.env.get_balance(treasury.address) == HELD
    assert boa.env.get_balance(payee.address) == 0


def test_pay__one_bad_token__leaves_the_others_usable(treasury, actors, tokens):
    tokens.false_returning.refuse(treasury.address, True)
    with boa.reverts("tokens: transfer refused"):
        pay(treasury, actors, tokens.false_returning.address, 1)
    pay(treasury, actors, tokens.plain.address, 1)
    assert tokens.plain.balanceOf(actors.payee) == 1
