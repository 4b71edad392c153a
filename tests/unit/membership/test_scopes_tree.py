# SPDX-License-Identifier: Apache-2.0
"""deploy, found: the tree of scopes.

deploy → scope 1 is the alliance, at depth 1, with its charter in the event; owner zero refused
found
├── the parent does not exist → "scopes: no such scope"
├── the caller is neither owner nor active steward of the parent → "scopes: not a steward"
├── kind is not 1 to 6 → "scopes: unknown kind"
├── the parent is at depth 6 → "scopes: too deep"
├── by the owner → founded; nobody gains anything in it
└── by a steward of the parent → founded; the steward belongs to it and is its steward for a year
views of a scope never founded → nothing
"""

import boa
import pytest

from tests.reference.membership import (
    ALLIANCE,
    ECOSYSTEM,
    GUILD,
    MAX_DEPTH,
    NOBODY,
    PERSON,
    PLACE,
    ROOT,
    STEWARD,
    YEAR,
)
from tests.suite import CHARTER, deploy_scopes, refused
from tests.unit.membership.stage import log_of, wait

FARMER = 1


@pytest.fixture
def steward(scopes, actors):
    """The farmer, steward of the alliance for ten days."""
    until = boa.env.timestamp + 10 * 86_400
    scopes.grant_role(ROOT, FARMER, STEWARD, until, sender=actors.owner)
    return actors.farmer


def test_deploy__root__is_the_alliance(membership, actors):
    scopes = deploy_scopes(membership, owner=actors.owner)
    [_, founded] = log_of(scopes)
    expected = {"scope": ROOT, "parent": 0, "kind": ALLIANCE, "charter": CHARTER}
    assert founded == ("ScopeFounded", expected)
    assert scopes.scope(ROOT) == (0, ALLIANCE, 1, boa.env.timestamp)
    assert (scopes.scope_count(), scopes.exists(ROOT)) == (1, True)
    assert (scopes.MEMBERSHIP(), scopes.owner()) == (membership.address, actors.owner)


def test_deploy__zero_owner__refused(membership):
    with boa.reverts("owned: zero owner"):
        deploy_scopes(membership, owner=NOBODY)


@pytest.mark.parametrize("kind", range(ALLIANCE, ECOSYSTEM + 1))
def test_found__by_owner__hangs_it_and_grants_nothing(scopes, actors, kind):
    wait(9)
    charter = bytes([kind]) * 32
    assert scopes.found(ROOT, kind, charter, sender=actors.owner) == 2
    [founded] = log_of(scopes)
    fields = {"scope": 2, "parent": ROOT, "kind": kind, "charter": charter}
    assert founded == ("ScopeFounded", fields)
    assert scopes.scope(2) == (ROOT, kind, 2, boa.env.timestamp)
    assert (scopes.scope_count(), scopes.exists(2)) == (2, True)


def test_found__by_owner_with_a_seat__grants_nothing(membership, actors):
    scopes = deploy_scopes(membership, owner=actors.farmer)
    scopes.found(ROOT, PLACE, CHARTER, sender=actors.farmer)
    assert len(log_of(scopes)) == 1
    assert not scopes.is_member(2, FARMER)
    assert scopes.role_until(2, FARMER, STEWARD) == 0


def test_found__by_steward__belongs_and_tends_it_for_a_year(scopes, steward):
    now = boa.env.timestamp
    assert scopes.found(ROOT, GUILD, CHARTER, sender=steward) == 2
    pair = {"scope": 2, "seat": FARMER}
    assert log_of(scopes) == [
        ("ScopeFounded", {"scope": 2, "parent": ROOT, "kind": GUILD, "charter": CHARTER}),
        ("JoinRequested", pair),
        ("JoinAccepted", pair),
        ("RoleGranted", {**pair, "role": STEWARD, "until": now + YEAR}),
    ]
    assert scopes.is_member(2, FARMER)
    assert scopes.joined_at(2, FARMER) == now
    assert scopes.role_until(2, FARMER, STEWARD) == now + YEAR
    assert not scopes.is_member(ROOT, FARMER)


def test_found__by_steward_of_the_new_scope__goes_deeper(scopes, steward):
    scopes.found(ROOT, PLACE, CHARTER, sender=steward)
    assert scopes.found(2, GUILD, CHARTER, sender=steward) == 3
    assert scopes.scope(3).depth == 3


@pytest.mark.parametrize("parent", [0, 2, 2**256 - 1])
def test_found__no_such_parent__refused(scopes, actors, parent):
    with refused("scopes: no such scope", scopes):
        scopes.found(parent, PLACE, CHARTER, sender=actors.owner)


@pytest.mark.parametrize("caller", ["outsider", "baker", "mill"])
def test_found__neither_owner_nor_steward__refused(scopes, actors, caller):
    with refused("scopes: not a steward", scopes):
        scopes.found(ROOT, PLACE, CHARTER, sender=getattr(actors, caller))


def test_found__steward_of_another_scope__refused(scopes, steward, actors):
    scopes.found(ROOT, PLACE, CHARTER, sender=actors.owner)
    with refused("scopes: not a steward", scopes):
        scopes.found(2, PLACE, CHARTER, sender=steward)


def test_found__mandate_over__refused_from_its_end_on(scopes, steward):
    boa.env.timestamp = scopes.role_until(ROOT, FARMER, STEWARD) - 1
    scopes.found(ROOT, PLACE, CHARTER, sender=steward)
    wait()
    with refused("scopes: not a steward", scopes):
        scopes.found(ROOT, PLACE, CHARTER, sender=steward)


def test_found__steward_who_left_the_alliance__refused_until_back(
    scopes, membership, steward, actors
):
    membership.leave(sender=steward)
    with refused("scopes: not a steward", scopes):
        scopes.found(ROOT, PLACE, CHARTER, sender=steward)
    membership.admit([steward], PERSON, sender=actors.owner)
    scopes.found(ROOT, PLACE, CHARTER, sender=steward)


@pytest.mark.parametrize("kind", [0, 7, 2**256 - 1])
def test_found__unknown_kind__refused(scopes, actors, kind):
    with refused("scopes: unknown kind", scopes):
        scopes.found(ROOT, kind, CHARTER, sender=actors.owner)


def test_found__below_the_deepest__refused(scopes, actors):
    for parent in range(ROOT, MAX_DEPTH):
        scopes.found(parent, PLACE, CHARTER, sender=actors.owner)
    assert scopes.scope(MAX_DEPTH).depth == MAX_DEPTH
    with refused("scopes: too deep", scopes):
        scopes.found(MAX_DEPTH, PLACE, CHARTER, sender=actors.owner)


def test_views__scope_never_founded__nothing(scopes):
    assert not scopes.exists(0)
    assert not scopes.exists(2)
    assert scopes.scope(2) == (0, 0, 0, 0)
    assert not scopes.is_member(2, FARMER)
    assert not scopes.has_role(2, FARMER, STEWARD)
    assert (scopes.role_until(2, FARMER, STEWARD), scopes.joined_at(2, FARMER)) == (0, 0)
