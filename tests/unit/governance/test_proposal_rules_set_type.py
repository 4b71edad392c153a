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
from tests.suite import (
    account,
    deploy_membership,
    deploy_rules,
    deploy_scopes,
    fields,
    refused,
    writing_functions,
)
from tests.unit.governance.stage import CONSTITUTION, DAY, HOUR, NOBODY, RULE

YEAR = 365 * DAY
OTHER = replace(RULE, quorum_bps=1, grace_seconds=HOUR)
TARGET = "0x" + "ab" * 20


@pytest.fixture(scope="module")
def owner():
    return account("timelock")


@pytest.fixture(scope="module")
def deploy(owner):
    """Rules over a small alliance whose season is as long as a rule's spans may be together."""
    membership = deploy_membership([owner], owner=owner, season_seconds=3 * YEAR)
    scopes = deploy_scopes(membership, owner=owner)
    return lambda *rules: deploy_rules(
        membership, scopes, *(rule.values() for rule in rules), owner=owner
    )


@pytest.fixture(scope="module")
def rules(deploy):
    return deploy(RULE, CONSTITUTION)


def adopted(proposal_type, version, rule, permissions=()):
    """The event of an adoption."""
    names = ("proposal_type", "version", "rule", "permissions")
    return dict(zip(names, (proposal_type, version, rule.values(), list(permissions)), strict=True))


def test_deploy__rules__are_versions_1_of_types_0_and_1(deploy, owner):
    rules = deploy(OTHER, CONSTITUTION)
    [transferred, first, second] = rules.get_logs()
    assert fields(first) == adopted(0, 1, OTHER)
    assert fields(second) == adopted(1, 1, CONSTITUTION)
    assert transferred.new_owner == rules.owner() == owner
    assert (rules.type_count(), rules.latest(0), rules.latest(1)) == (2, 1, 1)
    assert tuple(rules.rule(0, 1)) == OTHER.values()
    assert tuple(rules.rule(1, 1)) == CONSTITUTION.values()


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ((replace(RULE, quorum_bps=0), CONSTITUTION), "rules: quorum out of range"),
        ((RULE, RULE), "rules: not a constitution"),
    ],
)
def test_deploy__rules_that_cannot_be__refused(deploy, given, reason):
    with boa.reverts(reason):
        deploy(*given)


def test_set_type__new_version__older_ones_stay(rules, owner):
    """G-4."""
    assert rules.set_type(0, OTHER.values(), [], sender=owner) == 2
    [event] = rules.get_logs()
    assert fields(event) == adopted(0, 2, OTHER)
    assert (rules.type_count(), rules.latest(0)) == (2, 2)
    for version, rule in ((0, OTHER), (1, RULE), (2, OTHER)):
        assert tuple(rules.rule(0, version)) == rule.values()
        word = pack(RULE_WORD, **vars(rule), is_restricted=0, version=version or 2)
        assert rules.word(0, version) == word


def test_set_type__next_type__version_1(rules, owner):
    assert rules.set_type(2, OTHER.values(), [], sender=owner) == 1
    assert rules.set_type(2, RULE.values(), [], sender=owner) == 2
    assert (rules.type_count(), rules.latest(0), rules.latest(2)) == (3, 1, 2)
    assert tuple(rules.rule(2, 0)) == tuple(rules.rule(0, 0)) == RULE.values()


def test_set_type__gap__refused(rules, owner):
    for proposal_type in (3, 255):
        with refused("rules: type not next", rules):
            rules.set_type(proposal_type, RULE.values(), [], sender=owner)


def test_set_type__type_256__refused(rules, owner):
    for proposal_type in range(2, 256):
        rules.set_type(proposal_type, RULE.values(), [], sender=owner)
    assert rules.type_count() == 256
    with refused("rules: too many types", rules):
        rules.set_type(256, RULE.values(), [], sender=owner)


def test_set_type__version_65536__refused(rules, owner):
    rules.eval(f"self._words[0][0] = {pack(RULE_WORD, version=65_534)}")
    assert rules.set_type(0, RULE.values(), [], sender=owner) == 65_535
    with refused("rules: too many versions", rules):
        rules.set_type(0, RULE.values(), [], sender=owner)


def test_set_type__anybody_else__refused(rules):
    for outsider in (account("deployer"), account("member"), rules.address):
        with refused("owned: not the owner", rules):
            rules.set_type(0, OTHER.values(), [], sender=outsider)
        with refused("owned: not the owner", rules):
            rules.transfer_ownership(outsider, sender=outsider)


def test_functions__only_these_write():
    """The others keep what they write apart for each caller: test_governor_types."""
    anybodys = {"enter", "check_calls", "check_code", "sponsor", "sponsor_by_sig", "record_code"}
    owners = {"set_type", "transfer_ownership"}
    assert writing_functions("governance/ProposalRules.vy") == owners | anybodys


