# SPDX-License-Identifier: Apache-2.0
"""A small alliance for the ledger: real membership and scopes, one actor for each part to play."""

from types import SimpleNamespace

import boa
import pytest
from tests.reference.ledger import ARBITER, CONFIRMER
from tests.suite import (
    SEASON_SECONDS,
    account,
    deploy_ledger,
    deploy_membership,
    deploy_scopes,
)

ROOT, WORKSHOP = 1, 2
SKILL = 7
HOUR = 3_600
EVIDENCE = bytes.fromhex("e1" * 32)
REASON = bytes.fromhex("4e" * 32)

PERSONS = ("provider", "receiver", "confirmer", "arbiter", "bystander", "former")
ORGANISATIONS = ("workshop",)


@pytest.fixture(scope="module")
def actors():
    """Accounts by role; `former` has left its seat, `outsider` never had one."""
    names = ("owner", *PERSONS, *ORGANISATIONS, "outsider")
    return SimpleNamespace(**{name: account(name) for name in names})


@pytest.fixture(scope="module")
def seats():
    """Seat numbers by role."""
    numbers = {name: number for number, name in enumerate((*PERSONS, *ORGANISATIONS), start=1)}
    return SimpleNamespace(**numbers)


@pytest.fixture(scope="module")
def membership(actors):
    contract = deploy_membership(
        persons=[getattr(actors, name) for name in PERSONS],
        organisations=[getattr(actors, name) for name in ORGANISATIONS],
        owner=actors.owner,
    )
    contract.leave(sender=actors.former)
    return contract


@pytest.fixture(scope="module")
def scopes(membership, actors, seats):
    """The alliance and one workshop below it; both mandates run for a year."""
    contract = deploy_scopes(membership, owner=actors.owner)
    contract.found(ROOT, 2, bytes(31) + b"\1", sender=actors.owner)
    end = boa.env.timestamp + 365 * 86_400
    contract.grant_role(WORKSHOP, seats.confirmer, CONFIRMER, end, sender=actors.owner)
    contract.grant_role(WORKSHOP, seats.arbiter, ARBITER, end, sender=actors.owner)
    return contract


@pytest.fixture(scope="module")
def ledger(membership, scopes):
    return deploy_ledger(membership, scopes)


@pytest.fixture
def record(ledger, actors, seats):
    """Record an hour of the provider's work for the receiver in the workshop, unless told otherwise."""

    def _record(sender=None, **changes):
        facts = {
            "scope": WORKSHOP,
            "receiver": seats.receiver,
            "skill": SKILL,
            "effort_seconds": HOUR,
            "occurred_at": boa.env.timestamp,
            "evidence": EVIDENCE,
        } | changes
        return ledger.record_work(*facts.values(), sender=sender or actors.provider)

    return _record


@pytest.fixture
def disputed(ledger, actors, record):
    """An entry that its receiver has disputed."""
    entry = record()
    ledger.dispute(entry, REASON, sender=actors.receiver)
    return entry


def next_season(ledger, seasons=1):
    """Travel to the first second of a later season; return its number."""
    season = (boa.env.timestamp - ledger.GENESIS()) // SEASON_SECONDS + seasons
    boa.env.timestamp = ledger.GENESIS() + season * SEASON_SECONDS
    return season
