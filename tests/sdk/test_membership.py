# SPDX-License-Identifier: Apache-2.0
"""Membership and scopes through the SDK, on both engines."""

import pytest

from cosmolocal.calls import Simulation
from cosmolocal.errors import BadInput, MembershipNothingToLeave, ScopesNotASteward
from cosmolocal.membership import Seasons, SeatKind, SeatStatus, replay
from cosmolocal.scopes import Role, ScopeKind
from tests.sdk.valley import (
    ARBITER,
    BAKER,
    BREAD,
    DAY,
    HOUR,
    MILL,
    MILLER,
    RIVER,
    ROOT,
    SHEPHERD,
)


def test_standing__founder__has_the_seat_of_the_description(valley):
    standing = valley.alliance.membership.standing(valley.address(MILL))

    assert (standing.seat, standing.kind) == (valley.seat(MILL), SeatKind.ORGANISATION)
    assert standing.status is SeatStatus.ACTIVE
    assert standing.is_active
    assert 0 < standing.credits_from <= valley.local.now
    assert standing.awake_until is None
    assert (standing.term_end, standing.is_dormant) == (None, False)


def test_standing__outsider__has_no_seat(valley):
    membership = valley.alliance.membership

    standing = membership.standing(valley.outsider.address)

    assert (standing.seat, standing.kind, standing.status) == (None, None, SeatStatus.NONE)
    with pytest.raises(BadInput, match="has no seat"):
        membership.seat(valley.outsider.address)


def test_roll__after_deployment__is_the_description(valley):
    roll = valley.alliance.membership.roll()

    named = [(seat.name, valley.address(seat.name)) for seat in valley.description.all_seats]
    assert [(s.seat, s.account) for s in roll] == sorted(
        (valley.seat(name), address) for name, address in named
    )
    counts = valley.alliance.membership.counts()
    assert (counts.persons, counts.organisations) == (14, 7)


def test_leave__member__keeps_its_number_and_leaves_the_count(valley):
    membership = valley.alliance.membership

    receipt = membership.leave(signer=valley.signer(BAKER))

    assert receipt.event("SeatLeft").args == {
        "seat": valley.seat(BAKER),
        "account": valley.address(BAKER),
    }
    standing = membership.standing(valley.address(BAKER))
    assert (standing.seat, standing.status) == (valley.seat(BAKER), SeatStatus.LEFT)
    valley.warp(valley.local.now + 2)
    assert membership.counts().persons == 13


def test_leave__simulated__sends_nothing(valley):
    membership = valley.alliance.membership
    before = valley.local.chain.at().block

    simulation = membership.leave(signer=valley.signer(BAKER), simulate=True)

    assert isinstance(simulation, Simulation)
    assert simulation.gas_used > 21_000
    assert valley.local.chain.at().block == before
    assert membership.standing(valley.address(BAKER)).is_active


def test_leave__twice__is_refused_by_name(valley):
    membership = valley.alliance.membership
    membership.leave(signer=valley.signer(BAKER))

    with pytest.raises(MembershipNothingToLeave):
        membership.leave(signer=valley.signer(BAKER))


def test_admit_action__passed_by_vote__seats_an_outsider(valley):
    membership = valley.alliance.membership
    action = membership.admit_action([valley.outsider.address], SeatKind.PERSON)

    valley.pass_(valley.propose(action))

    standing = membership.standing(valley.outsider.address)
    assert (standing.seat, standing.is_active) == (22, True)


def test_join__with_the_scopes_consent__makes_a_member(valley):
    scopes, bread, seat = valley.alliance.scopes, valley.scope(BREAD), valley.seat(BAKER)
    assert not scopes.is_member(bread, seat)

    scopes.join(bread, signer=valley.signer(BAKER))

    assert scopes.is_member(bread, seat)
    scopes.leave(bread, signer=valley.signer(BAKER))
    assert not scopes.is_member(bread, seat)


