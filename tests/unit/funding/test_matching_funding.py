# SPDX-License-Identifier: Apache-2.0
"""Matching rounds.

open_round → terms and rule hash are logged and kept; a bad cap is refused
give
├── a seat entitled to vote → its whole gift to the project is known, the root of it counts (F-2)
├── in parts or at once → the same roots (M-2); what arrives counts (F-8, M-1)
├── own, conflicted, rejected or unknown project → refused
├── outsiders, other chambers, seats taken later, wrong time → refused (F-5)
├── nothing, or ETH beside the amount → refused; more than 2**96 in all, gift or pledge
│   → "matching: pot too large"
└── a gift steady → within its budget
rule
├── a lone gift is not matched, unless the round is inclusive
├── many small gifts weigh more than one large one of the same sum
├── constrained → no more than the gifts call for; the rest is the treasury's
└── cap → what is above goes to the others
pledge → what gifts call up joins the pot, the rest returns to its sponsor, once
settle, claim → gifts and match, each project once, to the unit (F-3, F-4, F-6)
cancel → every gift, pledge and sponsor's money comes back, once (S-1, S-7)
"""

from math import isqrt

import boa
import pytest
from eth_abi import encode
from eth_utils import keccak
from hypothesis import given
from hypothesis import strategies as st

from tests.reference.matching import Matched
from tests.reference.rounds import ORGANISATIONS
from tests.suite import deploy_mock, refused
from tests.unit.funding.stage import REASON, the_event

TERMS_TYPE = (
    "(uint256,address,uint256,uint256,uint256,uint256,uint256,uint256,uint256,bool,bool,uint256)"
)
DONORS = ("voter", "elector", "steward", "reviewer")


def test_open_round__terms__are_kept_and_hashed(match, pool, actors):
    terms = match.terms(inclusive=True, constrained=True, cap_bps=10_000, chambers=ORGANISATIONS)
    assert pool.open_round(terms.values(), sender=actors.steward) == 1
    opened = the_event(pool, "RoundOpened")
    rule = encode(["string", TERMS_TYPE], ["quadratic-matching/1:floor", terms.values()])
    assert (opened["rule_hash"], opened["scope"]) == (keccak(rule), terms.scope)
    assert tuple(pool.terms(1)) == terms.values()
    plain = match.terms()
    pool.open_round(plain.values(), sender=actors.steward)
    assert (plain.inclusive, plain.constrained) == (False, False)
    assert tuple(pool.terms(2)) == plain.values()
    with refused("funding: cap out of range", pool):
        pool.open_round(match.terms(cap_bps=99).values(), sender=actors.steward)


def test_give__entitled__is_known_with_its_root(match, pool, actors, seats):
    """F-2."""
    round_id = match.giving_round()
    match.give(round_id, actors.voter, 1, 100)
    match.give(round_id, actors.voter, 1, 21)
    assert the_event(pool, "GiftMade") == {
        "round_id": round_id,
        "project": 1,
        "seat": seats.voter,
        "donor": actors.voter,
        "amount": 21,
        "total": 121,
    }
    assert pool.gift(round_id, 1, seats.voter) == 121
    assert tuple(pool.gifts(round_id, 1)) == (121, 1, isqrt(121 << 16))
    match.give(round_id, actors.elector, 1, 9)
    assert tuple(pool.gifts(round_id, 1)) == (130, 2, isqrt(121 << 16) + isqrt(9 << 16))
    assert pool.pot(round_id) == 130


@given(parts=st.lists(st.integers(1, 10**18), min_size=1, max_size=5))
def test_give__in_parts__counts_as_at_once(match, pool, actors, parts):
    """F-2: splitting a gift gains nothing (Allo's M2: credits were added to the total again)."""
    round_id = match.giving_round()
    for part in parts:
        match.give(round_id, actors.voter, 1, part)
    match.give(round_id, actors.voter, 2, sum(parts))
    assert tuple(pool.gifts(round_id, 1)) == tuple(pool.gifts(round_id, 2))


