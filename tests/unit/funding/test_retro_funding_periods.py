# SPDX-License-Identifier: Apache-2.0
"""Periods (F-5): half-open, disjoint, and no second permits the actions of two of them.

Every action is tried at every boundary of a round: one second before, at it, one second after.
A claim or a sweep needs a settlement first, so the round is settled as soon as it can be.
"""

import boa
import pytest
from boa.contracts.base_evm_contract import BoaError

from tests.reference.funding import allocations
from tests.reference.rounds import APPLICATIONS, CLAIMS, REVIEW, TO_SETTLE, TO_SWEEP, VOTING
from tests.unit.funding.stage import DAY, REASON

PERIODS = ["apply", "review", "cast", "claim", "sweep"]
STATES = [APPLICATIONS, REVIEW, VOTING, CLAIMS, TO_SWEEP]
BOUNDARIES = [period * DAY + shift for period in range(1, 5) for shift in (-1, 0, 1)]
MOMENTS = [0, 1, *BOUNDARIES, 400 * DAY]


def period_at(moment):
    """Index of the period that contains a moment of the round [seconds since its opening]."""
    return min(moment // DAY, 4)


@pytest.fixture
def rounds(stage, funding, actors):
    """For each action a round, all alike, in which nothing but the time can be in its way."""
    start, numbers = boa.env.timestamp, {}
    for name in PERIODS:
        number = numbers[name] = stage.open_round()
        stage.apply(number, actors.applicant)
        funding.fund(number, 100, value=100, sender=actors.sponsor)
    for name in PERIODS[2:]:
        stage.approve(numbers[name], 1)
    for name in PERIODS[3:]:
        stage.go_to(numbers[name], "review_end")
        stage.cast(numbers[name], actors.voter, {1: 1})
    boa.env.timestamp = start
    return numbers


def attempts(funding, actors, rounds):
    """Which of the actions succeed now."""
    calls = {
        "apply": lambda n: funding.apply(n, actors.maker, REASON, [], sender=actors.maker),
        "review": lambda n: funding.approve(n, [1], REASON, sender=actors.reviewer),
        "cast": lambda n: funding.cast_ballot(n, allocations({1: 1}), [], sender=actors.voter),
        "claim": lambda n: funding.claim(n, 1),
        "sweep": funding.sweep,
    }
    possible = []
    for name, call in calls.items():
        with boa.env.anchor():
            try:
                call(rounds[name])
            except BoaError:
                continue
            possible.append(name)
    return possible


@pytest.mark.parametrize("moment", MOMENTS)
def test_periods__any_moment__permits_the_action_of_one(stage, funding, actors, rounds, moment):
    """F-5."""
    boa.env.timestamp += moment
    states = {funding.state(number) for number in rounds.values()}
    if moment >= 3 * DAY:
        assert states == {TO_SETTLE}
        assert attempts(funding, actors, rounds) == []
        for number in rounds.values():
            funding.settle(number)
        states = {funding.state(number) for number in rounds.values()}

    assert attempts(funding, actors, rounds) == [PERIODS[period_at(moment)]]
    assert states == {STATES[period_at(moment)]}
