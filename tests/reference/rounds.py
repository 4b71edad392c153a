# SPDX-License-Identifier: Apache-2.0
"""The life-cycle of funding rounds in plain Python: dicts, sets and sums, no packed words.

Units: amounts smallest units of a token, times UTC seconds.
Source: contracts/funding/rounds.vy and FundingDesk.vy, whose refusals `Refused` repeats in order.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from tests.reference.refusal import Refused

ETH = "0x" + 40 * "0"
STEWARD, REVIEWER = 1, 3
PENDING, APPROVED, REJECTED = 1, 2, 3
PERSONS, ORGANISATIONS, BOTH = 1, 2, 3
APPLICATIONS, REVIEW, VOTING, TO_SETTLE, CLAIMS, TO_SWEEP, SWEPT, CANCELLED, APPEALS = range(1, 10)
MAX_PROJECTS = 256
MIN_PERIOD_SECONDS, MAX_ROUND_SECONDS = 3_600, 315_360_000
BPS = 10_000


@dataclass
class Seat:
    """What funding asks of membership and scopes about one account."""

    number: int
    kind: int
    joined_at: int
    active: bool = True
    roles: set[tuple[int, int]] = field(default_factory=set)  # scope, role


@dataclass
class Round:
    """Everything that happened in one round."""

    terms: Any
    pot: int = 0
    paid: int = 0
    sponsors: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    late: dict[str, int] = field(default_factory=lambda: defaultdict(int))  # for the next round
    applicants: dict[int, int] = field(default_factory=dict)  # project -> seat
    payout_addresses: dict[int, str] = field(default_factory=dict)
    reviews: dict[int, int] = field(default_factory=dict)  # project -> APPROVED or REJECTED
    conflicts: dict[int, set[int]] = field(default_factory=dict)  # seat -> projects
    claimed: set[int] = field(default_factory=set)
    cancelled: bool = False
    settled: bool = False
    swept: bool = False

    def project_of(self, seat: int) -> int:
        """The project a seat applied with; 0 if it did not."""
        return next((p for p, applicant in self.applicants.items() if applicant == seat), 0)

    def payout(self, project: int) -> int:
        """What a project gets."""
        raise NotImplementedError

    def state(self, now: int) -> int:
        """Where the round stands."""
        if self.cancelled or self.swept:
            return CANCELLED if self.cancelled else SWEPT
        periods = {"applications_end": APPLICATIONS, "review_end": REVIEW, "appeals_end": APPEALS}
        for end, state in (periods | {"voting_end": VOTING}).items():
            if now < getattr(self.terms, end):
                return state
        if not self.settled:
            return TO_SETTLE
        return CLAIMS if now < self.terms.claims_end else TO_SWEEP


def awards(weights: dict[int, int], pot: int, cap: int | None, minimum: int) -> dict[int, int]:
    """Share a pot by positive weights: large ones cut, small ones out, the rest shared anew."""
    shares = cut(weights, pot, cap)
    least = minimum if cap is None else min(minimum, cap)
    return cut({p: w for p, w in weights.items() if shares[p] >= least}, pot, cap)


def cut(weights: dict[int, int], pot: int, cap: int | None) -> dict[int, int]:
    """Share a pot by weights, nothing above the cap."""
    full: set[int] = set()
    while True:
        rest_pot = pot - (cap or 0) * len(full)
        rest = {p: w for p, w in weights.items() if p not in full}
        more = {
            p
            for p, w in rest.items()
            if cap is not None and rest_pot * w > cap * sum(rest.values())
        }
        if not more:
            shares = {p: rest_pot * w // sum(rest.values()) for p, w in rest.items()}
            return shares | dict.fromkeys(full, cap or 0)
        full |= more


class Rounds:
    """Every rule of the life-cycle; the test changes `seats` and `entries` as the chain is changed.

    A mechanism adds its own rules, and says what a round of it is.
    """

    kind: type[Round]

    def __init__(self, owner: str, scopes: set[int]):
        self.owner, self.scopes = owner, scopes
        self.seats: dict[str, Seat] = {}  # account -> seat
        self.entries: dict[bytes, int] = {}  # confirmed entry -> provider
        self.rounds: dict[int, Round] = {}

    def held(self, token: str) -> int:
        """What all rounds of a token still hold, with what came too late for them."""
        every = [r for r in self.rounds.values() if r.terms.token == token]
        return sum(r.pot - r.paid + sum(r.late.values()) for r in every)

    def open_round(self, now: int, caller: str, terms: Any) -> int:
        """Open the next round; every account here is taken for a token."""
        self._check_rule(terms)
        self._require(terms.chambers in (PERSONS, ORGANISATIONS, BOTH), "no such chamber")
        self._require(terms.scope in self.scopes, "no such scope")
        self._check_steward(caller, terms.scope)
        for start, end in (
            (now, terms.applications_end),
            (terms.applications_end, terms.review_end),
            (terms.appeals_end, terms.voting_end),
            (terms.voting_end, terms.claims_end),
        ):
            self._require(end - start >= MIN_PERIOD_SECONDS, "period too short")
        self._require(terms.claims_end - now <= MAX_ROUND_SECONDS, "round too long")
        self.rounds[len(self.rounds) + 1] = self.kind(terms)
        return len(self.rounds)

    def _check_rule(self, terms: Any) -> None:
        """Refuse what the mechanism cannot do."""

    def cancel_round(self, caller: str, round_id: int) -> None:
        """End a round before it is settled."""
        this = self._live(round_id)
        self._check_steward(caller, this.terms.scope)
        self._require(not this.settled, "already settled")
        this.cancelled = True

    def fund(self, now: int, sponsor: str, round_id: int, arrived: int) -> None:
        """Add what arrived to the pot; after the voting keep it for the next round."""
        this = self._live(round_id)
        self._require(arrived > 0, "nothing received", module="escrow")
        if now < this.terms.voting_end:
            this.pot += arrived
            this.sponsors[sponsor] += arrived
        else:
            this.late[sponsor] += arrived

    def carry_over(self, now: int, round_id: int, into: int, sponsor: str) -> None:
        """Put what came too late for one round into a later one."""
        later = self._live(into)
        self._require(now < later.terms.voting_end, "pot is closed")
        is_later = into > round_id and later.terms.scope == self._round(round_id).terms.scope
        is_next = is_later and later.terms.token == self.rounds[round_id].terms.token
        self._require(is_next, "not its next round")
        amount = self._take_late(round_id, sponsor)
        later.pot += amount
        later.sponsors[sponsor] += amount

    def return_top_up(self, caller: str, round_id: int, sponsor: str) -> int:
        """Pay back what came too late."""
        self._round(round_id)
        self._require(caller in (sponsor, self.owner), "not the sponsor")
        return self._take_late(round_id, sponsor)

    def _take_late(self, round_id: int, sponsor: str) -> int:
        late = self.rounds[round_id].late
        self._require(late[sponsor] > 0, "nothing to refund", module="escrow")
        return late.pop(sponsor)

    def apply(self, now: int, caller: str, round_id: int, to: str, entries: list[bytes]) -> int:
        """Apply with the next project."""
        this = self._live(round_id)
        self._require(now < this.terms.applications_end, "applications closed")
        seat = self._active_seat(caller).number
        for place, entry in enumerate(entries):
            ascending = entry > (entries[place - 1] if place else bytes(32))
            self._require(ascending, "entries not ascending")
            self._require(entry in self.entries, "entry not confirmed")
            self._require(self.entries[entry] == seat, "entry of another seat")
        self._require(not this.project_of(seat), "already applied")
        self._require(len(this.applicants) < MAX_PROJECTS, "round is full")
        project = len(this.applicants) + 1
        this.applicants[project], this.payout_addresses[project] = seat, to
        return project

    def review(self, now: int, caller: str, round_id: int, project: int, status: int) -> None:
        """Approve or reject a project."""
        this = self._live(round_id)
        in_review = this.terms.applications_end <= now < this.terms.review_end
        self._require(in_review, "not in review")
        reviewer = self._active_seat(caller)
        self._require((this.terms.scope, REVIEWER) in reviewer.roles, "not a reviewer")
        self._require(project in this.applicants, "no such project")
        self._require(project not in this.reviews, "already reviewed")
        self._require(this.applicants[project] != reviewer.number, "reviews own project")
        this.reviews[project] = status

    def set_conflicts(
        self, now: int, caller: str, round_id: int, seat: int, projects: set[int]
    ) -> None:
        """Say which projects a seat has no vote on."""
        this = self._live(round_id)
        self._require(now < this.terms.appeals_end, "conflicts are frozen")
        by = self._active_seat(caller)
        if by.number == seat:
            projects = projects | this.conflicts.get(seat, set())
        else:
            self._require((this.terms.scope, REVIEWER) in by.roles, "not a reviewer")
        this.conflicts[seat] = set(projects)

    def settle(self, now: int, round_id: int) -> None:
        """Close the count."""
        this = self._live(round_id)
        self._require(now >= this.terms.voting_end, "voting not over")
        self._require(not this.settled, "already settled")
        this.settled = True

    def claim(self, now: int, round_id: int, project: int) -> tuple[str, int]:
        """Pay a project; return to whom and how much."""
        known = round_id in self.rounds and project in self.rounds[round_id].applicants
        self._require(known, "no such project")
        this = self._settled(round_id)
        self._require(now < this.terms.claims_end, "claims closed")
        self._require(project not in this.claimed, "already claimed")
        self._require(this.payout(project) > 0, "nothing to claim")
        this.claimed.add(project)
        this.paid += this.payout(project)
        return this.payout_addresses[project], this.payout(project)

    def sweep(self, now: int, round_id: int) -> int:
        """Send the rest to the treasury; return how much."""
        this = self._settled(round_id)
        self._require(now >= this.terms.claims_end, "claims still open")
        self._require(not this.swept, "already swept")
        rest, this.swept, this.paid = this.pot - this.paid, True, this.pot
        return rest

    def refund(self, round_id: int, sponsor: str) -> int:
        """Pay a sponsor of a cancelled round back; return how much."""
        this = self._round(round_id)
        self._require(this.cancelled, "round not cancelled")
        self._require(this.sponsors[sponsor] > 0, "nothing to refund", module="escrow")
        amount, this.sponsors[sponsor] = this.sponsors[sponsor], 0
        this.paid += amount
        return amount

    def _round(self, round_id: int) -> Round:
        self._require(round_id in self.rounds, "no such round")
        return self.rounds[round_id]

    def _live(self, round_id: int) -> Round:
        this = self._round(round_id)
        self._require(not this.cancelled, "round cancelled")
        return this

    def _settled(self, round_id: int) -> Round:
        this = self._round(round_id)
        self._require(this.settled, "not settled")
        return this

    def _active_seat(self, caller: str) -> Seat:
        seat = self.seats.get(caller)
        self._require(seat is not None and seat.active, "seat not active")
        return seat

    def _voter(self, now: int, caller: str, this: Round) -> Seat:
        in_voting = this.terms.appeals_end <= now < this.terms.voting_end
        self._require(in_voting, "voting not open")
        seat = self.seats.get(caller)
        entitled = seat is not None and seat.active and seat.joined_at < this.terms.appeals_end
        self._require(entitled, "no seat before voting")
        self._require(seat.kind & this.terms.chambers, "chamber not admitted")
        return seat

    def _check_eligible(self, this: Round, seat: int, project: int) -> None:
        self._require(this.applicants.get(project) != seat, "votes for own project")
        self._require(this.reviews.get(project) == APPROVED, "project not approved")
        self._require(project not in this.conflicts.get(seat, set()), "conflict of interest")

    def _check_steward(self, caller: str, scope: int) -> None:
        if caller != self.owner:
            seat = self._active_seat(caller)
            self._require((scope, STEWARD) in seat.roles, "not a steward")

    @staticmethod
    def _require(condition: object, reason: str, *, module: str = "funding") -> None:
        if not condition:
            raise Refused(f"{module}: {reason}")
