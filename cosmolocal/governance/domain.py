# SPDX-License-Identifier: Apache-2.0
"""How the alliance decides: propose, vote with voice credits, queue, execute."""

from collections.abc import Sequence
from math import isqrt
from typing import cast

from eth_typing import ChecksumAddress
from web3.contract.contract import Contract

from cosmolocal.calls import Call, Outcome
from cosmolocal.chain import Chain, Function, Step
from cosmolocal.domain import Action, Domain, EventSource
from cosmolocal.errors import BadInput, ContractError, NothingThere
from cosmolocal.governance.ballots import (
    RESERVE_GAS,
    BallotFacts,
    BallotResult,
    SignedBallot,
    accepted,
    batch_of,
    params_of,
    refused,
    sign_ballot,
)
from cosmolocal.governance.models import (
    DEFAULT_TYPE,
    MAX_VOTES,
    ChamberVotes,
    Content,
    Meter,
    Proposal,
    ProposalStatus,
    Quote,
    Side,
    content_of,
    content_of_event,
    digits,
)
from cosmolocal.membership import Membership
from cosmolocal.proposal_types import ProposalTypes
from cosmolocal.signers import MessageSigner, Signer


class Governance(Domain):
    """Propose, vote, queue, execute, cancel.

    Units: votes and credits are whole numbers, times UTC seconds.
    Errors: the classes of reverts that begin with `governor:`, `rules:`, `timelock:`.
    Source: contracts/governance/QuadraticGovernor.vy, a Governor of OpenZeppelin's version 5. The
    content of proposals is remembered from their events; nothing else is cached.
    """

    def __init__(
        self,
        chain: Chain,
        contract: Contract,
        *,
        rules: Contract,
        relay: Contract,
        membership: Membership,
        events: EventSource,
    ) -> None:
        super().__init__(chain, contract)
        self.types = ProposalTypes(chain, rules)
        self._relay, self._membership, self._events = relay, membership, events
        self._contents: dict[int, Content] = {}

    # -- proposing

    def propose(
        self,
        actions: Sequence[Action],
        description: str | bytes,
        *,
        proposal_type: int = DEFAULT_TYPE,
        uri: str = "",
        signer: Signer,
        simulate: bool = False,
    ) -> Outcome:
        """Propose actions; `proposal_of(receipt)` is the id.

        `description` is a commitment to a text that stays off the chain, or a text: that is public
        for ever. `uri` says where the text is published, if it is. The suffix that names the
        proposer is added.
        """
        content = content_of(actions, description, signer.address, uri)
        self._contents[content.id] = content
        calls = (content.targets, content.values, content.calldatas, content.description)
        if proposal_type == DEFAULT_TYPE:
            return self._write("propose", *calls, signer=signer, simulate=simulate)
        typed = (*calls, proposal_type)
        return self._write("proposeTyped", *typed, signer=signer, simulate=simulate)

    def queue(self, proposal_id: int, *, signer: Signer, simulate: bool = False) -> Outcome:
        """Hand a passed proposal to the timelock; anybody may."""
        arguments = self.content(proposal_id).arguments
        return self._write("queue", *arguments, signer=signer, simulate=simulate)

    def execute(self, proposal_id: int, *, signer: Signer, simulate: bool = False) -> Outcome:
        """Have the timelock make the calls of a proposal whose delay is over; anybody may."""
        arguments = self.content(proposal_id).arguments
        return self._write("execute", *arguments, signer=signer, simulate=simulate)

    def cancel(self, proposal_id: int, *, signer: Signer, simulate: bool = False) -> Outcome:
        """Stop a proposal: its proposer until it is queued, the guardian until it is executed."""
        arguments = self.content(proposal_id).arguments
        return self._write("cancel", *arguments, signer=signer, simulate=simulate)

    def set_guardian_action(self, guardian: ChecksumAddress, until: int) -> Action:
        """Describe for a proposal who shall be guardian until when [UTC seconds]."""
        return self._action("set_guardian", guardian, until)

    def content(self, proposal_id: int) -> Content:
        """Return what a proposal does and says, from its event."""
        if proposal_id not in self._contents:
            for event in self._events():
                if event.name == "ProposalCreated" and event.address == self.address:
                    self._contents[event["proposalId"]] = content_of_event(event)
        if proposal_id not in self._contents:
            raise NothingThere(
                f"no proposal {proposal_id}", next_step="Copy its id from its receipt."
            )
        return self._contents[proposal_id]

    # -- voting

    def vote(
        self,
        proposal_id: int,
        side: Side,
        votes: int = 1,
        *,
        reason: bytes | None = None,
        signer: Signer,
        simulate: bool = False,
    ) -> Outcome:
        """Set the signer's ballot; v votes cost v * v credits, 0 withdraws it, abstaining is free.

        `reason` is a commitment; it reaches the chain as hexadecimal digits.
        """
        arguments = (proposal_id, side, digits(reason), params_of(side, votes))
        name = "castVoteWithReasonAndParams"
        return self._write(name, *arguments, signer=signer, simulate=simulate)

    def sign_ballot(
        self,
        proposal_id: int,
        side: Side,
        votes: int = 1,
        *,
        reason: bytes | None = None,
        deadline: int | None = None,
        signer: MessageSigner,
    ) -> SignedBallot:
        """Sign a ballot without sending it; `deadline` is its last second [UTC seconds]."""
        facts = self.ballot_facts(proposal_id, signer.address)
        return sign_ballot(facts, side, votes, reason=reason, deadline=deadline, signer=signer)

    def vote_by_signature(
        self, ballot: SignedBallot, *, signer: Signer, simulate: bool = False
    ) -> Outcome:
        """Hand in somebody's signed ballot; the signer only pays for it."""
        name = "castVoteWithReasonAndParamsBySig"
        return self._write(name, *ballot.arguments, signer=signer, simulate=simulate)

    def relay(
        self, ballots: Sequence[SignedBallot], *, signer: Signer, simulate: bool = False
    ) -> Outcome:
        """Hand in up to 50 signed ballots; one that is refused does not hold up the others.

        `results_of(ballots, receipt)` says what became of each, `try_ballots` what would now.
        """
        function = self.relay_function(ballots)
        simulation = self.chain.simulate(function, signer.address)
        if simulate:
            return simulation
        # The relay stops a batch in which a ballot could run short, whatever the others leave.
        step = Step(function, signer, gas=2 * simulation.gas_used + RESERVE_GAS)
        return self.chain.send_many([step])[0]

    def relay_function(self, ballots: Sequence[SignedBallot]) -> Function:
        """Bind the call that hands in up to 50 signed ballots."""
        batch = batch_of([self.ballot_call(ballot) for ballot in ballots])
        return cast(Function, self._relay.functions.relay(batch))

    def try_ballots(self, ballots: Sequence[SignedBallot]) -> tuple[BallotResult, ...]:
        """Say of each signed ballot whether it would be accepted now, on its own."""
        calls = [self.ballot_call(ballot) for ballot in ballots]
        answers = self.chain.at().attempt(calls)
        return tuple(
            refused(ballot, answer) if isinstance(answer, ContractError) else accepted(ballot)
            for ballot, answer in zip(ballots, answers, strict=True)
        )

    def cast_for(
        self,
        proposal_id: int,
        side: Side,
        seats: Sequence[int],
        votes: int = 1,
        *,
        signer: Signer,
        simulate: bool = False,
    ) -> Outcome:
        """Vote for seats that chose the signer as their delegate, for each with its own credits.

        A seat that has spoken for itself, or has another delegate by now, is passed over.
        """
        arguments = (proposal_id, side, params_of(side, votes), seats)
        return self._write("castFor", *arguments, signer=signer, simulate=simulate)

    def reclaim(self, proposal_id: int, *, signer: Signer, simulate: bool = False) -> Outcome:
        """Take the credits of one's ballot on a canceled proposal back: withdraw it."""
        return self.vote(proposal_id, Side.FOR, 0, signer=signer, simulate=simulate)

    def quote(self, proposal_id: int, votes: int, account: ChecksumAddress) -> Quote:
        """Say what a ballot of `votes` would cost an account, and how many it could afford."""
        view, call, seat = self.chain.at(), self.contract.functions, self._membership.seat(account)
        snapshot = view.call(call.proposalSnapshot(proposal_id))
        season = self._membership.seasons.at(snapshot + 1)
        (budget, spent), (_, old, _) = view.batch(
            [call.credits(seat, season), call.receipt(proposal_id, seat)]
        )
        left = budget - spent + old**2
        return Quote(
            votes=votes,
            cost=votes**2,
            refund=old**2,
            left=left,
            season=season,
            most_votes=min(isqrt(left), MAX_VOTES),
        )

    # -- looking

    def ballot_facts(self, proposal_id: int, voter: ChecksumAddress) -> BallotFacts:
        """Gather what a voter needs to sign a ballot without a node."""
        call, content = self.contract.functions, self.content(proposal_id)
        number, nonce, deadline, domain = self.chain.at().batch(
            [
                call.proposal_number(proposal_id),
                call.ballot_nonce(proposal_id, voter),
                call.proposalDeadline(proposal_id),
                call.eip712Domain(),
            ]
        )
        _, name, version, chain_id, governor, *_ = domain
        return BallotFacts(
            chain_id=chain_id,
            governor=governor,
            name=name,
            version=version,
            proposal_id=proposal_id,
            number=number,
            description=content.description,
            voter=voter,
            nonce=nonce,
            left=self.quote(proposal_id, 0, voter).left,
            end=deadline + 1,
        )

    def credits(self, seat: int, season: int | None = None) -> Meter:
        """Read the voice credits of a seat, by default of the present season."""
        view = self.chain.at()
        wanted = self._membership.seasons.at(view.timestamp) if season is None else season
        budget, spent = view.call(self.contract.functions.credits(seat, wanted))
        return Meter(seat=seat, season=wanted, budget=budget, spent=spent, block=view.block)

    def all(self) -> tuple[Proposal, ...]:
        """Read every proposal, oldest first."""
        made = (event for event in self._events() if event.name == "ProposalCreated")
        ours = (event for event in made if event.address == self.address)
        return tuple(self.show(event["proposalId"]) for event in ours)

    def show(self, proposal_id: int) -> Proposal:
        """Read one proposal."""
        view, call = self.chain.at(), self.contract.functions
        questions = (
            call.proposal_number,
            call.state,
            call.proposalProposer,
            call.proposalSnapshot,
            call.proposalDeadline,
            call.proposalEta,
            call.proposalVotes,
            call.proposal_heads,
            call.header,
        )
        number, status, proposer, snapshot, deadline, eta, votes, heads, header = view.batch(
            [question(proposal_id) for question in questions]
        )
        has_begun = snapshot < view.timestamp
        quorums = view.call(call.proposal_quorum(proposal_id)) if has_begun else (None, 0)
        chamber = view.call(call.chamber_votes(proposal_id)) if quorums[1] else None
        return Proposal(
            id=proposal_id,
            number=number,
            status=ProposalStatus(status),
            proposal_type=header >> 120 & 0xFF,
            version=header >> 128 & 0xFFFF,
            is_constitutional=bool(header >> 227 & 1),
            proposer=proposer,
            start=snapshot + 1,
            end=deadline + 1,
            eta=eta or None,
            votes_against=votes[0],
            votes_for=votes[1],
            abstentions=votes[2],
            heads=heads,
            quorum=quorums[0],
            is_dual=bool(header >> 226 & 1),
            organisations=_chamber(chamber, quorums[1]) if chamber else None,
            block=view.block,
        )

    def ballot_call(self, ballot: SignedBallot) -> Call:
        """Encode a ballot; one for another alliance or chain is refused here."""
        place = (ballot.chain_id, ballot.governor)
        if place != (self.chain.chain_id, self.address):
            raise BadInput(
                f"the ballot of {ballot.voter} is for the governor {ballot.governor} on chain"
                f" {ballot.chain_id}, this is {self.address} on chain {self.chain.chain_id}",
                next_step="Take it out of the batch.",
            )
        function = self.contract.functions.castVoteWithReasonAndParamsBySig
        return self.chain.call_of(function(*ballot.arguments))


def _chamber(votes: Sequence[int], quorum: int) -> ChamberVotes:
    against, votes_for, abstentions, heads = votes
    return ChamberVotes(
        votes_for=votes_for,
        votes_against=against,
        abstentions=abstentions,
        heads=heads,
        quorum=quorum,
    )
