# SPDX-License-Identifier: Apache-2.0
"""The ledger's deployment and its readings of what nobody wrote.

deploy
├── no allowance → "ledger: zero allowance"; above 48 bits → "ledger: allowance too large"
├── scopes of another membership → "ledger: scopes of other members"
└── deployed: the clock is Membership's, the figures are as given
views
├── an unknown entry, scope, seat or season reads as zero; a pair never weighted as 10,000
└── before genesis there is no season: allowance_left → "seasons: before genesis"
"""

import boa
import pytest

from tests.reference.ledger import MAX_SKILL
from tests.suite import (
    GENESIS,
    SEASON_ALLOWANCE,
    SEASON_SECONDS,
    deploy_ledger,
    deploy_membership,
    deploy_scopes,
)
from tests.unit.ledger.stage import REASON, ROOT, season


def test_deploy__as_given__clock_and_figures(ledger, membership, scopes):
    assert (ledger.MEMBERSHIP(), ledger.SCOPES()) == (membership.address, scopes.address)
    assert ledger.SEASON_ALLOWANCE() == SEASON_ALLOWANCE
    assert (ledger.GENESIS(), ledger.SEASON_SECONDS()) == (GENESIS, SEASON_SECONDS)


@pytest.mark.parametrize(
    ("allowance", "reason"),
    [(0, "ledger: zero allowance"), (2**48, "ledger: allowance too large")],
)
def test_deploy__bad_allowance__refused(membership, scopes, allowance, reason):
    with boa.reverts(reason):
        deploy_ledger(membership, scopes, allowance)


@pytest.mark.parametrize("allowance", [1, 2**48 - 1])
def test_deploy__extreme_allowance__accepted(membership, scopes, seats, allowance):
    ledger = deploy_ledger(membership, scopes, allowance)
    assert ledger.allowance_left(seats.receiver) == allowance


def test_deploy__scopes_of_another_membership__refused(membership, actors):
    others = deploy_scopes(deploy_membership([], [], owner=actors.owner), owner=actors.owner)
    with boa.reverts("ledger: scopes of other members"):
        deploy_ledger(membership, others)


def test_views__nothing_written__zero(ledger, seats):
    assert ledger.entry_word(REASON) == ledger.entry_word(bytes(32)) == 0
    assert ledger.head(ROOT) == ledger.head(2**256 - 1) == bytes(32)
    assert ledger.recognition(seats.provider, season()) == 0
    assert ledger.recognition(0, 0) == ledger.recognition(2**256 - 1, 2**255) == 0
    assert ledger.allowance_left(0) == SEASON_ALLOWANCE
    assert ledger.weight_bps(ROOT, 5) == ledger.weight_bps(2**256 - 1, MAX_SKILL) == 10_000
    assert ledger.weight_bps(ROOT, MAX_SKILL + 1) == ledger.weight_bps(1, 2**256 - 1) == 0


def test_allowance_left__before_genesis__refused(ledger, seats):
    boa.env.timestamp = GENESIS - 1
    with boa.reverts("seasons: before genesis"):
        ledger.allowance_left(seats.receiver)
