# SPDX-License-Identifier: Apache-2.0
"""Ballots signed here and handed in there, and ballots for others, on both engines."""

import pytest

from cosmolocal.errors import BadInput, GovernorVotingIsNotOpen
from cosmolocal.governance import (
    BATCH,
    BallotFacts,
    Side,
    SignedBallot,
    results_of,
    sign_ballot,
)
from tests.sdk.valley import BAKER, GROWER, HOUR, MILLER


@pytest.fixture
def motion(valley):
    """A proposal whose vote is open."""
    proposal_id = valley.propose(valley.alliance.treasury.pay_action(valley.outsider.address, 1))
    valley.warp(valley.alliance.governance.show(proposal_id).start)
    return proposal_id


@pytest.fixture
def signed(valley, motion):
    """A ballot of a member's."""

    def sign(name, votes=2, side=Side.FOR, **options):
        governance = valley.alliance.governance
        return governance.sign_ballot(motion, side, votes, signer=valley.signer(name), **options)

    return sign


def test_relay__one_bad_ballot__the_others_count_and_it_is_named(valley, motion, signed):
    governance = valley.alliance.governance
    late = signed(MILLER, deadline=valley.local.now - 1)
    ballots = [signed(GROWER, 3), late, signed(BAKER, side=Side.AGAINST)]

    tried = governance.try_ballots(ballots)
    receipt = governance.relay(ballots, signer=valley.outsider)
    results = results_of(ballots, receipt)

    assert tried == results
    assert [result.is_accepted for result in results] == [True, False, True]
    assert (results[1].voter, results[1].reason) == (late.voter, "governor: ballot expired")
    assert "later deadline" in results[1].next_step
    shown = governance.show(motion)
    assert (shown.votes_for, shown.votes_against, shown.heads) == (3, 2, 2)


def test_relay__fifty__fit_into_one_transaction_that_is_estimated(valley, motion, signed):
    ballots = [signed(GROWER)] * BATCH  # the first counts, and costs nothing the others need

    receipt = valley.alliance.governance.relay(ballots, signer=valley.outsider)

    assert [result.is_accepted for result in results_of(ballots, receipt)] == [True] + [False] * 49
    simulation = valley.alliance.governance.relay(ballots, signer=valley.outsider, simulate=True)
    assert simulation.result == (False,) * BATCH


@pytest.mark.parametrize("count", [0, BATCH + 1])
def test_relay__none_or_too_many__is_refused(valley, motion, signed, count):
    with pytest.raises(BadInput, match=f"{count} ballots: the relay takes 1 to 50"):
        valley.alliance.governance.relay([signed(GROWER)] * count, signer=valley.outsider)


def test_relay__too_long__is_refused_by_its_place(valley, motion, signed):
    long = signed(GROWER).model_copy(update={"signature": b"\1" * 1_000})

    with pytest.raises(BadInput, match="ballot 2 has 1,"):
        valley.alliance.governance.relay([signed(BAKER), long], signer=valley.outsider)


def test_relay__for_another_chain_or_alliance__is_refused(valley, signed):
    for changes in ({"chain_id": 1}, {"governor": valley.outsider.address}):
        foreign = signed(GROWER).model_copy(update=changes)
        with pytest.raises(BadInput, match="is for the governor"):
            valley.alliance.governance.relay([foreign], signer=valley.outsider)


def test_sign_ballot__facts_alone__is_the_ballot_that_the_sdk_signs(valley, motion, signed):
    facts = valley.alliance.governance.ballot_facts(motion, valley.address(GROWER))
    read = BallotFacts.loads(facts.dumps())

    ballot = sign_ballot(read, Side.FOR, 2, signer=valley.signer(GROWER))

    assert SignedBallot.loads(ballot.dumps()) == signed(GROWER, 2)
    assert (read.number, read.left, read.nonce) == (1, 100, 0)
    assert read.description.endswith(f"#proposer={valley.address(GROWER)}")


def test_sign_ballot__over_budget_or_by_another_key__is_refused(valley, motion):
    facts = valley.alliance.governance.ballot_facts(motion, valley.address(GROWER))

    with pytest.raises(BadInput, match="11 votes cost 121 credits, 100 are left"):
        sign_ballot(facts, Side.FOR, 11, signer=valley.signer(GROWER))
    with pytest.raises(BadInput, match="the facts are those of"):
        sign_ballot(facts, Side.FOR, 1, signer=valley.signer(BAKER))


def test_loads__no_ballot__names_what_is_wrong(signed):
    with pytest.raises(BadInput, match="side: "):
        SignedBallot.loads(signed(GROWER).dumps().replace('"side": 1', '"side": 3'))


def test_cast_for__delegators__each_pays_itself_until_it_speaks(valley, motion):
    governance, miller = valley.alliance.governance, valley.signer(MILLER)
    seats = [valley.seat(GROWER), valley.seat(BAKER)]
    for name in (GROWER, BAKER):
        valley.alliance.membership.delegate(miller.address, signer=valley.signer(name))

    receipt = governance.cast_for(motion, Side.FOR, seats, 3, signer=miller)

    told = [(e["voter"], e["weight"]) for e in receipt.events if e.name == "VoteCast"]
    assert told == [(valley.address(GROWER), 3), (valley.address(BAKER), 3)]
    assert [governance.credits(seat).spent for seat in seats] == [9, 9]
    governance.vote(motion, Side.AGAINST, 1, signer=valley.signer(GROWER))  # overrides it
    again = governance.cast_for(motion, Side.FOR, seats, 2, signer=miller)
    assert [e["voter"] for e in again.events if e.name == "VoteCast"] == [valley.address(BAKER)]
    shown = governance.show(motion)
    assert (shown.votes_for, shown.votes_against) == (2, 1)


def test_cast_for__a_signed_delegation__is_as_good(valley, motion):
    membership, miller = valley.alliance.membership, valley.signer(MILLER)
    expiry = valley.local.now + HOUR
    slip = membership.sign_delegation(miller.address, expiry, signer=valley.signer(GROWER))
    membership.delegate_by_signature(slip, signer=valley.outsider)

    seats = [valley.seat(GROWER)]
    valley.alliance.governance.cast_for(motion, Side.FOR, seats, signer=miller)

    assert valley.alliance.governance.show(motion).votes_for == 1


def test_cast_for__the_vote_is_over__is_refused(valley, motion):
    governance, miller = valley.alliance.governance, valley.signer(MILLER)
    valley.alliance.membership.delegate(miller.address, signer=valley.signer(GROWER))
    valley.warp(governance.show(motion).end)

    with pytest.raises(GovernorVotingIsNotOpen):
        governance.cast_for(motion, Side.FOR, [valley.seat(GROWER)], signer=miller)
