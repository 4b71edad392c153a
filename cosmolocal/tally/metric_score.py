# SPDX-License-Identifier: Apache-2.0
"""Rule "metric-score/1": no ballots; measured figures decide, by weights that are published.

    value[p,m]    = sum over chains of weight of the chain * figure, in each period; 0 if the plain
                    total over chains is under floors[m] there
    variants      with `periods` {"previous", "current"}: adoption = current, growth =
                  max(current - previous, 0), retention = min(current, previous)
    clipped[p,x]  = min(value, the `percentile` of column x, linearly interpolated)
    scaled[p,x]   = (clipped - least) / (greatest - least); 1 if all are equal
    score[p]      = square root of the mean over columns x of (weight * scaled)**2
    award         = capped walk; awards under `minimum` are dropped once, and the walk is gone again

Each metric's weight is multiplied by that of the variant. A project with no figure for any weighed
metric is no part of the tally; one figure missing is 0. Quotients and roots are cut after 36
digits.
Source: Optimism Retro Funding seasons 7 and 8 (percentile 98.5, cap 5 %, minimum 200).
"""

from collections.abc import Mapping
from fractions import Fraction
from math import floor, isqrt
from typing import Literal

from pydantic import Field, model_validator

from cosmolocal.tally.allocation import CapMode, Passes
from cosmolocal.tally.numbers import ONE, cut, over_common_denominator, root
from cosmolocal.tally.parameters import Amount, Sharing, figure
from cosmolocal.tally.round import Round, Score, Scores


class Parameters(Sharing):
    """What is measured, and how much of it decides."""

    weights: dict[str, Amount] = Field(
        default_factory=dict, description="metric -> weight; without, all metrics weigh 1"
    )
    variants: dict[Literal["adoption", "growth", "retention"], Amount] = Field(
        default_factory=dict, description="variant -> weight; without, each weighs 1"
    )
    periods: dict[Literal["previous", "current"], str] = Field(
        default_factory=dict, description="previous and current -> name of a period"
    )
    chains: dict[str, Amount] = Field(
        default_factory=dict, description="chain -> weight; one that is not named weighs 1"
    )
    floors: dict[str, Amount] = Field(
        default_factory=dict, description="metric -> what a project's total must reach to count"
    )
    percentile: Amount = Field("100", description="where figures are clipped; 100 clips nothing")
    minimum_passes: Passes = Field("once", description="drop and share again once, or repeat")
    cap_mode: CapMode = Field("walk", description="what becomes of what is over the cap")

    @model_validator(mode="after")
    def _fits(self) -> "Parameters":
        if figure(self.percentile) > 100:
            raise ValueError("percentile: more than 100")
        if self.variants and set(self.periods) != {"previous", "current"}:
            raise ValueError("variants need both periods, previous and current")
        return self


Column = dict[str, Fraction]
"""Project -> value, in one column."""


def reference(round_: Round, parameters: Parameters) -> Scores:
    """Scale and average in fractions."""
    found = _columns(round_, parameters)
    squares = dict.fromkeys(_measured(round_, parameters), Fraction(0))
    for weight, column in found:
        ranked = sorted(column.values())
        place = (len(ranked) - 1) * figure(parameters.percentile) / 100
        low = floor(place)
        high = min(low + 1, len(ranked) - 1)
        most = ranked[low] + (place - low) * (ranked[high] - ranked[low])
        clipped = {project: min(value, most) for project, value in column.items()}
        least, greatest = min(clipped.values()), max(clipped.values())
        for project, value in clipped.items():
            even = greatest == least
            scaled = Fraction(1) if even else cut((value - least) / (greatest - least))
            squares[project] += (weight * scaled) ** 2
    return _scores({p: root(square / len(found)) for p, square in squares.items()}, round_)


