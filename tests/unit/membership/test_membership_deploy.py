# SPDX-License-Identifier: Apache-2.0
"""deploy: the founders take the first seats.

deploy
├── founders of both kinds → seats from 1, persons first, all joined at deployment; events for each
├── no founders of a kind, or none at all → no seat of that kind, no event for it
├── a founder named twice, in one list or in both → "membership: already seated"
├── the zero address → "membership: zero address"
├── more than 64 of a kind → reverts
└── clock and owner → checked by their modules
"""

import boa
import pytest

from tests.reference.membership import NOBODY, ORGANISATION, PERSON
from tests.suite import GENESIS, SEASON_SECONDS, accounts, deploy_membership
from tests.unit.membership.stage import log_of, seat_word, wait


def test_deploy__founders__take_the_first_seats(membership, actors):
    founders = [actors.farmer, actors.baker, actors.carter, actors.mill, actors.town]
    kinds = [PERSON] * 3 + [ORGANISATION] * 2
    for seat, (founder, kind) in enumerate(zip(founders, kinds, strict=True), start=1):
        assert membership.standing(founder) == seat_word(seat, kind)
        assert membership.holder(seat) == founder
    assert (membership.seat_count(), membership.totalSupply()) == (5, 5)
    assert (membership.name(), membership.symbol()) == ("River Valley Seat", "SEAT")
    assert (membership.GENESIS(), membership.SEASON_SECONDS()) == (GENESIS, SEASON_SECONDS)
    assert (membership.owner(), membership.sealed()) == (actors.owner, False)


def test_deploy__founders__are_in_the_events(actors):
    membership = deploy_membership([actors.farmer, actors.baker], [actors.mill], owner=actors.owner)
    log = log_of(membership)[2:]  # the first two are of the owner and the covenant
    seated = [(actors.farmer, 1), (actors.baker, 2), (actors.mill, 3)]
    seats = [
        entry
        for receiver, seat in seated
        for entry in (
            ("Transfer", {"sender": NOBODY, "receiver": receiver, "token_id": seat}),
            ("Locked", {"token_id": seat}),
        )
    ]
    now = {"season": 0, "credits_from": boa.env.timestamp, "term_end": 0}
    summaries = [
        ("SeatsGranted", {**batch, **now, "awake_until": 2**40 - 1})
        for batch in (
            {"first_seat": 1, "kind": PERSON, "count": 2},
            {"first_seat": 3, "kind": ORGANISATION, "count": 1},
        )
    ]
    assert log == [*seats[:4], summaries[0], *seats[4:], summaries[1]]


@pytest.mark.parametrize(("persons", "organisations"), [(0, 0), (0, 1), (1, 0), (64, 64)])
def test_deploy__any_number_of_founders__counted(actors, persons, organisations):
    membership = deploy_membership(
        accounts("person", persons), accounts("organisation", organisations), owner=actors.owner
    )
    wait()
    assert membership.active_at(boa.env.timestamp - 1) == (persons, organisations)


@pytest.mark.parametrize(
    ("persons", "organisations", "reason"),
    [
        (["farmer", "farmer"], [], "membership: already seated"),
        (["farmer"], ["farmer"], "membership: already seated"),
        ([], ["mill", "mill"], "membership: already seated"),
    ],
)
def test_deploy__founder_named_twice__refused(actors, persons, organisations, reason):
    named = [[getattr(actors, name) for name in names] for names in (persons, organisations)]
    with boa.reverts(reason):
        deploy_membership(*named, owner=actors.owner)


def test_deploy__zero_address__refused(actors):
    with boa.reverts("membership: zero address"):
        deploy_membership([actors.farmer, NOBODY], owner=actors.owner)


def test_deploy__more_than_a_batch_of_founders__reverts(actors):
    with boa.reverts():
        deploy_membership(accounts("person", 65), owner=actors.owner)


def test_deploy__no_owner_or_a_bad_clock__refused(actors):
    with boa.reverts("owned: zero owner"):
        deploy_membership(owner=NOBODY)
    with boa.reverts("seasons: season too short"):
        deploy_membership(owner=actors.owner, season_seconds=3_599)
