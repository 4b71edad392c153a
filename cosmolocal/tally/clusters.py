# SPDX-License-Identifier: Apache-2.0
"""Rules "cluster-match/1" and "cocm/1": donors of one cluster count together.

Both take clusters as voter, cluster, weight; W[i,g] is the weight as a part of the voter's weights.
Who is in no cluster counts for nothing. Gifts c in whole tokens; quotients and roots are cut after
36 digits.

    cluster-match   B[p,g] = sum over i of c[i,p] * W[i,g]
                    score  = (sum over g of root B[p,g])**2 - sum over g of B[p,g]
                    Without clusters, donors who gave to the same set of projects are one.

    cocm            U[g,i] = weight as a part of the cluster's weights
    (connection-    k[i,h] = 1 inside the cluster, else (W U W)[i,h]: how close i is to it
     oriented)      K[i,h] = (1 - k) * c                 strength "harsh"
                             k * root(c) + (1 - k) * c   strength "soft"
                    P[h,g] = sum over i of K[i,h] * W[i,g]
                    score  = sum over g != h of root(P[h,g] * P[g,h])
                    Without clusters, the donors of each project are one. With one cluster nobody
                    has a score.

Source: "Beyond collusion resistance" (Ohlhaver, Weyl, Buterin and others, 2022); the markov
variant of Gitcoin's calculator. The membership table is part of the round: publish it with it.
"""

from collections import defaultdict
from collections.abc import Mapping
from fractions import Fraction
from math import isqrt, lcm
from typing import Literal

from pydantic import Field

from cosmolocal.tally.numbers import ONE, cut, root
from cosmolocal.tally.parameters import Sharing
from cosmolocal.tally.round import Round, Score, Scores, Weights, with_quorum


class Match(Sharing):
    """Clusters are all that it needs to be told."""


class Connection(Sharing):
    """How much the gift of somebody close to a cluster still counts towards it."""

    strength: Literal["harsh", "soft"] = Field(
        "harsh", description="what counts of a gift inside the cluster: nothing, or its root"
    )


# --- cluster match ----------------------------------------------------------------------------


def match_reference(round_: Round, parameters: Sharing) -> Scores:
    """Match the clusters of each project, in fractions."""
    parts, values = _parts(round_.clusters or _profiles(round_)), {}
    for project, column in round_.by_project.items():
        given: dict[str, Fraction] = defaultdict(Fraction)
        for voter, amount in column.items():
            for cluster, part in parts.get(voter, {}).items():
                given[cluster] += Fraction(round_.money(amount), round_.unit) * part
        roots = sum(map(root, given.values()), Fraction(0))
        values[project] = max(roots**2 - sum(given.values(), Fraction(0)), Fraction(0))
    return _scores(round_, values, parts, parameters)


