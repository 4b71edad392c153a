# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Allotment (module)
@notice What one project gets of an allotment that `AwardRule` has made.
@dev Stateless.
@custom:units amounts are in the pot's smallest unit
@custom:invariant F-4 the awards of all projects are the allotment's `amount` together
"""

from contracts.interfaces import IAwardRule


@internal
@pure
def _award(a: IAwardRule.Allotment, place: uint256, weight: uint256) -> uint256:
    """
    @notice The award of the project at `place`, from 0, with its weight [smallest units].
    """
    if (a.left_out >> place) & 1 == 1:
        return 0
    if (a.capped >> place) & 1 == 1:
        return a.cap
    return a.rest_pot * weight // a.rest_weight
