# SPDX-License-Identifier: Apache-2.0
"""Deployment against description: equal when it is, and each difference on a line of its own."""

import pytest

from cosmolocal.deploy.verify import verify
from cosmolocal.scopes import Role
from tests.sdk.valley import ARBITER, BAKER, DAY, HOUR, MILLER, ROOT


def compare(valley, description=None, manifest=None):
    described, recorded = description or valley.description, manifest or valley.manifest
    return verify(described, valley.alliance.chain, recorded)


def subjects(comparison):
    return [drift.subject for drift in comparison.drift]


def changed(description, **sections):
    """The same description with some keys of its sections changed."""
    updates = {
        name: getattr(description, name).model_copy(update=keys) for name, keys in sections.items()
    }
    return description.model_copy(update=updates)


def test_verify__right_after_deployment__everything_is_as_described(valley):
    comparison = compare(valley)

    assert comparison.is_as_described
    assert comparison.drift == ()
    assert comparison.compared > 100


@pytest.mark.parametrize(
    ("section", "keys", "expected"),
    [
        (
            "season",
            {"seconds": 80 * DAY},
            [*["seasons.SEASON_SECONDS"] * 2, "RECLAIM_SECONDS", *["seasons.SEASON_SECONDS"] * 3],
        ),
        ("credits", {"base": 99}, ["BASE_CREDITS", "ORGANISATION_CREDITS"]),
        ("credits", {"bonus_unit": 7}, ["QuadraticGovernor: ballots.BONUS_UNIT"]),
        ("credits", {"bonus_cap": 7}, ["QuadraticGovernor: ballots.BONUS_CAP"]),
        ("ledger", {"season_allowance": HOUR}, ["ContributionLedger: SEASON_ALLOWANCE"]),
        ("public", {"symbol": "LAKE"}, ["Membership: symbol"]),
        ("timelock", {"min_delay_seconds": HOUR}, ["Timelock: minimum delay"]),
        ("credits", {"organisations": 7}, ["ballots.ORGANISATION_CREDITS"]),
        ("proposals", {"quorum_bps": 1}, ["rule of type 0", "rule of type 1"]),
        ("proposals", {"sponsors": 1}, ["rule of type 0", "rule of type 1"]),
        (
            "guardian",
            {"until": "9 days"},
            ["QuadraticGovernor: guardian until", "Treasury: guardian until"],
        ),
        (
            "guardian",
            {"account": MILLER},
            ["QuadraticGovernor: guardian", "Treasury: guardian"],
        ),
    ],
)
def test_verify__one_parameter_differs__is_the_only_drift(valley, section, keys, expected):
    comparison = compare(valley, changed(valley.description, **{section: keys}))

    found = subjects(comparison)
    assert len(found) == len(expected)
    assert all(subject.endswith(end) for subject, end in zip(found, expected, strict=True))


def test_verify__another_name__changes_the_signing_domain(valley):
    comparison = compare(valley, changed(valley.description, public={"name": "Lake"}))

    assert subjects(comparison) == [
        "Membership: signatures._name",
        "Membership: signatures._name_hash",
        "Membership: name",
        "Vouching: signatures._name",
        "Vouching: signatures._name_hash",
        "ContributionLedger: signatures._name",
        "ContributionLedger: signatures._name_hash",
        "ProposalRules: signatures._name",
        "ProposalRules: signatures._name_hash",
        "QuadraticGovernor: signatures._name",
        "QuadraticGovernor: signatures._name_hash",
    ]


def test_verify__another_covenant_or_charter__is_seen_by_its_hash(valley):
    first, *others = valley.description.scopes
    scopes = (first.model_copy(update={"charter": "Something else."}), *others)

    changed_texts = valley.description.model_copy(update={"covenant": "Nothing.", "scopes": scopes})

    assert subjects(compare(valley, changed_texts)) == [
        "Membership: covenant",
        "Scopes: charter of scope 1",
        "Scopes: charter of scope 2",
    ]


def test_verify__fewer_seats_described__shows_every_seat_that_moved(valley):
    seats = valley.description.seats
    without = seats.model_copy(update={"organisations": seats.organisations[1:]})

    comparison = compare(valley, valley.description.model_copy(update={"seats": without}))

    assert "Membership: holder of seat 15" in subjects(comparison)


def test_verify__member_left_and_mandate_ended__are_drift(valley):
    valley.alliance.membership.leave(signer=valley.signer(BAKER))
    arbiter = valley.seat(ARBITER)
    valley.alliance.scopes.end_role(ROOT, arbiter, Role.ARBITER, signer=valley.signer(ARBITER))

    assert subjects(compare(valley)) == [
        f"Membership: balance of seat {valley.seat(BAKER)}",
        f"Scopes: end of role 4 of seat {arbiter} in scope {ROOT}",
    ]


def test_verify__rule_changed_by_vote__is_drift_with_both_figures(valley):
    governance, until = valley.alliance.governance, valley.local.now + HOUR
    action = governance.set_guardian_action(valley.address(MILLER), until)
    valley.amend(action)

    lines = [str(drift) for drift in compare(valley).drift]

    assert lines[0] == (
        "QuadraticGovernor: guardian: "
        f"described {valley.address(ARBITER)}, found {valley.address(MILLER)}"
    )
    assert lines[1].endswith(f"found {until}")


def test_verify__two_contracts_swapped__is_seen_in_code_and_wiring(valley):
    contracts = dict(valley.manifest.contracts)
    contracts["Treasury"], contracts["Scopes"] = contracts["Scopes"], contracts["Treasury"]
    swapped = valley.manifest.model_copy(update={"contracts": contracts})

    found = subjects(compare(valley, manifest=swapped))

    assert found[:2] == ["Scopes: hash of the program", "Scopes: bytes of code"]
    assert "RetroFunding: rounds.TREASURY" in found
