# SPDX-License-Identifier: Apache-2.0
"""settle, claim, sweep

settle
├── whoever calls, from the first second after the voting → figures frozen and logged
├── after the claims were to end → still possible, so that the round can be swept
├── a second early → "funding: voting not over"; twice → "funding: already settled"
└── no such round / cancelled → refused
claim
├── whoever calls → floor(pot * votes / sum) to the bound address only; logged (S-6)
├── pot minus payouts < number of projects with votes, none above its share (F-4)
├── twice → "funding: already claimed" (F-6)
├── zero or negative votes, or a share below one unit → "funding: nothing to claim"
├── before settlement → "funding: not settled"; from claims_end on → "funding: claims closed"
├── no such project / no such round → refused
├── a payee that refuses → blocks only itself
└── a token that takes more than the payment → "escrow: token took more"
sweep
├── whoever calls, from claims_end on → all that is left to the treasury, once; logged (F-9)
├── nothing left → swept, with an event of zero
├── all votes zero or negative → nothing was payable, everything is swept
├── a second early → "funding: claims still open"; twice → "funding: already swept"
└── not settled / cancelled / no such round → refused
"""

import boa
import pytest

from tests.reference.rounds import CLAIMS, ETH, SWEPT, TO_SETTLE, TO_SWEEP
from tests.suite import deploy_mock, refused
from tests.unit.funding.stage import DAY, ETHER, the_event


def claim_all(funding, round_id):
    """Claim what can be claimed; the amounts by project."""
    amounts = {}
    for project in range(1, funding.project_count(round_id) + 1):
        if funding.payout(round_id, project):
            funding.claim(round_id, project)
            amounts[project] = the_event(funding, "Claimed")["amount"]
    return amounts


# settle


def test_settle__after_the_voting__freezes_and_logs(stage, funding, actors):
    round_id = stage.voting_round(pot=100)
    stage.cast(round_id, actors.voter, {1: 2, 2: 1, 3: -4})
    stage.go_to(round_id, "voting_end")
    assert funding.state(round_id) == TO_SETTLE
    funding.settle(round_id, sender=actors.outsider)
    assert the_event(funding, "RoundSettled") == {
        "round_id": round_id,
        "pot": 100,
        "total_votes": 3,
        "payable_amount": 66 + 33,
    }
    assert funding.state(round_id) == CLAIMS
    assert [funding.payout(round_id, project) for project in (1, 2, 3)] == [66, 33, 0]


def test_settle__a_second_early__refused(stage, funding):
    round_id = stage.voting_round()
    boa.env.timestamp += DAY - 1
    with refused("funding: voting not over", funding):
        funding.settle(round_id)


def test_settle__twice__refused(stage, funding):
    round_id = stage.settled_round({1: 1})
    with refused("funding: already settled", funding):
        funding.settle(round_id)


def test_settle__cancelled_or_unknown__refused(stage, funding, actors):
    round_id = stage.voting_round()
    stage.go_to(round_id, "voting_end")
    funding.cancel_round(round_id, sender=actors.steward)
    with refused("funding: round cancelled", funding):
        funding.settle(round_id)
    with refused("funding: no such round", funding):
        funding.settle(round_id + 1)


def test_settle__after_the_claims_were_to_end__then_swept(stage, funding):
    round_id = stage.voting_round(pot=100)
    stage.go_to(round_id, "claims_end")
    with refused("funding: not settled", funding):
        funding.sweep(round_id)
    funding.settle(round_id)
    with refused("funding: claims closed", funding):
        funding.claim(round_id, 1)
    funding.sweep(round_id)
    assert boa.env.get_balance(stage.treasury.address) == 100


def test_settle__without_projects_or_money__possible(stage, funding):
    round_id = stage.open_round()
    stage.go_to(round_id, "voting_end")
    funding.settle(round_id)
    assert the_event(funding, "RoundSettled") == {
        "round_id": round_id,
        "pot": 0,
        "total_votes": 0,
        "payable_amount": 0,
    }


# claim


def test_claim__by_anybody__paid_to_the_bound_address_only(stage, funding, actors):
    """S-6, F-10."""
    round_id = stage.open_round()
    stage.apply(round_id, actors.applicant, to=actors.donor)
    stage.apply(round_id, actors.maker)
    stage.approve(round_id, 1, 2)
    funding.fund(round_id, 100, value=100, sender=actors.sponsor)
    stage.go_to(round_id, "review_end")
    stage.cast(round_id, actors.voter, {1: 2, 2: 1})
    stage.go_to(round_id, "voting_end")
    funding.settle(round_id)
    purses = (actors.donor, actors.applicant, actors.outsider)
    before = [boa.env.get_balance(account) for account in purses]

    funding.claim(round_id, 1, sender=actors.outsider)
    assert the_event(funding, "Claimed") == {
        "round_id": round_id,
        "project": 1,
        "payout_address": actors.donor,
        "amount": 66,
    }
    after = [boa.env.get_balance(account) for account in purses]
    assert [end - start for start, end in zip(before, after, strict=True)] == [66, 0, 0]
    assert (funding.paid(round_id), funding.held(ETH)) == (66, 34)
    assert [funding.is_claimed(round_id, project) for project in (1, 2)] == [True, False]


