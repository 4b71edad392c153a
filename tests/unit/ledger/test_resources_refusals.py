# SPDX-License-Identifier: Apache-2.0
"""What stocks and processes refuse, and what they do at the edges, beside the plain-Python twin.

define_spec, open_process, define_unit
├── by nobody with an active seat; define_unit by all but the owner of the scopes → refused
├── a kind that is none, all of the tolerance, no kind of process, no such scope → refused
└── a unit: bad code, known already, zero factor → refused; otherwise it converts
close_process → by who opened it or a steward of its scope; else "resources: not its keeper"
apply
├── a process of another scope, a kind that was never defined, another kind than the resource is
├── on hand less than accounted → "resources: not enough on hand"
├── more than 128 bits → "resources: too much"
├── custody of the whole: not theirs, only a part; taken back by a correction
├── a loss that explains a gap cannot be taken back → "resources: raise it instead"
├── pickup through the hands of another, who has their own resource
├── a service changes hands without a resource
├── combine: in a container already; at most eight deep
├── separate: creates nothing
└── a correction writes no label
"""

from itertools import pairwise

import boa
import pytest

from cosmolocal.valueflows import Action
from cosmolocal.valueflows.stocks import Kind, Spec
from cosmolocal.valueflows.units import MICRO, UNITS, code_number
from tests.suite import fields, refused
from tests.unit.ledger.bench import BREAD, CRATE, FLOUR, MILLING, Bench, thing
from tests.unit.ledger.stage import EVIDENCE, ROOT, WORKSHOP

KG = MICRO
A, B = thing(1), thing(2)
STEWARD = 1
KILOGRAM = UNITS["KGM"].dimension
SACK = code_number("SA")


@pytest.fixture
def bench(ledger, actors, seats):
    return Bench(ledger, actors, seats)


@pytest.fixture
def flour(bench):
    """100 kg of flour, the provider's."""
    assert bench.do(Action.RAISE, kind=FLOUR, quantity=100 * KG, resource=A) is None
    return A


@pytest.mark.parametrize("kind", [0, 9])
def test_define_spec__unknown_kind__refused(bench, actors, kind):
    with refused("resources: unknown kind", bench.resources):
        bench.resources.define_spec(
            kind, code_number("C62"), 0, 0, 0, EVIDENCE, sender=actors.provider
        )


def test_define_spec__tolerance_of_everything__refused(bench, actors):
    spec = (Kind.PROCESS, code_number("C62"), 0, 0)
    with refused("resources: tolerance too large", bench.resources):
        bench.resources.define_spec(*spec, 10_000, EVIDENCE, sender=actors.provider)
    number = bench.resources.define_spec(*spec, 9_999, EVIDENCE, sender=actors.provider)
    assert bench.resources.spec_word(number) != 0
    assert bench.resources.spec_word(number + 1) == 0


@pytest.mark.parametrize("who", ["outsider", "former"])
def test_define_open_close__without_a_seat__refused(bench, actors, who):
    process, sender = bench.open(), getattr(actors, who)
    with refused("resources: no active seat", bench.resources):
        bench.resources.define_spec(1, code_number("KGM"), KG, 0, 0, EVIDENCE, sender=sender)
    with refused("resources: no active seat", bench.resources):
        bench.resources.open_process(WORKSHOP, MILLING, EVIDENCE, sender=sender)
    with refused("resources: no active seat", bench.resources):
        bench.resources.close_process(process, sender=sender)


def test_open_process__of_no_kind_or_nowhere__refused(bench, actors):
    for scope, spec, reason in (
        (WORKSHOP, FLOUR, "resources: not a process spec"),
        (WORKSHOP, 99, "resources: not a process spec"),
        (99, MILLING, "resources: no such scope"),
    ):
        with refused(reason, bench.resources):
            bench.resources.open_process(scope, spec, EVIDENCE, sender=actors.provider)
    assert bench.resources.process_count() == 0


def test_close_process__by_a_steward_of_its_scope__and_nobody_else(bench, scopes, actors, seats):
    process = bench.open()
    with refused("resources: not its keeper", bench.resources):
        bench.resources.close_process(process, sender=actors.receiver)
    end = boa.env.timestamp + 86_400
    scopes.grant_role(WORKSHOP, seats.receiver, STEWARD, end, sender=actors.owner)
    bench.resources.close_process(process, sender=actors.receiver)
    [event] = bench.resources.get_logs()
    assert (event.process, event.seat) == (process, seats.receiver)


