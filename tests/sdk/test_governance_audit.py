# SPDX-License-Identifier: Apache-2.0
"""One proposal counted again from events, and what calls would do before they are proposed."""

import pytest
from eth_utils.crypto import keccak

from cosmolocal import codec
from cosmolocal.errors import BadInput
from cosmolocal.explain import explained
from cosmolocal.governance import ProposalStatus, Side
from cosmolocal.governance.simulation import simulate
from cosmolocal.rpc import Node
from cosmolocal.units import ZERO_ADDRESS
from cosmolocal.verify import verify_proposal
from tests.sdk.conftest import on_anvil
from tests.sdk.valley import (
    BAKER,
    DAY,
    ETHER,
    MILLER,
    deploy_token,
)


@pytest.fixture
def passed(valley):
    """A proposal with ballots of three kinds, executed; another one beside it."""
    governance = valley.alliance.governance
    valley.alliance.treasury.deposit(ETHER, signer=valley.deployer)
    pay = valley.alliance.treasury.pay_action(valley.outsider.address, 1)
    motion, other = valley.propose(pay), valley.propose(pay, text="another")
    valley.warp(governance.show(motion).start)
    governance.vote(motion, Side.AGAINST, 2, signer=valley.signer(BAKER))
    governance.vote(motion, Side.ABSTAIN, signer=valley.signer(MILLER))
    governance.vote(other, Side.FOR, 5, signer=valley.signer(BAKER))
    valley.pass_(motion)
    return motion


def lie(monkeypatch, view, change):
    """Let the node answer one view of a contract with other bytes."""
    selector, honest = codec.as_hex(keccak(text=view)[:4]), Node.try_all

    def tampered(self, requests):
        answers = honest(self, requests)
        return [
            change(answer)
            if method == "eth_call" and params[0]["data"].startswith(selector)
            else answer
            for (method, params), answer in zip(requests, answers, strict=True)
        ]

    monkeypatch.setattr(Node, "try_all", tampered)


def test_verify_proposal__executed__every_ballot_credit_and_outcome_is_equal(valley, passed):
    audit = verify_proposal(valley.alliance, passed)

    assert audit.differences == ()
    assert audit.state == ProposalStatus.EXECUTED
    assert (audit.votes_for, audit.votes_against, audit.abstentions) == (18, 2, 1)
    assert (audit.heads, audit.quorums) == (8, (4, 0))
    of_baker = next(b for b in audit.ballots if b.seat == valley.seat(BAKER))
    assert (of_baker.side, of_baker.votes, of_baker.cost, of_baker.revision) == (1, 2, 4, 1)
    assert len(audit.ballots) == 8
    assert audit.compared > 25


@pytest.mark.parametrize(
    ("view", "figure"),
    [
        ("receipt(uint256,uint256)", "ballot of seat"),
        ("proposalVotes(uint256)", "votes of proposal 1"),
        ("credits(uint256,uint256)", "credits of seat"),
        ("state(uint256)", "state of proposal 1"),
        ("sponsor_count(uint256)", "sponsors of proposal"),
    ],
)
def test_verify_proposal__a_node_that_lies__is_noticed(valley, passed, monkeypatch, view, figure):
    lie(monkeypatch, view, lambda answer: answer[:-1] + ("8" if answer[-1] != "8" else "9"))

    audit = verify_proposal(valley.alliance, passed)

    assert any(line.startswith(f"governance: {figure}") for line in audit.differences)


def test_verify_proposal__unknown__is_refused(valley):
    with pytest.raises(BadInput, match="no event tells of a proposal 7"):
        verify_proposal(valley.alliance, 7)


def test_explained__calls__have_names_and_unknown_ones_are_marked(valley):
    treasury = valley.alliance.treasury
    pay = treasury.pay_action(valley.outsider.address, 5)
    foreign = pay._replace(target=valley.outsider.address)
    padded = pay._replace(calldata=pay.calldata + b"\0")

    known, unknown, longer = explained([pay, foreign, padded], valley.alliance.contracts)

    assert (known.contract, known.function, known.is_exact) == ("Treasury", "pay", True)
    assert known.arguments["amount"] == "5"
    assert (unknown.contract, unknown.function, unknown.is_exact) == ("", "", False)
    assert not longer.is_exact


on_a_node = on_anvil("deployed_valley", "session")


@pytest.fixture
def fork(valley):
    """The address of a node that can be forked."""
    return valley.local.w3.provider.endpoint_uri


@on_a_node
def test_simulate__payments_and_roles__are_shown_and_nothing_is_sent(valley, fork):
    alliance, outsider = valley.alliance, valley.outsider.address
    token = deploy_token(valley)
    alliance.treasury.deposit(3 * ETHER, signer=valley.deployer)
    alliance.chain.send(token.functions.transfer(alliance.treasury.address, 900), valley.deployer)
    until = valley.local.now + 30 * DAY
    actions = [
        alliance.treasury.pay_action(outsider, ETHER),
        alliance.treasury.pay_action(outsider, 400, token=token.address),
        alliance.governance.set_guardian_action(outsider, until),
    ]
    before = valley.local.chain.at()

    effects = simulate(alliance, actions, fork)

    changes = {(each.account, each.token): each.change for each in effects.balances}
    assert changes == {
        (outsider, ZERO_ADDRESS): ETHER,
        (alliance.treasury.address, ZERO_ADDRESS): -ETHER,
        (outsider, token.address): 400,
        (alliance.treasury.address, token.address): -400,
    }
    [role] = effects.roles
    assert (role.contract, role.event) == ("QuadraticGovernor", "GuardianSet")
    assert role.details == {"guardian": outsider, "until": str(until)}
    assert (effects.refused, effects.refused_at) == ("", None)
    assert [call.function for call in effects.calls] == ["pay", "pay", "set_guardian"]
    assert valley.local.chain.at().block_hash == before.block_hash


@on_a_node
def test_simulate__one_call_fails__none_would_happen(valley, fork):
    alliance, outsider = valley.alliance, valley.outsider.address
    alliance.treasury.deposit(ETHER, signer=valley.deployer)
    actions = [alliance.treasury.pay_action(outsider, wei) for wei in (1, 2 * ETHER)]

    effects = simulate(alliance, actions, fork)

    assert effects.refused_at == 2
    assert effects.refused.startswith("treasury: ")
    assert effects.balances == effects.roles == effects.events == ()
