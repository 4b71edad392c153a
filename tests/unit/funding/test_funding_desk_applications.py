# SPDX-License-Identifier: Apache-2.0
"""What the desk adds to an application: amendments, thresholds, appeals, conflicts, claims at once.

amend
├── by the seat that applied → version, address and content anew, each version logged
├── by another seat → "funding: not the applicant"; unknown → "funding: no such project"
├── once applications are over → "funding: applications closed"
└── the 255th version is the last → "funding: too many versions"
approve, reject where two must agree
├── one → pending; two → decided; the other way needs two as well
└── the same reviewer twice → "funding: reviewed by this seat"
appeal, decide_appeal
├── rejected → at once; left undecided → after the review; admitted by the owner only
├── dismissed → it stays out; twice → "funding: already appealed"
├── approved → "funding: already approved"; not appealed → "funding: not appealed"
└── too early, or in the voting → "funding: no time for appeals", "funding: voting has begun"
set_conflicts
├── the seat adds, a reviewer and the owner replace; others → "funding: not a reviewer"
├── a vote on it → "funding: conflict of interest"; lifted → taken
└── in the voting → "funding: conflicts are frozen"; no such seat → "funding: no such seat"
claim_many
├── pays all that can be paid, names the others; again pays nobody twice (S-6)
├── less gas left than a claim may take → "funding: too little gas", none is skipped
└── claim_one from outside → "funding: for the desk itself"
"""

import boa
import pytest

from tests.reference.rounds import APPEALS, APPROVED, PENDING, REJECTED, REVIEWER
from tests.suite import deploy_mock, refused
from tests.unit.funding.stage import CONTENT, DAY, REASON, WORKSHOP, events, the_event

OTHER = bytes([0xC1] * 32)


def status(funding, round_id, project=1):
    return funding.application(round_id, project).status


@pytest.fixture
def round_id(stage, actors):
    """Applications of three seats, a day for appeals, two reviewers must agree."""
    now = boa.env.timestamp
    spans = {"appeals_end": 3, "voting_end": 4, "claims_end": 10}
    ends = {name: now + days * DAY for name, days in spans.items()}
    number = stage.open_round(review_end=now + 2 * DAY, approvals=2, **ends)
    for account in (actors.applicant, actors.baker, actors.mill):
        stage.apply(number, account)
    return number


def test_amend__by_the_applicant__is_the_next_version(stage, funding, actors, round_id):
    entry = stage.confirmed_entry(actors.applicant)
    arguments = (round_id, 1, actors.donor, OTHER, [entry])
    funding.amend(*arguments, sender=actors.applicant)
    assert the_event(funding, "ProjectAmended") == {
        "pool": funding.address,
        "round_id": round_id,
        "project": 1,
        "version": 2,
        "payout_address": actors.donor,
        "content": OTHER,
        "entries": [entry],
    }
    amended = funding.application(round_id, 1)
    assert (amended.version, amended.payout_address) == (2, actors.donor)


def test_amend__by_another_or_unknown__refused(funding, actors, round_id):
    with refused("funding: not the applicant", funding.desk):
        funding.amend(round_id, 1, actors.baker, OTHER, [], sender=actors.baker)
    with refused("funding: no such project", funding.desk):
        funding.amend(round_id, 4, actors.baker, OTHER, [], sender=actors.baker)


@pytest.mark.parametrize("far", [(0, 2**16), (2**240, 0)])
def test_application__numbers_too_large_for_their_place__are_nobodys(
    funding, actors, round_id, far
):
    """The place of a word is made of both numbers: what overflows must not be somebody else's."""
    other_round, other_project = round_id + far[0], 1 + far[1]
    with refused("funding: no such project", funding.desk):
        funding.desk.application(funding.address, other_round, other_project)
    with refused("funding: no such project", funding.desk):
        funding.keep_payout_address(other_round, other_project, sender=actors.applicant)


def test_amend__entries_of_another_seat__refused(stage, funding, actors, round_id):
    entry = stage.confirmed_entry(actors.baker)
    with refused("funding: entry of another seat", funding.desk):
        funding.amend(round_id, 1, actors.donor, OTHER, [entry], sender=actors.applicant)


def test_amend__after_applications__refused(stage, funding, actors, round_id):
    """F-10."""
    stage.go_to(round_id, "applications_end")
    with refused("funding: applications closed", funding.desk):
        funding.amend(round_id, 1, actors.donor, OTHER, [], sender=actors.applicant)


def test_amend__255_versions__and_no_more(funding, actors, round_id):
    for _ in range(254):
        funding.amend(round_id, 1, actors.donor, OTHER, [], sender=actors.applicant)
    with refused("funding: too many versions", funding.desk):
        funding.amend(round_id, 1, actors.donor, OTHER, [], sender=actors.applicant)
    assert funding.application(round_id, 1).version == 255


