# SPDX-License-Identifier: Apache-2.0
"""Rules "quadratic-funding/1" and "quadratic-funding-inclusive/1": many small gifts match best.

    root[i,p] = isqrt(c[i,p] * root_scale**2) / root_scale, c in smallest units
    score[p]  = (sum over donors i of root[i,p])**2 - sum of c[i,p]        quadratic-funding
    score[p]  = (sum over donors i of root[i,p])**2                        inclusive
    share[p]  = score[p] / sum of scores

The first gives nothing to a project with one donor; the second does. Repeated gifts of a donor to
one project are added before the root, so splitting a gift gains nothing; a gift under `least_gift`
counts in neither term. `constrained` shares no more than the sum of scores, whatever the pot. With
a `root_scale` of 256 this is what contracts/funding/MatchingFunding.vy counts. Sums hold the sum of
roots as `votes` and the sum of gifts as `spent`.
Source: Buterin, Hitzig, Weyl (2018); Gitcoin subtracts the gifts, Octant and Giveth do not.
"""

from collections.abc import Mapping
from fractions import Fraction
from math import floor, isqrt

from pydantic import Field

from cosmolocal.tally.parameters import Amount, Floored, in_units
from cosmolocal.tally.round import Round, Score, Scores, Sums, with_quorum


class Parameters(Floored):
    """Which gifts count, and how finely their roots are taken."""

    least_gift: Amount = Field("0", description="gifts of less count in no term")
    root_scale: int = Field(
        10**9, ge=1, le=10**36, description="parts into which a root of one unit is cut"
    )
    constrained: bool = Field(
        default=False, description="share no more than the sum of scores, whatever the pot"
    )


def reference(round_: Round, parameters: Parameters) -> Scores:
    """Match without what was given, in fractions."""
    return _without_gifts(*_sums_in_fractions(round_, parameters), round_, parameters)


def twin(round_: Round, parameters: Parameters) -> Scores:
    """Match without what was given, in integers."""
    return _without_gifts(*_sums_in_integers(round_, parameters), round_, parameters)


def inclusive_reference(round_: Round, parameters: Parameters) -> Scores:
    """Match with what was given, in fractions."""
    return _with_gifts(*_sums_in_fractions(round_, parameters), round_, parameters)


def inclusive_twin(round_: Round, parameters: Parameters) -> Scores:
    """Match with what was given, in integers."""
    return _with_gifts(*_sums_in_integers(round_, parameters), round_, parameters)


def _without_gifts(
    sums: Mapping[str, Sums], unit: int, round_: Round, parameters: Parameters
) -> Scores:
    scores = {
        project: Score(
            max(of.votes**2 - of.spent, Fraction(0)) / unit,
            of.ballots,
            steps=_steps(of, unit),
        )
        for project, of in sums.items()
    }
    return _scores(scores, unit, round_, parameters)


def _with_gifts(
    sums: Mapping[str, Sums], unit: int, round_: Round, parameters: Parameters
) -> Scores:
    scores = {
        project: Score(of.votes**2 / unit, of.ballots, steps=_steps(of, unit))
        for project, of in sums.items()
    }
    return _scores(scores, unit, round_, parameters)


def _scores(scores: dict[str, Score], unit: int, round_: Round, parameters: Parameters) -> Scores:
    """Leave out what misses its quorum; where gifts bound the match, say what there is to share."""
    kept = with_quorum(scores, parameters.quorum)
    if not parameters.constrained:
        return Scores(kept)
    called_for = sum((s.value for s in kept.values() if s.eligible), Fraction(0)) * unit
    return Scores(kept, pot=min(round_.pot, floor(called_for)))


def _steps(of: Sums, unit: int) -> tuple[tuple[str, Fraction], ...]:
    return (
        ("square of the sum of roots", of.votes**2 / unit),
        ("sum of gifts", of.spent / unit),
    )


def _sums_in_fractions(round_: Round, parameters: Parameters) -> tuple[Mapping[str, Sums], int]:
    """Add up roots and gifts; in smallest units, of which the second figure is one token."""
    if round_.sums is not None:
        return round_.sums, round_.sums_unit
    fine = parameters.root_scale
    least = max(1, in_units(parameters.least_gift, round_.decimals, "least_gift"))
    sums = {}
    for project, column in round_.by_project.items():
        gifts = [gift for gift in map(round_.money, column.values()) if gift >= least]
        roots = [Fraction(isqrt(gift * fine**2), fine) for gift in gifts]
        sums[project] = Sums(sum(roots, Fraction(0)), Fraction(sum(gifts)), len(gifts))
    return sums, round_.unit


def _sums_in_integers(round_: Round, parameters: Parameters) -> tuple[Mapping[str, Sums], int]:
    """Add up the same in one pass over all ballots."""
    if round_.sums is not None:
        return round_.sums, round_.sums_unit
    fine, square = parameters.root_scale, parameters.root_scale**2
    least = max(1, in_units(parameters.least_gift, round_.decimals, "least_gift"))
    found = {project: [0, 0, 0] for project in round_.projects}
    for ballot in round_.counted.values():
        for project, amount in ballot.items():
            gift = round_.money(amount)
            if gift >= least:
                sums = found[project]
                sums[0] += isqrt(gift * square)
                sums[1] += gift
                sums[2] += 1
    return {
        project: Sums(Fraction(roots, fine), Fraction(gifts), donors)
        for project, (roots, gifts, donors) in found.items()
    }, round_.unit
