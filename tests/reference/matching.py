# SPDX-License-Identifier: Apache-2.0
"""Matching rounds in plain Python: a list of gifts, roots of whole numbers, no packed words.

Source: contracts/funding/MatchingFunding.vy
"""

from collections import defaultdict
from dataclasses import dataclass, field, fields
from math import isqrt

from tests.reference.funding import BPS, PERSONS, awards

SCALE = 2**16


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
