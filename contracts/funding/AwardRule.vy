# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Award Rule
@notice Shares a pot in proportion to weights: none below a minimum, none above a cap, floored to the smallest unit.
@dev Holds nothing and asks nobody. First, projects whose plain share is below the minimum are left out, and their part
     goes to the others. Then every share above the cap becomes the cap and what is above it goes to the others, until
     none is above. What no project may take stays in the pot.
@custom:units weights are whole numbers; pot, cap and minimum in one token's smallest unit, 0: no cap, no minimum
@custom:invariant F-4 the awards are at most the pot together; no award is above the cap, and none but 0 below the
                  smaller of minimum and cap
@custom:pause nothing to stop: it is arithmetic
"""

from contracts.funding import allotment
from contracts.interfaces import IAwardRule

implements: IAwardRule

MAX_PROJECTS: constant(uint256) = 256


@external
@pure
def allot(
    weights: DynArray[uint256, 256], pot: uint256, cap: uint256, minimum: uint256
) -> IAwardRule.Allotment:
    """
    @notice Share `pot` in proportion to `weights`, in the order of the projects.
    """
    a: IAwardRule.Allotment = IAwardRule.Allotment(
        rest_pot=pot, rest_weight=0, left_out=0, capped=0, cap=cap, amount=0
    )
    for place: uint256 in range(len(weights), bound=MAX_PROJECTS):
        a.rest_weight += weights[place]
        if weights[place] == 0:
            a.left_out |= 1 << place
    if minimum > 0:
        a = self._leave_out(a, weights, minimum)
    if cap > 0:
        a = self._cap(a, weights)
    for place: uint256 in range(len(weights), bound=MAX_PROJECTS):
        a.amount += allotment._award(a, place, weights[place])
    return a


@internal
@pure
def _leave_out(
    allotted: IAwardRule.Allotment, weights: DynArray[uint256, 256], minimum: uint256
) -> IAwardRule.Allotment:
    """
    @notice Leave out who would get less than the minimum. Once is enough: it only makes the other shares larger.
    """
    a: IAwardRule.Allotment = allotted
    total: uint256 = a.rest_weight
    for place: uint256 in range(len(weights), bound=MAX_PROJECTS):
        weight: uint256 = weights[place]
        if a.left_out >> place & 1 == 0 and a.rest_pot * weight // total < minimum:
            a.left_out |= 1 << place
            a.rest_weight -= weight
    return a


@internal
@pure
def _cap(allotted: IAwardRule.Allotment, weights: DynArray[uint256, 256]) -> IAwardRule.Allotment:
    """
    @notice Cap what is above the cap, and share the rest again, until nothing is.
    """
    a: IAwardRule.Allotment = allotted
    for _: uint256 in range(MAX_PROJECTS):
        # Everybody is measured against the same rest, so that the order of projects does not matter.
        pot: uint256 = a.rest_pot
        total: uint256 = a.rest_weight
        if total == 0:
            break
        for place: uint256 in range(len(weights), bound=MAX_PROJECTS):
            is_settled: bool = (a.left_out | a.capped) >> place & 1 == 1
            if not is_settled and pot * weights[place] // total > a.cap:
                a.capped |= 1 << place
                a.rest_pot -= a.cap
                a.rest_weight -= weights[place]
        if a.rest_weight == total:
            break
    return a
