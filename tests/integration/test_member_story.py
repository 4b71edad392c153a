# SPDX-License-Identifier: Apache-2.0
"""A member's season across all contracts, on chains that ape runs: from work to payout."""

import pytest

from cosmolocal.deploy.steps import ADMIN_ROLE, GOVERNOR_ROLES, role_id
from cosmolocal.deploy.verify import verify as verify_deployment
from cosmolocal.errors import GovernorOverBudget, LedgerOwnEntry
from cosmolocal.funding import RoundStatus, Terms, project_of, round_of
from cosmolocal.governance import ProposalStatus, Side, proposal_of
from cosmolocal.ledger import entry_of
from cosmolocal.verify import verify

ETHER, HOUR, DAY = 10**18, 3_600, 86_400
MILLER, GROWER, BAKER = "Ilse Brandt", "Amara Okafor", "Tomás Leite"
BOOKKEEPER, TEACHER = "Bente Krogh", "Rui Carvalho"


def test_deployment__by_an_ape_account__is_verified_and_leaves_it_no_power(valley):
    assert valley.alliance.manifest.status == "verified"
    comparison = verify_deployment(valley.description, valley.chain, valley.alliance.manifest)
    assert comparison.is_as_described
    timelock = valley.alliance.contracts["Timelock"].functions
    for role in (ADMIN_ROLE, *map(role_id, GOVERNOR_ROLES)):
        assert not valley.chain.read(timelock.hasRole(role, valley.deployer.address))


def test_story__a_season__ends_with_money_paid_and_every_figure_rebuilt(valley):
    terms = open_round(valley)
    entry = work(valley)
    decide(valley, round_id=1)
    projects = apply_and_review(valley, terms, entry)
    vote_and_pay(valley, terms, projects)
    close(valley, terms)


def open_round(valley):
    """A steward opens a round long enough for the vote that fills it."""
    ends = ("applications_end", "review_end", "voting_end", "claims_end")
    moments = (valley.now + days * DAY for days in (20, 25, 32, 60))
    terms = Terms(scope=1, budget=100, **dict(zip(ends, moments, strict=True)))
    receipt = valley.alliance.funding.open_round(terms, signer=valley.signer(BOOKKEEPER))
    assert round_of(receipt) == 1
    return terms


def work(valley):
    """Twenty-five hours at the mill, confirmed by who brought the grain."""
    ledger, miller = valley.alliance.ledger, valley.signer(MILLER)
    receipt = ledger.record_work(
        valley.scope("From Grain to Bread"),
        effort_seconds=25 * HOUR,
        occurred_at=valley.now,
        evidence=valley.texts.commit("forty sacks of rye"),
        signer=miller,
    )
    with pytest.raises(LedgerOwnEntry):
        ledger.confirm(entry_of(receipt), signer=miller)
    ledger.confirm(entry_of(receipt), signer=valley.signer(GROWER))
    return entry_of(receipt)


def decide(valley, round_id):
    """The alliance decides by quadratic vote to fund the round."""
    governance, treasury = valley.alliance.governance, valley.alliance.treasury
    treasury.deposit(9 * ETHER, signer=valley.deployer)
    motion = valley.texts.commit("fund the first round")
    action = treasury.fund_action(round_id, 6 * ETHER)
    grower = valley.signer(GROWER)
    proposal_id = proposal_of(governance.propose([action], motion, signer=grower))
    valley.warp(governance.show(proposal_id).start)
    with pytest.raises(GovernorOverBudget):
        governance.vote(proposal_id, Side.FOR, 11, signer=grower)
    for votes, name in enumerate((GROWER, MILLER, BAKER, BOOKKEEPER), start=7):
        governance.vote(proposal_id, Side.FOR, votes, signer=valley.signer(name))
    ballot = governance.sign_ballot(proposal_id, Side.AGAINST, 10, signer=valley.signer(TEACHER))
    governance.vote_by_signature(ballot, signer=valley.deployer)
    shown = governance.show(proposal_id)
    assert (shown.votes_for, shown.votes_against, shown.quorum) == (34, 10, 4)
    valley.warp(shown.end)
    governance.queue(proposal_id, signer=valley.deployer)
    valley.warp(governance.show(proposal_id).eta)
    governance.execute(proposal_id, signer=valley.deployer)
    assert governance.show(proposal_id).status is ProposalStatus.EXECUTED
    assert treasury.balance().amount == 3 * ETHER


def apply_and_review(valley, terms, entry):
    """Two members apply, one of them with proof of work; a third one's reviewers agree."""
    funding = valley.alliance.funding
    projects = [
        project_of(
            funding.apply(
                1,
                valley.signer(name).address,
                valley.texts.commit(f"what {name} needs"),
                entries,
                signer=valley.signer(name),
            )
        )
        for name, entries in ((MILLER, [entry]), (BAKER, []))
    ]
    valley.warp(terms.applications_end)
    funding.approve(1, projects, signer=valley.signer(TEACHER))
    return projects


def vote_and_pay(valley, terms, projects):
    """Every seat spreads its credits; the pot follows the votes."""
    funding, (mill, oven) = valley.alliance.funding, projects
    valley.warp(terms.review_end)
    for name in (GROWER, BOOKKEEPER, TEACHER):
        funding.cast_ballot(1, {mill: 4, oven: 2}, signer=valley.signer(name))
    funding.cast_ballot(1, {mill: 1}, signer=valley.signer(TEACHER))
    valley.warp(terms.voting_end)
    funding.settle(1, signer=valley.deployer)
    before = valley.chain.at().balance(valley.signer(MILLER).address)
    for project in projects:
        funding.claim(1, project, signer=valley.deployer)
    after = valley.chain.at().balance(valley.signer(MILLER).address)
    assert after - before == 6 * ETHER * 9 // 13


def close(valley, terms):
    """The dust goes home, the next season begins, and everything is rebuilt from events."""
    valley.warp(terms.claims_end)
    valley.alliance.funding.sweep(1, signer=valley.deployer)
    shown = valley.alliance.funding.show(1)
    assert (shown.status, shown.paid) == (RoundStatus.SWEPT, shown.pot)
    valley.warp(valley.alliance.membership.seasons.start(1))
    miller = valley.alliance.membership.seat(valley.signer(MILLER).address)
    assert valley.alliance.governance.credits(miller).budget == 105
    found = verify(valley.alliance)
    assert found.differences == ()
    assert found.is_equal
