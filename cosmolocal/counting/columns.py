# SPDX-License-Identifier: Apache-2.0
"""Millions of ballots, added up by a database: one Ibis expression, on DuckDB or on Spark.

The database does what grows with the ballots: it reads the table, adds up the gifts of each donor
to each project, takes their roots and adds those up. All of it is in whole numbers: a float is
only a first guess at a root, which is then set right by exact comparison. What is left, a row for
each project, goes to the same rule in Python as any other sums, so the awards are the same.

A table with anything unusual in it (a name beyond ASCII, an amount of more than 18 digits in front
of the point, a row that is wrong) is handed back, to be read row by row by
`cosmolocal.counting.files`, which says what is wrong with it.

Needs the extra `analytics`; on Spark, the extra `spark`.
"""

import csv
import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from importlib import import_module
from pathlib import Path
from typing import Any

import duckdb
import ibis

from cosmolocal.counting.files import ALIASES
from cosmolocal.tables import column_of
from cosmolocal.tally.registry import Rule
from cosmolocal.tally.round import Sums
from cosmolocal.units import to_units

RULES = ("quadratic-votes", "quadratic-funding", "quadratic-funding-inclusive", "sum-minimum")
ROOT_DIGITS = 9
MOST_DECIMALS = 18

_CSV = {"header": True, "delim": ",", "quote": '"', "escape": '"'}
_SPARK = {
    "spark.ui.enabled": "false",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
}
_WHOLE = "decimal(38, 0)"
_POINTS = f"decimal(38, {MOST_DECIMALS})"
_NAME = r"^[!-~]([ -~]{0,198}[!-~])?$"
_COLUMNS = ("voter", "project", "amount")


def connect(engine: str = "duckdb", *, memory: str = "1500MB", threads: int | None = None) -> Any:
    """Open a database in this process; `spark` starts a local one."""
    if engine == "spark":
        session = import_module("pyspark.sql").SparkSession
        builder = session.builder.master("local[2]").appName("cosmolocal")
        for name, value in _SPARK.items():
            builder = builder.config(name, value)
        return ibis.pyspark.connect(builder.getOrCreate())
    database = ibis.duckdb.connect()
    database.raw_sql("SET enable_progress_bar=false; SET preserve_insertion_order=false")
    database.raw_sql(f"SET memory_limit='{memory}'")
    if threads:
        database.raw_sql(f"SET threads={threads}")
    return database


def sums(
    database: Any, rule: Rule, path: Path, parameters: Mapping[str, Any], *, decimals: int
) -> dict[str, Sums] | None:
    """Add up a table of ballots; None if it has to be read row by row.

    Sums of gifts are in smallest units, their roots in roots of these.
    """
    usual = {"root_scale": 10**ROOT_DIGITS, "negative": "count", "quorum_counts": "ballots"}
    is_usual = all(parameters.get(name, value) == value for name, value in usual.items())
    if rule.name not in RULES or decimals > MOST_DECIMALS or not is_usual:
        return None
    try:
        rows = _rows(database, path, rule, parameters, decimals)
    except (duckdb.Error, csv.Error):  # whatever is wrong is said when the table is read row by row
        return None
    if not rows or not all(map(_is_plain, rows)):
        return None
    scale = 10**ROOT_DIGITS if rule.amounts == "money" else 1
    return {
        row["project"]: Sums(
            Fraction(row["votes"]) / scale, Fraction(row["spent"]), int(row["ballots"])
        )
        for row in sorted(rows, key=lambda row: row["project"])
    }


def _rows(
    database: Any, path: Path, rule: Rule, parameters: Mapping[str, Any], decimals: int
) -> list[dict[str, Any]]:
    """Return one row for each project: sums, and how many of its rows were not plain."""
    table = _read(database, path)
    names = [column_of(name, _COLUMNS, ALIASES) for name in _header(table, path)]
    if any(names.count(column) != 1 or column not in table.columns for column in _COLUMNS):
        return []
    pattern = _amount_pattern(rule, decimals)
    table = table.select(*_COLUMNS).mutate(
        is_plain=ibis._.amount.re_search(pattern).fill_null(False)  # noqa: FBT003
    )
    if rule.amounts == "money":
        least = to_units(parameters["least_gift"], decimals)
        found = _sums_of_gifts(table, least, decimals)
    else:
        found = _sums_of_points(table)
    return list(database.to_pyarrow(found).to_pylist())


def _read(database: Any, path: Path) -> Any:
    """Open a table, every cell as text."""
    if path.suffix == ".parquet":
        return database.read_parquet(str(path))
    if database.name == "pyspark":
        return database.read_csv(str(path), header=True, inferSchema=False)
    return database.read_csv(str(path), all_varchar=True, **_CSV)