@pytest.mark.parametrize(
    ("pot", "votes", "payouts"),
    [
        (100, {1: 1, 2: 1, 3: 1}, {1: 33, 2: 33, 3: 33}),
        (2, {1: 1, 2: 1, 3: 1}, {}),
        (99, {1: 9, 2: -3, 3: 2}, {1: 81, 3: 18}),
        (ETHER, {1: 7}, {1: ETHER}),
        (10, {1: 5, 2: 4, 3: 1}, {1: 5, 2: 4, 3: 1}),
    ],
)
def test_claim__all_projects__floors_and_dust(stage, funding, pot, votes, payouts):
    """F-4."""
    round_id = stage.settled_round(votes, pot=pot)
    settled = the_event(funding, "RoundSettled")
    assert claim_all(funding, round_id) == payouts

    paid, winners = sum(payouts.values()), sum(given > 0 for given in votes.values())
    assert funding.paid(round_id) == settled["payable_amount"] == paid
    assert 0 <= pot - paid < winners


def test_claim__largest_pot_and_votes__exact(stage, funding, actors):
    """F-4."""
    token, pot = stage.token(), 2**128 - 1
    token.mint(actors.sponsor, pot)
    token.approve(funding.address, pot, sender=actors.sponsor)
    round_id = stage.voting_round(token=token.address, budget=2**24 - 1)
    funding.fund(round_id, pot, sender=actors.sponsor)
    stage.cast(round_id, actors.voter, {1: 4095})
    stage.cast(round_id, actors.elector, {2: 4094, 3: -4})
    stage.go_to(round_id, "voting_end")
    funding.settle(round_id)
    assert claim_all(funding, round_id) == {1: pot * 4095 // 8189, 2: pot * 4094 // 8189}


def test_claim__twice__refused(stage, funding):
    """F-6."""
    round_id = stage.settled_round({1: 1, 2: 1})
    funding.claim(round_id, 1)
    with refused("funding: already claimed", funding):
        funding.claim(round_id, 1)
    funding.claim(round_id, 2)
    assert funding.paid(round_id) == 100


@pytest.mark.parametrize(("project", "pot"), [(2, 100), (3, 100), (1, 0)])
def test_claim__nothing_due__refused(stage, funding, project, pot):
    round_id = stage.settled_round({1: 1, 3: -1}, pot=pot)
    with refused("funding: nothing to claim", funding):
        funding.claim(round_id, project)


@pytest.mark.parametrize("project", [0, 4, 2**256 - 1])
def test_claim__no_such_project__refused(stage, funding, actors, project):
    round_id = stage.settled_round({1: 1})
    with refused("funding: no such project", funding):
        funding.claim(round_id, project)
    with refused("funding: no such project", funding):  # nor if the desk had let it pass
        funding.pay_project(round_id, project, actors.voter, sender=funding.desk.address)


def test_claim__before_settlement_or_unknown_round__refused(stage, funding, actors):
    round_id = stage.voting_round(pot=100)
    stage.cast(round_id, actors.voter, {1: 1})
    stage.go_to(round_id, "voting_end")
    with refused("funding: not settled", funding):
        funding.claim(round_id, 1)
    with refused("funding: no such project", funding):
        funding.claim(round_id + 1, 1)


def test_claim__last_second__paid_and_the_next_refused(stage, funding):
    round_id = stage.settled_round({1: 1})
    stage.go_to(round_id, "claims_end")
    assert funding.state(round_id) == TO_SWEEP
    with refused("funding: claims closed", funding):
        funding.claim(round_id, 1)
    boa.env.timestamp -= 1
    funding.claim(round_id, 1)
    assert funding.paid(round_id) == 100


def test_claim__of_a_token__paid_in_it(stage, funding, actors):
    token = stage.token("MissingReturnTokenMock")
    round_id = stage.voting_round(token=token.address)
    funding.fund(round_id, 900, sender=actors.sponsor)
    stage.cast(round_id, actors.voter, {1: 2, 2: 1})
    stage.go_to(round_id, "voting_end")
    funding.settle(round_id)
    assert claim_all(funding, round_id) == {1: 600, 2: 300}
    balances = [token.balanceOf(a) for a in (actors.applicant, actors.maker, funding.address)]
    assert balances == [600, 300, 0]


def test_claim__payee_refuses__blocks_only_itself(stage, funding, actors):
    stubborn = deploy_mock("PayeeMock")
    round_id = stage.open_round()
    stage.apply(round_id, actors.applicant, to=stubborn.address)
    stage.apply(round_id, actors.maker)
    stage.approve(round_id, 1, 2)
    funding.fund(round_id, 100, value=100, sender=actors.sponsor)
    stage.go_to(round_id, "review_end")
    stage.cast(round_id, actors.voter, {1: 1, 2: 1})
    stage.go_to(round_id, "voting_end")
    funding.settle(round_id)

    stubborn.refuse(True)
    with refused("payee: refused", funding):
        funding.claim(round_id, 1)
    funding.claim(round_id, 2)
    assert (funding.is_claimed(round_id, 1), funding.paid(round_id)) == (False, 50)
    stubborn.refuse(False)
    funding.claim(round_id, 1)
    assert boa.env.get_balance(stubborn.address) == 50


def test_claim__token_takes_more__refused_and_other_rounds_whole(stage, funding, actors):
    """S-3."""
    token = stage.token("GreedyTokenMock")
    other = stage.open_round(token=token.address)
    round_id = stage.voting_round(token=token.address)
    for number, amount in ((other, 500), (round_id, 100)):
        funding.fund(number, amount, sender=actors.sponsor)
    stage.cast(round_id, actors.voter, {1: 1})
    stage.go_to(round_id, "voting_end")
    funding.settle(round_id)
    token.set_toll(1)
    with refused("escrow: token took more", funding, token):
        funding.claim(round_id, 1)
    assert token.balanceOf(funding.address) == funding.held(token.address) == 600


def test_claim__token_returns_false__refused(stage, funding, actors):
    token = stage.token("FalseReturningTokenMock")
    round_id = stage.voting_round(token=token.address)
    funding.fund(round_id, 100, sender=actors.sponsor)
    stage.cast(round_id, actors.voter, {1: 1, 2: 1})
    stage.go_to(round_id, "voting_end")
    funding.settle(round_id)
    token.refuse(actors.applicant, True)
    with refused("tokens: transfer refused", funding):
        funding.claim(round_id, 1)
    funding.claim(round_id, 2)
    assert token.balanceOf(actors.maker) == 50


# sweep


def test_sweep__after_the_claims__rest_to_the_treasury(stage, funding, actors):
    """F-9, S-6."""
    round_id = stage.settled_round({1: 2, 2: 1})
    funding.claim(round_id, 1)
    stage.go_to(round_id, "claims_end")
    funding.sweep(round_id, sender=actors.outsider)
    swept = {"round_id": round_id, "to": stage.treasury.address, "amount": 34}
    assert the_event(funding, "RoundSwept") == swept
    assert boa.env.get_balance(stage.treasury.address) == 34
    assert (funding.pot(round_id), funding.paid(round_id), funding.held(ETH)) == (100, 100, 0)
    assert funding.state(round_id) == SWEPT


def test_sweep__of_a_token__paid_in_it(stage, funding, actors):
    token = stage.token()
    round_id = stage.voting_round(token=token.address)
    funding.fund(round_id, 900, sender=actors.sponsor)
    stage.go_to(round_id, "claims_end")
    funding.settle(round_id)
    funding.sweep(round_id)
    assert token.balanceOf(stage.treasury.address) == 900
    assert token.balanceOf(funding.address) == 0


def test_sweep__nothing_left__swept_with_an_event_of_zero(stage, funding):
    round_id = stage.settled_round({1: 1})
    funding.claim(round_id, 1)
    stage.go_to(round_id, "claims_end")
    funding.sweep(round_id)
    assert the_event(funding, "RoundSwept")["amount"] == 0
    assert funding.state(round_id) == SWEPT


@pytest.mark.parametrize("votes", [{}, {1: -3}, {1: -1, 2: -2, 3: -3}])
def test_sweep__all_votes_zero_or_negative__everything(stage, funding, votes):
    round_id = stage.settled_round(votes)
    assert the_event(funding, "RoundSettled")["payable_amount"] == 0
    for project in (1, 2, 3):
        with refused("funding: nothing to claim", funding):
            funding.claim(round_id, project)
    stage.go_to(round_id, "claims_end")
    funding.sweep(round_id)
    assert boa.env.get_balance(stage.treasury.address) == 100


def test_sweep__a_second_early__refused(stage, funding):
    """F-9."""
    round_id = stage.settled_round({1: 1})
    boa.env.timestamp += DAY - 1
    with refused("funding: claims still open", funding):
        funding.sweep(round_id)


def test_sweep__twice__refused(stage, funding):
    other = stage.settled_round({1: 1})
    round_id = stage.settled_round({1: 1})
    stage.go_to(round_id, "claims_end")
    funding.sweep(round_id)
    with refused("funding: already swept", funding):
        funding.sweep(round_id)
    assert (funding.held(ETH), funding.pot(other)) == (100, 100)


def test_sweep__cancelled_or_unknown__refused(stage, funding, actors):
    round_id = stage.voting_round(pot=100)
    funding.cancel_round(round_id, sender=actors.steward)
    stage.go_to(round_id, "claims_end")
    with refused("funding: not settled", funding):
        funding.sweep(round_id)
    with refused("funding: no such round", funding):
        funding.sweep(round_id + 1)
