# SPDX-License-Identifier: Apache-2.0
"""Reentrancy (X-2): whoever is called in the middle of a payment can spend nothing more.

Real attackers, each of them the very owner of the treasury, so that nothing but the lock can stop
it: a payee and a pool that call back when ETH comes, and a token that calls back when it is moved,
also on its way through real retro funding. The lock answers without a reason, and before any other
check could.
"""

import boa
import pytest

from tests.reference.funding import Terms
from tests.suite import (
    deploy_funding,
    deploy_ledger,
    deploy_membership,
    deploy_mock,
    deploy_scopes,
)
from tests.unit.treasury.conftest import ETH, HELD, MEMO, PAYROLL

NAMES = ("pay eth", "pay token", "fund", "seal", "transfer_ownership", "balance_of")
BY_THE_LOCK = (1, False, b"")


def attack(treasury, tokens, attacker, name):
    """The payload of one call that the owner may make, and that a second time would hurt."""
    token = tokens.plain.address
    return {
        "pay eth": lambda: treasury.pay.prepare_calldata(ETH, attacker, 7, PAYROLL, MEMO),
        "pay token": lambda: treasury.pay.prepare_calldata(token, attacker, 7, PAYROLL, MEMO),
        "fund": lambda: treasury.fund.prepare_calldata(attacker, 1, ETH, 7),
        "seal": lambda: treasury.seal.prepare_calldata(attacker),
        "transfer_ownership": lambda: treasury.transfer_ownership.prepare_calldata(attacker),
        "balance_of": lambda: treasury.balance_of.prepare_calldata(ETH),
    }[name]()


def outcome(attacker):
    return attacker.attempts(), attacker.succeeded(), attacker.response()


@pytest.fixture
def payee(treasury, actors):
    """A contract that owns the treasury and is paid by it."""
    contract = deploy_mock("PayeeMock")
    treasury.transfer_ownership(contract.address, sender=actors.owner)
    return contract


@pytest.fixture
def token(treasury, actors, tokens):
    """A token that owns the treasury and is moved by it."""
    treasury.transfer_ownership(tokens.reentrant.address, sender=actors.owner)
    return tokens.reentrant


@pytest.mark.parametrize("name", NAMES)
def test_pay__payee_calls_back__only_the_payment_leaves(treasury, tokens, payee, name):
    """X-2."""
    payee.arm(treasury.address, attack(treasury, tokens, payee.address, name))
    treasury.pay(ETH, payee.address, 5, PAYROLL, MEMO, sender=payee.address)
    assert outcome(payee) == BY_THE_LOCK
    assert (treasury.balance_of(ETH), treasury.balance_of(tokens.plain)) == (HELD - 5, HELD)
    assert (treasury.owner(), treasury.sealed()) == (payee.address, False)


@pytest.mark.parametrize("name", NAMES)
def test_fund__pool_calls_back__only_the_funding_leaves(treasury, tokens, payee, name):
    """X-2."""
    payee.arm(treasury.address, attack(treasury, tokens, payee.address, name))
    treasury.fund(payee.address, 1, ETH, 5, sender=payee.address)
    assert outcome(payee) == BY_THE_LOCK
    assert (treasury.balance_of(ETH), treasury.balance_of(tokens.plain)) == (HELD - 5, HELD)
    assert (treasury.owner(), treasury.sealed()) == (payee.address, False)


@pytest.mark.parametrize("name", NAMES)
def test_pay__token_calls_back__only_the_payment_leaves(treasury, actors, tokens, token, name):
    """X-2."""
    token.arm(treasury.address, attack(treasury, tokens, token.address, name))
    treasury.pay(token.address, actors.payee, 5, PAYROLL, MEMO, sender=token.address)
    assert outcome(token) == BY_THE_LOCK
    assert token.balanceOf(actors.payee) == 5
    assert [treasury.balance_of(t) for t in (ETH, tokens.plain, token)] == [HELD, HELD, HELD - 5]
    assert (treasury.owner(), treasury.sealed()) == (token.address, False)


def test_pay__payee_donates_while_paid__taken_in(treasury, payee):
    payee.arm(treasury.address, b"")
    treasury.pay(ETH, payee.address, 5, PAYROLL, MEMO, sender=payee.address)
    assert outcome(payee) == (1, True, b"")
    assert [type(event).__name__ for event in treasury.get_logs()] == ["Paid", "Received"]


@pytest.mark.parametrize("name", NAMES)
def test_control__outside_of_a_payment__the_same_call_goes_through(treasury, tokens, payee, name):
    payee.act(treasury.address, attack(treasury, tokens, payee.address, name), 0)


@pytest.fixture
def funding(treasury, token, actors):
    """Real retro funding with an open round in the token, owned by the token as well."""
    membership = deploy_membership([actors.member], owner=actors.owner)
    scopes = deploy_scopes(membership, owner=actors.owner)
    ledger = deploy_ledger(membership, scopes)
    contract = deploy_funding(membership, scopes, ledger, treasury, owner=token.address)
    days = [boa.env.timestamp + day * 86_400 for day in (1, 2, 2, 3, 4)]
    contract.open_round(Terms(1, token.address, *days).values(), sender=token.address)
    return contract


@pytest.mark.parametrize("name", [*NAMES, "pool: fund", "pool: cancel_round", "pool: refund"])
def test_fund__token_calls_back_on_its_way_through_the_pool__all_doors_are_shut(
    treasury, tokens, token, funding, name
):
    """X-2: while the pool pulls the token, the pool and the treasury are locked."""
    if name.startswith("pool: "):
        target = funding
        payload = {
            "pool: fund": lambda: funding.fund.prepare_calldata(1, 7),
            "pool: cancel_round": lambda: funding.cancel_round.prepare_calldata(1),
            "pool: refund": lambda: funding.refund.prepare_calldata(1, treasury.address),
        }[name]()
    else:
        target, payload = treasury, attack(treasury, tokens, token.address, name)
    token.arm(target.address, payload)
    treasury.fund(funding.address, 1, token.address, 5, sender=token.address)

    assert outcome(token) == BY_THE_LOCK
    assert (token.balanceOf(treasury), token.balanceOf(funding)) == (HELD - 5, 5)
    assert token.allowance(treasury.address, funding.address) == 0
    assert (funding.pot(1), treasury.balance_of(ETH)) == (5, HELD)
    assert treasury.owner() == token.address
