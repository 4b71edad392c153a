# SPDX-License-Identifier: Apache-2.0
"""A small alliance for the ledger: real membership and scopes, one actor for each part to play."""

from types import SimpleNamespace

import boa
import pytest

from tests.reference.ledger import ARBITER, CONFIRMER
from tests.suite import (
    GENESIS,
    SEASON_SECONDS,
    account,
    deploy_ledger,
    deploy_membership,
    deploy_scopes,
)
from tests.unit.ledger.stage import EVIDENCE, HOUR, REASON, ROOT, SKILL, WORKSHOP

SEASON = 4  # in which every test starts
PERSONS = ("provider", "receiver", "confirmer", "arbiter", "bystander", "former")
ORGANISATIONS = ("cooperative",)
NAMES = (*PERSONS, *ORGANISATIONS)


@pytest.fixture(scope="module")
def actors():
    """Accounts by role; `former` has left its seat, `outsider` never had one."""
    return SimpleNamespace(**{name: account(name) for name in ("owner", "outsider", *NAMES)})


@pytest.fixture(scope="module")
def seats():
    """Seat numbers by role."""
    return SimpleNamespace(**{name: number for number, name in enumerate(NAMES, start=1)})


@pytest.fixture(scope="module")
def membership(actors):
    boa.env.timestamp = GENESIS + SEASON * SEASON_SECONDS + 86_400
    contract = deploy_membership(
        persons=[getattr(actors, name) for name in PERSONS],
        organisations=[getattr(actors, name) for name in ORGANISATIONS],
        owner=actors.owner,
    )
    contract.leave(sender=actors.former)
    return contract


@pytest.fixture(scope="module")
def scopes(membership, actors, seats):
    """The alliance and one workshop below it, whose mandates run for a year."""
    contract = deploy_scopes(membership, owner=actors.owner)
    assert contract.found(ROOT, 2, bytes([1] * 32), sender=actors.owner) == WORKSHOP
    end = boa.env.timestamp + 365 * 86_400
    contract.grant_role(WORKSHOP, seats.confirmer, CONFIRMER, end, sender=actors.owner)
    contract.grant_role(WORKSHOP, seats.arbiter, ARBITER, end, sender=actors.owner)
    return contract


@pytest.fixture(scope="module")
def ledger(membership, scopes):
    return deploy_ledger(membership, scopes)


@pytest.fixture
def record(ledger, actors, seats):
    """Record an hour of the provider's for the receiver in the workshop, unless told otherwise."""

    def record_work(sender=None, **changes):
        facts = {
            "scope": WORKSHOP,
            "receiver": seats.receiver,
            "skill": SKILL,
            "effort_seconds": HOUR,
            "occurred_at": boa.env.timestamp,
            "evidence": EVIDENCE,
        }
        assert changes.keys() <= facts.keys()
        return ledger.record_work(*(facts | changes).values(), sender=sender or actors.provider)

    return record_work


@pytest.fixture
def entry(record):
    """A pending entry."""
    return record()


@pytest.fixture
def disputed(ledger, actors, entry):
    """An entry that its receiver has disputed."""
    ledger.dispute(entry, REASON, sender=actors.receiver)
    return entry
