# SPDX-License-Identifier: Apache-2.0
"""Rule "nested-median/1": first how much, then to which category, then to which project.

    pool        = median of the votes on the pool, at most the pot; the pot if nobody voted on it
    part[c]     = median over ballots of the votes on category c / sum of these medians;
                  by default equal parts
    median[p]   = median of the amounts for p; a voter in conflict with p has no say in it
    score[p]    = part[category of p] * median[p] / sum of medians in that category
    award       = pool * score; awards under `minimum` are dropped once and the pool shared again;
                  then the cap, by default "cut": its excess is nobody's

Voters who see one category only leave the projects of others blank. Parts and scores are cut after
36 digits. Where a category has no project with a median, its part goes to the others.
Source: Optimism Retro Funding 5 and 6 (minimum 1,000, cap 12.5 % of the pool).
"""

from collections.abc import Collection
from dataclasses import dataclass
from fractions import Fraction
from math import floor
from statistics import median

from pydantic import Field

from cosmolocal.tally.allocation import CapMode, Passes
from cosmolocal.tally.numbers import ONE, cut
from cosmolocal.tally.parameters import Sharing
from cosmolocal.tally.round import Round, Score, Scores, with_quorum


class Parameters(Sharing):
    """A cap in percent is one of the pool that was voted."""

    minimum_passes: Passes = Field("once", description="drop and share again once, or repeat")
    cap_mode: CapMode = Field("cut", description="what becomes of what is over the cap")


@dataclass(frozen=True)
class _Split:
    """Votes on the pot, brought to project -> part of the pool."""

    pool: int
    parts: dict[str, Fraction]
    medians: dict[str, Fraction]


def reference(round_: Round, parameters: Parameters) -> Scores:
    """Take medians of medians, in fractions."""
    pool = floor(_median(round_.pool_votes.values()) * round_.unit / round_.scale)
    pool = min(pool, round_.pot) if round_.pool_votes else round_.pot
    medians = {p: _median(c.values()) / round_.scale for p, c in round_.by_project.items()}
    votes = _category_medians(round_)
    whole = sum(votes.values(), Fraction(0))
    scores = {}
    for project, value in medians.items():
        category = _category(round_, project)
        others = sum(
            (m for p, m in medians.items() if _category(round_, p) == category), Fraction(0)
        )
        part = cut(votes[category] / whole) if whole else Fraction(0)
        scores[project] = cut(part * value / others) if others else Fraction(0)
    return _scores(round_, _Split(pool, scores, medians), parameters)


def _median(amounts: Collection[int]) -> Fraction:
    return Fraction(median([Fraction(amount) for amount in amounts] or [Fraction(0)]))


def _category_medians(round_: Round) -> dict[str, Fraction]:
    names = dict.fromkeys(_category(round_, project) for project in round_.projects)
    if not round_.category_votes:
        return dict.fromkeys(names, Fraction(1))
    columns: dict[str, list[int]] = {name: [] for name in names}
    for ballot in round_.category_votes.values():
        for name, amount in ballot.items():
            if name not in columns:
                raise ValueError(f"no project is in the category {name!r}, which has votes")
            columns[name].append(amount)
    return {name: _median(column) for name, column in columns.items()}


def _category(round_: Round, project: str) -> str:
    return (round_.categories or {}).get(project, "")


def twin(round_: Round, parameters: Parameters) -> Scores:
    """Take medians of medians in integers, each counted twice over."""
    pool = round_.pot
    if round_.pool_votes:
        doubled = _doubled(round_.pool_votes.values())
        pool = min(pool, doubled * round_.unit // (2 * round_.scale))
    doubles = {p: _doubled(c.values()) for p, c in round_.by_project.items()}
    votes = {name: int(value * 2) for name, value in _category_medians(round_).items()}
    whole, sums = sum(votes.values()), dict.fromkeys(votes, 0)
    for project, value in doubles.items():
        sums[_category(round_, project)] += value
    scores = {}
    for project, value in doubles.items():
        category = _category(round_, project)
        part = votes[category] * ONE // whole if whole else 0
        scores[project] = Fraction(part * value // sums[category] if sums[category] else 0, ONE)
    medians = {p: Fraction(value, 2 * round_.scale) for p, value in doubles.items()}
    return _scores(round_, _Split(pool, scores, medians), parameters)


def _doubled(amounts: Collection[int]) -> int:
    """Twice the median, so that it is whole."""
    ranked = sorted(amounts) or [0]
    return ranked[(len(ranked) - 1) // 2] + ranked[len(ranked) // 2]


def _scores(round_: Round, split: _Split, parameters: Parameters) -> Scores:
    found = {
        project: Score(
            part,
            len(round_.by_project[project]),
            steps=(
                ("pool", Fraction(split.pool, round_.unit)),
                ("median inside the category", split.medians[project]),
            ),
        )
        for project, part in split.parts.items()
    }
    return Scores(with_quorum(found, parameters.quorum), split.pool)
