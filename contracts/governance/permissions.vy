# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Permissions (module)
@notice The calls that a restricted type may make: targets, functions, values, and ranges of their parameters.
@dev Stateful. Written once for each version of a type; a proposal keeps the version it was made under.
@custom:units values in wei; parameters are words of calldata, counted from 0 behind the selector
@custom:invariant a call is allowed only if its target and function are listed and every range holds
"""

from contracts.interfaces import IProposalRules

# Arguments beyond the last word of calldata could not be read.
MAX_PARAMETER: constant(uint256) = 62

_permissions: HashMap[bytes32, IProposalRules.Permission]


@internal
def _allow(proposal_type: uint256, version: uint256, permission: IProposalRules.Permission):
    """
    @notice Write one permission of a new version.
    """
    assert permission.target != empty(address), "rules: permission without target"
    for each: IProposalRules.Limits in permission.ranges:
        assert each.lowest <= each.highest, "rules: empty range"
        assert each.parameter <= MAX_PARAMETER, "rules: no such parameter"
    key: bytes32 = self._key(proposal_type, version, permission.target, permission.selector)
    assert self._permissions[key].target == empty(address), "rules: permission comes twice"
    self._permissions[key] = permission


@internal
@view
def _check(
    proposal_type: uint256,
    version: uint256,
    target: address,
    amount: uint256,
    calldata: Bytes[2048],
):
    """
    @notice Refuse a call that the version does not list.
    """
    selector: bytes4 = empty(bytes4)
    if len(calldata) >= 4:
        selector = convert(slice(calldata, 0, 4), bytes4)
    key: bytes32 = self._key(proposal_type, version, target, selector)
    is_whole: bool = len(calldata) == 0 or len(calldata) >= 4
    is_listed: bool = self._permissions[key].target == target
    assert is_whole and is_listed, "rules: call not allowed"
    assert amount <= self._permissions[key].most_value, "rules: value not allowed"
    for i: uint256 in range(len(self._permissions[key].ranges), bound=4):
        self._check_range(self._permissions[key].ranges[i], calldata)


@internal
@pure
def _check_range(limits: IProposalRules.Limits, calldata: Bytes[2048]):
    """
    @notice Refuse a parameter outside its range, or that is not there.
    """
    start: uint256 = 4 + 32 * limits.parameter
    assert len(calldata) >= start + 32, "rules: parameter missing"
    word: uint256 = convert(extract32(calldata, start), uint256)
    is_within: bool = limits.lowest <= word and word <= limits.highest
    assert is_within, "rules: parameter out of range"


@internal
@pure
def _key(proposal_type: uint256, version: uint256, target: address, selector: bytes4) -> bytes32:
    """
    @notice Where a permission is stored.
    """
    return keccak256(abi_encode(proposal_type, version, target, selector))
