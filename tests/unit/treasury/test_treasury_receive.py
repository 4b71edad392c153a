# SPDX-License-Identifier: Apache-2.0
"""What comes in, and what is read.

__default__
├── ETH without data → taken in, one event; also within the 2,300 gas of a plain transfer
└── any data → "treasury: no such function"
balance_of
├── ETH and tokens as they are held; a donation counts at once
└── a token without code → "treasury: no such token"
deploy
└── the zero owner → "owned: zero owner"
"""

import boa
import pytest

from tests.suite import deploy_treasury, fields, refused
from tests.unit.treasury.conftest import ETH, HELD


def send(treasury, sender, value, data=b"", gas=None):
    """A transaction without a function; a refusal raises as it does for a function."""
    computation = boa.env.execute_code(treasury.address, sender, gas, value, data)
    treasury.marshal_to_python(computation, None)


@pytest.mark.parametrize("amount", [0, 1, 10**18])
def test_default__eth__taken_in(treasury, actors, amount):
    send(treasury, actors.donor, amount)
    [event] = treasury.get_logs()
    assert fields(event) == {"sender": actors.donor, "amount": amount}
    assert treasury.balance_of(ETH) == HELD + amount


def test_default__plain_transfer__fits_the_stipend(treasury, actors):
    send(treasury, actors.donor, 1, gas=2_300)
    assert treasury.balance_of(ETH) == HELD + 1


@pytest.mark.parametrize("data", [b"\0", bytes.fromhex("deadbeef"), bytes(100)], ids=len)
def test_default__unknown_function__refused(treasury, actors, data):
    with refused("treasury: no such function", treasury):
        send(treasury, actors.donor, 1, data)
    assert treasury.balance_of(ETH) == HELD


def test_balance_of__as_held__donations_included(treasury, actors, tokens):
    assert treasury.balance_of(ETH) == HELD
    for token in vars(tokens).values():
        assert treasury.balance_of(token) == HELD
    tokens.plain.mint(treasury.address, 5)
    assert treasury.balance_of(tokens.plain) == HELD + 5


def test_balance_of__token_without_code__refused(treasury, actors):
    with boa.reverts("treasury: no such token"):
        treasury.balance_of(actors.outsider)


def test_deploy__zero_owner__refused():
    with boa.reverts("owned: zero owner"):
        deploy_treasury(ETH)
