# SPDX-License-Identifier: Apache-2.0
"""The same expression on Spark and on DuckDB: `make spark`. No part of `make test`.

sums
└── gifts of any size, votes, points → the same on both engines, and in Python
"""

import csv

import pytest

from cosmolocal.counting import columns
from cosmolocal.counting.files import Files, read_round
from cosmolocal.tally.registry import RULES
from cosmolocal.tally.round import Round

# Spark's bridge to Java leaves its sockets to the garbage collector.
pytestmark = [
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

EDGES = ["999999999999999999.999999999999999999", "0.000000000000000001", "4", "2.25"]


@pytest.fixture(scope="module")
def engines():
    return columns.connect("duckdb"), columns.connect("spark")


def gifts():
    yield from ((f"v{n % 70}", f"p{n % 9}", f"{n * 7919}.{n:09d}") for n in range(1, 2_000))
    yield from ((f"edge {n}", "p1", amount) for n, amount in enumerate(EDGES))


def votes():
    yield from ((f"v{n}", f"p{n % 9}", str(n % 21 - 10)) for n in range(500))


@pytest.mark.parametrize(
    ("name", "rows"),
    [("quadratic-funding", gifts), ("quadratic-votes", votes), ("sum-minimum", votes)],
)
def test_sums__on_spark__are_those_on_duckdb_and_in_python(name, rows, engines, tmp_path):
    path, rule = tmp_path / "ballots.csv", RULES[name]
    kept = [row for row in rows() if name != "sum-minimum" or not row[2].startswith("-")]
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([("voter", "project", "amount"), *kept])
    given = rule.parameters().model_dump()
    duckdb, spark = (columns.sums(e, rule, path, given, decimals=18) for e in engines)
    assert spark == duckdb
    assert len(duckdb) == 9

    unit = 10**18 if rule.amounts == "money" else 1
    added = Round(10**24, tuple(duckdb), sums=duckdb, sums_unit=unit)
    one_by_one = read_round(rule, Files(ballots=path), pot=10**24, decimals=18, negative="count")
    assert awards(rule, added) == awards(rule, one_by_one)


def awards(rule, round_):
    return {line.project: line.award for line in rule.tally(round_, rule.parameters()).lines}
