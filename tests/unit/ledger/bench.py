# SPDX-License-Identifier: Apache-2.0
"""A workshop with stocks: what the tests of flows record, and the plain-Python twin beside it."""

from dataclasses import replace

import boa

from cosmolocal.valueflows import Action, Flow, Refusal, Stocks, resource_id
from cosmolocal.valueflows.flow import NOTHING
from cosmolocal.valueflows.stocks import Kind, Spec
from cosmolocal.valueflows.units import MICRO, code_number
from tests.suite import resources_of
from tests.unit.ledger.stage import EVIDENCE, WORKSHOP

FLOUR, BREAD, MILLING, POWER, AIR, EURO, CRATE, CARBON = range(1, 9)
SPECS = {
    FLOUR: Spec(Kind.MATERIAL, "KGM", 10**6),
    BREAD: Spec(Kind.MATERIAL, "C62", 800_000),
    MILLING: Spec(Kind.PROCESS, "C62", tolerance_bps=100),
    POWER: Spec(Kind.ENERGY, "KWH", 0, 3_600_000),
    AIR: Spec(Kind.AMBIENT, "KGM", 10**6),
    EURO: Spec(Kind.MONEY, "C62"),
    CRATE: Spec(Kind.MATERIAL, "C62", 0),
    CARBON: Spec(Kind.MATERIAL, "KGM", 10**6),
}


def thing(number):
    """A resource of the workshop."""
    return resource_id(WORKSHOP, number)


class Bench:
    """Records, confirms, and applies to the twin what the contract accepted."""

    def __init__(self, ledger, actors, seats):
        self.ledger, self.actors, self.seats = ledger, actors, seats
        self.resources, self.twin = resources_of(ledger), Stocks()
        for spec in SPECS.values():
            self.define(spec)

    def define(self, spec):
        figures = (spec.mass, spec.energy, spec.tolerance_bps)
        number = self.resources.define_spec(
            spec.kind, code_number(spec.unit), *figures, EVIDENCE, sender=self.actors.provider
        )
        assert number == self.twin.define_spec(spec)
        return number

    def open(self, spec=MILLING, by="provider"):
        process = self.resources.open_process(
            WORKSHOP, spec, bytes(32), sender=getattr(self.actors, by)
        )
        seat = getattr(self.seats, by)
        assert process == self.twin.open_process(WORKSHOP, spec, seat)
        return process

    def flow(self, action, **changes):
        """An event of the provider for itself, now, counted in the unit of its spec."""
        own = {"receiver": self.seats.provider} if action != Action.WORK else {}
        fields = {
            "action": action,
            "scope": WORKSHOP,
            "provider": self.seats.provider,
            "occurred_at": boa.env.timestamp,
            "evidence": EVIDENCE,
            **own,
            **changes,
        }
        spec = SPECS.get(fields.get("kind", 0))
        if spec and "unit" not in fields and fields.get("quantity"):
            fields["unit"] = spec.unit
        return Flow(**fields)

    def record(self, flow, sender=None):
        """Record it; return the scope's head before it, which its confirmation needs."""
        previous = self.ledger.head(flow.scope)
        self.ledger.record(flow.words, sender=sender or self.actors.provider)
        return previous

    def confirm(self, flow, previous, sender=None):
        """Confirm it on both sides: they accept alike, or refuse in the same words."""
        back, expected = flow.is_correction, None
        try:
            self.twin.apply(flow, back=back)
        except Refusal as refused:
            expected = str(refused)
        sender = sender or self.actors.confirmer
        if expected is None:
            self.ledger.confirm_flow(flow.words, previous, sender=sender)
        else:
            with boa.reverts(expected):
                self.ledger.confirm_flow(flow.words, previous, sender=sender)
        self.check()
        return expected

    def do(self, action, **changes):
        """Record and confirm; return the refusal, or None."""
        flow = self.flow(action, **changes)
        return self.confirm(flow, self.record(flow))

    def correct(self, flow, previous, quantity=0, effort=0):
        """Record a correction of a confirmed row; return it with the head before it."""
        before = self.ledger.head(flow.scope)
        now = boa.env.timestamp
        arguments = (flow.words, previous, quantity, effort, now, EVIDENCE, False)
        self.ledger.amend(*arguments, sender=self.actors.provider)
        about = self.ledger.get_logs()[0].about
        correction = replace(
            flow,
            quantity=quantity,
            effort=effort,
            occurred_at=now,
            about=about,
            is_correction=True,
        )
        assert about != NOTHING
        return correction, before

    def close(self, process):
        """Close on both sides; return the refusal, or None."""
        try:
            self.twin.close_process(process)
        except Refusal as refused:
            with boa.reverts(str(refused)):
                self.resources.close_process(process, sender=self.actors.provider)
            return str(refused)
        self.resources.close_process(process, sender=self.actors.provider)
        self.check()
        return None

    def check(self):
        """Every word of storage is the twin's."""
        call = self.resources
        for number, resource in self.twin.resources.items():
            assert call.resource_word(number) == resource.word
            assert call.stock_word(number) == resource.stock
        for number, process in self.twin.processes.items():
            assert call.process_word(number) == process.word
            assert call.balance_word(number) == process.balance
            for held, quantity in process.taken.items():
                assert call.taken(number, held) == quantity

    def stock(self, number):
        """Accounting and on-hand, in whole units."""
        word = self.resources.stock_word(number)
        return (word & (1 << 128) - 1) / MICRO, (word >> 128) / MICRO