def test_define_unit__by_the_scopes_owner__converts_exactly(bench, actors):
    sack = (SACK, KILOGRAM, 25, 1)
    with refused("resources: not the scopes owner", bench.resources):
        bench.resources.define_unit(*sack, sender=actors.provider)
    bench.resources.define_unit(*sack, sender=actors.owner)
    [event] = bench.resources.get_logs()
    assert fields(event) == {
        "code": SACK,
        "dimension": KILOGRAM,
        "numerator": 25,
        "denominator": 1,
    }
    assert bench.resources.convert_quantity(4 * MICRO, SACK, code_number("KGM")) == 100 * KG
    with boa.reverts("units: not exact"):
        bench.resources.convert_quantity(1, code_number("KGM"), SACK)
    with boa.reverts("units: unlike units"):
        bench.resources.convert_quantity(1, code_number("LTR"), SACK)


@pytest.mark.parametrize(
    ("unit", "reason"),
    [
        ((0, KILOGRAM, 1, 1), "units: bad code"),
        ((2**24, KILOGRAM, 1, 1), "units: bad code"),
        ((code_number("KGM"), KILOGRAM, 2, 1), "units: already defined"),
        ((SACK, KILOGRAM, 0, 1), "units: zero factor"),
        ((SACK, KILOGRAM, 1, 0), "units: zero factor"),
    ],
)
def test_define_unit__nonsense__refused(bench, actors, unit, reason):
    with refused(reason, bench.resources):
        bench.resources.define_unit(*unit, sender=actors.owner)


def test_apply__process_of_another_scope__refused(bench, actors):
    abroad = bench.resources.open_process(ROOT, MILLING, EVIDENCE, sender=actors.provider)
    assert abroad == bench.twin.open_process(ROOT, MILLING, bench.seats.provider)
    there = bench.do(Action.PRODUCE, kind=FLOUR, quantity=KG, resource=A, process=abroad)
    assert there == "resources: process elsewhere"


def test_apply__kind_that_is_not_defined_or_another__refused(bench, flour):
    unknown = bench.do(Action.LOWER, kind=99, quantity=KG, unit="KGM", resource=flour)
    assert unknown == "resources: no such spec"
    bread = bench.do(Action.LOWER, kind=BREAD, quantity=MICRO, resource=flour)
    assert bread == "resources: another kind of thing"
    nothing = bench.do(Action.LOWER, kind=FLOUR, quantity=KG, resource=B)
    assert nothing == "resources: no such resource"


def test_apply__less_on_hand_than_accounted__refused(bench, flour, seats):
    away = {"receiver": seats.receiver, "kind": FLOUR, "quantity": 40 * KG, "resource": flour}
    assert bench.do(Action.TRANSFER_CUSTODY, **away, to_resource=B) is None
    assert bench.stock(flour) == (100, 60)
    lost = bench.do(Action.LOWER, kind=FLOUR, quantity=61 * KG, resource=flour)
    assert lost == "resources: not enough on hand"


def test_apply__more_than_a_stock_can_say__refused(bench, actors):
    """Only a unit that the owner defines could be large enough."""
    bench.resources.define_unit(SACK, KILOGRAM, 2**40, 1, sender=actors.owner)
    flow = bench.flow(Action.RAISE, kind=FLOUR, quantity=2**96 - 1, unit="SA", resource=A)
    previous = bench.record(flow)
    with refused("resources: too much", bench.ledger, bench.resources):
        bench.ledger.confirm_flow(flow.words, previous, sender=actors.confirmer)


def test_transfer_custody__of_the_whole__changes_only_who_has_it(bench, flour, seats):
    whole = {"receiver": seats.receiver, "kind": FLOUR, "resource": flour}
    part = bench.do(Action.TRANSFER_CUSTODY, **whole, quantity=99 * KG)
    assert part == "resources: only part on hand"
    flow = bench.flow(Action.TRANSFER_CUSTODY, **whole, quantity=100 * KG)
    previous = bench.record(flow)
    assert bench.confirm(flow, previous) is None
    there = bench.twin.resources[flour]
    assert (there.accountable, there.custodian) == (seats.provider, seats.receiver)
    again = bench.do(Action.TRANSFER_CUSTODY, **whole, quantity=100 * KG)
    assert again == "resources: not theirs to pass on"

    correction, before = bench.correct(flow, previous, 100 * KG)
    assert bench.confirm(correction, before) is None
    assert bench.twin.resources[flour].custodian == seats.provider


