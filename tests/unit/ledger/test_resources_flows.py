# SPDX-License-Identifier: Apache-2.0
"""Stocks and processes: every action against the plain-Python twin, refusals included.

bind
├── by anybody but the owner of the scopes → refused
├── a ledger made for other stocks   → refused
└── its own ledger                   → once
confirm_flow
├── produce, raise, consume, lower   → both quantities; never below zero
├── transfer, rights, custody, move  → the sum of both resources stays; the whole changes hands
├── what is of another kind, in others' hands, more than fits → refused
├── pickup, dropoff, accept, modify  → on hand only, in pairs, within one process
├── combine, separate                → containers that exist, no ring
├── copy, cite, use, deliverService  → as the table says
├── effort alone, of no known kind   → counted; a quantity of it is refused
├── a quantity in another unit       → converted exactly, or refused
└── location, state, stage           → written where the table says
close_process
├── more mass or energy out than in  → refused: free matter, free energy
├── something taken, not given back  → refused until a `lower` explains it
└── within its tolerance             → closed, and nothing goes into it any more
"""

import boa
import pytest

from cosmolocal.valueflows import Action
from cosmolocal.valueflows.actions import RULES
from cosmolocal.valueflows.flow import agent_of_scope
from cosmolocal.valueflows.units import MICRO, UNITS, code_number
from tests.suite import SEASON_ALLOWANCE, deploy_ledger, refused, source
from tests.unit.ledger.bench import (
    AIR,
    BREAD,
    CRATE,
    EURO,
    FLOUR,
    MILLING,
    POWER,
    SPECS,
    Bench,
    thing,
)
from tests.unit.ledger.stage import ROOT, WORKSHOP

KG = MICRO
A, B = thing(1), thing(2)


@pytest.fixture
def bench(ledger, actors, seats):
    return Bench(ledger, actors, seats)


@pytest.fixture
def flour(bench):
    """100 kg of flour, the provider's."""
    assert bench.do(Action.RAISE, kind=FLOUR, quantity=100 * KG, resource=A) is None
    return A


def test_apply__by_anybody_but_the_ledger__is_refused(bench, actors):
    with refused("resources: not the ledger", bench.resources):
        bench.resources.apply(0, 0, 0, False, sender=actors.provider)


def test_bind__by_the_scopes_owner__once_and_to_its_own_ledger(membership, scopes, actors):
    resources = source("ledger/Resources.vy").deploy(scopes.address)
    theirs, owner = deploy_ledger(membership, scopes), scopes.owner()
    own = source("ledger/ContributionLedger.vy").deploy(
        "River Valley", membership.address, scopes.address, resources.address, SEASON_ALLOWANCE
    )
    with refused("resources: not the scopes owner", resources):
        resources.bind(own.address, sender=actors.provider)
    with refused("resources: ledger of others", resources):
        resources.bind(theirs.address, sender=owner)
    resources.bind(own.address, sender=owner)
    assert resources.ledger() == own.address
    with refused("resources: already bound", resources):
        resources.bind(own.address, sender=owner)


def test_units__the_contract_begins_with__are_those_of_the_package(bench):
    for code, unit in UNITS.items():
        assert bench.resources.unit_word(code_number(code)) == unit.word, code


def test_raise_and_lower__both_quantities__never_below_zero(bench, flour):
    assert bench.stock(flour) == (100, 100)
    assert bench.do(Action.LOWER, kind=FLOUR, quantity=30 * KG, resource=flour) is None
    assert bench.stock(flour) == (70, 70)
    refusal = bench.do(Action.LOWER, kind=FLOUR, quantity=71 * KG, resource=flour)
    assert refusal == "resources: not enough accounted"
    assert bench.stock(flour) == (70, 70)


