# SPDX-License-Identifier: Apache-2.0
"""Published rounds: terms, ballots, accepted roots and claims.

open_round
├── terms, rule and its hash are logged and kept (F-10), each window whatever its neighbours are
├── no rule / no bond / a window below an hour / an unknown check → refused
├── too many decimals / a median of negative amounts → refused
└── by nobody's steward → refused
cast_ballot
├── a seat entitled to vote → its commitment is kept and logged; the last one counts
├── an explicit zero is kept; empty withdraws
├── a gap, not ascending, negative → refused; own, conflicted, rejected project → refused
├── over the budget: of sums, of squares → refused (F-1); no budget → any
├── signed and relayed → counts, unless another ballot came in between (X-1)
└── outsiders, other chambers, wrong time → refused (F-5)
accept → from the result desk only, sets the total aside; too large or not now → refused
grantable → what a result may pay; nothing of no round
claim
├── a line under its proof → paid to its payee, whoever asks; once (F-6)
├── a changed field, an inner node, another round's or chain's leaf → refused (F-7)
├── more than the total in all → refused (S-2); after the claims → refused
├── the last root of a round → paid; beyond it → refused
├── first and last lines of pages, the largest number, the largest total, lines of nothing → paid
├── a further root pays beside the first
├── many at once: what cannot be paid is skipped, again pays nobody twice
├── a token that takes more, answers false or shrinks → refused, nothing is booked; later paid (S-3)
└── a token or a payee that calls back → only the lock answers, nothing changes (X-2)
return_unclaimed, sweep → after the claims, to the treasury, once (F-9, S-7)
cancel → every sponsor has its money back from any state before claims (S-1)
"""

from dataclasses import replace

import boa
import pytest
from eth_account import Account
from eth_utils import keccak

from cosmolocal.typed_data import DESK_NAME, Domain, FundingBallot, TypedMessage
from tests.funding_pool import LATE
from tests.reference.published import (
    MAX_TOTAL,
    MEDIAN,
    RULE,
    SUM,
    Line,
    allocations,
    ballot_hash,
)
from tests.reference.rounds import PERSONS
from tests.suite import deploy_mock, refused, source
from tests.unit.funding.stage import REASON, events, the_event


@pytest.fixture
def pool(published):
    return published.funding


@pytest.fixture
def accepting(stage, actors):
    """A pool whose results come from an account of ours."""
    parts = (stage.membership, stage.scopes, stage.treasury, stage.funding.desk)
    addresses = (part.address for part in parts)
    return source("funding/PublishedFunding.vy").deploy(*addresses, actors.donor, actors.owner)


# --- open_round -------------------------------------------------------------------------------


def test_open_round__terms_and_rule__are_kept_and_logged(published, pool, actors):
    """F-10."""
    terms = published.terms(budget=99, squared=True, check=SUM, allow_negative=True, decimals=18)
    round_id = pool.open_round(terms.values(), RULE, sender=actors.steward)
    opened = the_event(pool, "RoundOpened")
    assert (opened["rule"], opened["rule_hash"]) == (RULE, keccak(text=RULE))
    assert tuple(opened["terms"]) == tuple(pool.terms(round_id)) == terms.values()
    assert pool.rule_hash(round_id) == keccak(text=RULE)


@pytest.mark.parametrize(
    "widest", ["bond", "challenge_seconds", "answer_seconds", "decision_seconds"]
)
def test_open_round__widest_figure__touches_no_neighbour(published, pool, actors, widest):
    names = ("bond", "challenge_seconds", "answer_seconds", "decision_seconds")
    least = dict.fromkeys(names, 3_600)
    most = {widest: 2**96 - 1 if widest == "bond" else 2**32 - 1}
    terms = published.terms(**(least | most))
    round_id = pool.open_round(terms.values(), RULE, sender=actors.steward)
    assert tuple(pool.terms(round_id)) == terms.values()
    assert tuple(pool.game(round_id)) == (terms.check, *(least | most).values())


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"bond": 0}, "published: no bond"),
        ({"check": 3}, "published: no such check"),
        ({"decimals": 19}, "published: too many decimals"),
        ({"check": MEDIAN, "allow_negative": True}, "published: median of negatives"),
        ({"challenge_seconds": 3_599}, "published: window too short"),
        ({"answer_seconds": 3_599}, "published: window too short"),
        ({"decision_seconds": 3_599}, "published: window too short"),
        ({"bond": 2**96}, "packing: value too wide"),
        ({"decision_seconds": 2**32}, "packing: value too wide"),
        ({"scope": 99}, "funding: no such scope"),
    ],
)
def test_open_round__terms_that_make_no_sense__reverts(published, pool, actors, changes, reason):
    with refused(reason, pool.pool):
        pool.open_round(published.terms(**changes).values(), RULE, sender=actors.steward)


