# SPDX-License-Identifier: Apache-2.0
"""Rules "median-quorum/1", "mean-quorum/1", "sum-minimum/1", "percent-average/1": points.

    median-quorum    score = median of the amounts; of an even number the mean of the middle two;
                     eligible with `quorum` ballots and a median of at least `minimum`
    mean-quorum      score = sum of the amounts / number of ballots
    sum-minimum      score = sum of the amounts; who would get less than `minimum` is dropped and
                     the pot shared again, until nobody is below
    percent-average  score = mean over all ballots of the project's part of the ballot, cut after
                     36 digits; a ballot without any points counts for nothing
    share            = score / sum of the eligible scores

A blank is no opinion and counts nowhere, save in percent-average where every ballot is a whole; an
explicit zero counts as an amount and towards the quorum, unless `quorum_counts` is "support".
Sums hold the sum of amounts as `votes`; mean-quorum needs the column `ballots` beside it.
Source: Optimism RetroPGF 3 (quorum 17, minimum 1,500), Filecoin RetroPGF 1 (quorum 5), Filecoin
RetroPGF 3 (quorum 4, minimum 500), Optimism RetroPGF 2.
"""

from collections.abc import Callable, Collection
from dataclasses import replace
from fractions import Fraction
from statistics import median
from typing import Literal

from pydantic import Field

from cosmolocal.tally.allocation import Limits
from cosmolocal.tally.numbers import ONE, cut
from cosmolocal.tally.parameters import Amount, Sharing, figure
from cosmolocal.tally.round import Round, Score, Scores, quorum_reason


class Points(Sharing):
    """Which ballots make a quorum."""

    quorum_counts: Literal["ballots", "support"] = Field(
        "ballots", description="ballots that name the project, or those that give it more than 0"
    )


class Median(Points):
    """Its minimum is one of the median, not of the award."""

    minimum: Amount = Field("0", description="least median; who has less gets nothing")

    def limits(self, pot: int, decimals: int) -> Limits:
        """Bound awards by the cap alone."""
        return Points.limits(self.model_copy(update={"minimum": "0"}), pot, decimals)


Value = Callable[[Collection[int], int], Fraction]


def median_reference(round_: Round, parameters: Median) -> Scores:
    """Take the middle of fractions."""

    def middle(amounts: Collection[int], scale: int) -> Fraction:
        return median([Fraction(amount, scale) for amount in amounts] or [Fraction(0)])

    return _at_least(_scores(round_, parameters, middle), parameters)


def median_twin(round_: Round, parameters: Median) -> Scores:
    """Take the middle two of sorted integers."""

    def middle(amounts: Collection[int], scale: int) -> Fraction:
        ranked = sorted(amounts) or [0]
        pair = ranked[(len(ranked) - 1) // 2] + ranked[len(ranked) // 2]
        return Fraction(pair, 2 * scale)

    return _at_least(_scores(round_, parameters, middle), parameters)


def _at_least(scores: Scores, parameters: Median) -> Scores:
    least = figure(parameters.minimum)
    for project, score in scores.of.items():
        if score.eligible and score.value < least:
            reason = f"median below {parameters.minimum}"
            scores.of[project] = replace(score, eligible=False, reason=reason)
    return scores


def mean_reference(round_: Round, parameters: Points) -> Scores:
    """Average fractions."""
    if round_.sums is not None:
        return _mean_of_sums(round_, parameters)

    def mean(amounts: Collection[int], scale: int) -> Fraction:
        figures = [Fraction(amount, scale) for amount in amounts]
        return sum(figures, Fraction(0)) / len(figures) if figures else Fraction(0)

    return _scores(round_, parameters, mean)


def mean_twin(round_: Round, parameters: Points) -> Scores:
    """Average integers."""
    if round_.sums is not None:
        return _mean_of_sums(round_, parameters)
    return _scores(
        round_,
        parameters,
        lambda amounts, scale: Fraction(sum(amounts), scale * (len(amounts) or 1)),
    )


def _mean_of_sums(round_: Round, parameters: Points) -> Scores:
    found = {}
    for project, of in (round_.sums or {}).items():
        if of.ballots is None:
            raise ValueError("a mean of sums needs their column 'ballots'")
        mean = of.votes / of.ballots if of.ballots else Fraction(0)
        found[project] = _judged(Score(mean, of.ballots), of.ballots, parameters)
    return Scores(found)


def sum_reference(round_: Round, parameters: Points) -> Scores:
    """Add up fractions."""
    if round_.sums is not None:
        return _sum_of_sums(round_, parameters)
    return _scores(
        round_,
        parameters,
        lambda amounts, scale: sum((Fraction(amount, scale) for amount in amounts), Fraction(0)),
    )


def sum_twin(round_: Round, parameters: Points) -> Scores:
    """Add up integers."""
    if round_.sums is not None:
        return _sum_of_sums(round_, parameters)
    return _scores(round_, parameters, lambda amounts, scale: Fraction(sum(amounts), scale))


def _sum_of_sums(round_: Round, parameters: Points) -> Scores:
    return Scores(
        {
            project: _judged(Score(of.votes, of.ballots), of.ballots, parameters)
            for project, of in (round_.sums or {}).items()
        }
    )


def percent_reference(round_: Round, parameters: Points) -> Scores:
    """Average the parts of all ballots, in fractions."""
    parts: dict[str, list[Fraction]] = {project: [] for project in round_.projects}
    ballots = [ballot for ballot in round_.counted.values() if sum(ballot.values())]
    for ballot in ballots:
        whole = Fraction(sum(ballot.values()))
        for project, amount in ballot.items():
            parts[project].append(cut(amount / whole))
    of_all = len(ballots) or 1
    return _of_columns(
        round_, parameters, {p: sum(of, Fraction(0)) / of_all for p, of in parts.items()}
    )


def percent_twin(round_: Round, parameters: Points) -> Scores:
    """Average the parts of all ballots, in integers."""
    parts, ballots = dict.fromkeys(round_.projects, 0), 0
    for ballot in round_.counted.values():
        whole = sum(ballot.values())
        if whole:
            ballots += 1
            for project, amount in ballot.items():
                parts[project] += amount * ONE // whole
    return _of_columns(
        round_, parameters, {p: Fraction(of, ONE * (ballots or 1)) for p, of in parts.items()}
    )


# --- all of them ------------------------------------------------------------------------------


def _scores(round_: Round, parameters: Points, value: Value) -> Scores:
    if round_.sums is not None:
        raise ValueError("a median needs the ballots, not their sums")
    columns = round_.by_project.items()
    values = {project: value(column.values(), round_.scale) for project, column in columns}
    return _of_columns(round_, parameters, values)


def _of_columns(round_: Round, parameters: Points, values: dict[str, Fraction]) -> Scores:
    found = {}
    for project, column in round_.by_project.items():
        steps = (("sum of amounts", Fraction(sum(column.values()), round_.scale)),)
        heads = len(column)
        if parameters.quorum_counts == "support":
            heads = sum(amount > 0 for amount in column.values())
        score = Score(values[project], len(column), steps=steps)
        found[project] = _judged(score, heads, parameters)
    return Scores(found)


def _judged(score: Score, heads: int | None, parameters: Points) -> Score:
    reason = quorum_reason(heads, parameters.quorum)
    return replace(score, eligible=False, reason=reason) if reason else score
