# SPDX-License-Identifier: Apache-2.0
"""What it takes to confirm, and what confirming is worth.

set_rule
├── not by the owner of the scopes → refused; 0 or 8 confirmations, too large an allowance → refused
├── k of n: the last of k different seats confirms; nobody counts twice, each is charged
├── entries recorded before keep their rule
└── a scope's own allowance bounds each confirmer in it
flows
├── corrected → recognition goes back in proportion, rounded down
├── disputed and upheld → the effects apply; rejected → nothing, and a reservation is given back
├── use of a machine and citation earn by their weights; never for oneself
├── a scope provides through its steward, who cannot confirm it
└── nonsense → refused by name
anchor
└── by a steward or confirmer, once, for rows of its scope
"""

from dataclasses import replace

import boa
import pytest

from cosmolocal.valueflows import Action, agent_of_scope
from cosmolocal.valueflows.units import MICRO
from tests.reference.ledger import ARBITER, CONFIRMER
from tests.suite import SEASON_ALLOWANCE, fields, refused
from tests.unit.ledger.bench import FLOUR, Bench, thing
from tests.unit.ledger.stage import EVIDENCE, HOUR, REASON, ROOT, SKILL, WORKSHOP, status

STEWARD = 1
KG = MICRO


@pytest.fixture
def bench(ledger, actors, seats):
    return Bench(ledger, actors, seats)


@pytest.fixture
def second(scopes, actors, seats):
    """The bystander is a confirmer of the workshop too."""
    end = boa.env.timestamp + 86_400
    scopes.grant_role(WORKSHOP, seats.bystander, CONFIRMER, end, sender=actors.owner)


@pytest.mark.parametrize(
    ("needed", "allowance", "reason"),
    [
        (0, 0, "ledger: needed out of bounds"),
        (8, 0, "ledger: needed out of bounds"),
        (1, 2**48, "ledger: above season allowance"),
    ],
)
def test_set_rule__out_of_bounds__refused(ledger, actors, needed, allowance, reason):
    with refused(reason, ledger):
        ledger.set_rule(WORKSHOP, needed, allowance, sender=actors.owner)
    assert ledger.rule(WORKSHOP) == (1, 0)


def test_confirm__two_of_three__counts_with_the_second_seat(ledger, actors, seats, record, second):
    before = record()
    ledger.set_rule(WORKSHOP, 2, 0, sender=actors.owner)
    entry = record(effort_seconds=2 * HOUR)
    ledger.confirm(before, sender=actors.confirmer)  # recorded under the old rule
    assert status(ledger, before) == 2

    ledger.confirm(entry, sender=actors.confirmer)
    [event] = ledger.get_logs()
    assert fields(event) == {
        "entry": entry,
        "seat": seats.confirmer,
        "missing": 1,
        "season": event.season,
    }
    assert status(ledger, entry) == 1
    assert ledger.recognition(seats.provider, event.season) == HOUR
    assert ledger.allowance_left(seats.confirmer) == SEASON_ALLOWANCE - 3 * HOUR
    with refused("ledger: already confirmed it", ledger):
        ledger.confirm(entry, sender=actors.confirmer)
    ledger.confirm(entry, sender=actors.bystander)
    assert status(ledger, entry) == 2
    assert ledger.recognition(seats.provider, event.season) == 3 * HOUR
    assert ledger.allowance_left(seats.bystander) == SEASON_ALLOWANCE - 2 * HOUR


def test_confirm__scope_with_an_allowance__bounds_each_confirmer(ledger, actors, seats, record):
    ledger.set_rule(WORKSHOP, 1, 3 * HOUR, sender=actors.owner)
    ledger.confirm(record(effort_seconds=2 * HOUR), sender=actors.confirmer)
    assert ledger.allowance_left_in(WORKSHOP, seats.confirmer) == HOUR
    entry = record(effort_seconds=2 * HOUR)
    with refused("ledger: scope allowance used up", ledger):
        ledger.confirm(entry, sender=actors.confirmer)
    ledger.confirm(entry, sender=actors.receiver)
    assert status(ledger, entry) == 2


def test_confirm__the_smallest_allowance__bounds_too(ledger, actors, record):
    ledger.set_rule(WORKSHOP, 1, 1, sender=actors.owner)
    entry = record(effort_seconds=2 * HOUR)
    with refused("ledger: scope allowance used up", ledger):
        ledger.confirm(entry, sender=actors.confirmer)


