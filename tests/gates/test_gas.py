# SPDX-License-Identifier: Apache-2.0
"""Gas: every operation within its budget, none more than 1 % above its committed figure."""

import json

import pytest

from benchmarks import run


@pytest.fixture(scope="module")
def committed():
    return json.loads(run.GAS.read_text())


@pytest.fixture(scope="module")
def report(committed):
    return run.measured("auto", committed)


def test_gas__within_budget(report):
    assert run.over_budget(report) == []


def test_gas__has_not_grown(report, committed):
    assert run.regressions(report, committed) == [], "accept by `make bench`, and say why"


def test_table__is_written_from_the_committed_figures(committed):
    assert run.page(committed) == run.TABLE.read_text(), "run `make bench`"


def test_regression__is_one_percent_more(committed):
    """The check itself: at the tolerance nothing, a unit above it a fault."""
    name, row = run.rows_of(committed)[0]
    bound = row["gas"] * (10_000 + run.TOLERANCE_BPS) // 10_000
    assert run.regressions({name: {"gas": bound}}, committed) == []
    assert run.regressions({name: {"gas": bound + 1}}, committed) != []
    assert run.regressions({"new": {"gas": 1}}, committed) != []


def test_budget__is_a_ceiling():
    assert run.over_budget({"op": {"gas": 9, "budget": 9}}) == []
    assert run.over_budget({"op": {"gas": 10, "budget": 9}}) != []
