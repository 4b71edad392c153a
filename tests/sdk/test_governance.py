# SPDX-License-Identifier: Apache-2.0
"""Decisions through the SDK, on both engines."""

import pytest
from eth_utils.crypto import keccak

from cosmolocal.alliance import Alliance
from cosmolocal.chain import Chain
from cosmolocal.domain import Action
from cosmolocal.errors import (
    BadInput,
    ContractError,
    GovernorBadSignature,
    GovernorNotYoursToCancel,
    GovernorOverBudget,
    GovernorVotingIsNotOpen,
)
from cosmolocal.governance import ProposalStatus, Side, SignedBallot, content_of, replay
from cosmolocal.scopes import Role, ScopeKind
from tests.sdk.valley import ARBITER, BAKER, BREAD, ETHER, GROWER, HOUR, MILLER

CHAIN_ID = 31337
NOBODY = "0x" + "00" * 20
COMMITMENT = keccak(text="salted")


def rebuilt(valley):
    """Governance as the events tell it."""
    alliance = valley.alliance
    return replay(alliance.events(), chain_id=CHAIN_ID, seasons=alliance.membership.seasons)


@pytest.fixture
def motion(valley):
    """A proposal whose vote is open: one ether for the outsider."""
    valley.alliance.treasury.deposit(3 * ETHER, signer=valley.deployer)
    action = valley.alliance.treasury.pay_action(valley.outsider.address, ETHER)
    proposal_id = valley.propose(action)
    valley.warp(valley.alliance.governance.show(proposal_id).start)
    return proposal_id


def test_propose__commitment__reaches_the_chain_with_the_proposers_name(valley):
    governance, grower = valley.alliance.governance, valley.signer(GROWER)
    action = valley.alliance.treasury.pay_action(valley.outsider.address, 1)

    receipt = governance.propose([action], COMMITMENT, signer=grower)

    event = receipt.event("ProposalCreated")
    assert event["description"] == f"0x{COMMITMENT.hex()}#proposer={grower.address}"
    assert event["targets"] == (valley.manifest.address("Treasury"),)
    proposal = governance.show(event["proposalId"])
    assert proposal.status is ProposalStatus.PENDING
    assert (proposal.number, proposal.proposer, proposal.quorum) == (1, grower.address, None)
    assert proposal.start == receipt.timestamp + 48 * HOUR
    assert proposal.end == proposal.start + 120 * HOUR


@pytest.mark.parametrize(
    ("count", "calldata", "text", "reason"),
    [
        (0, 0, 0, "1 to 10 actions, not 0"),
        (11, 0, 0, "1 to 10 actions, not 11"),
        (10, 2_049, 0, "2,049 bytes of calldata; at most 2,048"),
        (10, 2_048, 4_045, "the description has 4,097 bytes; at most 4,096"),
    ],
)
def test_content_of__too_much__refused(count, calldata, text, reason):
    action = Action(target=NOBODY, value=0, calldata=bytes(calldata))
    with pytest.raises(BadInput, match=reason):
        content_of([action] * count, "x" * text, NOBODY)


def test_propose__as_much_as_fits__reaches_the_chain(valley):
    governance, grower = valley.alliance.governance, valley.signer(GROWER)
    pay = valley.alliance.treasury.pay_action(valley.outsider.address, 1)
    longest = Action(pay.target, pay.value, pay.calldata.ljust(2_048, b"\0"))

    receipt = governance.propose([longest] * 10, "x" * 4_044, signer=grower)

    event = receipt.event("ProposalCreated")
    assert len(event["calldatas"]) == 10
    assert len(event["description"]) == 4_096


def test_content_of__actions__has_the_governors_id(valley):
    governance = valley.alliance.governance
    action = valley.alliance.treasury.pay_action(valley.outsider.address, 5)

    content = content_of([action, action], "Two payments", valley.address(GROWER))

    hashed = governance.contract.functions.hashProposal(*content.arguments)
    assert content.id == valley.local.chain.read(hashed)


def test_vote__before_the_vote_opens__is_refused(valley):
    proposal_id = valley.propose(valley.alliance.treasury.pay_action(valley.outsider.address, 1))

    with pytest.raises(GovernorVotingIsNotOpen):
        valley.alliance.governance.vote(proposal_id, Side.FOR, signer=valley.signer(GROWER))


