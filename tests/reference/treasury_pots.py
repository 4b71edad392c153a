# SPDX-License-Identifier: Apache-2.0
"""Pots, batches, streams and milestones in plain Python, in one asset that moves as asked.

Units: amounts in smallest units, times in seconds. Source: contracts/treasury/*.vy, whose refusals
`Refused` repeats in order.
"""

from collections import Counter
from dataclasses import dataclass, field

from tests.reference.refusal import Refused, require

PAUSE_SECONDS = 7 * 86_400


@dataclass
class Pot:
    """What stewards may spend, and the figures of each period: index -> spent."""

    start: int
    end: int
    period: int
    cap: int
    per_payment: int
    closed: bool = False
    spent: Counter = field(default_factory=Counter)


@dataclass
class Stream:
    """A stream; `steward` answers for it."""

    pot: int
    payee: str
    start: int
    amount: int
    seconds: int
    deposit: int
    steward: str
    withdrawn: int = 0


@dataclass
class Milestone:
    """A milestone."""

    pot: int
    payee: str
    amount: int
    due_at: int
    state: str = "promised"


@dataclass
class Pots:
    """The treasury's pots; `mandates` are the ends of stewards' roles, of whoever ever held one."""

    owner: str
    guardian: str
    held: int
    mandates: dict[str, int]
    arbiters: set[str]
    now: int
    pots: dict[int, Pot] = field(default_factory=dict)
    streams: list[Stream] = field(default_factory=list)
    milestones: list[Milestone] = field(default_factory=list)
    paid_rows: set = field(default_factory=set)
    received: Counter = field(default_factory=Counter)
    paused_until: int = 0
    _charged: tuple = ()

    @property
    def stewards(self) -> set[str]:
        """Who holds the role now."""
        return {name for name, end in self.mandates.items() if self.now < end}

    @property
    def reserved(self) -> int:
        """Promised and not yet paid."""
        streams = sum(stream.deposit - stream.withdrawn for stream in self.streams)
        waiting = (m for m in self.milestones if m.state in ("promised", "accepted"))
        return streams + sum(milestone.amount for milestone in waiting)

    def spent(self, number: int) -> int:
        """Spent in the present period."""
        pot = self.pots[number]
        return pot.spent[(self.now - pot.start) // pot.period]

    def earned(self, stream: Stream) -> int:
        """Earned by now, or by the end of its steward's mandate, or of a pot that was closed."""
        pot = self.pots[stream.pot]
        until = min(self.now, self.mandates[stream.steward])
        until = min(until, pot.end) if pot.closed else until
        elapsed = max(0, until - stream.start)
        return min(stream.deposit, elapsed * stream.amount // stream.seconds)

    # What a vote decides, and the guardian.

    def open_pot(self, caller: str, pot: Pot) -> int:
        """Open a pot; its terms are good."""
        require(caller == self.owner, "owned: not the owner")
        self.pots[len(self.pots) + 1] = pot
        return len(self.pots)

    def close_pot(self, caller: str, number: int) -> None:
        """Close a pot."""
        require(caller == self.owner, "owned: not the owner")
        require(number in self.pots, "treasury: no such pot")
        pot = self.pots[number]
        require(self.now < pot.end, "treasury: pot already over")
        pot.end, pot.closed = self.now, True

    def pause(self, caller: str, seconds: int) -> None:
        """Halt new spending."""
        require(caller == self.guardian, "treasury: not the guardian")
        free_from = self.paused_until + PAUSE_SECONDS
        require(self.now >= free_from, "treasury: paused recently")
        self.paused_until = self.now + seconds

    # What stewards do.

    def spend(self, caller: str, number: int, to: str, amount: int) -> None:
        """Pay one payee."""
        self._check_steward(caller, number)
        require(amount > 0, "treasury: zero amount")
        self._charge(number, [amount])
        self._check_free(amount)
        self._pay(to, amount)

    def pay_batch(
        self, caller: str, number: int, batch: int, first: int, rows: list, refusing: set
    ) -> int:
        """Pay rows; those whose payee refuses are passed over."""
        self._check_steward(caller, number)
        due = [n for n in range(len(rows)) if (number, batch, first + n) not in self.paid_rows]
        for n in due:
            require(rows[n][1] > 0, "treasury: zero amount")
        require(due, "treasury: batch already paid")
        self._charge(number, [rows[n][1] for n in due])
        self._check_free(sum(rows[n][1] for n in due))
        paid = 0
        for n in due:
            to, amount = rows[n]
            if to in refusing:
                self._refund(number, amount)
                continue
            self.paid_rows.add((number, batch, first + n))
            self._pay(to, amount)
            paid |= 1 << first + n
        return paid

    def open_stream(self, caller: str, stream: Stream) -> None:
        """Open a stream."""
        self._check_steward(caller, stream.pot)
        require(stream.deposit > 0, "treasury: zero amount")
        self._charge(stream.pot, [stream.deposit])
        self._check_free(stream.deposit)
        self.streams.append(stream)

    def top_up(self, caller: str, stream: Stream, amount: int) -> None:
        """Let a stream run longer, or on as it is."""
        self._check_steward(caller, stream.pot)
        require(self.earned(stream) < stream.deposit, "treasury: stream is over")
        self._charge(stream.pot, [amount])
        self._check_free(amount)
        stream.deposit += amount
        stream.steward = caller

    def promise(self, caller: str, milestone: Milestone) -> None:
        """Promise a milestone."""
        self._check_steward(caller, milestone.pot)
        require(milestone.amount > 0, "treasury: zero amount")
        self._charge(milestone.pot, [milestone.amount])
        self._check_free(milestone.amount)
        self.milestones.append(milestone)

    def accept(self, caller: str, milestone: Milestone) -> None:
        """Accept a milestone."""
        require(caller in self.stewards | self.arbiters, "treasury: may not accept")
        require(milestone.state == "promised", "treasury: milestone not open")
        require(caller != milestone.payee, "treasury: accepts its own work")
        require(not self.pots[milestone.pot].closed, "treasury: pot was closed")
        require(self.now >= self.paused_until, "treasury: spending is paused")
        milestone.state = "accepted"

    # What payees and others do.

    def withdraw(self, caller: str, stream: Stream, to: str) -> None:
        """Pay out what was earned."""
        amount = self.earned(stream) - stream.withdrawn
        require(amount > 0, "treasury: nothing earned yet")
        require(stream.payee in (caller, to), "treasury: not the payee")
        stream.withdrawn += amount
        self._pay(to, amount)

    def stop(self, caller: str, stream: Stream) -> None:
        """End a stream."""
        closed = self.pots[stream.pot].closed
        if caller not in (self.owner, stream.payee) and not closed:
            answers = stream.steward in self.stewards
            require(not answers or caller in self.stewards, "treasury: not a steward")
        earned = self.earned(stream)
        require(stream.deposit > earned, "treasury: nothing left to stop")
        stream.deposit = earned

    def claim(self, caller: str, milestone: Milestone, to: str) -> None:
        """Pay an accepted milestone."""
        require(milestone.state == "accepted", "treasury: milestone not open")
        payee = milestone.payee
        require(payee in (caller, to), "treasury: not the payee")
        milestone.state = "claimed"
        self._pay(to, milestone.amount)

    def claw_back(self, caller: str, milestone: Milestone) -> None:
        """Take a milestone back."""
        if self.now < milestone.due_at and not self.pots[milestone.pot].closed:
            require(caller in (self.owner, milestone.payee), "treasury: not due yet")
        require(milestone.state == "promised", "treasury: milestone not open")
        milestone.state = "taken back"

    def _check_steward(self, caller: str, number: int) -> None:
        require(number in self.pots, "treasury: no such pot")
        require(caller in self.stewards, "treasury: not a steward")

    def _charge(self, number: int, amounts: list) -> None:
        pot = self.pots[number]
        require(self.now < pot.end, "treasury: pot is over")
        require(self.now >= pot.start, "treasury: pot not begun")
        require(max(amounts) <= pot.per_payment, "treasury: over the payment cap")
        index = (self.now - pot.start) // pot.period
        total = pot.spent[index] + sum(amounts)
        require(total <= pot.cap, "treasury: over the period cap")
        pot.spent[index] = total
        self._charged = (number, sum(amounts))

    def _check_free(self, amount: int) -> None:
        """Refuse during a halt, and what is not free; then nothing was charged."""
        try:
            require(self.now >= self.paused_until, "treasury: spending is paused")
            require(amount <= self.held - self.reserved, "treasury: balance too small")
        except Refused:
            self._refund(*self._charged)
            raise

    def _refund(self, number: int, amount: int) -> None:
        pot = self.pots[number]
        pot.spent[(self.now - pot.start) // pot.period] -= amount

    def _pay(self, to: str, amount: int) -> None:
        self.held -= amount
        self.received[to] += amount
