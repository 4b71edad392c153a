# SPDX-License-Identifier: Apache-2.0
"""Reentrancy (X-2): whoever is called in the middle of a call can change nothing in the rounds.

Real attackers: a payee that calls back when it gets ETH, and a token that calls back when it is
moved; each tries every function that writes, and a view. The lock refuses before any other check
could, so its answer is the only one without a reason.
"""

import boa
import pytest

from tests.reference.rounds import ETH
from tests.suite import deploy_mock
from tests.unit.funding.stage import CONTENT, REASON


def attacks(stage, round_id, cancelled, attacker):
    """A call of every writing function, and of a view: its target and what it says."""
    funding, terms = stage.funding, stage.terms().values()
    return {
        "claim": funding.calldata("claim", round_id, 1),
        "claim another": funding.calldata("claim", round_id, 2),
        "refund": funding.calldata("refund", cancelled, attacker),
        "sweep": funding.calldata("sweep", round_id),
        "settle": funding.calldata("settle", round_id),
        "fund": funding.calldata("fund", round_id, 0),
        "open_round": funding.calldata("open_round", terms),
        "cancel_round": funding.calldata("cancel_round", round_id),
        "apply": funding.calldata("apply", round_id, attacker, CONTENT, []),
        "approve": funding.calldata("approve", round_id, [1], REASON),
        "reject": funding.calldata("reject", round_id, 1, REASON),
        "cast_ballot": funding.calldata("cast_ballot", round_id, [1 << 16 | 1], []),
        "transfer_ownership": funding.calldata("transfer_ownership", attacker),
        "view": funding.calldata("pot", round_id),
    }


BY_THE_LOCK = (False, b"")
NAMES = [
    *("claim", "claim another", "refund", "sweep", "settle", "fund", "open_round", "cancel_round"),
    *("apply", "approve", "reject", "cast_ballot", "transfer_ownership", "view"),
]


def settled_with_payee(stage, payee, token=ETH):
    """A settled round of 100 in which the payee has half, and a cancelled one it sponsored."""
    actors = stage.actors
    round_id, cancelled = stage.open_round(token=token), stage.open_round(token=token)
    stage.apply(round_id, actors.applicant, to=payee)
    stage.apply(round_id, actors.maker, to=payee)
    stage.approve(round_id, 1, 2)
    stage.go_to(round_id, "review_end")
    stage.cast(round_id, actors.voter, {1: 1, 2: 1})
    return round_id, cancelled


@pytest.mark.parametrize("name", NAMES)
def test_payee__calls_back_when_paid__changes_nothing(stage, funding, actors, name):
    """X-2."""
    payee = deploy_mock("PayeeMock")
    boa.env.set_balance(payee.address, 40)
    round_id, cancelled = settled_with_payee(stage, payee.address)
    funding.fund(round_id, 100, value=100, sender=actors.sponsor)
    payee.act(*funding.calldata("fund", cancelled, 40), 40)
    funding.cancel_round(cancelled, sender=actors.steward)
    stage.go_to(round_id, "voting_end")
    funding.settle(round_id)

    payee.arm(*attacks(stage, round_id, cancelled, payee.address)[name])
    funding.claim(round_id, 1)
    funding.refund(cancelled, payee.address)
    assert (payee.attempts(), payee.succeeded(), payee.response()) == (2, *BY_THE_LOCK)
    assert boa.env.get_balance(payee.address) == 50 + 40
    assert (funding.paid(round_id), funding.paid(cancelled), funding.held(ETH)) == (50, 40, 50)
    assert [funding.is_claimed(round_id, project) for project in (1, 2)] == [True, False]


@pytest.mark.parametrize("name", NAMES)
def test_token__calls_back_when_moved__changes_nothing(stage, funding, actors, name):
    """X-2."""
    token = stage.token("ReentrantTokenMock")
    round_id, cancelled = settled_with_payee(stage, actors.donor, token=token.address)
    attack = attacks(stage, round_id, cancelled, token.address)[name]
    token.arm(*attack)
    funding.fund(round_id, 100, sender=actors.sponsor)
    assert (token.attempts(), token.succeeded(), token.response()) == (1, *BY_THE_LOCK)
    assert (funding.pot(round_id), funding.sponsored(round_id, actors.sponsor)) == (100, 100)

    stage.go_to(round_id, "voting_end")
    funding.settle(round_id)
    funding.claim(round_id, 1)
    assert (token.attempts(), token.succeeded(), token.response()) == (2, *BY_THE_LOCK)
    assert (token.balanceOf(actors.donor), funding.held(token.address)) == (50, 50)
    stage.go_to(round_id, "claims_end")
    funding.sweep(round_id)
    assert (token.attempts(), token.succeeded(), token.response()) == (3, *BY_THE_LOCK)
    assert token.balanceOf(stage.treasury.address) == 50


def test_payee__calls_back_disarmed_lock__would_succeed(stage, funding, actors):
    """The control: outside of a payment the same call goes through."""
    payee = deploy_mock("PayeeMock")
    round_id, cancelled = settled_with_payee(stage, payee.address)
    funding.fund(round_id, 100, value=100, sender=actors.sponsor)
    stage.go_to(round_id, "voting_end")
    funding.settle(round_id)
    payload = attacks(stage, round_id, cancelled, payee.address)["claim another"]
    payee.act(*payload, 0)
    assert funding.is_claimed(round_id, 2)