@pytest.mark.parametrize("approves", [True, False])
def test_review__two_must_agree__the_second_decides(stage, funding, actors, round_id, approves):
    stage.go_to(round_id, "applications_end")

    def review(by, approves):
        if approves:
            funding.approve(round_id, [1], REASON, sender=by)
        else:
            funding.reject(round_id, 1, REASON, sender=by)

    review(actors.reviewer, not approves)
    with refused("funding: reviewed by this seat", funding.desk):
        review(actors.reviewer, approves)
    appoint(stage, "voter", "elector")
    review(actors.maker, approves)
    assert status(funding, round_id) == PENDING
    assert funding.approved(round_id) == 0
    review(actors.voter, approves)
    assert status(funding, round_id) == (APPROVED if approves else REJECTED)
    assert funding.approved(round_id) == int(approves)
    with refused("funding: already reviewed", funding.desk):
        review(actors.elector, approves)


def appoint(stage, *names):
    """Make seats reviewers."""
    end = boa.env.timestamp + 300 * DAY
    for name in names:
        seat = getattr(stage.seats, name)
        stage.scopes.grant_role(WORKSHOP, seat, REVIEWER, end, sender=stage.actors.owner)


def reject(stage, round_id, project=1):
    for by in (stage.actors.reviewer, stage.actors.maker):
        stage.funding.reject(round_id, project, REASON, sender=by)


def test_appeal__of_a_rejected_project__the_owner_admits(stage, funding, actors, round_id):
    stage.go_to(round_id, "applications_end")
    reject(stage, round_id)
    funding.appeal(round_id, 1, OTHER, sender=actors.applicant)
    appealed = {"pool": funding.address, "round_id": round_id, "project": 1, "reason": OTHER}
    assert the_event(funding, "ProjectAppealed") == appealed
    assert funding.application(round_id, 1).appealed
    with refused("funding: already appealed", funding.desk):
        funding.appeal(round_id, 1, OTHER, sender=actors.applicant)
    with refused("owned: not the owner", funding.desk):
        funding.decide_appeal(round_id, 1, True, REASON, sender=actors.reviewer)

    stage.go_to(round_id, "appeals_end")
    with refused("funding: voting has begun", funding.desk):
        funding.decide_appeal(round_id, 1, True, REASON, sender=actors.owner)
    boa.env.timestamp -= 1
    assert funding.state(round_id) == APPEALS
    funding.decide_appeal(round_id, 1, True, REASON, sender=actors.owner)
    assert the_event(funding, "AppealDecided")["admitted"]
    assert (status(funding, round_id), funding.approved(round_id)) == (APPROVED, 1)
    boa.env.timestamp += 1
    stage.cast(round_id, actors.voter, {1: 1})


def test_appeal__dismissed__it_stays_out(stage, funding, actors, round_id):
    stage.go_to(round_id, "applications_end")
    reject(stage, round_id)
    with refused("funding: not appealed", funding.desk):
        funding.decide_appeal(round_id, 1, True, REASON, sender=actors.owner)
    funding.appeal(round_id, 1, OTHER, sender=actors.applicant)
    funding.decide_appeal(round_id, 1, False, REASON, sender=actors.owner)
    assert (status(funding, round_id), funding.approved(round_id)) == (REJECTED, 0)


def test_appeal__left_undecided__after_the_review_only(stage, funding, actors, round_id):
    for end, early in (("applications_end", 0), ("review_end", 1), ("appeals_end", 0)):
        stage.go_to(round_id, end)
        boa.env.timestamp -= early
        with refused("funding: no time for appeals", funding.desk):
            funding.appeal(round_id, 1, OTHER, sender=actors.applicant)
    boa.env.timestamp -= 1
    funding.appeal(round_id, 1, OTHER, sender=actors.applicant)


def test_appeal__approved_or_of_another__refused(stage, funding, actors, round_id):
    stage.go_to(round_id, "applications_end")
    for by in (actors.reviewer, actors.maker):
        funding.approve(round_id, [1], REASON, sender=by)
    stage.go_to(round_id, "review_end")
    with refused("funding: already approved", funding.desk):
        funding.appeal(round_id, 1, OTHER, sender=actors.applicant)
    with refused("funding: not the applicant", funding.desk):
        funding.appeal(round_id, 2, OTHER, sender=actors.applicant)


def test_set_conflicts__by_the_seat__only_adds(funding, actors, seats, round_id):
    for given, known in ((0b1, 0b1), (0b10, 0b11), (0, 0b11)):
        funding.set_conflicts(round_id, seats.voter, given, REASON, sender=actors.voter)
        assert the_event(funding, "ConflictsSet")["projects"] == known
        assert funding.conflicts(round_id, seats.voter) == known


def test_conflicts__of_no_round_or_no_seat__none(funding, actors, seats, round_id):
    funding.set_conflicts(round_id, seats.voter, 0b1, REASON, sender=actors.voter)
    assert funding.conflicts(round_id + 1, seats.voter) == 0
    # Taken together with the round, this number is the key of the seat's own conflicts.
    assert funding.conflicts(round_id, round_id << 32 | seats.voter) == 0


