# SPDX-License-Identifier: Apache-2.0
"""A small roll: three persons, two organisations, an owner, and somebody who never belonged."""

from types import SimpleNamespace

import boa
import pytest

from tests.suite import GENESIS, account, deploy_membership, deploy_scopes

NAMES = ("owner", "farmer", "baker", "carter", "mill", "town", "newcomer", "neighbour", "outsider")
FOUNDED_AT = GENESIS + 86_400


@pytest.fixture(scope="session")
def actors():
    """Accounts by role; `newcomer`, `neighbour` and `outsider` hold no seat at the start."""
    return SimpleNamespace(**{name: account(name) for name in NAMES})


@pytest.fixture(scope="session")
def founded(actors):
    """Both contracts, deployed once: each test runs on a copy of this state."""
    boa.env.timestamp = FOUNDED_AT
    persons = [actors.farmer, actors.baker, actors.carter]
    roll = deploy_membership(persons, [actors.mill, actors.town], owner=actors.owner)
    return SimpleNamespace(membership=roll, scopes=deploy_scopes(roll, owner=actors.owner))


@pytest.fixture
def membership(founded):
    """Seats 1 to 5: farmer, baker, carter, then the mill and the town."""
    with boa.env.anchor():
        boa.env.timestamp = FOUNDED_AT
        yield founded.membership


@pytest.fixture
def scopes(founded, membership):
    """The root, scope 1, and nothing below it."""
    return founded.scopes
