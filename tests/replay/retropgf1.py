# SPDX-License-Identifier: Apache-2.0
"""The published ballots of Optimism RetroPGF 1, as a long table, and the official result.

Source: ../shared/data/retropgf1_qv (its README says where the file comes from). One row per voter,
one column per project; a blank cell is zero votes.
"""

import csv
import re
from dataclasses import dataclass
from pathlib import Path

POT = "1000000"
BUDGET = 100


@dataclass(frozen=True)
class Official:
    """Votes and whole dollars of each project, as they were published."""

    votes: dict[str, int]
    dollars: dict[str, int]


def read(folder: Path) -> tuple[list[tuple[str, str, int]], Official]:
    """Return the rows (voter, project, votes), zeros included, and the official result."""
    with (folder / "ballots_and_results.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.reader(file) if len(row) > 1]
    by_name = {row[1]: row[2:] for row in rows}
    projects = by_name["Badgeholder"]
    table = [
        (voter, project, _whole(cell))
        for voter, cells in by_name.items()
        if voter.startswith("@")
        for project, cell in zip(projects, cells, strict=True)
    ]
    official = Official(
        votes=dict(zip(projects, map(_whole, by_name["Total Votes"]), strict=True)),
        dollars=dict(zip(projects, map(_whole, by_name["$ Value Awarded"]), strict=True)),
    )
    return table, official


def write(rows: list[tuple[str, str, int]], path: Path) -> Path:
    """Write rows the way `cosmolocal funding replay` reads them."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("voter", "project", "votes"), *rows])
    return path


def _whole(cell: str) -> int:
    return int(re.sub(r"[$,\s]", "", cell) or 0)
