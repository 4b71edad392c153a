# SPDX-License-Identifier: Apache-2.0
"""What a rule counts, and what it finds.

Amounts of ballots are whole numbers of `1 / scale`: votes have the scale 1, money that of the
token's smallest unit, points 18 digits. A project that is missing from a ballot was left blank,
which is abstaining; a zero is an opinion. Pairs in `conflicts` are no part of the tally at all.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

Ballots = Mapping[str, Mapping[str, int]]
"""Voter -> project -> amount; for ballots over metrics, voter -> metric -> weight."""
Weights = Mapping[str, Mapping[str, Fraction]]


@dataclass(frozen=True)
class Sums:
    """What is public of a project where its ballots are not."""

    votes: Fraction
    spent: Fraction = Fraction(0)
    ballots: int | None = None
    """How many ballots name it; None if that is not known."""


@dataclass(frozen=True)
class Figure:
    """One measurement of a project; chain and period are empty where there is but one."""

    project: str
    metric: str
    value: Fraction
    chain: str = ""
    period: str = ""


@dataclass(frozen=True)
class Round:
    """The whole input of a tally; `pot` in smallest units."""

    pot: int
    projects: tuple[str, ...]
    decimals: int = 18
    ballots: Ballots = field(default_factory=dict)
    scale: int = 1
    sums: Mapping[str, Sums] | None = None
    sums_unit: int = 1
    """What of the sums is one whole; their roots are roots of this."""
    figures: tuple[Figure, ...] | None = None
    """What was measured, for metric rules."""
    flags: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Yes-or-no column of the metrics -> projects with yes."""
    clusters: Weights | None = None
    """Voter -> cluster -> weight."""
    categories: Mapping[str, str] | None = None
    """Project -> category."""
    pool_votes: Mapping[str, int] = field(default_factory=dict)
    category_votes: Ballots = field(default_factory=dict)
    conflicts: frozenset[tuple[str, str]] = frozenset()

    @property
    def unit(self) -> int:
        """Smallest units in one whole token."""
        return int(10**self.decimals)

    @cached_property
    def counted(self) -> dict[str, dict[str, int]]:
        """The ballots without pairs in conflict; a ballot of which nothing is left is none."""
        kept = {
            voter: {p: amount for p, amount in given.items() if (voter, p) not in self.conflicts}
            for voter, given in self.ballots.items()
        }
        return {voter: given for voter, given in kept.items() if given}

    @cached_property
    def by_project(self) -> dict[str, dict[str, int]]:
        """Project -> voter -> amount, of all projects."""
        columns: dict[str, dict[str, int]] = {project: {} for project in self.projects}
        for voter, given in self.counted.items():
            for project, amount in given.items():
                columns[project][voter] = amount
        return columns

    @cached_property
    def metrics(self) -> dict[str, dict[str, Fraction]]:
        """Project -> metric -> sum of its figures."""
        found: dict[str, dict[str, Fraction]] = {}
        for figure in self.figures or ():
            of = found.setdefault(figure.project, {})
            of[figure.metric] = of.get(figure.metric, Fraction(0)) + figure.value
        return found

    def amount(self, counted: int) -> Fraction:
        """Bring an amount of a ballot to whole votes, tokens or points."""
        return Fraction(counted, self.scale)

    def money(self, counted: int) -> int:
        """Bring an amount of a ballot to smallest units of the token; less than nothing is none."""
        return max(counted, 0) * self.unit // self.scale


@dataclass(frozen=True)
class Score:
    """What a rule finds for one project."""

    value: Fraction
    ballots: int | None = None
    eligible: bool = True
    reason: str = ""
    """Why it is not eligible."""
    steps: tuple[tuple[str, Fraction], ...] = ()
    """The figures on the way to the score, for those who ask how it came about."""


@dataclass(frozen=True)
class Scores:
    """All scores of a round, in the order of its projects.

    `pot` is what is shared, if the rule itself decides that; `awards` are final if it leaves
    nothing to share; `beside` is money that these awards hold and that is not of the pot.
    """

    of: dict[str, Score]
    pot: int | None = None
    awards: dict[str, int] | None = None
    beside: int = 0


def quorum_reason(ballots: int | None, quorum: int) -> str:
    """Say why a project has no quorum; nothing if it has."""
    if not quorum:
        return ""
    if ballots is None:
        raise ValueError("a quorum needs ballots: the sums have no column 'ballots'")
    return "" if ballots >= quorum else f"{ballots} of {quorum} ballots"


def with_quorum(scores: dict[str, Score], quorum: int) -> dict[str, Score]:
    """Leave out what has fewer ballots than the quorum."""
    found = {}
    for project, score in scores.items():
        reason = quorum_reason(score.ballots, quorum)
        found[project] = (
            Score(score.value, score.ballots, False, reason, score.steps) if reason else score  # noqa: FBT003
        )
    return found
