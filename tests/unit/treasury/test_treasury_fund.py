# SPDX-License-Identifier: Apache-2.0
"""fund: the owner puts money into a round of a pool (S-6, T-6).

fund
├── the pool
│   ├── is the zero address → "treasury: zero recipient"
│   ├── is the treasury → "treasury: pays itself"
│   └── has no code → "treasury: no such pool"
├── the amount is 0 → "treasury: zero amount"; above what is held → "treasury: balance too small"
├── the token has no code → "treasury: no such token"; refuses approval → "tokens: approve refused"
├── the pool
│   ├── takes ETH with the call, or exactly the approved token → funded
│   ├── takes less of a token, or another token → refused, nothing moved
│   ├── refuses (round unknown or closed) → its refusal
│   └── sends ETH back → it is taken in again
└── funded: one event, and the pool's allowance is zero afterwards
"""

import boa
import pytest

from tests.suite import deploy_mock, fields, refused
from tests.unit.treasury.conftest import ETH, HELD

ROUND = 3
WHOLE, HALF, NOTHING = 10_000, 5_000, 0


def pool_for(token, share_bps=WHOLE):
    return deploy_mock("PoolMock", token, share_bps)


def fund(treasury, actors, pool, token, amount=1_000):
    treasury.fund(pool, ROUND, token, amount, sender=actors.owner)


@pytest.mark.parametrize("amount", [1, HELD])
@pytest.mark.parametrize("kind", ["plain", "missing_return", "false_returning", "reentrant"])
def test_fund__token__taken_whole_and_no_allowance_left(treasury, actors, tokens, kind, amount):
    """S-6."""
    token = getattr(tokens, kind)
    pool = pool_for(token.address)
    for _ in range(2 if amount == 1 else 1):  # a second time: the oldest tokens want zero first
        fund(treasury, actors, pool.address, token.address, amount)
        event = treasury.get_logs()[0]
        assert type(event).__name__ == "RoundFunded"
        assert fields(event) == {
            "pool": pool.address,
            "round_id": ROUND,
            "token": token.address,
            "amount": amount,
        }
        assert token.allowance(treasury.address, pool.address) == 0
    assert (pool.last_round(), pool.last_amount()) == (ROUND, amount)
    assert token.balanceOf(treasury) + token.balanceOf(pool) == HELD
    assert token.balanceOf(pool) in (2, HELD)


@pytest.mark.parametrize("amount", [1, HELD])
def test_fund__eth__goes_with_the_call(treasury, actors, amount):
    """S-6."""
    pool = pool_for(ETH)
    fund(treasury, actors, pool.address, ETH, amount)
    [event] = treasury.get_logs()
    assert (event.pool, event.token, event.amount) == (pool.address, ETH, amount)
    assert boa.env.get_balance(pool.address) == amount
    assert treasury.balance_of(ETH) == HELD - amount


def test_fund__fee_token__the_pool_bears_the_fee(treasury, actors, tokens):
    pool = pool_for(tokens.fee.address)
    fund(treasury, actors, pool.address, tokens.fee.address, 10_000)
    assert tokens.fee.balanceOf(treasury) == HELD - 10_000
    assert tokens.fee.balanceOf(pool) == 9_750
    assert tokens.fee.allowance(treasury.address, pool.address) == 0


@pytest.mark.parametrize(
    ("pool", "amount", "reason"),
    [
        (ETH, 1, "treasury: zero recipient"),
        ("self", 1, "treasury: pays itself"),
        ("account", 1, "treasury: no such pool"),
        ("pool", 0, "treasury: zero amount"),
        ("pool", HELD + 1, "treasury: balance too small"),
        ("pool", 2**256 - 1, "treasury: balance too small"),
    ],
)
@pytest.mark.parametrize("kind", ["eth", "plain"])
def test_fund__bad_request__refused(treasury, actors, tokens, kind, pool, amount, reason):
    token = ETH if kind == "eth" else tokens.plain.address
    places = {
        "self": treasury.address,
        "account": actors.outsider,
        "pool": pool_for(token).address,
    }
    with refused(reason, treasury, tokens.plain):
        fund(treasury, actors, places.get(pool, pool), token, amount)
    assert treasury.balance_of(token) == HELD


def test_fund__token_without_code__refused(treasury, actors):
    pool = pool_for(actors.outsider)
    with refused("treasury: no such token", treasury, pool):
        fund(treasury, actors, pool.address, actors.outsider)


def test_fund__approval_refused__refused(treasury, actors, tokens):
    token = tokens.false_returning
    pool = pool_for(token.address)
    token.refuse(pool.address, True)
    with refused("tokens: approve refused", treasury, token, pool):
        fund(treasury, actors, pool.address, token.address)


@pytest.mark.parametrize("share_bps", [HALF, NOTHING])
def test_fund__pool_takes_less_of_a_token__refused(treasury, actors, tokens, share_bps):
    """S-6."""
    pool = pool_for(tokens.plain.address, share_bps)
    with refused("treasury: moved another amount", treasury, tokens.plain, pool):
        fund(treasury, actors, pool.address, tokens.plain.address)
    assert tokens.plain.allowance(treasury.address, pool.address) == 0


def test_fund__pool_of_another_token__cannot_reach_it(treasury, actors, tokens):
    pool = pool_for(tokens.missing_return.address)
    with refused("token: allowance too small", treasury, tokens.plain, tokens.missing_return, pool):
        fund(treasury, actors, pool.address, tokens.plain.address)


def test_fund__token_to_a_pool_of_eth__refused(treasury, actors, tokens):
    pool = pool_for(ETH)
    with refused("pool: another value", treasury, tokens.plain, pool):
        fund(treasury, actors, pool.address, tokens.plain.address)


def test_fund__surcharge_token__refused(treasury, actors, tokens):
    pool = pool_for(tokens.surcharge.address)
    with refused("treasury: moved another amount", treasury, tokens.surcharge, pool):
        fund(treasury, actors, pool.address, tokens.surcharge.address)


def test_fund__eth_partly_sent_back__taken_in_again(treasury, actors):
    pool = pool_for(ETH, HALF)
    fund(treasury, actors, pool.address, ETH, 1_000)
    funded, received = treasury.get_logs()
    assert (funded.amount, received.sender, received.amount) == (1_000, pool.address, 500)
    assert treasury.balance_of(ETH) == HELD - 500
