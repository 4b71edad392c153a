# SPDX-License-Identifier: Apache-2.0
"""Each goal of a feature list has a test that exists, or a note that says why not.

`goals.toml` is that of membership, governance and treasury, `funding_goals.toml` that of rounds.
"""

import ast
import tomllib
from functools import cache
from pathlib import Path

import pytest

from tests.requirements import ROOT

HERE = Path(__file__).parent
LISTS = {path.name: tomllib.loads(path.read_text())["goal"] for path in HERE.glob("*goals.toml")}
# What membership, governance and treasury must do in the first version, by number.
MUST = {
    *range(1, 7), *range(8, 16), *range(18, 21), *range(22, 28), 29, 31, *range(33, 37),
    *range(38, 43), 45, 50, *range(52, 58), 59, *range(62, 67), *range(71, 75), *range(80, 84),
    *range(85, 97),
}  # fmt: skip
# What rounds must do in full; the numbers left out are to be had in part.
FUNDING = {*range(1, 59)} - {12, 16, 19, 48, 50}


@cache
def functions(path):
    """Names of the functions of a file."""
    tree = ast.parse(Path(ROOT, path).read_text())
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def missing(test):
    """What is wrong with the name of a test."""
    path, _, function = test.partition("::")
    if not Path(ROOT, path).is_file():
        return f"{path}: no such file"
    return "" if function in functions(path) else f"{path}: no test {function}"


@pytest.mark.parametrize("goals", LISTS.values(), ids=LISTS)
def test_goals__have_a_test_or_a_note(goals):
    for number, goal in goals.items():
        assert set(goal) in ({"what", "tests"}, {"what", "note"}), number
        assert goal.get("tests") or goal.get("note"), number


@pytest.mark.parametrize("goals", LISTS.values(), ids=LISTS)
def test_goals__tests__exist(goals):
    tests = [test for goal in goals.values() for test in goal.get("tests", [])]
    assert [why for test in tests if (why := missing(test))] == []


def test_goals__every_must_of_governance__is_there():
    assert MUST - {int(number) for number in LISTS["goals.toml"]} == set()


def test_goals__every_one_of_funding__is_there():
    assert FUNDING - {int(number) for number in LISTS["funding_goals.toml"]} == set()


def test_goal__test_that_is_not_there__is_found():
    assert missing("tests/gates/test_goals.py::test_nothing")
    assert missing("tests/gates/no_file.py::test_nothing")
