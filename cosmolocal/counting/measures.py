# SPDX-License-Identifier: Apache-2.0
"""How concentrated a result is, who took part, and what it costs to move a hundredth of the pot.

    gini        0 if all eligible projects get the same, towards 1 if one gets all
    herfindahl  sum of the squares of the parts of what is paid; 1 / it is like so many equal ones
    top         part of what is paid that goes to the 1, 5 and 10 largest awards
    cost        the least that one more ballot must give a project so that its award rises by a
                hundredth of the pot; credits where votes are bought, else tokens or points

All of it is exact; the cost is found by doubling and halving, to a thousandth of itself.
"""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from statistics import median
from typing import Any

from cosmolocal.counting.result import ranked
from cosmolocal.tally.numbers import text
from cosmolocal.tally.registry import Tally

TOPS = (1, 5, 10)
MOST_ROWS = 20_000
"""With more ballots than this, the cost would take longer than reading about it."""

_NEWCOMER = "one more ballot"
_DOUBLINGS = 60


def gini(awards: list[int]) -> Fraction:
    """Measure how unequal awards are."""
    total, n = sum(awards), len(awards)
    if not total:
        return Fraction(0)
    weighed = sum(place * award for place, award in enumerate(sorted(awards), start=1))
    return Fraction(2 * weighed, n * total) - Fraction(n + 1, n)


def herfindahl(awards: list[int]) -> Fraction:
    """Add up the squares of the parts."""
    total = sum(awards)
    return sum((Fraction(award, total) ** 2 for award in awards if total), Fraction(0))


def top(awards: list[int], count: int) -> Fraction:
    """Return the part of the largest awards."""
    total = sum(awards)
    return Fraction(sum(sorted(awards)[-count:]), total) if total else Fraction(0)


def cost_to_move(tally: Tally, project: str, part: Fraction = Fraction(1, 100)) -> Fraction | None:
    """Find what one more ballot must cost to raise a project's award by a part of the pot.

    None if no single ballot can.
    """
    wanted = tally.allocation.awards[project] + tally.pot * part
    least = 1 if tally.rule.amounts == "votes" else max(tally.round.scale // 1_000, 1)

    def suffices(amount: int) -> bool:
        ballots: Mapping[str, Any] = {**tally.round.ballots, _NEWCOMER: {project: amount}}
        changed = replace(tally.round, ballots=ballots)
        award = tally.rule.tally(changed, tally.parameters).allocation.awards[project]
        return bool(award >= wanted)

    high = least
    for _ in range(_DOUBLINGS):
        if suffices(high):
            break
        high *= 2
    else:
        return None
    low = high // 2
    while high - low > max(1, high // 1_000):
        middle = (low + high) // 2
        low, high = (low, middle) if suffices(middle) else (middle, high)
    amount = tally.round.amount(high)
    return amount**2 if tally.rule.amounts == "votes" else amount


def measures(tally: Tally) -> dict[str, Any]:
    """Return all of them, as JSON has it."""
    awards = [line.award for line in tally.lines if line.eligible]
    round_ = tally.round
    heads = [line.score.ballots for line in tally.lines if line.score.ballots is not None]
    found: dict[str, Any] = {
        "gini": text(gini(awards)),
        "herfindahl": text(herfindahl(awards)),
        "top": {str(count): text(top(awards, count)) for count in TOPS},
        "projects": len(tally.lines),
        "eligible": len(awards),
        "paid": sum(award > 0 for award in awards),
        "voters": len(round_.counted) or None,
        "amounts": sum(map(len, round_.counted.values())) or None,
        "median_ballots_of_a_project": text(Fraction(median(heads))) if heads else None,
        "cost_to_move_a_hundredth": _costs(tally),
    }
    return found


def _costs(tally: Tally) -> list[dict[str, Any]]:
    """Ask for the largest award, the one in the middle, and the smallest that is paid."""
    rows = sum(map(len, tally.round.ballots.values()))
    is_open = rows and rows <= MOST_ROWS and not tally.rule.takes_metrics
    paid = [line.project for line in ranked(tally) if line.award]
    if not is_open or not paid or tally.rule.name == "cocm":
        return []
    asked = dict.fromkeys((paid[0], paid[len(paid) // 2], paid[-1]))
    found = {project: cost_to_move(tally, project) for project in asked}
    return [
        {"project": project, "cost": None if cost is None else text(cost)}
        for project, cost in found.items()
    ]