def _header(table: Any, path: Path) -> Sequence[str]:
    """Read the names of columns as they stand: a database gives one that comes twice another."""
    if path.suffix == ".parquet":
        return list(table.columns)
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        return next(csv.reader(file), [])


def _is_plain(row: Mapping[str, Any]) -> bool:
    """Whether `cosmolocal.counting.files` would have read all rows of a project like this.

    Only gifts may come from one voter twice.
    """
    has_plain_name = re.search(_NAME, row["project"] or "") is not None
    return has_plain_name and not row["odd"] and row.get("rows", row["ballots"]) == row["ballots"]


def _amount_pattern(rule: Rule, decimals: int) -> str:
    if rule.amounts == "votes":
        return r"^-?[0-9]{1,18}$"
    digits = decimals if rule.amounts == "money" else MOST_DECIMALS
    fraction = rf"(\.[0-9]{{1,{digits}}})?" if digits else ""
    return rf"^[0-9]{{1,18}}{fraction}$"


def _odd(is_plain: Any, voter: Any) -> Any:
    return (is_plain & voter.re_search(_NAME).fill_null(False)).ifelse(0, 1)  # noqa: FBT003


def _sums_of_points(table: Any) -> Any:
    points = table.mutate(
        points=table.is_plain.ifelse(table.amount, "0").cast(_POINTS),
        odd=_odd(table.is_plain, table.voter),
    )
    return points.group_by("project").aggregate(
        votes=points.points.sum().cast(_POINTS),
        spent=points.points.sum().cast(_POINTS),
        rows=points.count(),
        ballots=points.voter.nunique(),
        odd=points.odd.sum(),
    )


def _sums_of_gifts(table: Any, least: int, decimals: int) -> Any:
    """Add up gifts of one donor to one project, take roots, add those up."""
    amount = table.is_plain.ifelse(table.amount, "0")
    pairs = (
        table.mutate(gift=_units(amount, decimals))
        .group_by("project", "voter")
        .aggregate(gift=ibis._.gift.sum(), is_plain=ibis._.is_plain.min())
    )
    odd = _odd(pairs.is_plain, pairs.voter)
    enough = pairs.gift >= ibis.literal(max(least, 1)).cast(_WHOLE)
    pairs = pairs.select("project", gift=enough.ifelse(pairs.gift, 0).cast(_WHOLE), odd=odd)
    return (
        _with_roots(pairs)
        .group_by("project")
        .aggregate(
            votes=ibis._.root.sum().cast(_WHOLE),
            spent=ibis._.gift.sum().cast(_WHOLE),
            ballots=(ibis._.gift > 0).ifelse(1, 0).sum(),
            odd=ibis._.odd.sum(),
        )
    )


def _units(amount: Any, decimals: int) -> Any:
    """Bring a decimal to whole units: its digits, times a power of ten that a float has exactly."""
    point = amount.find(".")
    fraction = (point < 0).ifelse(0, amount.length() - point - 1)
    power = ibis.literal(10.0) ** (decimals - fraction)
    return amount.replace(".", "").cast(_WHOLE) * power.cast(_WHOLE)


def _with_roots(table: Any) -> Any:
    """Take isqrt(gift * 10**18) as r * 10**9 + t, so that no step needs more than 38 digits."""
    one = ibis.literal(1).cast(_WHOLE)
    guess = ibis.greatest(table.gift.cast("float64"), 1.0).sqrt()
    table = table.mutate(guess=guess, r=guess.floor().cast(_WHOLE))
    over = (table.gift - table.r * table.r).cast("float64")
    table = table.mutate(r=table.r + (over / (2 * table.guess)).floor().cast(_WHOLE))
    over = table.gift - table.r * table.r
    step = ibis.cases((over < 0, -one), (over > table.r + table.r, one), else_=one - one)
    table = table.mutate(r=table.r + step)
    over = table.gift - table.r * table.r
    nine = ibis.literal(10**ROOT_DIGITS).cast(_WHOLE)
    t = (over.cast("float64") * 1e9 / (table.guess + table.r.cast("float64"))).floor()
    table = table.mutate(
        over=over * nine * nine, double=(table.r + table.r) * nine, t=t.cast(_WHOLE)
    )
    t, after = table.t, table.t + one
    step = ibis.cases(
        (table.double * t + t * t > table.over, -one),
        (table.double * after + after * after <= table.over, one),
        else_=one - one,
    )
    return table.select("project", "gift", "odd", root=table.r * nine + t + step)
