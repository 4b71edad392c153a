# SPDX-License-Identifier: Apache-2.0
"""A treasury with ETH and one of each kind of token; the owner stands for the timelock."""

from types import SimpleNamespace

import boa
import pytest

from tests.suite import (
    account,
    deploy_membership,
    deploy_mock,
    deploy_scopes,
    deploy_treasury,
)

ETH = "0x" + "0" * 40
HELD = 10**21  # of ETH and of every token [smallest units]
MEMO = bytes([0x3E] * 32)
PAYROLL = 4  # a category of the budget table


@pytest.fixture(scope="module")
def actors():
    """Accounts by role; only the owner spends without a pot."""
    names = (
        "owner",
        "payee",
        "donor",
        "member",
        "outsider",
        "steward",
        "colleague",
        "arbiter",
        "guardian",
    )
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
        two_decimals=deploy_mock("TokenMock", 2),
        rebasing=deploy_mock("RebasingTokenMock", 9),
    )


@pytest.fixture(scope="module")
def membership(actors):
    """Seats 1 to 4: steward, colleague, arbiter, member."""
    people = [actors.steward, actors.colleague, actors.arbiter, actors.member]
    return deploy_membership(people, owner=actors.owner)


@pytest.fixture(scope="module")
def scopes(actors, membership):
    """Two stewards and an arbiter of the root, with mandates of a year."""
    contract = deploy_scopes(membership, owner=actors.owner)
    until = boa.env.timestamp + 365 * 86_400
    for seat, role in ((1, 1), (2, 1), (3, 4)):
        contract.grant_role(1, seat, role, until, sender=actors.owner)
    return contract


@pytest.fixture(scope="module")
def treasury(actors, tokens, scopes):
    until = boa.env.timestamp + 365 * 86_400
    contract = deploy_treasury(actors.owner, scopes, guardian=actors.guardian, guardian_until=until)
    boa.env.set_balance(contract.address, HELD)
    for token in vars(tokens).values():
        token.mint(contract.address, HELD)
    return contract