def test_transfer__part_and_whole__conserves_the_sum(bench, flour, seats):
    to = {"receiver": seats.receiver, "kind": FLOUR, "quantity": 40 * KG, "resource": flour}
    assert bench.do(Action.TRANSFER, **to, to_resource=B) is None
    assert (bench.stock(flour), bench.stock(B)) == ((60, 60), (40, 40))
    assert bench.do(Action.TRANSFER_CUSTODY, **to, to_resource=B) is None
    assert (bench.stock(flour), bench.stock(B)) == ((60, 20), (40, 80))
    part = bench.do(Action.TRANSFER_ALL_RIGHTS, **to)
    assert part == "resources: only part of it"
    whole = {**to, "quantity": 60 * KG}
    assert bench.do(Action.TRANSFER_ALL_RIGHTS, **whole) is None
    assert bench.twin.resources[flour].accountable == seats.receiver
    again = bench.do(Action.TRANSFER_ALL_RIGHTS, **whole)
    assert again == "resources: not theirs to give"


def test_transfer__of_what_is_somebody_elses__is_refused(bench, flour, actors, seats):
    theft = bench.flow(
        Action.TRANSFER,
        provider=seats.bystander,
        receiver=seats.cooperative,
        kind=FLOUR,
        quantity=KG,
        resource=flour,
        to_resource=B,
    )
    previous = bench.record(theft, actors.bystander)
    assert bench.confirm(theft, previous) == "resources: not theirs"


def test_lower__what_is_of_another_kind__is_refused(bench, flour):
    other = bench.do(Action.LOWER, kind=BREAD, quantity=KG, resource=flour)
    assert other == "resources: another kind of thing"


def test_transfer_custody__of_the_whole_from_others_hands__is_refused(bench, flour, actors, seats):
    whole = {"kind": FLOUR, "quantity": 100 * KG, "resource": flour}
    lent = bench.do(Action.TRANSFER_CUSTODY, **whole, receiver=seats.receiver)
    assert lent is None
    again = bench.do(Action.TRANSFER_CUSTODY, **whole, receiver=seats.bystander)
    assert again == "resources: not theirs to pass on"


def test_transfer_custody__more_on_hand_than_fits__is_refused(bench, actors):
    """Two heaps of 2**127 each: together they would not fit the 128 bits of a quantity."""
    code, kilogram = "XHP", 256
    bench.resources.define_unit(code_number(code), kilogram, 2**64, 1, sender=actors.owner)
    heap = {"kind": FLOUR, "quantity": 2**63, "unit": code}
    for resource in (A, B):
        raised = bench.flow(Action.RAISE, **heap, resource=resource)
        previous = bench.record(raised)
        bench.ledger.confirm_flow(raised.words, previous, sender=actors.confirmer)
    moved = bench.flow(Action.TRANSFER_CUSTODY, **heap, resource=A, to_resource=B)
    previous = bench.record(moved)
    with refused("resources: too much", bench.ledger, bench.resources):
        bench.ledger.confirm_flow(moved.words, previous, sender=actors.confirmer)


def test_accept_and_modify__pairs__only_what_was_taken_comes_back(bench, flour):
    process = bench.open()
    part = {"kind": FLOUR, "resource": flour, "process": process}
    assert bench.do(Action.MODIFY, **part, quantity=KG) == "resources: more than was taken"
    assert bench.do(Action.ACCEPT, **part, quantity=10 * KG) is None
    assert bench.stock(flour) == (100, 90)
    assert bench.close(process) == "resources: taken, not given back"
    assert bench.do(Action.MODIFY, **part, quantity=8 * KG, state=5) is None
    assert bench.close(process) == "resources: taken, not given back"
    assert bench.do(Action.LOWER, **part, quantity=2 * KG) is None
    assert bench.stock(flour) == (98, 98)
    assert (bench.twin.resources[flour].state, bench.twin.resources[flour].stage) == (5, MILLING)
    assert bench.close(process) is None


def test_close_process__free_matter__is_refused(bench, flour):
    """A process cannot give out more mass than went in, within its tolerance of 1 %."""
    process = bench.open()
    into = {"kind": FLOUR, "quantity": 8 * KG, "resource": flour, "process": process}
    bread = {"kind": BREAD, "resource": B, "process": process}
    assert bench.do(Action.CONSUME, **into) is None
    assert bench.do(Action.PRODUCE, **bread, quantity=11 * MICRO) is None  # 8.8 kg
    assert bench.close(process) == "resources: mass out of nothing"
    water = {"kind": AIR, "quantity": KG, "process": process}
    assert bench.do(Action.CONSUME, **water) is None  # a declared ambient input
    assert bench.close(process) is None
    late = bench.do(Action.CONSUME, **into)
    assert late == "resources: process not open"


