# SPDX-License-Identifier: Apache-2.0
"""Membership and scopes in plain Python: lists of stays and dated facts, no words, no checkpoints.

Units: times in UTC seconds. Source: contracts/membership/{Membership,Scopes}.vy, whose refusals
`Refused` repeats in order.
"""

from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from tests.reference.refusal import Refused, require

PERSON, ORGANISATION = 1, 2
ACTIVE, LEFT, EXPELLED, MOVED = 1, 2, 3, 4
ALLIANCE, PLACE, GUILD, FUNCTION, PUBLIC_BODY, ECOSYSTEM = range(1, 7)
STEWARD, CONFIRMER, REVIEWER, ARBITER = range(1, 5)
BELONGING, CONFIRMING, FOUNDING = range(1, 4)
FOREVER = 2**256 - 1
YEAR = 365 * 86_400
MAX_DEPTH = 6
ROOT = 1
NOBODY = "0x" + "00" * 20

# The fields of each word from its lowest bit: (name, offset, width), in bits.
SEAT_WORD = (
    ("seat", 0, 32),
    ("kind", 32, 8),
    ("status", 40, 8),
    ("credits_from", 48, 40),
    ("term_end", 88, 40),
    ("last_season", 128, 16),
    ("woke_at", 144, 40),
    ("awake_until", 184, 40),
    ("asleep", 224, 32),
)
CHECKPOINT_WORD = (
    ("account", 0, 160),
    ("at", 160, 40),
    ("persons", 200, 28),
    ("organisations", 228, 28),
)
BOOK_WORD = (("persons", 0, 28), ("organisations", 28, 28), ("lines", 56, 40))
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


class Terms(NamedTuple):
    """The rules of belonging, in the contract's order."""

    joining_delay: int = 0
    dormant_after: int = 0
    term_seasons: int = 0
    notice_seconds: int = 14 * 86_400


@dataclass
class Stay:
    """One stretch of a seat, in the seconds [joined_at, left_at)."""

    seat: int
    account: str
    kind: int
    joined_at: int
    credits_from: int
    left_at: int | None = None
    status: int = ACTIVE
    expelled_at: int = 0
    acts: list[int] = field(default_factory=list)  # when it acted, the joining included
    terms: list[tuple[int, int]] = field(default_factory=list)  # (decided at, end), end 0: none


