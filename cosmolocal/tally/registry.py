# SPDX-License-Identifier: Apache-2.0
"""All rules by name, and one tally: scores by the rule, then awards from the scores.

A rule is named by name, version, parameters and dust mode; `identity` puts them into one form whose
hash a round can publish before anybody votes. Each rule is counted by its reference in fractions or
by its twin in integers; both find the same figures to the last unit.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any, Literal

from eth_utils.crypto import keccak

from cosmolocal.tally import (
    allocation,
    clrfund,
    clusters,
    means,
    metric_ballots,
    metric_score,
    nested_median,
    pairwise,
    quadratic_funding,
    quadratic_votes,
)
from cosmolocal.tally.allocation import Allocation
from cosmolocal.tally.parameters import Parameters
from cosmolocal.tally.round import Round, Score, Scores

Amounts = Literal["votes", "money", "points"]
"""What a ballot gives: whole votes, tokens, or points of any fineness."""
Count = Callable[[Round, Any], Scores]


@dataclass(frozen=True)
class Rule:
    """One rule: what it counts, and its two implementations."""

    name: str
    summary: str
    amounts: Amounts
    parameters: type[Parameters]
    reference: Count
    twin: Count
    version: int = 1
    takes_sums: bool = False
    takes_clusters: bool = False
    takes_categories: bool = False
    takes_metrics: bool = False
    takes_ballots: bool = True

    @property
    def formula(self) -> str:
        """Formula, edge cases and source: the words of its module."""
        return (self.reference.__globals__["__doc__"] or "").strip()

    def tally(self, round_: Round, parameters: Parameters, *, exact: bool = False) -> "Tally":
        """Count a round; `exact` takes the reference instead of the twin.

        Raises `ValueError` for a round that the rule cannot count.
        """
        scores = (self.reference if exact else self.twin)(round_, parameters)
        allocate = allocation.exact if exact else allocation.fast
        return Tally(
            self, parameters, round_, scores, _allocated(scores, round_, parameters, allocate)
        )


def _allocated(
    scores: Scores, round_: Round, parameters: Parameters, allocate: Callable[..., Allocation]
) -> Allocation:
    if scores.awards is not None:
        none: frozenset[str] = frozenset()
        return Allocation(scores.awards, none, none, none)
    pot = round_.pot if scores.pot is None else scores.pot
    shared = {p: s.value if s.eligible else Fraction(0) for p, s in scores.of.items()}
    return allocate(shared, pot, parameters.limits(pot, round_.decimals))


@dataclass(frozen=True)
class Line:
    """What a tally says of one project; the award in smallest units."""

    project: str
    score: Score
    award: int
    eligible: bool
    reason: str
    is_capped: bool
    is_topped: bool


@dataclass(frozen=True)
class Tally:
    """A counted round: pot + gifts that the awards hold = paid + dust."""

    rule: Rule
    parameters: Parameters
    round: Round
    scores: Scores
    allocation: Allocation

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """Every project, in the order of the round."""
        return tuple(self._line(project, score) for project, score in self.scores.of.items())

    def _line(self, project: str, score: Score) -> Line:
        is_dropped = project in self.allocation.dropped
        return Line(
            project=project,
            score=score,
            award=self.allocation.awards[project],
            eligible=score.eligible and not is_dropped,
            reason="award below the minimum" if is_dropped else score.reason,
            is_capped=project in self.allocation.capped,
            is_topped=project in self.allocation.topped,
        )

    @property
    def pot(self) -> int:
        """What was to be shared, without gifts."""
        return self.round.pot

    @cached_property
    def paid(self) -> int:
        """The sum of all awards."""
        return sum(self.allocation.awards.values())

    @property
    def dust(self) -> int:
        """What no award takes; the treasury's."""
        return self.pot + self.scores.beside - self.paid


def identity(rule: Rule, parameters: Parameters) -> dict[str, Any]:
    """Name a rule with every parameter, also those left at their defaults."""
    return {
        "name": rule.name,
        "version": rule.version,
        "parameters": parameters.model_dump(mode="json"),
    }


