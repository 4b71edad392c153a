# SPDX-License-Identifier: Apache-2.0
"""What we reward: rounds in which every seat spreads the same budget of credits over projects."""

from collections.abc import Iterable, Mapping, Sequence
from enum import IntEnum
from typing import Any

from eth_abi.abi import encode
from eth_typing import ChecksumAddress
from eth_utils.crypto import keccak
from pydantic import Field
from web3.contract.contract import Contract

from cosmolocal.calls import Call, Outcome, Receipt
from cosmolocal.chain import Chain, Function
from cosmolocal.domain import Action, Domain, EventSource, Frozen
from cosmolocal.errors import BadInput
from cosmolocal.membership import Membership
from cosmolocal.replay.funding import (
    FundingState,
    ballot_hash,
    ballot_words,
    read_ballot,
    replay,
)
from cosmolocal.signers import Signer
from cosmolocal.units import (
    ZERO_ADDRESS,
    Address,
    BlockNumber,
    Credits,
    Payee,
    ProjectId,
    RoundId,
    ScopeId,
    SeatId,
    TokenAmount,
    UtcSeconds,
    Votes,
)

__all__ = [
    "Ballot",
    "Chambers",
    "Funding",
    "FundingState",
    "Project",
    "Review",
    "Round",
    "RoundStatus",
    "Terms",
    "replay",
]

Ballot = Mapping[int, int]
"""What a seat gives to projects: number -> votes; v votes cost v * v credits."""

_APPROVE = keccak(text="approve(address,uint256)")[:4]


class Chambers(IntEnum):
    """Whose seats may vote."""

    PERSONS = 1
    ORGANISATIONS = 2
    BOTH = 3


class RoundStatus(IntEnum):
    """Where a round stands."""

    APPLICATIONS = 1
    REVIEW = 2
    VOTING = 3
    TO_BE_SETTLED = 4
    CLAIMS = 5
    TO_BE_SWEPT = 6
    SWEPT = 7
    CANCELLED = 8


class Review(IntEnum):
    """What the reviewers said of a project."""

    PENDING = 1
    APPROVED = 2
    REJECTED = 3


class Terms(Frozen):
    """What a round is held under; nothing changes them. Each period begins where one ends."""

    scope: ScopeId = Field(description="whose stewards and reviewers look after the round")
    token: Address = Field(default=ZERO_ADDRESS, description="zero address: ETH")
    applications_end: UtcSeconds
    review_end: UtcSeconds
    voting_end: UtcSeconds
    claims_end: UtcSeconds
    budget: Credits = Field(description="of each ballot")
    chambers: Chambers = Chambers.BOTH
    allow_negative: bool = False


class Project(Frozen):
    """One application and where it stands."""

    project: ProjectId
    seat: SeatId = Field(description="that applied")
    payout_address: Payee
    review: Review
    votes: Votes
    payout: TokenAmount = Field(description="by the present pot and count; final after voting")
    is_claimed: bool


class Round(Frozen):
    """One round as it stands at `block`."""

    round_id: RoundId
    status: RoundStatus
    terms: Terms
    pot: TokenAmount
    paid: TokenAmount = Field(description="claimed, refunded or swept")
    total_votes: int = Field(ge=0, description="sum of what is above zero")
    projects: tuple[Project, ...]
    block: BlockNumber


