# SPDX-License-Identifier: Apache-2.0
"""What was found in a comparable system must not be found here: Allo v2, Sherlock contest 2023-09.

One test per finding that applies; those about clones, profiles or another chain do not. H2, M12 and
M14 are test_pools_known_findings, for every mechanism.
H4 is test_retro_funding_permissions, M7 is test_retro_funding_periods.
"""

import boa
import pytest

from tests.reference.rounds import ETH, STEWARD
from tests.suite import refused
from tests.unit.funding.stage import DAY, WORKSHOP, the_event


def tally(funding, round_id):
    return [funding.votes(round_id, project) for project in (1, 2, 3)]


def test_h1__voting_again__never_exceeds_the_budget(stage, funding, actors):
    """Spent credits were not written back, so that votes were unlimited."""
    round_id, last = stage.voting_round(), {}
    for votes in ({1: 10}, {2: 10}, {3: 10}, {1: 6, 2: 8}):
        stage.cast(round_id, actors.voter, votes, previous=last)
        last = votes
        assert sum(given**2 for given in tally(funding, round_id)) <= 100
        with refused("funding: not the last ballot", funding):
            stage.cast(round_id, actors.voter, {1: 10})
    assert tally(funding, round_id) == [6, 8, 0]


def test_h5__after_approval__nothing_of_an_application_changes(stage, funding, actors):
    """F-10: a bid could be changed between approval and payout."""
    round_id = stage.voting_round(pot=100)
    frozen = tuple(funding.application(round_id, 1))
    with refused("funding: applications closed", funding):
        stage.apply(round_id, actors.applicant, to=actors.outsider)
    stage.cast(round_id, actors.voter, {1: 1})
    stage.go_to(round_id, "voting_end")
    funding.settle(round_id)
    funding.claim(round_id, 1)
    assert the_event(funding, "Claimed")["payout_address"] == frozen[1] == actors.applicant
    assert tuple(funding.application(round_id, 1)) == frozen


@pytest.mark.parametrize("fee_bps", [1, 5_000])
def test_m1__fee_on_transfer__pays_what_it_has(stage, funding, actors, fee_bps):
    """The pool owed more than had arrived (its M8 and M11, too)."""
    token = stage.token("FeeTokenMock", fee_bps)
    round_id = stage.voting_round(token=token.address)
    funding.fund(round_id, 1_000_000, sender=actors.sponsor)
    stage.cast(round_id, actors.voter, {1: 1, 2: 1})
    stage.go_to(round_id, "voting_end")
    funding.settle(round_id)
    for project in (1, 2):
        funding.claim(round_id, project)
    stage.go_to(round_id, "claims_end")
    funding.sweep(round_id)
    assert token.balanceOf(funding.address) == funding.held(token.address) == 0


def test_m2__votes_in_steps__count_like_votes_at_once(stage, funding, actors):
    """F-2: repeated votes were added to the total again, so that splitting multiplied them."""
    round_id, last = stage.voting_round(), {}
    for votes in ({1: 1}, {1: 2}, {1: 3, 2: -1}, {1: 6, 2: -8}):
        stage.cast(round_id, actors.elector, votes, previous=last)
        last = votes
    in_steps = tally(funding, round_id)
    stage.cast(round_id, actors.voter, {1: 6, 2: -8})
    assert tally(funding, round_id) == [2 * votes for votes in in_steps] == [12, -16, 0]


def test_m3__terminal_states__are_terminal(stage, funding, actors):
    """Milestones could be set again after they were paid."""
    swept, cancelled = stage.settled_round({1: 1}), stage.open_round()
    stage.apply(cancelled, actors.applicant)
    funding.cancel_round(cancelled, sender=actors.steward)
    stage.go_to(swept, "claims_end")
    funding.sweep(swept)
    for reason, call, number in (
        ("funding: already swept", funding.sweep, swept),
        ("funding: claims closed", lambda n: funding.claim(n, 1), swept),
        ("funding: already settled", funding.settle, swept),
        ("funding: already settled", lambda n: funding.cancel_round(n, sender=actors.owner), swept),
        ("funding: not settled", funding.sweep, cancelled),
        ("funding: not settled", lambda n: funding.claim(n, 1), cancelled),
        ("funding: round cancelled", funding.settle, cancelled),
    ):
        with refused(reason, funding):
            call(number)


@pytest.mark.parametrize("in_eth", [True, False])
@pytest.mark.parametrize("ending", ["claim", "sweep", "refund"])
def test_m4__eth_and_tokens__take_every_path(stage, funding, actors, in_eth, ending):
    """One asset failed on some paths (its M6, too)."""
    changes = {} if in_eth else {"token": stage.token().address}
    round_id = stage.voting_round(**changes)
    funding.fund(round_id, 100, value=100 * in_eth, sender=actors.sponsor)
    stage.cast(round_id, actors.voter, {1: 1})
    if ending == "refund":
        funding.cancel_round(round_id, sender=actors.steward)
        funding.refund(round_id, actors.sponsor)
    else:
        stage.go_to(round_id, "voting_end")
        funding.settle(round_id)
        if ending == "claim":
            funding.claim(round_id, 1)
        else:
            stage.go_to(round_id, "claims_end")
            funding.sweep(round_id)
    assert funding.held(funding.terms(round_id).token) == 0
    assert funding.pot(round_id) == funding.paid(round_id) == 100


def test_m5__every_declared_state__is_reached(stage, funding, actors):
    """A way of registering could not be taken at all."""
    round_id, seen = stage.open_round(), []
    for end in ("applications_end", "review_end", "voting_end"):
        seen.append(funding.state(round_id))
        stage.go_to(round_id, end)
    seen.append(funding.state(round_id))
    funding.settle(round_id)
    seen.append(funding.state(round_id))
    stage.go_to(round_id, "claims_end")
    seen.append(funding.state(round_id))
    funding.sweep(round_id)
    seen.append(funding.state(round_id))
    cancelled = stage.open_round()
    funding.cancel_round(cancelled, sender=actors.steward)
    seen.append(funding.state(cancelled))
    assert seen == [1, 2, 3, 4, 5, 6, 7, 8]


def test_m9__money_after_the_count__is_never_locked(stage, funding, actors):
    """Funding after the distribution locked the surplus; here it stays its sponsor's."""
    round_id = stage.settled_round({1: 1})
    funding.fund(round_id, 1, value=1, sender=actors.sponsor)
    stage.go_to(round_id, "claims_end")
    funding.sweep(round_id)
    funding.return_top_up(round_id, actors.sponsor, sender=actors.sponsor)
    assert funding.held(ETH) == boa.env.get_balance(funding.address) == 0


def test_m10__nobody_applied_or_voted__money_comes_back(stage, funding, actors):
    """A condition that could not be met kept the pool for ever."""
    round_id = stage.open_round()
    funding.fund(round_id, 100, value=100, sender=actors.sponsor)
    stage.scopes.end_role(WORKSHOP, stage.seats.steward, STEWARD, sender=actors.owner)
    boa.env.timestamp += 40 * DAY
    funding.settle(round_id)
    funding.sweep(round_id)
    assert boa.env.get_balance(stage.treasury.address) == 100
