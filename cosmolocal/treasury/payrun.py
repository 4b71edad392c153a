# SPDX-License-Identifier: Apache-2.0
"""A pay run: a list of payees paid out of pots, in batches, each row at most once.

Three things keep a row from being paid twice. The run's id is the hash of the whole list, so the
same list is always the same run. The contract marks every row of a batch as it pays it. And what
was signed is in the journal before it is sent, so a run that was killed goes on with the very same
bytes. What a run is made of (its pots and memos) is written down before anything is sent.

Two runs of one list at the same time: on one computer a lock lets one of them send; elsewhere the
marks are looked at before each part. The other one ends with `PaidElsewhere` and can be run again.

Errors: `BadInput` before anything is sent; `PaidElsewhere`; those of sending.
Source: contracts/treasury/pots.vy for the marks.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path

from eth_typing import ChecksumAddress
from pydantic import Field

from cosmolocal import files
from cosmolocal.calls import Call, Receipt
from cosmolocal.chain import Step
from cosmolocal.domain import Frozen
from cosmolocal.errors import (
    BadInput,
    CannotWrite,
    JournalDamaged,
    PaidElsewhere,
    TreasuryBatchAlreadyPaid,
)
from cosmolocal.signers import Signer
from cosmolocal.treasury.domain import NO_MEMO, Treasury
from cosmolocal.treasury.models import Pot
from cosmolocal.treasury.payees import Payee, Payees
from cosmolocal.units import Bytes32, Gas, Uint

BATCH_ROWS = 200
"""Rows of a batch; that of contracts/treasury/pots.vy."""
MOST_GAS = 12_000_000
"""A transaction of a run asks for less: it fits the blocks of every common chain."""

Tell = Callable[[str, int, int], None]
"""Told what is done, how many rows of it, of how many."""
Commit = Callable[[str], bytes]
"""Keeps a text and returns its commitment."""


class Batch(Frozen):
    """Rows of one pot and one category: what one word of the contract marks."""

    id: Bytes32
    pot: Uint
    category: Uint
    rows: tuple[Payee, ...] = Field(max_length=BATCH_ROWS)
    memos: tuple[Bytes32, ...]


class Part(Frozen):
    """Rows of a batch that go into one transaction."""

    batch: Batch
    first: int = Field(ge=0)
    count: int = Field(ge=1)
    paid_before: Uint = Field(description="rows of the batch that were paid, by bit")

    @property
    def rows(self) -> tuple[Payee, ...]:
        """The rows, those paid before included."""
        return self.batch.rows[self.first : self.first + self.count]

    @property
    def due(self) -> tuple[Payee, ...]:
        """The rows that are still to be paid."""
        return tuple(
            row
            for number, row in enumerate(self.rows, start=self.first)
            if not self.paid_before >> number & 1
        )

    @property
    def bits(self) -> int:
        """The rows that are still to be paid, by bit."""
        return ((1 << self.count) - 1 << self.first) & ~self.paid_before

    @property
    def name(self) -> str:
        """What the journal knows it by: a part is sent once for each state of its batch."""
        return f"payrun {self.batch.id.hex()} {self.first}+{self.count} {self.paid_before:x}"


class Estimate(Frozen):
    """Parts with the gas that each would use."""

    parts: tuple[Part, ...]
    gas: tuple[Gas, ...]

    @property
    def rows(self) -> int:
        """How many rows are to be paid."""
        return sum(len(part.due) for part in self.parts)


class PaidRow(Frozen):
    """A row that was paid, and where."""

    line: int
    id: str
    tx_hash: str


class PayRun:
    """One list of payees on its way.

    `folder` is where runs are written down; None keeps nothing, for trials.
    """

    def __init__(
        self, treasury: Treasury, payees: Payees, batches: Sequence[Batch], folder: Path | None
    ) -> None:
        self.treasury, self.payees, self.batches = treasury, payees, tuple(batches)
        self.id = payees.run_id(treasury.address)
        self._path = folder / f"{self.id.hex()[:32]}.json" if folder else None

    @classmethod
    def plan(
        cls,
        treasury: Treasury,
        payees: Payees,
        pots: Mapping[str, Pot],
        *,
        commit: Commit,
        folder: Path | None,
    ) -> "PayRun":
        """Take up a run that was begun, or cut the list into batches; `pots` by token."""
        run = cls(treasury, payees, (), folder)
        known = run._remembered()
        if known is None:
            known = tuple(_batches(payees, run.id, pots, commit))
        return cls(treasury, payees, known, folder)

    @property
    def is_begun(self) -> bool:
        """Whether it was written down before."""
        return self._path is not None and self._path.exists()

    def paid(self) -> tuple[PaidRow, ...]:
        """List the rows that the chain has paid, with their transactions."""
        ids = {batch.id: batch for batch in self.batches}
        found = {}
        for payment in self.treasury.state().payments:
            batch = ids.get(payment.batch or b"")
            if batch is not None and payment.row is not None:
                found[batch.rows[payment.row].line] = payment.tx_hash
        rows = {row.line: row for row in self.payees.rows}
        return tuple(
            PaidRow(line=line, id=rows[line].id, tx_hash=tx) for line, tx in sorted(found.items())
        )

    def twins(self) -> tuple[PaidRow, ...]:
        """List rows that look like payments of other runs in the present periods of their pots."""
        now, state = self.treasury.chain.at().timestamp, self.treasury.state()
        mine, seen = {batch.id for batch in self.batches}, {}
        for payment in state.payments:
            pot = state.pots.get(payment.pot or 0)
            if pot is None or payment.batch in mine:
                continue
            if (now - pot.start) // pot.period == (payment.at - pot.start) // pot.period:
                seen[payment.token, payment.to, payment.amount] = payment.tx_hash
        return tuple(
            PaidRow(line=row.line, id=row.id, tx_hash=seen[row.token, row.to, row.amount])
            for row in self.payees.rows
            if (row.token, row.to, row.amount) in seen
        )

    def left(self) -> tuple[Part, ...]:
        """Return what is still to be paid, a whole batch in each part."""
        self._check_pots()
        parts = (
            Part(batch=batch, first=0, count=len(batch.rows), paid_before=paid)
            for batch, paid in zip(self.batches, self._marks(), strict=True)
        )
        return tuple(part for part in parts if part.due)

    def _check_pots(self) -> None:
        """Refuse a run that was begun out of other pots: their marks are not these."""
        pots = {batch.id: batch.pot for batch in self.batches}
        for pot, batch in self.treasury.state().paid_rows:
            if pots.get(batch, pot) != pot:
                raise BadInput(
                    f"this run was begun out of pot {pot}",
                    next_step=f"Go on with the same one: --pot {pot}.",
                )

    def _marks(self) -> list[int]:
        """Read which rows of each batch are paid, by bit."""
        view, call = self.treasury.chain.at(), self.treasury.contract.functions
        return view.batch([call.paid_rows(batch.pot, batch.id) for batch in self.batches])

    def check_limits(self, parts: Sequence[Part]) -> None:
        """Refuse what a pot or the treasury cannot pay, before anything is simulated."""
        pots = {pot.number: pot for pot in self.treasury.pots()}
        sums: Counter[int] = Counter()
        for part in parts:
            pot = pots[part.batch.pot]
            for row in part.due:
                if row.amount > pot.per_payment:
                    most = self.payees.asset(pot.token).text(pot.per_payment)
                    raise BadInput(
                        f"line {row.line}: pot {pot.number} pays at most {most} at once",
                        next_step="Lower the amount, or propose a pot with a larger cap.",
                    )
                sums[pot.number] += row.amount
        for number, total in sums.items():
            self._check_pot(pots[number], total)

    def _check_pot(self, pot: Pot, total: int) -> None:
        asset = self.payees.asset(pot.token)
        free = self.treasury.balance(pot.token).free
        if total > pot.left:
            raise BadInput(
                f"pot {pot.number} has {asset.text(pot.left)} left in this period,"
                f" the list needs {asset.text(total)}",
                next_step="Shorten the list, wait for the next period, or propose another pot.",
            )
        if total > free:
            raise BadInput(
                f"the treasury has {asset.text(free)} free, the list needs {asset.text(total)}",
                next_step="Fill the treasury first, or shorten the list.",
            )

    def measure(self, parts: Sequence[Part], sender: ChecksumAddress) -> Estimate:
        """Simulate every part, and halve those that need too much gas for one transaction."""
        waiting, fitting, gas = list(parts), [], []
        while waiting:
            part = waiting.pop(0)
            used = self.treasury.chain.simulate(self.call(part), sender).gas_used
            if used > MOST_GAS and part.count > 1:
                waiting = [*_halves(part), *waiting]
                continue
            fitting.append(part)
            gas.append(used)
        return Estimate(parts=tuple(fitting), gas=tuple(gas))

    def call(self, part: Part) -> Call:
        """Describe the transaction of a part."""
        batch, end = part.batch, part.first + part.count
        return self.treasury.batch_call(
            batch.pot,
            batch.id,
            part.first,
            [(row.to, row.amount) for row in part.rows],
            category=batch.category,
            memos=batch.memos[part.first : end],
        )

    def steps(self, estimate: Estimate, signer: Signer) -> list[tuple[str, Step]]:
        """Describe the transactions for a plan, each in words."""
        self.remember()  # its memos must be the same if it is planned again
        return [
            (
                f"pay {len(part.due)} rows of {self.payees.name} out of pot {part.batch.pot}",
                self.treasury.batch_step(
                    self.call(part), signer=signer, name=part.name, gas_used=gas
                ),
            )
            for part, gas in zip(estimate.parts, estimate.gas, strict=True)
        ]

    def send(
        self, estimate: Estimate, signer: Signer, tell: Tell = lambda *_: None
    ) -> tuple[Receipt, ...]:
        """Pay part after part; each is on disk before it is sent, and never sent twice."""
        total, done, receipts = estimate.rows, 0, []
        with self._alone():
            self._check_pots()
            for part, gas in zip(estimate.parts, estimate.gas, strict=True):
                tell("Paying", done, total)
                receipts.append(self._pay(part, gas, signer))
                done += len(part.due)
        tell("Paying", done, total)
        return tuple(receipts)

    def _pay(self, part: Part, gas: int, signer: Signer) -> Receipt:
        """Pay a part, unless another run of the list is at it."""
        call, chain = self.call(part), self.treasury.chain
        step = self.treasury.batch_step(call, signer=signer, name=part.name, gas_used=gas)
        if not chain.remembers(step):
            marks = dict(zip((batch.id for batch in self.batches), self._marks(), strict=True))
            if marks[part.batch.id] & part.bits:
                raise self._elsewhere()
        try:
            return self.treasury.pay_batch(call, signer=signer, name=part.name, gas_used=gas)
        except TreasuryBatchAlreadyPaid as error:
            raise self._elsewhere() from error

    def _elsewhere(self) -> PaidElsewhere:
        paid = sum(mark.bit_count() for mark in self._marks())
        return PaidElsewhere(
            f"another run pays this list: {paid:,} of {len(self.payees.rows):,} rows are paid"
        )

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Be the only one on this computer that pays the list, as it was written down."""
        if self._path is None:
            yield
            return
        try:
            with files.held(self._path.with_suffix(".lock")) as is_free:
                if not is_free or self._remembered() not in (None, self.batches):
                    raise self._elsewhere()
                self.remember()
                yield
        except CannotWrite as error:
            raise JournalDamaged(str(error)) from error

    # What a run is made of, on disk.

    def remember(self) -> None:
        """Write the run down once; on disk when this returns."""
        if self._path is None or self._path.exists():
            return
        content = [batch.model_dump(mode="json") for batch in self.batches]
        text = json.dumps({"run": self.id.hex(), "name": self.payees.name, "batches": content})
        try:
            files.write(self._path, text, private=True)
        except CannotWrite as error:
            raise JournalDamaged(str(error)) from error

    def _remembered(self) -> tuple[Batch, ...] | None:
        if self._path is None or not self._path.exists():
            return None
        try:
            content = files.parsed(files.read(self._path))
            return tuple(Batch.model_validate(each) for each in content["batches"])
        except (ValueError, KeyError, TypeError) as error:
            raise JournalDamaged(f"cannot read {self._path}: {error}") from error


