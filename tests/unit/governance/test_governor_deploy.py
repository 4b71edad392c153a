# SPDX-License-Identifier: Apache-2.0
"""Deployment of the governor: its parts, its terms, and their bounds.

deploy
├── the season clock is the membership's
├── base credits zero → refused; over what one ballot can spend → refused
├── bonus unit zero → refused; cap so high that base and bonus pass that limit → refused
├── guardian's term over two years → refused; no guardian at all → fine
└── deployed: parts, terms, guardian told by an event; no proposals
code size → within our own limit, immutables included
"""

import boa
import pytest

from tests.reference.governance import MAX_BUDGET, MAX_GUARDIAN_SECONDS
from tests.suite import deploy_governor, fields
from tests.unit.governance.stage import (
    BASE_CREDITS,
    BONUS_CAP,
    BONUS_UNIT,
    DAY,
    NAME,
    NOBODY,
    ORGANISATION_CREDITS,
)

CODE_LIMIT = 23_500


@pytest.fixture(scope="module")
def deploy(alliance, actors):
    """A second governor over the same alliance, with other terms."""

    def deployed(**changes):
        terms = {
            "base_credits": BASE_CREDITS,
            "organisation_credits": ORGANISATION_CREDITS,
            "bonus_unit": BONUS_UNIT,
            "bonus_cap": BONUS_CAP,
            "guardian": actors.guardian,
            "guardian_until": boa.env.timestamp + DAY,
        }
        assert changes.keys() <= terms.keys()
        parts = (alliance.membership, alliance.ledger, alliance.rules, alliance.timelock)
        return deploy_governor(NAME, *parts, *(terms | changes).values())

    return deployed


def test_deploy__parts_and_terms__as_given(alliance, actors, deploy):
    governor = deploy()
    [event] = governor.get_logs()
    until = boa.env.timestamp + DAY
    assert fields(event) == {"guardian": actors.guardian, "until": until}
    assert (governor.guardian(), governor.guardian_until()) == (actors.guardian, until)
    assert governor.MEMBERSHIP() == alliance.membership.address
    assert governor.LEDGER() == alliance.ledger.address
    assert governor.RULES() == alliance.rules.address
    assert governor.TIMELOCK() == alliance.timelock.address
    terms = (governor.BASE_CREDITS(), governor.BONUS_UNIT(), governor.BONUS_CAP())
    assert terms == (BASE_CREDITS, BONUS_UNIT, BONUS_CAP)
    assert governor.ORGANISATION_CREDITS() == ORGANISATION_CREDITS
    assert governor.proposalCount() == 0


@pytest.mark.parametrize(
    ("terms", "reason"),
    [
        ({"base_credits": 0}, "governor: zero credits"),
        ({"organisation_credits": 0}, "governor: zero credits"),
        ({"organisation_credits": MAX_BUDGET + 1}, "governor: credits too high"),
        ({"bonus_unit": 0}, "governor: zero bonus unit"),
        ({"base_credits": MAX_BUDGET + 1}, "governor: credits too high"),
        ({"base_credits": 2**256 - 1}, "governor: credits too high"),
        (
            {"base_credits": 1, "organisation_credits": 1, "bonus_cap": MAX_BUDGET},
            "governor: bonus cap too high",
        ),
        ({"bonus_cap": 2**256 - 1}, "governor: bonus cap too high"),
    ],
)
def test_deploy__terms_out_of_range__refused(deploy, terms, reason):
    with boa.reverts(reason):
        deploy(**terms)


@pytest.mark.parametrize(("base", "cap"), [(MAX_BUDGET, 0), (1, MAX_BUDGET - 1)])
def test_deploy__largest_budget__fits(deploy, base, cap):
    governor = deploy(base_credits=base, organisation_credits=base, bonus_cap=cap)
    assert (governor.BASE_CREDITS(), governor.BONUS_CAP()) == (base, cap)


def test_deploy__guardians_term__two_years_at_most(deploy):
    latest = boa.env.timestamp + MAX_GUARDIAN_SECONDS
    assert deploy(guardian_until=latest).guardian_until() == latest
    with boa.reverts("governor: guardian term too long"):
        deploy(guardian_until=latest + 1)


def test_deploy__no_guardian__nobody(deploy):
    governor = deploy(guardian=NOBODY, guardian_until=0)
    assert (governor.guardian(), governor.guardian_until()) == (NOBODY, 0)


def test_code__deployed__within_the_limit(alliance):
    for contract in (alliance.governor, alliance.timelock, alliance.rules):
        assert 0 < len(boa.env.get_code(contract.address)) <= CODE_LIMIT
