# SPDX-License-Identifier: Apache-2.0
"""grant_role, end_role, has_role: mandates with an end.

grant_role
├── the scope does not exist → "scopes: no such scope"
├── role is not 1 to 4 → "scopes: unknown role"
├── caller
│   ├── owner → any role
│   ├── active steward of the scope → CONFIRMER; another role → "owned: not the owner"
│   └── anybody else → "scopes: not a steward" for CONFIRMER, "owned: not the owner" for the others
├── until is now or past → "scopes: end not in the future"; one second ahead → granted
├── until is beyond two years → "scopes: end too far"; exactly two years → granted
├── the seat was never granted → "scopes: no such seat"
└── granted before → the new end replaces the old one, later or earlier
end_role
├── role is not 1 to 4 → "scopes: unknown role", to its would-be holder "scopes: role not held"
├── role never granted, over or ended → "scopes: role not held"
├── by the owner, the holder (also after leaving the alliance), a steward for CONFIRMER → ended now
└── by anybody else → refused as above
has_role → up to the last second before the end, for that scope, seat and role only
"""

import boa
import pytest

from tests.reference.membership import ARBITER, CONFIRMER, PLACE, REVIEWER, ROOT, STEWARD, YEAR
from tests.suite import CHARTER, refused
from tests.unit.membership.stage import log_of, wait

FARMER, BAKER, CARTER = 1, 2, 3
VALLEY = 2
ROLES = [STEWARD, CONFIRMER, REVIEWER, ARBITER]
DAY = 86_400


@pytest.fixture
def valley(scopes, actors):
    """A place of which the farmer is the steward for ten days."""
    scopes.found(ROOT, PLACE, CHARTER, sender=actors.owner)
    scopes.grant_role(VALLEY, FARMER, STEWARD, boa.env.timestamp + 10 * DAY, sender=actors.owner)
    return scopes


def held(scopes):
    """Every role held now: (scope, seat, role)."""
    return {
        (scope, seat, role)
        for scope in (ROOT, VALLEY)
        for seat in range(7)
        for role in range(6)
        if scopes.has_role(scope, seat, role)
    }


# --- grant_role --------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ROLES)
def test_grant_role__by_owner__held_until_its_end(valley, actors, role):
    before, until = held(valley), boa.env.timestamp + DAY
    valley.grant_role(VALLEY, BAKER, role, until, sender=actors.owner)
    fields = {"scope": VALLEY, "seat": BAKER, "role": role, "until": until}
    assert log_of(valley) == [("RoleGranted", fields)]
    assert held(valley) == before | {(VALLEY, BAKER, role)}
    assert valley.role_until(VALLEY, BAKER, role) == until
    assert not valley.is_member(VALLEY, BAKER)

    boa.env.timestamp = until - 1
    assert valley.has_role(VALLEY, BAKER, role)
    wait()
    assert held(valley) == before
    assert valley.role_until(VALLEY, BAKER, role) == until


def test_grant_role__by_steward__confirmer_only(valley, actors):
    until = boa.env.timestamp + DAY
    valley.grant_role(VALLEY, BAKER, CONFIRMER, until, sender=actors.farmer)
    assert valley.has_role(VALLEY, BAKER, CONFIRMER)
    for role in (STEWARD, REVIEWER, ARBITER):
        with refused("owned: not the owner", valley):
            valley.grant_role(VALLEY, BAKER, role, until, sender=actors.farmer)


def test_grant_role__by_anybody_else__refused(valley, membership, actors):
    until = boa.env.timestamp + DAY
    valley.grant_role(VALLEY, CARTER, CONFIRMER, until, sender=actors.owner)
    for caller in (actors.outsider, actors.baker, actors.carter):
        with refused("scopes: not a steward", valley):
            valley.grant_role(VALLEY, BAKER, CONFIRMER, until, sender=caller)
        for role in (STEWARD, REVIEWER, ARBITER):
            with refused("owned: not the owner", valley):
                valley.grant_role(VALLEY, BAKER, role, until, sender=caller)
    with refused("scopes: not a steward", valley):
        valley.grant_role(ROOT, BAKER, CONFIRMER, until, sender=actors.farmer)
    membership.leave(sender=actors.farmer)
    with refused("scopes: not a steward", valley):
        valley.grant_role(VALLEY, BAKER, CONFIRMER, until, sender=actors.farmer)


@pytest.mark.parametrize("scope", [0, 3])
def test_grant_role__no_such_scope__refused(valley, actors, scope):
    with refused("scopes: no such scope", valley):
        valley.grant_role(scope, BAKER, ARBITER, boa.env.timestamp + DAY, sender=actors.owner)


@pytest.mark.parametrize("role", [0, 5, 2**256 - 1])
def test_grant_role__unknown_role__refused(valley, actors, role):
    with refused("scopes: unknown role", valley):
        valley.grant_role(VALLEY, BAKER, role, boa.env.timestamp + DAY, sender=actors.owner)


@pytest.mark.parametrize("seat", [0, 6, 2**256 - 1])
def test_grant_role__seat_never_granted__refused(valley, actors, seat):
    with refused("scopes: no such seat", valley):
        valley.grant_role(VALLEY, seat, ARBITER, boa.env.timestamp + DAY, sender=actors.owner)