def choose_pots(
    pots: Sequence[Pot], tokens: Sequence[str], wanted: Sequence[int], now: int
) -> dict[str, Pot]:
    """Find the one pot that pays each token: among `wanted`, or among all that are open."""
    chosen = {}
    for token in tokens:
        open_ = [p for p in pots if p.token == token and p.start <= now < p.end]
        fitting = [p for p in open_ if not wanted or p.number in wanted]
        if len(fitting) != 1:
            numbers = ", ".join(str(pot.number) for pot in fitting)
            raise BadInput(
                f"more than one pot pays {token}: {numbers}"
                if fitting
                else f"no open pot pays {token}",
                next_step="Name one with --pot."
                if fitting
                else "Propose one: `cosmolocal treasury budget open`.",
            )
        [chosen[token]] = fitting
    return chosen


def _batches(
    payees: Payees, run: bytes, pots: Mapping[str, Pot], commit: Commit
) -> Iterator[Batch]:
    """Cut a list into batches, in an order that depends on nothing but the list."""

    def group(row: Payee) -> tuple[str, int, bool]:
        return row.token, row.category, bool(row.memo)

    number = 0
    for (token, category, _), rows in groupby(sorted(payees.rows, key=group), key=group):
        members = tuple(rows)
        for start in range(0, len(members), BATCH_ROWS):
            page = members[start : start + BATCH_ROWS]
            yield Batch(
                id=hashlib.sha256(run + number.to_bytes(4)).digest(),
                pot=pots[token].number,
                category=category,
                rows=page,
                memos=tuple(commit(row.memo) if row.memo else NO_MEMO for row in page),
            )
            number += 1


def _halves(part: Part) -> Iterator[Part]:
    middle = part.count // 2
    for first, count in ((part.first, middle), (part.first + middle, part.count - middle)):
        half = part.model_copy(update={"first": first, "count": count})
        if half.due:
            yield half
