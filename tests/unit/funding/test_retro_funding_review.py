# SPDX-License-Identifier: Apache-2.0
"""approve, reject

├── a reviewer of the scope, during the review → the projects have their status, each is logged
├── twice, by any mix of both, in one call or two → "funding: already reviewed"
├── the reviewer's own project → "funding: reviews own project"
├── a number that no project has → "funding: no such project"
├── no seat, a seat that left / without the office → refused
├── no such round / cancelled / a second too early or too late → refused
├── one bad project in a batch → nothing of the batch counts
└── reject without a reason → "funding: zero reason"; approve needs none
"""

import boa
import pytest

from tests.reference.rounds import APPROVED, PENDING, REJECTED
from tests.suite import refused
from tests.unit.funding.stage import REASON, events


@pytest.fixture
def round_id(stage, actors):
    """A round in review: projects 1 and 3 of members, 2 of a maker who is a reviewer too."""
    number = stage.open_round()
    for account in (actors.applicant, actors.maker, actors.baker):
        stage.apply(number, account)
    stage.go_to(number, "applications_end")
    return number


def approve(funding, round_id, *projects, by, reason=REASON):
    funding.approve(round_id, list(projects), reason, sender=by)


def reject(funding, round_id, project, *, by, reason=REASON):
    funding.reject(round_id, project, reason, sender=by)


def statuses(funding, round_id):
    return [funding.application(round_id, project).status for project in (1, 2, 3)]


def test_approve__by_reviewer__status_and_events(stage, funding, actors, seats, round_id):
    approve(funding, round_id, 3, 1, by=actors.reviewer, reason=bytes(32))
    logged = events(funding, "ProjectReviewed")

    facts = [(e.round_id, e.project, e.reviewer, e.approved, e.reason) for e in logged]
    assert facts == [(round_id, p, seats.reviewer, True, bytes(32)) for p in (3, 1)]
    assert statuses(funding, round_id) == [APPROVED, PENDING, APPROVED]


def test_reject__by_reviewer__status_and_event(stage, funding, actors, seats, round_id):
    reject(funding, round_id, 2, by=actors.reviewer)
    [logged] = events(funding, "ProjectReviewed")

    assert (logged.project, logged.reviewer, logged.approved) == (2, seats.reviewer, False)
    assert logged.reason == REASON
    assert statuses(funding, round_id) == [PENDING, REJECTED, PENDING]


@pytest.mark.parametrize("first", [approve, reject])
@pytest.mark.parametrize("second", [approve, reject])
def test_review__twice__refused(stage, funding, actors, round_id, first, second):
    first(funding, round_id, 1, by=actors.reviewer)
    before = statuses(funding, round_id)
    with refused("funding: already reviewed", funding):
        second(funding, round_id, 1, by=actors.maker)
    assert statuses(funding, round_id) == before


def test_approve__same_project_twice_in_a_batch__refused(funding, actors, round_id):
    with refused("funding: already reviewed", funding):
        approve(funding, round_id, 1, 3, 1, by=actors.reviewer)
    assert statuses(funding, round_id) == [PENDING] * 3


@pytest.mark.parametrize("review", [approve, reject])
def test_review__own_project__refused(funding, actors, round_id, review):
    with refused("funding: reviews own project", funding):
        review(funding, round_id, 2, by=actors.maker)
    review(funding, round_id, 1, by=actors.maker)
    assert statuses(funding, round_id)[0] != PENDING


@pytest.mark.parametrize("review", [approve, reject])
@pytest.mark.parametrize("project", [0, 4, 257, 2**256 - 1])
def test_review__no_such_project__refused(funding, actors, round_id, review, project):
    with refused("funding: no such project", funding):
        review(funding, round_id, project, by=actors.reviewer)


@pytest.mark.parametrize("review", [approve, reject])
@pytest.mark.parametrize(
    ("caller", "reason"),
    [
        ("outsider", "funding: seat not active"),
        ("former", "funding: seat not active"),
        ("steward", "funding: not a reviewer"),
        ("owner", "funding: seat not active"),
    ],
)
def test_review__without_the_office__refused(funding, actors, round_id, review, caller, reason):
    with refused(reason, funding):
        review(funding, round_id, 1, by=getattr(actors, caller))


@pytest.mark.parametrize("review", [approve, reject])
def test_review__no_such_round__refused(funding, actors, round_id, review):
    with refused("funding: no such round", funding):
        review(funding, round_id + 1, 1, by=actors.reviewer)


@pytest.mark.parametrize("review", [approve, reject])
def test_review__cancelled_round__refused(funding, actors, round_id, review):
    funding.cancel_round(round_id, sender=actors.steward)
    with refused("funding: round cancelled", funding):
        review(funding, round_id, 1, by=actors.reviewer)


@pytest.mark.parametrize("review", [approve, reject])
def test_review__outside_its_period__refused(stage, funding, actors, round_id, review):
    boa.env.timestamp -= 1
    with refused("funding: not in review", funding):
        review(funding, round_id, 1, by=actors.reviewer)
    stage.go_to(round_id, "review_end")
    with refused("funding: not in review", funding):
        review(funding, round_id, 1, by=actors.reviewer)
    boa.env.timestamp -= 1
    review(funding, round_id, 1, by=actors.reviewer)
    assert statuses(funding, round_id)[0] != PENDING


def test_approve__one_bad_project__nothing_of_the_batch_counts(funding, actors, round_id):
    with refused("funding: no such project", funding):
        approve(funding, round_id, 1, 3, 4, by=actors.reviewer)
    assert statuses(funding, round_id) == [PENDING] * 3


def test_reject__without_reason__refused(funding, actors, round_id):
    with refused("funding: zero reason", funding):
        reject(funding, round_id, 1, by=actors.reviewer, reason=bytes(32))
