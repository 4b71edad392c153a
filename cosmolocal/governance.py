# SPDX-License-Identifier: Apache-2.0
"""How the alliance decides: propose, vote with voice credits, queue, execute."""

from collections.abc import Sequence
from enum import IntEnum
from math import isqrt
from typing import Literal

from eth_abi.abi import encode
from eth_typing import ChecksumAddress
from eth_utils.crypto import keccak
from pydantic import Field
from web3.contract.contract import Contract

from cosmolocal.calls import Outcome, Receipt
from cosmolocal.chain import Chain
from cosmolocal.domain import Action, Domain, EventSource, Frozen
from cosmolocal.errors import BadInput
from cosmolocal.events import Event
from cosmolocal.membership import Membership
from cosmolocal.proposal_types import ProposalTypes
from cosmolocal.replay.governance import GovernanceState, replay
from cosmolocal.signers import Signer
from cosmolocal.typed_data import Domain as SigningDomain
from cosmolocal.typed_data import ExtendedBallot, TypedMessage
from cosmolocal.units import (
    Address,
    BlockNumber,
    Credits,
    HexData,
    ProposalId,
    Season,
    SeatId,
    UtcSeconds,
)

__all__ = [
    "Content",
    "Governance",
    "GovernanceState",
    "Meter",
    "Proposal",
    "ProposalStatus",
    "Quote",
    "Side",
    "SignedBallot",
    "replay",
]

MAX_VOTES = 511
"""Most votes of one ballot; that of contracts/governance/meter_word.vy."""


class ProposalStatus(IntEnum):
    """OpenZeppelin's ProposalState."""

    PENDING = 0
    ACTIVE = 1
    CANCELED = 2
    DEFEATED = 3
    SUCCEEDED = 4
    QUEUED = 5
    EXPIRED = 6
    EXECUTED = 7


class Side(IntEnum):
    """What a ballot says; `support` of OpenZeppelin's Governor."""

    AGAINST = 0
    FOR = 1
    ABSTAIN = 2


class Content(Frozen):
    """What a proposal does and says: its hash is its id."""

    targets: tuple[Address, ...]
    values: tuple[int, ...]
    calldatas: tuple[HexData, ...]
    description: str = Field(description="with its suffix, as it is on the chain")

    @property
    def description_hash(self) -> bytes:
        """Hash of the description."""
        return keccak(text=self.description)

    @property
    def id(self) -> int:
        """The proposal's id."""
        types = ("address[]", "uint256[]", "bytes[]", "bytes32")
        return int.from_bytes(keccak(encode(types, self.arguments)))

    @property
    def arguments(self) -> tuple[object, ...]:
        """What `queue`, `execute` and `cancel` take."""
        return (self.targets, self.values, self.calldatas, self.description_hash)


class ChamberVotes(Frozen):
    """The vote in the chamber of organisations."""

    votes_for: int = Field(ge=0)
    votes_against: int = Field(ge=0)
    abstentions: int = Field(ge=0, description="seats")
    heads: int = Field(ge=0, description="seats that take part")
    quorum: int = Field(ge=0, description="heads that must take part; 0: nobody sits there")


class Proposal(Frozen):
    """One proposal as it stands at `block`; the vote is open in [start, end)."""

    id: ProposalId
    number: int = Field(ge=1, description="among all proposals of the alliance")
    status: ProposalStatus
    proposal_type: int = Field(ge=0)
    version: int = Field(ge=1, description="of its type, frozen when it was made")
    is_constitutional: bool
    proposer: Address
    start: UtcSeconds
    end: UtcSeconds
    eta: UtcSeconds | None = Field(description="earliest execution; None until queued")
    votes_for: int = Field(ge=0)
    votes_against: int = Field(ge=0)
    abstentions: int = Field(ge=0, description="seats")
    heads: int = Field(ge=0, description="seats that take part")
    quorum: int | None = Field(description="heads that must take part; None before the vote")
    is_dual: bool = Field(description="whether organisations are asked, in their own chamber")
    organisations: ChamberVotes | None = Field(
        description="their chamber; None before the vote, and where it is not asked"
    )
    block: BlockNumber


class Meter(Frozen):
    """Voice credits of a seat in a season; before the first ballot, what it would freeze now."""

    seat: SeatId
    season: Season
    budget: Credits
    spent: Credits
    block: BlockNumber

    @property
    def left(self) -> int:
        """Credits that are left."""
        return self.budget - self.spent


class Quote(Frozen):
    """What a ballot would cost: v votes cost v * v credits, the seat's old ballot is refunded."""

    votes: int = Field(ge=0)
    cost: Credits = Field(description="of the new ballot")
    refund: Credits = Field(description="of the ballot that it replaces")
    left: Credits = Field(description="before it, the refund included")
    season: Season
    most_votes: int = Field(ge=0, description="that the seat could give this proposal")

    @property
    def is_affordable(self) -> bool:
        """Whether the seat can pay for it."""
        return self.cost <= self.left


