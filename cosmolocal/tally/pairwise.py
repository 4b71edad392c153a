# SPDX-License-Identifier: Apache-2.0
"""Rule "pairwise/1": two donors who agree on everything count less together.

    r[i,p]   = root of donor i's gift to p, cut after 36 digits; gifts in whole tokens
    T[i,j]   = sum over projects of r[i,p] * r[j,p]
    k[i,j]   = M / (M + T[i,j]), cut after 36 digits
    score[p] = sum over pairs i < j of k[i,j] * r[i,p] * r[j,p]

A large M is plain quadratic funding (half of it: the factor cancels in the shares), a small one
weighs each pair by the inverse of how much it agrees. The cost grows with the pairs of donors that
share a project.
Source: Buterin (2019), "Pairwise coordination subsidies". M / (M + T) is the published formula; an
old public code divides T by M + 1 instead, after which every pair counts the same.
"""

from collections import defaultdict
from fractions import Fraction
from itertools import combinations
from math import isqrt

from pydantic import Field

from cosmolocal.tally.numbers import ONE, cut, root
from cosmolocal.tally.parameters import Amount, Sharing, figure
from cosmolocal.tally.round import Round, Score, Scores, with_quorum


class Parameters(Sharing):
    """How fast agreement is discounted."""

    M: Amount = Field("25", description="agreement at which a pair counts half, in tokens")


def reference(round_: Round, parameters: Parameters) -> Scores:
    """Go through all pairs of donors, in fractions."""
    roots = {
        voter: {p: root(Fraction(round_.money(amount), round_.unit)) for p, amount in given.items()}
        for voter, given in round_.counted.items()
    }
    bound, values = figure(parameters.M), dict.fromkeys(round_.projects, Fraction(0))
    for one, other in combinations(roots.values(), 2):
        products = {p: one[p] * other[p] for p in one if p in other}
        agreement = sum(products.values(), Fraction(0))
        if agreement:
            weight = cut(bound / (bound + agreement))
            for project, product in products.items():
                values[project] += weight * product
    return _scores(round_, values, parameters)


def twin(round_: Round, parameters: Parameters) -> Scores:
    """Go through the pairs that share a project, in integers."""
    columns = {p: _roots(column, round_) for p, column in round_.by_project.items()}
    agreement: dict[tuple[str, str], int] = defaultdict(int)
    for donors in columns.values():
        for (i, x), (j, y) in combinations(donors, 2):
            agreement[i, j] += x * y
    bound = figure(parameters.M)
    above = bound.numerator * ONE**2
    weights = {
        pair: above * ONE // (above + bound.denominator * shared)
        for pair, shared in agreement.items()
    }
    values = {
        project: Fraction(
            sum(weights[i, j] * x * y for (i, x), (j, y) in combinations(donors, 2)), ONE**3
        )
        for project, donors in columns.items()
    }
    return _scores(round_, values, parameters)


def _roots(column: dict[str, int], round_: Round) -> list[tuple[str, int]]:
    """Donors of a project in one order for all projects, each with the root of the gift."""
    gifts = ((voter, round_.money(amount)) for voter, amount in sorted(column.items()))
    return [(voter, isqrt(gift * ONE**2 // round_.unit)) for voter, gift in gifts if gift]


def _scores(round_: Round, values: dict[str, Fraction], parameters: Parameters) -> Scores:
    scores = {}
    for project, value in values.items():
        gifts = [gift for gift in map(round_.money, round_.by_project[project].values()) if gift]
        plain = (("sum of gifts", Fraction(sum(gifts), round_.unit)),)
        scores[project] = Score(value, len(gifts), steps=plain)
    return Scores(with_quorum(scores, parameters.quorum))
