# SPDX-License-Identifier: Apache-2.0
"""Entries, their hash chains, and recognition, rebuilt from the events of `ContributionLedger`.

Source: contracts/ledger/ for ids of entries, the layout of their words, and lanes of recognition.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from eth_abi.abi import encode
from eth_typing import ChecksumAddress
from eth_utils.crypto import keccak

from cosmolocal.events import Event
from cosmolocal.replay.base import Difference, Handlers, Replay
from cosmolocal.replay.membership import MembershipReplay, Role
from cosmolocal.units import BPS

WORK = 3
PENDING, CONFIRMED, DISPUTED, REJECTED = 1, 2, 3, 4
NO_ENTRY = bytes(32)

# Types of what an entry's id hashes.
_ID_TYPES = ("bytes32", "uint256", "address", *("uint256",) * 7, "bytes32")


@dataclass(frozen=True, slots=True)
class EntryState:
    """One row; effort and recognition in seconds, `status` 1 pending to 4 rejected."""

    provider: int
    receiver: int
    scope: int
    skill: int
    effort: int
    recognition: int
    occurred_at: int
    recorded_at: int
    evidence: bytes
    status: int = PENDING

    @property
    def word(self) -> int:
        """Pack the entry as contracts/ledger/entry_word.vy does."""
        return (
            self.provider
            | self.receiver << 32
            | self.scope << 64
            | self.skill << 96
            | WORK << 120
            | self.effort << 128
            | self.recognition << 160
            | self.occurred_at << 192
            | self.status << 232
        )


@dataclass(frozen=True, slots=True)
class LaneState:
    """What a seat earned and confirmed for others in one season [weighted seconds]."""

    earned: int = 0
    given: int = 0


@dataclass(frozen=True)
class LedgerState:
    """The ledger; lanes by (seat, season), weights by (scope, skill) in 1/10,000.

    `held` is the season that storage holds in a lane: (seat, parity of season) -> season.
    """

    entries: Mapping[bytes, EntryState]
    heads: Mapping[int, bytes]
    weights: Mapping[tuple[int, int], int]
    lanes: Mapping[tuple[int, int], LaneState]
    held: Mapping[tuple[int, int], int]
    contradictions: tuple[Difference, ...]

    def stored(self, seat: int, season: int) -> LaneState:
        """Return what the contract still knows: a lane is used again for a later season."""
        known = self.held.get((seat, season % 2)) == season
        return self.lanes[seat, season] if known else LaneState()


def replay(events: Iterable[Event], *, chain_id: int) -> LedgerState:
    """Rebuild the ledger; entry ids hash the id of their chain."""
    book = LedgerReplay(chain_id)
    book.run(events)
    return book.state()


def entry_id(previous: bytes, chain_id: int, ledger: ChecksumAddress, entry: EntryState) -> bytes:
    """Return the id of an entry: it hashes the scope's entry before it."""
    values = (
        previous,
        chain_id,
        ledger,
        entry.scope,
        entry.provider,
        entry.receiver,
        WORK,
        entry.skill,
        entry.effort,
        entry.occurred_at,
        entry.evidence,
    )
    return keccak(encode(_ID_TYPES, values))


