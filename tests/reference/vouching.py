# SPDX-License-Identifier: Apache-2.0
"""Vouching in plain Python: lists of dated vouches over the roll of `membership`.

Units: times in UTC seconds. Source: contracts/membership/Vouching.vy, whose refusals `Refused`
repeats in order. There is no dormancy here and there are no terms.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import NamedTuple

from tests.reference.membership import EXPELLED, NOBODY, Roll
from tests.reference.refusal import require

MOST = 8  # vouches for one newcomer


class Rules(NamedTuple):
    """How many stand up for whom, and how long that lasts, in the contract's order."""

    vouches: int
    open_vouches: int
    vouch_seconds: int
    cooldown_seconds: int
    recovery_vouches: int
    recovery_seconds: int


@dataclass
class Recovery:
    """A new key that waits."""

    account: str
    ready_at: int
    objected: bool = False


@dataclass
class Vouching:
    """Who stands up for whom; every call takes the account that sends it and the time."""

    roll: Roll
    rules: Rules
    address: str
    kinds: dict = field(default_factory=lambda: defaultdict(dict))  # newcomer: seat: (kind, end)
    answers: dict = field(default_factory=lambda: defaultdict(dict))  # seat: newcomer: end
    backers: dict = field(default_factory=lambda: defaultdict(dict))  # (seat, key): seat: end
    recoveries: dict[int, Recovery] = field(default_factory=dict)
    nonces: dict = field(default_factory=lambda: defaultdict(int))  # (seat, account): vouches

    # --- vouching

    def vouch(self, caller, account, kind, now):
        """Stand up for a newcomer."""
        own = self._voucher(caller, now)
        require(self.roll.last_stay(caller).kind == kind, "vouching: not of that kind")
        require(account not in (caller, NOBODY), "vouching: nobody to vouch for")
        require(not self.roll.active_seat(account), "vouching: has a seat")
        still = {each: end for each, end in self._still_open(own, now).items() if each != account}
        require(len(still) < self.rules.open_vouches, "vouching: too many open vouches")
        until = now + self.rules.vouch_seconds
        vouched = self._with(self.kinds[account], own, (kind, until), now)
        self.kinds[account] = vouched
        self.answers[own] = {**still, account: until}
        self.nonces[own, account] += 1

    def vouch_by_signature(self, _caller, voucher, slip, now):
        """Hand in what a voucher signed."""
        require(now <= slip.deadline, "vouching: slip expired")
        own = self.roll.seat(voucher)
        expected = (own, self.nonces[own, slip.account])
        require((slip.seat, slip.nonce) == expected, "vouching: bad signature")
        self.vouch(voucher, slip.account, slip.kind, now)

    def withdraw_vouch(self, caller, account, _now):
        """Take a vouch back."""
        own = self.roll.seat(caller)
        require(own, "vouching: never had a seat")
        self.nonces[own, account] += 1
        self.kinds[account].pop(own, None)
        if account not in self.roll.moved and not self.roll.last_stay(account):
            self.answers[own].pop(account, None)

    def join(self, caller, kind, now):
        """Take a seat that enough vouch for."""
        require(self.rules.vouches, "vouching: joining is by vote")
        enough = self.vouches(caller, kind, now) >= self.rules.vouches
        require(enough, "vouching: too few vouches")
        self.roll.admit_vouched(self.address, caller, kind, now)
        self.kinds[caller] = {}

    # --- recovery

    def back_recovery(self, caller, seat, account, now):
        """Say that `account` is the new key of `seat`."""
        own = self._voucher(caller, now)
        require(own != seat, "vouching: backs itself")
        until = now + self.rules.vouch_seconds
        known = self.backers[seat, account]
        self.backers[seat, account] = self._with(known, own, (0, until), now)
        self.nonces[own, account] += 1

    def ask_recovery(self, caller, seat, now):
        """Ask with the new key."""
        enough = self.backings(seat, caller, now) >= self.rules.recovery_vouches
        require(enough, "vouching: too few backers")
        self._open(seat, caller, now)

    def open_recovery(self, caller, seat, account, now):
        """Begin by a vote."""
        require(caller == self.roll.owner, "owned: not the owner")
        self._open(seat, account, now)

    def object(self, caller, seat, _now):
        """Stop a recovery of one's own seat."""
        stay = self.roll.stay_of(seat)
        require(stay is not None and stay.account == caller, "vouching: not your seat")
        require(seat in self.recoveries, "vouching: nothing to object to")
        require(not self.recoveries[seat].objected, "vouching: already objected")
        self.recoveries[seat].objected = True

    def complete_recovery(self, _caller, seat, now):
        """Hand a seat over to its new key."""
        require(seat in self.recoveries, "vouching: no recovery")
        recovery = self.recoveries[seat]
        require(not recovery.objected, "vouching: a vote must decide")
        require(now >= recovery.ready_at, "vouching: objection still open")
        self.roll.move(self.address, seat, recovery.account, now)
        del self.recoveries[seat]

    def decide_recovery(self, caller, seat, approved, now):
        """Settle a recovery by a vote."""
        require(caller == self.roll.owner, "owned: not the owner")
        require(seat in self.recoveries, "vouching: nothing to decide")
        require(self.recoveries[seat].objected or not approved, "vouching: nobody objected")
        if approved:
            self.roll.move(self.address, seat, self.recoveries[seat].account, now)
        del self.recoveries[seat]

    # --- what is asked

    def vouches(self, account, kind, now):
        """Vouches for a newcomer that count."""
        return self._count(self.kinds[account], kind, now)

    def backings(self, seat, account, now):
        """Members who say that `account` is the new key."""
        return self._count(self.backers[seat, account], 0, now)

    def open_vouches(self, seat, now):
        """Newcomers for whom a seat answers."""
        return len(self._still_open(seat, now))

    def recovery(self, seat):
        """As the contract reports it."""
        found = self.recoveries.get(seat, Recovery(NOBODY, 0))
        return found.account, found.ready_at, found.objected

    # --- internals

    def _voucher(self, account, now):
        own = self.roll.active_seat(account)
        require(own, "vouching: no active seat")
        since = self.roll.last_stay(account).credits_from
        require(now >= since + self.roll.season_seconds, "vouching: seat too young")
        for newcomer in self.answers[own]:
            stay = self.roll.last_stay(newcomer)
            if stay is not None and stay.status == EXPELLED:
                soon = stay.expelled_at < stay.credits_from + self.roll.season_seconds
                over = now >= stay.expelled_at + self.rules.cooldown_seconds
                require(over or not soon, "vouching: cooling down")
        return own

    def _still_open(self, seat, now):
        def answers_until(newcomer, vouch_end):
            stay = self.roll.last_stay(newcomer)
            if stay is not None and stay.left_at is None:
                return stay.credits_from + self.roll.season_seconds
            return vouch_end

        given = self.answers[seat].items()
        return {newcomer: end for newcomer, end in given if now < answers_until(newcomer, end)}

    def _with(self, given, own, entry, now):
        kept = {seat: each for seat, each in given.items() if seat != own and now < each[1]}
        require(len(kept) < MOST, "vouching: enough vouches")
        return {**kept, own: entry}

    def _count(self, given, kind, now):
        holders = [
            self.roll.stay_of(seat) for seat, (k, end) in given.items() if k == kind and now < end
        ]
        return sum(stay.left_at is None for stay in holders)

    def _open(self, seat, account, now):
        require(seat not in self.recoveries, "vouching: recovery under way")
        require(account != NOBODY, "vouching: no new key")
        known = account in self.roll.moved or self.roll.last_stay(account)
        require(not known, "vouching: key has a past")
        stay = self.roll.stay_of(seat)
        active = stay is not None and stay.left_at is None
        require(active, "vouching: no such active seat")
        self.recoveries[seat] = Recovery(account, now + self.rules.recovery_seconds)
        self.backers[seat, account] = {}
