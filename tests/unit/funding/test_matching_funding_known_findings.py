# SPDX-License-Identifier: Apache-2.0
"""What was found in a comparable system must not be found in matching rounds: Allo v2, 2023-09.

The same findings as in test_retro_funding_known_findings, where a vote is money. H2, M12 and
M14 are test_pools_known_findings; M7 is
test_matching_funding::test_give__at_the_edges_of_its_time__half_open; H4 is
test_what_only_the_desk_may__from_outside__refused and the matrix below.
"""

import boa
import pytest

from tests.reference.rounds import ETH, STEWARD
from tests.suite import deploy_mock, refused
from tests.unit.funding.stage import CONTENT, DAY, WORKSHOP, the_event


def test_h1__giving_again__never_weighs_more_than_what_was_given(match, pool, actors):
    """Spent credits were not written back; here a vote costs the money that it is."""
    round_id = match.giving_round(inclusive=True)
    before = boa.env.get_balance(actors.voter)
    for amount in (100, 100, 100):
        match.give(round_id, actors.voter, 1, amount)
    assert before - boa.env.get_balance(actors.voter) == pool.pot(round_id) == 300
    match.give(round_id, actors.elector, 2, 300)
    assert pool.gifts(round_id, 1).roots == pool.gifts(round_id, 2).roots


@pytest.mark.parametrize("by", ["voter", "reviewer", "outsider"])
def test_h4__opening_and_cancelling__need_a_steward(match, pool, actors, by):
    """A function that starts the pool had no check of its caller."""
    round_id, account = match.giving_round(), getattr(actors, by)
    for call in (
        lambda: pool.open_round(match.terms().values(), sender=account),
        lambda: pool.cancel_round(round_id, sender=account),
    ):
        with refused("funding: " + ("seat not active" if by == "outsider" else "not a steward")):
            call()
    assert (pool.round_count(), pool.state(round_id)) == (round_id, 3)


def test_h5__after_approval__nothing_of_an_application_changes(match, pool, actors):
    """F-10: a bid could be changed between approval and payout."""
    round_id = match.giving_round(pot=100, inclusive=True)
    frozen = tuple(pool.application(round_id, 1))
    with refused("funding: applications closed", pool):
        pool.amend(round_id, 1, actors.outsider, CONTENT, [], sender=actors.applicant)
    match.give(round_id, actors.voter, 1, 9)
    match.settle(round_id)
    pool.claim(round_id, 1)
    assert the_event(pool, "Claimed")["payout_address"] == frozen[1] == actors.applicant
    assert tuple(pool.application(round_id, 1)) == frozen


@pytest.mark.parametrize("fee_bps", [1, 5_000])
def test_m1__fee_on_transfer__pays_what_it_has(match, pool, actors, fee_bps):
    """The pool owed more than had arrived (its M8 and M11, too)."""
    token = match.token("FeeTokenMock", fee_bps)
    token.mint(actors.voter, 10**6)
    token.approve(pool.address, 10**6, sender=actors.voter)
    round_id = match.giving_round(token=token.address, inclusive=True)
    pool.fund(round_id, 1_000_000, sender=actors.sponsor)
    pool.pledge(round_id, 1_000, 1, 1_000_000, sender=actors.sponsor)
    for project in (1, 2):
        pool.give(round_id, project, 500_000, sender=actors.voter)
    match.settle(round_id)
    for project in (1, 2):
        pool.claim(round_id, project)
    pool.return_pledge(round_id, 1)
    match.go_to(round_id, "claims_end")
    pool.sweep(round_id)
    assert token.balanceOf(pool.address) == pool.held(token.address) == 0


def test_m3__terminal_states__are_terminal(match, pool, actors, seats):
    """Milestones could be set again after they were paid."""
    swept, cancelled = match.giving_round(pot=10, inclusive=True), match.open_round()
    match.give(swept, actors.voter, 1, 1)
    match.settle(swept)
    pool.cancel_round(cancelled, sender=actors.steward)
    match.go_to(swept, "claims_end")
    pool.sweep(swept)
    for reason, call, number in (
        ("funding: already swept", pool.sweep, swept),
        ("funding: claims closed", lambda n: pool.claim(n, 1), swept),
        ("funding: already settled", pool.settle, swept),
        ("funding: already settled", lambda n: pool.cancel_round(n, sender=actors.owner), swept),
        ("funding: round not cancelled", lambda n: pool.refund_gift(n, 1, seats.voter), swept),
        ("funding: not settled", lambda n: pool.return_pledge(n, 1), cancelled),
        ("funding: not settled", pool.sweep, cancelled),
        ("funding: round cancelled", pool.settle, cancelled),
    ):
        with refused(reason, pool):
            call(number)


@pytest.mark.parametrize("in_eth", [True, False])
@pytest.mark.parametrize("ending", ["claim", "sweep", "refund"])
def test_m4__eth_and_tokens__take_every_path(match, pool, actors, seats, in_eth, ending):
    """One asset failed on some paths (its M6, too)."""
    token = match.token(sponsor=actors.voter)
    round_id = match.giving_round(token=ETH if in_eth else token.address)
    pool.fund(round_id, 100, value=100 * in_eth, sender=actors.voter)
    pool.pledge(round_id, 10, 1, 1, value=10 * in_eth, sender=actors.voter)
    pool.give(round_id, 1, 5, value=5 * in_eth, sender=actors.voter)
    if ending == "refund":
        pool.cancel_round(round_id, sender=actors.steward)
        pool.refund(round_id, actors.voter)
        pool.refund_gift(round_id, 1, seats.voter)
    else:
        match.settle(round_id)
        if ending == "claim":
            pool.claim(round_id, 1)
            pool.return_pledge(round_id, 1)
        match.go_to(round_id, "claims_end")
        pool.sweep(round_id)
    assert pool.held(pool.terms(round_id).token) == 0
    assert pool.pot(round_id) == pool.paid(round_id) == 115