@pytest.mark.parametrize("by", ["reviewer", "owner"])
def test_set_conflicts__by_a_reviewer_or_the_owner__replaces(funding, actors, seats, round_id, by):
    for given in (0b11, 0b100, 0):
        caller = getattr(actors, by)
        funding.set_conflicts(round_id, seats.voter, given, REASON, sender=caller)
        assert funding.conflicts(round_id, seats.voter) == given


def test_set_conflicts__by_others_or_of_nobody__refused(funding, actors, seats, round_id):
    with refused("funding: not a reviewer", funding.desk):
        funding.set_conflicts(round_id, seats.voter, 1, REASON, sender=actors.elector)
    for seat in (0, 2**32):
        with refused("funding: no such seat", funding.desk):
            funding.set_conflicts(round_id, seat, 1, REASON, sender=actors.owner)


def test_set_conflicts__votes_on_them__refused(stage, funding, actors, seats):
    """The excluded pair has no vote, whoever declared it; the other projects have."""
    round_id = stage.open_round()
    for account in (actors.applicant, actors.maker):
        stage.apply(round_id, account)
    funding.set_conflicts(round_id, seats.voter, 0b1, REASON, sender=actors.voter)
    funding.set_conflicts(round_id, seats.elector, 0b1, REASON, sender=actors.reviewer)
    funding.set_conflicts(round_id, seats.elector, 0, REASON, sender=actors.reviewer)
    stage.approve(round_id, 1, 2)
    stage.go_to(round_id, "appeals_end")
    with refused("funding: conflicts are frozen", funding.desk):
        funding.set_conflicts(round_id, seats.voter, 0, REASON, sender=actors.owner)
    with refused("funding: conflict of interest", funding):
        stage.cast(round_id, actors.voter, {1: 1})
    stage.cast(round_id, actors.voter, {2: 1})
    stage.cast(round_id, actors.elector, {1: 1})
    assert [funding.votes(round_id, project) for project in (1, 2)] == [1, 1]


def test_claim_many__one_bad_payee__the_others_are_paid(stage, funding, actors):
    """S-6: doing it again pays nobody twice."""
    payee = deploy_mock("PayeeMock")
    payee.refuse(True)
    round_id = stage.open_round()
    for account, to in ((actors.applicant, payee.address), (actors.maker, actors.donor)):
        stage.apply(round_id, account, to=to)
    stage.approve(round_id, 1, 2)
    stage.go_to(round_id, "appeals_end")
    funding.fund(round_id, 100, value=100, sender=actors.sponsor)
    stage.cast(round_id, actors.voter, {1: 1, 2: 1})
    stage.go_to(round_id, "voting_end")
    funding.settle(round_id)
    before = boa.env.get_balance(actors.donor)

    funding.claim_many(round_id, [1, 2, 3], sender=actors.outsider)
    assert [skipped.project for skipped in events(funding, "ClaimSkipped")] == [1, 3]
    assert boa.env.get_balance(actors.donor) == before + 50
    payee.refuse(False)
    funding.claim_many(round_id, [1, 2], sender=actors.outsider)
    assert [skipped.project for skipped in events(funding, "ClaimSkipped")] == [2]
    assert boa.env.get_balance(payee.address) == 50
    assert funding.paid(round_id) == 100


def test_claim_many__too_little_gas__refused_never_skipped(stage, funding, actors):
    round_id = stage.voting_round()
    funding.fund(round_id, 100, value=100, sender=actors.sponsor)
    stage.cast(round_id, actors.voter, {1: 1, 2: 1})
    stage.go_to(round_id, "voting_end")
    funding.settle(round_id)
    with refused("funding: too little gas", funding):
        funding.claim_many(round_id, [1, 2], sender=actors.outsider, gas=330_000)
    assert funding.paid(round_id) == 0
    funding.claim_many(round_id, [1, 2], sender=actors.outsider, gas=600_000)
    assert (events(funding, "ClaimSkipped"), funding.paid(round_id)) == ([], 100)


def test_parts_of_batches__from_outside__refused(funding, actors):
    desk, ballot = funding.desk, (actors.voter, [], [], 2**40, b"")
    with refused("funding: for the desk itself", desk):
        desk.claim_one(funding.address, 1, 1, sender=actors.owner)
    with refused("funding: for the desk itself", desk):
        desk.relay_one(funding.address, 1, ballot, sender=actors.owner)


def test_apply__pool_of_somebody_else__reaches_its_own_rows_only(stage, funding, actors):
    """A pool that nobody adopted can lie about itself and about nothing else."""
    round_id = stage.open_round()
    stage.apply(round_id, actors.applicant)
    made_up = deploy_mock("MadeUpPoolMock", funding.round_word(round_id))
    funding.desk.apply(made_up.address, round_id, actors.donor, CONTENT, [], sender=actors.maker)
    assert funding.project_count(round_id) == 1
    assert funding.application(round_id, 1).payout_address == actors.applicant