def test_give__own_conflicted_unapproved_unknown__refused(match, pool, actors, seats):
    round_id = match.open_round()
    for account in (actors.voter, actors.maker, actors.baker):
        match.apply(round_id, account)
    pool.set_conflicts(round_id, seats.voter, 0b10, REASON, sender=actors.reviewer)
    match.approve(round_id, 1, 2)
    match.go_to(round_id, "appeals_end")
    for project, reason in (
        (1, "funding: votes for own project"),
        (2, "funding: conflict of interest"),
        (3, "funding: project not approved"),
        (4, "funding: no such project"),
        (0, "funding: no such project"),
        (2**16 + 1, "funding: no such project"),
    ):
        with refused(reason, pool):
            match.give(round_id, actors.voter, project, 1)


@pytest.mark.parametrize(
    ("by", "reason"),
    [
        ("outsider", "funding: no seat before voting"),
        ("former", "funding: no seat before voting"),
        ("mill", "funding: chamber not admitted"),
    ],
)
def test_give__not_entitled__refused(match, pool, actors, by, reason):
    round_id = match.giving_round()
    with refused(reason, pool):
        match.give(round_id, getattr(actors, by), 1, 1)


def test_give__at_the_edges_of_its_time__half_open(match, pool, actors):
    """F-5."""
    round_id = match.giving_round()
    boa.env.timestamp -= 1
    with refused("funding: voting not open", pool):
        match.give(round_id, actors.voter, 1, 1)
    match.go_to(round_id, "voting_end")
    with refused("funding: voting not open", pool):
        match.give(round_id, actors.voter, 1, 1)
    boa.env.timestamp -= 1
    match.give(round_id, actors.voter, 1, 1)
    boa.env.timestamp += 1
    pool.settle(round_id)


def test_give__nothing_or_another_value__refused(match, pool, actors):
    round_id = match.giving_round()
    with refused("escrow: nothing received", pool):
        match.give(round_id, actors.voter, 1, 0)
    with refused("escrow: value is not the amount", pool):
        pool.give(round_id, 1, 2, value=1, sender=actors.voter)


def test_give__fee_on_transfer__what_arrives_counts(match, pool, actors, seats):
    """F-8, S-4."""
    token = match.token("FeeTokenMock", 1_000, sponsor=actors.voter)
    round_id = match.giving_round(token=token.address)
    pool.give(round_id, 1, 100, sender=actors.voter)
    assert pool.gift(round_id, 1, seats.voter) == pool.pot(round_id) == 90


def test_give__more_than_the_rule_can_multiply__refused(match, pool, actors):
    round_id = match.giving_round(token=(token := deploy_mock("TokenMock", 6)).address)
    for account in (actors.voter, actors.sponsor):
        token.mint(account, 2**97)
        token.approve(pool.address, 2**97, sender=account)
    pool.give(round_id, 1, 2**96 - 1, sender=actors.voter)
    with refused("matching: pot too large", pool):
        pool.give(round_id, 1, 1, sender=actors.voter)
    with refused("matching: pot too large", pool):
        pool.pledge(round_id, 1, 1, 1, sender=actors.sponsor)
    match.settle(round_id)
    pool.claim(round_id, 1)
    assert token.balanceOf(actors.applicant) == 2**96 - 1


def test_rule__lone_gift__is_matched_in_an_inclusive_round_only(match, actors):
    for inclusive, match_of_it in ((False, 0), (True, 1_000)):
        round_id = match.giving_round(pot=1_000, inclusive=inclusive)
        match.give(round_id, actors.voter, 1, 77)
        assert match.payouts(round_id) == [77 + match_of_it, 0, 0]


def test_rule__many_small_gifts__weigh_more_than_a_large_one(match, actors):
    round_id = match.giving_round(pot=1_000, inclusive=True)
    for donor in DONORS:
        match.give(round_id, getattr(actors, donor), 1, 100)
    match.give(round_id, actors.voter, 2, 400)
    assert match.payouts(round_id) == [400 + 800, 400 + 200, 0]