@pytest.mark.parametrize("uphold", [True, False])
def test_resolve_flow__disputed_stock__moves_only_if_upheld(bench, actors, uphold):
    flow = bench.flow(Action.RAISE, kind=FLOUR, quantity=KG, resource=thing(1))
    previous = bench.record(flow)
    entry = bench.ledger.head(WORKSHOP)
    bench.ledger.dispute(entry, REASON, sender=actors.confirmer)
    with refused("ledger: bring its whole row", bench.ledger):
        bench.ledger.resolve(entry, uphold, sender=actors.arbiter)
    bench.ledger.resolve_flow(flow.words, previous, uphold, sender=actors.arbiter)
    assert status(bench.ledger, entry) == (2 if uphold else 4)
    assert bench.stock(thing(1)) == ((1, 1) if uphold else (0, 0))


def test_resolve_flow__rejected_correction__gives_back_what_it_reserved(bench, actors):
    flow = bench.flow(Action.RAISE, kind=FLOUR, quantity=9 * KG, resource=thing(1))
    previous = bench.record(flow)
    bench.confirm(flow, previous)
    correction, before = bench.correct(flow, previous, 9 * KG)
    assert bench.ledger.amended(correction.about) == (9 * KG, 0)
    bench.ledger.dispute(bench.ledger.head(WORKSHOP), REASON, sender=actors.confirmer)
    bench.ledger.resolve_flow(correction.words, before, False, sender=actors.arbiter)
    assert bench.ledger.amended(correction.about) == (0, 0)
    assert bench.stock(thing(1)) == (9, 9)


def test_correct__of_work__takes_recognition_back_in_proportion(bench, actors, seats):
    work = bench.flow(Action.WORK, receiver=seats.receiver, kind=SKILL, effort=4 * HOUR)
    previous = bench.record(work)
    bench.ledger.confirm(bench.ledger.head(WORKSHOP), sender=actors.confirmer)
    [event] = bench.ledger.get_logs()
    correction, before = bench.correct(work, previous, effort=HOUR)
    with refused("ledger: longer than it said", bench.ledger):
        bench.correct(work, previous, effort=4 * HOUR)
    bench.ledger.confirm_flow(correction.words, before, sender=actors.confirmer)
    assert bench.ledger.recognition(seats.provider, event.season) == 3 * HOUR


@pytest.mark.parametrize(("taken", "left"), [(1, 9), (2, 8), (3, 6), (7, 0)])
def test_correct__of_weighted_work__takes_back_its_share_rounded_down(
    bench, actors, seats, taken, left
):
    bench.ledger.set_weight(WORKSHOP, SKILL, 15_000, sender=actors.owner)
    work = bench.flow(Action.WORK, receiver=seats.receiver, kind=SKILL, effort=7)  # earns 10
    previous = bench.record(work)
    bench.ledger.confirm(bench.ledger.head(WORKSHOP), sender=actors.confirmer)
    [event] = bench.ledger.get_logs()
    correction, before = bench.correct(work, previous, effort=taken)
    bench.ledger.confirm_flow(correction.words, before, sender=actors.confirmer)
    assert bench.ledger.recognition(seats.provider, event.season) == left