class SignedBallot(Frozen):
    """A ballot that anybody may hand in; it is good for one revision of the voter's ballot."""

    proposal_id: ProposalId
    side: Literal[0, 1, 2]
    voter: Address
    reason: str
    params: HexData
    signature: HexData


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
        membership: Membership,
        events: EventSource,
    ) -> None:
        super().__init__(chain, contract)
        self.types = ProposalTypes(chain, rules)
        self._membership, self._events = membership, events
        self._contents: dict[int, Content] = {}

    # -- proposing

    def propose(
        self,
        actions: Sequence[Action],
        description: str | bytes,
        *,
        proposal_type: int = 0,
        signer: Signer,
        simulate: bool = False,
    ) -> Outcome:
        """Propose actions; `proposal_of(receipt)` is the id.

        `description` is a commitment to a text that stays off the chain, or a text: that is public
        for ever. The suffix that names the proposer is added.
        """
        content = content_of(actions, description, signer.address)
        self._contents[content.id] = content
        calls = (content.targets, content.values, content.calldatas)
        arguments = (*calls, content.description, proposal_type)
        return self._write("propose", *arguments, signer=signer, simulate=simulate)

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
                    self._contents[event["proposalId"]] = _content_of_event(event)
        if proposal_id not in self._contents:
            raise BadInput(f"no proposal {proposal_id}", next_step="Copy its id from its receipt.")
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
        arguments = (proposal_id, side, _digits(reason), _params(side, votes))
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
        signer: Signer,
    ) -> SignedBallot:
        """Sign a ballot without sending it; `deadline` is its last second [UTC seconds]."""
        call, text = self.contract.functions, _digits(reason)
        params = _params(side, votes, deadline)
        nonce, domain = self.chain.at().batch(
            [call.ballot_nonce(proposal_id, signer.address), call.eip712Domain()]
        )
        ballot = ExtendedBallot(proposal_id, side, signer.address, nonce, text, params)
        message = TypedMessage(SigningDomain(*domain[1:5]), ballot)
        return SignedBallot(
            proposal_id=proposal_id,
            side=int(side),
            voter=signer.address,
            reason=text,
            params=params,
            signature=signer.sign_typed_data(message),
        )

    def vote_by_signature(
        self, ballot: SignedBallot, *, signer: Signer, simulate: bool = False
    ) -> Outcome:
        """Hand in somebody's signed ballot; the signer only pays for it."""
        arguments = (
            ballot.proposal_id,
            ballot.side,
            ballot.voter,
            ballot.reason,
            ballot.params,
            ballot.signature,
        )
        name = "castVoteWithReasonAndParamsBySig"
        return self._write(name, *arguments, signer=signer, simulate=simulate)

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

    def credits(self, seat: int, season: int | None = None) -> Meter:
        """Read the voice credits of a seat, by default of the present season."""
        view = self.chain.at()
        wanted = self._membership.seasons.at(view.timestamp) if season is None else season
        budget, spent = view.call(self.contract.functions.credits(seat, wanted))
        return Meter(seat=seat, season=wanted, budget=budget, spent=spent, block=view.block)

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


def _chamber(votes: Sequence[int], quorum: int) -> ChamberVotes:
    against, votes_for, abstentions, heads = votes
    return ChamberVotes(
        votes_for=votes_for,
        votes_against=against,
        abstentions=abstentions,
        heads=heads,
        quorum=quorum,
    )


def content_of(
    actions: Sequence[Action], description: str | bytes, proposer: ChecksumAddress
) -> Content:
    """Put a proposal together; its description ends with the name of its proposer."""
    text = _digits(description) if isinstance(description, bytes) else description
    return Content(
        targets=tuple(action.target for action in actions),
        values=tuple(action.value for action in actions),
        calldatas=tuple(action.calldata for action in actions),
        description=f"{text}#proposer={proposer}",
    )


def proposal_of(receipt: Receipt) -> int:
    """Return the id of the proposal that a receipt of `propose` made."""
    return int(receipt.event("ProposalCreated")["proposalId"])


def _content_of_event(event: Event) -> Content:
    fields = ("targets", "values", "calldatas", "description")
    return Content(**{name: event[name] for name in fields})


def _digits(commitment: bytes | None) -> str:
    """Write a commitment the way it stands in a text on the chain."""
    return "" if commitment is None else "0x" + commitment.hex()


def _params(side: Side, votes: int, deadline: int | None = None) -> bytes:
    """Write votes and deadline as the governor reads them; an abstention states no votes."""
    stated = 0 if side is Side.ABSTAIN else votes
    if deadline is None:
        return encode(("uint256",), (stated,))
    return encode(("uint256", "uint256"), (stated, deadline))
