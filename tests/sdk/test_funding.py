# SPDX-License-Identifier: Apache-2.0
"""Retro rounds through the SDK, on both engines."""

from dataclasses import replace

import pytest
from pydantic import ValidationError

from cosmolocal.alliance import Alliance
from cosmolocal.chain import Chain, Step
from cosmolocal.errors import (
    BadInput,
    FundingNotASteward,
    FundingOverBudget,
    FundingProjectNotApproved,
)
from cosmolocal.funding import Chambers, Review, RoundStatus, replay
from cosmolocal.replay.funding import ballot_hash, ballot_words
from tests.sdk.valley import (
    ARBITER,
    BAKER,
    BOOKKEEPER,
    DRIVER,
    ETHER,
    GROWER,
    HOUR,
    MILL,
    MILLER,
    deploy_token,
)

POT = 5 * ETHER  # no multiple of three


@pytest.fixture
def voting(valley):
    """A round whose vote is open: (round, the miller's project, the baker's project)."""
    number = valley.round(allow_negative=True)
    valley.alliance.funding.fund(number, POT, signer=valley.deployer)
    entry = valley.work(MILLER, 25, confirmer=GROWER)
    projects = [valley.project(number, MILLER, [entry]), valley.project(number, BAKER)]
    valley.warp(valley.alliance.funding.terms(number).applications_end)
    valley.alliance.funding.approve(number, projects, signer=valley.signer(ARBITER))
    valley.warp(valley.alliance.funding.terms(number).review_end)
    return number, *projects


def test_open_round__steward__keeps_the_terms(valley):
    funding, terms = valley.alliance.funding, valley.terms(chambers=Chambers.PERSONS)

    receipt = funding.open_round(terms, signer=valley.signer(BOOKKEEPER))

    assert receipt.event("RoundOpened")["rule"] == "quadratic-votes/1:floor"
    assert funding.terms(1) == terms
    shown = funding.show(1)
    assert (shown.status, shown.pot, shown.projects) == (RoundStatus.APPLICATIONS, 0, ())
    assert funding.count() == 1


def test_open_round__member_without_mandate__is_refused(valley):
    with pytest.raises(FundingNotASteward):
        valley.alliance.funding.open_round(valley.terms(), signer=valley.signer(DRIVER))
    assert valley.alliance.funding.count() == 0


def test_open_round_action__passed_by_vote__opens_it(valley):
    action = valley.alliance.funding.open_round_action(valley.terms(later_by=10 * 86_400))

    valley.pass_(valley.propose(action))

    assert valley.alliance.funding.show(1).status is RoundStatus.APPLICATIONS


@pytest.mark.parametrize("terms", [{"budget": 1.5}, {"budget": True}, {"purpose": "bread"}])
def test_terms__wrong_kind_or_unknown_field__are_refused(valley, terms):
    with pytest.raises(ValidationError):
        valley.terms(**terms)


def test_apply__entries_in_any_order__are_cited(valley):
    number = valley.round()
    entries = [valley.work(MILLER, hours, confirmer=GROWER) for hours in (1, 2, 3)]

    project = valley.project(number, MILLER, sorted(entries, reverse=True))

    state = replay(valley.alliance.events())
    assert state.rounds[number].projects[project].entries == tuple(sorted(entries))


def test_reject__reviewer__keeps_a_project_out(valley):
    number = valley.round()
    project = valley.project(number, BAKER)
    valley.warp(valley.alliance.funding.terms(number).applications_end)

    reason = valley.texts.commit("we paid for that oven last year")
    valley.alliance.funding.reject(number, project, reason=reason, signer=valley.signer(ARBITER))

    assert valley.alliance.funding.show(number).projects[0].review is Review.REJECTED
    valley.warp(valley.alliance.funding.terms(number).review_end)
    with pytest.raises(FundingProjectNotApproved):
        valley.alliance.funding.cast_ballot(number, {project: 1}, signer=valley.signer(GROWER))


