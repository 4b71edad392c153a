# SPDX-License-Identifier: Apache-2.0
"""A grant in plain Python, in one asset that moves as asked.

Units: amounts in smallest units, times in seconds, shares in basis points. Source:
contracts/treasury/Grant.vy, whose refusals `Refused` repeats.
"""

from dataclasses import dataclass, field
from fractions import Fraction

from tests.reference.refusal import require


@dataclass
class Grant:
    """One grant; `seconds` is 0 for one by milestones, given as (share, due)."""

    start: int
    seconds: int
    milestones: list[tuple[int, int]]
    now: int
    received: int = 0
    withdrawn: int = 0
    given_back: int = 0
    stopped_at: int | None = None
    accepted: set[int] = field(default_factory=set)
    taken_back: set[int] = field(default_factory=set)

    def share(self) -> Fraction:
        """What part of all that came in is the payee's by now."""
        if not self.seconds:
            return Fraction(sum(self.milestones[n][0] for n in self.accepted), 10_000)
        until = self.now if self.stopped_at is None else self.stopped_at
        return Fraction(min(max(0, until - self.start), self.seconds), self.seconds)

    def earned(self) -> int:
        """The payee's, rounded down."""
        return int(self.received * self.share())

    def lost(self) -> int:
        """Nobody's: the rest once nothing is open."""
        ended = len(self.accepted | self.taken_back) == len(self.milestones)
        over = self.stopped_at is not None or self.share() == 1
        if over if self.seconds else ended:
            return self.received - self.earned()
        return self.received * sum(self.milestones[n][0] for n in self.taken_back) // 10_000

    def withdraw(self) -> int:
        """Pay the payee."""
        amount = self.earned() - self.withdrawn
        require(amount > 0, "grant: nothing earned yet")
        self.withdrawn += amount
        return amount

    def give_back(self) -> int:
        """Give the rest back."""
        amount = self.lost() - self.given_back
        require(amount > 0, "grant: nothing to give back")
        self.given_back += amount
        return amount

    def stop(self) -> None:
        """End the stream, by a vote."""
        require(self.seconds > 0, "grant: no stream")
        require(self.stopped_at is None and self.share() < 1, "grant: stream is over")
        self.stopped_at = self.now

    def accept(self, number: int) -> None:
        """Accept a milestone, by a steward."""
        self._require_open(number)
        self.accepted.add(number)

    def take_back(self, number: int) -> None:
        """Take a milestone back, by anybody."""
        self._require_open(number)
        require(self.now >= self.milestones[number][1], "grant: not due yet")
        self.taken_back.add(number)

    def _require_open(self, number: int) -> None:
        require(number < len(self.milestones), "grant: no such milestone")
        ended = number in self.accepted | self.taken_back
        require(not ended, "grant: milestone not open")