@pytest.mark.parametrize("ahead", [1, 2 * YEAR])
def test_grant_role__end_at_its_bounds__granted(valley, actors, ahead):
    until = boa.env.timestamp + ahead
    valley.grant_role(VALLEY, BAKER, REVIEWER, until, sender=actors.owner)
    assert valley.role_until(VALLEY, BAKER, REVIEWER) == until


@pytest.mark.parametrize(
    ("ahead", "reason"),
    [
        (0, "scopes: end not in the future"),
        (-1, "scopes: end not in the future"),
        (2 * YEAR + 1, "scopes: end too far"),
        (2**255, "scopes: end too far"),
    ],
)
def test_grant_role__end_out_of_bounds__refused(valley, actors, ahead, reason):
    with refused(reason, valley):
        valley.grant_role(VALLEY, BAKER, REVIEWER, boa.env.timestamp + ahead, sender=actors.owner)


@pytest.mark.parametrize("shift", [-100, 100])
def test_grant_role__again__the_new_end_counts(valley, actors, shift):
    until = boa.env.timestamp + DAY
    valley.grant_role(VALLEY, BAKER, REVIEWER, until, sender=actors.owner)
    valley.grant_role(VALLEY, BAKER, REVIEWER, until + shift, sender=actors.owner)
    assert valley.role_until(VALLEY, BAKER, REVIEWER) == until + shift


# --- end_role ----------------------------------------------------------------------------------


@pytest.fixture
def all_roles(valley, actors):
    """The baker holds every role in the valley for a day."""
    for role in ROLES:
        valley.grant_role(VALLEY, BAKER, role, boa.env.timestamp + DAY, sender=actors.owner)
    wait(60)
    return valley


@pytest.mark.parametrize(
    ("caller", "roles"), [("owner", ROLES), ("baker", ROLES), ("farmer", [CONFIRMER])]
)
def test_end_role__by_who_may__ends_now(all_roles, actors, caller, roles):
    for role in roles:
        before = held(all_roles)
        all_roles.end_role(VALLEY, BAKER, role, sender=getattr(actors, caller))
        fields = {"scope": VALLEY, "seat": BAKER, "role": role}
        assert log_of(all_roles) == [("RoleEnded", fields)]
        assert held(all_roles) == before - {(VALLEY, BAKER, role)}
        assert all_roles.role_until(VALLEY, BAKER, role) == boa.env.timestamp


def test_end_role__by_holder_who_left_the_alliance__ends_now(all_roles, membership, actors):
    membership.leave(sender=actors.baker)
    all_roles.end_role(VALLEY, BAKER, ARBITER, sender=actors.baker)
    assert not all_roles.has_role(VALLEY, BAKER, ARBITER)


def test_end_role__by_anybody_else__refused(all_roles, actors):
    for role in (STEWARD, REVIEWER, ARBITER):
        for caller in (actors.farmer, actors.carter, actors.outsider):
            with refused("owned: not the owner", all_roles):
                all_roles.end_role(VALLEY, BAKER, role, sender=caller)
    for caller in (actors.carter, actors.outsider):
        with refused("scopes: not a steward", all_roles):
            all_roles.end_role(VALLEY, BAKER, CONFIRMER, sender=caller)


def test_end_role__not_held__refused(all_roles, actors):
    until = all_roles.role_until(VALLEY, BAKER, ARBITER)
    cases = [(VALLEY, CARTER, ARBITER), (ROOT, BAKER, ARBITER), (3, BAKER, ARBITER), (2, 0, 1)]
    for scope, seat, role in cases:
        with refused("scopes: role not held", all_roles):
            all_roles.end_role(scope, seat, role, sender=actors.owner)
    all_roles.end_role(VALLEY, BAKER, REVIEWER, sender=actors.owner)
    with refused("scopes: role not held", all_roles):
        all_roles.end_role(VALLEY, BAKER, REVIEWER, sender=actors.owner)
    boa.env.timestamp = until
    with refused("scopes: role not held", all_roles):
        all_roles.end_role(VALLEY, BAKER, ARBITER, sender=actors.baker)


@pytest.mark.parametrize("role", [0, 5, 2**256 - 1])
def test_end_role__unknown_role__refused(all_roles, actors, role):
    with refused("scopes: unknown role", all_roles):
        all_roles.end_role(VALLEY, BAKER, role, sender=actors.owner)
    with refused("scopes: role not held", all_roles):
        all_roles.end_role(VALLEY, BAKER, role, sender=actors.baker)


def test_end_role__seat_zero_by_an_outsider__refused(all_roles, actors):
    with refused("scopes: role not held", all_roles):
        all_roles.end_role(VALLEY, 0, ARBITER, sender=actors.outsider)


def test_end_role__and_grant_anew__held_again(all_roles, actors):
    all_roles.end_role(VALLEY, BAKER, ARBITER, sender=actors.owner)
    all_roles.grant_role(VALLEY, BAKER, ARBITER, boa.env.timestamp + 1, sender=actors.owner)
    assert all_roles.has_role(VALLEY, BAKER, ARBITER)


def test_owner__after_the_seal__the_new_one_only(valley, actors):
    valley.seal(actors.town, sender=actors.owner)
    until = boa.env.timestamp + DAY
    with refused("owned: not the owner", valley):
        valley.grant_role(VALLEY, BAKER, ARBITER, until, sender=actors.owner)
    valley.grant_role(VALLEY, BAKER, ARBITER, until, sender=actors.town)
    assert (valley.owner(), valley.sealed()) == (actors.town, True)
