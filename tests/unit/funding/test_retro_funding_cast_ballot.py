# SPDX-License-Identifier: Apache-2.0
"""cast_ballot

├── a first ballot → counted, kept as a hash, logged as it was cast
├── replacement
│   ├── with the last ballot → the old one is taken away as a whole, the new one counted
│   ├── with another, a longer, a shorter or no ballot → "funding: not the last ballot"
│   └── by nothing → withdrawn; the seat may vote again as if for the first time
├── budget (F-1): sum of v * v at the budget → counted; one credit more → "funding: over budget"
├── votes against → count down, cost the same; "funding: negative votes" where the round has none
├── zero votes → "funding: zero votes"
├── an empty word, or one that is not full before another → "funding: gap in ballot"
├── projects
│   ├── not ascending or twice → "funding: projects not ascending"
│   ├── number 0 → "funding: projects not ascending"
│   ├── pending, rejected, unknown, beyond 256 → "funding: project not approved"
│   ├── the voter's own → "funding: votes for own project", also against
│   └── any of 256 far apart → each counted in its own lane
├── who
│   ├── no seat, left, or seated since the voting began → "funding: no seat before voting"
│   ├── seated one second before → counted
│   └── persons, organisations, both: the other chamber → "funding: chamber not admitted"
└── when: no such round / cancelled / a second too early or too late → refused
"""

import boa
import pytest
from eth_abi import encode
from eth_utils import keccak

from tests.reference.funding import allocations, ballot_hash, words
from tests.reference.rounds import BOTH, ORGANISATIONS, PERSONS
from tests.suite import account, accounts, refused
from tests.unit.funding.stage import DAY, REASON, the_event

OVER_BUDGET = "funding: over budget"
NOT_THE_LAST = "funding: not the last ballot"


@pytest.fixture
def round_id(stage):
    """A round at the first second of its voting: projects 1 and 2 of members, 3 of the baker."""
    return stage.voting_round()


def tally(funding, round_id):
    return [funding.votes(round_id, p + 1) for p in range(funding.project_count(round_id))]


def test_cast_ballot__first__counted_kept_and_logged(stage, funding, actors, seats, round_id):
    stage.cast(round_id, actors.voter, {1: 7, 3: -2})
    ballot = [(3 << 16 | 2**16 - 2) << 32 | (1 << 16 | 7)]
    assert the_event(funding, "BallotCast") == {
        "round_id": round_id,
        "seat": seats.voter,
        "allocations": ballot,
    }
    assert tally(funding, round_id) == [7, 0, -2]
    assert funding.total_votes(round_id) == 7
    whole = keccak(encode(["uint256[]"], [ballot]))
    assert funding.ballot_hash(round_id, seats.voter) == whole[:30] + bytes(2)


def test_cast_ballot__several_voters__sums(stage, funding, actors, round_id):
    stage.cast(round_id, actors.voter, {1: 7, 2: 1})
    stage.cast(round_id, actors.elector, {1: -9, 2: 4})
    stage.cast(round_id, actors.applicant, {2: 10})
    assert tally(funding, round_id) == [-2, 15, 0]
    assert funding.total_votes(round_id) == 15


# Replacement


def test_cast_ballot__replaced__old_one_is_taken_away(stage, funding, actors, seats, round_id):
    first, second = {1: 7, 2: -1}, {2: 3, 3: 9}
    stage.cast(round_id, actors.elector, {1: 1, 2: 1, 3: 1})
    stage.cast(round_id, actors.voter, first)
    stage.cast(round_id, actors.voter, second, previous=first)
    assert tally(funding, round_id) == [1, 4, 10]
    assert funding.ballot_hash(round_id, seats.voter) == ballot_hash(second)


@pytest.mark.parametrize("claimed", [{}, {1: 7}, {1: 7, 2: -2}, {1: 7, 2: -1, 3: 1}, {2: 7, 3: -1}])
def test_cast_ballot__wrong_previous__refused(stage, funding, actors, round_id, claimed):
    stage.cast(round_id, actors.voter, {1: 7, 2: -1})
    with refused(NOT_THE_LAST, funding):
        stage.cast(round_id, actors.voter, {3: 1}, previous=claimed)
    assert tally(funding, round_id) == [7, -1, 0]


def test_cast_ballot__previous_although_first__refused(stage, funding, actors, round_id):
    stage.cast(round_id, actors.elector, {1: 7})
    with refused(NOT_THE_LAST, funding):
        stage.cast(round_id, actors.voter, {3: 1}, previous={1: 7})


