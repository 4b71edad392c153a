# SPDX-License-Identifier: Apache-2.0
"""Seats, scopes and mandates, rebuilt from the events of `Membership` and `Scopes`.

Source: contracts/membership/ for the layout of the words and the meaning of each event.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import IntEnum

from eth_typing import ChecksumAddress

from cosmolocal.events import Event
from cosmolocal.replay.base import Difference, Handlers, Ownership, Replay
from cosmolocal.units import ZERO_ADDRESS

PERSON, ORGANISATION = 1, 2
ACTIVE, LEFT = 1, 2
SIDES = ("seat", "scope")


class Role(IntEnum):
    """What a seat may do for a scope, until its mandate ends."""

    STEWARD = 1
    CONFIRMER = 2
    REVIEWER = 3
    ARBITER = 4


@dataclass(frozen=True, slots=True)
class SeatState:
    """One seat; `kind` 1 person, 2 organisation; `status` 1 active, 2 left."""

    account: ChecksumAddress
    kind: int
    status: int
    joined_at: int

    def word(self, seat: int) -> int:
        """Pack the seat as contracts/membership/seat_word.vy does."""
        return seat | self.kind << 32 | self.status << 40 | self.joined_at << 48


@dataclass(frozen=True, slots=True)
class ScopeState:
    """One scope."""

    parent: int
    kind: int
    depth: int
    founded_at: int
    charter: bytes


@dataclass(frozen=True, slots=True)
class MandateState:
    """One seat in one scope: the ends of its four roles, and which sides want it to belong."""

    role_ends: tuple[int, ...] = (0,) * len(Role)
    agreed: frozenset[str] = frozenset()
    joined_at: int = 0

    def with_agreement(self, side: str, at: int) -> "MandateState":
        """Return the mandate after one side agreed; the second makes the seat belong."""
        both = self.agreed | {side}
        return replace(self, agreed=both, joined_at=at if len(both) == len(SIDES) else 0)

    def with_role(self, role: int, end: int) -> "MandateState":
        """Return the mandate with another end of one role."""
        ends = (end if number == role else e for number, e in enumerate(self.role_ends, start=1))
        return replace(self, role_ends=tuple(ends))


@dataclass(frozen=True)
class MembershipState:
    """The roll and the tree of scopes.

    `history` holds the counts (persons, organisations) at the end of each second in which they
    changed, in order of time [UTC seconds].
    """

    seats: Mapping[int, SeatState]
    history: Mapping[int, tuple[int, int]]
    scopes: Mapping[int, ScopeState]
    mandates: Mapping[tuple[int, int], MandateState]
    ownership: Mapping[str, Ownership]
    contradictions: tuple[Difference, ...]

    def active_at(self, timepoint: int) -> tuple[int, int]:
        """Count persons and organisations at the end of a second."""
        counts = (0, 0)
        for at, changed in self.history.items():
            if at > timepoint:
                break
            counts = changed
        return counts


def replay(events: Iterable[Event]) -> MembershipState:
    """Rebuild the roll and the scopes."""
    roll = MembershipReplay()
    roll.run(events)
    return roll.state()


class MembershipReplay(Replay):
    """Takes in the events of roll and scopes."""

    domain = "membership"
    owned = ("Membership", "Scopes")

    def __init__(self) -> None:
        super().__init__()
        self.seats: dict[int, SeatState] = {}
        self.history: dict[int, tuple[int, int]] = {}
        self.scopes: dict[int, ScopeState] = {}
        self.mandates: dict[tuple[int, int], MandateState] = {}
        self.seat_of: dict[ChecksumAddress, int] = {}  # an account never changes its seat
        self._unlocked: set[int] = set()
        self._counts = {PERSON: 0, ORGANISATION: 0}

    def handlers(self) -> Handlers:
        """Map each event to its method."""
        return {
            ("Membership", "Transfer"): self._moved,
            ("Membership", "Locked"): self._locked,
            ("Membership", "SeatsGranted"): self._granted,
            ("Membership", "SeatRestored"): self._restored,
            ("Membership", "SeatLeft"): self._left,
            ("Scopes", "ScopeFounded"): self._founded,
            ("Scopes", "JoinRequested"): lambda event: self._agreed(event, "seat"),
            ("Scopes", "JoinAccepted"): lambda event: self._agreed(event, "scope"),
            ("Scopes", "ScopeLeft"): self._scope_left,
            ("Scopes", "RoleGranted"): lambda event: self._role(event, event["until"]),
            ("Scopes", "RoleEnded"): lambda event: self._role(event, event.timestamp),
        }

    def state(self) -> MembershipState:
        """Freeze what was taken in."""
        self.expect("seats without a lock", [], sorted(self._unlocked))
        return MembershipState(
            seats=self.seats,
            history=self.history,
            scopes=self.scopes,
            mandates=self.mandates,
            ownership=self.ownership,
            contradictions=tuple(self.contradictions),
        )

    def holds_role(self, scope: int, seat: int, role: Role, at: int) -> bool:
        """Whether a mandate is open at a moment [UTC seconds]."""
        return at < self.mandates.get((scope, seat), MandateState()).role_ends[role - 1]

    def _moved(self, event: Event) -> None:
        """Take in the ERC-721 event: from nobody when a seat is taken, to nobody when left."""
        seat, known = event["token_id"], self.seats.get(event["token_id"])
        if event["sender"] == ZERO_ADDRESS:
            kind = known.kind if known else 0  # that of a new seat comes with its batch
            self.seats[seat] = SeatState(event["receiver"], kind, ACTIVE, event.timestamp)
            self.seat_of[event["receiver"]] = seat
            self._unlocked.add(seat)
        else:
            self.expect(f"account of seat {seat}", self.seats[seat].account, event["sender"])
            self.seats[seat] = replace(self.seats[seat], status=LEFT)

    def _locked(self, event: Event) -> None:
        self._unlocked.remove(event["token_id"])

    def _granted(self, event: Event) -> None:
        numbers = range(event["first_seat"], event["first_seat"] + event["count"])
        for seat in numbers:
            self.seats[seat] = replace(self.seats[seat], kind=event["kind"])
        self._count(event, event["kind"], len(numbers))

    def _restored(self, event: Event) -> None:
        known = self._known(event)
        self.expect(f"status of seat {event['seat']} before", known.status, LEFT)
        self._count(event, known.kind, 1)

    def _left(self, event: Event) -> None:
        known = self._known(event)
        self.expect(f"status of seat {event['seat']}", known.status, LEFT)
        self._count(event, known.kind, -1)

    def _known(self, event: Event) -> SeatState:
        """Look a seat up, which keeps its account for ever."""
        known = self.seats[event["seat"]]
        self.expect(f"account of seat {event['seat']}", known.account, event["account"])
        return known

    def _count(self, event: Event, kind: int, change: int) -> None:
        self._counts[kind] = self._counts.get(kind, 0) + change
        self.history[event.timestamp] = (self._counts[PERSON], self._counts[ORGANISATION])

    def _founded(self, event: Event) -> None:
        parent = self.scopes.get(event["parent"])
        self.expect("number of a new scope", len(self.scopes) + 1, event["scope"])
        self.scopes[event["scope"]] = ScopeState(
            parent=event["parent"],
            kind=event["kind"],
            depth=parent.depth + 1 if parent else 1,
            founded_at=event.timestamp,
            charter=event["charter"],
        )

    def _mandate(self, event: Event) -> MandateState:
        return self.mandates.get((event["scope"], event["seat"]), MandateState())

    def _agreed(self, event: Event, side: str) -> None:
        key = (event["scope"], event["seat"])
        self.mandates[key] = self._mandate(event).with_agreement(side, event.timestamp)

    def _scope_left(self, event: Event) -> None:
        self.mandates[event["scope"], event["seat"]] = MandateState()

    def _role(self, event: Event, end: int) -> None:
        key = (event["scope"], event["seat"])
        self.mandates[key] = self._mandate(event).with_role(event["role"], end)
