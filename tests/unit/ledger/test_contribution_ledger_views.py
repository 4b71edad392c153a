# SPDX-License-Identifier: Apache-2.0
"""What is left to confirm, what was anchored, and corrections at their edges.

reciprocal_left
├── nothing given, or only one way → an eighth of the allowance
├── both ways → less what is mutual; more is refused: "ledger: too much for each other"
├── one way in each of two pairs with a seat in common → whole in both
└── another season → whole again
allowance_left_in
├── a scope without a rule → what the season leaves
└── a rule lifted after the entry was recorded → only the season's allowance bounds it
prove, anchor_word
├── a row of the tree, by its proof → yes; the word says who anchored how many, and when
└── another row, root, proof or scope → no
amend
├── a measurement of nothing, or of an effort → "ledger: measure a quantity"
├── of what is no estimate → "ledger: no estimate left"
├── a measurement that is rejected → the estimate can be measured again
└── of what a scope provided → takes back no recognition
record → an event about another entry; confirm → by a confirmer of the scope that received
"""

from dataclasses import replace

import boa
import pytest
from eth_abi import encode
from eth_utils import keccak

from cosmolocal.tally.merkle import build
from cosmolocal.valueflows import Action, agent_of_scope
from cosmolocal.valueflows.units import MICRO
from tests.reference.ledger import CONFIRMER
from tests.suite import SEASON_ALLOWANCE, refused
from tests.unit.ledger.bench import FLOUR, Bench, thing
from tests.unit.ledger.stage import (
    EVIDENCE,
    HOUR,
    REASON,
    ROOT,
    SKILL,
    WORKSHOP,
    season,
    status,
    travel,
)

STEWARD, CONFIRMED = 1, 2
KG = MICRO
CAP = SEASON_ALLOWANCE // 8
ROW_TAG = keccak(text="cosmolocal: row of a ledger")


@pytest.fixture
def bench(ledger, actors, seats):
    return Bench(ledger, actors, seats)


@pytest.fixture
def estimate(bench):
    """Five kilograms that the provider estimated, confirmed; with the head before it."""
    fields = {"kind": FLOUR, "quantity": 5 * KG, "resource": thing(1), "basis": 1}
    flow = bench.flow(Action.RAISE, **fields)
    previous = bench.record(flow)
    assert bench.confirm(flow, previous) is None
    return flow, previous


def confirmed_for(ledger, record, actors, seats, provider, receiver, seconds):
    """Work of one seat for another, confirmed by the one that received."""
    entry = record(
        sender=getattr(actors, provider),
        receiver=getattr(seats, receiver),
        effort_seconds=seconds,
    )
    ledger.confirm(entry, sender=getattr(actors, receiver))
    return entry


def test_reciprocal_left__both_ways__is_what_friends_may_still_confirm(
    ledger, record, actors, seats
):
    pair = seats.provider, seats.receiver
    assert ledger.reciprocal_left(*pair) == CAP
    confirmed_for(ledger, record, actors, seats, "provider", "receiver", CAP)
    assert ledger.reciprocal_left(*pair) == CAP  # one way is no exchange
    confirmed_for(ledger, record, actors, seats, "receiver", "provider", CAP - HOUR)
    assert ledger.reciprocal_left(*pair) == ledger.reciprocal_left(*pair[::-1]) == HOUR

    confirmed_for(ledger, record, actors, seats, "provider", "receiver", HOUR)
    entry = record(sender=actors.receiver, receiver=seats.provider, effort_seconds=2 * HOUR)
    with refused("ledger: too much for each other", ledger):
        ledger.confirm(entry, sender=actors.provider)
    travel(1)
    assert ledger.reciprocal_left(*pair) == CAP
    ledger.confirm(entry, sender=actors.provider)
    assert status(ledger, entry) == CONFIRMED


def test_reciprocal_left__two_pairs_of_one_seat__are_two(ledger, record, actors, seats):
    """A's work for C and C's for B is no exchange of anybody, whichever number C has."""
    for ends, hub in (
        (("receiver", "confirmer"), "provider"),
        (("provider", "receiver"), "arbiter"),
    ):
        confirmed_for(ledger, record, actors, seats, ends[0], hub, HOUR)
        confirmed_for(ledger, record, actors, seats, hub, ends[1], HOUR)
        for end in ends:
            assert ledger.reciprocal_left(getattr(seats, end), getattr(seats, hub)) == CAP


def test_allowance_left_in__scope_without_a_rule__is_that_of_the_season(
    ledger, record, actors, seats
):
    ledger.confirm(record(), sender=actors.confirmer)
    left = SEASON_ALLOWANCE - HOUR
    assert ledger.allowance_left_in(WORKSHOP, seats.confirmer) == left
    assert ledger.allowance_left(seats.confirmer) == left


def test_allowance_left_in__rule_lifted__no_longer_bounds(ledger, record, actors, seats):
    ledger.set_rule(WORKSHOP, 1, HOUR, sender=actors.owner)
    entry = record(effort_seconds=2 * HOUR)
    with refused("ledger: scope allowance used up", ledger):
        ledger.confirm(entry, sender=actors.confirmer)
    ledger.set_rule(WORKSHOP, 1, 0, sender=actors.owner)
    ledger.confirm(entry, sender=actors.confirmer)
    assert status(ledger, entry) == CONFIRMED


