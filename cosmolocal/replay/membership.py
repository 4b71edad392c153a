# SPDX-License-Identifier: Apache-2.0
"""Seats, scopes and mandates, rebuilt from the events of `Membership` and `Scopes`.

Source: contracts/membership/ for the layout of the words and the meaning of each event.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Any

from eth_typing import ChecksumAddress

from cosmolocal.events import Event
from cosmolocal.replay.base import Difference, Handlers, Ownership, Replay
from cosmolocal.units import ZERO_ADDRESS

PERSON, ORGANISATION = 1, 2
ACTIVE, LEFT, EXPELLED, MOVED = 1, 2, 3, 4
NEVER = 2**40 - 1
"""When a seat falls dormant where nothing does; that of contracts/membership/seat_word.vy."""
_NOT_RECORDED = 2**16 - 1
# The fields of a seat word, from its lowest bit: name and width.
_SEAT_WORD = {
    "seat": 32,
    "kind": 8,
    "status": 8,
    "credits_from": 40,
    "term_end": 40,
    "last_season": 16,
    "woke_at": 40,
    "awake_until": 40,
    "asleep": 32,
}
_ASLEEP_MAX = 2**32 - 1
SIDES = ("seat", "scope")
CEDED = 2**256 - 1
"""In place of the moment from which a topic is the scope's own again."""


class Role(IntEnum):
    """What a seat may do for a scope, until its mandate ends."""

    STEWARD = 1
    CONFIRMER = 2
    REVIEWER = 3
    ARBITER = 4


@dataclass(frozen=True, slots=True)
class SeatState:
    """One seat, with the figures of its word: contracts/membership/seat_word.vy says what each is.

    `bases` are the periods [start, end) in which it counted, in order [UTC seconds].
    """

    account: ChecksumAddress
    kind: int = 0
    status: int = ACTIVE
    credits_from: int = 0
    term_end: int = 0
    last_season: int = 0
    woke_at: int = 0
    awake_until: int = 0
    asleep: int = 0
    bases: tuple[tuple[int, int], ...] = ()

    @classmethod
    def of_word(cls, account: ChecksumAddress, word: int) -> "SeatState":
        """Read a seat word."""
        fields: dict[str, Any] = {"account": account}
        for name, width in _SEAT_WORD.items():
            fields[name], word = word & ((1 << width) - 1), word >> width
        del fields["seat"]
        return cls(**fields)

    def word(self, seat: int) -> int:
        """Pack the seat as the contract does."""
        word, offset = 0, 0
        for name, width in _SEAT_WORD.items():
            word |= (seat if name == "seat" else int(getattr(self, name))) << offset
            offset += width
        return word

    def is_active(self, at: int) -> bool:
        """Whether the seat may act at a moment of its present stay [UTC seconds]."""
        return self.status == ACTIVE and (not self.term_end or at < self.term_end)

    def in_base(self, at: int) -> bool:
        """Whether the seat counted for quorums at the end of a second."""
        return any(start <= at < end for start, end in self.bases)

    def seated(self, event: Event) -> "SeatState":
        """Return the seat at the start of a stay."""
        fresh = SeatState(
            self.account,
            kind=self.kind,
            credits_from=event["credits_from"],
            term_end=event["term_end"],
            bases=(*self.bases, (event.timestamp, 0)),
        )
        return fresh.kept(event["season"], event["awake_until"])

    def acted(self, event: Event) -> "SeatState":
        """Return the seat after its first action of a season."""
        awake, now = self, event.timestamp
        if now >= self.awake_until:
            asleep = min(now - self.awake_until, _ASLEEP_MAX)
            awake = replace(self, woke_at=now, asleep=asleep, bases=(*self.bases, (now, 0)))
        return awake.kept(event["season"], event["awake_until"])

    def renewed(self, event: Event) -> "SeatState":
        """Return the seat at the start of another term, in the season in which it last acted."""
        renewed = replace(self, term_end=event["term_end"])
        return renewed.kept(self.last_season - 1, event["awake_until"])

    def ended(self, status: int, at: int) -> "SeatState":
        """Return the seat after it was left, or expelled."""
        start, end = self.bases[-1]
        bases = (*self.bases[:-1], (start, min(end, at)))
        until = min(self.awake_until, at)
        return replace(self, status=status, term_end=at, awake_until=until, bases=bases)

    def kept(self, season: int, until: int) -> "SeatState":
        """Return the seat that acted in a season, and so counts until a moment."""
        start, _ = self.bases[-1]
        return replace(
            self,
            last_season=_NOT_RECORDED if until == NEVER else season + 1,
            awake_until=until,
            bases=(*self.bases[:-1], (start, until)),
        )


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

    def left(self, at: int) -> "MandateState":
        """Return what is left of it once the seat left the scope: ends of roles that are over."""
        return MandateState(role_ends=tuple(min(end, at) for end in self.role_ends))


