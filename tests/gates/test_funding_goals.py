# SPDX-License-Identifier: Apache-2.0
"""Each goal of funding rounds has a test that exists, or a note that says why not."""

import ast
import tomllib
from pathlib import Path

from tests.requirements import ROOT

GOALS = tomllib.loads(Path(__file__).with_name("funding_goals.toml").read_text())["goal"]


def missing(test):
    """What is wrong with the name of a test."""
    path, _, function = test.partition("::")
    if not Path(ROOT, path).is_file():
        return f"{path}: no such file"
    tree = ast.parse(Path(ROOT, path).read_text())
    names = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    return "" if function in names else f"{path}: no test {function}"


def test_goals__have_a_test_or_a_note():
    for number, goal in GOALS.items():
        assert set(goal) in ({"what", "tests"}, {"what", "note"}), number
        assert goal.get("tests") or goal.get("note"), number


def test_goals__tests__exist():
    tests = [test for goal in GOALS.values() for test in goal.get("tests", [])]
    assert [why for test in tests if (why := missing(test))] == []


def test_goal__test_that_is_not_there__is_found():
    assert missing("tests/gates/test_funding_goals.py::test_nothing")
    assert missing("tests/gates/no_file.py::test_nothing")
