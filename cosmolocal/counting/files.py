# SPDX-License-Identifier: Apache-2.0
"""The input of a tally as tables, and its result as files; see `cosmolocal.tally` for the rules.

| file | columns | |
|---|---|---|
| ballots | `voter,project,amount` | blank is abstaining, 0 is zero; ballots over metrics name a metric where others name a project; nested medians take `kind`: `project` (or blank), `category`, `pool` |
| sums | `project,votes,spent[,ballots]` | where only totals are public |
| metrics | `project,metric,value[,chain][,period]`, or `project` and a column for each metric | a column of yes and no is a flag |
| projects | `project[,category]` | all that take part; without, those that the ballots name |
| clusters | `voter,cluster[,weight]` | |
| conflicts | `voter,project` | a blank project is every project |

Errors: `BadInput` with file, line, column and reason.
"""  # noqa: E501 - a table

import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from cosmolocal.errors import BadInput
from cosmolocal.tables import ColumnError, Row, Table, cell, open_table
from cosmolocal.tally.numbers import text as figure_text
from cosmolocal.tally.registry import Rule
from cosmolocal.tally.round import Figure, Round, Sums
from cosmolocal.units import to_units

POINT_DIGITS = 18
_FINE = 36
ALIASES = {"votes": "amount"}
_LONG_ALIASES = {"amount": "value", "metric_name": "metric", "measurement_period": "period"}
_METRIC_ALIASES = {"metric": "project"}
_NUMBER = re.compile(
    r"[+-]?(?:[0-9]{1,60}(?:\.[0-9]{0,60})?|\.[0-9]{1,60})(?:[eE][+-]?[0-9]{1,3})?"
)
_YES, _NO = frozenset({"true", "yes"}), frozenset({"false", "no"})
_KINDS = ("project", "category", "pool")


@dataclass(frozen=True)
class Files:
    """Where the input of a tally is."""

    ballots: Path | None = None
    sums: Path | None = None
    metrics: Path | None = None
    projects: Path | None = None
    clusters: Path | None = None
    conflicts: Path | None = None
    project_column: str = "project"


@dataclass
class _Given:
    """Ballots as they are read; the project of a vote on the pool is its kind."""

    amounts: dict[str, dict[str, dict[str, int]]] = field(
        default_factory=lambda: {kind: {} for kind in _KINDS}
    )
    projects: dict[str, None] = field(default_factory=dict)
    lines: dict[tuple[str, str, str], int] = field(default_factory=dict)
    spent: dict[str, int] = field(default_factory=dict)


def read_round(
    rule: Rule,
    files: Files,
    *,
    pot: int,
    decimals: int,
    budget: str | None = None,
    negative: str = "refuse",
    say: Callable[[str], None] = lambda _: None,
) -> Round:
    """Read everything that a rule counts; `pot` in smallest units, `budget` for each ballot."""
    _require(rule, files)
    if files.sums is not None and (budget is not None or files.conflicts is not None):
        raise BadInput(
            "a budget and conflicts are of ballots; sums have none",
            next_step="Leave --budget and --conflicts out, or give --ballots CSV.",
        )
    scale = {"votes": 1, "money": 10**decimals, "points": 10**POINT_DIGITS}[rule.amounts]
    figures, flags = _read_metrics(files, say)
    listed, categories = _read_projects(files.projects)
    conflicts = _read_conflicts(files.conflicts)
    given = _Given()
    if files.ballots is not None:
        digits = {"votes": 0, "money": decimals, "points": POINT_DIGITS}[rule.amounts]
        reader = _BallotReader(rule, given, digits, negative)
        reader.read(files.ballots, budget, say)
    sums = _read_sums(files.sums, rule) if files.sums else None
    named = sums or (dict.fromkeys(each.project for each in figures or ()) or given.projects)
    projects = tuple(listed or named)
    _none_unknown(projects, named, files)
    return Round(
        pot=pot,
        projects=projects,
        decimals=decimals,
        ballots=given.amounts["project"],
        scale=scale,
        sums=_of_listed(sums, projects),
        figures=None
        if figures is None
        else tuple(f for f in figures if f.project in set(projects)),
        flags=flags,
        clusters=_read_clusters(files.clusters),
        categories=categories,
        pool_votes={v: of["pool"] for v, of in given.amounts["pool"].items()},
        category_votes=given.amounts["category"],
        conflicts=_spelled_out(conflicts, projects),
    )


