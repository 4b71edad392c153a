# SPDX-License-Identifier: Apache-2.0
"""What a funding round is at any moment, by what its events have said.

Source: contracts/funding/
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from math import isqrt
from typing import Any

from eth_typing import ChecksumAddress

from cosmolocal.tally import quadratic_votes
from cosmolocal.tally.allocation import Limits, fast

PENDING, APPROVED, REJECTED = 1, 2, 3
"""Review of an application."""
RETRO, MATCHING = "RetroFunding", "MatchingFunding"
"""The contracts that hold rounds."""
BPS = 10_000
LATE = 2**255
"""In the books of contracts/funding/escrow.vy: what came too late for the round of that number."""
ROOT_SCALE = 2**16
"""That of contracts/funding/gift_words.vy."""


@dataclass(frozen=True, slots=True)
class ProjectState:
    """One application and what became of it."""

    seat: int
    payout_address: ChecksumAddress
    content: bytes
    entries: tuple[bytes, ...]
    version: int = 1
    approvals: int = 0
    rejections: int = 0
    status: int = PENDING
    reason: bytes = bytes(32)
    is_appealed: bool = False
    change: tuple[ChecksumAddress, int] | None = None
    claimed: int | None = None

    def payee_at(self, now: int) -> ChecksumAddress:
        """Where its money goes at a moment."""
        if self.change and now >= self.change[1]:
            return self.change[0]
        return self.payout_address

    def changes_at(self, now: int) -> int:
        """When a change that is under way takes effect; 0 if there is none."""
        return self.change[1] if self.change and now < self.change[1] else 0


@dataclass(frozen=True)
class PoolRound:
    """What rounds of every mechanism have; sponsors with what is not refunded.

    `conflicts` has the projects that a seat has no vote on, bit p - 1 for project p; `late` what
    sponsors gave after the voting, for the next round.
    """

    terms: Mapping[str, Any]
    rule: str
    projects: Mapping[int, ProjectState] = field(default_factory=dict)
    conflicts: Mapping[int, int] = field(default_factory=dict)
    sponsors: Mapping[ChecksumAddress, int] = field(default_factory=dict)
    late: Mapping[ChecksumAddress, int] = field(default_factory=dict)
    pot: int = 0
    paid: int = 0
    is_settled: bool = False
    is_cancelled: bool = False
    is_swept: bool = False

    @property
    def held(self) -> int:
        """What the contract holds for the round, and for those who came too late for it."""
        return self.rest + sum(self.late.values())

    @property
    def rest(self) -> int:
        """What the round still holds [smallest units]."""
        return self.pot - self.paid

    @property
    def dust(self) -> int:
        """What a sweep sends to the treasury [smallest units]."""
        return self.rest

    @property
    def approved(self) -> int:
        """The admitted projects as the contract has them: bit p - 1 for project p."""
        return sum(1 << (n - 1) for n, p in self.projects.items() if p.status == APPROVED)

    def payouts(self) -> Mapping[int, int]:
        """What each project gets: by the final result, or by what there is now."""
        raise NotImplementedError

    def excluded(self, seat: int) -> set[int]:
        """The projects that a seat may not give to."""
        own = {number for number, project in self.projects.items() if project.seat == seat}
        bits = self.conflicts.get(seat, 0)
        return own | {n for n in self.projects if bits >> (n - 1) & 1}

    def state_at(self, now: int) -> int:
        """Where the round stands, by the numbers of the contract's `state`."""
        if self.is_cancelled or self.is_swept:
            return 8 if self.is_cancelled else 7
        periods = {"applications_end": 1, "review_end": 2, "appeals_end": 9, "voting_end": 3}
        for end, state in periods.items():
            if now < self.terms[end]:
                return state
        if not self.is_settled:
            return 4
        return 5 if now < self.terms["claims_end"] else 6