class Roll:
    """Who belongs: every stay that there ever was, and every time that a seat acted in it."""

    def __init__(self, owner, terms=None, season_seconds=90 * 86_400, genesis=1_767_225_600):
        self.owner, self.sealed = owner, False
        self.terms = terms or Terms()
        self.genesis, self.season_seconds = genesis, season_seconds
        self.stays: list[Stay] = []
        self.moved: set[str] = set()
        self.notices: dict[int, list] = {}  # seat -> [until, appealed]
        self.recorders: set[str] = set()
        self.admitters: set[str] = set()
        self.delegates: dict[int, str] = {}

    def season(self, timepoint):
        """The season of a second; what came before the first belongs to it."""
        return (max(timepoint, self.genesis) - self.genesis) // self.season_seconds

    def season_start(self, season):
        """First second of a season."""
        return self.genesis + season * self.season_seconds

    def last_stay(self, account):
        """The present or latest stay of an account, None if it never belonged, or was moved."""
        return next((stay for stay in reversed(self.stays) if stay.account == account), None)

    def stay_of(self, seat):
        """The present or latest stay of a seat, None if it was never granted."""
        return next((stay for stay in reversed(self.stays) if stay.seat == seat), None)

    # --- the owner ---

    def admit(self, caller, accounts, kind, now):
        """Give each account a seat, or none of them."""
        require(caller == self.owner, "owned: not the owner")
        require(accounts, "membership: nobody to admit")
        delay = self.terms.joining_delay if self.sealed else 0
        self._admit_all(accounts, kind, now, now + delay)

    def extend(self, caller, account, now):
        """Begin another term for somebody."""
        require(caller == self.owner, "owned: not the owner")
        self._renew(self._acting(account, now), now)

    def give_notice(self, caller, seat, now):
        """Decide to expel."""
        require(caller == self.owner, "owned: not the owner")
        self._active_holder(seat, now)
        require(seat not in self.notices, "membership: notice already given")
        self.notices[seat] = [now + self.terms.notice_seconds, False]

    def withdraw_notice(self, caller, seat, _now):
        """Drop an expulsion."""
        require(caller == self.owner, "owned: not the owner")
        require(seat in self.notices, "membership: nothing to withdraw")
        del self.notices[seat]

    # --- contracts with powers ---

    def mark(self, caller, seat, now):
        """Note that a seat acts."""
        require(caller in self.recorders, "membership: not a recorder")
        self._act(self.last_stay(self._active_holder(seat, now)), now)

    def admit_vouched(self, caller, account, kind, now):
        """Seat somebody for whom enough vouch."""
        require(caller in self.admitters, "membership: not an admitter")
        last = self.last_stay(account)
        require(last is None or last.status != EXPELLED, "membership: was expelled")
        require(self.seat(account) not in self.notices, "membership: left under notice")
        self._admit_all([account], kind, now, now + self.terms.joining_delay)

    def move(self, caller, seat, account, now):
        """Hand a seat over to a new key."""
        require(caller in self.admitters, "membership: not an admitter")
        require(account != NOBODY, "membership: zero new account")
        before = self._active_holder(seat, now)
        known = account in self.moved or self.last_stay(account)
        require(not known, "membership: account has a past")
        for stay in self.stays:
            stay.account = account if stay.seat == seat else stay.account
        self.moved.add(before)
        self.delegates.pop(seat, None)

    # --- members and anybody ---

    def leave(self, caller, now):
        """End the caller's stay."""
        last = self.last_stay(caller)
        staying = last is not None and last.left_at is None
        require(staying, "membership: nothing to leave")
        last.left_at, last.status = now, LEFT

    def check_in(self, caller, now):
        """Note that the caller is there."""
        self._act(self._acting(caller, now), now)

    def renew(self, caller, now):
        """Begin another term."""
        self._renew(self._acting(caller, now), now)

    def delegate(self, caller, delegatee, now):
        """Name who may vote for the caller's seat."""
        stay = self._acting(caller, now)
        self._act(stay, now)
        self.delegates[stay.seat] = caller if delegatee == NOBODY else delegatee

    def appeal(self, caller, now):
        """Ask for a second decision."""
        notice = self.notices.get(self.seat(caller), [0, False])
        require(now < notice[0], "membership: nothing to appeal")
        require(not notice[1], "membership: already appealed")
        notice[1] = True

    def expel(self, caller, seat, now):
        """Let an expulsion take effect."""
        require(seat in self.notices, "membership: no notice given")
        until, appealed = self.notices[seat]
        require(now >= until, "membership: notice not over")
        require(caller == self.owner or not appealed, "membership: appeal undecided")
        del self.notices[seat]
        stay = self.stay_of(seat)
        stay.left_at, stay.status = stay.left_at or now, EXPELLED
        stay.expelled_at = now

    # --- what is asked ---

    @property
    def seat_count(self):
        """Seats ever granted."""
        return len({stay.seat for stay in self.stays})

    def active_at(self, timepoint):
        """Persons and organisations that counted at the end of a second."""
        kinds = [stay.kind for stay in self.stays if self.in_base(stay, timepoint)]
        return kinds.count(PERSON), kinds.count(ORGANISATION)

    def in_base(self, stay, timepoint):
        """Whether a stay covered a second, within its term and awake."""
        if not stay.joined_at <= timepoint or (stay.left_at or timepoint + 1) <= timepoint:
            return False
        [*_, term_end] = (end for at, end in stay.terms if at <= timepoint)
        if term_end and timepoint >= term_end:
            return False
        return not self._idle(stay, timepoint)

    def may_act(self, account, now):
        """Whether an account holds a seat within its term."""
        last = self.last_stay(account)
        if last is None or last.left_at is not None:
            return False
        return not last.terms[-1][1] or now < last.terms[-1][1]

    def votes(self, account, timepoint):
        """1 if the latest stay of the account had a vote at a second."""
        last = self.last_stay(account)
        begun = last is not None and last.credits_from <= timepoint
        return 1 if begun and self.in_base(last, timepoint) else 0

    def standing(self, account):
        """The account's seat word."""
        last = self.last_stay(account)
        if last is None:
            return MOVED << 40 if account in self.moved else 0
        ended = last.expelled_at if last.status == EXPELLED else last.left_at
        return pack(
            SEAT_WORD,
            seat=last.seat,
            kind=last.kind,
            status=last.status,
            credits_from=last.credits_from,
            term_end=ended or last.terms[-1][1],
            **self._activity(last),
        )

    def active_seat(self, account):
        """The seat that an account holds, else 0; asked only where there are no terms."""
        last = self.last_stay(account)
        return last.seat if last is not None and last.left_at is None else 0

    def seat(self, account):
        """The account's seat, also after it left; 0 if it never had one."""
        last = self.last_stay(account)
        return last.seat if last is not None else 0

    # --- internals ---

    def _admit_all(self, accounts, kind, now, credits_from):
        require(kind in (PERSON, ORGANISATION), "membership: unknown kind")
        before = list(self.stays)
        try:
            for account in accounts:
                self._admit(account, kind, now, credits_from)
        except Refused:
            self.stays = before
            raise

    def _admit(self, account, kind, now, credits_from):
        require(account != NOBODY, "membership: zero address")
        require(account not in self.moved, "membership: seat has moved")
        last = self.last_stay(account)
        seat = self.seat_count + 1
        if last is not None:
            require(not self.may_act(account, now), "membership: already seated")
            require(last.kind == kind, "membership: another kind before")
            seat = last.seat
            if last.left_at is None:  # its term is over
                self.stays[self.stays.index(last)] = replace(last, left_at=last.terms[-1][1])
        stay = Stay(seat, account, kind, now, credits_from, acts=[now])
        stay.terms.append((now, self._term_end(now)))
        self.stays.append(stay)

    def _act(self, stay, now):
        stay.acts.append(now)

    def _renew(self, stay, now):
        stay.acts.append(now)
        stay.terms.append((now, self._term_end(now)))

    def _acting(self, account, now):
        require(self.may_act(account, now), "membership: no active seat")
        return self.last_stay(account)

    def _active_holder(self, seat, now):
        stay = self.stay_of(seat)
        active = stay is not None and self.may_act(stay.account, now)
        require(active, "membership: no such seat")
        return stay.account

    def _term_end(self, now):
        seasons = self.terms.term_seasons
        return self.season_start(self.season(now) + seasons) if seasons else 0

    def _idle(self, stay, timepoint):
        """Whether too many seasons had passed at a second since the seat last acted."""
        [*_, last] = (at for at in stay.acts if at <= timepoint)
        idle = self.season(timepoint) - self.season(last)
        return bool(self.terms.dormant_after) and idle > self.terms.dormant_after

    def _activity(self, stay):
        """The fields of the word that follow from when the seat acted."""
        after = self.terms.dormant_after
        if not after:
            return {"last_season": 2**16 - 1, "awake_until": stay.left_at or 2**40 - 1}
        woke_at = asleep = 0
        for at in stay.acts[1:]:
            if at > stay.joined_at and at >= self._awake_until(stay, at - 1):
                woke_at, asleep = at, at - self._awake_until(stay, at - 1)
        return {
            "last_season": self.season(stay.acts[-1]) + 1,
            "awake_until": min(self._awake_until(stay, stay.acts[-1]), stay.left_at or FOREVER),
            "woke_at": woke_at,
            "asleep": asleep,
        }

    def _awake_until(self, stay, timepoint):
        """When the seat falls out of the base, as it stood at a second."""
        [*_, last] = (at for at in stay.acts if at <= timepoint)
        [*_, term_end] = (end for at, end in stay.terms if at <= timepoint)
        until = self.season_start(self.season(last) + self.terms.dormant_after + 1)
        return min(until, term_end) if term_end else until


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
        self.own_from: dict[tuple[int, int], int] = defaultdict(int)
        self.residencies: dict[int, tuple[int, int, int]] = {}
        self.stays: dict[int, int] = defaultdict(int)

    def found(self, caller, parent, kind, now):
        """Hang a new scope below `parent`; return its number."""
        require(parent in self.scopes, "scopes: no such scope")
        founder = self._check_owner_or_steward(caller, parent, FOUNDING, now)
        require(ALLIANCE <= kind <= ECOSYSTEM, "scopes: unknown kind")
        depth = self.scopes[parent].depth + 1
        require(depth <= MAX_DEPTH, "scopes: too deep")
        scope = len(self.scopes) + 1
        self.scopes[scope] = Scope(parent, kind, depth, now)
        if founder:
            self._agree(self.asked, scope, founder, now)
            self._agree(self.accepted, scope, founder, now)
            role = CONFIRMER if kind == ECOSYSTEM else STEWARD
            self.ends[scope, founder][role] = now + YEAR
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
        self._check_owner_or_steward(caller, scope, BELONGING, now)
        require(seats, "scopes: nobody to accept")
        require(all(0 < s <= self.roll.seat_count for s in seats), "scopes: no such seat")
        for seat in seats:
            if (scope, seat) not in self.accepted:
                self._agree(self.accepted, scope, seat, now)

    def leave(self, caller, scope, now):
        """End all that the caller's seat is in the scope."""
        key = scope, self.roll.seat(caller)
        held = {role: min(end, now) for role, end in self.ends[key].items()}
        known = key in self.asked or key in self.accepted or held != self.ends[key]
        require(known, "scopes: nothing to leave")
        self.asked.discard(key)
        self.accepted.discard(key)
        self.joined.pop(key, None)
        self.ends[key] = held

    def grant_role(self, caller, scope, seat, role, until, now):
        """Set the end of a role."""
        require(scope in self.scopes, "scopes: no such scope")
        self._check_may_appoint(caller, scope, role, now)
        ecosystem = self.scopes[scope].kind == ECOSYSTEM
        require(not ecosystem or role != STEWARD, "scopes: ecosystem has no steward")
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

    def cede(self, caller, scope, topic, now):
        """The scope above decides from now on."""
        require(scope in self.scopes, "scopes: no such scope")
        require(self.scopes[scope].parent, "scopes: nothing above")
        require(self._is_steward(caller, scope, now), "scopes: not its steward")
        require(self.own_from[scope, topic] != FOREVER, "scopes: already ceded")
        self.own_from[scope, topic] = FOREVER

    def reclaim(self, caller, scope, topic, now):
        """The scope itself decides again, a season on."""
        seat = self.roll.active_seat(caller)
        of_it = (scope, seat) in self.joined or self._is_steward(caller, scope, now)
        require(of_it, "scopes: not of the scope")
        require(self.own_from[scope, topic] == FOREVER, "scopes: not ceded")
        self.own_from[scope, topic] = now + self.roll.season_seconds

    def authority(self, scope, topic, now):
        """Who decides: the scope, or the first above that has not given the topic away."""
        while now < self.own_from[scope, topic]:
            scope = self.scopes[scope].parent
        return scope

    def agree_residency(self, caller, host, seat, begins, ends, steward, now):
        """The guest calls; whoever says to be the host's steward has signed."""
        require(now < ends and begins < ends, "scopes: empty stay")
        require(ends <= begins + YEAR, "scopes: stay too long")
        require(host in self.scopes, "scopes: no such scope")
        decider = self.authority(host, BELONGING, now)
        require(self._is_steward(steward, decider, now), "scopes: host is no steward")
        holder = next((s.account for s in reversed(self.roll.stays) if s.seat == seat), NOBODY)
        require(self.roll.active_seat(holder), "scopes: guest has no seat")
        require(now >= self.residencies.get(seat, (0, 0, 0))[2], "scopes: resident elsewhere")
        require(caller == holder, "scopes: guest has not agreed")
        self.residencies[seat] = (host, begins, ends)
        self.stays[seat] += 1

    def end_residency(self, caller, seat, now):
        """The guest, the owner or the host ends a stay."""
        host, begins, ends = self.residencies.get(seat, (0, 0, 0))
        require(now < ends, "scopes: no residency")
        if self.roll.seat(caller) != seat:
            self._check_owner_or_steward(caller, host, BELONGING, now)
        self.residencies[seat] = (host, begins, now)

    def is_member(self, scope, seat, now):
        """Whether a seat belongs: for good, or as a resident."""
        host, begins, ends = self.residencies.get(seat, (0, 0, 0))
        return (scope, seat) in self.joined or (host == scope and begins <= now < ends)

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

    def _is_steward(self, account, scope, now):
        seat = self.roll.active_seat(account)
        return bool(seat) and self.has_role(scope, seat, STEWARD, now)

    def _check_owner_or_steward(self, caller, scope, topic, now):
        """The steward's seat, 0 for the owner."""
        if caller == self.owner:
            return 0
        decider = self.authority(scope, topic, now)
        require(self._is_steward(caller, decider, now), "scopes: not a steward")
        return self.roll.active_seat(caller)

    def _check_may_appoint(self, caller, scope, role, now):
        require(STEWARD <= role <= ARBITER, "scopes: unknown role")
        if role == CONFIRMER:
            self._check_owner_or_steward(caller, scope, CONFIRMING, now)
        else:
            require(caller == self.owner, "owned: not the owner")
