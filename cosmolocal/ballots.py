# SPDX-License-Identifier: Apache-2.0
"""Quadratic ballots as a table: long-form CSV with the columns `voter`, `project` and `votes`.

One row is what one voter gives one project: whole votes, at a cost of `votes ** 2` credits. The
columns may stand in any order; others are named in `unused_columns` and not read. Names are trimmed
and brought to one Unicode form, so that two that look the same are the same. A row of zero votes
makes its project known and costs nothing; a voter with zeros only has cast no ballot.

Errors: `BadInput` with file, line and reason of every row in the way (the first twenty).
"""

import re
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from cosmolocal.tables import MAX_REASONS, Record, name_of, records, refused, text_of, width_reason

COLUMNS = ("voter", "project", "votes")
MAX_BYTES = 64_000_000
"""A round of 1,000 voters and 200 projects with long names takes a third of it."""
MAX_PROJECTS = 256
"""A round of `RetroFunding` holds no more."""

_VOTES = re.compile(r"[+-]?[0-9]{1,9}")


class BallotSheet(BaseModel):
    """Every ballot of a round; voters and projects in the order of their first rows."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    voters: tuple[str, ...]
    projects: tuple[str, ...]
    ballots: dict[str, dict[str, int]]
    """Voter -> project -> votes; without zeros, and without voters who gave nothing."""
    unused_columns: tuple[str, ...] = ()

    @property
    def rows(self) -> int:
        """Count how many times a voter gave votes to a project."""
        return sum(map(len, self.ballots.values()))

    def cost(self, voter: str) -> int:
        """Add up the cost of a voter's ballot [credits]."""
        return sum(votes**2 for votes in self.ballots.get(voter, {}).values())

    def totals(self) -> dict[str, int]:
        """Add up the votes of each project."""
        totals = dict.fromkeys(self.projects, 0)
        for ballot in self.ballots.values():
            for project, votes in ballot.items():
                totals[project] += votes
        return totals


def read_ballots(path: Path, *, budget: int, allow_negative: bool = False) -> BallotSheet:
    """Read and check a whole file; `budget` is what each ballot may cost [credits].

    Raises `BadInput` for a file that is not such a table, or whose ballots a round would refuse.
    """
    rows = records(path, text_of(path, MAX_BYTES))
    reader = _Reader(path, budget, allow_negative=allow_negative)
    reader.take_header(next(rows, (1, [])))
    for line, fields in rows:
        reader.take(line, fields)
    return reader.sheet()


class _Reader:
    """The rows read so far, and what is wrong with them."""

    def __init__(self, path: Path, budget: int, *, allow_negative: bool) -> None:
        self._path, self._budget, self._allow_negative = path, budget, allow_negative
        self._places: list[int] = []
        self._width = 0
        self._unused: tuple[str, ...] = ()
        self._seen: dict[tuple[str, str], int] = {}
        self._votes: dict[str, dict[str, int]] = {}
        self._projects: dict[str, None] = {}
        self._spent: dict[str, int] = {}
        self._reasons: list[str] = []

    def take_header(self, record: Record) -> None:
        """Find the three columns."""
        line, fields = record
        names = [field.strip().lower() for field in fields]
        for column in COLUMNS:
            if names.count(column) != 1:
                found = "no column" if column not in names else "more than one column"
                raise refused(self._path, [f"line {line}: {found} {column!r} in {fields}"])
        self._places = [names.index(column) for column in COLUMNS]
        self._width = len(names)
        self._unused = tuple(
            f for f, name in zip(fields, names, strict=True) if name not in COLUMNS
        )

    def take(self, line: int, fields: list[str]) -> None:
        """Take one row, or note why not."""
        try:
            self._take(line, fields)
        except ValueError as reason:
            self._reasons.append(f"line {line}: {reason}")
            if len(self._reasons) == MAX_REASONS:
                raise refused(self._path, [*self._reasons, "…"]) from None

    def sheet(self) -> BallotSheet:
        """All of it, if nothing was wrong."""
        if not self._seen and not self._reasons:
            self._reasons.append("line 2: no row follows the header")
        if self._reasons:
            raise refused(self._path, self._reasons)
        return BallotSheet(
            voters=tuple(self._votes),
            projects=tuple(self._projects),
            ballots={voter: ballot for voter, ballot in self._votes.items() if ballot},
            unused_columns=self._unused,
        )

    def _take(self, line: int, fields: list[str]) -> None:
        if len(fields) != self._width:
            raise ValueError(width_reason(len(fields), self._width))
        voter, project, given = (fields[place] for place in self._places)
        pair = name_of(voter, "voter"), name_of(project, "project")
        votes = self._whole_votes(given)
        if (first := self._seen.setdefault(pair, line)) != line:
            raise ValueError(f"{pair[0]!r} has already voted on {pair[1]!r}, in line {first}")
        self._add(*pair, votes)

    def _whole_votes(self, text: str) -> int:
        if not _VOTES.fullmatch(text.strip()):
            raise ValueError(f"votes are a whole number of at most nine digits, not {text!r}")
        votes = int(text)
        if votes < 0 and not self._allow_negative:
            raise ValueError(f"{votes} votes: a vote against needs --allow-negative")
        return votes

    def _add(self, voter: str, project: str, votes: int) -> None:
        self._projects.setdefault(project)
        if len(self._projects) > MAX_PROJECTS:
            raise ValueError(f"{project!r} is one project more than the {MAX_PROJECTS} of a round")
        ballot = self._votes.setdefault(voter, {})
        if votes:
            ballot[project] = votes
        before = self._spent.get(voter, 0)
        self._spent[voter] = spent = before + votes**2
        if before <= self._budget < spent:
            raise ValueError(
                f"with this row the ballot of {voter!r} costs {spent} credits; the budget is"
                f" {self._budget}"
            )
