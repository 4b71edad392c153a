# SPDX-License-Identifier: Apache-2.0
"""Tokens: ETH and ERC-20, the odd ones handled or refused by name.

send
├── ETH → arrives; refused by the receiver, or more than is held → reverts
├── plain token, token that returns nothing → arrives
├── token with a fee → what it lets through arrives
├── token that answers false → "tokens: transfer refused"
├── token that reverts → its own reason
└── no token at that address → reverts
pull
├── plain token, token that returns nothing → all of it is measured
├── token with a fee → only what arrived is measured
├── token that answers false → "tokens: pull refused"
├── no allowance → the token's own reason
├── no token at that address → reverts
└── token that calls back → locked out of every function, and the sum is right
approve
├── plain token, token that returns nothing → exactly the amount
├── token that wants zero first → refused in between, accepted from zero
└── token that answers false → "tokens: approve refused"
"""

import boa
import pytest

from tests.suite import account, deploy_mock, refused

ETH = "0x" + "00" * 20
AMOUNT = 1_000_003
WHOLE = ["TokenMock", "MissingReturnTokenMock", "FalseReturningTokenMock", "ReentrantTokenMock"]
FEE_BPS = 250


@pytest.fixture(scope="module")
def payer():
    return account("payer")


@pytest.fixture(scope="module")
def payee():
    return account("payee")


@pytest.fixture
def tokens():
    return deploy_mock("TokensMock")


def deploy_token(name, *holders):
    """A token of six decimals, with AMOUNT for each holder."""
    extra = [FEE_BPS] if name == "FeeTokenMock" else []
    token = deploy_mock(name, 6, *extra)
    for holder in holders:
        token.mint(holder, AMOUNT)
    return token


# --- send --------------------------------------------------------------------------------------


def test_send__eth__arrives(tokens, payee):
    boa.env.set_balance(tokens.address, AMOUNT)
    before = boa.env.get_balance(payee)
    tokens.send(ETH, payee, AMOUNT)
    assert boa.env.get_balance(payee) == before + AMOUNT
    assert boa.env.get_balance(tokens.address) == 0


def test_send__eth_that_the_receiver_refuses__reverts(tokens):
    boa.env.set_balance(tokens.address, AMOUNT)
    without_a_purse = deploy_mock("PackingMock")
    with boa.reverts():
        tokens.send(ETH, without_a_purse.address, AMOUNT)
    assert boa.env.get_balance(tokens.address) == AMOUNT


def test_send__more_eth_than_held__reverts(tokens, payee):
    boa.env.set_balance(tokens.address, AMOUNT)
    with boa.reverts():
        tokens.send(ETH, payee, AMOUNT + 1)
    assert boa.env.get_balance(tokens.address) == AMOUNT


@pytest.mark.parametrize("name", WHOLE)
def test_send__honest_token__arrives(tokens, payee, name):
    token = deploy_token(name, tokens.address)
    tokens.send(token.address, payee, AMOUNT)
    assert (token.balanceOf(payee), token.balanceOf(tokens.address)) == (AMOUNT, 0)


def test_send__token_with_a_fee__the_rest_arrives(tokens, payee):
    token = deploy_token("FeeTokenMock", tokens.address)
    tokens.send(token.address, payee, AMOUNT)
    assert token.balanceOf(payee) == AMOUNT - AMOUNT * FEE_BPS // 10_000
    assert token.balanceOf(tokens.address) == 0


def test_send__token_that_answers_false__refused(tokens, payee):
    token = deploy_token("FalseReturningTokenMock", tokens.address)
    token.refuse(payee, True)
    with refused("tokens: transfer refused", tokens, token):
        tokens.send(token.address, payee, AMOUNT)


@pytest.mark.parametrize("name", [*WHOLE, "FeeTokenMock"])
def test_send__more_than_held__the_tokens_own_reason(tokens, payee, name):
    token = deploy_token(name, tokens.address)
    with refused("token: balance too small", tokens, token):
        tokens.send(token.address, payee, 2 * AMOUNT)


