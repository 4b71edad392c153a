# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Mandates (module)
@notice Who may act for a scope: whoever has an active seat, and a role of it that has not ended.
@dev Stateful, immutables only. Both contracts are the alliance's own, and are asked for views.
@custom:invariant T-4 a seat that is over, and a role that has ended, count for nothing
"""

from contracts.interfaces import IMembership
from contracts.interfaces import IScopes
from contracts.membership import mandate_word
from contracts.membership import seat_word

SCOPES: public(immutable(address))
MEMBERSHIP: public(immutable(address))


@deploy
def __init__(scopes: address):
    assert scopes.is_contract, "treasury: no such scopes"
    SCOPES = scopes
    MEMBERSHIP = staticcall IScopes(scopes).MEMBERSHIP()


@internal
@view
def _require_scope(scope: uint256):
    """
    @notice Refuse a scope that was never founded.
    """
    assert staticcall IScopes(SCOPES).exists(scope), "treasury: no such scope"


@internal
@view
def _seat_of(account: address) -> uint256:
    """
    @notice The account's seat if it is active, else 0.
    """
    standing: uint256 = staticcall IMembership(MEMBERSHIP).standing(account)
    return standing & seat_word.MASK_32 if seat_word._is_active(standing) else 0


@internal
@view
def _holder_of(seat: uint256) -> address:
    """
    @notice The account of a seat, also after it left.
    """
    return staticcall IMembership(MEMBERSHIP).holder(seat)


@internal
@view
def _has_role(scope: uint256, seat: uint256, role: uint256) -> bool:
    """
    @notice Whether a seat holds a role in a scope now. Callers have checked that it is active; seat 0 holds none.
    """
    return staticcall IScopes(SCOPES).has_role(scope, seat, role)


@internal
@view
def _role_until(scope: uint256, seat: uint256, role: uint256) -> uint256:
    """
    @notice First second after a seat's role in a scope; 0 if it never held it [UTC seconds].
    """
    return staticcall IScopes(SCOPES).role_until(scope, seat, role)


@internal
@view
def _may_accept(scope: uint256, account: address) -> bool:
    """
    @notice Whether an account may say for a scope that something was done: its stewards and its arbiters.
    """
    seat: uint256 = self._seat_of(account)
    return self._has_role(scope, seat, mandate_word.STEWARD) or self._has_role(
        scope, seat, mandate_word.ARBITER
    )


@internal
@view
def _is_steward(scope: uint256, account: address) -> bool:
    """
    @notice Whether an account may spend for a scope.
    """
    return self._has_role(scope, self._seat_of(account), mandate_word.STEWARD)
