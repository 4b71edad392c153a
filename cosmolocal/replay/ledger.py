# SPDX-License-Identifier: Apache-2.0
"""Entries, their hash chains, recognition and stocks, rebuilt from events alone.

Source: contracts/ledger/ for ids of entries, the layout of their words, lanes of recognition, and
what confirmed events do to stocks.
"""

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from eth_abi.abi import encode
from eth_typing import ChecksumAddress
from eth_utils.crypto import keccak

from cosmolocal.events import Event
from cosmolocal.replay.base import Difference, Handlers, Replay
from cosmolocal.replay.membership import MembershipReplay, Role
from cosmolocal.units import BPS
from cosmolocal.valueflows.actions import Action
from cosmolocal.valueflows.flow import MEASUREMENT, SCOPE_AGENT, Flow, Words
from cosmolocal.valueflows.stocks import Refusal, Spec, Stocks
from cosmolocal.valueflows.units import code_text

PENDING, CONFIRMED, DISPUTED, REJECTED = 1, 2, 3, 4
NO_ENTRY = bytes(32)
MAX_SKILL = 2**24 - 1
CITATION_SECONDS = 3_600

# Types of what an entry's id hashes.
_ID_TYPES = ("bytes32", "uint256", "address", *("uint256",) * 3, "bytes32", "bytes32")
_METERED, _WHOLE, _SEVERAL, _CORRECTION = (1 << bit for bit in range(243, 247))


@dataclass(frozen=True, slots=True)
class EntryState:
    """One row; effort and recognition in seconds, `status` 1 pending to 4 rejected.

    `recognition` of a row that a scope provided is the seat of the steward who recorded it.
    """

    flow: Flow
    recognition: int
    recorded_at: int
    block: int
    previous: bytes
    is_whole: bool
    needed: int = 1
    is_metered: bool = False
    status: int = PENDING
    missing: int = 1
    confirmed_at: int | None = None

    @property
    def provider(self) -> int:
        """Seat, or scope as an agent, that gave."""
        return self.flow.provider

    @property
    def receiver(self) -> int:
        """Seat, or scope as an agent, that received; 0 for the scope of the record."""
        return self.flow.receiver

    @property
    def scope(self) -> int:
        """Where it counts."""
        return self.flow.scope

    @property
    def effort(self) -> int:
        """How long it took [seconds]."""
        return self.flow.effort

    @property
    def recorder(self) -> int:
        """Seat that recorded it."""
        return self.recognition if self.provider & SCOPE_AGENT else self.provider

    @property
    def earned(self) -> int:
        """What its confirmation adds to the provider's recognition."""
        taken_back = self.flow.is_correction or self.provider & SCOPE_AGENT
        return 0 if taken_back else self.recognition

    @property
    def word(self) -> int:
        """Pack the entry as contracts/ledger/entry_word.vy does."""
        flags = (
            _METERED * self.is_metered
            | _WHOLE * self.is_whole
            | _SEVERAL * (self.needed > 1)
            | _CORRECTION * self.flow.is_correction
        )
        word = self.flow.words.facts | self.recognition << 160 | self.status << 232
        return word | self.missing << 240 | flags


@dataclass(frozen=True, slots=True)
class LaneState:
    """What a seat earned and confirmed for others in one season [weighted seconds]."""

    earned: int = 0
    given: int = 0


@dataclass(frozen=True)
class LedgerState:
    """The ledger; lanes by (seat, season), weights by (scope, skill) in 1/10,000.

    `held` is the season that storage holds in a lane: (seat, parity of season) -> season. `pairs`
    holds what one seat confirmed for another: (giver, taker, season); `amended` the quantity and
    effort of an entry that others took back; `nonces` pages of used ones by (seat, page).
    """

    entries: Mapping[bytes, EntryState]
    heads: Mapping[int, bytes]
    weights: Mapping[tuple[int, int], int]
    weight_versions: Mapping[tuple[int, int], int]
    rules: Mapping[int, tuple[int, int]]
    lanes: Mapping[tuple[int, int], LaneState]
    held: Mapping[tuple[int, int], int]
    pairs: Mapping[tuple[int, int, int], int]
    amended: Mapping[bytes, tuple[int, int]]
    nonces: Mapping[tuple[int, int], int]
    anchors: Mapping[bytes, int]
    stocks: Stocks
    bound: ChecksumAddress | None
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