# --- pull --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", WHOLE)
def test_pull__honest_token__all_of_it_is_measured(tokens, payer, name):
    """F-8."""
    token = deploy_token(name, payer, tokens.address)
    token.approve(tokens.address, AMOUNT, sender=payer)
    tokens.pull(token.address, payer, AMOUNT - 1)
    assert tokens.last_received() == AMOUNT - 1
    assert (token.balanceOf(payer), token.balanceOf(tokens.address)) == (1, 2 * AMOUNT - 1)
    assert token.allowance(payer, tokens.address) == 1


def test_pull__token_with_a_fee__only_what_arrived_is_measured(tokens, payer):
    """F-8."""
    token = deploy_token("FeeTokenMock", payer, tokens.address)
    token.approve(tokens.address, AMOUNT, sender=payer)
    tokens.pull(token.address, payer, AMOUNT)
    arrived = AMOUNT - AMOUNT * FEE_BPS // 10_000
    assert tokens.last_received() == arrived == token.balanceOf(tokens.address) - AMOUNT


def test_pull__token_that_answers_false__refused(tokens, payer):
    token = deploy_token("FalseReturningTokenMock", payer)
    token.approve(tokens.address, AMOUNT, sender=payer)
    token.refuse(payer, True)
    with refused("tokens: pull refused", tokens, token):
        tokens.pull(token.address, payer, AMOUNT)


@pytest.mark.parametrize("name", [*WHOLE, "FeeTokenMock"])
def test_pull__beyond_the_allowance__the_tokens_own_reason(tokens, payer, name):
    token = deploy_token(name, payer)
    token.approve(tokens.address, AMOUNT - 1, sender=payer)
    with refused("token: allowance too small", tokens, token):
        tokens.pull(token.address, payer, AMOUNT)


@pytest.mark.parametrize("verb", ["send", "pull", "approve"])
def test_any_verb__no_token_at_the_address__reverts(tokens, payer, verb):
    with boa.reverts():
        getattr(tokens, verb)(account("no token"), payer, AMOUNT)


@pytest.mark.parametrize("verb", ["send", "pull", "approve", "last_received"])
def test_pull__token_that_calls_back__is_locked_out(tokens, payer, payee, verb):
    """X-2."""
    token = deploy_token("ReentrantTokenMock", payer, tokens.address)
    token.approve(tokens.address, AMOUNT, sender=payer)
    arguments = [] if verb == "last_received" else [token.address, payee, 1]
    token.arm(tokens.address, getattr(tokens, verb).prepare_calldata(*arguments))
    tokens.pull(token.address, payer, AMOUNT)

    assert (token.attempts(), token.succeeded()) == (1, False)
    assert tokens.last_received() == AMOUNT
    assert token.balanceOf(tokens.address) == 2 * AMOUNT


# --- approve -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [*WHOLE, "FeeTokenMock"])
def test_approve__any_token__exactly_the_amount(tokens, payee, name):
    token = deploy_token(name)
    for amount in (AMOUNT, 0, 2**256 - 1):
        if name == "MissingReturnTokenMock":
            tokens.approve(token.address, payee, 0)
        tokens.approve(token.address, payee, amount)
        assert token.allowance(tokens.address, payee) == amount


def test_approve__token_that_wants_zero_first__refused_in_between(tokens, payee):
    token = deploy_token("MissingReturnTokenMock")
    tokens.approve(token.address, payee, AMOUNT)
    with refused("token: allowance in use", tokens, token):
        tokens.approve(token.address, payee, AMOUNT + 1)


def test_approve__token_that_answers_false__refused(tokens, payee):
    token = deploy_token("FalseReturningTokenMock")
    token.refuse(payee, True)
    with refused("tokens: approve refused", tokens, token):
        tokens.approve(token.address, payee, AMOUNT)