def match_twin(round_: Round, parameters: Sharing) -> Scores:
    """Match the clusters of each project, in integers."""
    parts, values = _parts(round_.clusters or _profiles(round_)), {}
    whole = _whole(parts)
    for project, column in round_.by_project.items():
        given: dict[str, int] = defaultdict(int)
        for voter, amount in column.items():
            gift = round_.money(amount)
            for cluster, part in whole.get(voter, {}).items():
                given[cluster] += gift * part
        roots = sum(isqrt(g * ONE // round_.unit) for g in given.values())
        surplus = roots**2 * round_.unit - sum(given.values()) * ONE
        values[project] = Fraction(max(surplus, 0), ONE**2 * round_.unit)
    return _scores(round_, values, parts, parameters)


def _profiles(round_: Round) -> Weights:
    """Put donors together who gave to the same set of projects."""
    return {
        voter: {repr(sorted(p for p, amount in given.items() if round_.money(amount))): Fraction(1)}
        for voter, given in round_.counted.items()
    }


# --- connection-oriented cluster match --------------------------------------------------------


def cocm_reference(round_: Round, parameters: Connection) -> Scores:
    """Match each pair of clusters across their members, in fractions."""
    weights = _positive(round_.clusters or _donors_of(round_))
    parts = _parts(weights)
    near, names = _nearness(weights, parts), _names(weights)
    values = {}
    for project, column in round_.by_project.items():
        crossed: dict[tuple[str, str], Fraction] = defaultdict(Fraction)
        for voter, amount in column.items():
            gift = Fraction(round_.money(amount), round_.unit)
            for home in names if voter in parts else ():
                k = near[voter][home]
                inside = k * root(gift) if parameters.strength == "soft" else 0
                for cluster, part in parts[voter].items():
                    crossed[home, cluster] += (inside + (1 - k) * gift) * part
        values[project] = sum(
            (root(p * crossed.get((g, h), Fraction(0))) for (h, g), p in crossed.items() if g != h),
            Fraction(0),
        )
    return _scores(round_, values, parts, parameters)


def _nearness(weights: Weights, parts: Weights) -> dict[str, dict[str, Fraction]]:
    names = _names(weights)
    totals = {g: sum((w.get(g, Fraction(0)) for w in weights.values()), Fraction(0)) for g in names}
    step = {
        (g, h): sum(
            (cut(w[g] / totals[g]) * parts[i][h] for i, w in weights.items() if g in w and h in w),
            Fraction(0),
        )
        for g in names
        for h in names
    }
    return {
        voter: {
            home: Fraction(1)
            if home in of
            else cut(sum((part * step[g, home] for g, part in of.items()), Fraction(0)))
            for home in names
        }
        for voter, of in parts.items()
    }


def cocm_twin(round_: Round, parameters: Connection) -> Scores:
    """Match each pair of clusters across their members, in integers."""
    weights = _positive(round_.clusters or _donors_of(round_))
    parts = _parts(weights)
    whole, names = _whole(parts), _names(weights)
    near = _whole_nearness(weights, whole, names)
    is_soft, values = parameters.strength == "soft", {}
    for project, column in round_.by_project.items():
        crossed = dict.fromkeys(((h, g) for h in names for g in names), 0)
        for voter, amount in column.items():
            if voter not in whole:
                continue
            gift = round_.money(amount)
            gift_root = isqrt(gift * ONE**2 // round_.unit) * round_.unit if is_soft else 0
            for home, k in near[voter].items():
                counts = k * gift_root + (ONE - k) * gift * ONE
                for cluster, part in whole[voter].items():
                    crossed[home, cluster] += counts * part
        scale = (ONE**3 * round_.unit) ** 2
        roots = sum(
            isqrt(crossed[h, g] * crossed[g, h] * ONE**2 // scale)
            for h in names
            for g in names
            if g != h
        )
        values[project] = Fraction(roots, ONE)
    return _scores(round_, values, parts, parameters)


def _whole_nearness(
    weights: Weights, parts: Mapping[str, Mapping[str, int]], names: list[str]
) -> dict[str, dict[str, int]]:
    """Say how close each voter is to each cluster, in units of 1 / ONE."""
    one = lcm(*(w.denominator for of in weights.values() for w in of.values()))
    totals = {g: int(sum(w.get(g, 0) * one for w in weights.values())) for g in names}
    step = dict.fromkeys(((g, h) for g in names for h in names), 0)
    for voter, of in weights.items():
        for g, weight in of.items():
            share = int(weight * one) * ONE // totals[g]
            for h, part in parts[voter].items():
                step[g, h] += share * part
    return {
        voter: {
            home: ONE
            if home in of
            else sum(part * step[g, home] for g, part in of.items()) // ONE**2
            for home in names
        }
        for voter, of in parts.items()
    }


def _donors_of(round_: Round) -> Weights:
    """Make the donors of each project a cluster."""
    return {
        voter: {p: Fraction(1) for p, amount in given.items() if round_.money(amount)}
        for voter, given in round_.counted.items()
    }


# --- both -------------------------------------------------------------------------------------


def _names(weights: Weights) -> list[str]:
    return sorted({cluster for of in weights.values() for cluster in of})


def _positive(weights: Weights) -> dict[str, dict[str, Fraction]]:
    return {voter: {g: w for g, w in of.items() if w > 0} for voter, of in weights.items()}


def _parts(weights: Weights) -> dict[str, dict[str, Fraction]]:
    """Bring the weights of each voter to parts of one; who has none is left out."""
    totals = {voter: sum(of.values(), Fraction(0)) for voter, of in weights.items()}
    return {
        voter: {cluster: cut(weight / totals[voter]) for cluster, weight in of.items() if weight}
        for voter, of in weights.items()
        if totals[voter]
    }


def _whole(parts: Weights) -> dict[str, dict[str, int]]:
    return {v: {g: int(part * ONE) for g, part in of.items()} for v, of in parts.items()}


def _scores(
    round_: Round, values: Mapping[str, Fraction], parts: Weights, parameters: Sharing
) -> Scores:
    scores = {}
    for project, value in values.items():
        column = round_.by_project[project]
        gifts = {v: gift for v, a in column.items() if v in parts and (gift := round_.money(a))}
        steps = (("sum of gifts that count", Fraction(sum(gifts.values()), round_.unit)),)
        scores[project] = Score(value, len(gifts), steps=steps)
    return Scores(with_quorum(scores, parameters.quorum))
