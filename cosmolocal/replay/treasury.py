# SPDX-License-Identifier: Apache-2.0
"""Pots, payments and promises of the treasury, rebuilt from its events.

Every payment without a pot, and every pot, must be one that the timelock was told to make; every
other payment must fit its pot. ETH is followed in both directions; what came in of a token is told
by that token's own events only.

A stream earns nothing after the mandate of its steward, which the events of the scopes tell.

Source: contracts/treasury/Treasury.vy.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from eth_abi.abi import encode
from eth_typing import ChecksumAddress
from eth_utils.crypto import keccak

from cosmolocal.codec import checksummed
from cosmolocal.events import Event
from cosmolocal.replay.base import Difference, Handlers, Ownership, Replay
from cosmolocal.replay.membership import MandateState, Role
from cosmolocal.units import ZERO_ADDRESS

PROMISED, ACCEPTED, CLAIMED, TAKEN_BACK = 1, 2, 3, 4
"""States of a milestone."""

_AMOUNT_BITS = 96
_AMOUNT_MASK = 2**_AMOUNT_BITS - 1


@dataclass(frozen=True, slots=True)
class PaymentState:
    """Money that left, and what for.

    `round_id` is set if it funded a round, `pot` if a steward paid it, `batch` and `row` if it was
    one of many.
    """

    token: ChecksumAddress
    to: ChecksumAddress
    amount: int
    at: int
    category: int = 0
    memo: bytes = bytes(32)
    round_id: int | None = None
    pot: int | None = None
    batch: bytes | None = None
    row: int | None = None
    tx_hash: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class PotState:
    """A pot: its terms, and what left it or was promised out of it in each of its periods."""

    number: int
    scope: int
    token: ChecksumAddress
    start: int
    end: int
    period: int
    cap: int
    per_payment: int
    closed: bool = False
    index: int = 0
    spent: int = 0

    def spent_at(self, moment: int) -> int:
        """Spent in the period that contains `moment` [UTC seconds]."""
        if moment < self.start:
            return 0
        return self.spent if (moment - self.start) // self.period == self.index else 0


@dataclass(frozen=True, slots=True)
class StreamState:
    """A stream; `steward` is the seat that answers for it."""

    id: bytes
    pot: int
    payee: ChecksumAddress
    start: int
    amount: int
    seconds: int
    category: int
    memo: bytes
    deposit: int
    steward: int
    withdrawn: int = 0

    @property
    def terms(self) -> tuple[Any, ...]:
        """What names it, in the order of the contract."""
        fixed = (self.pot, self.payee, self.start, self.amount, self.seconds)
        return (*fixed, self.category, self.memo)

    def earned_at(self, moment: int) -> int:
        """Earned by `moment` if it was not over before [UTC seconds]."""
        elapsed = max(0, moment - self.start)
        return min(self.deposit, elapsed * self.amount // self.seconds)


@dataclass(frozen=True, slots=True)
class MilestoneState:
    """A milestone; `state` as in the contract."""

    id: bytes
    pot: int
    payee: ChecksumAddress
    amount: int
    due_at: int
    category: int
    memo: bytes
    state: int = PROMISED

    @property
    def terms(self) -> tuple[Any, ...]:
        """What names it, in the order of the contract."""
        return (self.pot, self.payee, self.amount, self.due_at, self.category, self.memo)


@dataclass(frozen=True)
class TreasuryState:
    """The book of the treasury [smallest units]."""

    received: int
    payments: tuple[PaymentState, ...]
    pots: dict[int, PotState]
    streams: dict[bytes, StreamState]
    milestones: dict[bytes, MilestoneState]
    paid_rows: dict[tuple[int, bytes], int]
    mandates: dict[tuple[int, int], MandateState]
    paused: dict[ChecksumAddress, int]
    guardian: tuple[ChecksumAddress, int]
    ownership: Ownership
    contradictions: tuple[Difference, ...]

    @property
    def balance(self) -> int:
        """ETH that is left [wei]."""
        return self.received - self.spent(ZERO_ADDRESS)

    def spent(self, token: ChecksumAddress) -> int:
        """All that went out of a token."""
        return sum(payment.amount for payment in self.payments if payment.token == token)

    def reserved(self, token: ChecksumAddress) -> int:
        """Promised and not yet paid."""
        streams = (s for s in self.streams.values() if self.pots[s.pot].token == token)
        open_ = (m for m in self.milestones.values() if self.pots[m.pot].token == token)
        return sum(stream.deposit - stream.withdrawn for stream in streams) + sum(
            milestone.amount for milestone in open_ if milestone.state in (PROMISED, ACCEPTED)
        )

    def runs_until(self, stream: StreamState) -> int:
        """First second in which nothing is earned, whatever its deposit [UTC seconds]."""
        return _runs_until(stream, self.pots[stream.pot], self.mandates)

    def earned(self, stream: StreamState, now: int) -> int:
        """Earned of a stream by now."""
        return stream.earned_at(min(now, self.runs_until(stream)))


def replay(events: Iterable[Event]) -> TreasuryState:
    """Rebuild the book."""
    purse = TreasuryReplay()
    purse.run(events)
    return purse.state()


def unpacked(payment: int) -> tuple[ChecksumAddress, int]:
    """Read a row of a batch: payee and amount."""
    return checksummed((payment >> _AMOUNT_BITS).to_bytes(20)), payment & _AMOUNT_MASK


class TreasuryReplay(Replay):
    """Takes in the events of the treasury, and what the timelock, its owner, called."""

    domain = "treasury"
    owned = ("Treasury",)
    ignored = frozenset({("Treasury", "PaymentSkipped")})

    def __init__(self) -> None:
        super().__init__()
        self._received = 0
        self._payments: list[PaymentState] = []
        self._undecided: list[bytes] = []  # calldata of what was decided, before that is told
        self._rows: list[Event] = []  # rows with a memo, before their batch is told
        self._pots: dict[int, PotState] = {}
        self._streams: dict[bytes, StreamState] = {}
        self._milestones: dict[bytes, MilestoneState] = {}
        self._paid_rows: Counter[tuple[int, bytes]] = Counter()
        self._mandates: dict[tuple[int, int], MandateState] = {}  # scope, seat
        self._paused: dict[ChecksumAddress, int] = {}
        self._guardian = (ZERO_ADDRESS, 0)

    def handlers(self) -> Handlers:
        """Map each event to its method."""
        named = {
            "Received": self._came_in,
            "Paid": self._paid,
            "RoundFunded": self._funded,
            "PotOpened": self._pot_opened,
            "PotClosed": self._pot_closed,
            "PotPaid": self._pot_paid,
            "RowPaid": self._row_paid,
            "BatchPaid": self._batch_paid,
            "StreamOpened": self._stream_opened,
            "StreamToppedUp": self._topped_up,
            "StreamWithdrawn": self._withdrawn,
            "StreamStopped": self._stopped,
            "MilestonePromised": self._promised,
            "MilestoneAccepted": self._accepted,
            "MilestoneClaimed": self._claimed,
            "MilestoneClawedBack": self._clawed_back,
            "SpendingPaused": self._halted,
            "GuardianSet": self._guarded,
        }
        return {("Treasury", name): handler for name, handler in named.items()}

    def take(self, event: Event) -> None:
        """Take in one event; the timelock tells of a call after what it caused."""
        if event.name == "CallExecuted" and event["data"] in self._undecided:
            self._undecided.remove(event["data"])
        if event.contract == "Scopes":
            self._mandate(event)
        super().take(event)

    def state(self) -> TreasuryState:
        """Freeze what was taken in."""
        self.expect("payments and pots without a decision", 0, len(self._undecided))
        self.expect("rows without a batch", 0, len(self._rows))
        return TreasuryState(
            received=self._received,
            payments=tuple(self._payments),
            pots=dict(self._pots),
            streams=dict(self._streams),
            milestones=dict(self._milestones),
            paid_rows=dict(self._paid_rows),
            mandates=dict(self._mandates),
            paused=dict(self._paused),
            guardian=self._guardian,
            ownership=self.ownership["Treasury"],
            contradictions=tuple(self.contradictions),
        )

    # Decided by vote.

    def _came_in(self, event: Event) -> None:
        self._received += event["amount"]

    def _paid(self, event: Event) -> None:
        token, to, amount = event["token"], event["to"], event["amount"]
        category, memo = event["category"], event["memo"]
        self._undecided.append(_PAY + encode(_PAY_TYPES, (token, to, amount, category, memo)))
        self._leaves(event, token, to, amount, category=category, memo=memo)

    def _funded(self, event: Event) -> None:
        pool, round_id = event["pool"], event["round_id"]
        token, amount = event["token"], event["amount"]
        self._undecided.append(_FUND + encode(_FUND_TYPES, (pool, round_id, token, amount)))
        self._leaves(event, token, pool, amount, round_id=round_id)

    def _pot_opened(self, event: Event) -> None:
        names = ("scope", "token", "start", "end", "period", "cap", "per_payment")
        terms = {name: event[name] for name in names}
        self._undecided.append(_OPEN + encode(_OPEN_TYPES, tuple(terms.values())))
        self.expect("number of a pot", len(self._pots) + 1, event["pot"])
        self._pots[event["pot"]] = PotState(number=event["pot"], **terms)

    def _pot_closed(self, event: Event) -> None:
        number = event["pot"]
        self._undecided.append(_CLOSE + encode(("uint256",), (number,)))
        self._pots[number] = replace(self._pots[number], end=event.timestamp, closed=True)

    def _mandate(self, event: Event) -> None:
        """Take in who got, lost or gave up a role."""
        if event.name not in ("RoleGranted", "RoleEnded", "ScopeLeft"):
            return
        key = (event["scope"], event["seat"])
        known, at = self._mandates.get(key, MandateState()), event.timestamp
        if event.name == "ScopeLeft":
            self._mandates[key] = known.left(at)
            return
        end = event["until"] if event.name == "RoleGranted" else at
        self._mandates[key] = known.with_role(event["role"], end)

    # Paid by stewards.

    def _pot_paid(self, event: Event) -> None:
        pot, to, amount = event["pot"], event["to"], event["amount"]
        self._charge(pot, [amount], event.timestamp)
        note = {"category": event["category"], "memo": event["memo"]}
        self._leaves(event, self._pots[pot].token, to, amount, pot=pot, **note)

    def _row_paid(self, event: Event) -> None:
        self._rows.append(event)

    def _batch_paid(self, event: Event) -> None:
        pot, batch, paid = event["pot"], event["batch"], event["paid"]
        numbers = [row for row in range(paid.bit_length()) if paid >> row & 1]
        rows = self._rows_of(event, numbers)
        self.expect("rows paid twice", 0, self._paid_rows[pot, batch] & paid)
        self._paid_rows[pot, batch] |= paid
        self._charge(pot, [amount for _, amount, _ in rows], event.timestamp)
        place = {"category": event["category"], "pot": pot, "batch": batch}
        for number, (to, amount, memo) in zip(numbers, rows, strict=False):
            token = self._pots[pot].token
            self._leaves(event, token, to, amount, memo=memo, row=number, **place)

    def _rows_of(
        self, event: Event, numbers: list[int]
    ) -> list[tuple[ChecksumAddress, int, bytes]]:
        """Payee, amount and memo of the rows that a batch paid."""
        if event["payments"]:
            chosen = [event["payments"][number - event["first"]] for number in numbers]
            return [(*unpacked(payment), event["memo"]) for payment in chosen]
        rows = [(row["to"], row["amount"], row["memo"]) for row in self._rows]
        for row in self._rows:
            self.expect("category of a row", event["category"], row["category"])
        self._rows.clear()
        self.expect("rows of a batch with memos", len(numbers), len(rows))
        return rows

    def _charge(self, number: int, amounts: list[int], now: int) -> None:
        """Take payments out of a pot's period; the pot must allow them."""
        pot = self._pots[number]
        fits = pot.start <= now < pot.end and max(amounts, default=0) <= pot.per_payment
        spent = pot.spent_at(now) + sum(amounts)
        if not fits or spent > pot.cap:
            self.expect(f"limits of pot {number}", "kept", "broken")
        index = (now - pot.start) // pot.period
        self._pots[number] = replace(pot, index=index, spent=spent)

    # Promised.

    def _stream_opened(self, event: Event) -> None:
        names = ("pot", "payee", "start", "amount", "seconds", "category", "memo", "deposit")
        known = {name: event[name] for name in (*names, "steward")}
        self._charge(event["pot"], [event["deposit"]], event.timestamp)
        stream = StreamState(id=event["stream"], **known)
        self.expect("id of a stream", keccak(encode(_STREAM_TYPES, stream.terms)), stream.id)
        self._streams[stream.id] = stream

    def _topped_up(self, event: Event) -> None:
        stream = self._streams[event["stream"]]
        self._charge(stream.pot, [event["amount"]], event.timestamp)
        deposit = stream.deposit + event["amount"]
        self._streams[stream.id] = replace(stream, deposit=deposit, steward=event["steward"])

    def _withdrawn(self, event: Event) -> None:
        stream = self._streams[event["stream"]]
        withdrawn = stream.withdrawn + event["amount"]
        self.expect("earned of a stream", self._earned(stream, event.timestamp), withdrawn)
        self._streams[stream.id] = replace(stream, withdrawn=withdrawn)
        note = {"category": stream.category, "memo": stream.memo, "pot": stream.pot}
        token = self._pots[stream.pot].token
        self._leaves(event, token, event["to"], event["amount"], **note)

    def _stopped(self, event: Event) -> None:
        stream = self._streams[event["stream"]]
        self.expect(
            "earned of a stopped stream", self._earned(stream, event.timestamp), event["earned"]
        )
        given_back = stream.deposit - event["earned"]
        self.expect("given back by a stream", given_back, event["returned"])
        self._streams[stream.id] = replace(stream, deposit=event["earned"])

    def _earned(self, stream: StreamState, now: int) -> int:
        until = _runs_until(stream, self._pots[stream.pot], self._mandates)
        return stream.earned_at(min(now, until))

    def _promised(self, event: Event) -> None:
        names = ("pot", "payee", "amount", "due_at", "category", "memo")
        known = {name: event[name] for name in names}
        self._charge(event["pot"], [event["amount"]], event.timestamp)
        milestone = MilestoneState(id=event["milestone"], **known)
        id_ = keccak(encode(_MILESTONE_TYPES, milestone.terms))
        self.expect("id of a milestone", id_, milestone.id)
        self._milestones[milestone.id] = milestone

    def _accepted(self, event: Event) -> None:
        self._advance(event, PROMISED, ACCEPTED)

    def _claimed(self, event: Event) -> None:
        milestone = self._advance(event, ACCEPTED, CLAIMED)
        self.expect("claimed of a milestone", milestone.amount, event["amount"])
        note = {"category": milestone.category, "memo": milestone.memo, "pot": milestone.pot}
        token = self._pots[milestone.pot].token
        self._leaves(event, token, event["to"], event["amount"], **note)

    def _clawed_back(self, event: Event) -> None:
        milestone = self._advance(event, PROMISED, TAKEN_BACK)
        self.expect("given back of a milestone", milestone.amount, event["amount"])

    def _advance(self, event: Event, before: int, after: int) -> MilestoneState:
        milestone = self._milestones[event["milestone"]]
        self.expect("state of a milestone", before, milestone.state)
        self._milestones[milestone.id] = replace(milestone, state=after)
        return milestone

    # Halted.

    def _halted(self, event: Event) -> None:
        self._paused[event["token"]] = event["until"]

    def _guarded(self, event: Event) -> None:
        self._guardian = (event["guardian"], event["until"])

    def _leaves(
        self, event: Event, token: ChecksumAddress, to: ChecksumAddress, amount: int, **more: Any
    ) -> None:
        payment = PaymentState(token, to, amount, event.timestamp, tx_hash=event.tx_hash, **more)
        self._payments.append(payment)


def _runs_until(
    stream: StreamState, pot: PotState, mandates: dict[tuple[int, int], MandateState]
) -> int:
    """When a stream stops for good: with its steward's mandate, or with its closed pot."""
    mandate = mandates.get((pot.scope, stream.steward), MandateState())
    until = mandate.role_ends[Role.STEWARD - 1]
    return min(until, pot.end) if pot.closed else until


def _selector(name: str, types: tuple[str, ...]) -> bytes:
    return keccak(text=f"{name}({','.join(types)})")[:4]


_PAY_TYPES = ("address", "address", "uint256", "uint256", "bytes32")
_FUND_TYPES = ("address", "uint256", "address", "uint256")
_OPEN_TYPES = ("uint256", "address", "uint256", "uint256", "uint256", "uint256", "uint256")
_STREAM_TYPES = ("uint256", "address", *["uint256"] * 4, "bytes32")
_MILESTONE_TYPES = ("uint256", "address", *["uint256"] * 3, "bytes32")
_PAY, _FUND = _selector("pay", _PAY_TYPES), _selector("fund", _FUND_TYPES)
_OPEN = _selector("open_pot", (f"({','.join(_OPEN_TYPES)})",))
_CLOSE = _selector("close_pot", ("uint256",))
