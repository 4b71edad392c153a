# SPDX-License-Identifier: Apache-2.0
"""Every book is a query: statements, balance sheets, the network of flows, trace and track.

Units: quantities in millionths of their unit, effort and recognition in seconds.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from cosmolocal.replay.ledger import CONFIRMED, EntryState, LedgerState
from cosmolocal.valueflows.actions import RULES, Action
from cosmolocal.valueflows.flow import ESTIMATE, MEASUREMENT, NOTHING, Flow

Rows = Mapping[bytes, EntryState]


@dataclass(frozen=True, slots=True)
class Line:
    """What an agent gave and received of one kind by one action, corrections taken off."""

    action: str
    kind: int
    given: int
    received: int
    effort_given: int
    effort_received: int
    events: int


@dataclass(frozen=True, slots=True)
class Gap:
    """One emission that was estimated and then measured [millionths of the unit]."""

    estimate: bytes
    measurement: bytes
    estimated: int
    measured: int

    @property
    def gap(self) -> int:
        """How much more was measured than estimated."""
        return self.measured - self.estimated


def confirmed(rows: Rows) -> Iterator[tuple[bytes, Flow]]:
    """Rows that both sides stand by, in their order."""
    return ((entry, row.flow) for entry, row in rows.items() if row.status == CONFIRMED)


def statement(state: LedgerState, agent: int) -> list[Line]:
    """Everything an agent gave and received, as one account each for an action and a kind."""
    sums: dict[tuple[int, int], list[int]] = defaultdict(lambda: [0] * 5)
    for _, flow in confirmed(state.entries):
        sign = -1 if flow.is_correction else 1
        for side, party in enumerate((flow.provider, flow.receiving_agent)):
            if party == agent:
                account = sums[flow.action, flow.kind]
                account[side] += sign * flow.quantity
                account[2 + side] += sign * flow.effort
                account[4] += side == 0 or flow.provider != agent
    return [
        Line(Action(action).term, kind, *account)
        for (action, kind), account in sorted(sums.items())
    ]


def balance_sheet(state: LedgerState, scope: int) -> dict[int, dict[str, int]]:
    """Stocks created in a scope: by spec, what is answered for and what is on hand."""
    sums: dict[int, dict[str, int]] = {}
    for number, resource in state.stocks.resources.items():
        if number >> 32 == scope:
            line = sums.setdefault(resource.spec, {"accounting": 0, "on_hand": 0, "resources": 0})
            line["accounting"] += resource.accounting
            line["on_hand"] += resource.on_hand
            line["resources"] += 1
    return sums


def network(state: LedgerState) -> dict[tuple[int, int, int], tuple[int, int]]:
    """Who gave whom how much of what: (provider, receiver, kind) -> (quantity, effort)."""
    edges: dict[tuple[int, int, int], tuple[int, int]] = {}
    for _, flow in confirmed(state.entries):
        sign = -1 if flow.is_correction else 1
        edge = (flow.provider, flow.receiving_agent, flow.kind)
        quantity, effort = edges.get(edge, (0, 0))
        edges[edge] = (quantity + sign * flow.quantity, effort + sign * flow.effort)
    return edges


def gaps(state: LedgerState) -> list[Gap]:
    """Every estimate that a measurement replaced."""
    found = []
    for entry, flow in confirmed(state.entries):
        if flow.basis == MEASUREMENT and flow.about != NOTHING and not flow.is_correction:
            estimate = state.entries[flow.about].flow
            if estimate.basis == ESTIMATE:
                found.append(Gap(flow.about, entry, estimate.quantity, flow.quantity))
    return found


def trace(state: LedgerState, entry: bytes) -> list[bytes]:
    """Every confirmed row that an entry came out of, itself first: where does it come from."""
    return _walk(state, entry, backwards=True)


def track(state: LedgerState, entry: bytes) -> list[bytes]:
    """Every confirmed row that came out of an entry, itself first: where did it go."""
    return _walk(state, entry, backwards=False)


def _walk(state: LedgerState, entry: bytes, *, backwards: bool) -> list[bytes]:
    """Follow resources and processes through time; each row once."""
    rows = list(confirmed(state.entries))
    if backwards:
        rows.reverse()
    places = {number: place for place, (number, _) in enumerate(rows)}
    if entry not in places:
        return []
    found, wanted = [entry], _ends(state.entries[entry].flow, backwards=backwards)
    for number, flow in rows[places[entry] + 1 :]:
        if _ends(flow, backwards=not backwards) & wanted:
            found.append(number)
            wanted |= _ends(flow, backwards=backwards)
    return found


def _ends(flow: Flow, *, backwards: bool) -> set[tuple[str, int]]:
    """Name the resources and processes that a row takes from (backwards), or gives to."""
    rules, ends = RULES[flow.action], set()
    takes = backwards
    if flow.process and rules.side:
        into = rules.side == 1
        if into != takes:
            ends.add(("process", flow.process))
        elif flow.resource:
            ends.add(("resource", flow.resource))
        return ends
    source, target = flow.resource, flow.to_resource or flow.resource
    number = source if takes else target
    return {("resource", number)} if number else set()