def test_open_round__without_rule_or_office__reverts(published, pool, actors):
    with refused("published: no rule", pool.pool):
        pool.open_round(published.terms().values(), "", sender=actors.steward)
    with refused("funding: not a steward", pool.pool):
        pool.open_round(published.terms().values(), RULE, sender=actors.voter)


# --- ballots ----------------------------------------------------------------------------------


def test_cast_ballot__entitled__is_committed_to_and_logged(published, pool, actors, seats):
    round_id = published.voting_round(budget=100)
    first, second = {1: 60, 2: 40}, {1: 0, 3: 100}
    published.cast(round_id, actors.voter, first)
    assert pool.ballot_hash(round_id, seats.voter) == ballot_hash(first)
    published.cast(round_id, actors.voter, second)
    assert the_event(pool, "BallotCast") == {
        "round_id": round_id,
        "seat": seats.voter,
        "allocations": allocations(second),
    }
    assert pool.ballot_hash(round_id, seats.voter) == ballot_hash(second)
    published.cast(round_id, actors.voter, {})
    assert pool.ballot_hash(round_id, seats.voter) == bytes(32)


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ([0], "published: gap in ballot"),
        ([1 << 48 | 1, 2 << 48 | 1], "published: gap in ballot"),
        ([2 << 48 | 1 | (1 << 48 | 1) << 64], "published: not ascending"),
        ([1 << 48 | 1 | (1 << 48 | 1) << 64], "published: not ascending"),
        ([(1 << 48 | 1) << 64], "published: not ascending"),
        ([1 << 48 | 2**47], "published: negative amount"),
        ([4 << 48 | 1], "funding: project not approved"),
        ([300 << 48 | 1], "funding: project not approved"),
        ([1 << 48 | 101], "published: over budget"),
        ([1 << 48 | 60 | (2 << 48 | 41) << 64], "published: over budget"),
    ],
)
def test_cast_ballot__not_what_the_rule_counts__reverts(published, pool, actors, words, reason):
    """F-1."""
    round_id = published.voting_round(budget=100)
    with refused(reason, pool.pool):
        pool.cast_ballot(round_id, words, sender=actors.voter)


@pytest.mark.parametrize(
    ("squared", "fits", "over"), [(False, 100, 101), (True, 10, 11), (True, -10, -11)]
)
def test_cast_ballot__budget__bounds_sums_or_squares(published, pool, actors, squared, fits, over):
    """F-1."""
    terms = {"budget": 100, "squared": squared, "check": SUM, "allow_negative": True}
    round_id = published.voting_round(**terms)
    published.cast(round_id, actors.voter, {2: fits})
    with refused("published: over budget", pool.pool):
        published.cast(round_id, actors.voter, {2: over})


def test_cast_ballot__without_budget__takes_the_extremes(published, pool, actors, seats):
    round_id = published.voting_round(check=SUM, allow_negative=True, squared=True)
    extremes = {1: -(2**47), 2: 2**47 - 1, 3: -1}
    published.cast(round_id, actors.voter, extremes)
    assert pool.ballot_hash(round_id, seats.voter) == ballot_hash(extremes)


def test_cast_ballot__own_or_conflicted_project__reverts(published, pool, actors, seats):
    round_id = published.open_round()
    for applicant in (actors.applicant, actors.maker):
        published.apply(round_id, applicant)
    published.approve(round_id, 1, 2)
    pool.set_conflicts(round_id, seats.voter, 0b10, REASON, sender=actors.reviewer)
    published.go_to(round_id, "appeals_end")
    with refused("funding: votes for own project", pool.pool):
        published.cast(round_id, actors.applicant, {1: 1})
    with refused("funding: conflict of interest", pool.pool):
        published.cast(round_id, actors.voter, {2: 1})