BOUNDS = {
    "quorum_bps": (1, 10_000, "rules: quorum out of range"),
    "margin_bps": (5_000, 10_000, "rules: margin out of range"),
    "delay_seconds": (HOUR, YEAR, "rules: delay out of range"),
    "period_seconds": (HOUR, YEAR, "rules: period out of range"),
    "timelock_seconds": (HOUR, YEAR, "rules: timelock out of range"),
    "grace_seconds": (HOUR, YEAR, "rules: grace out of range"),
    "organisation_quorum_bps": (0, 10_000, "rules: second quorum too high"),
    "extension_seconds": (0, RULE.period_seconds, "rules: extension too long"),
    "proposer_kind": (0, 2, "rules: unknown kind"),
    "proposer_role": (0, 4, "rules: unknown role"),
    "sponsors": (0, 255, "rules: count too high"),
    "proposals_per_season": (0, 255, "rules: count too high"),
}


@pytest.mark.parametrize("name", BOUNDS)
def test_set_type__each_bound__to_the_last_unit(rules, owner, name):
    lowest, highest, reason = BOUNDS[name]
    for fitting in (lowest, highest):
        rule = replace(RULE, **{name: fitting})
        version = rules.set_type(0, rule.values(), [], sender=owner)
        assert tuple(rules.rule(0, version)) == rule.values()
    for beyond in {max(lowest - 1, 0), highest + 1, 2**256 - 1} - {lowest}:
        with refused(reason, rules):
            rules.set_type(0, replace(RULE, **{name: beyond}).values(), [], sender=owner)


def test_views__unknown__refused_or_zero(rules):
    assert rules.latest(2) == 0
    for unknown in ((0, 2), (2, 0), (2, 1)):
        for view in (rules.rule, rules.word):
            with boa.reverts("rules: no such rule"):
                view(*unknown)


# --- characters --------------------------------------------------------------------------------


def test_set_type__vote_of_a_whole_season__fits_and_no_second_more(deploy, owner):
    """G-4: the lanes of a seat's credits are free again when their turn comes."""
    rules = deploy(RULE, CONSTITUTION)
    whole = replace(RULE, delay_seconds=YEAR, period_seconds=YEAR, extension_seconds=YEAR)
    rules.set_type(0, whole.values(), [], sender=owner)
    short = deploy_rules(
        *(boa.loads(STUB, seconds) for seconds in (30 * DAY, 0)),
        *(
            replace(r, period_seconds=27 * DAY, extension_seconds=DAY).values()
            for r in (RULE, CONSTITUTION)
        ),
        owner=owner,
    )
    longer = replace(RULE, period_seconds=27 * DAY, extension_seconds=DAY + 1)
    with refused("rules: vote exceeds season", short):
        short.set_type(0, longer.values(), [], sender=owner)


STUB = """
GENESIS: public(constant(uint256)) = 1
SEASON_SECONDS: public(immutable(uint256))

@deploy
def __init__(seconds: uint256):
    SEASON_SECONDS = seconds
"""


def test_set_type__constitutional_and_optimistic__refused(rules, owner):
    silent = replace(CONSTITUTION, is_optimistic=True)
    for proposal_type in (0, 1, 2):
        with refused("rules: silence is no consent", rules):
            rules.set_type(proposal_type, silent.values(), [], sender=owner)


def test_set_type__type_1__stays_the_constitution(rules, owner):
    """G-12: and is free to make any call."""
    allowed = [(owner, b"\0" * 4, 0, [])]
    for rule, permissions in ((RULE, []), (CONSTITUTION, allowed)):
        with refused("rules: not a constitution", rules):
            rules.set_type(1, rule.values(), permissions, sender=owner)
    rules.set_type(2, CONSTITUTION.values(), allowed, sender=owner)


@pytest.mark.parametrize(
    ("permission", "reason"),
    [
        ((NOBODY, b"\0" * 4, 0, []), "rules: permission without target"),
        ((TARGET, b"\0" * 4, 0, [(0, 2, 1)]), "rules: empty range"),
        ((TARGET, b"\0" * 4, 0, [(63, 0, 1)]), "rules: no such parameter"),
    ],
)
def test_set_type__permission_that_cannot_be__refused(rules, owner, permission, reason):
    with refused(reason, rules):
        rules.set_type(0, RULE.values(), [permission], sender=owner)


def test_set_type__permission_twice__refused(rules, owner):
    allowed = (TARGET, b"\1" * 4, 0, [])
    with refused("rules: permission comes twice", rules):
        rules.set_type(0, RULE.values(), [allowed, allowed], sender=owner)
