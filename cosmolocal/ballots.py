# SPDX-License-Identifier: Apache-2.0
"""Quadratic ballots as a table: long-form CSV with the columns `voter`, `project` and `votes`.

One row is what one voter gives one project: whole votes, at a cost of `votes ** 2` credits. The
columns may stand in any order; others are named in `unused_columns` and not read. Names are trimmed
and brought to one Unicode form, so that two that look the same are the same. A row of zero votes
makes its project known and costs nothing; a voter with zeros only has cast no ballot.

Errors: `BadInput` with file, line and reason of every row in the way (the first twenty).
"""

import csv
import io
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from cosmolocal.errors import BadInput

COLUMNS = ("voter", "project", "votes")
MAX_BYTES = 64_000_000
"""A round of 1,000 voters and 200 projects with long names takes a third of it."""
MAX_PROJECTS = 256
"""A round of `RetroFunding` holds no more."""
MAX_NAME = 200
MAX_REASONS = 20

_VOTES = re.compile(r"[+-]?[0-9]{1,9}")
# Line breaks, escapes and marks of writing direction can make one name look like another.
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")

Record = tuple[int, list[str]]


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
    records = _records(path, _text(path))
    reader = _Reader(path, budget, allow_negative=allow_negative)
    reader.take_header(next(records, (1, [])))
    for line, fields in records:
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
                raise _refused(self._path, [f"line {line}: {found} {column!r} in {fields}"])
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
                raise _refused(self._path, [*self._reasons, "…"]) from None

    def sheet(self) -> BallotSheet:
        """All of it, if nothing was wrong."""
        if not self._seen and not self._reasons:
            self._reasons.append("line 2: no row follows the header")
        if self._reasons:
            raise _refused(self._path, self._reasons)
        return BallotSheet(
            voters=tuple(self._votes),
            projects=tuple(self._projects),
            ballots={voter: ballot for voter, ballot in self._votes.items() if ballot},
            unused_columns=self._unused,
        )

    def _take(self, line: int, fields: list[str]) -> None:
        if len(fields) != self._width:
            raise ValueError(
                f"{len(fields)} fields where the header has {self._width}"
                " (a name with a comma stands in quotes)"
            )
        voter, project, given = (fields[place] for place in self._places)
        pair = _name(voter, "voter"), _name(project, "project")
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


def _text(path: Path) -> str:
    """Read a UTF-8 file, with or without a byte order mark."""
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise BadInput(
            f"cannot read {path}: {error.strerror}", next_step="Check the path."
        ) from None
    if len(data) > MAX_BYTES:
        raise _refused(path, [f"more than {MAX_BYTES:,} bytes"])
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _refused(path, [f"line {line}: not UTF-8 text (byte {error.start + 1})"]) from None


def _records(path: Path, text: str) -> Iterator[Record]:
    """Each row with the number of its first line; blank lines are passed over."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    while True:
        line = reader.line_num + 1
        try:
            fields = next(reader, None)
        except csv.Error as error:
            raise _refused(path, [f"line {line}: {error}"]) from None
        if fields is None:
            return
        if fields:
            yield line, fields


def _name(text: str, column: str) -> str:
    name = unicodedata.normalize("NFC", text.strip())
    if not name:
        raise ValueError(f"the {column} has no name")
    if len(name) > MAX_NAME:
        raise ValueError(f"the name of the {column} has more than {MAX_NAME} characters")
    if found := _UNPRINTABLE.search(name):
        raise ValueError(f"the name of the {column} holds the unprintable U+{ord(found[0]):04X}")
    return name


def _refused(path: Path, reasons: list[str]) -> BadInput:
    return BadInput(
        "\n".join(f"{path}: {reason}" for reason in reasons),
        next_step="Mend the file; nothing was sent.",
    )