def test_cast_ballot__not_entitled_or_not_now__reverts(published, pool, actors):
    """F-5."""
    round_id = published.voting_round(chambers=PERSONS)
    for who, reason in (
        (actors.outsider, "funding: no seat before voting"),
        (actors.former, "funding: no seat before voting"),
        (actors.mill, "funding: chamber not admitted"),
    ):
        with refused(reason, pool.pool):
            published.cast(round_id, who, {1: 1})
    for moment in ("appeals_end", "voting_end"):
        boa.env.timestamp = getattr(pool.terms(round_id), moment) - (moment == "appeals_end")
        with refused("funding: voting not open", pool.pool):
            published.cast(round_id, actors.voter, {1: 1})


def test_relay_ballots__signed_for_the_ballot_they_replace__count(published, pool, actors, stage):
    """X-1."""
    key = Account.from_key(keccak(text="a villager without gas"))
    stage.membership.admit([key.address], 1, sender=actors.owner)
    boa.env.timestamp += 1
    round_id, seat = published.voting_round(), stage.membership.seat_count()
    domain = Domain(DESK_NAME, "1", boa.env.evm.patch.chain_id, pool.desk.address)

    def signed(amounts, previous, nonce):
        words = tuple(allocations(amounts))
        struct = FundingBallot(pool.address, round_id, key.address, words, previous, nonce, 2**40)
        signature = key.sign_message(TypedMessage(domain, struct).signable()).signature
        return (key.address, words, previous, 2**40, bytes(signature))

    pool.relay_ballots(round_id, [signed({1: 5}, (), 0)], sender=actors.outsider)
    assert events(pool, "BallotSkipped") == []
    assert pool.ballot_hash(round_id, seat) == ballot_hash({1: 5})
    better = signed({1: 6}, (int.from_bytes(ballot_hash({1: 5})),), 1)
    pool.relay_ballots(round_id, [better], sender=actors.outsider)
    assert events(pool, "BallotSkipped") == []
    assert pool.ballot_hash(round_id, seat) == ballot_hash({1: 6})
    late = signed({1: 8}, (int.from_bytes(ballot_hash({1: 6})),), 2)
    published.cast(round_id, key.address, {1: 7})  # meanwhile, by itself
    pool.relay_ballots(round_id, [late], sender=actors.outsider)
    assert len(events(pool, "BallotSkipped")) == 1
    with refused("published: not the last ballot", pool.pool):
        pool.pool.cast_ballot_for(key.address, round_id, late[1], late[2], sender=pool.desk.address)
    assert pool.ballot_hash(round_id, seat) == ballot_hash({1: 7})
    with refused("funding: not the desk", pool.pool):
        pool.pool.cast_ballot_for(key.address, round_id, [], [], sender=actors.outsider)


# --- accept -----------------------------------------------------------------------------------


def test_accept__by_the_result_desk__settles_and_sets_aside(published, pool):
    """S-2."""
    round_id, book = published.standing()
    accepted = the_event(published.desk, "RootAccepted")
    root = pool.roots(round_id, 1)
    span = published.terms().claims_end - published.terms().voting_end
    assert root.root == (int.from_bytes(book.root) >> 36 << 36).to_bytes(32)
    assert root.left == 990
    assert root.claims_end == boa.env.timestamp + span == pool.terms(round_id).claims_end
    expected = {"round_id": round_id, "number": 1, "root": book.root, "total": 990}
    assert accepted == {**expected, "claims_end": root.claims_end}
    assert (pool.state(round_id), pool.paid(round_id), pool.grantable(round_id)) == (5, 0, 10)


def test_accept__by_anybody_else__reverts(published, pool, actors):
    round_id = published.counted_round()
    for who in (actors.owner, actors.steward, actors.outsider):
        with refused("published: not the result desk", pool.pool):
            pool.accept(round_id, bytes(32), 1, sender=who)