def test_cast_ballot__empty__withdraws(stage, funding, actors, seats, round_id):
    stage.cast(round_id, actors.elector, {1: 2})
    stage.cast(round_id, actors.voter, {1: 7, 2: -1})
    stage.cast(round_id, actors.voter, {}, previous={1: 7, 2: -1})
    assert the_event(funding, "BallotCast")["allocations"] == []
    assert tally(funding, round_id) == [2, 0, 0]
    assert funding.ballot_hash(round_id, seats.voter) == bytes(32)

    with refused(NOT_THE_LAST, funding):
        stage.cast(round_id, actors.voter, {1: 1}, previous={1: 7, 2: -1})
    stage.cast(round_id, actors.voter, {1: 1})
    assert tally(funding, round_id) == [3, 0, 0]


def test_cast_ballot__empty_as_first__changes_no_figure(stage, funding, actors, seats, round_id):
    stage.cast(round_id, actors.voter, {})
    assert tally(funding, round_id) == [0, 0, 0]
    assert funding.ballot_hash(round_id, seats.voter) == bytes(32)


def test_cast_ballot__of_an_applicant__keeps_the_project(stage, funding, actors, seats, round_id):
    stage.cast(round_id, actors.applicant, {2: 1})
    stage.cast(round_id, actors.applicant, {}, previous={2: 1})
    assert funding.project_of(round_id, seats.applicant) == 1


# Budget


@pytest.mark.parametrize(
    ("budget", "votes"),
    [(100, {1: 10}), (100, {1: 6, 2: -8}), (3, {1: 1, 2: 1, 3: -1}), (2**24 - 1, {1: 4095})],
)
def test_cast_ballot__within_budget__counted(stage, funding, actors, budget, votes):
    """F-1."""
    number = stage.voting_round(budget=budget)
    stage.cast(number, actors.voter, votes)
    assert tally(funding, number) == [votes.get(project, 0) for project in (1, 2, 3)]


@pytest.mark.parametrize(
    ("budget", "votes"),
    [
        (100, {1: 10, 2: 1}),
        (100, {1: -10, 2: 1}),
        (99, {1: 10}),
        (2**24 - 1, {1: 4096}),
        (2**24 - 1, {1: 2**15 - 1, 2: 2**15 - 1, 3: -(2**15)}),
    ],
)
def test_cast_ballot__over_budget__refused(stage, funding, actors, budget, votes):
    """F-1."""
    number = stage.voting_round(budget=budget)
    with refused(OVER_BUDGET, funding):
        stage.cast(number, actors.voter, votes)


def test_cast_ballot__replacement__cannot_add_up_budgets(stage, funding, actors, round_id):
    """F-1."""
    stage.cast(round_id, actors.voter, {1: 10})
    with refused(OVER_BUDGET, funding):
        stage.cast(round_id, actors.voter, {1: 10, 2: 1}, previous={1: 10})
    stage.cast(round_id, actors.voter, {2: 10}, previous={1: 10})
    assert tally(funding, round_id) == [0, 10, 0]


# Votes


def test_cast_ballot__negative_where_not_admitted__refused(stage, funding, actors):
    number = stage.voting_round(allow_negative=False)
    with refused("funding: negative votes", funding):
        stage.cast(number, actors.voter, {1: 1, 2: -1})
    stage.cast(number, actors.voter, {1: 1, 2: 1})
    assert tally(funding, number) == [1, 1, 0]


def test_cast_ballot__zero_votes__refused(stage, funding, actors, round_id):
    with refused("funding: zero votes", funding):
        stage.cast(round_id, actors.voter, {1: 1, 2: 0})


# Projects


@pytest.mark.parametrize("order", [[2, 1], [1, 1], [1, 3, 2], [1, 2, 2], [0], [0, 1]])
def test_cast_ballot__not_ascending__refused(stage, funding, actors, round_id, order):
    ballot = words([project << 16 | 1 for project in order])
    with refused("funding: projects not ascending", funding):
        funding.cast_ballot(round_id, ballot, [], sender=actors.voter)


THREE = words([project << 16 | 1 for project in (1, 2, 3)])


@pytest.mark.parametrize("ballot", [[0], [0, *THREE], [*THREE, 0], [1 << 16 | 1, 2 << 16 | 1]])
def test_cast_ballot__words_not_filled__refused(stage, funding, actors, round_id, ballot):
    with refused("funding: gap in ballot", funding):
        funding.cast_ballot(round_id, ballot, [], sender=actors.voter)


def test_cast_ballot__empty_lane_before_another__refused(stage, funding, actors, round_id):
    with refused("funding: projects not ascending", funding):
        funding.cast_ballot(round_id, words([1 << 16 | 1, 0, 3 << 16 | 1]), [], sender=actors.voter)


@pytest.mark.parametrize("project", [1, 2, 4, 256, 257, 258, 2**16 - 1])
def test_cast_ballot__project_not_approved__refused(stage, funding, actors, project):
    number = stage.open_round()
    for applicant in (actors.applicant, actors.maker, actors.baker):
        stage.apply(number, applicant)
    stage.approve(number, 3)
    funding.reject(number, 2, REASON, sender=actors.reviewer)  # 1 stays pending
    stage.go_to(number, "review_end")
    with refused("funding: project not approved", funding):
        stage.cast(number, actors.voter, {project: 1})