@pytest.mark.parametrize(
    ("action", "fields_of_it", "earned"),
    [
        (Action.USE, {"effort": 2 * HOUR}, HOUR),
        (Action.CITE, {"quantity": MICRO}, HOUR // 2),
        (Action.DELIVER_SERVICE, {"quantity": MICRO}, 0),
    ],
)
def test_recognition__machines_and_designs__count_by_their_weight(
    bench, actors, seats, action, fields_of_it, earned
):
    bench.ledger.set_weight(WORKSHOP, 2 << 24 | FLOUR, 5_000, sender=actors.owner)
    bench.ledger.set_weight(WORKSHOP, 4 << 24 | FLOUR, 5_000, sender=actors.owner)
    for receiver, expected in ((seats.provider, 0), (seats.receiver, earned)):
        flow = bench.flow(action, kind=FLOUR, receiver=receiver, **fields_of_it)
        previous = bench.record(flow)
        bench.ledger.confirm_flow(flow.words, previous, sender=actors.confirmer)
        confirmed = next(e for e in bench.ledger.get_logs() if hasattr(e, "confirmer"))
        assert confirmed.recognition == expected
    assert bench.ledger.recognition(seats.provider, confirmed.season) == earned


def test_record__for_a_scope__by_its_steward_who_cannot_confirm_it(bench, scopes, actors, seats):
    end, agent = boa.env.timestamp + 86_400, agent_of_scope(WORKSHOP)
    flow = bench.flow(
        Action.RAISE, provider=agent, receiver=0, kind=FLOUR, quantity=KG, resource=thing(1)
    )
    with refused("ledger: not the provider", bench.ledger):
        bench.record(flow)
    for role in (STEWARD, CONFIRMER):
        scopes.grant_role(WORKSHOP, seats.provider, role, end, sender=actors.owner)
    previous = bench.record(flow)
    with refused("ledger: own entry", bench.ledger):
        bench.ledger.confirm_flow(flow.words, previous, sender=actors.provider)
    assert bench.confirm(flow, previous) is None


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"quantity": 0}, "ledger: counts nothing"),
        ({"action": Action.USE, "quantity": 0}, "ledger: counts nothing"),
        ({"effort": 1}, "ledger: takes no effort"),
        ({"receiver": agent_of_scope(99)}, "ledger: no such receiving scope"),
        ({"receiver": 99}, "ledger: no such receiver"),
        ({"about": REASON}, "ledger: about no entry"),
        ({"is_correction": True}, "ledger: amend it instead"),
        ({"provider": 2}, "ledger: not the provider"),
        ({"scope": 99}, "ledger: no such scope"),
        ({"evidence": bytes(32)}, "ledger: zero evidence"),
    ],
)
def test_record__nonsense__refused_by_name(bench, actors, changes, reason):
    flow = bench.flow(Action.RAISE, kind=FLOUR, quantity=KG, resource=thing(1))
    with refused(reason, bench.ledger):
        bench.ledger.record(replace(flow, **changes).words, sender=actors.provider)


def test_record__no_action_or_more_than_facts__refused(bench, actors):
    words = bench.flow(Action.RAISE, kind=FLOUR, quantity=KG).words
    for bit, reason in ((125, "ledger: no such action"), (232, "ledger: not the facts only")):
        with refused(reason, bench.ledger):
            edited = words._replace(facts=words.facts | 1 << bit)
            bench.ledger.record(edited, sender=actors.provider)


def test_amend__nothing_or_twice__refused(bench, actors):
    flow = bench.flow(Action.RAISE, kind=FLOUR, quantity=KG, resource=thing(1))
    previous = bench.record(flow)
    now = boa.env.timestamp
    with refused("ledger: not confirmed", bench.ledger):
        bench.ledger.amend(
            flow.words, previous, KG, 0, now, EVIDENCE, False, sender=actors.provider
        )
    bench.confirm(flow, previous)
    with refused("ledger: nothing to take back", bench.ledger):
        bench.correct(flow, previous)
    correction, before = bench.correct(flow, previous, KG)
    bench.confirm(correction, before)
    with refused("ledger: is a correction", bench.ledger):
        bench.correct(correction, before, KG)


def test_anchor__by_a_confirmer__once_and_for_its_scope(ledger, actors, seats):
    ledger.anchor(WORKSHOP, REASON, 5, EVIDENCE, sender=actors.confirmer)
    [event] = ledger.get_logs()
    assert fields(event) == {
        "root": REASON,
        "scope": WORKSHOP,
        "seat": seats.confirmer,
        "count": 5,
        "content": EVIDENCE,
    }
    for arguments, reason in (
        ((WORKSHOP, REASON, 5), "ledger: already anchored"),
        ((WORKSHOP, bytes(32), 5), "ledger: zero root"),
        ((WORKSHOP, EVIDENCE, 0), "ledger: bad count of rows"),
        ((ROOT, EVIDENCE, 5), "ledger: may not anchor"),
    ):
        with refused(reason, ledger):
            ledger.anchor(*arguments, EVIDENCE, sender=actors.confirmer)
    assert not ledger.prove(EVIDENCE, 0, 0, REASON, [])


def test_roles__of_the_bench__are_those_of_the_contracts():
    assert (CONFIRMER, ARBITER) == (2, 4)
