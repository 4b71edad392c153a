# SPDX-License-Identifier: Apache-2.0
"""A round of the chain as a tally: what explains, compares and reports tables does so for it too.

The rule is the one of `cosmolocal tally` under the dust mode of the contract, `floor`; its awards
are those of the chain to the last unit. Voters are seats, projects their numbers. Awards of a
matching round are matches: the gifts themselves come on top.
"""

from cosmolocal.replay.rounds import MatchingRound, RoundState
from cosmolocal.tally import quadratic_funding, quadratic_votes
from cosmolocal.tally.registry import RULES, Tally
from cosmolocal.tally.round import Round
from cosmolocal.units import from_units

ROOT_SCALE = 256


def tally_of(held: RoundState | MatchingRound, *, decimals: int = 18) -> Tally:
    """Count a round, as its events tell it, by the rule of `cosmolocal tally`."""
    if isinstance(held, MatchingRound):
        return _of_gifts(held, decimals)
    return _of_ballots(held, decimals)


def _of_ballots(held: RoundState, decimals: int) -> Tally:
    terms = held.terms
    ballots = {
        str(seat): {str(p): votes for p, votes in cast.items() if votes or terms["count_zeros"]}
        for seat, cast in held.ballots.items()
    }
    parameters = quadratic_votes.Parameters(
        quorum=terms["quorum"],
        minimum=from_units(terms["minimum"], decimals),
        cap=_cap(terms["cap_bps"]),
    )
    round_ = Round(held.pot, tuple(map(str, held.projects)), decimals, ballots)
    return RULES["quadratic-votes"].tally(round_, parameters)


def _of_gifts(held: MatchingRound, decimals: int) -> Tally:
    ballots: dict[str, dict[str, int]] = {}
    for (project, seat), gift in held.gifts.items():
        ballots.setdefault(str(seat), {})[str(project)] = gift.amount
    parameters = quadratic_funding.Parameters(
        root_scale=ROOT_SCALE,
        constrained=held.terms["constrained"],
        cap=_cap(held.terms["cap_bps"]),
    )
    name = "quadratic-funding-inclusive" if held.terms["inclusive"] else "quadratic-funding"
    projects = tuple(map(str, held.projects))
    round_ = Round(held.matching_pot, projects, decimals, ballots, scale=10**decimals)
    return RULES[name].tally(round_, parameters)


def _cap(bps: int) -> str | None:
    return f"{from_units(bps, 2)}%" if bps else None