def test_accept__what_no_round_can_pay__reverts(published, accepting, actors):
    stage = replace(published, funding=type(published.funding)(accepting))
    round_id = stage.open_round()
    accepting.fund(round_id, 100, value=100, sender=actors.sponsor)
    with refused("published: takes no result", accepting):
        accepting.accept(round_id, bytes(32), 1, sender=actors.donor)  # voting is not over
    stage.go_to(round_id, "voting_end")
    with refused("escrow: round has not so much", accepting):
        accepting.accept(round_id, bytes(32), MAX_TOTAL + 1, sender=actors.donor)
    with refused("escrow: round has not so much", accepting):
        accepting.accept(round_id, bytes(32), 101, sender=actors.donor)
    with refused("funding: no such round", accepting):
        accepting.accept(9, bytes(32), 1, sender=actors.donor)
    for _ in range(16):
        accepting.accept(round_id, bytes(32), 1, sender=actors.donor)
    assert accepting.grantable(round_id) == 0
    with refused("published: takes no result", accepting):
        accepting.accept(round_id, bytes(32), 1, sender=actors.donor)


def test_grantable__of_no_round__is_nothing(published, pool, actors):
    """F-9: what came too late is beside every pot, and nothing that a result may pay out."""
    round_id = published.counted_round()
    pool.fund(round_id, 7, value=7, sender=actors.donor)
    assert pool.sponsored(round_id | LATE, actors.donor) == 7
    assert pool.pot(round_id | LATE) == 7
    assert [pool.grantable(each) for each in (round_id, round_id | LATE, 99)] == [1_000, 0, 0]


# --- claims -----------------------------------------------------------------------------------


def test_claim__under_its_proof__pays_the_payee_once(published, pool, actors):
    """F-6."""
    round_id, book = published.standing()
    before = boa.env.get_balance(actors.applicant)
    pool.claim(round_id, 1, *book.claim(0), sender=actors.outsider)
    assert the_event(pool, "LineClaimed") == {
        "round_id": round_id,
        "project": 1,
        "payee": actors.applicant,
        "root_number": 1,
        "line": 0,
        "amount": 900,
    }
    assert boa.env.get_balance(actors.applicant) == before + 900
    assert (pool.paid(round_id), pool.roots(round_id, 1).left) == (900, 90)
    assert [pool.is_claimed(round_id, 1, line) for line in (0, 1)] == [True, False]
    with refused("published: already claimed", pool.pool):
        pool.claim(round_id, 1, *book.claim(0))


def test_claim__last_root_of_a_round__is_paid(published, accepting, actors):
    stage = replace(published, funding=type(published.funding)(accepting))
    round_id = stage.open_round()
    accepting.fund(round_id, 100, value=100, sender=actors.sponsor)
    stage.go_to(round_id, "voting_end")
    book = stage.book(round_id, Line(0, 1, actors.applicant, 6))
    for _ in range(16):
        accepting.accept(round_id, book.root, 6, sender=actors.donor)
    accepting.claim(round_id, 16, *book.claim(0))
    assert (accepting.paid(round_id), accepting.roots(round_id, 16).left) == (6, 0)
    with refused("published: root out of range", accepting):
        accepting.claim(round_id, 17, *book.claim(0))


@pytest.mark.parametrize(
    "change",
    [{"amount": 901}, {"payee": "0x" + 40 * "7"}, {"number": 9}, {"score": 1}, {"project": 3}],
)
def test_claim__a_changed_line__reverts(published, pool, change):
    """F-7."""
    round_id, book = published.standing()
    line, proof = book.claim(0)
    with refused("published: not in the result", pool.pool):
        pool.claim(round_id, 1, replace(Line(*line), **change).values(), proof)


def test_claim__leaf_of_another_round_root_or_chain__reverts(published, pool):
    """F-7."""
    one, book = published.standing()
    other, _ = published.standing(published.line(one, 1, 900), published.line(one, 2, 90))
    with refused("published: not in the result", pool.pool):
        pool.claim(other, 1, *book.claim(0))
    with refused("published: no claims now", pool.pool):
        pool.claim(other, 2, *book.claim(0))
    with refused("published: root out of range", pool.pool):
        pool.claim(one - 1, 257, *book.claim(0))
    was = boa.env.evm.patch.chain_id
    boa.env.evm.patch.chain_id = was + 1
    try:
        with refused("published: not in the result", pool.pool):
            pool.claim(one, 1, *book.claim(0))
    finally:
        boa.env.evm.patch.chain_id = was


