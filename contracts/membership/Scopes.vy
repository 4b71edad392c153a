# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Scopes
@notice The tree of places, guilds, functions, alliances, public bodies and ecosystems that make up the alliance: who
        belongs to which by consent of both sides, and who holds which role until when.
@dev Scope 1 is the alliance itself, the root. Roles: 1 STEWARD, 2 CONFIRMER, 3 REVIEWER, 4 ARBITER; each has an end.
     What a seat is in a scope is one word (`mandate_word`). A role or a membership is the seat's, and counts only while
     the seat is active: whoever reads one has read the seat's standing first. A seat that left the alliance keeps its
     words; they count again if the alliance takes it back before their end.
@custom:units times are UTC seconds
@custom:invariant M-5 a seat belongs to a scope only if both sides agreed; every scope hangs on the root by at most
        MAX_DEPTH levels; no role lasts longer than MAX_ROLE_SECONDS from its grant
@custom:pause There is nothing to stop: roles end by themselves, and the owner (the timelock) ends any of them earlier.
"""

from contracts.common import owned
from contracts.interfaces import IMembership
from contracts.interfaces import IScopes
from contracts.membership import mandate_word
from contracts.membership import scope_word
from contracts.membership import seat_word

implements: IScopes

initializes: owned

exports: (owned.owner, owned.sealed, owned.seal, owned.transfer_ownership)

# Deep enough for ecosystem, region, town, quarter, house and group; shallow enough to be walked.
MAX_DEPTH: constant(uint256) = 6
MAX_BATCH: constant(uint256) = 64
# Whoever founds a scope tends it for a year, then somebody must be chosen.
FOUNDER_SECONDS: constant(uint256) = 365 * 86_400
# No mandate outlives two years without a new decision.
MAX_ROLE_SECONDS: constant(uint256) = 2 * 365 * 86_400

MEMBERSHIP: public(immutable(address))

scope_count: public(uint256)
_scopes: HashMap[uint256, uint256]  # scope -> scope word
_mandates: HashMap[uint256, HashMap[uint256, uint256]]  # scope -> seat -> mandate word


@deploy
def __init__(membership: address, charter: bytes32, owner: address):
    owned.__init__(owner)
    MEMBERSHIP = membership
    self._found(0, scope_word.ALLIANCE, 1, charter)


# --- stewards, and the owner: the deployer while the alliance is set up, then the timelock --------


@external
def found(parent: uint256, kind: uint256, charter: bytes32) -> uint256:
    """
    @notice Found a scope below `parent`: the owner, or a steward of the parent. A steward who founds one belongs to
            it and is its first steward, for a year.
    @param kind 1 alliance, 2 place, 3 guild, 4 function, 5 public body, 6 ecosystem.
    @param charter Hash of the text its founders agreed on, which stays off the chain.
    @return Number of the new scope.
    """
    self._require_scope(parent)
    founder: uint256 = self._require_owner_or_steward(parent)
    assert kind >= scope_word.ALLIANCE and kind <= scope_word.ECOSYSTEM, "scopes: unknown kind"
    depth: uint256 = scope_word._depth(self._scopes[parent]) + 1
    assert depth <= MAX_DEPTH, "scopes: too deep"
    scope: uint256 = self._found(parent, kind, depth, charter)
    if founder > 0:
        self._agree(scope, founder, mandate_word.SEAT_AGREED)
        self._agree(scope, founder, mandate_word.SCOPE_AGREED)
        self._set_role(scope, founder, mandate_word.STEWARD, block.timestamp + FOUNDER_SECONDS)
    return scope


@external
def accept(scope: uint256, seats: DynArray[uint256, MAX_BATCH]):
    """
    @notice Agree that seats belong to the scope, whether they asked already or will: the owner, or a steward.
    @param seats Those accepted before are passed over.
    """
    self._require_scope(scope)
    self._require_owner_or_steward(scope)
    assert len(seats) > 0, "scopes: nobody to accept"
    seat_count: uint256 = staticcall IMembership(MEMBERSHIP).seat_count()
    for seat: uint256 in seats:
        self._require_seat(seat, seat_count)
        if not mandate_word._agreed(self._mandates[scope][seat], mandate_word.SCOPE_AGREED):
            self._agree(scope, seat, mandate_word.SCOPE_AGREED)


@external
def grant_role(scope: uint256, seat: uint256, role: uint256, until: uint256):
    """
    @notice Give a seat a role, or another end of it: the owner any role, a steward of the scope CONFIRMER only.
    @param until First second after the role, at most two years ahead [UTC seconds].
    """
    self._require_scope(scope)
    self._require_may_appoint(scope, role)
    assert until > block.timestamp, "scopes: end not in the future"
    assert until <= block.timestamp + MAX_ROLE_SECONDS, "scopes: end too far"
    self._require_seat(seat, staticcall IMembership(MEMBERSHIP).seat_count())
    self._set_role(scope, seat, role, until)


# --- seats ----------------------------------------------------------------------------------------


@external
def join(scope: uint256):
    """
    @notice Agree to belong to the scope; the seat does so once the scope agrees too.
    """
    self._require_scope(scope)
    seat: uint256 = self._active_seat()
    assert seat > 0, "scopes: no active seat"
    word: uint256 = self._mandates[scope][seat]
    assert not mandate_word._agreed(word, mandate_word.SEAT_AGREED), "scopes: already asked"
    self._agree(scope, seat, mandate_word.SEAT_AGREED)


@external
def leave(scope: uint256):
    """
    @notice Stop belonging to the scope, at any time. Every role of the seat in it ends too.
    """
    seat: uint256 = seat_word._seat(self._standing())
    assert seat > 0 and self._mandates[scope][seat] > 0, "scopes: nothing to leave"
    self._mandates[scope][seat] = 0
    log IScopes.ScopeLeft(scope=scope, seat=seat)


@external
def end_role(scope: uint256, seat: uint256, role: uint256):
    """
    @notice End a role before its time: its holder, the owner, or for CONFIRMER a steward of the scope.
    """
    if seat_word._seat(self._standing()) != seat:
        self._require_may_appoint(scope, role)
    assert self._has_role(scope, seat, role), "scopes: role not held"
    self._mandates[scope][seat] = mandate_word._with_role_end(
        self._mandates[scope][seat], role, block.timestamp
    )
    log IScopes.RoleEnded(scope=scope, seat=seat, role=role)


# --- what other contracts read --------------------------------------------------------------------


@external
@view
def exists(scope: uint256) -> bool:
    """
    @notice Whether the scope was founded; scopes are numbered from 1.
    """
    return self._scopes[scope] != 0


@external
@view
def scope(scope_id: uint256) -> IScopes.Scope:
    """
    @notice What the scope is and where it hangs; all zero if it does not exist.
    """
    word: uint256 = self._scopes[scope_id]
    return IScopes.Scope(
        parent=scope_word._parent(word),
        kind=scope_word._kind(word),
        depth=scope_word._depth(word),
        founded_at=scope_word._founded_at(word),
    )


@external
@view
def has_role(scope: uint256, seat: uint256, role: uint256) -> bool:
    """
    @notice Whether the seat holds the role now. The reader has checked that the seat is active.
    """
    return self._has_role(scope, seat, role)


@external
@view
def role_until(scope: uint256, seat: uint256, role: uint256) -> uint256:
    """
    @notice First second after the seat's role, be it past or to come; 0 if it never held it [UTC seconds].
    """
    return mandate_word._role_end(self._mandates[scope][seat], role)


@external
@view
def is_member(scope: uint256, seat: uint256) -> bool:
    """
    @notice Whether both sides agreed that the seat belongs. The reader has checked that the seat is active.
    """
    return mandate_word._joined_at(self._mandates[scope][seat]) != 0


@external
@view
def joined_at(scope: uint256, seat: uint256) -> uint256:
    """
    @notice When the later of both sides agreed; 0 if the seat does not belong to the scope [UTC seconds].
    """
    return mandate_word._joined_at(self._mandates[scope][seat])


# --- internals ------------------------------------------------------------------------------------


@internal
def _found(parent: uint256, kind: uint256, depth: uint256, charter: bytes32) -> uint256:
    """
    @notice Write the next scope.
    """
    scope: uint256 = self.scope_count + 1
    self.scope_count = scope
    self._scopes[scope] = scope_word._new(parent, kind, depth, block.timestamp)
    log IScopes.ScopeFounded(scope=scope, parent=parent, kind=kind, charter=charter)
    return scope


@internal
def _agree(scope: uint256, seat: uint256, side: uint256):
    """
    @notice Write that one side wants the seat to belong to the scope.
    """
    self._mandates[scope][seat] = mandate_word._with_agreement(
        self._mandates[scope][seat], side, block.timestamp
    )
    if side == mandate_word.SEAT_AGREED:
        log IScopes.JoinRequested(scope=scope, seat=seat)
    else:
        log IScopes.JoinAccepted(scope=scope, seat=seat)


@internal
def _set_role(scope: uint256, seat: uint256, role: uint256, until: uint256):
    """
    @notice Write a role with its end.
    """
    self._mandates[scope][seat] = mandate_word._with_role_end(
        self._mandates[scope][seat], role, until
    )
    log IScopes.RoleGranted(scope=scope, seat=seat, role=role, until=until)


@internal
@view
def _require_scope(scope: uint256):
    """
    @notice Refuse a scope that was never founded.
    """
    assert self._scopes[scope] != 0, "scopes: no such scope"


@internal
@pure
def _require_seat(seat: uint256, seat_count: uint256):
    """
    @notice Refuse a seat that was never granted.
    """
    assert seat > 0 and seat <= seat_count, "scopes: no such seat"


@internal
@view
def _require_owner_or_steward(scope: uint256) -> uint256:
    """
    @notice Refuse a caller who is neither.
    @return The steward's seat, or 0 for the owner.
    """
    if msg.sender == owned.owner:
        return 0
    seat: uint256 = self._active_seat()
    assert self._has_role(scope, seat, mandate_word.STEWARD), "scopes: not a steward"
    return seat


@internal
@view
def _require_may_appoint(scope: uint256, role: uint256):
    """
    @notice Refuse a caller who may not decide on this role: stewards decide on CONFIRMER, the owner on all.
    """
    assert role >= mandate_word.STEWARD and role <= mandate_word.ARBITER, "scopes: unknown role"
    if role == mandate_word.CONFIRMER:
        self._require_owner_or_steward(scope)
    else:
        owned._check_owner()


@internal
@view
def _has_role(scope: uint256, seat: uint256, role: uint256) -> bool:
    """
    @notice Whether the seat's role has begun and not yet ended.
    """
    return seat > 0 and block.timestamp < mandate_word._role_end(self._mandates[scope][seat], role)


@internal
@view
def _standing() -> uint256:
    """
    @notice The caller's seat word.
    """
    return staticcall IMembership(MEMBERSHIP).standing(msg.sender)


@internal
@view
def _active_seat() -> uint256:
    """
    @notice The caller's seat if it is active, else 0.
    """
    word: uint256 = self._standing()
    return seat_word._seat(word) if seat_word._is_active(word) else 0