def test_prove__rows_of_a_tree__and_nothing_else(ledger, actors, seats):
    facts = [WORKSHOP << 64 | number for number in range(5)]
    words = [(ROW_TAG, fact, 0, EVIDENCE) for fact in facts]
    tree = build(encode(["bytes32", "uint256", "uint256", "bytes32"], word) for word in words)
    ledger.anchor(WORKSHOP, tree.root, 5, REASON, sender=actors.confirmer)
    assert ledger.anchor_word(tree.root) == (
        WORKSHOP | seats.confirmer << 32 | 5 << 64 | boa.env.timestamp << 128
    )
    for row, fact in enumerate(facts):
        proof = tree.proof(row)
        assert ledger.prove(tree.root, fact, 0, EVIDENCE, proof)
        assert not ledger.prove(tree.root, fact, 1, EVIDENCE, proof)
        assert not ledger.prove(tree.root, fact, 0, REASON, proof)
        assert not ledger.prove(tree.root, fact, 0, EVIDENCE, proof[:-1])
        assert not ledger.prove(REASON, fact, 0, EVIDENCE, proof)
        assert not ledger.prove(tree.root, fact ^ WORKSHOP << 64, 0, EVIDENCE, proof)


def test_prove__row_that_says_another_scope__is_none_of_the_anchors(ledger, actors):
    fact = ROOT << 64
    tree = build([encode(["bytes32", "uint256", "uint256", "bytes32"], (ROW_TAG, fact, 0, REASON))])
    ledger.anchor(WORKSHOP, tree.root, 1, REASON, sender=actors.confirmer)
    assert not ledger.prove(tree.root, fact, 0, REASON, [])


def test_prove__row_of_no_scope_that_nobody_anchored__is_no(ledger):
    tree = build([encode(["bytes32", "uint256", "uint256", "bytes32"], (ROW_TAG, 0, 0, REASON))])
    assert not ledger.prove(tree.root, 0, 0, REASON, [])


def amend(bench, flow, previous, quantity=0, effort=0):
    """Measure what a flow estimated."""
    now = boa.env.timestamp
    arguments = (flow.words, previous, quantity, effort, now, EVIDENCE, True)
    bench.ledger.amend(*arguments, sender=bench.actors.provider)


@pytest.mark.parametrize(("quantity", "effort"), [(0, 0), (0, HOUR), (KG, HOUR)])
def test_amend__measurement_without_a_quantity__refused(bench, estimate, quantity, effort):
    with refused("ledger: measure a quantity", bench.ledger):
        amend(bench, *estimate, quantity, effort)


def test_amend__measurement_of_what_was_counted__refused(bench):
    flow = bench.flow(Action.RAISE, kind=FLOUR, quantity=KG, resource=thing(1))
    previous = bench.record(flow)
    bench.confirm(flow, previous)
    with refused("ledger: no estimate left", bench.ledger):
        amend(bench, flow, previous, 2 * KG)


def test_amend__measurement_rejected__leaves_the_estimate_to_be_measured(bench, actors, estimate):
    ledger, about = bench.ledger, bench.ledger.head(WORKSHOP)
    amend(bench, *estimate, 7 * KG)
    measured = ledger.get_logs()[0]
    assert ledger.amended(about) == (5 * KG, 0)
    ledger.dispute(measured.entry, REASON, sender=actors.confirmer)
    words = (measured.facts, measured.stock, measured.place, measured.about, measured.evidence)
    ledger.resolve_flow(words, measured.previous, False, sender=actors.arbiter)
    assert ledger.amended(about) == (0, 0)
    assert bench.stock(thing(1)) == (5, 5)
    amend(bench, *estimate, 6 * KG)


def test_amend__what_a_scope_provided__takes_back_no_recognition(bench, scopes, actors, seats):
    end, agent = boa.env.timestamp + 86_400, agent_of_scope(WORKSHOP)
    scopes.grant_role(WORKSHOP, seats.provider, STEWARD, end, sender=actors.owner)
    work = bench.flow(Action.WORK, provider=agent, receiver=seats.receiver, effort=4 * HOUR)
    previous = bench.record(work)
    bench.ledger.confirm(bench.ledger.head(WORKSHOP), sender=actors.receiver)
    correction, before = bench.correct(work, previous, effort=HOUR)
    entry = bench.ledger.head(WORKSHOP)
    bench.ledger.confirm_flow(correction.words, before, sender=actors.receiver)
    assert status(bench.ledger, entry) == CONFIRMED
    assert bench.ledger.recognition(seats.provider, season()) == 0


def test_record__about_an_entry__is_bound_to_it(bench, actors, entry):
    flow = replace(bench.flow(Action.CITE, kind=SKILL, quantity=MICRO), about=entry)
    bench.record(flow)
    assert bench.ledger.get_logs()[0].about == entry


def test_confirm__by_a_confirmer_of_the_scope_that_received(bench, scopes, actors, seats):
    """L-3 a scope that receives answers by its own confirmers."""
    end = boa.env.timestamp + 86_400
    flow = bench.flow(
        Action.RAISE, receiver=agent_of_scope(ROOT), kind=FLOUR, quantity=KG, resource=thing(1)
    )
    previous = bench.record(flow)
    with refused("ledger: not a confirmer", bench.ledger):
        bench.ledger.confirm_flow(flow.words, previous, sender=actors.bystander)
    scopes.grant_role(ROOT, seats.bystander, CONFIRMER, end, sender=actors.owner)
    assert bench.confirm(flow, previous, actors.bystander) is None
