# SPDX-License-Identifier: Apache-2.0
"""What a verification answers."""

from pydantic import Field

from cosmolocal.domain import Frozen
from cosmolocal.units import BlockNumber, Credits, SeatId


class DomainCheck(Frozen):
    """How much of one domain was compared, and how much of it differs."""

    domain: str
    compared: int = Field(ge=0, description="figures of storage")
    different: int = Field(ge=0, description="figures, and events that contradict each other")


class Verification(Frozen):
    """The outcome, at one block."""

    block: BlockNumber
    block_hash: str
    events: int = Field(ge=0, description="how many were replayed")
    checks: tuple[DomainCheck, ...]
    differences: tuple[str, ...]

    @property
    def is_equal(self) -> bool:
        """Whether something was compared in every domain, and nothing differs."""
        return not self.differences and all(check.compared for check in self.checks)


class CountedBallot(Frozen):
    """A seat's ballot as the events tell it."""

    seat: SeatId
    side: int = Field(ge=0, le=3, description="0 none, 1 against, 2 for, 3 abstain")
    votes: int = Field(ge=0)
    cost: Credits
    revision: int = Field(ge=0)


class ProposalAudit(Frozen):
    """One proposal, counted again from events alone, beside what storage says."""

    block: BlockNumber
    number: int
    state: int
    votes_for: int
    votes_against: int
    abstentions: int
    heads: int
    quorums: tuple[int, int] = Field(description="heads needed: persons, organisations")
    ballots: tuple[CountedBallot, ...]
    compared: int = Field(ge=0, description="figures of storage")
    differences: tuple[str, ...]
