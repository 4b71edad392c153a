# SPDX-License-Identifier: Apache-2.0
"""No call of the ledger grows with its history or its figures.

The ledger has no list and no loop: its dearest call is a record of the largest figures. Exact gas
against the budgets is measured by benchmarks/run.py.
"""

import boa

from tests.reference.ledger import MAX_EFFORT_SECONDS, MAX_SKILL, MAX_WEIGHT_BPS
from tests.suite import deploy_ledger, gas_used
from tests.unit.ledger.stage import REASON, WORKSHOP

DEAREST = 110_000  # of 15,000,000; a first confirmation between two seats writes four new words


def test_calls__largest_figures_and_long_history__stay_cheap(membership, scopes, actors):
    """X-3."""
    ledger = deploy_ledger(membership, scopes, 2**47)
    ledger.set_weight(WORKSHOP, MAX_SKILL, MAX_WEIGHT_BPS, sender=actors.owner)
    spent = [gas_used(ledger)]
    facts = (WORKSHOP, 2, MAX_SKILL, MAX_EFFORT_SECONDS, boa.env.timestamp, b"\xff" * 32)
    for _ in range(50):
        confirmed = ledger.record_work(*facts, sender=actors.provider)
        spent.append(gas_used(ledger))
        disputed = ledger.record_work(*facts, sender=actors.provider)
        ledger.confirm(confirmed, sender=actors.confirmer)
        spent.append(gas_used(ledger))
        ledger.dispute(disputed, REASON, sender=actors.receiver)
        spent.append(gas_used(ledger))
        ledger.resolve(disputed, True, sender=actors.arbiter)
        spent.append(gas_used(ledger))
    assert max(spent) < DEAREST
    assert max(spent[-4:]) <= max(spent[5:9]), "a longer history costs more"