def test_lower__that_explains_a_loss__cannot_be_taken_back(bench, flour):
    process = bench.open()
    part = {"kind": FLOUR, "resource": flour, "process": process}
    assert bench.do(Action.ACCEPT, **part, quantity=10 * KG) is None
    loss = bench.flow(Action.LOWER, **part, quantity=10 * KG)
    previous = bench.record(loss)
    assert bench.confirm(loss, previous) is None
    correction, before = bench.correct(loss, previous, 10 * KG)
    assert bench.confirm(correction, before) == "resources: raise it instead"


@pytest.mark.parametrize(("lost", "left"), [(4, 6), (10, 0), (25, 0)])
def test_lower__of_a_process__explains_no_more_than_it_took(bench, flour, lost, left):
    process = bench.open()
    part = {"kind": FLOUR, "resource": flour, "process": process}
    assert bench.do(Action.ACCEPT, **part, quantity=10 * KG) is None
    assert bench.do(Action.LOWER, **part, quantity=lost * KG) is None
    assert bench.resources.taken(process, flour) == left * KG
    assert bench.stock(flour) == (100 - lost, 90 - max(0, lost - 10))


def test_pickup__through_the_hands_of_another__is_booked_on_their_resource(bench, flour, seats):
    process = bench.open()
    load = {"kind": FLOUR, "quantity": 30 * KG, "process": process}
    hand = {"receiver": seats.receiver, "resource": flour, "to_resource": B}
    assert bench.do(Action.PICKUP, **load, **hand) is None
    assert (bench.stock(flour), bench.stock(B)) == ((100, 70), (0, 0))
    assert bench.twin.resources[B].custodian == seats.receiver
    assert bench.close(process) == "resources: taken, not given back"
    assert bench.twin.processes[process].taken == {B: 30 * KG}


def test_transfer__of_a_service__needs_no_resource(bench, seats):
    bench.define(Spec(Kind.SERVICE, "HUR"))
    kind = bench.resources.spec_count()
    hour = {"receiver": seats.receiver, "kind": kind, "quantity": MICRO, "unit": "HUR"}
    assert bench.do(Action.TRANSFER, **hour) is None


def test_combine__in_a_container_already__refused(bench, flour):
    for crate in (B, thing(3)):
        assert bench.do(Action.RAISE, kind=CRATE, quantity=MICRO, resource=crate) is None
    put = {"kind": FLOUR, "quantity": KG, "process": bench.open(), "resource": flour}
    assert bench.do(Action.COMBINE, **put, to_resource=B) is None
    again = bench.do(Action.COMBINE, **put, to_resource=thing(3))
    assert again == "resources: in a container"


def test_combine__more_than_eight_deep__refused(bench):
    crates = [thing(number) for number in range(1, 11)]
    process = bench.open()
    put = {"kind": CRATE, "quantity": MICRO, "process": process}
    for crate in crates:
        assert bench.do(Action.RAISE, kind=CRATE, quantity=MICRO, resource=crate) is None
    for inner, outer in pairwise(crates[1:]):
        assert bench.do(Action.COMBINE, **put, resource=inner, to_resource=outer) is None
    deep = bench.do(Action.COMBINE, **put, resource=crates[0], to_resource=crates[1])
    assert deep == "resources: nested too deep"


def test_correct__a_label__stays_as_it_was_written(bench):
    flow = bench.flow(Action.RAISE, kind=FLOUR, quantity=2 * KG, resource=A, state=5)
    previous = bench.record(flow)
    assert bench.confirm(flow, previous) is None
    correction, before = bench.correct(flow, previous, KG)
    assert bench.confirm(correction, before) is None
    assert bench.twin.resources[A].state == 5
    assert bench.stock(A) == (1, 1)


def test_separate__of_a_resource_that_nobody_made__refused(bench, flour):
    """Out of a container comes what went into one: no new resource."""
    out = {"kind": FLOUR, "quantity": KG, "process": bench.open(), "resource": B}
    refusal = "resources: action creates none"
    assert bench.do(Action.SEPARATE, **out, to_resource=flour) == refusal
    assert bench.do(Action.RAISE, kind=FLOUR, quantity=KG, resource=B) is None