def rule_hash(rule: Rule, parameters: Parameters) -> bytes:
    """Hash the identity: keccak of its JSON with sorted keys, no blanks, in UTF-8."""
    return keccak(identity_text(rule, parameters).encode())


def identity_text(rule: Rule, parameters: Parameters) -> str:
    """Write the identity in its one form: JSON with sorted keys and without blanks."""
    return json.dumps(
        identity(rule, parameters), sort_keys=True, separators=(",", ":"), ensure_ascii=False
    )


RULES: dict[str, Rule] = {
    rule.name: rule
    for rule in (
        Rule(
            "quadratic-votes",
            "v votes cost v * v credits; shares are linear in votes",
            "votes",
            quadratic_votes.Parameters,
            quadratic_votes.reference,
            quadratic_votes.twin,
            takes_sums=True,
        ),
        Rule(
            "quadratic-funding",
            "match gifts by the square of the sum of their roots, less the gifts",
            "money",
            quadratic_funding.Parameters,
            quadratic_funding.reference,
            quadratic_funding.twin,
            takes_sums=True,
        ),
        Rule(
            "quadratic-funding-inclusive",
            "match gifts by the square of the sum of their roots",
            "money",
            quadratic_funding.Parameters,
            quadratic_funding.inclusive_reference,
            quadratic_funding.inclusive_twin,
            takes_sums=True,
        ),
        Rule(
            "capital-constrained",
            "full quadratic match, scaled by alpha to what the pot can pay; clr.fund's",
            "money",
            clrfund.Credits,
            clrfund.constrained_reference,
            clrfund.constrained_twin,
            takes_sums=True,
        ),
        Rule(
            "clrfund-linear",
            "the pot by sums of roots, and the gifts; clr.fund's until September 2022",
            "money",
            clrfund.Credits,
            clrfund.linear_reference,
            clrfund.linear_twin,
            takes_sums=True,
        ),
        Rule(
            "pairwise",
            "quadratic funding in which two donors who agree on much count less together",
            "money",
            pairwise.Parameters,
            pairwise.reference,
            pairwise.twin,
        ),
        Rule(
            "cluster-match",
            "quadratic funding over clusters of donors instead of donors",
            "money",
            clusters.Match,
            clusters.match_reference,
            clusters.match_twin,
            takes_clusters=True,
        ),
        Rule(
            "cocm",
            "connection-oriented cluster match: only agreement across clusters is matched",
            "money",
            clusters.Connection,
            clusters.cocm_reference,
            clusters.cocm_twin,
            takes_clusters=True,
        ),
        Rule(
            "median-quorum",
            "shares by the median amount of a project's ballots",
            "points",
            means.Median,
            means.median_reference,
            means.median_twin,
        ),
        Rule(
            "mean-quorum",
            "shares by the mean amount of a project's ballots",
            "points",
            means.Points,
            means.mean_reference,
            means.mean_twin,
            takes_sums=True,
        ),
        Rule(
            "sum-minimum",
            "shares by the sum of amounts; awards below the minimum are shared again",
            "points",
            means.Points,
            means.sum_reference,
            means.sum_twin,
            takes_sums=True,
        ),
        Rule(
            "percent-average",
            "shares by a project's average part of the ballots",
            "points",
            means.Points,
            means.percent_reference,
            means.percent_twin,
        ),
        Rule(
            "metric-median-capped",
            "voters weigh metrics; the median of what each voter's weights would grant",
            "points",
            metric_ballots.Parameters,
            metric_ballots.reference,
            metric_ballots.twin,
            takes_metrics=True,
        ),
        Rule(
            "nested-median",
            "median pool, then median parts of categories, then median amounts",
            "points",
            nested_median.Parameters,
            nested_median.reference,
            nested_median.twin,
            takes_categories=True,
        ),
        Rule(
            "metric-score",
            "no ballots: measured figures under published weights",
            "points",
            metric_score.Parameters,
            metric_score.reference,
            metric_score.twin,
            takes_metrics=True,
            takes_ballots=False,
        ),
    )
}
"""Name -> rule."""
