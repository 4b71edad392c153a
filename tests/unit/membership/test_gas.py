# SPDX-License-Identifier: Apache-2.0
"""What the largest calls cost, and that nothing grows with the length of the roll.

Exact gas against the budgets is measured by benchmarks/run.py.
"""

import boa
import pytest

from tests.reference.membership import PERSON, ROOT
from tests.suite import GENESIS, accounts, deploy_membership, gas_used
from tests.unit.membership.stage import wait

LARGEST = 15_000_000
BATCH = 64


@pytest.fixture(scope="module")
def long_roll(actors):
    """512 admissions and as many departures, each departure in its own second."""
    boa.env.timestamp = GENESIS
    membership = deploy_membership(owner=actors.owner)
    for batch in range(8):
        members = accounts(f"member {batch}", BATCH)
        wait()
        membership.admit(members, PERSON, sender=actors.owner)
        for member in members:
            wait()
            membership.leave(sender=member)
    return membership


def test_admit__largest_batch_of_newcomers_or_returners__fits_a_fifth_of_a_block(
    membership, actors
):
    """X-3."""
    members = accounts("member", BATCH)
    membership.admit(members, PERSON, sender=actors.owner)
    spent = [gas_used(membership)]
    for member in members:
        membership.leave(sender=member)
    membership.admit(members, PERSON, sender=actors.owner)
    assert max(*spent, gas_used(membership)) < LARGEST / 4


def test_accept__largest_batch__fits_a_fifth_of_a_block(scopes, membership, actors):
    """X-3."""
    membership.admit(accounts("member", BATCH), PERSON, sender=actors.owner)
    scopes.accept(ROOT, list(range(6, 6 + BATCH)), sender=actors.owner)
    assert gas_used(scopes) < LARGEST / 4


def test_active_at__long_history__grows_with_its_logarithm_only(long_roll):
    """X-3."""
    wait()
    spent = []
    for second in range(boa.env.timestamp - 1, GENESIS, -7):
        long_roll.active_at(second)
        spent.append(gas_used(long_roll))
    halvings = 2 * 9  # of 512 grants and of 512 departures
    assert spent[0] == min(spent)  # the newest second is the cheapest
    assert max(spent) - min(spent) < halvings * 1_000  # beside 2,100 for each slot that is cold