def test_vote__twice__replaces_the_ballot_and_its_cost(valley, motion):
    governance, seat = valley.alliance.governance, valley.seat(GROWER)

    governance.vote(motion, Side.FOR, 9, signer=valley.signer(GROWER))
    assert (governance.show(motion).votes_for, governance.credits(seat).spent) == (9, 81)
    governance.vote(motion, Side.AGAINST, 2, signer=valley.signer(GROWER))

    shown = governance.show(motion)
    assert (shown.votes_for, shown.votes_against, shown.quorum) == (0, 2, 4)
    meter = governance.credits(seat)
    assert (meter.budget, meter.spent, meter.left) == (100, 4, 96)


def test_vote__abstain__is_a_head_without_votes(valley, motion):
    governance = valley.alliance.governance

    governance.vote(motion, Side.ABSTAIN, reason=COMMITMENT, signer=valley.signer(GROWER))

    shown = governance.show(motion)
    assert (shown.votes_for, shown.votes_against, shown.abstentions) == (0, 0, 1)
    assert shown.heads == 1
    assert governance.credits(valley.seat(GROWER)).spent == 0


def test_quote__half_spent__says_cost_and_most_votes(valley, motion):
    governance, grower = valley.alliance.governance, valley.signer(GROWER)
    governance.vote(motion, Side.FOR, 6, signer=grower)

    quote = governance.quote(motion, 11, grower.address)

    assert (quote.cost, quote.refund, quote.left, quote.most_votes) == (121, 36, 100, 10)
    assert not quote.is_affordable
    assert governance.quote(motion, 10, grower.address).is_affordable
    with pytest.raises(GovernorOverBudget):
        governance.vote(motion, Side.FOR, 11, signer=grower)
    assert governance.show(motion).votes_for == 6


def test_quote__second_proposal_of_the_season__shares_the_budget(valley, motion):
    governance, grower = valley.alliance.governance, valley.signer(GROWER)
    governance.vote(motion, Side.FOR, 8, signer=grower)
    other = valley.propose(
        valley.alliance.treasury.pay_action(valley.outsider.address, 2), text="another"
    )

    quote = governance.quote(other, 6, grower.address)

    assert (quote.refund, quote.left, quote.most_votes) == (0, 36, 6)


def test_credits__after_recognised_work__are_more_in_the_next_season(valley):
    governance, seat = valley.alliance.governance, valley.seat(MILLER)
    valley.work(MILLER, 25, confirmer=GROWER)

    assert governance.credits(seat).budget == 100
    assert governance.credits(seat, 1).budget == 105


def test_vote_by_signature__handed_in_by_another__is_the_voters(valley, motion):
    governance = valley.alliance.governance
    ballot = governance.sign_ballot(
        motion,
        Side.FOR,
        7,
        reason=COMMITMENT,
        deadline=valley.local.now + HOUR,
        signer=valley.signer(GROWER),
    )

    received = SignedBallot.model_validate_json(ballot.model_dump_json())
    receipt = governance.vote_by_signature(received, signer=valley.outsider)

    event = receipt.event("VoteCastWithParams")
    assert (event["voter"], event["weight"]) == (valley.address(GROWER), 7)
    assert event["reason"] == f"0x{COMMITMENT.hex()}"
    assert governance.credits(valley.seat(GROWER)).spent == 49


def test_vote_by_signature__after_a_direct_vote__is_refused(valley, motion):
    governance, grower = valley.alliance.governance, valley.signer(GROWER)
    ballot = governance.sign_ballot(motion, Side.FOR, 7, signer=grower)
    governance.vote(motion, Side.FOR, 1, signer=grower)

    with pytest.raises(GovernorBadSignature):
        governance.vote_by_signature(ballot, signer=valley.outsider)
    assert governance.show(motion).votes_for == 1


