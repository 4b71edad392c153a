# SPDX-License-Identifier: Apache-2.0
"""The contribution ledger in plain Python: lists and sums, no packed words, no season lanes.

Units: effort in seconds, weights in basis points, recognition in weighted seconds, times in UTC
seconds. Source: contracts/ledger/ContributionLedger.vy, whose refusals `Refused` repeats in order.
"""

from collections import defaultdict
from dataclasses import dataclass, field, replace

from eth_abi import encode
from eth_utils import keccak

from tests.reference.refusal import require

USE, WORK, CITE = 2, 3, 4
PENDING, CONFIRMED, DISPUTED, REJECTED = 1, 2, 3, 4
CONFIRMER, ARBITER = 2, 4
PLAIN_HOUR_BPS, MAX_WEIGHT_BPS = 10_000, 50_000
MAX_EFFORT_SECONDS = 366 * 86_400
MAX_SKILL = 2**24 - 1
RECIPROCAL_PARTS = 8
NO_ENTRY = bytes(32)

# The fields of an entry word from its lowest bit: (name, width in bits).
LAYOUT = (
    ("provider", 32),
    ("receiver", 32),
    ("scope", 32),
    ("skill", 24),
    ("action", 8),
    ("effort", 32),
    ("recognition", 32),
    ("occurred_at", 40),
    ("status", 8),
    ("missing", 3),
    ("flags", 4),
)
ID_TYPES = ["bytes32", "uint256", "address", *["uint256"] * 3, "bytes32", "bytes32"]


@dataclass(frozen=True)
class Entry:
    """One record of work, as the entry word holds it."""

    provider: int
    receiver: int
    scope: int
    skill: int
    effort: int
    recognition: int
    occurred_at: int
    status: int = PENDING
    action: int = WORK
    missing: int = 1
    flags: int = 0

    def word(self) -> int:
        """Pack the fields in the documented order."""
        word, offset = 0, 0
        for name, width in LAYOUT:
            content = getattr(self, name)
            assert 0 <= content < 1 << width, name
            word, offset = word | content << offset, offset + width
        return word

    @property
    def facts(self) -> int:
        """What its recorder says: all but recognition, status and what lies above."""
        return replace(self, recognition=0, status=0, missing=0, flags=0).word()

    @classmethod
    def unpack(cls, word: int) -> "Entry":
        """Read an entry word back."""
        fields, offset = {}, 0
        for name, width in LAYOUT:
            fields[name] = word >> offset & (1 << width) - 1
            offset += width
        assert word >> offset == 0, "bits above the status"
        return cls(**fields)


def entry_id(chain_id: int, ledger: str, previous: bytes, row: Entry, evidence: bytes) -> bytes:
    """Recompute the id of an entry: it hashes the entry before it in its scope."""
    return keccak(
        encode(ID_TYPES, [previous, chain_id, ledger, row.facts, 0, 0, NO_ENTRY, evidence])
    )


def verify_chain(chain_id: int, ledger: str, rows: list) -> dict[int, bytes]:
    """Recompute every id from the `WorkRecorded` events in order; return the head of each scope."""
    heads: dict[int, bytes] = defaultdict(lambda: NO_ENTRY)
    for event in rows:
        assert event.previous == heads[event.scope], "a row is missing or out of place"
        row = Entry(
            provider=event.provider,
            receiver=event.receiver,
            scope=event.scope,
            skill=event.skill,
            effort=event.effort,
            recognition=event.recognition,
            occurred_at=event.occurred_at,
        )
        assert event.entry == entry_id(chain_id, ledger, event.previous, row, event.evidence)
        heads[event.scope] = event.entry
    return heads


@dataclass
class Alliance:
    """What the ledger asks of the other contracts, at `now`."""

    now: int
    genesis: int
    season_seconds: int
    active: set[int] = field(default_factory=set)  # seats that may act
    seats: set[int] = field(default_factory=set)  # seats ever granted
    scopes: set[int] = field(default_factory=set)
    mandates: dict[tuple[int, int, int], int] = field(
        default_factory=dict
    )  # scope, seat, role: end

    @property
    def season(self) -> int:
        """The season that contains `now`."""
        return (self.now - self.genesis) // self.season_seconds

    def has_role(self, scope: int, seat: int, role: int) -> bool:
        """Whether a mandate is open now: its end is not part of it."""
        return self.now < self.mandates.get((scope, seat, role), 0)