@dataclass(frozen=True)
class RoundState(PoolRound):
    """One retro round; ballots by seat, each project -> votes. `final` is the settled count."""

    ballots: Mapping[int, Mapping[int, int]] = field(default_factory=dict)
    final: quadratic_votes.Outcome[int] | None = None

    @property
    def outcome(self) -> quadratic_votes.Outcome[int]:
        """Votes, shares and payouts: the final ones, or by the present pot and ballots."""
        return self.final or self.count()

    def payouts(self) -> Mapping[int, int]:
        """What each project gets."""
        return self.outcome.payouts

    def heads(self) -> dict[int, int]:
        """Count the ballots that each project is on, for its quorum; none where there is none."""
        heads = dict.fromkeys(self.projects, 0)
        if self.terms["quorum"]:
            for ballot in self.ballots.values():
                for project, votes in ballot.items():
                    heads[project] += bool(votes or self.terms["count_zeros"])
        return heads

    def count(self) -> quadratic_votes.Outcome[int]:
        """Count the ballots again, and share the pot by the terms' rule."""
        rows = (row for ballot in self.ballots.values() for row in ballot.items())
        votes = quadratic_votes.fast(self.projects, rows, self.pot).votes
        heads, quorum = self.heads(), self.terms["quorum"]
        weights = {p: max(v, 0) if heads[p] >= quorum else 0 for p, v in votes.items()}
        payouts = _shared(weights, self.pot, self.terms["cap_bps"], self.terms["minimum"])
        return quadratic_votes.Outcome(self.pot, votes, payouts)


@dataclass(frozen=True, slots=True)
class Gift:
    """All that a seat gave to a project, and the account that gave last."""

    amount: int
    donor: ChecksumAddress
    is_refunded: bool = False


@dataclass(frozen=True, slots=True)
class PledgeState:
    """A sponsor's deposit; once settled what comes back of it."""

    sponsor: ChecksumAddress
    deposit: int
    matched: int
    per_raised: int

    def called_up(self, gifts: int) -> int:
        """What an amount of gifts calls up."""
        return min(self.deposit, gifts * self.matched // self.per_raised)


@dataclass(frozen=True)
class MatchingRound(PoolRound):
    """One matching round; gifts by (project, seat), and what was ever given to each project."""

    gifts: Mapping[tuple[int, int], Gift] = field(default_factory=dict)
    pledges: Mapping[int, PledgeState] = field(default_factory=dict)
    final: Mapping[int, int] | None = None
    final_pot: int | None = None

    def given(self, project: int) -> list[int]:
        """The gifts of all donors to a project."""
        return [gift.amount for (p, _), gift in self.gifts.items() if p == project]

    def roots(self, project: int) -> int:
        """Sum of the roots of all gifts to a project."""
        return sum(isqrt(amount * ROOT_SCALE) for amount in self.given(project))

    @property
    def raised(self) -> int:
        """All gifts."""
        return sum(gift.amount for gift in self.gifts.values())

    @property
    def matching_pot(self) -> int:
        """What there is to match gifts with, or was when the round was settled."""
        if self.final_pot is not None:
            return self.final_pot
        kept = sum(p.deposit - p.called_up(self.raised) for p in self.pledges.values())
        return self.pot - self.raised - kept

    def weight(self, project: int) -> int:
        """What a project weighs."""
        square = self.roots(project) ** 2
        if self.terms["inclusive"]:
            return square
        return max(square - ROOT_SCALE * sum(self.given(project)), 0)

    def matches(self) -> dict[int, int]:
        """Match the gifts there are."""
        weights = {project: self.weight(project) for project in self.projects}
        pool = self.matching_pot
        if self.terms["constrained"]:
            pool = min(pool, sum(weights.values()) // ROOT_SCALE)
        return _shared(weights, pool, self.terms["cap_bps"])

    def payouts(self) -> Mapping[int, int]:
        """What each project gets, gifts and match."""
        matches = self.final if self.final is not None else self.matches()
        return {project: sum(self.given(project)) + matches[project] for project in self.projects}


def _shared(weights: Mapping[int, int], pot: int, cap_bps: int, minimum: int = 0) -> dict[int, int]:
    """Share a pot by weights, as contracts/funding/AwardRule.vy does."""
    cap = pot * cap_bps // BPS if cap_bps else None
    scores = {str(project): Fraction(weight) for project, weight in weights.items()}
    awards = fast(scores, pot, Limits(cap=cap, minimum=minimum)).awards
    return {project: awards[str(project)] for project in weights}
