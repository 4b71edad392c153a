# SPDX-License-Identifier: Apache-2.0
"""Rules "capital-constrained/1" and "clrfund-linear/1": what the contracts of clr.fund pay.

With V votes and S voice credits of a project, `f` smallest units for one credit, and the pot
without what was given:

    capital-constrained   alpha  = pot * 10**18 // (f * (sum V**2 - sum S))
                          payout = (alpha * f * V**2 + 10**18 * f * S - alpha * f * S) // 10**18
    clrfund-linear        payout = pot * V // sum V + S * f

The payout holds the gifts to the project (S * f) beside its match; credits that nobody spent belong
in the pot. All quotients are cut, and what that leaves is dust. alpha may exceed one. The score is
V**2 - S with alpha, else V. From ballots, a gift of c units buys v = isqrt(c // f) votes for v * v
credits; what is left of it joins the pot. Sums hold V as `votes` and S as `spent`.
Source: clr.fund's FundingRound contracts, since and before September 2022.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import floor, isqrt

from pydantic import Field

from cosmolocal.tally.parameters import Parameters
from cosmolocal.tally.round import Round, Score, Scores, Sums

ALPHA_ONE = 10**18


class Credits(Parameters):
    """What a voice credit is worth."""

    credit_units: int = Field(
        1, ge=1, description="smallest units of the token for one voice credit"
    )


@dataclass(frozen=True)
class _Project:
    votes: int
    spent: int
    donors: int | None


def linear_reference(round_: Round, parameters: Credits) -> Scores:
    """Pay in proportion to votes, each step a floor of a fraction."""
    of, pot, f = *_projects(round_, parameters), parameters.credit_units
    votes = sum(project.votes for project in of.values())
    awards = {
        name: (floor(Fraction(pot * p.votes, votes)) if votes else 0) + p.spent * f
        for name, p in of.items()
    }
    return _paid(of, {name: p.votes for name, p in of.items()}, awards, pot - round_.pot, f)


def linear_twin(round_: Round, parameters: Credits) -> Scores:
    """Pay in proportion to votes, in the contract's integer steps."""
    of, pot, f = *_projects(round_, parameters), parameters.credit_units
    votes = sum(project.votes for project in of.values()) or 1
    awards = {name: pot * p.votes // votes + p.spent * f for name, p in of.items()}
    return _paid(of, {name: p.votes for name, p in of.items()}, awards, pot - round_.pot, f)


def constrained_reference(round_: Round, parameters: Credits) -> Scores:
    """Pay alpha of the squares and the rest of the credits, each step a floor of a fraction."""
    of, pot, f = *_projects(round_, parameters), parameters.credit_units
    surplus = {name: p.votes**2 - p.spent for name, p in of.items()}
    alpha = _alpha(sum(surplus.values()), pot, f)
    awards = {
        name: floor(Fraction(alpha, ALPHA_ONE) * f * over + f * of[name].spent)
        for name, over in surplus.items()
    }
    return _paid(of, surplus, awards, pot - round_.pot, f, alpha)


def constrained_twin(round_: Round, parameters: Credits) -> Scores:
    """Pay alpha of the squares and the rest of the credits, in the contract's integer steps."""
    of, pot, f = *_projects(round_, parameters), parameters.credit_units
    squares = sum(project.votes**2 for project in of.values())
    alpha = _alpha(squares - sum(project.spent for project in of.values()), pot, f)
    awards = {}
    for name, p in of.items():
        quadratic, linear = alpha * f * p.votes**2, ALPHA_ONE * f * p.spent
        awards[name] = (quadratic + linear - alpha * f * p.spent) // ALPHA_ONE
    surplus = {name: p.votes**2 - p.spent for name, p in of.items()}
    return _paid(of, surplus, awards, pot - round_.pot, f, alpha)


def _alpha(surplus: int, pot: int, f: int) -> int:
    """Find the part of the full match that the pot can pay, in 10**-18."""
    if surplus <= 0:
        raise ValueError(
            "no project has more than one supporter: the squares of votes do not exceed the"
            " credits, and the contract refuses to finish such a round"
        )
    return pot * ALPHA_ONE // (f * surplus)


def _paid(
    of: Mapping[str, _Project],
    scores: Mapping[str, int],
    awards: dict[str, int],
    unspent: int,
    f: int,
    alpha: int | None = None,
) -> Scores:
    found = {}
    for name, p in of.items():
        steps = [("votes", Fraction(p.votes)), ("voice credits", Fraction(p.spent))]
        if alpha is not None:
            steps.append(("alpha", Fraction(alpha, ALPHA_ONE)))
        found[name] = Score(Fraction(scores[name]), p.donors, steps=tuple(steps))
    gifts = sum(project.spent for project in of.values()) * f
    return Scores(found, awards=awards, beside=gifts + unspent)


def _projects(round_: Round, parameters: Credits) -> tuple[dict[str, _Project], int]:
    """Return votes and spent credits of each project, and the pot with what was not spent."""
    if round_.sums is not None:
        return {name: _whole(name, sums) for name, sums in round_.sums.items()}, round_.pot
    found, pot, f = {}, round_.pot, parameters.credit_units
    for name, column in round_.by_project.items():
        gifts = [round_.money(amount) for amount in column.values()]
        votes = [isqrt(gift // f) for gift in gifts]
        found[name] = _Project(sum(votes), sum(v * v for v in votes), sum(map(bool, votes)))
        pot += sum(gifts) - found[name].spent * f
    return found, pot


def _whole(name: str, sums: Sums) -> _Project:
    if sums.votes.denominator != 1 or sums.spent.denominator != 1:
        raise ValueError(f"{name!r}: votes and voice credits are whole numbers")
    if sums.votes**2 < sums.spent:
        raise ValueError(
            f"{name!r}: {sums.votes} votes cannot have cost as much as {sums.spent} voice credits"
        )
    return _Project(int(sums.votes), int(sums.spent), sums.ballots)