def test_m5__every_declared_state__is_reached(match, pool, actors):
    """A way of registering could not be taken at all."""
    now = boa.env.timestamp
    round_id = match.open_round(appeals_end=now + 5 * DAY // 2)
    seen = []
    for end in ("applications_end", "review_end", "appeals_end", "voting_end"):
        seen.append(pool.state(round_id))
        match.go_to(round_id, end)
    seen.append(pool.state(round_id))
    pool.settle(round_id)
    seen.append(pool.state(round_id))
    match.go_to(round_id, "claims_end")
    seen.append(pool.state(round_id))
    pool.sweep(round_id)
    seen.append(pool.state(round_id))
    cancelled = match.open_round()
    pool.cancel_round(cancelled, sender=actors.steward)
    seen.append(pool.state(cancelled))
    assert seen == [1, 2, 9, 3, 4, 5, 6, 7, 8]


def test_m9__money_after_the_count__is_never_locked(match, pool, actors):
    """Funding after the distribution locked the surplus; here it stays its sponsor's."""
    round_id = match.giving_round(pot=10)
    match.settle(round_id)
    pool.fund(round_id, 1, value=1, sender=actors.sponsor)
    match.go_to(round_id, "claims_end")
    pool.sweep(round_id)
    pool.return_top_up(round_id, actors.sponsor, sender=actors.sponsor)
    assert pool.held(ETH) == boa.env.get_balance(pool.address) == 0


def test_m10__nobody_applied_or_gave__money_comes_back(match, pool, actors):
    """A condition that could not be met kept the pool for ever."""
    round_id = match.open_round()
    pool.fund(round_id, 100, value=100, sender=actors.sponsor)
    pool.pledge(round_id, 50, 1, 1, value=50, sender=actors.donor)
    match.scopes.end_role(WORKSHOP, match.seats.steward, STEWARD, sender=actors.owner)
    before = boa.env.get_balance(match.treasury.address), boa.env.get_balance(actors.donor)
    match.settle(round_id)
    pool.return_pledge(round_id, 1)
    match.go_to(round_id, "claims_end")
    pool.sweep(round_id)
    after = boa.env.get_balance(match.treasury.address), boa.env.get_balance(actors.donor)
    assert (after[0] - before[0], after[1] - before[1]) == (100, 50)


@pytest.mark.parametrize("kind", ["FalseReturningTokenMock", "MissingReturnTokenMock"])
def test_tokens__without_a_true_answer__are_refused_or_work(match, pool, actors, kind):
    """F-8: a token that says no gives nothing; one that says nothing is taken by its balance."""
    token = match.token(kind, sponsor=actors.voter)
    round_id = match.giving_round(token=token.address)
    if kind == "FalseReturningTokenMock":
        token.refuse(actors.voter, True)  # it answers false from now on
        with refused("tokens: pull refused", pool):
            pool.give(round_id, 1, 5, sender=actors.voter)
        assert pool.pot(round_id) == 0
    else:
        pool.give(round_id, 1, 5, sender=actors.voter)
        assert pool.gifts(round_id, 1).amount == 5


# Reentrancy


@pytest.fixture
def attack(match, pool, actors, seats):
    """A round in a token that calls back, with what each way of moving money is to be met with."""
    token = deploy_mock("ReentrantTokenMock", 6)
    for account in (actors.voter, actors.sponsor):
        token.mint(account, 10**6)
        token.approve(pool.address, 10**6, sender=account)
    round_id = match.giving_round(token=token.address, inclusive=True)
    pool.fund(round_id, 100, sender=actors.sponsor)
    pool.pledge(round_id, 100, 1, 10, sender=actors.sponsor)
    pool.give(round_id, 1, 50, sender=actors.voter)
    return token, round_id


WAYS = ["give", "fund", "pledge", "return_pledge", "refund_gift", "settle", "pot"]


@pytest.mark.parametrize("name", WAYS)
@pytest.mark.parametrize("moved", ["in", "out"])
def test_token__calls_back_when_moved__changes_nothing(
    match, pool, actors, seats, attack, name, moved
):
    """X-2: each function that moves gifts or pledges is locked while a token is moved."""
    token, round_id = attack
    arguments = {
        "give": (round_id, 1, 1),
        "fund": (round_id, 1),
        "pledge": (round_id, 1, 1, 1),
        "return_pledge": (round_id, 1),
        "refund_gift": (round_id, 1, seats.voter),
        "settle": (round_id,),
        "pot": (round_id,),
    }[name]
    token.arm(*pool.calldata(name, *arguments))
    if moved == "in":
        pool.give(round_id, 1, 7, sender=actors.voter)
    else:
        pool.cancel_round(round_id, sender=actors.steward)
        pool.refund_gift(round_id, 1, seats.voter)
    assert token.attempts() == 1
    assert (token.succeeded(), token.response()) == (False, b"")
    assert pool.held(token.address) == token.balanceOf(pool.address)