def test_found__steward__tends_the_new_scope(valley):
    scopes, place = valley.alliance.scopes, valley.scope("Upper Valley")

    receipt = scopes.found(
        place, ScopeKind.GUILD, bytes(31) + b"\1", signer=valley.signer(SHEPHERD)
    )

    number = receipt.event("ScopeFounded")["scope"]
    found = scopes.show(number)
    assert (found.scope, found.parent, found.kind, found.depth) == (11, place, ScopeKind.GUILD, 3)
    assert found.founded_at == receipt.timestamp
    assert number == scopes.count()
    assert scopes.has_role(number, valley.seat(SHEPHERD), Role.STEWARD)


def test_found__member_without_mandate__is_refused_by_name(valley):
    with pytest.raises(ScopesNotASteward):
        valley.alliance.scopes.found(
            ROOT, ScopeKind.GUILD, bytes(31) + b"\1", signer=valley.signer(BAKER)
        )
    assert valley.alliance.scopes.count() == 10


def test_mandates__of_the_description__end_when_it_says(valley):
    scopes, seat = valley.alliance.scopes, valley.seat(ARBITER)

    end = valley.manifest.started_at + 360 * DAY
    assert scopes.mandates(ROOT, seat) == {Role.REVIEWER: end, Role.ARBITER: end}
    assert scopes.mandates(valley.scope(RIVER), seat) == {}


def test_grant_role__steward_names_a_confirmer__until_it_ends(valley):
    scopes, bread, seat = valley.alliance.scopes, valley.scope(BREAD), valley.seat(MILL)
    steward, until = valley.signer(MILLER), valley.local.now + 10 * DAY

    scopes.grant_role(bread, seat, Role.CONFIRMER, until, signer=steward)
    assert scopes.mandates(bread, seat) == {Role.CONFIRMER: until}
    scopes.end_role(bread, seat, Role.CONFIRMER, signer=steward)

    assert not scopes.has_role(bread, seat, Role.CONFIRMER)


def test_accept__steward__is_one_half_of_belonging(valley):
    scopes, bread, seat = valley.alliance.scopes, valley.scope(BREAD), valley.seat(ARBITER)

    scopes.accept(bread, [seat], signer=valley.signer(MILLER))

    assert not scopes.is_member(bread, seat)
    scopes.join(bread, signer=valley.signer(ARBITER))
    assert scopes.is_member(bread, seat)


def test_seasons__moments__belong_to_half_open_seasons():
    seasons = Seasons(genesis=1_000, seconds=HOUR)

    assert [seasons.at(moment) for moment in (1_000, 4_599, 4_600)] == [0, 0, 1]
    assert seasons.start(1) == 4_600
    with pytest.raises(BadInput, match="999 is before the first season"):
        seasons.at(999)


def test_season__after_a_season__counts_on(valley):
    membership = valley.alliance.membership
    assert membership.season() == 0

    valley.warp(membership.seasons.start(1))

    assert membership.season() == 1


def test_replay__seats_taken_left_and_taken_again__knows_every_count(valley):
    membership = valley.alliance.membership
    left_at = membership.leave(signer=valley.signer(BAKER)).timestamp
    action = membership.admit_action([valley.address(BAKER)], SeatKind.PERSON)
    back_at = valley.pass_(valley.propose(action)).timestamp

    state = replay(valley.alliance.events())

    assert state.contradictions == ()
    assert [state.active_at(t) for t in (left_at - 1, left_at, back_at - 1, back_at)] == [
        (14, 7),
        (13, 7),
        (13, 7),
        (14, 7),
    ]
    assert state.active_at(0) == (0, 0)
    delayed = valley.alliance.chain.read(membership.contract.functions.JOINING_DELAY())
    assert state.seats[valley.seat(BAKER)].credits_from == back_at + delayed
    assert state.ownership["Membership"].owner == valley.manifest.address("Timelock")
