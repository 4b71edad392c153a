# SPDX-License-Identifier: Apache-2.0
"""Membership and scopes in plain Python: lists of stays and dated facts, no words, no checkpoints.

Units: times in UTC seconds. Source: contracts/membership/{Membership,Scopes}.vy, whose refusals
`Refused` repeats in order.
"""

from collections import defaultdict
from dataclasses import dataclass

from tests.reference.refusal import Refused, require

PERSON, ORGANISATION = 1, 2
ACTIVE, LEFT = 1, 2
ALLIANCE, PLACE, GUILD, FUNCTION, PUBLIC_BODY, ECOSYSTEM = range(1, 7)
STEWARD, CONFIRMER, REVIEWER, ARBITER = range(1, 5)
YEAR = 365 * 86_400
MAX_DEPTH = 6
ROOT = 1
NOBODY = "0x" + "00" * 20

# The fields of each word from its lowest bit: (name, offset, width), in bits.
SEAT_WORD = (
    ("seat", 0, 32),
    ("kind", 32, 8),
    ("status", 40, 8),
    ("joined_at", 48, 40),
    ("term_end", 88, 40),
    ("last_season", 128, 16),
)
CHECKPOINT_WORD = (
    ("account", 0, 160),
    ("at", 160, 40),
    ("persons", 200, 28),
    ("organisations", 228, 28),
)
SCOPE_WORD = (("parent", 0, 32), ("kind", 32, 8), ("depth", 40, 8), ("founded_at", 48, 40))
MANDATE_WORD = (
    ("steward_end", 0, 40),
    ("confirmer_end", 40, 40),
    ("reviewer_end", 80, 40),
    ("arbiter_end", 120, 40),
    ("seat_agreed", 160, 1),
    ("scope_agreed", 161, 1),
    ("joined_at", 168, 40),
)


def pack(layout, **fields):
    """The word that holds `fields`, each in its documented place; the others are zero."""
    word = 0
    for name, offset, width in layout:
        content = fields.pop(name, 0)
        assert 0 <= content < 1 << width, name
        word |= content << offset
    assert not fields, fields
    return word


def largest(layout):
    """The greatest content of each field."""
    return {name: (1 << width) - 1 for name, _, width in layout}


@dataclass
class Stay:
    """One stretch of membership, in the seconds [joined_at, left_at)."""

    seat: int
    account: str
    kind: int
    joined_at: int
    left_at: int | None = None


class Roll:
    """Who belongs: every stay that there ever was."""

    def __init__(self, owner):
        self.owner, self.sealed = owner, False
        self.stays: list[Stay] = []

    def last_stay(self, account):
        """The present or latest stay of an account, None if it never belonged."""
        return next((stay for stay in reversed(self.stays) if stay.account == account), None)

    def admit(self, caller, accounts, kind, now):
        """Give each account a seat, or none of them."""
        require(caller == self.owner, "owned: not the owner")
        require(accounts, "membership: nobody to admit")
        require(kind in (PERSON, ORGANISATION), "membership: unknown kind")
        before = list(self.stays)
        try:
            for account in accounts:
                self._admit(account, kind, now)
        except Refused:
            self.stays = before
            raise

    def _admit(self, account, kind, now):
        require(account != NOBODY, "membership: zero address")
        last = self.last_stay(account)
        if last is None:
            self.stays.append(Stay(self.seat_count + 1, account, kind, now))
            return
        require(last.left_at is not None, "membership: already seated")
        require(last.kind == kind, "membership: another kind before")
        self.stays.append(Stay(last.seat, account, kind, now))

    def leave(self, caller, now):
        """End the caller's stay."""
        last = self.last_stay(caller)
        require(last is not None and last.left_at is None, "membership: no active seat")
        last.left_at = now

    @property
    def seat_count(self):
        """Seats ever granted."""
        return len({stay.seat for stay in self.stays})

    def active_at(self, timepoint):
        """Persons and organisations at the end of a second."""
        kinds = [
            stay.kind
            for stay in self.stays
            if stay.joined_at <= timepoint and (stay.left_at is None or stay.left_at > timepoint)
        ]
        return kinds.count(PERSON), kinds.count(ORGANISATION)

    def standing(self, account):
        """The account's seat word."""
        last = self.last_stay(account)
        if last is None:
            return 0
        status = ACTIVE if last.left_at is None else LEFT
        return pack(
            SEAT_WORD, seat=last.seat, kind=last.kind, status=status, joined_at=last.joined_at
        )

    def active_seat(self, account):
        """The seat that an account may act for now, else 0."""
        last = self.last_stay(account)
        return last.seat if last is not None and last.left_at is None else 0

    def seat(self, account):
        """The account's seat, also after it left; 0 if it never had one."""
        last = self.last_stay(account)
        return last.seat if last is not None else 0


