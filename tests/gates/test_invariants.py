# SPDX-License-Identifier: Apache-2.0
"""The table of invariants and the tests agree: none is missing, none forgotten."""

from tests.gates.invariants import TABLE, docstrings, filled_in, rows, violations
from tests.requirements import ROOT


def test_table__agrees_with_the_tests():
    table = rows(TABLE.read_text())
    assert table, "the table is empty"
    found = sorted(violations(table, docstrings(ROOT / "tests")))
    assert not found, "run `make snapshots`:\n" + "\n".join(found)


GOOD = """\
| S-1 | a \\| b | implemented | `tests/test_a.py::test_a` |
| S-2 | later | planned |  |
"""
TESTS = {"tests/test_a.py::test_a": "S-1: holds.", "tests/test_a.py::test_b": ""}


def test_table__in_agreement__is_accepted():
    assert [row.key for row in rows(GOOD)] == ["S-1", "S-2"]
    assert list(violations(rows(GOOD), TESTS)) == []
    passing = TESTS | {"tests/test_a.py::test_b": "Another catalogue calls it M-8."}
    assert list(violations(rows(GOOD), passing)) == []


def test_table__in_disagreement__is_found():
    def wrong(old, new, tests=TESTS):
        return list(violations(rows(GOOD.replace(old, new)), tests))

    assert wrong("`tests/test_a.py::test_a`", "`tests/test_a.py::test_gone`")
    assert wrong(
        "`tests/test_a.py::test_a`", "`tests/test_a.py::test_a`, `tests/test_a.py::test_b`"
    )
    assert wrong("`tests/test_a.py::test_a`", "")
    assert wrong("implemented", "done")
    assert wrong("planned |  |", "planned | `tests/test_a.py::test_b` |")
    assert wrong("S-2", "S-1")
    assert wrong("", "", TESTS | {"tests/test_a.py::test_b": "S-1, S-2: as well."})
    assert wrong("", "", TESTS | {"tests/test_a.py::test_b": "X-9."})


def test_table__filled_in__agrees():
    stale = GOOD.replace("implemented", "planned").replace("`tests/test_a.py::test_a`", "")
    assert filled_in(stale, TESTS) == GOOD
