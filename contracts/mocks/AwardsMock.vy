# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Awards Mock
@notice The smallest host of results, of what was claimed, and of one award; never deployed.
"""

from contracts.funding import allotment
from contracts.funding import awards
from contracts.interfaces import IAwardRule

initializes: awards


@deploy
def __init__():
    awards.__init__(empty(address))


@external
def claim(round_id: uint256, project: uint256, amount: uint256):
    """
    @notice Mark a project as paid, as hosts do.
    """
    awards._check_unclaimed(round_id, project)
    awards._mark_claimed(round_id, project, amount)


@external
@view
def is_claimed(round_id: uint256, project: uint256) -> bool:
    """
    @notice See `awards._is_claimed`.
    """
    return awards._is_claimed(round_id, project)


@external
@pure
def award(a: IAwardRule.Allotment, place: uint256, weight: uint256) -> uint256:
    """
    @notice See `allotment._award`.
    """
    return allotment._award(a, place, weight)


@external
def keep(round_id: uint256, result: IAwardRule.Allotment):
    """
    @notice See `awards._keep`.
    """
    awards._keep(round_id, result)


@external
@view
def settled(round_id: uint256, project: uint256, weight: uint256, has_cap: bool) -> uint256:
    """
    @notice See `awards._settled`.
    """
    return awards._settled(round_id, project, weight, has_cap)
