# SPDX-License-Identifier: Apache-2.0
"""What anybody may have paid to whom it belongs: nobody signs a claim, it only ever goes one way.

    {"of": "project", "pool": "funding", "round_id": 3, "project": 2}   a round's share
    {"of": "stream", "stream": "0x…"}                                   what a stream has earned
    {"of": "milestone", "milestone": "0x…"}                             one that was accepted
    {"of": "seat", "seat": 7}                                           a seat, by its new key

Errors: `NothingThere` for what does not exist, `NotRelayed` for a payee without a seat.
"""

from typing import Annotated, Any, Literal, TypeVar

from eth_typing import ChecksumAddress
from pydantic import Field

from cosmolocal.alliance import Alliance
from cosmolocal.chain import Function
from cosmolocal.domain import Frozen
from cosmolocal.errors import NothingThere, NotRelayed
from cosmolocal.funding import Funding, Matching, Published
from cosmolocal.funding.bundle import Bundle
from cosmolocal.units import Bytes32, ProjectId, RoundId, SeatId

PoolName = Literal["funding", "matching", "published"]


class OfProject(Frozen):
    """The share of a project in a settled round."""

    of: Literal["project"]
    pool: PoolName
    round_id: RoundId
    project: ProjectId


class OfStream(Frozen):
    """What a stream of the treasury has earned."""

    of: Literal["stream"]
    stream: Bytes32


class OfMilestone(Frozen):
    """A milestone of the treasury that was accepted."""

    of: Literal["milestone"]
    milestone: Bytes32


class OfSeat(Frozen):
    """A seat whose recovery nobody objected to."""

    of: Literal["seat"]
    seat: SeatId


Claim = Annotated[OfProject | OfStream | OfMilestone | OfSeat, Field(discriminator="of")]
Promise = TypeVar("Promise")


def pool_of(alliance: Alliance, name: PoolName) -> Funding | Matching | Published:
    """Find the pool of a mechanism."""
    pools: dict[PoolName, Any] = {
        "funding": alliance.funding,
        "matching": alliance.matching,
        "published": alliance.published,
    }
    found: Funding | Matching | Published = pools[name]
    return found


class Claims:
    """Says of claims whose they are, and how they are made."""

    def __init__(self, alliance: Alliance) -> None:
        self._alliance = alliance
        self._counted: dict[int, Bundle] = {}

    def seat(self, claim: Claim) -> int:
        """Return the seat that a claim is for."""
        if isinstance(claim, OfSeat):
            return claim.seat
        if isinstance(claim, OfProject):
            pool = pool_of(self._alliance, claim.pool)
            return pool.applicant(claim.round_id, claim.project)
        payee = self._payee(claim)
        seat = self._alliance.membership.standing(payee).seat
        if seat is None:
            raise NotRelayed(f"{payee} has no seat")
        return seat

    def turn(self, claim: Claim, turn: int) -> str:
        """Tell apart what can be due again: a stream in its turn, a seat by the key that waits."""
        if isinstance(claim, OfStream):
            return str(turn)
        recovery = (
            self._alliance.vouching.recovery(claim.seat) if isinstance(claim, OfSeat) else None
        )
        return recovery.account if recovery else ""

    def function(self, claim: Claim) -> Function:
        """Bind the call that makes a claim."""
        alliance = self._alliance
        if isinstance(claim, OfSeat):
            return alliance.vouching.contract.functions.complete_recovery(claim.seat)
        if isinstance(claim, OfStream):
            return alliance.treasury.withdrawal_function(claim.stream)
        if isinstance(claim, OfMilestone):
            return alliance.treasury.milestone_function(claim.milestone)
        if claim.pool != "published":
            pool = pool_of(alliance, claim.pool)
            return pool.claim_function(claim.round_id, claim.project)
        bundle = self._bundle(claim.round_id)
        return alliance.published.claim_function(claim.round_id, claim.project, bundle=bundle)

    def _payee(self, claim: OfStream | OfMilestone) -> ChecksumAddress:
        state = self._alliance.treasury.state()
        if isinstance(claim, OfStream):
            return _known(state.streams, claim.stream, "stream").payee
        return _known(state.milestones, claim.milestone, "milestone").payee

    def _bundle(self, round_id: int) -> Bundle:
        """Count a published round once: after its voting the count never changes."""
        if round_id not in self._counted:
            self._counted[round_id] = self._alliance.published.count_round(round_id)
        return self._counted[round_id]


def _known(promises: dict[bytes, Promise], name: bytes, sort: str) -> Promise:
    if name not in promises:
        raise NothingThere(f"there is no {sort} 0x{name.hex()}")
    return promises[name]
