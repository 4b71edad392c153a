# SPDX-License-Identifier: Apache-2.0
"""The table of invariants and the tests agree: what is implemented has a test, none is forgotten.

A test opens its docstring with the ids of the invariants it shows. `docs/explain/invariants.md`
has one row for each: `| id | statement | status | tests |`, the status `implemented` or `planned`.
"""

import ast
import re
from dataclasses import dataclass

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


def rows(text):
    """Read the table."""
    return [
        Row(key, statement.strip(), status, tuple(re.findall(r"`([^`]+)`", tests)))
        for key, statement, status, tests in ROW.findall(text)
    ]


def test_functions(folder):
    """Node name `path::function` -> docstring, of every test function below `folder`."""
    found = {}
    for path in sorted(folder.rglob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                name = f"{path.relative_to(folder.parent).as_posix()}::{node.name}"
                found[name] = ast.get_docstring(node) or ""
    return found


test_functions.__test__ = False


def shown(docstring):
    """The ids that a docstring opens with."""
    opening = NAMED.match(docstring)
    return opening[0].split(", ") if opening else []


def violations(table, functions):
    """Where the table and the tests disagree."""
    listed = {row.key: row for row in table}
    if len(listed) != len(table):
        yield "an id has two rows"
    for row in table:
        if row.status not in ("implemented", "planned"):
            yield f"{row.key} has the status {row.status}"
        if row.status == "implemented" and not row.tests:
            yield f"{row.key} is implemented and names no test"
        yield from (
            f"{row.key} names {test}: no such test" for test in row.tests if test not in functions
        )
        if row.status == "planned" and row.tests:
            yield f"{row.key} is planned and has a test"
    for name, docstring in functions.items():
        for key in shown(docstring):
            if key not in listed or name not in listed[key].tests:
                yield f"{name} shows {key} and is not in its row"


def test_table__agrees_with_the_tests():
    own = f"tests/gates/{__name__.rpartition('.')[2]}.py"
    functions = {
        name: text
        for name, text in test_functions(ROOT / "tests").items()
        if not name.startswith(own)
    }
    table = rows(TABLE.read_text())
    assert table, "the table is empty"
    found = sorted(violations(table, functions))
    assert not found, "\n".join(found)


GOOD = "| S-1 | a \\| b | implemented | `tests/test_a.py::test_a` |\n| S-2 | later | planned | |\n"
FUNCTIONS = {"tests/test_a.py::test_a": "S-1: holds.", "tests/test_a.py::test_b": ""}


def test_table__in_agreement__is_accepted():
    assert [row.key for row in rows(GOOD)] == ["S-1", "S-2"]
    assert list(violations(rows(GOOD), FUNCTIONS)) == []
    passing = FUNCTIONS | {"tests/test_a.py::test_b": "Another catalogue calls it M-8."}
    assert list(violations(rows(GOOD), passing)) == []


def test_table__in_disagreement__is_found():
    def wrong(old, new, functions=FUNCTIONS):
        return list(violations(rows(GOOD.replace(old, new)), functions))

    assert wrong("`tests/test_a.py::test_a`", "`tests/test_a.py::test_gone`")
    assert wrong("`tests/test_a.py::test_a`", "")
    assert wrong("implemented", "done")
    assert wrong("planned | |", "planned | `tests/test_a.py::test_b` |")
    assert wrong("S-2", "S-1")
    assert wrong("", "", FUNCTIONS | {"tests/test_a.py::test_b": "S-1, S-2: as well."})
    assert wrong("", "", FUNCTIONS | {"tests/test_a.py::test_b": "X-9."})