def _require(rule: Rule, files: Files) -> None:
    """Refuse an input that the rule does not take, and the lack of one that it needs."""
    takes = {
        "ballots": rule.takes_ballots,
        "sums": rule.takes_sums,
        "metrics": rule.takes_metrics,
        "clusters": rule.takes_clusters,
    }
    for name, is_taken in takes.items():
        if getattr(files, name) is not None and not is_taken:
            raise BadInput(f"{rule.name} takes no {name}", next_step=f"Leave --{name} out.")
    if rule.takes_metrics and files.metrics is None:
        raise BadInput(f"{rule.name} needs metrics", next_step="Give --metrics CSV.")
    if rule.takes_ballots and files.ballots is None and files.sums is None:
        other = " or --sums CSV" if rule.takes_sums else ""
        raise BadInput(f"{rule.name} needs ballots", next_step=f"Give --ballots CSV{other}.")
    if files.ballots is not None and files.sums is not None:
        raise BadInput("ballots and sums are two inputs", next_step="Give one of the two.")


# --- ballots ----------------------------------------------------------------------------------


class _BallotReader:
    """Takes the rows of ballots; gifts of one donor to one project add up."""

    def __init__(self, rule: Rule, given: _Given, digits: int, negative: str) -> None:
        self._rule, self._given, self._digits, self._negative = rule, given, digits, negative
        self._budget: int | None = None
        self._over: dict[str, None] = {}

    def read(self, path: Path, budget: str | None, say: Callable[[str], None]) -> None:
        if budget is not None:
            self._budget = _amount(budget, self._digits, "budget")
        aliases = ALIASES | (_METRIC_ALIASES if self._rule.takes_metrics else {})
        optional = ("kind",) if self._rule.takes_categories else ()
        table = open_table(path, ("voter", "project", "amount"), optional, aliases=aliases)
        _say_unused(table, say)
        table.each(self._take)

    def _take(self, line: int, row: Row) -> None:
        kind = (row.get("kind") or "").strip().lower() or "project"
        if kind not in _KINDS:
            raise ColumnError("kind", f"{kind!r} is none of {', '.join(_KINDS)}")
        voter, project = cell(row, "voter"), "pool" if kind == "pool" else cell(row, "project")
        if kind == "project":
            self._given.projects.setdefault(project)
        text = row["amount"].strip()
        if not text:
            return
        self._add(line, kind, voter, project, self._read_amount(text))

    def _read_amount(self, text: str) -> int:
        try:
            amount = to_units(text.removeprefix("+"), self._digits)
        except ValueError as reason:
            what = " (votes are whole numbers)" if self._rule.amounts == "votes" else ""
            raise ColumnError("amount", f"{reason}{what}") from None
        if amount < 0 and self._negative == "refuse":
            hint = ": --negative count or --negative drop takes it" if self._digits == 0 else ""
            raise ColumnError("amount", f"{text} is less than nothing{hint}")
        return amount

    def _add(self, line: int, kind: str, voter: str, project: str, amount: int) -> None:
        key = (kind, voter, project)
        ballot = self._given.amounts[kind].setdefault(voter, {})
        if self._rule.amounts == "money":
            ballot[project] = ballot.get(project, 0) + amount
        elif (first := self._given.lines.setdefault(key, line)) != line:
            raise ValueError(f"{voter!r} has already an amount for {project!r}, in line {first}")
        else:
            ballot[project] = amount
        if kind == "project":
            self._spend(voter, project, amount)

    def _spend(self, voter: str, project: str, amount: int) -> None:
        cost = amount**2 if self._rule.amounts == "votes" else amount
        self._given.spent[voter] = spent = self._given.spent.get(voter, 0) + cost
        if self._budget is None or spent <= self._budget or voter in self._over:
            return
        self._over[voter] = None
        one = 10**self._digits
        raise ValueError(
            f"with {project!r} the ballot of {voter!r} costs"
            f" {figure_text(Fraction(spent, one))}; the budget is"
            f" {figure_text(Fraction(self._budget, one))}"
        )


