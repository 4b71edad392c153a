# SPDX-License-Identifier: Apache-2.0
"""Rule "metric-median-capped/1": voters weigh metrics, metrics weigh projects.

A ballot gives weights to metrics. A row of a ballot that names a yes-or-no column of the metrics
table is no weight but a factor: it multiplies the voter's metrics of the projects with yes (an
open-source bonus, say), before anything is normalised.

    part[v,p,m] = metric[p,m] * factor[v,p] / sum over projects of the same
    score[v,p]  = sum over m of weight[v,m] / sum of v's weights * part[v,p,m]
    grant[v,p]  = capped walk of the pot over v's scores, highest first
    median[p]   = median over all ballots of grant[v,p]
    award       = capped walk of the pot over the medians; awards under `minimum` are dropped once,
                  and the walk is gone again over the rest

Scores and grants are cut after 36 digits of a whole token. Nothing is dropped before the second
walk; the cap holds in all three.
Source: Optimism Retro Funding 4 (10,000,000 OP, cap 500,000, minimum 1,000).
"""

from collections.abc import Mapping
from fractions import Fraction
from math import lcm
from statistics import median

from pydantic import Field

from cosmolocal.tally.allocation import CapMode, Passes
from cosmolocal.tally.numbers import ONE, cut, over_common_denominator
from cosmolocal.tally.parameters import Sharing
from cosmolocal.tally.round import Round, Score, Scores, with_quorum


class Parameters(Sharing):
    """The cap holds for the grants of each voter as well as for the awards."""

    minimum_passes: Passes = Field("once", description="drop and share again once, or repeat")
    cap_mode: CapMode = Field("walk", description="what becomes of what is over the cap")


Grant = dict[str, int]
"""Project -> what one ballot grants it, in tokens / ONE."""


def reference(round_: Round, parameters: Parameters) -> Scores:
    """Walk each ballot in fractions."""
    cap = parameters.limits(round_.pot, round_.decimals).cap
    most = None if cap is None else Fraction(cap, round_.unit)
    pot = Fraction(round_.pot, round_.unit)
    grants = [_walk(_voter_scores(round_, ballot), pot, most) for ballot in _ballots(round_)]
    medians = {
        project: median([grant[project] for grant in grants]) if grants else Fraction(0)
        for project in round_.projects
    }
    return _scores(medians, len(grants), parameters)


def _voter_scores(round_: Round, ballot: Mapping[str, int]) -> dict[str, Fraction]:
    factors = {
        project: Fraction(factor, round_.scale)
        for flag, factor in ballot.items()
        for project in round_.flags.get(flag, ())
    }
    weights = {metric: weight for metric, weight in ballot.items() if metric not in round_.flags}
    total, scores = sum(weights.values()), dict.fromkeys(round_.projects, Fraction(0))
    for metric, weight in weights.items():
        column = {p: _value(round_, p, metric) * factors.get(p, Fraction(1)) for p in scores}
        whole = sum(column.values(), Fraction(0))
        for project, figure in column.items():
            scores[project] += Fraction(weight, total) * figure / whole if whole else 0
    return {project: cut(score) for project, score in scores.items()}


def _walk(scores: dict[str, Fraction], pot: Fraction, most: Fraction | None) -> dict[str, Fraction]:
    grants, rest, total = dict.fromkeys(scores, Fraction(0)), pot, sum(scores.values(), Fraction(0))
    for project in sorted(scores, key=lambda p: -scores[p]):
        if total <= 0:
            break
        share = scores[project] / total * rest
        grants[project] = share if most is None else min(share, most)
        rest, total = rest - grants[project], total - scores[project]
    return {project: cut(grant) for project, grant in grants.items()}


def twin(round_: Round, parameters: Parameters) -> Scores:
    """Walk each ballot in integers; ballots with the same factors share their columns."""
    cap = parameters.limits(round_.pot, round_.decimals).cap
    columns = _Columns(round_)
    grants = [_whole_walk(columns.scores(ballot), round_, cap) for ballot in _ballots(round_)]
    medians = dict.fromkeys(round_.projects, Fraction(0))
    for project in round_.projects if grants else ():
        ranked = sorted(grant[project] for grant in grants)
        pair = ranked[(len(ranked) - 1) // 2] + ranked[len(ranked) // 2]
        medians[project] = Fraction(pair, 2 * ONE)
    return _scores(medians, len(grants), parameters)


class _Columns:
    """The metrics as whole numbers, multiplied by each set of factors once."""

    def __init__(self, round_: Round) -> None:
        self._round = round_
        self._kept: dict[tuple[str, tuple[tuple[str, int], ...]], tuple[list[int], int]] = {}

    def scores(self, ballot: Mapping[str, int]) -> Grant:
        """Add up what a ballot finds in each project, in 1 / ONE."""
        flags = self._round.flags
        factors = tuple(sorted((flag, factor) for flag, factor in ballot.items() if flag in flags))
        weighed = [
            (weight, *self._column(metric, factors))
            for metric, weight in ballot.items()
            if metric not in flags
        ]
        total = sum(weight for weight, _, _ in weighed)
        weighed = [each for each in weighed if each[2]]
        over = lcm(*(whole for _, _, whole in weighed))
        weighed = [(weight * (over // whole), column, whole) for weight, column, whole in weighed]
        return {
            project: sum(weight * column[place] for weight, column, _ in weighed)
            * ONE
            // (total * over)
            for place, project in enumerate(self._round.projects)
        }

    def _column(self, metric: str, factors: tuple[tuple[str, int], ...]) -> tuple[list[int], int]:
        key = (metric, factors)
        if key not in self._kept:
            round_ = self._round
            values, _ = over_common_denominator(
                [_value(round_, project, metric) for project in round_.projects]
            )
            by = {p: factor for flag, factor in factors for p in round_.flags[flag]}
            column = [
                value * by.get(project, round_.scale)
                for project, value in zip(round_.projects, values, strict=True)
            ]
            self._kept[key] = column, sum(column)
        return self._kept[key]


def _whole_walk(scores: Grant, round_: Round, cap: int | None) -> Grant:
    ranked = sorted(scores, key=lambda p: -scores[p])
    rest, total, full = round_.pot, sum(scores.values()), 0
    while cap is not None and full < len(ranked) and scores[ranked[full]] * rest > cap * total:
        rest, total, full = rest - cap, total - scores[ranked[full]], full + 1
    grants = dict.fromkeys(ranked[:full], (cap or 0) * ONE // round_.unit)
    for project in ranked[full:]:
        grants[project] = scores[project] * rest * ONE // (total * round_.unit) if total else 0
    return grants


def _value(round_: Round, project: str, metric: str) -> Fraction:
    return max(round_.metrics.get(project, {}).get(metric, Fraction(0)), Fraction(0))


def _ballots(round_: Round) -> list[Mapping[str, int]]:
    """Take the ballots that give weight to anything; refuse what names no metric."""
    if round_.figures is None:
        raise ValueError("ballots over metrics need the metrics of the projects")
    known = {metric for of in round_.metrics.values() for metric in of} | set(round_.flags)
    strangers = {metric for ballot in round_.ballots.values() for metric in ballot} - known
    if strangers:
        raise ValueError(f"the metrics have no column {', '.join(map(repr, sorted(strangers)))}")
    return [
        ballot
        for ballot in round_.ballots.values()
        if any(weight for metric, weight in ballot.items() if metric not in round_.flags)
    ]


def _scores(medians: dict[str, Fraction], ballots: int, parameters: Parameters) -> Scores:
    found = {project: Score(value, ballots) for project, value in medians.items()}
    return Scores(with_quorum(found, parameters.quorum))
