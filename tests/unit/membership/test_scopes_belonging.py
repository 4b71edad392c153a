# SPDX-License-Identifier: Apache-2.0
"""join, accept, leave: a seat belongs to a scope when both sides agreed (M-5).

join
├── the scope does not exist → "scopes: no such scope"
├── the caller has no active seat → "scopes: no active seat"
├── asked before, accepted or not → "scopes: already asked"
└── asks; if the scope agreed before, belongs from now
accept
├── the scope does not exist → "scopes: no such scope"
├── the caller is neither owner nor active steward of it → "scopes: not a steward"
├── nobody named → "scopes: nobody to accept"
├── a seat was never granted → "scopes: no such seat" (refuses the whole batch)
├── a seat accepted before → passed over
└── agrees; a seat that asked before belongs from now
leave
├── nothing known of the caller's seat here → "scopes: nothing to leave"
└── asked, accepted, belonging or with roles only → all of it ends; both sides must agree anew
"""

import boa
import pytest

from tests.reference.membership import ARBITER, CONFIRMER, PERSON, PLACE, ROOT, STEWARD
from tests.suite import CHARTER, deploy_scopes, refused
from tests.unit.membership.stage import log_of, wait

FARMER, BAKER, CARTER, MILL = 1, 2, 3, 4
VALLEY = 2


@pytest.fixture
def valley(scopes, actors):
    """A place of which the farmer is the steward for a day."""
    scopes.found(ROOT, PLACE, CHARTER, sender=actors.owner)
    scopes.grant_role(VALLEY, FARMER, STEWARD, boa.env.timestamp + 86_400, sender=actors.owner)
    return scopes


# --- join --------------------------------------------------------------------------------------


def test_join__first__only_asks(valley, actors):
    valley.join(VALLEY, sender=actors.baker)
    assert log_of(valley) == [("JoinRequested", {"scope": VALLEY, "seat": BAKER})]
    assert not valley.is_member(VALLEY, BAKER)
    assert valley.joined_at(VALLEY, BAKER) == 0


def test_join__after_being_accepted__belongs_from_now(valley, actors):
    valley.accept(VALLEY, [BAKER], sender=actors.farmer)
    assert not valley.is_member(VALLEY, BAKER)
    wait(40)
    valley.join(VALLEY, sender=actors.baker)
    assert valley.is_member(VALLEY, BAKER)
    assert valley.joined_at(VALLEY, BAKER) == boa.env.timestamp
    assert not valley.is_member(ROOT, BAKER)


def test_join__the_first_seat_of_all__asks_like_any_other(valley, actors):
    valley.join(VALLEY, sender=actors.farmer)
    assert log_of(valley) == [("JoinRequested", {"scope": VALLEY, "seat": FARMER})]


@pytest.mark.parametrize("scope", [0, 3])
def test_join__no_such_scope__refused(valley, actors, scope):
    with refused("scopes: no such scope", valley):
        valley.join(scope, sender=actors.baker)


def test_join__no_active_seat__refused(valley, membership, actors):
    membership.leave(sender=actors.baker)
    for caller in (actors.outsider, actors.baker, actors.owner):
        with refused("scopes: no active seat", valley):
            valley.join(VALLEY, sender=caller)


def test_join__twice__refused(valley, actors):
    valley.join(VALLEY, sender=actors.baker)
    with refused("scopes: already asked", valley):
        valley.join(VALLEY, sender=actors.baker)
    valley.accept(VALLEY, [BAKER], sender=actors.farmer)
    with refused("scopes: already asked", valley):
        valley.join(VALLEY, sender=actors.baker)


# --- accept ------------------------------------------------------------------------------------


@pytest.mark.parametrize("caller", ["owner", "farmer"])
def test_accept__those_who_asked__belong_from_now(valley, actors, caller):
    for member in (actors.baker, actors.mill):
        valley.join(VALLEY, sender=member)
    wait(7)
    valley.accept(VALLEY, [MILL, BAKER, CARTER], sender=getattr(actors, caller))
    assert log_of(valley) == [
        ("JoinAccepted", {"scope": VALLEY, "seat": seat}) for seat in (MILL, BAKER, CARTER)
    ]
    joined = [valley.joined_at(VALLEY, seat) for seat in (BAKER, MILL, CARTER)]
    assert joined == [boa.env.timestamp, boa.env.timestamp, 0]


def test_accept__accepted_before__passed_over(valley, actors):
    valley.join(VALLEY, sender=actors.baker)
    valley.accept(VALLEY, [BAKER], sender=actors.farmer)
    joined = valley.joined_at(VALLEY, BAKER)
    wait(7)
    valley.accept(VALLEY, [BAKER, CARTER, CARTER], sender=actors.farmer)
    assert log_of(valley) == [("JoinAccepted", {"scope": VALLEY, "seat": CARTER})]
    assert valley.joined_at(VALLEY, BAKER) == joined


@pytest.mark.parametrize("scope", [0, 3])
def test_accept__no_such_scope__refused(valley, actors, scope):
    with refused("scopes: no such scope", valley):
        valley.accept(scope, [BAKER], sender=actors.owner)


