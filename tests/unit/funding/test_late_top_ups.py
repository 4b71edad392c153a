# SPDX-License-Identifier: Apache-2.0
"""Money that comes after the voting: never of the pot, never lost, for the next round (F-9).

fund after the voting → what arrived is kept beside the pot; claims and sweep pass it by
carry_over
├── by anybody, into a later open round of the scope and token → its pot grows, its sponsor is known
├── that round is cancelled → the sponsor has it back as any other sponsor (S-7)
├── another scope or token, an earlier round, the same one → "funding: not its next round"
├── a closed or cancelled round, or none → refused
└── nothing there, or twice → "escrow: nothing to refund"
return_top_up
├── the sponsor, or the owner for it → paid back, once
└── anybody else, no such round → refused
a matching round → the same, within what its rule can multiply
"""

import boa
import pytest

from tests.funding_pool import LATE
from tests.reference.rounds import ETH
from tests.suite import deploy_mock, refused
from tests.unit.funding.stage import DAY, ROOT, the_event


def ended(stage, **changes):
    """A round whose voting is over, with 100 in its pot."""
    round_id = stage.voting_round(pot=100, **changes)
    stage.cast(round_id, stage.actors.voter, {1: 1})
    stage.go_to(round_id, "voting_end")
    return round_id


@pytest.fixture
def late(stage, funding, actors):
    """A round to which a donor gave 7 after the voting."""
    round_id = ended(stage)
    funding.fund(round_id, 7, value=7, sender=actors.donor)
    return round_id


def test_fund__after_the_voting__kept_beside_the_pot(stage, funding, actors):
    round_id = ended(stage)
    funding.fund(round_id, 7, value=7, sender=actors.donor)
    kept = {"round_id": round_id, "sponsor": actors.donor, "amount": 7}
    assert the_event(funding, "TopUpKept") == kept
    assert (funding.pot(round_id), funding.sponsored(round_id, actors.donor)) == (100, 0)
    assert funding.sponsored(round_id | LATE, actors.donor) == 7
    funding.settle(round_id)
    assert funding.payout(round_id, 1) == 100
    funding.claim(round_id, 1)
    stage.go_to(round_id, "claims_end")
    funding.sweep(round_id)
    funding.fund(round_id, 2, value=2, sender=actors.donor)
    assert boa.env.get_balance(funding.address) == funding.held(ETH) == 9


def test_fund__late_in_a_token_with_a_fee__what_arrived(stage, funding, actors):
    """F-8."""
    token = stage.token("FeeTokenMock", 1_000)
    round_id = stage.voting_round(token=token.address)
    stage.go_to(round_id, "voting_end")
    funding.fund(round_id, 100, sender=actors.sponsor)
    assert funding.sponsored(round_id | LATE, actors.sponsor) == 90
    funding.return_top_up(round_id, actors.sponsor, sender=actors.sponsor)
    assert token.balanceOf(funding.address) == funding.held(token.address) == 0


def test_carry_over__next_round__has_it_in_its_pot(stage, funding, actors, late):
    into = stage.open_round()
    funding.fund(into, 5, value=5, sender=actors.donor)
    funding.carry_over(late, into, actors.donor, sender=actors.outsider)
    moved = {"round_id": late, "into": into, "sponsor": actors.donor, "amount": 7, "pot": 12}
    assert the_event(funding, "TopUpCarriedOver") == moved
    assert (funding.pot(into), funding.sponsored(into, actors.donor)) == (12, 12)
    assert funding.sponsored(late | LATE, actors.donor) == 0
    assert funding.pot(late | LATE) == funding.paid(late | LATE) == 7
    with refused("escrow: nothing to refund", funding):
        funding.carry_over(late, into, actors.donor)
    with refused("escrow: nothing to refund", funding):
        funding.return_top_up(late, actors.donor, sender=actors.donor)