@dataclass(frozen=True, slots=True)
class ResidencyState:
    """The latest residency of a seat, and how many it has had."""

    host: int = 0
    begins: int = 0
    ends: int = 0
    count: int = 0


@dataclass(frozen=True, slots=True)
class NoticeState:
    """An expulsion that was decided and has not taken effect."""

    until: int
    appealed: bool = False


@dataclass(frozen=True)
class MembershipState:
    """The roll and the tree of scopes."""

    seats: Mapping[int, SeatState]
    moved: frozenset[ChecksumAddress]
    notices: Mapping[int, NoticeState]
    covenants: Mapping[int, bytes]
    delegates: Mapping[int, ChecksumAddress]
    graces: Mapping[int, int]
    powers: Mapping[ChecksumAddress, int]
    settings: Mapping[str, object]
    scopes: Mapping[int, ScopeState]
    mandates: Mapping[tuple[int, int], MandateState]
    own_from: Mapping[tuple[int, int], int]
    residencies: Mapping[int, ResidencyState]
    ownership: Mapping[str, Ownership]
    contradictions: tuple[Difference, ...]

    def active_at(self, timepoint: int) -> tuple[int, int]:
        """Count persons and organisations at the end of a second."""
        kinds = [seat.kind for seat in self.seats.values() if seat.in_base(timepoint)]
        return kinds.count(PERSON), kinds.count(ORGANISATION)

    def changes(self) -> list[int]:
        """List the moments at which a seat began or ceased to count [UTC seconds]."""
        bases = (base for seat in self.seats.values() for base in seat.bases)
        return sorted({moment for base in bases for moment in base if moment != NEVER})


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
        self.scopes: dict[int, ScopeState] = {}
        self.mandates: dict[tuple[int, int], MandateState] = {}
        self.own_from: dict[tuple[int, int], int] = {}
        self.residencies: dict[int, ResidencyState] = {}
        self.seat_of: dict[ChecksumAddress, int] = {}
        self.moved: set[ChecksumAddress] = set()
        self.notices: dict[int, NoticeState] = {}
        self.covenants: dict[int, bytes] = {}
        self.delegates: dict[int, ChecksumAddress] = {}
        self.graces: dict[int, int] = {}
        self.powers: dict[ChecksumAddress, int] = {}
        self.settings: dict[str, object] = {
            "daoURI": "",
            "eligibility_adapter": ZERO_ADDRESS,
            "grace_seconds": 0,
        }
        self._unlocked: set[int] = set()
        self._newcomers: dict[int, ChecksumAddress] = {}
        self._sent: dict[int, ChecksumAddress] = {}

    def handlers(self) -> Handlers:
        """Map each event to its method."""
        return {
            ("Membership", "Transfer"): self._moved,
            ("Membership", "Locked"): self._locked,
            ("Membership", "SeatsGranted"): self._granted,
            ("Membership", "SeatRestored"): self._restored,
            ("Membership", "SeatLeft"): lambda event: self._ended(event, LEFT),
            ("Membership", "SeatExpelled"): lambda event: self._ended(event, EXPELLED),
            ("Membership", "SeatActed"): self._acted,
            ("Membership", "SeatRenewed"): self._renewed,
            ("Membership", "SeatMoved"): self._seat_moved,
            ("Membership", "NoticeGiven"): self._notice_given,
            ("Membership", "NoticeAppealed"): self._notice_appealed,
            ("Membership", "NoticeWithdrawn"): self._notice_withdrawn,
            ("Membership", "CovenantSet"): lambda event: self._set("covenant", event["covenant"]),
            ("Membership", "CovenantAccepted"): self._covenant_accepted,
            ("Membership", "EligibilitySet"): self._eligibility_set,
            ("Membership", "EligibilityLost"): self._eligibility_lost,
            ("Membership", "EligibilityRegained"): self._eligibility_regained,
            ("Membership", "PowersSet"): self._powers_set,
            ("Membership", "DAOURIUpdate"): lambda event: self._set("daoURI", event["dao_uri"]),
            ("Membership", "DelegateChanged"): self._delegate_changed,
            ("Scopes", "ScopeFounded"): self._founded,
            ("Scopes", "JoinRequested"): lambda event: self._agreed(event, "seat"),
            ("Scopes", "JoinAccepted"): lambda event: self._agreed(event, "scope"),
            ("Scopes", "ScopeLeft"): self._scope_left,
            ("Scopes", "RoleGranted"): lambda event: self._role(event, event["until"]),
            ("Scopes", "RoleEnded"): lambda event: self._role(event, event.timestamp),
            ("Scopes", "TopicCeded"): lambda event: self._topic(event, CEDED),
            ("Scopes", "TopicReclaimed"): lambda event: self._topic(event, event["own_from"]),
            ("Scopes", "ResidencyAgreed"): self._residency_agreed,
            ("Scopes", "ResidencyEnded"): self._residency_ended,
        }

    def state(self) -> MembershipState:
        """Freeze what was taken in."""
        self.expect("seats without a lock", [], sorted(self._unlocked))
        self.expect("seats sent without a reason", [], sorted(self._sent))
        return MembershipState(
            seats=self.seats,
            moved=frozenset(self.moved),
            notices=self.notices,
            covenants=self.covenants,
            delegates=self.delegates,
            graces=self.graces,
            powers=self.powers,
            settings=self.settings,
            scopes=self.scopes,
            mandates=self.mandates,
            own_from=self.own_from,
            residencies=self.residencies,
            ownership=self.ownership,
            contradictions=tuple(self.contradictions),
        )

    def holds_role(self, scope: int, seat: int, role: Role, at: int) -> bool:
        """Whether a mandate is open at a moment [UTC seconds]."""
        return at < self.mandates.get((scope, seat), MandateState()).role_ends[role - 1]

    def _moved(self, event: Event) -> None:
        """Take in the ERC-721 event, which others explain: a seat is taken, given up, or moved."""
        seat, receiver = event["token_id"], event["receiver"]
        if event["sender"] == ZERO_ADDRESS:
            if seat in self.seats:
                self.expect(f"account of seat {seat}", self.seats[seat].account, receiver)
            else:
                self._newcomers[seat] = receiver
            self.seat_of[receiver] = seat
            self._unlocked.add(seat)
        else:
            self.expect(f"account of seat {seat}", self.seats[seat].account, event["sender"])
            self._sent[seat] = receiver

    def _locked(self, event: Event) -> None:
        self._unlocked.remove(event["token_id"])

    def _granted(self, event: Event) -> None:
        self.expect("number of a new seat", len(self.seats) + 1, event["first_seat"])
        for seat in range(event["first_seat"], event["first_seat"] + event["count"]):
            newcomer = SeatState(self._newcomers.pop(seat), kind=event["kind"])
            self.seats[seat] = newcomer.seated(event)

    def _restored(self, event: Event) -> None:
        known = self._known(event)
        if known.is_active(event.timestamp):
            self.expect(f"seat {event['seat']} before it is restored", "active", "over")
        self._sent.pop(event["seat"], None)
        self.seats[event["seat"]] = known.seated(event)

    def _ended(self, event: Event, status: int) -> None:
        seat, known = event["seat"], self._known(event)
        if known.status == ACTIVE:
            self.expect(f"receiver of seat {seat}", ZERO_ADDRESS, self._sent.pop(seat, None))
        self.graces.pop(seat, None)
        if status == EXPELLED:
            del self.notices[seat]
        self.seats[seat] = known.ended(status, event.timestamp)

    def _acted(self, event: Event) -> None:
        self.seats[event["seat"]] = self.seats[event["seat"]].acted(event)

    def _renewed(self, event: Event) -> None:
        self.seats[event["seat"]] = self.seats[event["seat"]].renewed(event)

    def _seat_moved(self, event: Event) -> None:
        seat, before, account = event["seat"], event["previous_account"], event["account"]
        self.expect(f"account of seat {seat}", self.seats[seat].account, before)
        self.expect(f"receiver of seat {seat}", account, self._sent.pop(seat, None))
        self.seats[seat] = replace(self.seats[seat], account=account)
        del self.seat_of[before]
        self.seat_of[account] = seat
        self.moved.add(before)
        self.delegates.pop(seat, None)

    def _notice_given(self, event: Event) -> None:
        self.notices[event["seat"]] = NoticeState(event["until"])

    def _notice_appealed(self, event: Event) -> None:
        self.notices[event["seat"]] = replace(self.notices[event["seat"]], appealed=True)

    def _notice_withdrawn(self, event: Event) -> None:
        del self.notices[event["seat"]]

    def _covenant_accepted(self, event: Event) -> None:
        seat, covenant = event["seat"], event["covenant"]
        self.expect(f"covenant that seat {seat} accepts", self.settings.get("covenant"), covenant)
        self.covenants[seat] = covenant

    def _eligibility_set(self, event: Event) -> None:
        self._set("eligibility_adapter", event["adapter"])
        self._set("grace_seconds", event["grace_seconds"])

    def _eligibility_lost(self, event: Event) -> None:
        self.graces[event["seat"]] = event["until"]

    def _eligibility_regained(self, event: Event) -> None:
        del self.graces[event["seat"]]

    def _powers_set(self, event: Event) -> None:
        self.powers[event["account"]] = event["powers"]

    def _delegate_changed(self, event: Event) -> None:
        seat = self.seat_of[event["delegator"]]
        known = self.delegates.get(seat, event["delegator"])
        self.expect(f"delegate of seat {seat}", known, event["from_delegate"])
        self.delegates[seat] = event["to_delegate"]

    def _set(self, name: str, content: object) -> None:
        self.settings[name] = content

    def _known(self, event: Event) -> SeatState:
        """Look a seat up by the account that holds it."""
        known = self.seats[event["seat"]]
        self.expect(f"account of seat {event['seat']}", known.account, event["account"])
        return known

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
        self.mandates[event["scope"], event["seat"]] = self._mandate(event).left(event.timestamp)

    def _role(self, event: Event, end: int) -> None:
        key = (event["scope"], event["seat"])
        self.mandates[key] = self._mandate(event).with_role(event["role"], end)

    def _topic(self, event: Event, own_from: int) -> None:
        self.own_from[event["scope"], event["topic"]] = own_from

    def _residency_agreed(self, event: Event) -> None:
        seat, known = event["seat"], self.residencies.get(event["seat"], ResidencyState())
        if event.timestamp < known.ends:
            self.expect(f"seat {seat} before its residency", "resident elsewhere", "free")
        host, begins, ends = event["host"], event["begins"], event["ends"]
        self.residencies[seat] = ResidencyState(host, begins, ends, known.count + 1)

    def _residency_ended(self, event: Event) -> None:
        seat = event["seat"]
        self.residencies[seat] = replace(self.residencies[seat], ends=event.timestamp)