class Funding(Domain):
    """Open rounds, apply, review, vote, settle, claim.

    Units: votes and credits are whole numbers, amounts the token's smallest unit, times UTC
    seconds. Content and reasons are commitments, never texts.
    Errors: the classes of reverts that begin with `funding:`, `escrow:`, `tally_row:`, `tokens:`.
    Source: contracts/funding/RetroFunding.vy; nothing is cached between calls.
    """

    def __init__(
        self, chain: Chain, contract: Contract, *, membership: Membership, events: EventSource
    ) -> None:
        super().__init__(chain, contract)
        self._membership, self._events = membership, events

    # -- stewards

    def open_round(self, terms: Terms, *, signer: Signer, simulate: bool = False) -> Outcome:
        """Open a round as a steward of its scope; `round_of(receipt)` is its number."""
        return self._write("open_round", _words(terms), signer=signer, simulate=simulate)

    def open_round_action(self, terms: Terms) -> Action:
        """Describe `open_round` for a proposal."""
        return self._action("open_round", _words(terms))

    def cancel_round(self, round_id: int, *, signer: Signer, simulate: bool = False) -> Outcome:
        """End a round before it is settled, as a steward of its scope; sponsors are refunded."""
        return self._write("cancel_round", round_id, signer=signer, simulate=simulate)

    def cancel_round_action(self, round_id: int) -> Action:
        """Describe `cancel_round` for a proposal."""
        return self._action("cancel_round", round_id)

    # -- members

    def apply(
        self,
        round_id: int,
        payout_address: ChecksumAddress,
        content: bytes,
        entries: Iterable[bytes] = (),
        *,
        signer: Signer,
        simulate: bool = False,
    ) -> Outcome:
        """Apply with a project, citing confirmed entries of one's own; it never changes.

        `project_of(receipt)` is its number.
        """
        arguments = (round_id, payout_address, content, sorted(entries))
        return self._write("apply", *arguments, signer=signer, simulate=simulate)

    def cast_ballot(
        self, round_id: int, ballot: Ballot, *, signer: Signer, simulate: bool = False
    ) -> Outcome:
        """Give votes to projects; replaces the seat's last ballot, an empty one withdraws it."""
        seat = self._membership.seat(signer.address)
        previous = self.ballot(round_id, seat)
        function = self.ballot_function(round_id, ballot, previous=previous)
        return self.chain.write(function, signer=signer, simulate=simulate)

    def ballot_function(
        self, round_id: int, ballot: Ballot, *, previous: Ballot | None = None
    ) -> Function:
        """Prepare a ballot for `Chain.send_many`; `previous` is the seat's last one."""
        words = (ballot_words(ballot), ballot_words(previous or {}))
        return self.contract.functions.cast_ballot(round_id, *words)

    # -- reviewers

    def approve(
        self,
        round_id: int,
        projects: Sequence[int],
        *,
        reason: bytes = bytes(32),
        signer: Signer,
        simulate: bool = False,
    ) -> Outcome:
        """Admit up to 64 projects to the vote."""
        arguments = (round_id, projects, reason)
        return self._write("approve", *arguments, signer=signer, simulate=simulate)

    def reject(
        self,
        round_id: int,
        project: int,
        *,
        reason: bytes,
        signer: Signer,
        simulate: bool = False,
    ) -> Outcome:
        """Keep a project out of the vote, with a reason."""
        arguments = (round_id, project, reason)
        return self._write("reject", *arguments, signer=signer, simulate=simulate)

    # -- anybody

    def allow(
        self, round_id: int, amount: int, *, signer: Signer, simulate: bool = False
    ) -> Outcome:
        """Let a round take `amount` of its token from the signer; `fund` then does it."""
        token = self.terms(round_id).token
        if token == ZERO_ADDRESS:
            raise BadInput(f"round {round_id} holds ETH", next_step="Call `fund` at once.")
        data = _APPROVE + encode(("address", "uint256"), (self.address, amount))
        call = Call(token, data, "ERC20", "approve", (self.address, amount))
        return self.chain.write(call, signer=signer, simulate=simulate)

    def fund(
        self, round_id: int, amount: int, *, signer: Signer, simulate: bool = False
    ) -> Outcome:
        """Put ETH, or a token that was allowed, into the pot, until the voting ends."""
        value = amount if self.terms(round_id).token == ZERO_ADDRESS else 0
        arguments = (round_id, amount)
        return self._write("fund", *arguments, signer=signer, simulate=simulate, value=value)

    def settle(self, round_id: int, *, signer: Signer, simulate: bool = False) -> Outcome:
        """Close the count once the voting is over."""
        return self._write("settle", round_id, signer=signer, simulate=simulate)

    def claim(
        self, round_id: int, project: int, *, signer: Signer, simulate: bool = False
    ) -> Outcome:
        """Pay a project its share, to the address it applied with."""
        return self._write("claim", round_id, project, signer=signer, simulate=simulate)

    def sweep(self, round_id: int, *, signer: Signer, simulate: bool = False) -> Outcome:
        """Send what is left after the claims to the treasury."""
        return self._write("sweep", round_id, signer=signer, simulate=simulate)

    def refund(
        self,
        round_id: int,
        sponsor: ChecksumAddress,
        *,
        signer: Signer,
        simulate: bool = False,
    ) -> Outcome:
        """Pay a sponsor of a cancelled round back."""
        return self._write("refund", round_id, sponsor, signer=signer, simulate=simulate)

    # -- looking

    def terms(self, round_id: int) -> Terms:
        """Read the terms of a round."""
        return Terms(**self.chain.read(self.contract.functions.terms(round_id)))

    def count(self) -> int:
        """How many rounds there are; they are numbered from 1."""
        return int(self.chain.read(self.contract.functions.round_count()))

    def show(self, round_id: int) -> Round:
        """Read a round with all its projects."""
        view, call = self.chain.at(), self.contract.functions
        terms, status, pot, paid, total, count = view.batch(
            [
                call.terms(round_id),
                call.state(round_id),
                call.pot(round_id),
                call.paid(round_id),
                call.total_votes(round_id),
                call.project_count(round_id),
            ]
        )
        views = (call.application, call.votes, call.payout, call.is_claimed)
        read = view.batch([each(round_id, p) for p in range(1, count + 1) for each in views])
        rows = [read[start : start + len(views)] for start in range(0, len(read), len(views))]
        return Round(
            round_id=round_id,
            status=RoundStatus(status),
            terms=Terms(**terms),
            pot=pot,
            paid=paid,
            total_votes=total,
            projects=tuple(_project(number, row) for number, row in enumerate(rows, start=1)),
            block=view.block,
        )

    def ballot(self, round_id: int, seat: int) -> dict[int, int]:
        """Return a seat's ballot as it counts now; only its hash is stored, so events tell it."""
        stored = self.chain.read(self.contract.functions.ballot_hash(round_id, seat))
        if stored == bytes(32):
            return {}
        for event in reversed(self._events()):
            named = (event.address, event.name) == (self.address, "BallotCast")
            if named and (event["round_id"], event["seat"]) == (round_id, seat):
                found = read_ballot(event["allocations"])
                if ballot_hash(found) == stored:
                    return found
        raise BadInput(
            f"the events do not tell the ballot of seat {seat} in round {round_id}",
            next_step="Read the events again, from a node that has all of them.",
        )


def round_of(receipt: Receipt) -> int:
    """Return the number of the round that a receipt opened."""
    return int(receipt.event("RoundOpened")["round_id"])


def project_of(receipt: Receipt) -> int:
    """Return the number of the project that a receipt of `apply` made."""
    return int(receipt.event("ProjectApplied")["project"])


def _words(terms: Terms) -> tuple[object, ...]:
    """Write terms in the order of the contract's struct, which is that of the fields."""
    return tuple(terms.model_dump().values())


def _project(number: int, row: Sequence[Any]) -> Project:
    """Put together what four views say of a project."""
    application, votes, payout, is_claimed = row
    return Project(
        project=number,
        seat=application["seat"],
        payout_address=application["payout_address"],
        review=Review(application["status"]),
        votes=votes,
        payout=payout,
        is_claimed=is_claimed,
    )
