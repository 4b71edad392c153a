# SPDX-License-Identifier: Apache-2.0
"""What the ledger's operations cost as its entries grow, and how many come in a second."""

import time
from collections.abc import Iterator, Sequence
from typing import Any

from benchmarks.load.crowd import EVIDENCE, HOUR, Crowd, per_second
from benchmarks.load.tables import Table
from cosmolocal.calls import Receipt
from cosmolocal.flows import entries_of, spec_of
from cosmolocal.ledger import entry_of
from cosmolocal.valueflows import Action, Flow, resource_id
from cosmolocal.valueflows.stocks import Spec

SIZES = (10, 100, 1_000, 10_000)
BATCH, TOGETHER = 50, 20
SCOPE, WORKER, KEEPER = "Delta", "Hanna Virtanen", "Bente Krogh"
KIND = 1


class Entries:
    """One worker and one confirmer of one scope, who write the same rows over and over."""

    def __init__(self, crowd: Crowd) -> None:
        self.crowd, self.ledger = crowd, crowd.alliance.ledger
        self.worker, self.keeper = crowd.signer(WORKER), crowd.signer(KEEPER)
        self.scope, self.count = crowd.scope(SCOPE), 0
        self.now = crowd.local.now
        seat = crowd.alliance.membership.seat(self.worker.address)
        kind = _mined(
            self.ledger.flows.define_spec(Spec(KIND, "KGM", 10**6), EVIDENCE, signer=self.worker)
        )
        self.flow = Flow(
            action=Action.RAISE,
            scope=self.scope,
            provider=seat,
            receiver=seat,
            kind=spec_of(kind),
            quantity=10**9,
            unit="KGM",
            resource=resource_id(self.scope, 1),
            occurred_at=self.now - HOUR,
            evidence=EVIDENCE,
        )

    def fill(self, size: int) -> float | None:
        """Record flows until there are so many; return how many came in a second."""
        missing, began = size - self.count, time.perf_counter()
        if missing <= 0:
            return None
        record, row = self.ledger.contract.functions.record_batch, self.flow.words
        full, rest = divmod(missing, BATCH)
        calls = [record([row] * BATCH)] * full + ([record([row] * rest)] if rest else [])
        for start in range(0, len(calls), TOGETHER):
            self.crowd.send(calls[start : start + TOGETHER], self.worker)
        self.count += missing
        return per_second(missing, began)

    def gas(self) -> dict[str, int]:
        """Write one row of each sort, and confirm it."""
        found: dict[str, int] = {}
        for _ in range(2):  # the second finds every word of the first nonzero
            work = self._recorded()
            found["record work"] = work.gas_used
            confirmed = _mined(self.ledger.confirm(entry_of(work), signer=self.keeper))
            found["confirm a record"] = confirmed.gas_used
            previous = self.ledger.head(self.scope)
            flow = _mined(self.ledger.flows.record(self.flow, signer=self.worker))
            found["record a flow of stock"] = flow.gas_used
            confirm = self.ledger.contract.functions.confirm_flow(self.flow.words, previous)
            [confirmed] = self.crowd.send([confirm], self.keeper)
            found["confirm a flow of stock"] = confirmed.gas_used
            self.count += 2
        return found

    def gas_of_batch(self) -> int:
        """Record fifty in one call; return what each costs."""
        batch = _mined(self.ledger.flows.record_batch([self.flow] * BATCH, signer=self.worker))
        self.count += BATCH
        return batch.gas_used // BATCH

    def confirm_by_sdk(self) -> float:
        """Confirm a flow by its id alone, which the SDK looks up in the events [seconds]."""
        [entry] = entries_of(_mined(self.ledger.flows.record(self.flow, signer=self.worker)))
        self.count += 1
        began = time.perf_counter()
        self.ledger.flows.confirm(entry, signer=self.keeper)
        return round(time.perf_counter() - began, 3)

    def _recorded(self) -> Receipt:
        recorded = self.ledger.record_work(
            self.scope,
            effort_seconds=HOUR,
            occurred_at=self.now - 1,
            evidence=EVIDENCE,
            signer=self.worker,
        )
        return _mined(recorded)


def measure(crowd: Crowd, sizes: Sequence[int] = SIZES) -> dict[str, Any]:
    """Grow the ledger from size to size."""
    table, entries, rates, by_id = Table(), Entries(crowd), {}, {}
    for size, recorded in _grown(entries, sizes):
        gas = entries.gas() | {"record 50 flows of stock, each": entries.gas_of_batch()}
        table.add(size, gas)
        by_id[str(size)] = [entries.confirm_by_sdk() for _ in range(2)]
        if recorded:
            rates[str(size)] = recorded
    return {"gas": table, "recorded per second": rates, "seconds to confirm by id": by_id}


def _grown(entries: Entries, sizes: Sequence[int]) -> Iterator[tuple[int, float | None]]:
    entries.gas()  # the first rows of worker and confirmer, whose words are zero
    for size in sizes:
        yield size, entries.fill(size)


def _mined(outcome: object) -> Receipt:
    if not isinstance(outcome, Receipt):
        raise TypeError("only simulated")
    return outcome
