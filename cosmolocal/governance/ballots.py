# SPDX-License-Identifier: Apache-2.0
"""Ballots that are signed in one place and handed in at another, alone or many together.

A ballot's facts are what its voter must know to sign it without a node; both are files of JSON.
The relay takes ballots in order; one that is refused does not hold up the others.

Errors: `BadInput` for a file that cannot be read, for votes that the credits do not pay for, and
for ballots that the relay cannot take.
Source: contracts/governance/BallotRelay.vy.
"""

from collections.abc import Sequence
from math import isqrt
from typing import Literal

from eth_abi.abi import encode
from pydantic import Field

from cosmolocal.calls import Call, Receipt
from cosmolocal.domain import Frozen
from cosmolocal.errors import BadInput, ContractError
from cosmolocal.governance.models import MAX_VOTES, Side, digits
from cosmolocal.json_file import JsonFile
from cosmolocal.reverts import refusal
from cosmolocal.signers import MessageSigner
from cosmolocal.typed_data import Domain as SigningDomain
from cosmolocal.typed_data import ExtendedBallot, TypedMessage
from cosmolocal.units import Address, Credits, HexData, ProposalId, Uint, UtcSeconds

BATCH = 50
"""Most ballots in one transaction; that of contracts/governance/BallotRelay.vy."""
RESERVE_GAS = 410_000
"""Gas that must be left there before a ballot is tried."""
MAX_CALL_BYTES = 1_024
"""Longest ballot there, as an encoded call."""
_HAND_IN = Call(None, b"", "QuadraticGovernor", "castVoteWithReasonAndParamsBySig")
_OUTCOMES = ("BallotRefused", "VoteCast", "VoteCastWithParams")


class BallotFacts(JsonFile):
    """All that a voter needs to sign a ballot without a node."""

    chain_id: Uint
    governor: Address
    name: str = Field(description="of the signing domain")
    version: str
    proposal_id: ProposalId
    number: int = Field(ge=1, description="among all proposals of the alliance")
    description: str
    voter: Address
    nonce: int = Field(ge=0, description="of the voter's next ballot")
    left: Credits = Field(description="that the ballot may cost, the old one's refund included")
    end: UtcSeconds = Field(description="first second after the vote")

    def require(self, voter: str, side: Side, votes: int) -> None:
        """Refuse a ballot of somebody else, or one that costs more than there is."""
        if voter != self.voter:
            raise BadInput(f"the facts are those of {self.voter}, not of {voter}")
        most = min(isqrt(self.left), MAX_VOTES)
        if votes > most and side is not Side.ABSTAIN:
            raise BadInput(
                f"{votes} votes cost {votes**2} credits, {self.left} are left",
                next_step=f"Give at most {most} votes.",
            )


class SignedBallot(JsonFile):
    """A ballot that anybody may hand in; it is good for one revision of the voter's ballot."""

    chain_id: Uint
    governor: Address
    proposal_id: ProposalId
    side: Literal[0, 1, 2]
    voter: Address
    nonce: int = Field(ge=0)
    reason: str
    params: HexData
    signature: HexData

    @property
    def arguments(self) -> tuple[object, ...]:
        """What `castVoteWithReasonAndParamsBySig` takes."""
        who = (self.proposal_id, self.side, self.voter)
        return (*who, self.reason, self.params, self.signature)


class BallotResult(Frozen):
    """What became of one ballot of a batch, or would become of it now."""

    voter: Address
    proposal_id: ProposalId
    is_accepted: bool
    reason: str = Field(default="", description="why not")
    next_step: str = ""


def sign_ballot(
    facts: BallotFacts,
    side: Side,
    votes: int = 1,
    *,
    reason: bytes | None = None,
    deadline: int | None = None,
    signer: MessageSigner,
) -> SignedBallot:
    """Sign a ballot on facts alone; `deadline` is its last second [UTC seconds]."""
    facts.require(signer.address, side, votes)
    params, text = params_of(side, votes, deadline), digits(reason)
    ballot = ExtendedBallot(facts.proposal_id, side, signer.address, facts.nonce, text, params)
    domain = SigningDomain(facts.name, facts.version, facts.chain_id, facts.governor)
    return SignedBallot(
        chain_id=facts.chain_id,
        governor=facts.governor,
        proposal_id=facts.proposal_id,
        side=int(side),
        voter=signer.address,
        nonce=facts.nonce,
        reason=text,
        params=params,
        signature=signer.sign_typed_data(TypedMessage(domain, ballot)),
    )


def params_of(side: Side, votes: int, deadline: int | None = None) -> bytes:
    """Write votes and deadline as the governor reads them; an abstention states no votes."""
    stated = 0 if side is Side.ABSTAIN else votes
    if deadline is None:
        return encode(("uint256",), (stated,))
    return encode(("uint256", "uint256"), (stated, deadline))


def batch_of(calls: Sequence[Call]) -> list[bytes]:
    """Write ballots as the relay takes them."""
    if not 0 < len(calls) <= BATCH:
        raise BadInput(
            f"{len(calls)} ballots: the relay takes 1 to {BATCH} at a time",
            next_step="Hand the others in with another transaction.",
        )
    for place, call in enumerate(calls, start=1):
        if len(call.data) > MAX_CALL_BYTES:
            raise BadInput(
                f"ballot {place} has {len(call.data):,} bytes, the relay takes {MAX_CALL_BYTES:,}",
                next_step="Hand it in on its own.",
            )
    return [call.data for call in calls]


def results_of(ballots: Sequence[SignedBallot], receipt: Receipt) -> tuple[BallotResult, ...]:
    """Say of each ballot of a batch what its transaction did with it."""
    told = [event for event in receipt.events if event.name in _OUTCOMES]
    return tuple(
        accepted(ballot)
        if event.name != "BallotRefused"
        else refused(ballot, refusal(_HAND_IN, event["reason"]))
        for ballot, event in zip(ballots, told, strict=True)
    )


def accepted(ballot: SignedBallot) -> BallotResult:
    """Note that a ballot counts."""
    return BallotResult(voter=ballot.voter, proposal_id=ballot.proposal_id, is_accepted=True)


def refused(ballot: SignedBallot, error: ContractError) -> BallotResult:
    """Note why a ballot does not count."""
    return BallotResult(
        voter=ballot.voter,
        proposal_id=ballot.proposal_id,
        is_accepted=False,
        reason=error.reason or "no reason given",
        next_step=error.next_step,
    )
