# SPDX-License-Identifier: Apache-2.0
"""Stocks and processes against their plain-Python twin, over any history of events.

X-7  every word that `Resources` stores is what the twin makes of the events.
And: no quantity is negative, transfers conserve, an effect is applied once, a process that closed
gave out no more mass than it took in.
"""

from collections import Counter
from types import SimpleNamespace

import boa
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from cosmolocal.valueflows import Action
from cosmolocal.valueflows.units import MICRO
from tests.reference.ledger import CONFIRMER
from tests.suite import (
    GENESIS,
    SEASON_SECONDS,
    account,
    deploy_ledger,
    deploy_membership,
    deploy_scopes,
)
from tests.unit.ledger.bench import CRATE, FLOUR, MILLING, SPECS, Bench, thing

OUTCOMES = Counter()
RESOURCES = (0, *map(thing, range(1, 5)))
QUANTITIES = st.sampled_from((1, MICRO // 3, MICRO, 5 * MICRO, 50 * MICRO))
MOVING = [action for action in Action if action != Action.WORK]
# What makes stock, so that there is something to move.
LIKELY = [*MOVING, *(Action.RAISE, Action.TRANSFER, Action.ACCEPT, Action.MODIFY) * 3]


def deploy():
    """A workshop, three members and a confirmer who is none of them."""
    boa.env.timestamp = GENESIS + SEASON_SECONDS
    actors = SimpleNamespace(
        **{name: account(name) for name in ("owner", "provider", "receiver", "confirmer")}
    )
    names = ("provider", "receiver", "confirmer")
    people = [getattr(actors, name) for name in names]
    membership = deploy_membership(people, owner=actors.owner)
    scopes = deploy_scopes(membership, owner=actors.owner)
    scopes.found(1, 2, bytes(32), sender=actors.owner)
    scopes.grant_role(2, 3, CONFIRMER, boa.env.timestamp + SEASON_SECONDS, sender=actors.owner)
    seats = SimpleNamespace(provider=1, receiver=2, confirmer=3)
    return deploy_ledger(membership, scopes), actors, seats


class Moving(RuleBasedStateMachine):
    """Two members move four resources of two kinds through processes."""

    parts: tuple

    @initialize()
    def begin(self):
        self.bench = Bench(*self.parts)
        self.rows, self.processes = [], [0, self.bench.open()]
        for resource in RESOURCES[1:3]:
            row = {"kind": FLOUR, "quantity": 20 * MICRO, "resource": resource}
            assert self.bench.do(Action.RAISE, **row) is None
        excess = {"kind": FLOUR, "quantity": 21 * MICRO, "resource": RESOURCES[1]}
        refusal = self.bench.do(Action.LOWER, **excess)
        OUTCOMES["refused" if refusal else "accepted"] += 1

    @rule(
        action=st.sampled_from(LIKELY),
        giver=st.sampled_from((1, 1, 2)),
        taker=st.sampled_from((1, 2)),
        kind=st.sampled_from((FLOUR, FLOUR, FLOUR, CRATE)),
        quantity=QUANTITIES,
        resource=st.sampled_from(RESOURCES),
        to_resource=st.sampled_from(RESOURCES),
        data=st.data(),
        labels=st.tuples(st.integers(0, 2**64 - 1), st.integers(0, 2**16 - 1)),
    )
    def move(self, action, giver, taker, kind, quantity, resource, to_resource, data, labels):
        flow = self.bench.flow(
            action,
            provider=giver,
            receiver=taker,
            kind=kind,
            quantity=quantity,
            unit=SPECS[kind].unit,
            resource=resource,
            to_resource=to_resource,
            process=data.draw(st.sampled_from(self.processes)),
            location=labels[0],
            state=labels[1],
        )
        actors = self.bench.actors
        previous = self.bench.record(flow, actors.provider if giver == 1 else actors.receiver)
        refusal = self.bench.confirm(flow, previous)
        OUTCOMES["refused" if refusal else "accepted"] += 1
        if not refusal and giver == 1 and not flow.is_correction:
            self.rows.append((flow, previous))
        if not refusal:
            with boa.reverts("ledger: not pending"):  # an effect is applied once
                self.bench.ledger.confirm_flow(flow.words, previous, sender=actors.confirmer)

    @rule(data=st.data(), parts=st.sampled_from((1, 2, 3)))
    def correct(self, data, parts):
        if not self.rows:
            return
        flow, previous = data.draw(st.sampled_from(self.rows))
        self.rows.remove((flow, previous))
        correction, before = self.bench.correct(flow, previous, max(1, flow.quantity // parts))
        refusal = self.bench.confirm(correction, before)
        OUTCOMES["refused" if refusal else "accepted"] += 1

    @rule(data=st.data())
    def close(self, data):
        if len(self.processes) < 2:
            return
        process = data.draw(st.sampled_from(self.processes[1:]))
        refusal = self.bench.close(process)
        OUTCOMES["refused" if refusal else "accepted"] += 1
        if not refusal:
            self.processes.remove(process)

    @rule()
    def open(self):
        if len(self.processes) < 4:
            self.processes.append(self.bench.open(MILLING))

    @invariant()
    def what_closed_balances(self):
        """That storage is the twin's is checked by the bench after every call."""
        if hasattr(self, "bench"):
            for process in self.bench.twin.processes.values():
                if not process.is_open:
                    assert process.mass_out * 100 <= process.mass_in * 101


def test_stocks__any_history__agree_with_their_twin():
    """X-7, and no quantity is ever negative."""
    OUTCOMES.clear()
    with boa.env.anchor():
        Moving.parts = deploy()

        class Anchored(Moving):
            def __init__(self):
                super().__init__()
                self._anchor = boa.env.anchor()
                self._anchor.__enter__()

            def teardown(self):
                self._anchor.__exit__(None, None, None)

        run_state_machine_as_test(Anchored)
    assert OUTCOMES["accepted"], OUTCOMES
    assert OUTCOMES["refused"], OUTCOMES
