# SPDX-License-Identifier: Apache-2.0
"""A treasury with ETH and one of each kind of token; the owner stands for the timelock."""

from types import SimpleNamespace

import boa
import pytest

from tests.suite import account, deploy_mock, deploy_treasury

ETH = "0x" + "0" * 40
HELD = 10**21  # of ETH and of every token [smallest units]
MEMO = bytes([0x3E] * 32)
PAYROLL = 4  # a category of the budget table


@pytest.fixture(scope="module")
def actors():
    """Accounts by role; only the owner may spend."""
    names = ("owner", "payee", "donor", "member", "outsider")
    return SimpleNamespace(**{name: account(name) for name in names})


@pytest.fixture(scope="module")
def tokens():
    """Plain and odd tokens by kind."""
    return SimpleNamespace(
        plain=deploy_mock("TokenMock", 18),
        missing_return=deploy_mock("MissingReturnTokenMock", 6),
        false_returning=deploy_mock("FalseReturningTokenMock", 18),
        fee=deploy_mock("FeeTokenMock", 18, 250),
        surcharge=deploy_mock("SurchargeTokenMock", 18, 1),
        reentrant=deploy_mock("ReentrantTokenMock", 18),
    )


@pytest.fixture(scope="module")
def treasury(actors, tokens):
    contract = deploy_treasury(actors.owner)
    boa.env.set_balance(contract.address, HELD)
    for token in vars(tokens).values():
        token.mint(contract.address, HELD)
    return contract