@pytest.mark.parametrize("votes", [1, -1])
def test_cast_ballot__own_project__refused(stage, funding, actors, round_id, votes):
    with refused("funding: votes for own project", funding):
        stage.cast(round_id, actors.baker, {1: 2, 3: votes})


def test_cast_ballot__256_projects__each_in_its_lane(stage, funding, actors):
    crowd = accounts("neighbour", 256)
    for start in range(0, 256, 64):
        stage.membership.admit(crowd[start : start + 64], 1, sender=actors.owner)
    number = stage.open_round(budget=2_000_000)
    for neighbour in crowd:
        stage.apply(number, neighbour)
    for start in range(1, 257, 64):
        stage.approve(number, *range(start, start + 64))
    stage.go_to(number, "review_end")

    first = {project: project - 129 or 1 for project in range(1, 257)}
    second = {project: -votes for project, votes in first.items() if project % 3 == 0}
    stage.cast(number, actors.voter, first)
    assert tally(funding, number) == list(first.values())
    stage.cast(number, actors.elector, second)
    stage.cast(number, actors.voter, second, previous=first)
    assert tally(funding, number) == [2 * second.get(project, 0) for project in range(1, 257)]


# Who


def test_cast_ballot__no_seat__refused(stage, funding, actors, round_id):
    for caller in (actors.outsider, actors.former):
        with refused("funding: no seat before voting", funding):
            stage.cast(round_id, caller, {1: 1})


def test_cast_ballot__seated_when_voting_had_begun__refused(stage, funding, actors):
    number = stage.open_round()
    stage.apply(number, actors.applicant)
    stage.approve(number, 1)
    stage.go_to(number, "review_end")
    late, in_time = account("late"), account("in time")
    stage.membership.admit([late], 1, sender=actors.owner)
    with refused("funding: no seat before voting", funding):
        stage.cast(number, late, {1: 1})
    boa.env.timestamp -= 1
    stage.membership.admit([in_time], 1, sender=actors.owner)
    boa.env.timestamp += 1
    stage.cast(number, in_time, {1: 1})
    assert tally(funding, number) == [1]


def test_cast_ballot__left_and_returned_during_the_vote__refused(stage, funding, actors, round_id):
    stage.cast(round_id, actors.voter, {1: 1})
    stage.membership.leave(sender=actors.voter)
    boa.env.timestamp += 60
    stage.membership.admit([actors.voter], 1, sender=actors.owner)
    with refused("funding: no seat before voting", funding):
        stage.cast(round_id, actors.voter, {1: 9}, previous={1: 1})
    assert tally(funding, round_id) == [1, 0, 0]


@pytest.mark.parametrize(
    ("chambers", "person", "organisation"),
    [(PERSONS, True, False), (ORGANISATIONS, False, True), (BOTH, True, True)],
)
def test_cast_ballot__chambers__as_the_terms_say(
    stage, funding, actors, chambers, person, organisation
):
    number = stage.voting_round(chambers=chambers)
    for caller, admitted in ((actors.voter, person), (actors.mill, organisation)):
        if admitted:
            stage.cast(number, caller, {1: 1})
        else:
            with refused("funding: chamber not admitted", funding):
                stage.cast(number, caller, {1: 1})
    assert tally(funding, number) == [person + organisation, 0, 0]


# When


def test_cast_ballot__no_such_round__refused(stage, funding, actors, round_id):
    with refused("funding: no such round", funding):
        stage.cast(round_id + 1, actors.voter, {1: 1})


def test_cast_ballot__cancelled_round__refused(stage, funding, actors, round_id):
    funding.cancel_round(round_id, sender=actors.steward)
    with refused("funding: round cancelled", funding):
        stage.cast(round_id, actors.voter, {1: 1})


def test_cast_ballot__outside_the_voting__refused(stage, funding, actors, round_id):
    boa.env.timestamp -= 1
    with refused("funding: voting not open", funding):
        stage.cast(round_id, actors.voter, {1: 1})
    boa.env.timestamp += DAY + 1
    with refused("funding: voting not open", funding):
        stage.cast(round_id, actors.voter, {1: 1})
    boa.env.timestamp -= 1
    stage.cast(round_id, actors.voter, {1: 1})
    assert tally(funding, round_id) == [1, 0, 0]


def test_allocations__any_votes__eight_to_a_word():
    assert allocations({2: -1, 1: 3}) == [0x0002_FFFF_0001_0003]
    nine = allocations(dict.fromkeys(range(1, 10), 1))
    assert [word.bit_length() for word in nine] == [32 * 7 + 20, 20]