def entry_id(previous: bytes, chain_id: int, ledger: ChecksumAddress, words: Words) -> bytes:
    """Return the id of an entry: it hashes the scope's entry before it."""
    return keccak(encode(_ID_TYPES, (previous, chain_id, ledger, *words)))


class LedgerReplay(Replay):
    """Takes in the events of the ledger."""

    domain = "ledger"

    def __init__(self, chain_id: int) -> None:
        super().__init__()
        self._chain_id, self._roll = chain_id, MembershipReplay()
        self._upheld: dict[bytes, int] = {}
        self._moved: deque[tuple[int, int, int]] = deque()
        self._superseded: dict[bytes, int] = {}
        self.entries: dict[bytes, EntryState] = {}
        self.heads: dict[int, bytes] = {}
        self.weights: dict[tuple[int, int], int] = {}
        self.weight_versions: dict[tuple[int, int], int] = {}
        self.rules: dict[int, tuple[int, int]] = {}
        self.lanes: dict[tuple[int, int], LaneState] = {}
        self.held: dict[tuple[int, int], int] = {}
        self.pairs: dict[tuple[int, int, int], int] = {}
        self.amended: dict[bytes, tuple[int, int]] = {}
        self.nonces: dict[tuple[int, int], int] = {}
        self.anchors: dict[bytes, int] = {}
        self.stocks = Stocks()
        self.bound: ChecksumAddress | None = None

    def handlers(self) -> Handlers:
        """Map each event to its method."""
        ledger, resources = "ContributionLedger", "Resources"
        return {
            (ledger, "WorkRecorded"): self._work_recorded,
            (ledger, "FlowRecorded"): self._flow_recorded,
            (ledger, "EntryEndorsed"): self._endorsed,
            (ledger, "EntryConfirmed"): self._confirmed,
            (ledger, "EntryDisputed"): self._disputed,
            (ledger, "EntryResolved"): self._resolved,
            (ledger, "SlipUsed"): self._slip_used,
            (ledger, "WeightSet"): self._weighted,
            (ledger, "RuleSet"): self._ruled,
            (ledger, "RootAnchored"): self._anchored,
            (resources, "LedgerBound"): self._bound,
            (resources, "UnitDefined"): self._unit_defined,
            (resources, "SpecDefined"): self._spec_defined,
            (resources, "ProcessOpened"): self._process_opened,
            (resources, "ProcessClosed"): self._process_closed,
            (resources, "StockChanged"): self._stock_changed,
        }

    def take(self, event: Event) -> None:
        """Take in one event, after the roll that says who holds which mandate."""
        self._roll.take(event)
        super().take(event)

    def state(self) -> LedgerState:
        """Freeze what was taken in."""
        self.expect("changes of stock that were not told", [], list(self._moved))
        return LedgerState(
            entries=self.entries,
            heads=self.heads,
            weights=self.weights,
            weight_versions=self.weight_versions,
            rules=self.rules,
            lanes=self.lanes,
            held=self.held,
            pairs=self.pairs,
            amended=self.amended,
            nonces=self.nonces,
            anchors=self.anchors,
            stocks=self.stocks,
            bound=self.bound,
            contradictions=tuple(self.contradictions),
        )

    def stored(self, seat: int, season: int) -> LaneState:
        """Return what the contract knows now: a lane is used again for a later season."""
        known = self.held.get((seat, season % 2)) == season
        return self.lanes[seat, season] if known else LaneState()

    def _work_recorded(self, event: Event) -> None:
        flow = Flow(
            action=Action.WORK,
            scope=event["scope"],
            provider=event["provider"],
            receiver=event["receiver"],
            kind=event["skill"],
            effort=event["effort"],
            occurred_at=event["occurred_at"],
            evidence=event["evidence"],
        )
        self._append(event, flow)

    def _flow_recorded(self, event: Event) -> None:
        words = (event[name] for name in ("facts", "stock", "place", "about", "evidence"))
        flow = Flow.unpack(*words)
        self.expect("scope of a row", flow.scope, event["scope"])
        self.expect("provider of a row", flow.provider, event["provider"])
        self._append(event, flow)
        if flow.is_correction:
            self._reserve(flow.about, flow.quantity, flow.effort)
        elif flow.basis == MEASUREMENT and flow.about != NO_ENTRY:
            estimate = self.entries[flow.about].flow.quantity
            left = estimate - self.amended.get(flow.about, (0, 0))[0]
            self._superseded[event["entry"]] = left
            self._reserve(flow.about, left, 0)

    def _append(self, event: Event, flow: Flow) -> None:
        head, words = self.heads.get(flow.scope, NO_ENTRY), flow.words
        number = entry_id(head, self._chain_id, event.address, words)
        name = f"0x{number.hex()}"
        self.expect(f"entry before {name}", head.hex(), event["previous"].hex())
        self.expect("id of an entry", number.hex(), event["entry"].hex())
        recognition = self._recognition(flow, event["recognition"])
        self.expect(f"recognition of {name}", recognition, event["recognition"])
        needed, allowance = self.rules.get(flow.scope, (1, 0))
        self.entries[number] = EntryState(
            flow=flow,
            recognition=event["recognition"],
            recorded_at=event.timestamp,
            block=event.block,
            previous=event["previous"],
            is_whole=not flow.is_simple,
            needed=needed,
            is_metered=allowance > 0,
            missing=needed,
        )
        self.heads[flow.scope] = number

    def _recognition(self, flow: Flow, announced: int) -> int:
        """What a row earns by the weights of now; for a scope, a steward who is one."""
        if flow.provider & SCOPE_AGENT:
            return announced
        original = self.entries.get(flow.about)
        if flow.is_correction and original:
            return original.recognition * flow.effort // max(1, original.flow.effort)
        if flow.basis == MEASUREMENT and original:
            return original.recognition
        seconds = CITATION_SECONDS if flow.action == Action.CITE else flow.effort
        kind = flow.kind if flow.action == Action.WORK else flow.action << 24 | flow.kind
        counts = flow.action in (Action.USE, Action.CITE) and flow.provider != flow.receiver
        if flow.action != Action.WORK and not counts:
            return 0
        default = BPS if flow.action == Action.WORK else 0
        return seconds * self.weights.get((flow.scope, kind), default) // BPS

    def _reserve(self, entry: bytes, quantity: int, effort: int) -> None:
        before = self.amended.get(entry, (0, 0))
        self.amended[entry] = (before[0] + quantity, before[1] + effort)

    def _endorsed(self, event: Event) -> None:
        entry = self.entries[event["entry"]]
        self._require_counterpart(event, event["seat"])
        self.expect("confirmations missing", entry.missing - 1, event["missing"])
        self._charge(entry, event["seat"], event["season"])
        self.entries[event["entry"]] = replace(entry, missing=entry.missing - 1)

    def _confirmed(self, event: Event) -> None:
        number, confirmer, season = event["entry"], event["confirmer"], event["season"]
        entry, name = self.entries[number], f"0x{number.hex()}"
        if entry.status == DISPUTED:
            self.expect(f"arbiter of {name}", self._upheld.get(number), confirmer)
        else:
            self._require_counterpart(event, confirmer)
            self.expect(f"confirmations missing of {name}", 1, entry.missing)
        self._move(event, CONFIRMED, PENDING, DISPUTED)
        self.entries[number] = replace(self.entries[number], confirmed_at=event.timestamp)
        self.expect(f"provider of {name}", entry.provider, event["provider"])
        earning = not entry.provider & SCOPE_AGENT
        taken_back = entry.recognition if entry.flow.is_correction and earning else 0
        self.expect(f"recognition of {name}", entry.earned or taken_back, event["recognition"])
        self._charge(entry, confirmer, season)
        if entry.earned:
            self._add((entry.provider, season), LaneState(earned=entry.earned))
        elif entry.flow.is_correction and earning:
            have = self.lanes.get((entry.provider, season), LaneState()).earned
            less = LaneState(earned=-min(have, taken_back))
            self._add((entry.provider, season), less)
        self._apply(number, entry.flow)

    def _charge(self, entry: EntryState, confirmer: int, season: int) -> None:
        if entry.earned:
            self._add((confirmer, season), LaneState(given=entry.earned))
            pair = (confirmer, entry.provider, season)
            self.pairs[pair] = self.pairs.get(pair, 0) + entry.earned

    def _apply(self, number: bytes, flow: Flow) -> None:
        """Let a confirmed row move the stocks; what it changes is told right after it."""
        if flow.is_simple:
            return
        try:
            if number in self._superseded:
                self.stocks.apply(replace(flow, quantity=self._superseded[number]), back=True)
            self.stocks.apply(flow, back=flow.is_correction)
        except Refusal as refused:
            self.expect(f"effect of 0x{number.hex()}", str(refused), "applied")
        self._moved.extend(self.stocks.take_changes())

    def _disputed(self, event: Event) -> None:
        self._require_counterpart(event, event["seat"])
        self._move(event, DISPUTED, PENDING)

    def _resolved(self, event: Event) -> None:
        """Take in a decision; if it upholds the entry, its confirmation follows."""
        entry, arbiter = self.entries[event["entry"]], event["arbiter"]
        holds = self._roll.holds_role(entry.scope, arbiter, Role.ARBITER, event.timestamp)
        if not holds or arbiter in (entry.recorder, entry.receiver):
            self.expect(f"arbiter of 0x{event['entry'].hex()}", "a neutral one", arbiter)
        if event["upheld"]:
            self._upheld[event["entry"]] = arbiter
        elif entry.flow.is_correction:
            self._reserve(entry.flow.about, -entry.flow.quantity, -entry.flow.effort)
        elif event["entry"] in self._superseded:
            self._reserve(entry.flow.about, -self._superseded[event["entry"]], 0)
        self._move(event, DISPUTED if event["upheld"] else REJECTED, DISPUTED)

    def _require_counterpart(self, event: Event, seat: int) -> None:
        """Check that a seat may answer for the receiving side (L-3)."""
        entry = self.entries[event["entry"]]
        receiver = entry.receiver
        scopes = [entry.scope]
        if receiver & SCOPE_AGENT:
            scopes.append(receiver ^ SCOPE_AGENT)
        holds = any(
            self._roll.holds_role(scope, seat, Role.CONFIRMER, event.timestamp) for scope in scopes
        )
        received = seat == receiver and seat != entry.provider
        if seat == entry.recorder or not (holds or received):
            self.expect(f"{event.name} of 0x{event['entry'].hex()}", "its counterpart", seat)

    def _weighted(self, event: Event) -> None:
        key = (event["scope"], event["skill"])
        self.weights[key] = event["weight_bps"]
        self.weight_versions[key] = self.weight_versions.get(key, 0) + 1

    def _ruled(self, event: Event) -> None:
        self.rules[event["scope"]] = (event["needed"], event["allowance"])

    def _slip_used(self, event: Event) -> None:
        page, bit = divmod(event["nonce"], 256)
        before = self.nonces.get((event["seat"], page), 0)
        self.expect("nonce used before", 0, before >> bit & 1)
        self.nonces[event["seat"], page] = before | 1 << bit

    def _anchored(self, event: Event) -> None:
        word = event["scope"] | event["seat"] << 32 | event["count"] << 64
        self.anchors[event["root"]] = word | event.timestamp << 128

    def _bound(self, event: Event) -> None:
        self.bound = event["ledger"]

    def _unit_defined(self, event: Event) -> None:
        names = ("code", "dimension", "numerator", "denominator")
        self.stocks.unit_defined(*(event[name] for name in names))

    def _spec_defined(self, event: Event) -> None:
        names = ("mass", "energy", "tolerance_bps")
        spec = Spec(event["kind"], code_text(event["unit"]), *(event[name] for name in names))
        self.expect("number of a spec", self.stocks.define_spec(spec), event["spec"])

    def _process_opened(self, event: Event) -> None:
        try:
            number = self.stocks.open_process(event["scope"], event["spec"], event["seat"])
        except Refusal as refused:
            self.expect("beginning of a process", str(refused), "opened")
            return
        self.expect("number of a process", number, event["process"])

    def _process_closed(self, event: Event) -> None:
        number = event["process"]
        try:
            process = self.stocks.close_process(number)
        except Refusal as refused:
            self.expect(f"end of process {number}", str(refused), "closed")
            return
        for name in ("mass_in", "mass_out", "energy_in", "energy_out"):
            self.expect(f"{name} of process {number}", getattr(process, name), event[name])

    def _stock_changed(self, event: Event) -> None:
        told = (event["resource"], event["accounting"], event["on_hand"])
        moved = self._moved.popleft() if self._moved else None
        self.expect(f"change of resource {event['resource']}", moved, told)

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
