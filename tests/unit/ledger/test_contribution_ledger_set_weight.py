# SPDX-License-Identifier: Apache-2.0
"""set_weight: what an hour of a skill counts in a scope, decided by vote.

set_weight
├── the caller is not the owner of the scopes → "ledger: not the scopes owner"
│   └── the owner hands over: the new one may, the old one may not
├── the weight exceeds 50,000 → "ledger: weight too high"; 50,000 and 0 → set
├── neither work, use nor citation → "ledger: earns no recognition"
├── the scope was never founded → "ledger: no such scope"
└── set: for this pair only; where nothing was set, 10,000; the last one counts
"""

import pytest

from tests.reference.ledger import MAX_SKILL, MAX_WEIGHT_BPS
from tests.suite import fields, refused
from tests.unit.ledger.stage import ROOT, SKILL, WORKSHOP


@pytest.mark.parametrize("skill", [0, SKILL, MAX_SKILL])
@pytest.mark.parametrize("weight_bps", [0, 1, 10_000, MAX_WEIGHT_BPS])
def test_set_weight__by_owner__set_for_this_pair_only(ledger, actors, skill, weight_bps):
    ledger.set_weight(WORKSHOP, skill, weight_bps, sender=actors.owner)
    [event] = ledger.get_logs()
    assert fields(event) == {"scope": WORKSHOP, "skill": skill, "weight_bps": weight_bps}

    pairs = [(s, k) for s in (ROOT, WORKSHOP) for k in (0, 1, SKILL, MAX_SKILL)]
    assert {pair: ledger.weight_bps(*pair) for pair in pairs} == {
        pair: weight_bps if pair == (WORKSHOP, skill) else 10_000 for pair in pairs
    }


def test_set_weight__twice__the_last_one_counts(ledger, actors):
    for weight_bps in (20_000, 0, 10_000):
        ledger.set_weight(WORKSHOP, SKILL, weight_bps, sender=actors.owner)
        assert ledger.weight_bps(WORKSHOP, SKILL) == weight_bps


def test_set_weight__anybody_else__refused(ledger, actors):
    for name in vars(actors).keys() - {"owner"}:
        with refused("ledger: not the scopes owner", ledger):
            ledger.set_weight(WORKSHOP, SKILL, 1, sender=getattr(actors, name))


def test_set_weight__ownership_sealed__moves_with_it(ledger, scopes, actors):
    scopes.seal(actors.outsider, sender=actors.owner)
    with refused("ledger: not the scopes owner", ledger):
        ledger.set_weight(WORKSHOP, SKILL, 1, sender=actors.owner)
    ledger.set_weight(WORKSHOP, SKILL, 1, sender=actors.outsider)
    assert ledger.weight_bps(WORKSHOP, SKILL) == 1


@pytest.mark.parametrize(
    ("scope", "skill", "weight_bps", "reason"),
    [
        (WORKSHOP, SKILL, MAX_WEIGHT_BPS + 1, "ledger: weight too high"),
        (WORKSHOP, SKILL, 2**256 - 1, "ledger: weight too high"),
        (WORKSHOP, MAX_SKILL + 1, 1, "ledger: earns no recognition"),
        (0, SKILL, 1, "ledger: no such scope"),
        (WORKSHOP + 1, SKILL, 1, "ledger: no such scope"),
        (2**232 + WORKSHOP, SKILL, 1, "ledger: no such scope"),
    ],
)
def test_set_weight__bad_figure__refused(ledger, actors, scope, skill, weight_bps, reason):
    with refused(reason, ledger):
        ledger.set_weight(scope, skill, weight_bps, sender=actors.owner)
