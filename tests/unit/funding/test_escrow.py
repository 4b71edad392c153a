# SPDX-License-Identifier: Apache-2.0
"""Escrow: the books of rounds, hosted without any rule that would keep them apart.

escrow
├── open → ETH or a token with code; "escrow: token has no code"
├── take → what arrived goes to pot, sponsor (S-4)
├── pay → paid grows (S-1)
│   └── more than the round's rest → "escrow: round has not so much", whatever others have (S-2)
└── release → a sponsor's whole contribution, once; "escrow: nothing to refund"
"""

import boa
import pytest

from tests.reference.rounds import ETH
from tests.suite import account, deploy_mock, refused

FIRST, SECOND = 1, 2


@pytest.fixture(scope="module")
def sponsor():
    return account("sponsor")


@pytest.fixture
def escrow(sponsor):
    """Two rounds of ETH with 100 and 900 wei."""
    host = deploy_mock("EscrowMock")
    for round_id, amount in ((FIRST, 100), (SECOND, 900)):
        host.open(round_id, ETH)
        assert host.take(round_id, amount, value=amount, sender=sponsor) == amount
    return host


def test_open__token_without_code__refused(escrow):
    with refused("escrow: token has no code", escrow):
        escrow.open(3, account("nobody"))
    token = deploy_mock("TokenMock", 6)
    escrow.open(3, token.address)
    assert escrow.token_of(3) == token.address


def test_take__twice__adds_up(escrow, sponsor):
    """S-4."""
    escrow.take(FIRST, 5, value=5, sender=sponsor)
    assert escrow.book(FIRST) == (105, 0, 105)
    assert escrow.sponsored(FIRST, sponsor) == 105
    assert boa.env.get_balance(escrow.address) == 1_005


def test_pay__within_the_rest__booked(escrow):
    """S-1."""
    payee = account("payee")
    before = boa.env.get_balance(payee)
    escrow.pay(FIRST, payee, 60)
    escrow.pay(FIRST, payee, 40)
    assert escrow.book(FIRST) == (100, 100, 0)
    assert escrow.book(SECOND) == (900, 0, 900)
    assert boa.env.get_balance(escrow.address) == 900
    assert boa.env.get_balance(payee) == before + 100


@pytest.mark.parametrize("amount", [41, 100, 900, 2**255])
def test_pay__more_than_the_rest__refused(escrow, amount):
    """S-2."""
    escrow.pay(FIRST, account("payee"), 60)
    with refused("escrow: round has not so much", escrow):
        escrow.pay(FIRST, account("payee"), amount)


def test_release__once(escrow, sponsor):
    assert escrow.release(FIRST, sponsor) == 100
    assert escrow.sponsored(FIRST, sponsor) == 0
    with refused("escrow: nothing to refund", escrow):
        escrow.release(FIRST, sponsor)
    assert escrow.sponsored(SECOND, sponsor) == 900