def test_close_process__free_energy__is_refused(bench):
    process = bench.open()
    assert bench.do(Action.RAISE, kind=POWER, quantity=2 * MICRO, resource=A) is None
    wheel = {"kind": POWER, "process": process}
    assert bench.do(Action.CONSUME, **wheel, quantity=MICRO, resource=A) is None
    assert bench.do(Action.PRODUCE, **wheel, quantity=1_010_000, resource=B) is None
    assert bench.do(Action.PRODUCE, **wheel, quantity=1, resource=B) is None
    assert bench.close(process) == "resources: energy out of nothing"


def test_produce__without_a_process_or_a_resource__is_refused(bench):
    free = bench.do(Action.PRODUCE, kind=FLOUR, quantity=KG, resource=A)
    assert free == "resources: no process named"
    nothing = bench.do(Action.PRODUCE, kind=FLOUR, quantity=KG, process=bench.open())
    assert nothing == "resources: no resource named"
    foreign = bench.do(Action.RAISE, kind=FLOUR, quantity=KG, resource=ROOT << 32 | 9)
    assert foreign == "resources: id of another scope"


def test_combine_and_separate__containers__no_ring_and_no_ghost(bench):
    for crate in (A, B):
        assert bench.do(Action.RAISE, kind=CRATE, quantity=MICRO, resource=crate) is None
    process = bench.open()
    put = {"kind": CRATE, "quantity": MICRO, "process": process}
    assert bench.do(Action.SEPARATE, **put, resource=A) == "resources: in no container"
    ghost = bench.do(Action.COMBINE, **put, resource=A, to_resource=thing(7))
    assert ghost == "resources: no such container"
    assert bench.do(Action.COMBINE, **put, resource=A, to_resource=B) is None
    assert bench.stock(A) == (1, 0)
    ring = bench.do(Action.COMBINE, **put, resource=B, to_resource=A)
    assert ring == "resources: inside itself"
    assert bench.do(Action.SEPARATE, **put, resource=A) is None
    assert bench.stock(A) == (1, 1)


def test_pickup_and_dropoff__to_another__imply_a_transfer_of_custody(bench, flour, seats):
    process = bench.open()
    load = {"kind": FLOUR, "quantity": 30 * KG, "process": process}
    assert bench.do(Action.PICKUP, **load, resource=flour) is None
    hand = {"receiver": seats.receiver, "resource": flour, "to_resource": B, "location": 77}
    assert bench.do(Action.DROPOFF, **load, **hand) is None
    assert (bench.stock(flour), bench.stock(B)) == ((100, 70), (0, 30))
    there = bench.twin.resources[B]
    assert (there.accountable, there.custodian, there.location) == (
        seats.provider,
        seats.receiver,
        77,
    )
    assert bench.close(process) is None


@pytest.mark.parametrize(
    ("unit", "quantity", "outcome"),
    [
        ("GRM", 2_500 * MICRO, None),
        ("TNE", 1_000, None),
        ("GRM", 1, "units: not exact"),
        ("LTR", MICRO, "units: unlike units"),
        ("XXX", MICRO, "units: no such unit"),
    ],
)
def test_units__like_converts_exactly__unlike_is_refused(bench, flour, unit, quantity, outcome):
    taken = {"kind": FLOUR, "resource": flour, "unit": unit, "quantity": quantity}
    assert bench.do(Action.LOWER, **taken) == outcome


def test_use_cite_and_service__count_without_moving(bench, flour, seats):
    process = bench.open()
    both = {"receiver": seats.receiver, "kind": FLOUR, "process": process}
    used = {"resource": flour, "effort": 3_600, "quantity": KG, "state": 9}
    assert bench.do(Action.USE, **both, **used) is None
    assert bench.do(Action.CITE, **both, quantity=MICRO) is None
    assert bench.do(Action.DELIVER_SERVICE, **both, quantity=MICRO) is None
    assert (
        bench.do(Action.TRANSFER, kind=EURO, receiver=seats.receiver, quantity=300 * MICRO) is None
    )
    assert bench.stock(flour) == (100, 100)
    assert bench.twin.resources[flour].state == 9


