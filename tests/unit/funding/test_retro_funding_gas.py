# SPDX-License-Identifier: Apache-2.0
"""The dearest call of each function, in a round that is full: 256 projects, votes on all of them.

Exact gas against the budgets is measured by benchmarks/run.py.
"""

import pytest

from tests.reference.rounds import MAX_PROJECTS
from tests.suite import accounts, gas_used
from tests.unit.funding.stage import REASON

DEAREST = 1_500_000  # of 15,000,000: ten of them fit the half of a block


@pytest.fixture
def crowd(stage, actors):
    """As many members as a round has projects."""
    members = accounts("neighbour", MAX_PROJECTS)
    for start in range(0, MAX_PROJECTS, 64):
        stage.membership.admit(members[start : start + 64], 1, sender=actors.owner)
    return members


def test_calls__in_a_full_round__stay_below_a_tenth_of_the_limit(stage, funding, actors, crowd):
    """X-3."""
    entries = sorted(stage.confirmed_entry(crowd[-1]) for _ in range(16))
    round_id, spent = stage.open_round(budget=2**24 - 1), {}
    for member in crowd[:-1]:
        stage.apply(round_id, member)
    stage.apply(round_id, crowd[-1], entries=entries)
    spent["apply"] = gas_used(funding)
    stage.go_to(round_id, "applications_end")
    for start in range(1, MAX_PROJECTS, 64):
        funding.approve(round_id, list(range(start, start + 64)), REASON, sender=actors.reviewer)
        spent["approve"] = gas_used(funding)
    funding.fund(round_id, 10**9, value=10**9, sender=actors.sponsor)

    stage.go_to(round_id, "review_end")
    first = dict.fromkeys(range(1, MAX_PROJECTS + 1), -7)
    second = dict.fromkeys(first, 255)
    stage.cast(round_id, actors.voter, first)
    spent["first ballot"] = gas_used(funding)
    stage.cast(round_id, actors.voter, second, previous=first)
    spent["another ballot"] = gas_used(funding)
    stage.go_to(round_id, "voting_end")
    funding.settle(round_id)
    spent["settle"] = gas_used(funding)
    assert funding.total_votes(round_id) == 255 * MAX_PROJECTS
    assert max(spent.values()) < DEAREST, spent