def twin(round_: Round, parameters: Parameters) -> Scores:
    """Scale and average in integers."""
    found = _columns(round_, parameters)
    weights, one = over_common_denominator([weight for weight, _ in found])
    squares = dict.fromkeys(_measured(round_, parameters), 0)
    percentile = figure(parameters.percentile)
    for weight, (_, column) in zip(weights, found, strict=True):
        whole, _ = over_common_denominator(list(column.values()))
        ranked, steps = sorted(whole), 100 * percentile.denominator
        low, over = divmod((len(ranked) - 1) * percentile.numerator, steps)
        high = min(low + 1, len(ranked) - 1)
        most = ranked[low] * steps + over * (ranked[high] - ranked[low])
        least = min(ranked[0] * steps, most)
        range_ = min(ranked[-1] * steps, most) - least
        for project, value in zip(column, whole, strict=True):
            scaled = (min(value * steps, most) - least) * ONE // range_ if range_ else ONE
            squares[project] += (weight * scaled) ** 2
    parts = one**2 * (len(found) or 1)
    return _scores({p: Fraction(isqrt(s // parts), ONE) for p, s in squares.items()}, round_)


def _columns(round_: Round, parameters: Parameters) -> list[tuple[Fraction, Column]]:
    """Return what is scaled: each metric, or each variant of it, with its weight."""
    projects = _measured(round_, parameters)
    values = _values(round_, parameters)
    found = []
    for metric, weight in _weights(round_, parameters).items():
        if not parameters.periods:
            column = {p: values.get((p, metric, ""), Fraction(0)) for p in projects}
            found.append((weight, column))
            continue
        now, before = (
            {p: values.get((p, metric, parameters.periods[when]), Fraction(0)) for p in projects}
            for when in ("current", "previous")
        )
        shapes: dict[str, Column] = {
            "adoption": now,
            "growth": {p: max(now[p] - before[p], Fraction(0)) for p in projects},
            "retention": {p: min(now[p], before[p]) for p in projects},
        }
        for variant, column in shapes.items():
            part = parameters.variants.get(variant, "0" if parameters.variants else "1")  # type: ignore[call-overload]
            found.append((weight * figure(part), column))
    return found


def _values(round_: Round, parameters: Parameters) -> dict[tuple[str, str, str], Fraction]:
    """Add up the chains of each project, metric and period."""
    weighed: dict[tuple[str, str, str], Fraction] = {}
    plain: dict[tuple[str, str, str], Fraction] = {}
    chains = {name.casefold(): figure(weight) for name, weight in parameters.chains.items()}
    for each in round_.figures or ():
        period = each.period if parameters.periods else ""
        key = (each.project, each.metric, period)
        part = chains.get(each.chain.casefold(), Fraction(1)) * each.value
        weighed[key] = weighed.get(key, Fraction(0)) + part
        plain[key] = plain.get(key, Fraction(0)) + each.value
    floors = {metric: figure(least) for metric, least in parameters.floors.items()}
    return {
        key: Fraction(0) if plain[key] < floors.get(key[1], plain[key]) else value
        for key, value in weighed.items()
    }


def _weights(round_: Round, parameters: Parameters) -> dict[str, Fraction]:
    known = dict.fromkeys(each.metric for each in round_.figures or ())
    if strangers := set(parameters.weights) - set(known):
        raise ValueError(f"the metrics have no {', '.join(map(repr, sorted(strangers)))}")
    weights = {metric: figure(weight) for metric, weight in parameters.weights.items()}
    return {m: weight for m, weight in weights.items() if weight} or dict.fromkeys(
        known, Fraction(1)
    )


def _measured(round_: Round, parameters: Parameters) -> list[str]:
    """Return the projects that have a figure for any metric that counts."""
    weights, periods = _weights(round_, parameters), set(parameters.periods.values())
    with_figures = {
        each.project
        for each in round_.figures or ()
        if each.metric in weights and (not periods or each.period in periods)
    }
    return [project for project in round_.projects if project in with_figures]


def _scores(values: Mapping[str, Fraction], round_: Round) -> Scores:
    nothing = Score(Fraction(0), eligible=False, reason="no figure for any metric that counts")
    return Scores({p: Score(values[p]) if p in values else nothing for p in round_.projects})
