# SPDX-License-Identifier: Apache-2.0
"""What rounds are held under, and where they and their projects stand."""

from enum import IntEnum
from typing import Any

from pydantic import Field, model_validator

from cosmolocal.domain import Frozen
from cosmolocal.units import (
    ZERO_ADDRESS,
    Address,
    BasisPoints,
    BlockNumber,
    Credits,
    Payee,
    ProjectId,
    RoundId,
    ScopeId,
    SeatId,
    TokenAmount,
    UtcSeconds,
)


class Chambers(IntEnum):
    """Whose seats may vote or give."""

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
    APPEALS = 9


class Review(IntEnum):
    """What the reviewers said of a project."""

    PENDING = 1
    APPROVED = 2
    REJECTED = 3


class RoundTerms(Frozen):
    """What rounds of every mechanism are held under. Each period begins where one ends.

    Applications, review, appeals (none if `appeals_end` is left out), voting, claims.
    """

    scope: ScopeId = Field(description="whose stewards and reviewers look after the round")
    token: Address = Field(default=ZERO_ADDRESS, description="zero address: ETH")
    applications_end: UtcSeconds
    review_end: UtcSeconds
    appeals_end: UtcSeconds = Field(default=0, description="0: that of the review")
    voting_end: UtcSeconds
    claims_end: UtcSeconds
    approvals: int = Field(default=1, ge=1, le=7, description="reviewers who must agree")
    chambers: Chambers = Chambers.BOTH

    @model_validator(mode="before")
    @classmethod
    def _without_appeals(cls, given: Any) -> Any:
        if isinstance(given, dict) and not given.get("appeals_end") and "review_end" in given:
            return given | {"appeals_end": given["review_end"]}
        return given

    def words(self) -> tuple[object, ...]:
        """Write the terms in the order of the contract's struct, which is that of the fields."""
        return tuple(self.model_dump().values())


class Terms(RoundTerms):
    """What a retro round is held under."""

    budget: Credits = Field(description="of each ballot")
    allow_negative: bool = False
    quorum: int = Field(default=0, ge=0, description="ballots a project must be on; 0: none")
    count_zeros: bool = Field(default=False, description="zero votes count for the quorum")
    cap_bps: BasisPoints = Field(default=0, description="largest award, of the pot; 0: none")
    minimum: TokenAmount = Field(default=0, description="smallest award; 0: none")


class MatchingTerms(RoundTerms):
    """What a matching round is held under."""

    inclusive: bool = Field(default=False, description="a gift that stands alone is matched, too")
    constrained: bool = Field(default=False, description="never more than gifts would call for")
    cap_bps: BasisPoints = Field(default=0, description="largest match, of the pot; 0: none")


class Application(Frozen):
    """One application as the desk has it."""

    project: ProjectId
    seat: SeatId = Field(description="that applied")
    payout_address: Payee
    review: Review
    version: int = Field(ge=1, description="1, and one more for each amendment")
    appealed: bool
    changes_at: UtcSeconds = Field(description="end of a change of address under way, or 0")


class RoundHead(Frozen):
    """What rounds of every mechanism say of themselves at `block`."""

    round_id: RoundId
    status: RoundStatus
    pot: TokenAmount = Field(description="all that came in")
    paid: TokenAmount = Field(description="claimed, refunded, returned or swept")
    block: BlockNumber