def test_claim__lines_beyond_the_total__stop_there(published, pool):
    """S-2."""
    round_id = published.counted_round()
    other = published.counted_round(pot=5_000)
    book = published.book(round_id)
    result = published.publish(round_id, book, total=950)
    published.stand(result)
    pool.claim(round_id, 1, *book.claim(0))
    with refused("published: beyond the total", pool.pool):
        pool.claim(round_id, 1, *book.claim(1))
    assert (pool.pot(other), pool.paid(other)) == (5_000, 0)


def test_claim__after_its_time__reverts(published, pool):
    round_id, book = published.standing()
    boa.env.timestamp = pool.roots(round_id, 1).claims_end - 1
    pool.claim(round_id, 1, *book.claim(0))
    boa.env.timestamp += 1
    with refused("published: no claims now", pool.pool):
        pool.claim(round_id, 1, *book.claim(1))


def test_claim__line_number_beyond_any_tree__reverts(published, pool):
    round_id, _, _ = published.published(Line(2**40, 1, published.actors.applicant, 1))
    published.stand(published.desk.latest(pool.address, round_id))
    book = published.book(round_id, Line(2**40, 1, published.actors.applicant, 1))
    with refused("published: no such line", pool.pool):
        pool.claim(round_id, 1, *book.claim(0))
    with refused("published: no such root", pool.pool):
        pool.roots(round_id, 2)


def test_claim__lines_at_the_edges_of_pages__are_paid_apart(published, pool, actors):
    """F-6."""
    numbers = (0, 219, 220, 439, 440, 2**40 - 1)
    lines = [Line(number, 1, actors.applicant, 10) for number in numbers]
    round_id, book = published.standing(*lines)
    for row, number in enumerate(numbers):
        assert not pool.is_claimed(round_id, 1, number)
        pool.claim(round_id, 1, *book.claim(row))
        assert [pool.is_claimed(round_id, 1, each) for each in numbers] == [
            each <= number for each in numbers
        ]
        assert not pool.is_claimed(round_id, 1, number - 1 if number % 2 else number + 1)
        with refused("published: already claimed", pool.pool):
            pool.claim(round_id, 1, *book.claim(row))
    assert pool.paid(round_id) == 60


def test_claim__page_begun__its_claims_end_with_its_root(published, pool):
    """F-5."""
    round_id, book = published.standing()
    end = pool.roots(round_id, 1).claims_end
    pool.claim(round_id, 1, *book.claim(0))
    boa.env.timestamp = end
    with refused("published: no claims now", pool.pool):
        pool.claim(round_id, 1, *book.claim(1))
    boa.env.timestamp = end - 1
    pool.claim(round_id, 1, *book.claim(1))


def test_claim__the_largest_total_and_then_nothing__is_paid(published, pool, actors):
    """S-2."""
    boa.env.set_balance(actors.sponsor, MAX_TOTAL + 1)
    lines = [
        Line(0, 1, actors.applicant, MAX_TOTAL),
        Line(1, 2, actors.maker, 0),
        Line(2, 3, actors.baker, 1),
    ]
    round_id = published.counted_round(pot=MAX_TOTAL + 1)
    book = published.book(round_id, *lines)
    assert pool.grantable(round_id) == MAX_TOTAL
    published.stand(published.publish(round_id, book, total=MAX_TOTAL))
    pool.claim(round_id, 1, *book.claim(0))
    assert pool.roots(round_id, 1).left == 0
    with refused("published: beyond the total", pool.pool):
        pool.claim(round_id, 1, *book.claim(2))
    pool.claim(round_id, 1, *book.claim(1))
    assert pool.is_claimed(round_id, 1, 1)
    assert (pool.paid(round_id), boa.env.get_balance(pool.address)) == (MAX_TOTAL, 1)


def test_claim__correction__pays_beside_the_first_root(published, pool, actors):
    round_id, book = published.standing(pot=2_000)
    pool.claim(round_id, 1, *book.claim(0))
    more = published.book(round_id, Line(0, 2, actors.maker, 500))
    result = published.publish(round_id, more, sender=actors.owner, bond=0, reason=REASON)
    published.stand(result)
    pool.claim(round_id, 2, *more.claim(0))
    pool.claim(round_id, 1, *book.claim(1))
    assert pool.paid(round_id) == 990 + 500
    with refused("published: already claimed", pool.pool):
        pool.claim(round_id, 1, *book.claim(0))


