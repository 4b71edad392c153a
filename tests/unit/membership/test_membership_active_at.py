# SPDX-License-Identifier: Apache-2.0
"""active_at: how many were active at the end of a past second (M-3, M-4).

active_at
├── this second, or later → "membership: not yet past"
├── before the deployment, at zero → nobody
├── the second of a change → after all changes of that second
│   ├── joined, left, rejoined, several of each in one second
│   └── joined and left in the same second → never there
├── between changes → as after the last one
└── whatever happens later → the same answer for ever
"""

import random

import boa
import pytest

from tests.reference.membership import ORGANISATION, PERSON, Refused, Roll
from tests.suite import account, accounts, deploy_membership, refused
from tests.unit.membership.conftest import FOUNDED_AT
from tests.unit.membership.stage import wait


@pytest.mark.parametrize("ahead", [0, 1, 2**255])
def test_active_at__not_yet_past__refused(membership, ahead):
    with refused("membership: not yet past", membership):
        membership.active_at(boa.env.timestamp + ahead)


@pytest.mark.parametrize("timepoint", [0, 1, FOUNDED_AT - 1])
def test_active_at__before_the_deployment__nobody(membership, timepoint):
    assert membership.active_at(timepoint) == (0, 0)


def test_active_at__founders__from_the_second_of_deployment(membership):
    wait(2)
    assert membership.active_at(FOUNDED_AT) == membership.active_at(FOUNDED_AT + 1) == (3, 2)


def test_active_at__several_changes_in_a_second__the_end_of_it_counts(membership, actors):
    wait()
    now = boa.env.timestamp
    membership.leave(sender=actors.farmer)
    membership.leave(sender=actors.mill)
    membership.admit([actors.newcomer], PERSON, sender=actors.owner)
    membership.admit([actors.farmer], PERSON, sender=actors.owner)
    membership.leave(sender=actors.town)
    wait(5)
    assert [membership.active_at(now + shift) for shift in (-1, 0, 1)] == [(3, 2), (4, 0), (4, 0)]


def test_active_at__joined_and_left_in_a_second__never_there(membership, actors):
    wait()
    now = boa.env.timestamp
    membership.admit([actors.newcomer], ORGANISATION, sender=actors.owner)
    membership.leave(sender=actors.newcomer)
    wait()
    assert membership.active_at(now) == (3, 2)
    assert membership.seat_count() == 6


def test_active_at__later_changes__change_no_past_second(membership, actors):
    seen = {}
    for step in range(12):
        wait(1 + step % 3)
        past = boa.env.timestamp - 1
        seen[past] = membership.active_at(past)
        if step % 2:
            membership.admit([actors.baker], PERSON, sender=actors.owner)
            membership.admit([account(f"later {step}")], ORGANISATION, sender=actors.owner)
        else:
            membership.leave(sender=actors.baker)
    wait()
    assert {second: membership.active_at(second) for second in seen} == seen
    assert len(set(seen.values())) > 5


@pytest.mark.parametrize("seed", range(2))
def test_active_at__long_history__every_second_as_the_oracle_says(actors, seed):
    chance = random.Random(seed)
    start = boa.env.timestamp = FOUNDED_AT
    membership, roll = deploy_membership(owner=actors.owner), Roll(actors.owner)
    people, groups = accounts("person", 12), accounts("group", 6)
    for _ in range(100):
        boa.env.timestamp += chance.choice([0, 0, 1, 1, 2, 7])
        kind, crowd = chance.choice([(PERSON, people), (ORGANISATION, groups)])
        if chance.random() < 0.5:
            change(membership.leave, roll.leave, sender=chance.choice(crowd))
        else:
            batch = chance.sample(crowd, chance.randint(1, 3))
            change(membership.admit, roll.admit, batch, kind, sender=actors.owner)
    wait()
    span = range(start - 1, boa.env.timestamp)
    answers = [membership.active_at(second) for second in span]
    assert answers == [roll.active_at(second) for second in span]
    assert membership.totalSupply() == sum(answers[-1])
    assert len(set(answers)) > 10


def change(contract_verb, oracle_verb, *arguments, sender):
    """Do the same to the contract and to the oracle; both must accept or refuse it."""
    try:
        oracle_verb(sender, *arguments, boa.env.timestamp)
    except Refused as refusal:
        with boa.reverts(str(refusal)):
            contract_verb(*arguments, sender=sender)
    else:
        contract_verb(*arguments, sender=sender)