# --- the other tables -------------------------------------------------------------------------


def _read_sums(path: Path, rule: Rule) -> dict[str, Sums]:
    found: dict[str, Sums] = {}
    lines: dict[str, int] = {}
    needed = ("project", "votes", *(("spent",) if rule.amounts == "money" else ()))
    table = open_table(path, needed, ("spent", "ballots"))

    def take(line: int, row: Row) -> None:
        project = cell(row, "project")
        if (first := lines.setdefault(project, line)) != line:
            raise ColumnError("project", f"{project!r} stands already in line {first}")
        votes, spent = _figure(row, "votes"), _figure(row, "spent")
        if spent < 0 or (votes < 0 and rule.amounts != "votes"):
            raise ColumnError("spent" if spent < 0 else "votes", "less than nothing")
        ballots = (row.get("ballots") or "").strip()
        if ballots and not (ballots.isdecimal() and ballots.isascii()):
            raise ColumnError("ballots", f"{ballots!r} is no whole number")
        found[project] = Sums(votes, spent, int(ballots) if ballots else None)

    table.each(take)
    return found


def _read_metrics(
    files: Files, say: Callable[[str], None]
) -> tuple[list[Figure] | None, dict[str, frozenset[str]]]:
    if files.metrics is None:
        return None, {}
    aliases = _LONG_ALIASES | {files.project_column.lower(): "project"}
    optional = ("metric", "value", "chain", "period")
    table = open_table(files.metrics, ("project",), optional, aliases=aliases, keeps_all=True)
    if "metric" in table.columns and "value" in table.columns:
        _say_unused(table, say)
        return _read_long(table), {}
    return _read_wide(table, say)


def _read_long(table: Table) -> list[Figure]:
    figures: list[Figure] = []
    lines: dict[tuple[str, ...], int] = {}

    def take(line: int, row: Row) -> None:
        chain, period = ((row.get(name) or "").strip() for name in ("chain", "period"))
        project, metric = cell(row, "project"), cell(row, "metric")
        key = (project, metric, chain, period)
        if (first := lines.setdefault(key, line)) != line:
            raise ValueError(f"{metric!r} of {project!r} stands already in line {first}")
        if row["value"].strip():
            figures.append(Figure(project, metric, _figure(row, "value"), chain, period))

    table.each(take)
    return figures


def _read_wide(
    table: Table, say: Callable[[str], None]
) -> tuple[list[Figure], dict[str, frozenset[str]]]:
    rows: dict[str, dict[str, str]] = {}
    lines: dict[str, int] = {}

    def take(line: int, row: Row) -> None:
        project = cell(row, "project")
        if (first := lines.setdefault(project, line)) != line:
            raise ColumnError("project", f"{project!r} stands already in line {first}")
        rows[project] = {n: text.strip() for n, text in row.items() if n != "project"}

    table.each(take)
    figures: list[Figure] = []
    flags: dict[str, frozenset[str]] = {}
    words: list[str] = []
    for column in (name for name in table.columns if name != "project"):
        texts = {project: row[column] for project, row in rows.items() if row[column]}
        numbers = {p: text for p, text in texts.items() if _NUMBER.fullmatch(text)}
        if texts and {text.lower() for text in texts.values()} <= _YES | _NO:
            flags[column] = frozenset(p for p, text in texts.items() if text.lower() in _YES)
        elif len(numbers) == len(texts):
            figures += [Figure(p, column, Fraction(text)) for p, text in numbers.items()]
            figures += [Figure(p, column, Fraction(0)) for p in rows if p not in numbers]
        else:
            words.append(column)
    if words:
        say(f"Columns that do not hold numbers only, not used: {', '.join(words)}")
    return figures, flags