def test_use__of_a_kind_that_nobody_defined__effort_alone_is_counted(bench, seats):
    use = {"receiver": seats.receiver, "kind": len(SPECS) + 1, "process": bench.open()}
    assert bench.do(Action.USE, **use, effort=3_600) is None
    amount = bench.do(Action.USE, **use, quantity=MICRO, unit="C62")
    assert amount == "resources: no such spec"


def test_copy_and_move__as_the_table_says(bench, flour):
    twice = {"kind": FLOUR, "quantity": KG, "resource": flour, "to_resource": B}
    assert bench.do(Action.COPY, **twice) is None
    assert bench.do(Action.MOVE, **twice, location=3) is None
    assert (bench.stock(flour), bench.stock(B)) == ((99, 99), (2, 2))


def test_correct__takes_back_at_most_what_was_said(bench, flour, actors):
    flow = bench.flow(Action.LOWER, kind=FLOUR, quantity=30 * KG, resource=flour)
    previous = bench.record(flow)
    bench.confirm(flow, previous)
    correction, before = bench.correct(flow, previous, 20 * KG)
    with refused("ledger: more than it said", bench.ledger):
        bench.correct(flow, previous, 11 * KG)
    assert bench.confirm(correction, before) is None
    assert bench.stock(flow.resource) == (90, 90)
    assert bench.ledger.amended(correction.about) == (20 * KG, 0)


def test_amend__an_estimate_by_a_measurement__leaves_the_measured(bench, actors):
    """An emission is a produce received by an ecosystem; the gap is what both rows say."""
    process = bench.open()
    assert bench.do(Action.CONSUME, kind=AIR, quantity=9 * KG, process=process) is None
    river = agent_of_scope(ROOT)
    estimate = bench.flow(
        Action.PRODUCE,
        kind=8,
        receiver=river,
        quantity=5 * KG,
        unit="KGM",
        resource=A,
        process=process,
        basis=1,
    )
    previous = bench.record(estimate)
    assert bench.confirm(estimate, previous) is None
    head, now = bench.ledger.head(WORKSHOP), boa.env.timestamp
    measure = (estimate.words, previous, 7 * KG, 0, now, bytes([9] * 32), True)
    bench.ledger.amend(*measure, sender=actors.provider)
    [event] = bench.ledger.get_logs()
    words = (event.facts, event.stock, event.place, event.about, event.evidence)
    bench.ledger.confirm_flow(words, head, sender=actors.confirmer)
    assert bench.stock(A) == (7, 7)
    with refused("ledger: no estimate left", bench.ledger):
        bench.ledger.amend(*measure, sender=actors.provider)


def test_confirm_flow__another_row__is_no_entry(bench, flour, actors):
    flow = bench.flow(Action.LOWER, kind=FLOUR, quantity=KG, resource=flour)
    previous = bench.record(flow)
    edited = flow.words._replace(stock=flow.words.stock + 1)
    with refused("ledger: no such entry", bench.ledger, bench.resources):
        bench.ledger.confirm_flow(edited, previous, sender=actors.confirmer)
    with refused("ledger: its row is needed", bench.ledger, bench.resources):
        bench.ledger.confirm(bench.ledger.head(WORKSHOP), sender=actors.confirmer)


def test_define_spec__a_unit_of_mass__weighs_what_it_says(bench, actors):
    unit, none = code_number("GRM"), bytes(32)
    for mass, energy, said in ((1, 0, "mass unlike its unit"), (1_000, 0, None)):
        spec = (1, unit, mass, energy, 0, none)
        if said:
            with refused(f"resources: {said}", bench.resources):
                bench.resources.define_spec(*spec, sender=actors.provider)
        else:
            bench.resources.define_spec(*spec, sender=actors.provider)
    with refused("resources: energy unlike unit", bench.resources):
        bench.resources.define_spec(2, code_number("KWH"), 0, 1, 0, none, sender=actors.provider)


def test_rules__every_action_has_a_row():
    assert len(RULES) == len(Action) == 19
