# SPDX-License-Identifier: Apache-2.0
"""Grants: a round pays one, and it hands out by time or by milestones; told from impostors."""

import pytest
from pydantic import ValidationError

from cosmolocal.errors import GrantMayNotAccept, NoContract
from cosmolocal.funding import project_of
from cosmolocal.treasury import ETH
from cosmolocal.treasury.grants import GrantMilestone, GrantTerms
from tests.sdk.valley import ARBITER, BAKER, BOOKKEEPER, DAY, ETHER, GROWER, MILLER, ROOT


def stream_terms(valley, **changes):
    terms = {"payee": valley.address(BAKER), "token": ETH, "scope": ROOT, "seconds": 100 * DAY}
    return GrantTerms(**{**terms, "start": valley.local.now, **changes})


def created(valley, terms):
    return valley.alliance.grants.create(terms, signer=valley.signer(BAKER)).contract_address


def test_stream__paid_by_a_round__runs_to_the_project(valley):
    """The payout address that reviewers approve is the grant; a claim fills it, nothing else."""
    grants, funding = valley.alliance.grants, valley.alliance.funding
    terms = stream_terms(valley)
    where = created(valley, terms)
    number = valley.round()
    funding.fund(number, ETHER, signer=valley.deployer)
    content, baker = valley.texts.commit("an oven"), valley.signer(BAKER)
    project = project_of(funding.apply(number, where, content, signer=baker))
    valley.warp(funding.terms(number).applications_end)
    funding.approve(number, [project], signer=valley.signer(ARBITER))
    valley.warp(funding.terms(number).review_end)
    for name in (GROWER, MILLER):
        funding.cast_ballot(number, {project: 3}, signer=valley.signer(name))
    valley.warp(funding.terms(number).voting_end)
    funding.settle(number, signer=valley.outsider)
    funding.claim(number, project, signer=valley.outsider)

    grant = grants.show(where)
    assert grant.received == funding.show(number).projects[0].payout > 0
    assert 0 < grant.earned < grant.received
    grants.withdraw(where, signer=valley.outsider)
    grants.stop(where, signer=valley.signer(BOOKKEEPER))
    held = valley.alliance.treasury.balance().amount
    grants.give_back(where, signer=valley.outsider)
    after = grants.show(where)
    assert after.earned + after.lost == after.received == grant.received
    assert valley.alliance.treasury.balance().amount == held + after.given_back


def test_milestones__accepted_by_an_arbiter__each_its_share(valley):
    grants, now = valley.alliance.grants, valley.local.now
    parts = tuple(GrantMilestone(share_bps=5_000, due_at=now + n * DAY) for n in (1, 2))
    where = created(valley, stream_terms(valley, seconds=0, start=0, milestones=parts))
    with pytest.raises(GrantMayNotAccept):
        grants.accept(where, 0, signer=valley.outsider)
    grants.accept(where, 0, signer=valley.signer(ARBITER))
    valley.warp(now + 2 * DAY)
    grants.take_back(where, 1, signer=valley.outsider)
    grant = grants.show(where)
    assert (grant.accepted, grant.taken_back, grant.milestones) == ((0,), (1,), parts)


def test_create__simulated__sends_nothing(valley):
    before = valley.local.chain.at().block
    grants = valley.alliance.grants
    grants.create(stream_terms(valley), signer=valley.signer(BAKER), simulate=True)
    assert valley.local.chain.at().block == before


@pytest.mark.parametrize(
    "changes", [{"seconds": 0}, {"milestones": [{"share_bps": 1, "due_at": 9}]}]
)
def test_terms__no_schedule_or_two__refused(valley, changes):
    with pytest.raises(ValidationError):
        stream_terms(valley, **changes)


def test_show__another_program_or_treasury__refused(valley):
    grants = valley.alliance.grants
    for place in (valley.alliance.treasury.address, valley.address(BAKER)):
        with pytest.raises(NoContract, match="is no grant"):
            grants.show(place)
    where = created(valley, stream_terms(valley))
    others = type(grants)(valley.alliance.chain, valley.alliance.funding.address)
    with pytest.raises(NoContract, match="another treasury"):
        others.show(where)
