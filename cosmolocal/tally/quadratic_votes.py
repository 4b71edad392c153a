# SPDX-License-Identifier: Apache-2.0
"""Rule "quadratic-votes/1:floor": v votes on a project cost v * v credits, shares are linear.

    votes[p]  = sum of what all ballots give p; votes against count as they are
    share[p]  = max(votes[p], 0) / sum over q of max(votes[q], 0); 0 for all if that sum is 0
    payout[p] = floor(pot * share[p]); what the floors leave is dust and is nobody's payout

Units: votes and credits are whole numbers, amounts whole numbers of the token's smallest unit.
Source: contracts/funding/RetroFunding.vy, which counts the same way while ballots are cast.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor
from typing import Generic, TypeVar

from pydantic import Field

from cosmolocal.tally.parameters import Floored, Negative
from cosmolocal.tally.round import Round, Score, Scores, Sums, with_quorum

RULE = "quadratic-votes/1:floor"

Project = TypeVar("Project", bound=Hashable)


@dataclass(frozen=True)
class Outcome(Generic[Project]):
    """What a round comes to; both mappings hold every project, in the order they were given."""

    pot: int
    votes: Mapping[Project, int]
    payouts: Mapping[Project, int]

    @property
    def total_votes(self) -> int:
        """The sum of max(votes, 0): what the pot is divided by."""
        return sum(max(votes, 0) for votes in self.votes.values())

    @property
    def paid(self) -> int:
        """The sum of all payouts."""
        return sum(self.payouts.values())

    @property
    def dust(self) -> int:
        """What no payout takes of the pot."""
        return self.pot - self.paid

    def share(self, project: Project) -> Fraction:
        """Exact part of the pot, before the floor."""
        if self.votes[project] <= 0:
            return Fraction(0)
        return Fraction(self.votes[project], self.total_votes)


def cost(ballot: Iterable[int]) -> int:
    """Add up what the votes of one ballot cost [credits]."""
    return sum(votes * votes for votes in ballot)


def exact(
    projects: Iterable[Project], ballots: Iterable[Mapping[Project, int]], pot: int
) -> Outcome[Project]:
    """Count by the rule as it is written, in exact fractions: the reference.

    `ballots` holds the latest ballot of each voter, as project -> votes. Raises `ValueError` for a
    negative pot, a project given twice, or votes for a project that is none of `projects`.
    """
    known, cast = _checked(projects, pot), list(ballots)
    if strangers := {project for ballot in cast for project in ballot} - set(known):
        raise ValueError(f"votes for unknown projects: {sorted(map(str, strangers))}")
    votes = {project: sum(ballot.get(project, 0) for ballot in cast) for project in known}
    uncounted = Outcome(pot, votes, dict.fromkeys(known, 0))
    return Outcome(pot, votes, {p: floor(pot * uncounted.share(p)) for p in known})


def fast(
    projects: Iterable[Project], rows: Iterable[tuple[Project, int]], pot: int
) -> Outcome[Project]:
    """Count a table of (project, votes) in one pass, in the contract's integer steps.

    Time grows with rows plus projects. Raises `ValueError` like `exact`.
    """
    votes = dict.fromkeys(_checked(projects, pot), 0)
    try:
        for project, given in rows:
            votes[project] += given
    except KeyError as unknown:
        raise ValueError(f"votes for unknown projects: {[str(unknown.args[0])]}") from None
    total = sum(given for given in votes.values() if given > 0)
    payouts = {p: pot * given // total if given > 0 else 0 for p, given in votes.items()}
    return Outcome(pot, votes, payouts)


def _checked(projects: Iterable[Project], pot: int) -> Sequence[Project]:
    """Refuse what cannot be counted; return the projects as a list."""
    known = list(projects)
    if pot < 0:
        raise ValueError(f"a pot of {pot} is less than nothing")
    if len(set(known)) != len(known):
        raise ValueError("a project is given twice")
    return known


# --- the rule of `cosmolocal tally` -----------------------------------------------------------


class Parameters(Floored):
    """How votes against are taken; the price of a ballot is the square of its votes."""

    negative: Negative = Field("count", description="votes against a project")


def reference(round_: Round, parameters: Parameters) -> Scores:
    """Add up the votes of each project, in fractions."""
    if round_.sums is not None:
        return _of_sums(round_.sums, parameters)
    scores = {}
    for project in round_.projects:
        votes = [
            round_.amount(ballot[project])
            for ballot in round_.counted.values()
            if project in ballot and (ballot[project] >= 0 or parameters.negative == "count")
        ]
        scores[project] = Score(sum(votes, Fraction(0)), len(votes))
    return Scores(with_quorum(scores, parameters.quorum))


def twin(round_: Round, parameters: Parameters) -> Scores:
    """Add up the votes of each project in one pass, in integers."""
    if round_.sums is not None:
        return _of_sums(round_.sums, parameters)
    votes, heads = dict.fromkeys(round_.projects, 0), dict.fromkeys(round_.projects, 0)
    for ballot in round_.counted.values():
        for project, given in ballot.items():
            if given >= 0 or parameters.negative == "count":
                votes[project] += given
                heads[project] += 1
    scores = {p: Score(Fraction(votes[p], round_.scale), heads[p]) for p in votes}
    return Scores(with_quorum(scores, parameters.quorum))


def _of_sums(sums: Mapping[str, Sums], parameters: Parameters) -> Scores:
    scores = {project: Score(of.votes, of.ballots) for project, of in sums.items()}
    return Scores(with_quorum(scores, parameters.quorum))
