# SPDX-License-Identifier: Apache-2.0
"""Retro funding in plain Python: dicts, sets and sums, no packed words, no lanes.

Units: votes and credits are whole numbers.
Source: contracts/funding/RetroFunding.vy, whose refusals `Refused` repeats in order.
"""

from dataclasses import dataclass, field, fields

from eth_abi import encode
from eth_utils import keccak

from tests.reference.rounds import (
    BOTH,
    BPS,
    Rounds,
    awards,
)
from tests.reference.rounds import Round as RoundOfAnyKind

RULE = "quadratic-votes/1:floor"
MAX_BUDGET = 2**24 - 1
TERMS_TYPE = (
    "(uint256,address,uint256,uint256,uint256,uint256,uint256,uint256,uint256,uint256,bool,"
    "uint256,bool,uint256,uint256)"
)


@dataclass(frozen=True)
class Terms:
    """The terms of a round, in the order of the contract's struct."""

    scope: int
    token: str
    applications_end: int
    review_end: int
    appeals_end: int
    voting_end: int
    claims_end: int
    approvals: int = 1
    chambers: int = BOTH
    budget: int = 100
    allow_negative: bool = True
    quorum: int = 0
    count_zeros: bool = False
    cap_bps: int = 0
    minimum: int = 0

    def values(self) -> tuple:
        """The struct as calls take it."""
        return tuple(getattr(self, each.name) for each in fields(self))

    def rule_hash(self) -> bytes:
        """What `RoundOpened` commits to."""
        return keccak(encode(["string", TERMS_TYPE], [RULE, self.values()]))


def allocations(votes: dict[int, int]) -> list[int]:
    """A ballot as the contract takes it: eight lanes to a word, project << 16 | votes."""
    lanes = [project << 16 | given % 2**16 for project, given in sorted(votes.items())]
    return words(lanes)


def words(lanes: list[int]) -> list[int]:
    """Lanes of 32 bits, eight to a word from the lowest bit."""
    rows = [lanes[start : start + 8] for start in range(0, len(lanes), 8)]
    return [sum(lane << 32 * index for index, lane in enumerate(row)) for row in rows]


def read_allocations(ballot: list[int]) -> dict[int, int]:
    """The votes by project of a ballot as the contract logs it."""
    lanes = [word >> 32 * index & 2**32 - 1 for word in ballot for index in range(8)]
    return {
        lane >> 16: (lane & 0xFFFF ^ 0x8000) - 0x8000
        for lane in lanes[: lanes.index(0) if 0 in lanes else None]
    }


def ballot_hash(votes: dict[int, int]) -> bytes:
    """What the contract keeps of a ballot: its hash without the last two bytes; zero for none."""
    if not votes:
        return bytes(32)
    return keccak(encode(["uint256[]"], [allocations(votes)]))[:30] + bytes(2)


@dataclass
class Round(RoundOfAnyKind):
    """A round of ballots."""

    ballots: dict[int, dict[int, int]] = field(default_factory=dict)  # seat -> project -> votes

    def votes(self, project: int) -> int:
        """What all latest ballots give a project."""
        return sum(ballot.get(project, 0) for ballot in self.ballots.values())

    def total_votes(self) -> int:
        """The sum of max(votes, 0)."""
        return sum(max(self.votes(project), 0) for project in self.applicants)

    def heads(self, project: int) -> int:
        """The ballots that count for the project's quorum."""
        if not self.terms.quorum:
            return 0
        given = [ballot[project] for ballot in self.ballots.values() if project in ballot]
        return sum(bool(votes or self.terms.count_zeros) for votes in given)

    def payout(self, project: int) -> int:
        """The project's part of the pot, floored."""
        counted = [p for p in self.applicants if self.heads(p) >= self.terms.quorum]
        weights = {p: self.votes(p) for p in counted if self.votes(p) > 0}
        cap = self.pot * self.terms.cap_bps // BPS if self.terms.cap_bps else None
        return awards(weights, self.pot, cap, self.terms.minimum).get(project, 0)


class Funding(Rounds):
    """Every rule of the contract."""

    kind = Round

    def _check_rule(self, terms: Terms) -> None:
        self._require(1 <= terms.budget <= MAX_BUDGET, "budget out of range")

    def cast_ballot(
        self,
        now: int,
        caller: str,
        round_id: int,
        ballot: dict[int, int],
        previous: dict[int, int],
    ) -> None:
        """Replace the seat's ballot."""
        this = self._live(round_id)
        seat = self._voter(now, caller, this)
        last = this.ballots.get(seat.number, {})
        self._require(previous == last, "not the last ballot")
        for project, votes in sorted(ballot.items()):
            self._check_eligible(this, seat.number, project)
            self._require(votes != 0 or this.terms.quorum, "zero votes")
            self._require(votes >= 0 or this.terms.allow_negative, "negative votes")
        cost = sum(votes**2 for votes in ballot.values())
        self._require(cost <= this.terms.budget, "over budget")
        this.ballots[seat.number] = dict(ballot)
