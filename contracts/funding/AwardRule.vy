# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Award Rule
@notice Shares a pot in proportion to weights: none below a minimum, none above a cap, floored to the smallest unit.
@dev Holds nothing and asks nobody. Every share above the cap becomes the cap and what is above it goes to the others,
     until none is above. Projects that would then get less than the minimum are left out, and all is shared again
     without them. What no project may take stays in the pot.
@custom:units weights are whole numbers; pot, cap and minimum in one token's smallest unit; a cap not below the pot and
              a minimum of 0 are none
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
    left_out: uint256 = 0
    for place: uint256 in range(len(weights), bound=MAX_PROJECTS):
        if weights[place] == 0:
            left_out |= 1 << place
    a: IAwardRule.Allotment = self._share(weights, pot, cap, left_out)
    # Once is enough: leaving some out only makes the other awards larger.
    left_out = self._too_small(a, weights, min(minimum, cap))
    if left_out != a.left_out:
        a = self._share(weights, pot, cap, left_out)
    for place: uint256 in range(len(weights), bound=MAX_PROJECTS):
        a.amount += allotment._award(a, place, weights[place])
    return a


@internal
@pure
def _share(
    weights: DynArray[uint256, 256], pot: uint256, cap: uint256, left_out: uint256
) -> IAwardRule.Allotment:
    """
    @notice Share among those who are not left out: cap who is above the cap, share the rest again, until nobody is.
    """
    a: IAwardRule.Allotment = IAwardRule.Allotment(
        rest_pot=pot, rest_weight=0, left_out=left_out, capped=0, cap=0, amount=0
    )
    for place: uint256 in range(len(weights), bound=MAX_PROJECTS):
        if left_out >> place & 1 == 0:
            a.rest_weight += weights[place]
    if cap >= pot:
        return a
    a.cap = cap
    for _: uint256 in range(MAX_PROJECTS):
        # Everybody is measured against the same rest, so that the order of projects does not matter.
        rest: uint256 = a.rest_pot
        limit: uint256 = cap * a.rest_weight
        settled: uint256 = a.left_out | a.capped
        for place: uint256 in range(len(weights), bound=MAX_PROJECTS):
            if settled >> place & 1 == 0 and rest * weights[place] > limit:
                a.capped |= 1 << place
                a.rest_pot -= cap
                a.rest_weight -= weights[place]
        if a.rest_pot == rest:
            break
    return a


@internal
@pure
def _too_small(
    a: IAwardRule.Allotment, weights: DynArray[uint256, 256], minimum: uint256
) -> uint256:
    """
    @notice Who is left out by now, and who would get less than the minimum.
    """
    left_out: uint256 = a.left_out
    if minimum > 0:
        for place: uint256 in range(len(weights), bound=MAX_PROJECTS):
            if allotment._award(a, place, weights[place]) < minimum:
                left_out |= 1 << place
    return left_out