def test_claim_many__one_cannot_be_paid__the_others_are(published, pool, actors):
    round_id = published.counted_round()
    bomb = deploy_mock("HungryPayeeMock")
    bomb.set_mood(True, False)
    lines = (
        published.line(round_id, 1, 500),
        published.line(round_id, 2, 90, payee=bomb.address),
        published.line(round_id, 3, 60),
    )
    book = published.book(round_id, *lines)
    published.stand(published.publish(round_id, book))
    claims = [book.claim(row) for row in range(3)]
    pool.claim_many(round_id, 1, claims, sender=actors.outsider)
    assert [event.line for event in events(pool, "LineSkipped")] == [1]
    assert pool.paid(round_id) == 560
    pool.claim_many(round_id, 1, claims, sender=actors.outsider)
    assert [event.line for event in events(pool, "LineSkipped")] == [0, 1, 2]
    assert pool.paid(round_id) == 560


@pytest.mark.parametrize(
    ("kind", "pot"), [("TokenMock", 1_000), ("MissingReturnTokenMock", 1_000), ("FeeTokenMock", 0)]
)
def test_claim__tokens__what_arrived_is_what_is_shared(published, pool, actors, kind, pot):
    """F-8."""
    token = published.token(kind, *([100] if kind == "FeeTokenMock" else []))
    round_id = published.counted_round(pot=1_000, token=token)
    arrived = pool.pot(round_id)
    assert arrived == (pot or arrived) <= 1_000
    assert arrived == token.balanceOf(pool.address)
    book = published.book(round_id, published.line(round_id, 1, arrived))
    published.stand(published.publish(round_id, book))
    pool.claim(round_id, 1, *book.claim(0))
    assert token.balanceOf(pool.address) == pool.pot(round_id) - pool.paid(round_id) == 0


def test_claim__token_takes_more_than_it_moves__reverts(published, pool):
    """S-3."""
    token = published.token("SurchargeTokenMock", 100)
    round_id = published.counted_round(pot=1_000, token=token)
    book = published.book(round_id, published.line(round_id, 1, 500))
    published.stand(published.publish(round_id, book))
    with refused("escrow: token took more", pool.pool):
        pool.claim(round_id, 1, *book.claim(0))


@pytest.mark.parametrize("kind", ["FalseReturningTokenMock", "GreedyTokenMock"])
def test_claim_many__token_refuses_or_takes_more__nothing_is_booked(published, pool, actors, kind):
    """F-6, S-3: a line that was skipped is paid once the token behaves."""
    token = published.token(kind)
    round_id, book = published.standing(token=token)

    def misbehave(on):
        if kind == "GreedyTokenMock":
            token.set_toll(int(on))
        else:
            token.refuse(actors.applicant, on)

    misbehave(True)
    before = pool.paid(round_id), pool.roots(round_id, 1).left
    reason = "escrow: token took more" if "Greedy" in kind else "tokens: transfer refused"
    with refused(reason, pool.pool, token):
        pool.claim(round_id, 1, *book.claim(0))
    pool.claim_many(round_id, 1, [book.claim(0)])
    assert [event.line for event in events(pool, "LineSkipped")] == [0]
    assert (pool.paid(round_id), pool.roots(round_id, 1).left) == before
    misbehave(False)
    pool.claim_many(round_id, 1, [book.claim(0), book.claim(1)])
    assert (pool.paid(round_id), pool.roots(round_id, 1).left) == (990, 0)
    assert token.balanceOf(pool.address) == pool.held(token.address) == 10


def test_claim__token_shrank__pays_as_far_as_it_reaches(published, pool, actors):
    """S-3: what a token takes from its holders, no other token's round pays for."""
    token = published.token("RebasingTokenMock")
    round_id, book = published.standing(token=token)
    other, other_book = published.standing()
    token.rebase(5_000)
    with refused("token: balance too small", pool.pool, token):
        pool.claim(round_id, 1, *book.claim(0))
    pool.claim(round_id, 1, *book.claim(1))
    pool.claim(other, 1, *other_book.claim(0))
    assert (pool.paid(round_id), pool.paid(other)) == (90, 900)
    token.rebase(10_000)
    token.mint(pool.address, 100)  # what the payment at half the index took too much of
    pool.claim(round_id, 1, *book.claim(0))
    assert pool.paid(round_id) == 990