def test_rule__constrained__no_more_than_gifts_call_for(match, pool, actors):
    round_id = match.giving_round(pot=1_000, constrained=True)
    for donor in ("voter", "elector"):
        match.give(round_id, getattr(actors, donor), 1, 100)
    assert match.payouts(round_id) == [200 + 200, 0, 0]  # (10 + 10)**2 - 200
    match.settle(round_id)
    pool.claim(round_id, 1)
    match.go_to(round_id, "claims_end")
    pool.sweep(round_id)
    assert the_event(pool, "RoundSwept")["amount"] == 800


def test_rule__cap__what_is_above_goes_to_the_others(match, actors):
    round_id = match.giving_round(pot=1_000, inclusive=True, cap_bps=6_000)
    match.give(round_id, actors.voter, 1, 900)
    match.give(round_id, actors.voter, 2, 100)
    assert match.payouts(round_id) == [900 + 600, 100 + 400, 0]


@pytest.mark.parametrize(("given", "called"), [(50, 100), (51, 102), (400, 500)])
def test_pledge__gifts__call_up_what_was_promised(match, pool, actors, given, called):
    round_id = match.giving_round(inclusive=True)
    assert pool.pledge(round_id, 500, 2, 1, value=500, sender=actors.donor) == 1
    made = the_event(pool, "PledgeMade")
    assert (made["sponsor"], made["deposit"], made["number"]) == (actors.donor, 500, 1)
    match.give(round_id, actors.voter, 1, given)
    assert pool.matching_pot(round_id) == called
    with refused("funding: not settled", pool):
        pool.return_pledge(round_id, 1)
    match.settle(round_id)
    pool.claim(round_id, 1)
    assert the_event(pool, "Claimed")["amount"] == given + called
    before = boa.env.get_balance(actors.donor)
    if called < 500:
        pool.return_pledge(round_id, 1, sender=actors.outsider)
        returned = {"sponsor": actors.donor, "amount": 500 - called}
        assert the_event(pool, "PledgeReturned") == {"round_id": round_id, "number": 1, **returned}
        assert boa.env.get_balance(actors.donor) == before + 500 - called
    with refused("matching: nothing to return", pool):
        pool.return_pledge(round_id, 1)
    assert pool.paid(round_id) == pool.pot(round_id)


def test_pledge__bad_ones__refused(match, pool, actors):
    round_id = match.giving_round()
    for by, per, reason in (
        (0, 1, "matching: nothing matched"),
        (2**48, 1, "matching: nothing matched"),
        (1, 0, "matching: raised out of range"),
        (1, 2**48, "matching: raised out of range"),
    ):
        with refused(reason, pool):
            pool.pledge(round_id, 1, by, per, value=1, sender=actors.donor)
    for number in (0, 1, 17):
        with refused("matching: unknown pledge", pool):
            pool.pledges(round_id, number)
    for _ in range(16):
        pool.pledge(round_id, 1, 1, 1, value=1, sender=actors.donor)
    with refused("matching: too many pledges", pool):
        pool.pledge(round_id, 1, 1, 1, value=1, sender=actors.donor)
    match.settle(round_id)
    for number in (0, 17):
        with refused("matching: no such pledge", pool):
            pool.return_pledge(round_id, number)


GIFTS = st.lists(
    st.tuples(st.sampled_from(DONORS), st.integers(1, 3), st.integers(1, 10**20)), max_size=8
)
PLEDGES = st.lists(
    st.tuples(st.integers(1, 10**20), st.integers(1, 5), st.integers(1, 5)), max_size=2
)