def test_cast_ballot__twice__finds_the_previous_one_by_itself(valley, voting):
    number, mill, oven = voting
    funding, grower = valley.alliance.funding, valley.signer(GROWER)

    funding.cast_ballot(number, {oven: 6, mill: 8}, signer=grower)
    funding.cast_ballot(number, {mill: -10}, signer=grower)

    assert [project.votes for project in funding.show(number).projects] == [-10, 0]
    assert funding.ballot(number, valley.seat(GROWER)) == {mill: -10}


def test_cast_ballot__by_a_client_that_remembers_nothing__reads_the_events(valley, voting):
    number, mill, _ = voting
    grower = valley.signer(GROWER)
    valley.alliance.funding.cast_ballot(number, {mill: 3}, signer=grower)

    stranger = Alliance.connect(Chain(valley.local.w3), valley.manifest).funding
    stranger.cast_ballot(number, {}, signer=grower)

    assert stranger.ballot(number, valley.seat(GROWER)) == {}
    assert stranger.show(number).total_votes == 0


def test_ballot__events_without_it__is_bad_input(valley, voting):
    number, mill, _ = voting
    funding, grower = valley.alliance.funding, valley.signer(GROWER)
    funding.cast_ballot(number, {mill: 3}, signer=grower)

    funding._events = list
    with pytest.raises(BadInput, match="the events do not tell the ballot of seat"):
        funding.ballot(number, valley.seat(GROWER))


def test_cast_ballot__over_budget__is_refused_and_changes_nothing(valley, voting):
    number, mill, oven = voting

    with pytest.raises(FundingOverBudget):
        valley.alliance.funding.cast_ballot(
            number, {mill: 8, oven: 7}, signer=valley.signer(GROWER)
        )
    assert valley.alliance.funding.show(number).total_votes == 0


def test_ballot_function__many_at_once__counts_all(valley, voting):
    number, mill, oven = voting
    funding = valley.alliance.funding
    names = [GROWER, DRIVER, ARBITER, MILL]

    valley.alliance.chain.send_many(
        Step(funding.ballot_function(number, {mill: 1, oven: 2}), valley.signer(name))
        for name in names
    )

    assert [project.votes for project in funding.show(number).projects] == [4, 8]


