# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Awards (module)
@notice The results of rounds whose pot is shared on chain, and who has been paid.
@dev Stateful: the host `initializes` it and knows the weights of projects.
@custom:units amounts are in the token's smallest unit; caps in basis points
@custom:invariant F-4 what is awarded is at most what was shared; F-6 each project is paid at most once
"""

from contracts.interfaces import IAwardRule

BPS: constant(uint256) = 10_000
# A cap of a hundredth is reached by a hundred projects at most, which bounds the work of sharing.
MIN_CAP_BPS: constant(uint256) = 100

AWARD_RULE: public(immutable(address))

_allotments: HashMap[uint256, IAwardRule.Allotment]  # round -> its result, once settled
_claimed: HashMap[uint256, uint256]  # round -> bit p - 1: project p


@deploy
def __init__(award_rule: address):
    AWARD_RULE = award_rule


@internal
@view
def _is_claimed(round_id: uint256, project: uint256) -> bool:
    """
    @notice Whether a project has been paid.
    """
    return (self._claimed[round_id] >> (project - 1)) & 1 == 1


@internal
@pure
def _check_cap(cap_bps: uint256):
    """
    @notice Refuse a cap that is no part of the pot, or too small.
    """
    if cap_bps > 0:
        assert cap_bps >= MIN_CAP_BPS and cap_bps <= BPS, "funding: cap out of range"


@internal
@view
def _allot(
    weights: DynArray[uint256, 256], pot: uint256, cap_bps: uint256, minimum: uint256
) -> IAwardRule.Allotment:
    """
    @notice Share `pot` by weight; `cap_bps` of it is the most that one project gets, 0: no such limit.
    """
    cap: uint256 = max_value(uint256)
    if cap_bps > 0:
        cap = pot * cap_bps // BPS
    return staticcall IAwardRule(AWARD_RULE).allot(weights, pot, cap, minimum)


@internal
def _keep(round_id: uint256, result: IAwardRule.Allotment):
    """
    @notice Keep the result of a round.
    """
    self._allotments[round_id] = result


@internal
@view
def _settled(round_id: uint256, project: uint256, weight: uint256, has_cap: bool) -> uint256:
    """
    @notice What a project gets by the settled result [smallest units].
    @dev Reads only the slots that it needs.
    """
    place: uint256 = project - 1
    if (self._allotments[round_id].left_out >> place) & 1 == 1:
        return 0
    if has_cap and (self._allotments[round_id].capped >> place) & 1 == 1:
        return self._allotments[round_id].cap
    return self._allotments[round_id].rest_pot * weight // self._allotments[round_id].rest_weight


@internal
@view
def _check_unclaimed(round_id: uint256, project: uint256):
    """
    @notice Refuse a project that has been paid.
    """
    assert not self._is_claimed(round_id, project), "funding: already claimed"


@internal
def _mark_claimed(round_id: uint256, project: uint256, amount: uint256):
    """
    @notice Note that a project is paid, for which it must have something due.
    """
    assert amount > 0, "funding: nothing to claim"
    self._claimed[round_id] |= 1 << (project - 1)