def _read_projects(path: Path | None) -> tuple[dict[str, None], dict[str, str] | None]:
    if path is None:
        return {}, None
    found: dict[str, int] = {}
    categories: dict[str, str] = {}
    table = open_table(path, ("project",), ("category",))

    def take(line: int, row: Row) -> None:
        project = cell(row, "project")
        if (first := found.setdefault(project, line)) != line:
            raise ColumnError("project", f"{project!r} stands already in line {first}")
        if (row.get("category") or "").strip():
            categories[project] = cell(row, "category")

    table.each(take)
    return dict.fromkeys(found), categories or None


def _read_clusters(path: Path | None) -> dict[str, dict[str, Fraction]] | None:
    if path is None:
        return None
    found: dict[str, dict[str, Fraction]] = defaultdict(dict)
    table = open_table(path, ("voter", "cluster"), ("weight",))

    def take(_line: int, row: Row) -> None:
        voter, cluster = cell(row, "voter"), cell(row, "cluster")
        weight = _figure(row, "weight") if (row.get("weight") or "").strip() else Fraction(1)
        if weight < 0:
            raise ColumnError("weight", "less than nothing")
        if cluster in found[voter]:
            raise ValueError(f"{voter!r} stands already in {cluster!r}")
        found[voter][cluster] = weight

    table.each(take)
    return dict(found)


def _read_conflicts(path: Path | None) -> set[tuple[str, str]]:
    pairs: set[tuple[str, str]] = set()
    if path is None:
        return pairs
    table = open_table(path, ("voter", "project"))

    def take(_line: int, row: Row) -> None:
        project = cell(row, "project") if row["project"].strip() else ""
        pairs.add((cell(row, "voter"), project))

    table.each(take)
    return pairs


def _spelled_out(
    pairs: set[tuple[str, str]], projects: tuple[str, ...]
) -> frozenset[tuple[str, str]]:
    return frozenset(
        (voter, project) for voter, named in pairs for project in ((named,) if named else projects)
    )


def _none_unknown(projects: tuple[str, ...], named: object, files: Files) -> None:
    """Refuse ballots for what is not in the list of projects."""
    source = files.sums or (None if files.metrics else files.ballots)
    if source is None or not isinstance(named, dict):
        return
    if strangers := sorted(set(named) - set(projects)):
        raise BadInput(
            f"{source}: not in {files.projects}: {', '.join(map(repr, strangers[:20]))}",
            next_step="Add them to the list of projects, or take them out of the ballots.",
        )


def _of_listed(sums: dict[str, Sums] | None, projects: tuple[str, ...]) -> dict[str, Sums] | None:
    if sums is None:
        return None
    return {project: sums.get(project, Sums(Fraction(0), Fraction(0), 0)) for project in projects}


def _say_unused(table: Table, say: Callable[[str], None]) -> None:
    if table.unused:
        say(f"Columns not used: {', '.join(table.unused)}")


def _figure(row: Row, column: str) -> Fraction:
    text = (row.get(column) or "").strip() or "0"
    if not _NUMBER.fullmatch(text):
        raise ColumnError(column, f"{text!r} is not a number: expected digits, such as 12.5")
    return Fraction(Decimal(text))


def _amount(text: str, digits: int, name: str) -> int:
    try:
        amount = to_units(text, digits)
    except ValueError as reason:
        raise BadInput(f"{name}: {reason}") from None
    if amount < 0:
        raise BadInput(f"{name}: {text} is less than nothing")
    return amount
