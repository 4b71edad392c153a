# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Access Roles (module)
@notice Who may do what, in the face of OpenZeppelin's AccessControl; every role is administered by the default admin.
@dev Stateful: a host `initializes` it and exports its functions. The writes are reentrant because the timelock, as its
     own admin, calls them from inside an execution; each of them writes one flag and calls nobody.
@custom:invariant only an admin grants or revokes, only the holder renounces
"""

from contracts.interfaces import IAccessRoles

implements: IAccessRoles

DEFAULT_ADMIN_ROLE: public(constant(bytes32)) = empty(bytes32)

_holds: HashMap[bytes32, HashMap[address, bool]]  # role -> account


@external
@view
@reentrant  # one flag, written at once
def hasRole(role: bytes32, account: address) -> bool:
    """
    @notice Whether `account` holds `role`.
    """
    return self._holds[role][account]


@external
@view
@reentrant  # as above
def getRoleAdmin(role: bytes32) -> bytes32:
    """
    @notice The role whose holders grant and revoke `role`: always the default admin.
    """
    return DEFAULT_ADMIN_ROLE


@external
@reentrant  # called by the timelock while it executes
def grantRole(role: bytes32, account: address):
    """
    @notice Give `role` to `account`; nothing happens if it has it.
    @dev The zero address would mean "everybody" to tools that know OpenZeppelin's open role; there is none here.
    """
    self._check_role(DEFAULT_ADMIN_ROLE)
    assert account != empty(address), "roles: zero account"
    self._grant(role, account)


@external
@reentrant  # called by the timelock while it executes
def revokeRole(role: bytes32, account: address):
    """
    @notice Take `role` from `account`; nothing happens if it does not have it.
    """
    self._check_role(DEFAULT_ADMIN_ROLE)
    self._revoke(role, account)


@external
@reentrant  # called by the timelock while it executes
def renounceRole(role: bytes32, callerConfirmation: address):
    """
    @notice Give up one's own `role`.
    @param callerConfirmation The caller's own address, against slips.
    """
    assert callerConfirmation == msg.sender, "roles: not your own"
    self._revoke(role, msg.sender)


@internal
@view
def _check_role(role: bytes32):
    """
    @notice Refuse callers without `role`.
    """
    assert self._holds[role][msg.sender], "roles: role missing"


@internal
def _grant(role: bytes32, account: address):
    """
    @notice Set the flag and tell, once.
    """
    if not self._holds[role][account]:
        self._holds[role][account] = True
        log IAccessRoles.RoleGranted(role=role, account=account, sender=msg.sender)


@internal
def _revoke(role: bytes32, account: address):
    """
    @notice Clear the flag and tell, once.
    """
    if self._holds[role][account]:
        self._holds[role][account] = False
        log IAccessRoles.RoleRevoked(role=role, account=account, sender=msg.sender)
