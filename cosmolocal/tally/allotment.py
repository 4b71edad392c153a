# SPDX-License-Identifier: Apache-2.0
"""Sharing a pot in proportion to weights: none below a minimum, none above a cap.

    1. left out: weight 0, or pot * weight // sum of weights < minimum; the others share their part
    2. capped: as long as there are any whose pot * weight // sum is above the cap, all of them get
       the cap, and pot and sum go down by what they take
    3. awarded: rest of the pot * weight // rest of the sum

Units: weights are whole numbers; pot, cap and minimum whole numbers of one smallest unit.
Source: contracts/funding/AwardRule.vy, which shares in the same integer steps.
"""

from collections.abc import Hashable, Mapping
from typing import TypeVar

Project = TypeVar("Project", bound=Hashable)


def allot(
    weights: Mapping[Project, int], pot: int, *, cap: int = 0, minimum: int = 0
) -> dict[Project, int]:
    """Share `pot` by weight; 0 means no cap and no minimum."""
    awards = dict.fromkeys(weights, 0)
    total = sum(weights.values())
    sharing = {p: w for p, w in weights.items() if w > 0 and pot * w // total >= minimum}
    while cap and sharing:
        total = sum(sharing.values())
        above = [p for p, weight in sharing.items() if pot * weight // total > cap]
        if not above:
            break
        for project in above:
            awards[project] = cap
            del sharing[project]
        pot -= cap * len(above)
    total = sum(sharing.values())
    return awards | {p: pot * weight // total for p, weight in sharing.items()}
