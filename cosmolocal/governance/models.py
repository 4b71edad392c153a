# SPDX-License-Identifier: Apache-2.0
"""What governance knows of proposals, votes and voice credits.

Units: votes and credits are whole numbers, times UTC seconds.
"""

from collections.abc import Sequence
from enum import IntEnum

from eth_abi.abi import encode
from eth_typing import ChecksumAddress
from eth_utils.crypto import keccak
from pydantic import Field

from cosmolocal.calls import Receipt
from cosmolocal.domain import Action, Frozen
from cosmolocal.errors import BadInput
from cosmolocal.events import Event
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

DEFAULT_TYPE = 0
"""Type of a proposal that names none."""

MAX_VOTES = 511
"""Most votes of one ballot; that of contracts/governance/meter_word.vy."""

MAX_ACTIONS = 10
"""Most actions of one proposal."""

MAX_CALLDATA = 2_048
"""Longest calldata of one action [bytes]."""

MAX_DESCRIPTION = 4_096
"""Longest description of a proposal, with its suffix [bytes]."""


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
    def actions(self) -> tuple[Action, ...]:
        """Its calls, one by one."""
        calls = zip(self.targets, self.values, self.calldatas, strict=True)
        return tuple(Action(*call) for call in calls)

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


def content_of(
    actions: Sequence[Action],
    description: str | bytes,
    proposer: ChecksumAddress,
    uri: str = "",
) -> Content:
    """Put a proposal together; its description ends with the name of its proposer."""
    text = digits(description) if isinstance(description, bytes) else description
    text += f"\n{uri}\n" if uri else ""
    text += f"#proposer={proposer}"
    _check_lengths(actions, text)
    return Content(
        targets=tuple(action.target for action in actions),
        values=tuple(action.value for action in actions),
        calldatas=tuple(action.calldata for action in actions),
        description=text,
    )


def _check_lengths(actions: Sequence[Action], description: str) -> None:
    """Refuse what the governor has no room for: it would give no reason."""
    if not 0 < len(actions) <= MAX_ACTIONS:
        raise BadInput(
            f"a proposal has 1 to {MAX_ACTIONS} actions, not {len(actions)}",
            next_step="Make several proposals, or pay many at once from a pot.",
        )
    longest = max(len(action.calldata) for action in actions)
    if longest > MAX_CALLDATA:
        raise BadInput(
            f"an action has {longest:,} bytes of calldata; at most {MAX_CALLDATA:,} fit",
            next_step="Divide it into several actions.",
        )
    length = len(description.encode())
    if length > MAX_DESCRIPTION:
        raise BadInput(
            f"the description has {length:,} bytes; at most {MAX_DESCRIPTION:,} fit",
            next_step="Publish the text and refer to it with `uri`.",
        )


def proposal_of(receipt: Receipt) -> int:
    """Return the id of the proposal that a receipt of `propose` made."""
    return int(receipt.event("ProposalCreated")["proposalId"])


def content_of_event(event: Event) -> Content:
    """Read a proposal from its `ProposalCreated`."""
    fields = ("targets", "values", "calldatas", "description")
    return Content(**{name: event[name] for name in fields})


def digits(commitment: bytes | None) -> str:
    """Write a commitment the way it stands in a text on the chain."""
    return "" if commitment is None else "0x" + commitment.hex()