def test_claim__settled_round__pays_shares_and_sweeps_the_dust(valley, voting):
    number, mill, oven = voting
    funding, signer = valley.alliance.funding, valley.outsider
    funding.cast_ballot(number, {mill: 2, oven: 1}, signer=valley.signer(GROWER))
    terms = funding.terms(number)
    valley.warp(terms.voting_end)
    assert funding.show(number).status is RoundStatus.TO_BE_SETTLED

    funding.settle(number, signer=signer)
    paid = [
        funding.claim(number, project, signer=signer).event("Claimed")["amount"]
        for project in (mill, oven)
    ]
    valley.warp(terms.claims_end)
    swept = funding.sweep(number, signer=signer).event("RoundSwept")["amount"]

    assert paid == [POT * 2 // 3, POT // 3]
    assert swept == POT - sum(paid) == 1
    assert valley.alliance.treasury.balance().amount == swept
    assert funding.show(number).status is RoundStatus.SWEPT
    state = replay(valley.alliance.events())
    assert state.contradictions == ()
    assert state.rounds[number].rest == 0


def test_claim__work_taken_back_after_the_settlement__changes_no_payout(valley, voting):
    """L-4: the cited work is corrected to a tenth, its provider leaves, and is paid as settled."""
    number, mill, _ = voting
    funding, ledger, miller = valley.alliance.funding, valley.alliance.ledger, valley.signer(MILLER)
    funding.cast_ballot(number, {mill: 2}, signer=valley.signer(GROWER))
    valley.warp(funding.terms(number).voting_end)
    funding.settle(number, signer=miller)
    settled = funding.show(number).projects
    applied = funding.history(number, mill)[0]
    [entry] = applied.args["entries"]

    correction = ledger.flows.correct(
        entry,
        effort=22 * HOUR,
        evidence=valley.texts.commit("somebody else's hours"),
        occurred_at=valley.local.now - 1,
        signer=miller,
    )
    ledger.confirm(bytes(correction.event("FlowRecorded")["entry"]), signer=valley.signer(GROWER))
    valley.alliance.membership.leave(signer=miller)

    assert funding.show(number).projects == settled
    paid = funding.claim(number, mill, signer=valley.outsider).event("Claimed")
    assert (paid["amount"], paid["payout_address"]) == (POT, miller.address)


def test_refund__cancelled_round__returns_every_gift(valley):
    funding, number = valley.alliance.funding, valley.round()
    sponsor = valley.local.accounts[3]
    before = valley.local.chain.at().balance(sponsor.address)
    fee = funding.fund(number, ETHER, signer=sponsor).fee

    funding.cancel_round(number, signer=valley.signer(BOOKKEEPER))
    funding.refund(number, sponsor.address, signer=valley.outsider)

    assert valley.local.chain.at().balance(sponsor.address) == before - fee
    shown = funding.show(number)
    assert (shown.status, shown.pot, shown.paid) == (RoundStatus.CANCELLED, ETHER, ETHER)
    state = replay(valley.alliance.events()).rounds[number]
    assert (state.is_cancelled, dict(state.sponsors)) == (True, {sponsor.address: 0})


def test_fund__token__takes_what_was_allowed(valley):
    token = deploy_token(valley)
    funding, number = valley.alliance.funding, valley.round(token=token.address)

    funding.allow(number, 500, signer=valley.deployer)
    funding.fund(number, 500, signer=valley.deployer)

    assert funding.show(number).pot == 500
    held = token.functions.balanceOf(funding.address)
    assert valley.alliance.chain.read(held) == 500


def test_allow__round_of_eth__is_bad_input(valley):
    with pytest.raises(BadInput, match="round 1 holds ETH"):
        valley.alliance.funding.allow(valley.round(), 5, signer=valley.deployer)


def test_ballot_hash__of_a_cast_ballot__is_what_the_contract_keeps(valley, voting):
    number, mill, oven = voting
    ballot = {mill: -3, oven: 4}
    funding = valley.alliance.funding
    funding.cast_ballot(number, ballot, signer=valley.signer(GROWER))

    kept = funding.contract.functions.ballot_hash(number, valley.seat(GROWER))

    assert valley.alliance.chain.read(kept) == ballot_hash(ballot)
    assert ballot_hash({}) == bytes(32)


@pytest.mark.parametrize(
    ("name", "changes", "figure"),
    [
        ("BallotCast", {"allocations": ballot_words({1: 11})}, "budget of the ballot"),
        (
            "BallotCast",
            {"allocations": ballot_words({9: 1})},
            "what RetroFunding.BallotCast speaks of",
        ),
        ("RoundSponsored", {"amount": 1}, "pot of round 1"),
        ("RoundSettled", {"total_votes": 4}, "votes of round 1 when settled"),
        ("Claimed", {"amount": 1}, "payout of project 1"),
        ("Claimed", {"payout_address": "0x" + "00" * 20}, "payee of project 1"),
        ("RoundOpened", {"rule": "quadratic-votes/1:largest"}, "rule of round 1"),
        ("RoundOpened", {"rule_hash": bytes(32)}, "rule hash of round 1"),
    ],
)
def test_replay__an_event_that_was_changed__is_contradicted(valley, voting, name, changes, figure):
    number, mill, _ = voting
    funding = valley.alliance.funding
    funding.cast_ballot(number, {mill: 3}, signer=valley.signer(GROWER))
    valley.warp(funding.terms(number).voting_end)
    funding.settle(number, signer=valley.outsider)
    funding.claim(number, mill, signer=valley.outsider)
    events = list(valley.alliance.events())
    [place] = [index for index, event in enumerate(events) if event.name == name]

    events[place] = replace(events[place], args={**events[place].args, **changes})

    figures = [found.figure for found in replay(events).contradictions]
    assert any(found.startswith(figure) for found in figures), figures