def test_execute__by_a_client_that_only_knows_the_id__reads_the_content_from_events(valley):
    valley.alliance.treasury.deposit(ETHER, signer=valley.deployer)
    to = valley.outsider.address
    before = valley.local.chain.at().balance(to)
    proposal_id = valley.propose(valley.alliance.treasury.pay_action(to, ETHER // 2))
    stranger = Alliance.connect(Chain(valley.local.w3), valley.manifest)
    valley.alliance = stranger  # remembers nothing

    receipt = valley.pass_(proposal_id)

    assert stranger.governance.show(proposal_id).status is ProposalStatus.EXECUTED
    assert receipt.event("Paid")["amount"] == ETHER // 2
    assert before < valley.local.chain.at().balance(to) < before + ETHER // 2  # it paid the fees


def test_content__unknown_id__is_bad_input(valley):
    with pytest.raises(BadInput, match="no proposal 42"):
        valley.alliance.governance.queue(42, signer=valley.outsider)


def test_cancel__proposer__lets_voters_reclaim_their_credits(valley, motion):
    governance, baker = valley.alliance.governance, valley.signer(BAKER)
    governance.vote(motion, Side.FOR, 5, signer=baker)
    with pytest.raises(GovernorNotYoursToCancel):
        governance.cancel(motion, signer=baker)

    governance.cancel(motion, signer=valley.signer(GROWER))
    assert governance.show(motion).status is ProposalStatus.CANCELED
    receipt = governance.reclaim(motion, signer=baker)

    assert receipt.event("VoteCastWithParams")["weight"] == 0
    assert governance.credits(valley.seat(BAKER)).spent == 0


def test_cancel__guardian__stops_a_queued_proposal(valley, motion):
    governance = valley.alliance.governance
    for name in valley.persons[:5]:
        governance.vote(motion, Side.FOR, signer=valley.signer(name))
    valley.warp(governance.show(motion).end)
    governance.queue(motion, signer=valley.outsider)

    governance.cancel(motion, signer=valley.signer(ARBITER))

    assert governance.show(motion).status is ProposalStatus.CANCELED
    state = rebuilt(valley)
    assert state.contradictions == ()
    assert [operation.ready_at for operation in state.timelock.operations.values()] == [0]


def test_set_guardian_action__passed_by_vote__ends_the_term(valley):
    governance = valley.alliance.governance
    until = valley.local.now + HOUR

    valley.amend(governance.set_guardian_action(valley.address(MILLER), until))

    state = rebuilt(valley)
    assert (state.guardian, state.guardian_until) == (valley.address(MILLER), until)


def test_replay__a_whole_vote__gives_tally_budget_and_state(valley, motion):
    governance = valley.alliance.governance
    for number, name in enumerate(valley.persons[:6]):
        side = Side.AGAINST if number == 0 else Side.FOR
        governance.vote(motion, side, number + 1, signer=valley.signer(name))
    governance.vote(motion, Side.FOR, 0, signer=valley.signer(valley.persons[5]))

    state = rebuilt(valley)

    assert state.contradictions == ()
    proposal = state.proposals[motion]
    tally = proposal.tally
    assert (tally.votes_against, tally.votes_for, tally.abstain, tally.heads) == (1, 14, 0, 5)
    seats = (len(valley.persons), len(valley.organisations))
    shown = governance.show(motion)
    assert state.state_of(proposal, valley.local.now, seats) == shown.status
    assert state.state_of(proposal, proposal.end, seats) == ProposalStatus.SUCCEEDED
    assert state.quorums(proposal, seats)[0] == shown.quorum == 4
    last = valley.seat(valley.persons[5])
    assert (state.ballots[motion, last].votes, state.ballots[motion, last].revision) == (0, 2)
    assert state.meters[last, 0].spent == 0


def test_recall__by_vote__ends_the_stewards_power(valley):
    scopes, bread = valley.alliance.scopes, valley.scope(BREAD)
    charter, miller = keccak(text="stones"), valley.signer(MILLER)
    scopes.found(bread, ScopeKind.GUILD, charter, signer=miller)  # a steward may

    recall = scopes.end_role_action(bread, valley.seat(MILLER), Role.STEWARD)
    receipt = valley.pass_(valley.propose(recall))

    [ended] = [event for event in receipt.events if event.name == "RoleEnded"]
    assert (ended["scope"], ended["seat"]) == (bread, valley.seat(MILLER))
    with pytest.raises(ContractError, match="scopes: "):
        scopes.found(bread, ScopeKind.GUILD, charter, signer=miller)


def test_contract__both_ways_to_propose__lead_to_the_same_id(valley):
    """OpenZeppelin's own selector is the default type's; `proposeTyped` names a type."""
    pay = valley.alliance.treasury.pay_action(valley.outsider.address, 1)
    content = content_of([pay], "A motion", valley.address(GROWER))
    types = "address[],uint256[],bytes[],string"
    calls = (content.targets, content.values, content.calldatas, content.description)
    ways = {f"propose({types})": (), f"proposeTyped({types},uint256)": (1,)}
    for signature, of_type in ways.items():
        function = valley.alliance.governance.contract.get_function_by_signature(signature)
        told = valley.alliance.chain.simulate(function(*calls, *of_type), valley.address(GROWER))
        assert told.result == content.id
