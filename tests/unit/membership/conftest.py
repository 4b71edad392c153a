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


@pytest.fixture
def membership(actors):
    """Seats 1 to 5: farmer, baker, carter, then the mill and the town."""
    boa.env.timestamp = FOUNDED_AT
    persons = [actors.farmer, actors.baker, actors.carter]
    return deploy_membership(persons, [actors.mill, actors.town], owner=actors.owner)


@pytest.fixture
def scopes(membership, actors):
    """The root, scope 1, and nothing below it."""
    return deploy_scopes(membership, owner=actors.owner)
