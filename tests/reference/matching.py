# SPDX-License-Identifier: Apache-2.0
"""Matching rounds in plain Python: a list of gifts, roots of whole numbers, no packed words.

Source: contracts/funding/MatchingFunding.vy
"""

from collections import defaultdict
from dataclasses import dataclass, field, fields
from math import isqrt

from tests.reference.rounds import BPS, PERSONS, Round, Rounds, awards

SCALE = 2**16
MIN_CAP_BPS, MAX_PLEDGES = 100, 16


@dataclass(frozen=True)
class MatchingTerms:
    """The terms of a round, in the order of the contract's struct."""

    scope: int
    token: str
    applications_end: int
    review_end: int
    appeals_end: int
    voting_end: int
    claims_end: int
    approvals: int = 1
    chambers: int = PERSONS
    inclusive: bool = False
    constrained: bool = False
    cap_bps: int = 0

    def values(self) -> tuple:
        """The struct as calls take it."""
        return tuple(getattr(self, each.name) for each in fields(self))


@dataclass
class Matched:
    """What came into a round, and what each project gets of it."""

    inclusive: bool = False
    constrained: bool = False
    cap_bps: int = 0
    sponsored: int = 0  # without pledges
    pledges: list[tuple[int, int, int]] = field(default_factory=list)  # deposit, matched, raised
    gifts: dict[int, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))

    def give(self, project: int, seat: int, amount: int) -> None:
        """Add a gift."""
        self.gifts[project][seat] = self.gifts[project].get(seat, 0) + amount

    def raised(self, project: int) -> int:
        """All that a project was given."""
        return sum(self.gifts[project].values())

    def called(self) -> list[int]:
        """What gifts call up of each pledge."""
        total = sum(map(self.raised, list(self.gifts)))
        return [min(deposit, total * by // per) for deposit, by, per in self.pledges]

    def weights(self) -> dict[int, int]:
        """What each project weighs, where it weighs anything."""
        found = {}
        for project, gifts in self.gifts.items():
            square = sum(isqrt(SCALE * amount) for amount in gifts.values()) ** 2
            weight = square if self.inclusive else square - SCALE * sum(gifts.values())
            if weight > 0:
                found[project] = weight
        return found

    def payouts(self) -> dict[int, int]:
        """Gifts and match of each project that was given anything."""
        pot, weights = self.sponsored + sum(self.called()), self.weights()
        pool = min(pot, sum(weights.values()) // SCALE) if self.constrained else pot
        cap = pool * self.cap_bps // BPS if self.cap_bps else None
        matches = awards(weights, pool, cap, 0) if weights else {}
        return {p: self.raised(p) + matches.get(p, 0) for p in list(self.gifts)}


@dataclass
class PledgeMade:
    """A sponsor's deposit; once settled what comes back of it."""

    sponsor: str
    deposit: int
    matched: int
    per_raised: int


@dataclass
class MatchingRound(Round):
    """A round of gifts."""

    gifts: dict[tuple[int, int], int] = field(default_factory=dict)  # (project, seat) -> amount
    donors: dict[tuple[int, int], str] = field(default_factory=dict)
    pledges: list[PledgeMade] = field(default_factory=list)
    final: dict[int, int] | None = None

    def given(self, project: int) -> list[int]:
        """The gifts of all donors to a project."""
        return [amount for (p, _), amount in self.gifts.items() if p == project]

    def roots(self, project: int) -> int:
        """The sum of their roots."""
        return sum(isqrt(SCALE * amount) for amount in self.given(project))

    def matched(self) -> Matched:
        """What came in, for those who reckon with it."""
        terms, deposits = self.terms, sum(pledge.deposit for pledge in self.pledges)
        sponsored = self.pot - sum(self.gifts.values()) - deposits
        rows = [(each.deposit, each.matched, each.per_raised) for each in self.pledges]
        found = Matched(terms.inclusive, terms.constrained, terms.cap_bps, sponsored, rows)
        for (project, seat), amount in self.gifts.items():
            found.give(project, seat, amount)
        return found

    def payout(self, project: int) -> int:
        """Gifts and match."""
        payouts = self.matched().payouts() if self.final is None else self.final
        return payouts.get(project, 0)


class Matching(Rounds):
    """Every rule of the contract."""

    kind = MatchingRound

    def _check_rule(self, terms: MatchingTerms) -> None:
        fits = terms.cap_bps == 0 or MIN_CAP_BPS <= terms.cap_bps <= BPS
        self._require(fits, "cap out of range")

    def pledge(self, now: int, sponsor: str, round_id: int, amount: int, by: int, per: int) -> int:
        """Deposit what gifts call up."""
        self._require(by > 0, "nothing matched", module="matching")
        self._require(per > 0, "raised out of range", module="matching")
        known = self.rounds.get(round_id)
        is_room = known is None or len(known.pledges) < MAX_PLEDGES
        self._require(is_room, "too many pledges", module="matching")
        this = self._live(round_id)
        self._require(now < this.terms.voting_end, "pot is closed")
        self.fund(now, sponsor, round_id, amount)
        this.pledges.append(PledgeMade(sponsor, amount, by, per))
        return len(this.pledges)

    def give(self, now: int, caller: str, round_id: int, project: int, amount: int) -> None:
        """Give to a project."""
        this = self._live(round_id)
        seat = self._voter(now, caller, this)
        self._require(project in this.applicants, "no such project")
        self._check_eligible(this, seat.number, project)
        self._require(amount > 0, "nothing received", module="escrow")
        key = (project, seat.number)
        this.gifts[key] = this.gifts.get(key, 0) + amount
        this.donors[key] = caller
        this.pot += amount

    def settle(self, now: int, round_id: int) -> None:
        """Close the count; what gifts did not call up of pledges is their sponsors' again."""
        super().settle(now, round_id)
        this = self.rounds[round_id]
        found = this.matched()
        this.final = found.payouts()
        for pledge, called in zip(this.pledges, found.called(), strict=True):
            pledge.deposit -= called

    def return_pledge(self, round_id: int, number: int) -> int:
        """Pay back what gifts did not call up."""
        this = self._settled(round_id)
        self._require(1 <= number <= MAX_PLEDGES, "no such pledge", module="matching")
        is_made = number <= len(this.pledges)
        amount = this.pledges[number - 1].deposit if is_made else 0
        self._require(amount > 0, "nothing to return", module="matching")
        self._require(amount <= this.pot - this.paid, "round has not so much", module="escrow")
        this.pledges[number - 1].deposit = 0
        this.paid += amount
        return amount

    def refund_gift(self, round_id: int, project: int, seat: int) -> int:
        """Pay a gift to a cancelled round back."""
        this = self._round(round_id)
        self._require(this.cancelled, "round not cancelled")
        amount = this.gifts.get((project, seat), 0)
        self._require(amount > 0, "no gift to refund", module="matching")
        this.gifts[project, seat] = 0
        this.paid += amount
        return amount