def test_accept__neither_owner_nor_steward_of_it__refused(valley, membership, actors):
    for caller in (actors.outsider, actors.baker):
        with refused("scopes: not a steward", valley):
            valley.accept(VALLEY, [BAKER], sender=caller)
    with refused("scopes: not a steward", valley):
        valley.accept(ROOT, [BAKER], sender=actors.farmer)
    membership.leave(sender=actors.farmer)
    with refused("scopes: not a steward", valley):
        valley.accept(VALLEY, [BAKER], sender=actors.farmer)


def test_accept__other_roles__are_no_steward(valley, actors):
    until = boa.env.timestamp + 86_400
    for role in range(CONFIRMER, ARBITER + 1):
        valley.grant_role(VALLEY, BAKER, role, until, sender=actors.owner)
    with refused("scopes: not a steward", valley):
        valley.accept(VALLEY, [CARTER], sender=actors.baker)


def test_accept__nobody__refused(valley, actors):
    with refused("scopes: nobody to accept", valley):
        valley.accept(VALLEY, [], sender=actors.farmer)


@pytest.mark.parametrize("seat", [0, 6, 2**256 - 1])
def test_accept__seat_never_granted__refused(valley, actors, seat):
    with refused("scopes: no such seat", valley):
        valley.accept(VALLEY, [BAKER, seat], sender=actors.farmer)


def test_accept__more_than_a_batch__reverts(valley, actors):
    with boa.reverts():
        valley.accept(VALLEY, [BAKER] * 65, sender=actors.owner)
    valley.accept(VALLEY, [BAKER] * 64, sender=actors.owner)


# --- leave -------------------------------------------------------------------------------------


def ask(valley, actors):
    valley.join(VALLEY, sender=actors.baker)


def be_accepted(valley, actors):
    valley.accept(VALLEY, [BAKER], sender=actors.farmer)


def hold_roles(valley, actors):
    until = boa.env.timestamp + 3_600
    for role in range(STEWARD, ARBITER + 1):
        valley.grant_role(VALLEY, BAKER, role, until, sender=actors.owner)


@pytest.mark.parametrize(
    "steps", [[ask], [be_accepted], [hold_roles], [ask, be_accepted, hold_roles]]
)
def test_leave__whatever_it_was__all_of_it_ends(valley, actors, steps):
    for step in steps:
        step(valley, actors)
    valley.leave(VALLEY, sender=actors.baker)
    assert log_of(valley) == [("ScopeLeft", {"scope": VALLEY, "seat": BAKER})]
    assert not valley.is_member(VALLEY, BAKER)
    roles = range(STEWARD, ARBITER + 1)
    left_at = boa.env.timestamp if hold_roles in steps else 0
    assert {valley.role_until(VALLEY, BAKER, role) for role in roles} == {left_at}
    assert not any(valley.has_role(VALLEY, BAKER, role) for role in roles)
    with refused("scopes: nothing to leave", valley):
        valley.leave(VALLEY, sender=actors.baker)


def test_leave__and_come_back__both_must_agree_anew(valley, actors):
    ask(valley, actors)
    be_accepted(valley, actors)
    valley.leave(VALLEY, sender=actors.baker)
    ask(valley, actors)
    assert not valley.is_member(VALLEY, BAKER)
    be_accepted(valley, actors)
    assert valley.is_member(VALLEY, BAKER)


def test_leave__after_leaving_the_alliance__still_possible(valley, membership, actors):
    ask(valley, actors)
    membership.leave(sender=actors.baker)
    valley.leave(VALLEY, sender=actors.baker)
    membership.admit([actors.baker], PERSON, sender=actors.owner)
    ask(valley, actors)


@pytest.mark.parametrize("caller", ["carter", "outsider", "owner"])
@pytest.mark.parametrize("scope", [0, ROOT, VALLEY, 3])
def test_leave__nothing_known__refused(valley, actors, caller, scope):
    with refused("scopes: nothing to leave", valley):
        valley.leave(scope, sender=getattr(actors, caller))


def test_leave__one_scope__leaves_the_others(valley, actors):
    until = boa.env.timestamp + 3_600
    valley.grant_role(ROOT, BAKER, ARBITER, until, sender=actors.owner)
    hold_roles(valley, actors)
    valley.leave(VALLEY, sender=actors.baker)
    assert valley.has_role(ROOT, BAKER, ARBITER)
    assert valley.has_role(VALLEY, FARMER, STEWARD)


# --- one that needs no stage ---------------------------------------------------------------------


def test_scopes__of_another_roll__know_only_its_seats(membership, actors):
    scopes = deploy_scopes(membership, owner=actors.owner)
    with refused("scopes: no such seat", scopes):
        scopes.accept(ROOT, [6], sender=actors.owner)
    membership.admit([actors.newcomer], PERSON, sender=actors.owner)
    scopes.accept(ROOT, [6], sender=actors.owner)
    scopes.join(ROOT, sender=actors.newcomer)
    assert scopes.is_member(ROOT, 6)