@pytest.mark.parametrize(
    "name",
    ["claim", "claim_many", "return_unclaimed", "cast_ballot", "open_round", "sweep", "roots"],
)
def test_claim__token_calls_back__changes_nothing(published, pool, actors, name):
    """X-2: many claims at once have no lock of their own, but each of them has one."""
    token = published.token("ReentrantTokenMock")
    round_id, book = published.standing(token=token)
    arguments = {
        "claim": (round_id, 1, *book.claim(1)),
        "claim_many": (round_id, 1, [book.claim(1)]),
        "return_unclaimed": (round_id, 1),
        "cast_ballot": (round_id, []),
        "open_round": (published.terms().values(), RULE),
        "sweep": (round_id,),
        "roots": (round_id, 1),
    }
    token.arm(*pool.calldata(name, *arguments[name]))
    pool.claim_many(round_id, 1, [book.claim(0)])
    assert token.attempts() == 1
    # Inside of it each claim meets the lock and is skipped.
    assert token.succeeded() == (name == "claim_many")
    assert [pool.is_claimed(round_id, 1, line) for line in (0, 1)] == [True, False]
    assert token.balanceOf(pool.address) == pool.pot(round_id) - pool.paid(round_id) == 100


def test_claim__payee_calls_back__changes_nothing(published, pool):
    """X-2."""
    payee = deploy_mock("PayeeMock")
    round_id = published.counted_round()
    lines = [published.line(round_id, n, 100, payee=payee.address) for n in (1, 2)]
    book = published.book(round_id, *lines)
    published.stand(published.publish(round_id, book))
    attacks = {
        "claim": (round_id, 1, *book.claim(1)),
        "return_unclaimed": (round_id, 1),
        "sweep": (round_id,),
        "cast_ballot": (round_id, []),
        "pot": (round_id,),
    }
    for name, arguments in attacks.items():
        with boa.env.anchor():
            payee.arm(*pool.calldata(name, *arguments))
            pool.claim(round_id, 1, *book.claim(0))
            assert (payee.attempts(), payee.succeeded(), payee.response()) == (1, False, b""), name
            assert pool.paid(round_id) == 100


# --- afterwards -------------------------------------------------------------------------------


def test_return_unclaimed__after_the_claims__goes_to_the_treasury_once(published, pool, stage):
    """F-9, S-7."""
    round_id, book = published.standing()
    pool.claim(round_id, 1, *book.claim(1))
    with refused("published: claims still open", pool.pool):
        pool.return_unclaimed(round_id, 1)
    boa.env.timestamp = pool.roots(round_id, 1).claims_end
    before = boa.env.get_balance(stage.treasury.address)
    pool.return_unclaimed(round_id, 1)
    assert the_event(pool, "UnclaimedReturned")["amount"] == 900
    with refused("published: nothing unclaimed", pool.pool):
        pool.return_unclaimed(round_id, 1)
    with refused("published: no such root", pool.pool):
        pool.return_unclaimed(round_id, 2)
    pool.sweep(round_id)
    assert boa.env.get_balance(stage.treasury.address) == before + 910
    assert (pool.paid(round_id), boa.env.get_balance(pool.address)) == (1_000, 0)
    assert pool.grantable(round_id) == 0


@pytest.mark.parametrize("moment", ["applications_end", "voting_end"])
def test_cancel_round__before_claims__refunds_every_sponsor(published, pool, actors, moment):
    """S-1."""
    round_id = published.open_round()
    pool.fund(round_id, 70, value=70, sender=actors.sponsor)
    pool.fund(round_id, 30, value=30, sender=actors.donor)
    published.go_to(round_id, moment)
    pool.cancel_round(round_id, sender=actors.steward)
    assert pool.grantable(round_id) == 0
    for sponsor, amount in ((actors.sponsor, 70), (actors.donor, 30)):
        before = boa.env.get_balance(sponsor)
        pool.refund(round_id, sponsor)
        assert boa.env.get_balance(sponsor) == before + amount
    assert pool.paid(round_id) == 100


def test_cancel_round__once_a_result_stands__reverts(published, pool, actors):
    round_id, _ = published.standing()
    with refused("funding: already settled", pool.pool):
        pool.cancel_round(round_id, sender=actors.steward)