class Ledger:
    """Every rule of the ledger, kept as lists of what happened."""

    def __init__(self, alliance: Alliance, allowance: int, chain_id: int, address: str):
        self.alliance, self.allowance = alliance, allowance
        self.chain_id, self.address = chain_id, address
        self.entries: dict[bytes, Entry] = {}
        self.heads: dict[int, bytes] = defaultdict(lambda: NO_ENTRY)
        self.weights: dict[tuple[int, int], int] = {}
        self.confirmations: list[tuple[int, int, int, int]] = []  # season, provider, confirmer, sum

    def record_work(
        self,
        seat: int,
        scope: int,
        receiver: int,
        skill: int,
        effort: int,
        at: int,
        evidence: bytes,
    ) -> bytes:
        """Append an entry and return its id."""
        require(skill <= MAX_SKILL, "ledger: skill too large")
        self._check_active(seat)
        require(evidence != NO_ENTRY, "ledger: zero evidence")
        require(effort <= MAX_EFFORT_SECONDS, "ledger: effort too long")
        require(at <= self.alliance.now, "ledger: not yet occurred")
        require(effort > 0, "ledger: zero effort")
        require(receiver != seat, "ledger: receiver is provider")
        require(receiver in {0} | self.alliance.seats, "ledger: no such receiver")
        require(scope in self.alliance.scopes, "ledger: no such scope")
        recognition = effort * self.weight_bps(scope, skill) // PLAIN_HOUR_BPS
        row = Entry(seat, receiver, scope, skill, effort, recognition, at)
        entry = entry_id(self.chain_id, self.address, self.heads[scope], row, evidence)
        self.entries[entry], self.heads[scope] = row, entry
        return entry

    def confirm(self, seat: int, entry: bytes) -> None:
        """Confirm a pending entry as its counterpart."""
        self._check_counterpart(seat, entry)
        self._recognise(seat, entry)

    def dispute(self, seat: int, entry: bytes) -> None:
        """Object to a pending entry as its counterpart."""
        self._check_counterpart(seat, entry)
        self._set_status(entry, DISPUTED)

    def resolve(self, seat: int, entry: bytes, uphold: bool) -> None:
        """Decide a disputed entry as an arbiter who is no party to it."""
        row = self.entries.get(entry)
        require(row is not None and row.status == DISPUTED, "ledger: not disputed")
        self._check_active(seat)
        require(seat != row.provider, "ledger: arbiter is provider")
        require(seat != row.receiver, "ledger: arbiter is receiver")
        arbiter = self.alliance.has_role(row.scope, seat, ARBITER)
        require(arbiter, "ledger: not an arbiter")
        if uphold:
            self._recognise(seat, entry)
        else:
            self._set_status(entry, REJECTED)

    def set_weight(self, scope: int, skill: int, weight_bps: int) -> None:
        """Change what later entries of a skill count."""
        require(weight_bps <= MAX_WEIGHT_BPS, "ledger: weight too high")
        known = skill // (MAX_SKILL + 1) in (0, USE, CITE)
        require(known, "ledger: earns no recognition")
        require(scope in self.alliance.scopes, "ledger: no such scope")
        self.weights[scope, skill] = weight_bps

    def weight_bps(self, scope: int, skill: int) -> int:
        """The weight of a skill now."""
        return self.weights.get((scope, skill), PLAIN_HOUR_BPS)

    def earned(self, seat: int, season: int) -> int:
        """Sum of what others confirmed of a seat's work in a season."""
        return sum(n for s, provider, _, n in self.confirmations if (s, provider) == (season, seat))

    def given(self, seat: int, season: int) -> int:
        """Sum of what a seat confirmed for others in a season."""
        return sum(n for s, _, giver, n in self.confirmations if (s, giver) == (season, seat))

    def between(self, giver: int, taker: int, season: int) -> int:
        """Sum of what one seat confirmed for another in a season."""
        asked = (season, taker, giver)
        return sum(n for s, provider, who, n in self.confirmations if (s, provider, who) == asked)

    def _recognise(self, confirmer: int, entry: bytes) -> None:
        row, season = self.entries[entry], self.alliance.season
        fits = self.given(confirmer, season) + row.recognition <= self.allowance
        require(fits, "ledger: allowance used up")
        back = self.between(confirmer, row.provider, season) + row.recognition
        mutual = min(back, self.between(row.provider, confirmer, season))
        require(mutual <= self.allowance // RECIPROCAL_PARTS, "ledger: too much for each other")
        self.confirmations.append((season, row.provider, confirmer, row.recognition))
        self._set_status(entry, CONFIRMED)

    def _set_status(self, entry: bytes, status: int) -> None:
        self.entries[entry] = replace(self.entries[entry], status=status)

    def _check_counterpart(self, seat: int, entry: bytes) -> None:
        row = self.entries.get(entry)
        require(row is not None, "ledger: no such entry")
        require(row.status == PENDING, "ledger: not pending")
        self._check_active(seat)
        require(seat != row.provider, "ledger: own entry")
        mandate = self.alliance.has_role(row.scope, seat, CONFIRMER)
        require(seat == row.receiver or mandate, "ledger: not a confirmer")

    def _check_active(self, seat: int) -> None:
        require(seat in self.alliance.active, "ledger: no active seat")