class LedgerReplay(Replay):
    """Takes in the events of the ledger."""

    domain = "ledger"

    def __init__(self, chain_id: int) -> None:
        super().__init__()
        self._chain_id, self._roll = chain_id, MembershipReplay()
        self._upheld: dict[bytes, int] = {}
        self.entries: dict[bytes, EntryState] = {}
        self.heads: dict[int, bytes] = {}
        self.weights: dict[tuple[int, int], int] = {}
        self.lanes: dict[tuple[int, int], LaneState] = {}
        self.held: dict[tuple[int, int], int] = {}

    def handlers(self) -> Handlers:
        """Map each event to its method."""
        contract = "ContributionLedger"
        return {
            (contract, "WorkRecorded"): self._recorded,
            (contract, "EntryConfirmed"): self._confirmed,
            (contract, "EntryDisputed"): self._disputed,
            (contract, "EntryResolved"): self._resolved,
            (contract, "WeightSet"): self._weighted,
        }

    def take(self, event: Event) -> None:
        """Take in one event, after the roll that says who holds which mandate."""
        self._roll.take(event)
        super().take(event)

    def state(self) -> LedgerState:
        """Freeze what was taken in."""
        return LedgerState(
            entries=self.entries,
            heads=self.heads,
            weights=self.weights,
            lanes=self.lanes,
            held=self.held,
            contradictions=tuple(self.contradictions),
        )

    def stored(self, seat: int, season: int) -> LaneState:
        """Return what the contract knows now: a lane is used again for a later season."""
        known = self.held.get((seat, season % 2)) == season
        return self.lanes[seat, season] if known else LaneState()

    def _recorded(self, event: Event) -> None:
        scope, skill, effort = event["scope"], event["skill"], event["effort"]
        weight = self.weights.get((scope, skill), BPS)
        entry = EntryState(
            provider=event["provider"],
            receiver=event["receiver"],
            scope=scope,
            skill=skill,
            effort=effort,
            recognition=effort * weight // BPS,
            occurred_at=event["occurred_at"],
            recorded_at=event.timestamp,
            evidence=event["evidence"],
        )
        head = self.heads.get(scope, NO_ENTRY)
        number = entry_id(head, self._chain_id, event.address, entry)
        self.expect(f"entry before 0x{number.hex()}", head.hex(), event["previous"].hex())
        self.expect("id of an entry", number.hex(), event["entry"].hex())
        self.expect(f"recognition of 0x{number.hex()}", entry.recognition, event["recognition"])
        self.entries[number] = entry
        self.heads[scope] = number

    def _confirmed(self, event: Event) -> None:
        entry, name = self.entries[event["entry"]], f"0x{event['entry'].hex()}"
        confirmer, season = event["confirmer"], event["season"]
        if entry.status == DISPUTED:
            self.expect(f"arbiter of {name}", self._upheld.get(event["entry"]), confirmer)
        else:
            self._require_counterpart(event, confirmer)
        self._move(event, CONFIRMED, PENDING, DISPUTED)
        self.expect(f"provider of {name}", entry.provider, event["provider"])
        self.expect(f"recognition of {name}", entry.recognition, event["recognition"])
        self._add((entry.provider, season), LaneState(earned=entry.recognition))
        self._add((confirmer, season), LaneState(given=entry.recognition))

    def _disputed(self, event: Event) -> None:
        self._require_counterpart(event, event["seat"])
        self._move(event, DISPUTED, PENDING)

    def _resolved(self, event: Event) -> None:
        """Take in a decision; if it upholds the entry, its confirmation follows."""
        entry, arbiter = self.entries[event["entry"]], event["arbiter"]
        holds = self._roll.holds_role(entry.scope, arbiter, Role.ARBITER, event.timestamp)
        if not holds or arbiter in (entry.provider, entry.receiver):
            self.expect(f"arbiter of 0x{event['entry'].hex()}", "a neutral one", arbiter)
        if event["upheld"]:
            self._upheld[event["entry"]] = arbiter
        self._move(event, DISPUTED if event["upheld"] else REJECTED, DISPUTED)

    def _require_counterpart(self, event: Event, seat: int) -> None:
        """Check that a seat may answer for the receiving side (L-3)."""
        entry = self.entries[event["entry"]]
        holds = self._roll.holds_role(entry.scope, seat, Role.CONFIRMER, event.timestamp)
        if seat == entry.provider or not (holds or seat == entry.receiver):
            self.expect(f"{event.name} of 0x{event['entry'].hex()}", "its counterpart", seat)

    def _weighted(self, event: Event) -> None:
        self.weights[event["scope"], event["skill"]] = event["weight_bps"]

    def _move(self, event: Event, status: int, *allowed: int) -> None:
        """Change the status of an entry that may change so."""
        entry = self.entries[event["entry"]]
        if entry.status not in allowed:
            name = f"status of 0x{event['entry'].hex()} before {event.name}"
            self.expect(name, entry.status, allowed)
        self.entries[event["entry"]] = replace(entry, status=status)

    def _add(self, key: tuple[int, int], more: LaneState) -> None:
        seat, season = key
        lane = self.lanes.get(key, LaneState())
        self.held[seat, season % 2] = season
        self.lanes[key] = LaneState(lane.earned + more.earned, lane.given + more.given)
