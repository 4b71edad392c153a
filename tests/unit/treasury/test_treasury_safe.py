# SPDX-License-Identifier: Apache-2.0
"""The treasury as a module of a Safe: the money is there, and every movement is one plain call.

deploy
└── a Safe without code → "treasury: no such safe"
__default__
└── ETH for the treasury itself → "treasury: send it to the safe"
pay
├── ETH, a token that answers true, one that answers nothing → paid out of the Safe
├── to the Safe → "treasury: pays itself"; more than it holds → "treasury: balance too small"
└── the payee or the token refuses; the Safe answers no, a word, half an answer, or reverts
    → "treasury: safe refused to pay"
pay_batch → a payee who refuses is skipped
fund
├── ETH with the call, a token by an exact allowance that is gone afterwards
└── the token refuses the allowance, the pool refuses → "treasury: safe refused to fund"
A real Safe is in front of it in tests/sdk/test_treasury_safe.py.
"""

import boa
import pytest

from tests.suite import deploy_mock, deploy_treasury, fields, refused
from tests.unit.treasury.conftest import ETH, HELD, MEMO, PAYROLL
from tests.unit.treasury.stage import BATCH, packed, pot_terms

HONEST, REFUSES, REVERTS, ONE_WORD, CUT_OFF = range(5)
ROUND = 3


@pytest.fixture(scope="module")
def safe(tokens):
    """Holds ETH and some of every token."""
    contract = deploy_mock("SafeMock")
    boa.env.set_balance(contract.address, HELD)
    for token in vars(tokens).values():
        token.mint(contract.address, HELD)
    return contract


@pytest.fixture(scope="module")
def treasury(actors, scopes, safe):
    contract = deploy_treasury(actors.owner, scopes, safe=safe.address)
    safe.enable(contract.address, HONEST)
    return contract


def pay(treasury, actors, token, to, amount=100):
    treasury.pay(token, to, amount, PAYROLL, MEMO, sender=actors.owner)


def test_deploy__safe_without_code__refused(actors, scopes):
    with boa.reverts("treasury: no such safe"):
        deploy_treasury(actors.owner, scopes, safe=actors.outsider)


def test_default__eth_for_the_module__is_sent_on_to_nobody(treasury, actors):
    with refused("treasury: send it to the safe", treasury):
        computation = boa.env.execute_code(treasury.address, actors.donor, value=1)
        treasury.marshal_to_python(computation, None)
    assert boa.env.get_balance(treasury.address) == 0


def test_pay__eth__out_of_the_safe(treasury, safe, actors):
    before = boa.env.get_balance(actors.payee)
    assert treasury.balance_of(ETH) == HELD
    pay(treasury, actors, ETH, actors.payee)
    [event] = treasury.get_logs()
    assert (event.to, event.amount) == (actors.payee, 100)
    assert boa.env.get_balance(actors.payee) == before + 100
    assert treasury.balance_of(ETH) == boa.env.get_balance(safe.address) == HELD - 100


@pytest.mark.parametrize("kind", ["plain", "missing_return", "false_returning"])
def test_pay__token__out_of_the_safe(treasury, safe, actors, tokens, kind):
    token = getattr(tokens, kind)
    pay(treasury, actors, token.address, actors.payee)
    assert token.balanceOf(actors.payee) == 100
    assert treasury.balance_of(token) == token.balanceOf(safe) == HELD - 100


def test_pay__to_the_safe_or_too_much__refused(treasury, safe, actors):
    with refused("treasury: pays itself", treasury):
        pay(treasury, actors, ETH, safe.address)
    with refused("treasury: balance too small", treasury):
        pay(treasury, actors, ETH, actors.payee, HELD + 1)


@pytest.mark.parametrize("manner", [REFUSES, REVERTS, ONE_WORD])
@pytest.mark.parametrize("kind", ["eth", "plain"])
def test_pay__safe_that_does_not_say_yes__refused(treasury, safe, actors, tokens, kind, manner):
    """X-2 only an answer of a Safe counts as done."""
    safe.enable(treasury.address, manner)
    token = ETH if kind == "eth" else tokens.plain.address
    with refused("treasury: safe refused to pay", treasury, tokens.plain):
        pay(treasury, actors, token, actors.payee)
    assert treasury.balance_of(token) == HELD


def test_pay__answer_of_a_token_cut_off__refused(treasury, safe, actors, tokens):
    safe.enable(treasury.address, CUT_OFF)
    with refused("treasury: safe refused to pay", treasury, tokens.plain):
        pay(treasury, actors, tokens.plain.address, actors.payee)
    pay(treasury, actors, tokens.missing_return.address, actors.payee)  # there was nothing to cut
    assert tokens.missing_return.balanceOf(actors.payee) == 100


def test_pay__payee_or_token_refuses__refused(treasury, actors, tokens):
    payee = deploy_mock("PayeeMock")
    payee.refuse(True)
    with refused("treasury: safe refused to pay", treasury, payee):
        pay(treasury, actors, ETH, payee.address)
    token = tokens.false_returning
    token.refuse(payee.address, True)
    with refused("treasury: safe refused to pay", treasury, token):
        pay(treasury, actors, token.address, payee.address)


def test_pay_batch__payee_who_refuses__is_skipped(treasury, actors):
    payee = deploy_mock("PayeeMock")
    payee.refuse(True)
    pot = treasury.open_pot(pot_terms(), sender=actors.owner)
    rows = packed((actors.payee, 10), (payee.address, 20), (actors.member, 30))
    arguments = (pot, BATCH, 0, PAYROLL, MEMO, rows)
    assert treasury.pay_batch(*arguments, sender=actors.steward) == 0b101
    assert treasury.balance_of(ETH) == HELD - 40


@pytest.mark.parametrize("kind", ["plain", "missing_return"])
def test_fund__token__taken_from_the_safe_and_no_allowance_left(
    treasury, safe, actors, tokens, kind
):
    """S-6."""
    token = getattr(tokens, kind)
    pool = deploy_mock("PoolMock", token.address, 10_000)
    treasury.fund(pool, ROUND, token, 1_000, sender=actors.owner)
    event = treasury.get_logs()[0]
    assert fields(event) == {
        "pool": pool.address,
        "round_id": ROUND,
        "token": token.address,
        "amount": 1_000,
    }
    assert (token.balanceOf(pool), token.balanceOf(safe)) == (1_000, HELD - 1_000)
    assert token.allowance(safe, pool) == token.allowance(treasury, pool) == 0


def test_fund__eth__goes_with_the_call_of_the_safe(treasury, actors):
    """S-6."""
    pool = deploy_mock("PoolMock", ETH, 10_000)
    treasury.fund(pool, ROUND, ETH, 1_000, sender=actors.owner)
    assert boa.env.get_balance(pool.address) == 1_000
    assert treasury.balance_of(ETH) == HELD - 1_000


def test_fund__allowance_or_pool_refuses__refused(treasury, safe, actors, tokens):
    token = tokens.false_returning
    pool = deploy_mock("PoolMock", token.address, 10_000)
    other = deploy_mock("PoolMock", tokens.plain.address, 10_000)
    for place, asset in ((other, token), (other, None)):
        with refused("treasury: safe refused to fund", treasury, token, place):
            treasury.fund(place, ROUND, asset or ETH, 1_000, sender=actors.owner)
    token.refuse(pool.address, True)
    with refused("treasury: safe refused to fund", treasury, token, pool):
        treasury.fund(pool, ROUND, token, 1_000, sender=actors.owner)
    assert treasury.balance_of(token) == HELD
    assert token.allowance(safe, pool) == token.allowance(safe, other) == 0
