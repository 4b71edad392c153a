# SPDX-License-Identifier: Apache-2.0
"""A database adds up ballots to the same unit as Python does, or hands the table back.

sums
├── any plain table of gifts, votes or points → what the rows give one by one
├── roots are exact where a float would be off
├── unusual tables → None: names beyond ASCII, too many digits, blanks, a voter twice, bad rows
└── engines: one that is named and cannot count says so; auto goes on in Python
"""

import csv
import json
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cosmolocal.counting import columns, engines
from cosmolocal.counting.engines import round_of_columns
from cosmolocal.counting.files import Files, read_round
from cosmolocal.errors import BadInput
from cosmolocal.tally.registry import RULES
from cosmolocal.tally.round import Round, Sums
from tests.cli.conftest import program

NAMES = st.text("abcXYZ019-_ .", min_size=1, max_size=4).filter(lambda name: name == name.strip())
GIFTS = st.one_of(
    st.integers(0, 10**18 - 1).map(str),
    st.decimals(0, 10**6, places=18, allow_nan=False).map(lambda d: f"{d:f}"),
    st.sampled_from(["0.000000000000000001", "999999999999999999.999999999999999999", "4", "2.25"]),
)
VOTES = st.integers(-(10**6), 10**6).map(str)


@pytest.fixture(scope="module")
def database():
    return columns.connect()


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    path = tmp_path_factory.mktemp("columns") / "ballots.csv"

    def write(rows):
        with path.open("w", newline="") as file:
            csv.writer(file).writerows([("voter", "project", "amount"), *rows])
        return path

    return write


def awards(rule, round_):
    return {line.project: line.award for line in rule.tally(round_, rule.parameters()).lines}


def both(database, name, path, decimals=18):
    """The awards by rows and by columns."""
    rule = RULES[name]
    rows = read_round(rule, Files(ballots=path), pot=10**24, decimals=decimals, negative="count")
    given = rule.parameters().model_dump()
    found = columns.sums(database, rule, path, given, decimals=decimals)
    unit = 10**decimals if rule.amounts == "money" else 1
    added = Round(10**24, tuple(found), decimals, sums=found, sums_unit=unit)
    return awards(rule, rows), awards(rule, added)


ROWS = st.lists(st.tuples(NAMES, NAMES, GIFTS), min_size=1, max_size=30)


@pytest.mark.parametrize("name", ["quadratic-funding", "quadratic-funding-inclusive"])
@given(rows=ROWS)
def test_sums__gifts__are_those_of_the_rows(name, rows, database, table):
    by_rows, by_columns = both(database, name, table(rows))
    assert by_columns == by_rows


@pytest.mark.parametrize(("name", "amounts"), [("quadratic-votes", VOTES), ("sum-minimum", GIFTS)])
@given(data=st.data())
def test_sums__one_amount_a_ballot__are_those_of_the_rows(name, amounts, data, database, table):
    pairs = data.draw(st.dictionaries(st.tuples(NAMES, NAMES), amounts, min_size=1, max_size=30))
    rows = [(*pair, amount) for pair, amount in pairs.items()]
    by_rows, by_columns = both(database, name, table(rows))
    assert by_columns == by_rows