@dataclass(frozen=True)
class Scope:
    """One scope of the tree."""

    parent: int
    kind: int
    depth: int
    founded_at: int


class Tree:
    """The scopes: agreements and role ends, each kept by (scope, seat)."""

    def __init__(self, roll, owner, now):
        self.roll, self.owner = roll, owner
        self.scopes = {ROOT: Scope(0, ALLIANCE, 1, now)}
        self.asked: set[tuple[int, int]] = set()
        self.accepted: set[tuple[int, int]] = set()
        self.joined: dict[tuple[int, int], int] = {}
        self.ends: dict[tuple[int, int], dict[int, int]] = defaultdict(dict)

    def found(self, caller, parent, kind, now):
        """Hang a new scope below `parent`; return its number."""
        require(parent in self.scopes, "scopes: no such scope")
        founder = self._check_owner_or_steward(caller, parent, now)
        require(ALLIANCE <= kind <= ECOSYSTEM, "scopes: unknown kind")
        depth = self.scopes[parent].depth + 1
        require(depth <= MAX_DEPTH, "scopes: too deep")
        scope = len(self.scopes) + 1
        self.scopes[scope] = Scope(parent, kind, depth, now)
        if founder:
            self._agree(self.asked, scope, founder, now)
            self._agree(self.accepted, scope, founder, now)
            self.ends[scope, founder][STEWARD] = now + YEAR
        return scope

    def join(self, caller, scope, now):
        """The caller's seat asks to belong."""
        require(scope in self.scopes, "scopes: no such scope")
        seat = self.roll.active_seat(caller)
        require(seat, "scopes: no active seat")
        require((scope, seat) not in self.asked, "scopes: already asked")
        self._agree(self.asked, scope, seat, now)

    def accept(self, caller, scope, seats, now):
        """The scope takes seats, or none of them."""
        require(scope in self.scopes, "scopes: no such scope")
        self._check_owner_or_steward(caller, scope, now)
        require(seats, "scopes: nobody to accept")
        require(all(0 < s <= self.roll.seat_count for s in seats), "scopes: no such seat")
        for seat in seats:
            if (scope, seat) not in self.accepted:
                self._agree(self.accepted, scope, seat, now)

    def leave(self, caller, scope, _now):
        """Forget all that the caller's seat is in the scope."""
        key = scope, self.roll.seat(caller)
        known = key in self.asked or key in self.accepted or key in self.ends
        require(known, "scopes: nothing to leave")
        self.asked.discard(key)
        self.accepted.discard(key)
        self.joined.pop(key, None)
        self.ends.pop(key, None)

    def grant_role(self, caller, scope, seat, role, until, now):
        """Set the end of a role."""
        require(scope in self.scopes, "scopes: no such scope")
        self._check_may_appoint(caller, scope, role, now)
        require(until > now, "scopes: end not in the future")
        require(until <= now + 2 * YEAR, "scopes: end too far")
        require(0 < seat <= self.roll.seat_count, "scopes: no such seat")
        self.ends[scope, seat][role] = until

    def end_role(self, caller, scope, seat, role, now):
        """Bring the end of a role forward to now."""
        if self.roll.seat(caller) != seat:
            self._check_may_appoint(caller, scope, role, now)
        require(self.has_role(scope, seat, role, now), "scopes: role not held")
        self.ends[scope, seat][role] = now

    def has_role(self, scope, seat, role, now):
        """Whether a role is open now: its end is not part of it."""
        return now < self.role_until(scope, seat, role)

    def role_until(self, scope, seat, role):
        """The end of a role, 0 if never granted."""
        return self.ends[scope, seat].get(role, 0) if (scope, seat) in self.ends else 0

    def _agree(self, side, scope, seat, now):
        side.add((scope, seat))
        if (scope, seat) in self.asked & self.accepted:
            self.joined[scope, seat] = now

    def _check_owner_or_steward(self, caller, scope, now):
        """The steward's seat, 0 for the owner."""
        if caller == self.owner:
            return 0
        seat = self.roll.active_seat(caller)
        require(seat and self.has_role(scope, seat, STEWARD, now), "scopes: not a steward")
        return seat

    def _check_may_appoint(self, caller, scope, role, now):
        require(STEWARD <= role <= ARBITER, "scopes: unknown role")
        if role == CONFIRMER:
            self._check_owner_or_steward(caller, scope, now)
        else:
            require(caller == self.owner, "owned: not the owner")
