# SPDX-License-Identifier: Apache-2.0
"""Units, kinds of thing and processes: who may define them, within which bounds, and what is told.

bind            → one event
define_unit
├── by anybody but the owner of the scopes; no code, one of four letters, defined before, a factor
│   without an upper or a lower part → refused
└── defined: one event, and quantities convert by it
define_spec
├── no seat, no such kind, a tolerance of the whole → refused
└── defined: numbered from 1, one event
open_process
├── not of a process's kind, no such scope → refused
└── opened: numbered from 1, one event
close_process
├── by another member                → refused
└── by who opened it, by a steward   → closed, one event with what went in and out
confirm_flow    → an event tells what there is of each resource that it moved
"""

import boa
import pytest

from cosmolocal.valueflows import Action
from cosmolocal.valueflows.stocks import Kind
from cosmolocal.valueflows.units import MICRO, code_number
from tests.suite import SEASON_ALLOWANCE, fields, refused, source
from tests.unit.ledger.bench import BREAD, FLOUR, MILLING, SPECS, Bench, thing
from tests.unit.ledger.stage import EVIDENCE, WORKSHOP

POUND = (code_number("LBR"), 256, 45_359_237, 10**8)
KG_IN_MG = 10**6
STEWARD = 1


@pytest.fixture
def bench(ledger, actors, seats):
    return Bench(ledger, actors, seats)


def told(contract, name):
    """The fields of the events of one name in the last call."""
    return [fields(event) for event in contract.get_logs() if type(event).__name__ == name]


def test_bind__its_own_ledger__is_told(membership, scopes):
    resources = source("ledger/Resources.vy").deploy(scopes.address)
    ledger = source("ledger/ContributionLedger.vy").deploy(
        "River Valley", membership.address, scopes.address, resources.address, SEASON_ALLOWANCE
    )
    resources.bind(ledger.address, sender=scopes.owner())
    assert told(resources, "LedgerBound") == [{"ledger": ledger.address}]


@pytest.mark.parametrize(
    ("unit", "reason"),
    [
        ((0, *POUND[1:]), "units: bad code"),
        ((2**24, *POUND[1:]), "units: bad code"),
        ((code_number("KGM"), *POUND[1:]), "units: already defined"),
        ((*POUND[:2], 0, 1), "units: zero factor"),
        ((*POUND[:2], 1, 0), "units: zero factor"),
    ],
)
def test_define_unit__out_of_bounds__refused(bench, actors, unit, reason):
    with refused(reason, bench.resources):
        bench.resources.define_unit(*unit, sender=actors.owner)


def test_define_unit__by_a_member__refused(bench, actors):
    with refused("resources: not the scopes owner", bench.resources):
        bench.resources.define_unit(*POUND, sender=actors.provider)


def test_define_unit__by_the_owner__told_and_known(bench, actors):
    bench.resources.define_unit(*POUND, sender=actors.owner)
    names = ("code", "dimension", "numerator", "denominator")
    assert told(bench.resources, "UnitDefined") == [dict(zip(names, POUND, strict=True))]
    code, dimension, numerator, denominator = POUND
    assert bench.resources.unit_word(code) == dimension | numerator << 44 | denominator << 140


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"kind": 0}, "resources: unknown kind"),
        ({"kind": 9}, "resources: unknown kind"),
        ({"tolerance_bps": 10_000}, "resources: tolerance too large"),
        ({"sender": "outsider"}, "resources: no active seat"),
    ],
)
def test_define_spec__out_of_bounds__refused(bench, actors, changes, reason):
    spec = {"kind": 1, "unit": code_number("C62"), "mass": 0, "energy": 0, "tolerance_bps": 9_999}
    spec |= {"content": EVIDENCE, "sender": "provider"} | changes
    sender = getattr(actors, spec.pop("sender"))
    with refused(reason, bench.resources):
        bench.resources.define_spec(*spec.values(), sender=sender)


@pytest.mark.parametrize(("kind", "tolerance_bps"), [(Kind.MATERIAL, 0), (Kind.PROCESS, 9_999)])
def test_define_spec__by_a_member__numbered_and_told(bench, actors, kind, tolerance_bps):
    figures = (code_number("C62"), 3, 4, tolerance_bps, EVIDENCE)
    spec = bench.resources.define_spec(kind, *figures, sender=actors.provider)
    names = ("spec", "kind", "unit", "mass", "energy", "tolerance_bps", "content")
    expected = dict(zip(names, (len(SPECS) + 1, kind, *figures), strict=True))
    assert told(bench.resources, "SpecDefined") == [expected]
    assert spec == expected["spec"] == bench.resources.spec_count()


@pytest.mark.parametrize(
    ("scope", "spec", "reason"),
    [
        (WORKSHOP, BREAD, "resources: not a process spec"),
        (WORKSHOP + 1, MILLING, "resources: no such scope"),
    ],
)
def test_open_process__of_nothing__refused(bench, actors, scope, spec, reason):
    with refused(reason, bench.resources):
        bench.resources.open_process(scope, spec, EVIDENCE, sender=actors.provider)


def test_open_process__by_a_member__numbered_and_told(bench, actors, seats):
    process = bench.resources.open_process(WORKSHOP, MILLING, EVIDENCE, sender=actors.provider)
    opened = {"scope": WORKSHOP, "spec": MILLING, "seat": seats.provider, "plan": EVIDENCE}
    assert told(bench.resources, "ProcessOpened") == [{"process": process, **opened}]
    assert process == 1 == bench.resources.process_count()


def test_close_process__by_another_member__refused(bench, actors):
    process = bench.open()
    with refused("resources: not its keeper", bench.resources):
        bench.resources.close_process(process, sender=actors.receiver)


@pytest.mark.parametrize("who", ["provider", "bystander"])
def test_close_process__by_who_opened_it_or_a_steward__told(bench, actors, seats, scopes, who):
    end = boa.env.timestamp + 86_400
    scopes.grant_role(WORKSHOP, seats.bystander, STEWARD, end, sender=actors.owner)
    process = bench.open()
    assert bench.do(Action.RAISE, kind=FLOUR, quantity=2 * MICRO, resource=thing(1)) is None
    milled = {"quantity": MICRO, "process": process}
    assert bench.do(Action.CONSUME, kind=FLOUR, resource=thing(1), **milled) is None
    assert bench.do(Action.PRODUCE, kind=BREAD, resource=thing(2), **milled) is None
    bench.resources.close_process(process, sender=getattr(actors, who))
    masses = {"mass_in": KG_IN_MG, "mass_out": 800_000, "energy_in": 0, "energy_out": 0}
    closed = {"process": process, "seat": getattr(seats, who), **masses}
    assert told(bench.resources, "ProcessClosed") == [closed]


def test_confirm_flow__two_resources__tells_what_there_is_of_each(bench, actors, seats):
    assert bench.do(Action.RAISE, kind=FLOUR, quantity=9 * MICRO, resource=thing(1)) is None
    part = {"kind": FLOUR, "quantity": 4 * MICRO, "resource": thing(1), "to_resource": thing(2)}
    flow = bench.flow(Action.TRANSFER_CUSTODY, receiver=seats.receiver, **part)
    previous = bench.record(flow)
    bench.ledger.confirm_flow(flow.words, previous, sender=actors.confirmer)
    assert told(bench.ledger, "StockChanged") == [
        {"resource": thing(1), "accounting": 9 * MICRO, "on_hand": 5 * MICRO},
        {"resource": thing(2), "accounting": 0, "on_hand": 4 * MICRO},
    ]
