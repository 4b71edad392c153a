# SPDX-License-Identifier: Apache-2.0
"""The invariants, their statements and the tests that show them.

A test opens its docstring with the ids of the invariants it shows. `docs/explain/invariants.md`
has one row for each: `| id | statement | status | tests |`, the status `implemented` or `planned`.
Statements are written by hand; `make snapshots` fills in the other two columns from the tests.
"""

import argparse
import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.requirements import ROOT

TABLE = ROOT / "docs" / "explain" / "invariants.md"
NAMED = re.compile(r"[A-Z]-[1-9]\d?(, [A-Z]-[1-9]\d?)*\b")
ROW = re.compile(r"^\| *([A-Z]-\d+) *\|(.*)\| *(\w+) *\|([^|]*)\|$", re.MULTILINE)


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    key: str
    statement: str
    status: str
    tests: tuple[str, ...]

    def __str__(self) -> str:
        tests = ", ".join(f"`{test}`" for test in self.tests)
        return f"| {self.key} | {self.statement} | {self.status} | {tests} |"


def rows(text: str) -> list[Row]:
    """Read the table."""
    return [_row(match) for match in ROW.finditer(text)]


def _row(match: re.Match[str]) -> Row:
    key, statement, status, tests = match.groups()
    return Row(key, statement.strip(), status, tuple(re.findall(r"`([^`]+)`", tests)))


def docstrings(folder: Path) -> dict[str, str]:
    """Node name `path::function` -> docstring, of every test function below `folder`."""
    found = {}
    for path in sorted(folder.rglob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                name = f"{path.relative_to(folder.parent).as_posix()}::{node.name}"
                found[name] = ast.get_docstring(node) or ""
    return found


def shown(docstring: str) -> list[str]:
    """The ids that a docstring opens with."""
    opening = NAMED.match(docstring)
    return opening[0].split(", ") if opening else []


def violations(table: list[Row], tests: dict[str, str]) -> Iterator[str]:
    """Where the table and the tests disagree."""
    listed = {row.key: row for row in table}
    if len(listed) != len(table):
        yield "an id has two rows"
    for row in table:
        if row.status != ("implemented" if row.tests else "planned"):
            yield f"{row.key} is {row.status} and names {len(row.tests)} tests"
        for test in row.tests:
            if row.key not in shown(tests.get(test, "")):
                yield f"{row.key} names {test}: no such test, or it does not name {row.key}"
    for name, docstring in tests.items():
        for key in shown(docstring):
            if key not in listed or name not in listed[key].tests:
                yield f"{name} shows {key} and is not in its row"


def filled_in(text: str, tests: dict[str, str]) -> str:
    """The page with status and tests as the tests have it."""

    def fill(match: re.Match[str]) -> str:
        row = _row(match)
        showing = tuple(name for name, docstring in tests.items() if row.key in shown(docstring))
        return str(Row(row.key, row.statement, "implemented" if showing else "planned", showing))

    return ROW.sub(fill, text)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--write", action="store_true", required=True)
    parser.parse_args()
    TABLE.write_text(filled_in(TABLE.read_text(), docstrings(ROOT / "tests")))
