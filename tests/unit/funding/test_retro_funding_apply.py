# SPDX-License-Identifier: Apache-2.0
"""apply

├── an active seat, before the review → its project gets the next number and never changes (F-10)
├── no seat, or a seat that left → "funding: seat not active"
├── a seat's second application → "funding: already applied"; in another round it is welcome
├── no such round / cancelled / from the review's first second → refused
├── payout address zero or the contract itself → "funding: bad payout address"
├── zero content hash → "funding: zero content"
├── the 257th project → "funding: round is full"
└── entries
    ├── confirmed contributions of the seat, of any scope, up to 16 → logged
    ├── pending, rejected or unknown → "funding: entry not confirmed"
    ├── of another provider, even if received by the applicant → "funding: entry of another seat"
    ├── twice, descending or zero → "funding: entries not ascending": one claim each a round
    └── the same entry in another round → welcome
"""

import boa
import pytest

from tests.reference.rounds import ETH, PENDING
from tests.suite import accounts, refused
from tests.unit.funding.stage import CONTENT, EVIDENCE, REASON, ROOT, the_event


@pytest.fixture
def round_id(stage):
    return stage.open_round()


def test_apply__active_seat__gets_the_next_number(stage, funding, actors, seats, round_id):
    assert stage.apply(round_id, actors.applicant) == 1
    assert stage.apply(round_id, actors.mill, to=actors.outsider) == 2
    assert the_event(funding, "ProjectApplied") == {
        "pool": funding.address,
        "round_id": round_id,
        "project": 2,
        "seat": seats.mill,
        "payout_address": actors.outsider,
        "content": CONTENT,
        "entries": [],
    }
    application = (seats.mill, actors.outsider, PENDING, 1, False, 0)
    assert tuple(funding.application(round_id, 2)) == application
    assert funding.project_of(round_id, seats.mill) == funding.project_count(round_id) == 2
    assert funding.ballot_hash(round_id, seats.mill) == bytes(32)


@pytest.mark.parametrize("caller", ["outsider", "former"])
def test_apply__no_active_seat__refused(stage, funding, actors, round_id, caller):
    with refused("funding: seat not active", funding):
        stage.apply(round_id, getattr(actors, caller))


def test_apply__second_time__refused_and_first_stands(stage, funding, actors, seats, round_id):
    """F-10."""
    stage.apply(round_id, actors.applicant)
    with refused("funding: already applied", funding):
        stage.apply(round_id, actors.applicant, to=actors.outsider)
    assert funding.application(round_id, 1).payout_address == actors.applicant
    assert stage.apply(stage.open_round(), actors.applicant) == 1


def test_apply__no_such_round__refused(stage, funding, actors):
    with refused("funding: no such round", funding):
        stage.apply(1, actors.applicant)


def test_apply__cancelled_round__refused(stage, funding, actors, round_id):
    funding.cancel_round(round_id, sender=actors.steward)
    with refused("funding: round cancelled", funding):
        stage.apply(round_id, actors.applicant)


def test_apply__last_second__accepted_and_the_next_refused(stage, funding, actors, round_id):
    stage.go_to(round_id, "applications_end")
    with refused("funding: applications closed", funding):
        stage.apply(round_id, actors.maker)
    boa.env.timestamp -= 1
    assert stage.apply(round_id, actors.applicant) == 1


def test_apply__bad_payout_address__refused(stage, funding, actors, round_id):
    for to in (ETH, funding.address):
        with refused("funding: bad payout address", funding):
            stage.apply(round_id, actors.applicant, to=to)


def test_apply__zero_content__refused(funding, actors, round_id):
    with refused("funding: zero content", funding):
        funding.apply(round_id, actors.applicant, bytes(32), [], sender=actors.applicant)


def test_apply__round_is_full__refused(stage, funding, actors, round_id):
    crowd = accounts("neighbour", 256)
    for start in range(0, 256, 64):
        stage.membership.admit(crowd[start : start + 64], 1, sender=actors.owner)
    assert [stage.apply(round_id, account) for account in crowd] == list(range(1, 257))
    with refused("funding: round is full", funding):
        stage.apply(round_id, actors.applicant)


# Entries


def test_apply__confirmed_entries__logged(stage, funding, actors, round_id):
    entries = sorted(stage.confirmed_entry(actors.applicant) for _ in range(16))
    stage.apply(round_id, actors.applicant, entries=entries)
    assert the_event(funding, "ProjectApplied")["entries"] == entries


def test_apply__entry_of_another_scope__accepted(stage, funding, actors, seats, round_id):
    entry = stage.ledger.record_work(
        ROOT, seats.reviewer, 0, 60, boa.env.timestamp, EVIDENCE, sender=actors.applicant
    )
    stage.ledger.confirm(entry, sender=actors.reviewer)
    assert stage.apply(round_id, actors.applicant, entries=[entry]) == 1


def test_apply__entry_not_confirmed__refused(stage, funding, actors, round_id):
    pending = stage.confirmed_entry(actors.applicant, confirmed=False)
    disputed = stage.confirmed_entry(actors.applicant, confirmed=False)
    stage.ledger.dispute(disputed, REASON, sender=actors.reviewer)
    for entry in (pending, disputed, bytes([0x77] * 32)):
        with refused("funding: entry not confirmed", funding):
            stage.apply(round_id, actors.applicant, entries=[entry])


def test_apply__entry_of_another_seat__refused(stage, funding, actors, round_id):
    entry = stage.confirmed_entry(actors.maker)
    for account in (actors.applicant, actors.reviewer):  # the reviewer is its receiver
        with refused("funding: entry of another seat", funding):
            stage.apply(round_id, account, entries=[entry])


def test_apply__entry_claimed_twice_in_a_round__refused(stage, funding, actors, round_id):
    low, high = sorted(stage.confirmed_entry(actors.applicant) for _ in range(2))
    for entries in ([low, low], [high, low], [bytes(32)], [low, high, high]):
        with refused("funding: entries not ascending", funding):
            stage.apply(round_id, actors.applicant, entries=entries)

    stage.apply(round_id, actors.applicant, entries=[low, high])
    with refused("funding: already applied", funding):
        stage.apply(round_id, actors.applicant, entries=[low])
    assert stage.apply(stage.open_round(), actors.applicant, entries=[low, high]) == 1