def test_sums__roots_just_below_a_square__are_not_rounded_up(database, table):
    """A float sees 10**34 - 1 and 10**34 as one number; their roots differ."""
    near = [10**34 - 1, 10**34, 10**34 + 1, (10**17 + 1) ** 2 - 1, 2**100 - 1, 3, 1]
    rows = [(f"v{n}", f"p{n}", str(Decimal(gift).scaleb(-18))) for n, gift in enumerate(near)]
    rows = [(v, p, f"{Decimal(a):f}") for v, p, a in rows]
    by_rows, by_columns = both(database, "quadratic-funding-inclusive", table(rows))
    assert by_columns == by_rows


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("quadratic-funding", [("José", "mill", "1")]),
        ("quadratic-funding", [("mara", "mölle", "1")]),
        ("quadratic-funding", [("mara", "mill", "")]),
        ("quadratic-funding", [("mara", "mill", "-1")]),
        ("quadratic-funding", [("mara", "mill", "1e3")]),
        ("quadratic-funding", [("mara", "mill", "1" * 19)]),
        ("quadratic-funding", [("mara", "mill", "0." + "1" * 19)]),
        ("quadratic-funding", [(" mara", "mill", "1")]),
        ("quadratic-votes", [("mara", "mill", "1"), ("mara", "mill", "2")]),
        ("quadratic-votes", [("mara", "mill", "1.5")]),
        ("quadratic-votes", [("mara", "mill")]),
        ("median-quorum", [("mara", "mill", "1")]),
    ],
)
def test_sums__unusual_table__is_handed_back(name, rows, database, table):
    rule = RULES[name]
    given = rule.parameters().model_dump()
    assert columns.sums(database, rule, table(rows), given, decimals=18) is None


@pytest.mark.parametrize(
    "header", ["voter,project", "voter,project,amount,amount", "voter,project,amount,Votes"]
)
def test_sums__column_missing_or_twice__is_handed_back(database, tmp_path, header):
    path, rule = tmp_path / "ballots.csv", RULES["quadratic-votes"]
    path.write_text(f"{header}\nmara,mill,3,3\n")
    given = rule.parameters().model_dump()
    assert columns.sums(database, rule, path, given, decimals=0) is None


def test_sums__parquet__is_read_like_the_table(table, tmp_path):
    path, rule = tmp_path / "ballots.parquet", RULES["quadratic-votes"]
    database, given = columns.connect(threads=1), rule.parameters().model_dump()
    rows = table([("mara", "mill", "4"), ("ilse", "mill", "-1")])
    database.raw_sql(f"COPY (FROM read_csv('{rows}', all_varchar=true)) TO '{path}'")
    [found] = columns.sums(database, rule, path, given, decimals=0).items()
    assert found == ("mill", Sums(Fraction(3), Fraction(3), 2))


def asked(path, engine):
    rule = RULES["quadratic-funding"]
    return round_of_columns(rule, path, rule.parameters(), engine, pot=1, decimals=18)


def test_engine__auto__a_table_that_is_not_plain_is_left_to_python(table, monkeypatch):
    monkeypatch.setattr(engines, "WORTH_BYTES", 1)
    assert asked(table([("José", "mill", "4")]), "auto") is None
    assert set(asked(table([("mara", "mill", "4")]), "auto").sums) == {"mill"}


def test_engine__named_and_not_installed__says_what_to_install(table, monkeypatch):
    monkeypatch.setattr(engines, "find_spec", lambda name: None if name == "pyspark" else name)
    with pytest.raises(BadInput, match="spark needs pyspark") as refusal:
        asked(table([("mara", "mill", "4")]), "spark")
    assert "cosmolocal[spark]" in refusal.value.next_step


def test_engine__named__counts_the_same_or_says_that_it_does_not(table):
    plain = table([("mara", "mill", "4"), ("ilse", "mill", "9"), ("rui", "boat", "1")])
    asked = ("tally", "quadratic-funding-inclusive", "--ballots", plain, "--pot", "26", "--json")
    told = [json.loads(program(*asked, "--engine", e).stdout) for e in ("python", "duckdb")]
    for each in told:
        each["projects"].sort(key=lambda project: project["project"])
    assert told[0] == told[1]
    assert [p["award"] for p in told[0]["projects"]] == ["1", "25"]

    unusual = table([("José", "mill", "4")])
    asked = ("tally", "quadratic-funding", "--ballots", unusual, "--pot", "26")
    ran = program(*asked, "--engine", "duckdb")
    assert ran.returncode == 2
    assert "duckdb does not count" in ran.stderr
