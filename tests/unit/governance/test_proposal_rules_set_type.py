# SPDX-License-Identifier: Apache-2.0
"""set_type: versions of rules are added, never changed (G-4).

set_type
├── not the owner (the timelock) → "owned: not the owner"
├── a type beyond the next one → "rules: type not next"; beyond 255 → "rules: too many types"
├── version 65,536 → "rules: too many versions"
├── a field out of its bounds → "rules: … out of range"; at each bound → adopted
└── adopted: version 1 of the next type, or the next version of a type; older ones stay
views
├── latest: 0 for an unknown type
├── rule, word: version 0 is the latest; unknown type or version → "rules: no such rule"
└── transfer_ownership by the owner only; there is no seal
"""

from dataclasses import replace

import boa
import pytest

from tests.reference.governance import RULE_WORD
from tests.reference.membership import pack
from tests.suite import account, deploy_rules, fields, refused, writing_functions
from tests.unit.governance.stage import DAY, HOUR, RULE

YEAR = 365 * DAY
OTHER = replace(RULE, quorum_bps=1, grace_seconds=HOUR)


@pytest.fixture(scope="module")
def owner():
    return account("timelock")


@pytest.fixture(scope="module")
def rules(owner):
    return deploy_rules(RULE.values(), owner=owner)


def test_deploy__rule__is_version_1_of_type_0(owner):
    rules = deploy_rules(OTHER.values(), owner=owner)
    [transferred, adopted] = rules.get_logs()
    assert fields(adopted) == {"proposal_type": 0, "version": 1, "rule": OTHER.values()}
    assert transferred.new_owner == rules.owner() == owner
    assert (rules.type_count(), rules.latest(0)) == (1, 1)
    assert tuple(rules.rule(0, 1)) == OTHER.values()


def test_deploy__rule_out_of_range__refused(owner):
    with boa.reverts("rules: quorum out of range"):
        deploy_rules(replace(RULE, quorum_bps=0).values(), owner=owner)


def test_set_type__new_version__older_ones_stay(rules, owner):
    """G-4."""
    assert rules.set_type(0, OTHER.values(), sender=owner) == 2
    [event] = rules.get_logs()
    assert fields(event) == {"proposal_type": 0, "version": 2, "rule": OTHER.values()}
    assert (rules.type_count(), rules.latest(0)) == (1, 2)
    for version, rule in ((0, OTHER), (1, RULE), (2, OTHER)):
        assert tuple(rules.rule(0, version)) == rule.values()
        word = pack(RULE_WORD, **vars(rule), version=version or 2)
        assert rules.word(0, version) == word


def test_set_type__next_type__version_1(rules, owner):
    assert rules.set_type(1, OTHER.values(), sender=owner) == 1
    assert rules.set_type(1, RULE.values(), sender=owner) == 2
    assert (rules.type_count(), rules.latest(0), rules.latest(1)) == (2, 1, 2)
    assert tuple(rules.rule(1, 0)) == tuple(rules.rule(0, 0)) == RULE.values()


def test_set_type__gap__refused(rules, owner):
    for proposal_type in (2, 255):
        with refused("rules: type not next", rules):
            rules.set_type(proposal_type, RULE.values(), sender=owner)


def test_set_type__type_256__refused(rules, owner):
    for proposal_type in range(1, 256):
        rules.set_type(proposal_type, RULE.values(), sender=owner)
    assert rules.type_count() == 256
    with refused("rules: too many types", rules):
        rules.set_type(256, RULE.values(), sender=owner)


def test_set_type__version_65536__refused(rules, owner):
    rules.eval(f"self._words[0][0] = {pack(RULE_WORD, version=65_534)}")
    assert rules.set_type(0, RULE.values(), sender=owner) == 65_535
    with refused("rules: too many versions", rules):
        rules.set_type(0, RULE.values(), sender=owner)


def test_set_type__anybody_else__refused(rules):
    for outsider in (account("deployer"), account("member"), rules.address):
        with refused("owned: not the owner", rules):
            rules.set_type(0, OTHER.values(), sender=outsider)
        with refused("owned: not the owner", rules):
            rules.transfer_ownership(outsider, sender=outsider)


def test_functions__only_these_write():
    assert writing_functions("governance/ProposalRules.vy") == {"set_type", "transfer_ownership"}


BOUNDS = {
    "quorum_bps": (1, 10_000, "rules: quorum out of range"),
    "margin_bps": (5_000, 10_000, "rules: margin out of range"),
    "delay_seconds": (HOUR, YEAR, "rules: delay out of range"),
    "period_seconds": (HOUR, YEAR, "rules: period out of range"),
    "timelock_seconds": (HOUR, YEAR, "rules: timelock out of range"),
    "grace_seconds": (HOUR, YEAR, "rules: grace out of range"),
}


@pytest.mark.parametrize("name", BOUNDS)
def test_set_type__each_bound__to_the_last_unit(rules, owner, name):
    lowest, highest, reason = BOUNDS[name]
    for fitting in (lowest, highest):
        rule = replace(RULE, **{name: fitting})
        version = rules.set_type(0, rule.values(), sender=owner)
        assert tuple(rules.rule(0, version)) == rule.values()
    for beyond in (lowest - 1, highest + 1, 0, 2**256 - 1):
        with refused(reason, rules):
            rules.set_type(0, replace(RULE, **{name: beyond}).values(), sender=owner)


def test_views__unknown__refused_or_zero(rules):
    assert rules.latest(1) == 0
    for unknown in ((0, 2), (1, 0), (1, 1)):
        for view in (rules.rule, rules.word):
            with boa.reverts("rules: no such rule"):
                view(*unknown)