@given(
    gifts=GIFTS,
    pledges=PLEDGES,
    pot=st.integers(0, 10**3) | st.integers(10**18, 10**21),
    rule=st.tuples(st.booleans(), st.booleans(), st.sampled_from([0, 100, 5_000])),
)
def test_settle__any_gifts__contract_and_twin_agree(
    match, pool, actors, seats, gifts, pledges, pot, rule
):
    """F-3, F-4, S-1, S-2: to the last unit, whatever the order of the gifts."""
    inclusive, constrained, cap_bps = rule
    twin = Matched(inclusive, constrained, cap_bps, pot, pledges)
    changes = {"inclusive": inclusive, "constrained": constrained, "cap_bps": cap_bps}
    round_id = match.giving_round(pot=pot, **changes)
    for deposit, by, per in pledges:
        pool.pledge(round_id, deposit, by, per, value=deposit, sender=actors.donor)
    for donor, project, amount in gifts:
        match.give(round_id, getattr(actors, donor), project, amount)
        twin.give(project, getattr(seats, donor), amount)
    expected = twin.payouts()
    assert match.payouts(round_id) == [expected.get(project, 0) for project in (1, 2, 3)]

    match.settle(round_id)
    assert match.payouts(round_id) == [expected.get(project, 0) for project in (1, 2, 3)]
    for project, due in expected.items():
        pool.claim(round_id, project)
        assert the_event(pool, "Claimed")["amount"] == due
    for number, (deposit, called) in enumerate(
        zip((each[0] for each in pledges), twin.called(), strict=True), start=1
    ):
        assert pool.pledges(round_id, number).deposit == deposit - called
        if deposit > called:
            pool.return_pledge(round_id, number)
    match.go_to(round_id, "claims_end")
    pool.sweep(round_id)
    assert pool.paid(round_id) == pool.pot(round_id)


def test_claim__twice_or_nothing_due__refused(match, pool, actors):
    """F-6."""
    round_id = match.giving_round(pot=10)
    match.give(round_id, actors.voter, 1, 1)
    match.settle(round_id)
    told = {"round_id": round_id, "gifts": 1, "matching_pot": 10, "matched": 0}
    assert the_event(pool, "RoundSettled") == told
    pool.claim(round_id, 1)
    assert [pool.is_claimed(round_id, project) for project in (1, 2)] == [True, False]
    with refused("funding: already claimed", pool):
        pool.claim(round_id, 1)
    with refused("funding: nothing to claim", pool):
        pool.claim(round_id, 2)


def test_cancel__everybody__takes_everything_back(match, pool, actors, seats):
    """S-1, S-7."""
    round_id = match.giving_round(pot=70)
    pool.pledge(round_id, 30, 1, 1, value=30, sender=actors.donor)
    match.give(round_id, actors.voter, 1, 5)
    match.give(round_id, actors.voter, 2, 6)
    match.give(round_id, actors.elector, 2, 7)
    with refused("funding: round not cancelled", pool):
        pool.refund_gift(round_id, 1, seats.voter)
    pool.cancel_round(round_id, sender=actors.steward)
    for key in ((3, seats.voter), (1, 2**32 + seats.voter), (2**16 + 1, seats.voter)):
        with refused("matching: no gift to refund", pool):
            pool.refund_gift(round_id, *key)
    before = boa.env.get_balance(actors.voter)
    for project in (1, 2):
        pool.refund_gift(round_id, project, seats.voter, sender=actors.outsider)
    assert boa.env.get_balance(actors.voter) == before + 11
    pool.refund_gift(round_id, 2, seats.elector)
    assert the_event(pool, "GiftRefunded")["donor"] == actors.elector
    with refused("matching: no gift to refund", pool):
        pool.refund_gift(round_id, 2, seats.elector)
    for sponsor in (actors.sponsor, actors.donor):
        pool.refund(round_id, sponsor)
    assert pool.paid(round_id) == pool.pot(round_id) == 118


def test_what_only_the_desk_may__from_outside__refused(match, pool, actors):
    """X-6."""
    round_id = match.giving_round()
    for call in (
        lambda: pool.register(round_id, 1, sender=actors.owner),
        lambda: pool.admit(round_id, 1, sender=actors.owner),
        lambda: pool.exclude(round_id, 1, 1, sender=actors.owner),
        lambda: pool.pay_project(round_id, 1, actors.owner, sender=actors.owner),
    ):
        with refused("funding: not the desk", pool):
            call()