def test_carry_over__that_round_is_cancelled__sponsor_has_it_back(stage, funding, actors, late):
    """S-7."""
    into = stage.open_round()
    funding.carry_over(late, into, actors.donor)
    funding.cancel_round(into, sender=actors.steward)
    before = boa.env.get_balance(actors.donor)
    funding.refund(into, actors.donor)
    assert boa.env.get_balance(actors.donor) == before + 7


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        ("same", "funding: pot is closed"),
        ("earlier", "funding: not its next round"),
        ("of_a_token", "funding: not its next round"),
        ("of_another_scope", "funding: not its next round"),
        ("cancelled", "funding: round cancelled"),
        ("unknown", "funding: no such round"),
    ],
)
def test_carry_over__no_round_that_follows__refused(stage, funding, actors, number, reason):
    now = boa.env.timestamp
    earlier = stage.open_round(voting_end=now + 30 * DAY, claims_end=now + 40 * DAY)
    late = ended(stage)
    funding.fund(late, 7, value=7, sender=actors.donor)
    cancelled = stage.open_round()
    funding.cancel_round(cancelled, sender=actors.steward)
    terms = stage.terms(scope=ROOT)
    into = {
        "same": late,
        "earlier": earlier,
        "of_a_token": stage.open_round(token=deploy_mock("TokenMock", 6).address),
        "of_another_scope": funding.open_round(terms.values(), sender=actors.owner),
        "cancelled": cancelled,
        "unknown": 99,
    }[number]
    with refused(reason, funding):
        funding.carry_over(late, into, actors.donor)
    assert funding.sponsored(late | LATE, actors.donor) == 7


@pytest.mark.parametrize("by", ["donor", "owner"])
def test_return_top_up__sponsor_or_owner__paid_back_once(funding, actors, late, by):
    before = boa.env.get_balance(actors.donor)
    funding.return_top_up(late, actors.donor, sender=getattr(actors, by))
    back = {"round_id": late, "sponsor": actors.donor, "amount": 7}
    assert the_event(funding, "TopUpReturned") == back
    assert boa.env.get_balance(actors.donor) == before + 7
    with refused("escrow: nothing to refund", funding):
        funding.return_top_up(late, actors.donor, sender=actors.donor)


def test_return_top_up__others_or_no_round__refused(funding, actors, late):
    with refused("funding: not the sponsor", funding):
        funding.return_top_up(late, actors.donor, sender=actors.sponsor)
    for number in (0, 99, late | LATE):
        with refused("funding: no such round", funding):
            funding.return_top_up(number, actors.donor, sender=actors.donor)
    assert funding.sponsored(late | LATE, actors.donor) == 7


def test_matching__late_gift_of_a_sponsor__goes_to_the_next_round(match, pool, actors):
    round_id = match.giving_round(pot=50)
    match.settle(round_id)
    pool.fund(round_id, 7, value=7, sender=actors.donor)
    with refused("funding: pot is closed", pool):
        pool.pledge(round_id, 7, 1, 1, value=7, sender=actors.donor)
    into = match.open_round()
    pool.carry_over(round_id, into, actors.donor)
    assert (pool.pot(round_id), pool.pot(into), pool.matching_pot(into)) == (50, 7, 7)


def test_matching__more_than_the_rule_can_multiply__refused_whichever_way(match, pool, actors):
    token = deploy_mock("TokenMock", 6)
    token.mint(actors.donor, 2**98)
    token.approve(pool.address, 2**98, sender=actors.donor)
    ended_round = match.giving_round(token=token.address)
    match.go_to(ended_round, "voting_end")
    pool.fund(ended_round, 2, sender=actors.donor)
    into = match.open_round(token=token.address)
    pool.fund(into, 2**96 - 2, sender=actors.donor)
    for call in (
        lambda: pool.fund(into, 2, sender=actors.donor),
        lambda: pool.pledge(into, 2, 1, 1, sender=actors.donor),
        lambda: pool.carry_over(ended_round, into, actors.donor),
    ):
        with refused("matching: pot too large", pool):
            call()
    assert pool.pot(into) == 2**96 - 2
