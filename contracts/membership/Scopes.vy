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
     An ecosystem has no stewards, so nobody spends in its name: its CONFIRMERs are its guardians, who sign and dispute.
     Topics are numbers: 1 who belongs, 2 who confirms, 3 what is founded below; what the others stand for, the alliance
     agrees on. A scope decides itself until its steward cedes a topic to the scope above.
@custom:units times are UTC seconds
@custom:invariant M-5 a seat belongs to a scope only if both sides agreed; every scope hangs on the root by at most
        MAX_DEPTH levels; no role lasts longer than MAX_ROLE_SECONDS from its grant; nobody above a scope takes a topic
        from it, or keeps one that it reclaimed
@custom:pause There is nothing to stop: roles end by themselves, and the owner (the timelock) ends any of them earlier.
"""

from contracts.common import owned
from contracts.common import signatures
from contracts.interfaces import IMembership
from contracts.interfaces import IScopes
from contracts.membership import mandate_word
from contracts.membership import scope_word
from contracts.membership import seat_word

implements: IScopes

initializes: owned
initializes: signatures

exports: (owned.owner, owned.sealed, owned.seal, owned.transfer_ownership)
exports: signatures.eip712Domain

RESIDENCY_TYPEHASH: public(constant(bytes32)) = keccak256(
    "Residency(uint256 host,uint256 seat,uint256 begins,uint256 ends,uint256 nonce,uint256 deadline)"
)

# Deep enough for ecosystem, region, town, quarter, house and group; shallow enough to be walked.
MAX_DEPTH: constant(uint256) = 6
MAX_BATCH: constant(uint256) = 64
# Whoever founds a scope tends it for a year, then somebody must be chosen.
FOUNDER_SECONDS: constant(uint256) = 365 * 86_400
# No mandate outlives two years without a new decision.
MAX_ROLE_SECONDS: constant(uint256) = 2 * 365 * 86_400
# Whoever stays longer than a year joins.
MAX_STAY_SECONDS: constant(uint256) = 365 * 86_400
# Topics that this contract itself heeds.
BELONGING: constant(uint256) = 1
CONFIRMING: constant(uint256) = 2
FOUNDING: constant(uint256) = 3
# In place of the moment from which a topic is the scope's own again.
CEDED: constant(uint256) = max_value(uint256)

MEMBERSHIP: public(immutable(address))
RECLAIM_SECONDS: public(immutable(uint256))

scope_count: public(uint256)
_scopes: HashMap[uint256, uint256]  # scope -> scope word
_mandates: HashMap[uint256, HashMap[uint256, uint256]]  # scope -> seat -> mandate word
_own_from: HashMap[uint256, HashMap[uint256, uint256]]  # scope -> topic -> when it is its own again
_residencies: HashMap[uint256, IScopes.Residency]  # by seat: the latest
residency_nonce: public(HashMap[uint256, uint256])  # seat -> residencies so far


@deploy
def __init__(membership: address, charter: bytes32, owner: address):
    owned.__init__(owner)
    signatures.__init__("cosmolocal scopes", "1")
    MEMBERSHIP = membership
    RECLAIM_SECONDS = staticcall IMembership(membership).SEASON_SECONDS()
    self._found(0, scope_word.ALLIANCE, 1, charter)


# --- stewards, and the owner: the deployer while the alliance is set up, then the timelock --------


@external
def found(parent: uint256, kind: uint256, charter: bytes32) -> uint256:
    """
    @notice Found a scope below `parent`: the owner, or a steward of the parent. A steward who founds one belongs to
            it and is its first steward, or an ecosystem's first guardian, for a year.
    @param kind 1 alliance, 2 place, 3 guild, 4 function, 5 public body, 6 ecosystem.
    @param charter Hash of the text its founders agreed on, which stays off the chain.
    @return Number of the new scope.
    """
    self._require_scope(parent)
    founder: uint256 = self._require_owner_or_steward(parent, FOUNDING)
    assert kind >= scope_word.ALLIANCE and kind <= scope_word.ECOSYSTEM, "scopes: unknown kind"
    depth: uint256 = scope_word._depth(self._scopes[parent]) + 1
    assert depth <= MAX_DEPTH, "scopes: too deep"
    scope: uint256 = self._found(parent, kind, depth, charter)
    if founder > 0:
        self._agree(scope, founder, mandate_word.SEAT_AGREED)
        self._agree(scope, founder, mandate_word.SCOPE_AGREED)
        role: uint256 = (
            mandate_word.CONFIRMER if kind == scope_word.ECOSYSTEM else mandate_word.STEWARD
        )
        self._set_role(scope, founder, role, block.timestamp + FOUNDER_SECONDS)
    return scope


@external
def accept(scope: uint256, seats: DynArray[uint256, MAX_BATCH]):
    """
    @notice Agree that seats belong to the scope, whether they asked already or will: the owner, or a steward.
    @param seats Those accepted before are passed over.
    """
    self._require_scope(scope)
    self._require_owner_or_steward(scope, BELONGING)
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
    is_ecosystem: bool = scope_word._kind(self._scopes[scope]) == scope_word.ECOSYSTEM
    assert not (is_ecosystem and role == mandate_word.STEWARD), "scopes: ecosystem has no steward"
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
    mandate: uint256 = self._mandates[scope][seat]
    left: uint256 = mandate_word._left(mandate, block.timestamp)
    assert seat > 0 and left != mandate, "scopes: nothing to leave"
    self._mandates[scope][seat] = left
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


# --- topics ---------------------------------------------------------------------------------------


@external
def cede(scope: uint256, topic: uint256):
    """
    @notice Let the scope above decide on a topic, or go on doing so: a steward of the scope, never anybody above it.
    """
    self._require_scope(scope)
    parent: uint256 = scope_word._parent(self._scopes[scope])
    assert parent > 0, "scopes: nothing above"
    assert self._is_steward(scope, msg.sender), "scopes: not its steward"
    assert self._own_from[scope][topic] != CEDED, "scopes: already ceded"
    self._own_from[scope][topic] = CEDED
    log IScopes.TopicCeded(scope=scope, parent=parent, topic=topic)


@external
def reclaim(scope: uint256, topic: uint256):
    """
    @notice Take a topic back, from RECLAIM_SECONDS on: any seat that belongs to the scope. Nobody above can stop that;
            its steward can, by ceding again.
    """
    seat: uint256 = self._active_seat()
    belongs: bool = mandate_word._joined_at(self._mandates[scope][seat]) != 0
    assert belongs or self._is_steward(scope, msg.sender), "scopes: not of the scope"
    assert self._own_from[scope][topic] == CEDED, "scopes: not ceded"
    own_from: uint256 = block.timestamp + RECLAIM_SECONDS
    self._own_from[scope][topic] = own_from
    log IScopes.TopicReclaimed(scope=scope, topic=topic, own_from=own_from)


# --- travellers -----------------------------------------------------------------------------------


@external
def agree_residency(
    stay: IScopes.Residency,
    seat: uint256,
    steward: address,
    deadline: uint256,
    host_slip: Bytes[1024],
    guest_slip: Bytes[1024],
):
    """
    @notice Let a seat belong to a host scope for a time: agreed by a steward of it and by the seat's holder, each by
            being the caller or by a signed `Residency`, whose nonce is `residency_nonce(seat)`.
    @param deadline Last second in which the slips can be handed in [UTC seconds].
    """
    assert block.timestamp < stay.ends and stay.begins < stay.ends, "scopes: empty stay"
    assert stay.ends <= stay.begins + MAX_STAY_SECONDS, "scopes: stay too long"
    assert block.timestamp <= deadline, "scopes: slip expired"
    self._require_scope(stay.host)
    heard: bool = self._is_steward(self._authority(stay.host, BELONGING), steward)
    assert heard, "scopes: host is no steward"
    guest: address = staticcall IMembership(MEMBERSHIP).holder(seat)
    assert self._seat_of(guest) > 0, "scopes: guest has no seat"
    assert block.timestamp >= self._residencies[seat].ends, "scopes: resident elsewhere"

    slip: bytes32 = self._residency_digest(stay, seat, deadline)
    assert self._consents(steward, slip, host_slip), "scopes: host has not agreed"
    assert self._consents(guest, slip, guest_slip), "scopes: guest has not agreed"
    self._residencies[seat] = stay
    self.residency_nonce[seat] += 1
    log IScopes.ResidencyAgreed(host=stay.host, seat=seat, begins=stay.begins, ends=stay.ends)


@external
def end_residency(seat: uint256):
    """
    @notice End a residency before its time: the guest, the owner, or a steward of the host.
    """
    stay: IScopes.Residency = self._residencies[seat]
    assert block.timestamp < stay.ends, "scopes: no residency"
    if seat_word._seat(self._standing()) != seat:
        self._require_owner_or_steward(stay.host, BELONGING)
    self._residencies[seat].ends = block.timestamp
    log IScopes.ResidencyEnded(host=stay.host, seat=seat)


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
@reentrant  # nothing can be half done here: this contract calls others for views only
def has_role(scope: uint256, seat: uint256, role: uint256) -> bool:
    """
    @notice Whether the seat holds the role now. The reader has checked that the seat is active.
    """
    return self._has_role(scope, seat, role)


@external
@view
@reentrant  # as above
def role_until(scope: uint256, seat: uint256, role: uint256) -> uint256:
    """
    @notice First second after the seat's role, be it past or to come; 0 if it never held it [UTC seconds].
    """
    return mandate_word._role_end(self._mandates[scope][seat], role)


@external
@view
def is_member(scope: uint256, seat: uint256) -> bool:
    """
    @notice Whether both sides agreed that the seat belongs, for good or as a resident now. The reader has checked that
            the seat is active.
    """
    if mandate_word._joined_at(self._mandates[scope][seat]) != 0:
        return True
    stay: IScopes.Residency = self._residencies[seat]
    is_now: bool = stay.begins <= block.timestamp and block.timestamp < stay.ends
    return is_now and stay.host == scope


@external
@view
def joined_at(scope: uint256, seat: uint256) -> uint256:
    """
    @notice When the later of both sides agreed; 0 if the seat does not belong to the scope [UTC seconds].
    """
    return mandate_word._joined_at(self._mandates[scope][seat])


@external
@view
def residency(seat: uint256) -> IScopes.Residency:
    """
    @notice The latest residency of a seat, be it past, present or to come; all zero if it never had one.
    """
    return self._residencies[seat]


@external
@view
def own_from(scope: uint256, topic: uint256) -> uint256:
    """
    @notice From when a topic is the scope's own: 0 always was, 2**256 - 1 while it is ceded [UTC seconds].
    """
    return self._own_from[scope][topic]


@external
@view
def authority(scope: uint256, topic: uint256) -> uint256:
    """
    @notice The scope that decides on a topic for `scope`: itself, or the first one above that has not ceded it.
    """
    self._require_scope(scope)
    return self._authority(scope, topic)


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
def _require_owner_or_steward(scope: uint256, topic: uint256) -> uint256:
    """
    @notice Refuse a caller who is neither; a steward of the scope that decides on the topic.
    @return The steward's seat, or 0 for the owner.
    """
    if msg.sender == owned.owner:
        return 0
    decider: uint256 = self._authority(scope, topic)
    assert self._is_steward(decider, msg.sender), "scopes: not a steward"
    return self._active_seat()


@internal
@view
def _authority(scope: uint256, topic: uint256) -> uint256:
    """
    @notice Walk up from a scope to the one that decides on a topic.
    """
    decider: uint256 = scope
    for _: uint256 in range(MAX_DEPTH):
        if block.timestamp >= self._own_from[decider][topic]:
            break
        decider = scope_word._parent(self._scopes[decider])
    return decider


@internal
@view
def _consents(account: address, digest: bytes32, slip: Bytes[1024]) -> bool:
    """
    @notice Whether an account calls itself, or signed.
    """
    return msg.sender == account or signatures._is_valid(account, digest, slip)


@internal
@view
def _residency_digest(stay: IScopes.Residency, seat: uint256, deadline: uint256) -> bytes32:
    """
    @notice What host and guest sign.
    """
    nonce: uint256 = self.residency_nonce[seat]
    return signatures._digest(
        keccak256(
            abi_encode(RESIDENCY_TYPEHASH, stay.host, seat, stay.begins, stay.ends, nonce, deadline)
        )
    )


@internal
@view
def _require_may_appoint(scope: uint256, role: uint256):
    """
    @notice Refuse a caller who may not decide on this role: stewards decide on CONFIRMER, the owner on all.
    """
    assert role >= mandate_word.STEWARD and role <= mandate_word.ARBITER, "scopes: unknown role"
    if role == mandate_word.CONFIRMER:
        self._require_owner_or_steward(scope, CONFIRMING)
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
def _is_steward(scope: uint256, account: address) -> bool:
    """
    @notice Whether an account holds an active seat that is steward of the scope.
    """
    return self._has_role(scope, self._seat_of(account), mandate_word.STEWARD)


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
    return self._seat_of(msg.sender)


@internal
@view
def _seat_of(account: address) -> uint256:
    """
    @notice The seat of an account if it is active, else 0.
    """
    word: uint256 = staticcall IMembership(MEMBERSHIP).standing(account)
    return seat_word._seat(word) if seat_word._is_active(word) else 0
