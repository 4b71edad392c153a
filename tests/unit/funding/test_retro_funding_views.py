# SPDX-License-Identifier: Apache-2.0
"""views

├── terms → as opened; "funding: no such round"
├── state → 0 for no round, 8 from the cancellation on whatever the time
├── application, votes, payout, is_claimed → "funding: no such project" for other numbers
├── payout → follows pot and count while the voting is open, final afterwards
├── pot, paid, project_count, project_of, ballot_hash, total_votes → zero for no round
├── project_of, ballot_hash → zero for a round or seat number wider than a key's part
└── wiring: the four contracts and the owner as deployed; the owner can name another
"""

import boa
import pytest

from tests.reference.funding import ballot_hash
from tests.reference.rounds import CANCELLED
from tests.suite import refused
from tests.unit.funding.stage import DAY


def test_terms__no_such_round__refused(funding):
    with refused("funding: no such round", funding):
        funding.terms(1)


def test_state__cancelled__stays_so(stage, funding, actors):
    assert funding.state(1) == 0
    round_id = stage.open_round()
    funding.cancel_round(round_id, sender=actors.steward)
    for _ in range(5):
        assert funding.state(round_id) == CANCELLED
        boa.env.timestamp += DAY


@pytest.mark.parametrize("view", ["application", "votes", "payout", "is_claimed"])
def test_project_views__no_such_project__refused(stage, funding, view):
    round_id = stage.voting_round(projects=1)
    getattr(funding, view)(round_id, 1)
    for number, project in ((round_id, 0), (round_id, 2), (round_id + 1, 1)):
        with refused("funding: no such project", funding):
            getattr(funding, view)(number, project)


def test_payout__voting_open__follows_pot_and_count(stage, funding, actors):
    round_id = stage.voting_round(pot=90)
    assert funding.payout(round_id, 1) == 0
    stage.cast(round_id, actors.voter, {1: 1, 2: -1})
    assert [funding.payout(round_id, project) for project in (1, 2)] == [90, 0]
    stage.cast(round_id, actors.elector, {2: 3})
    assert [funding.payout(round_id, project) for project in (1, 2)] == [30, 60]
    funding.fund(round_id, 10, value=10, sender=actors.sponsor)
    assert [funding.payout(round_id, project) for project in (1, 2)] == [33, 66]


def test_figures__no_such_round__zero(funding):
    assert funding.pot(1) == funding.paid(1) == funding.project_count(1) == 0
    assert funding.project_of(1, 1) == funding.total_votes(1) == 0
    assert funding.ballot_hash(1, 1) == bytes(32)


@pytest.mark.parametrize(("round_more", "seat_more"), [(2**224, 0), (0, 2**32), (2**255, 2**255)])
def test_seat_views__numbers_too_wide__zero(stage, funding, seats, round_more, seat_more):
    round_id = stage.settled_round({1: 1})
    assert funding.project_of(round_id, seats.applicant) == 1
    assert funding.ballot_hash(round_id, seats.voter) == ballot_hash({1: 1})

    wide = round_id + round_more, seats.applicant + seat_more, seats.voter + seat_more
    assert funding.project_of(wide[0], wide[1]) == 0
    assert funding.ballot_hash(wide[0], wide[2]) == bytes(32)


def test_wiring__as_deployed(stage, funding, actors):
    desk = funding.desk
    for contract in (funding, desk):
        assert (contract.MEMBERSHIP(), contract.SCOPES()) == (
            stage.membership.address,
            stage.scopes.address,
        )
    assert (funding.TREASURY(), desk.LEDGER()) == (stage.treasury.address, stage.ledger.address)
    assert (funding.DESK(), desk.owner()) == (desk.address, actors.owner)
    assert funding.owner() == actors.owner


def test_transfer_ownership__by_the_owner__the_new_one_opens_rounds(stage, funding, actors):
    with refused("owned: not the owner", funding):
        funding.transfer_ownership(actors.outsider, sender=actors.steward)
    funding.transfer_ownership(actors.donor, sender=actors.owner)
    with refused("funding: seat not active", funding):
        funding.open_round(stage.terms().values(), sender=actors.owner)
    assert funding.open_round(stage.terms().values(), sender=actors.donor) == 1
