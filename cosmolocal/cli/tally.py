# SPDX-License-Identifier: Apache-2.0
"""`cosmolocal tally RULE`: count a round from tables, without any chain."""

import inspect
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from cosmolocal.cli.common import Answer, command, group
from cosmolocal.cli.tally_help import RULES, Own

if TYPE_CHECKING:
    from cosmolocal.cli.session import Session
    from cosmolocal.tally.registry import Tally

app = group(
    "Count a round by a published rule, from tables, without any chain.\n\n"
    "Each rule has its own --help with formula, tables and options."
)

Csv = Path | None
_FILE = {"show_default": False, "exists": False}


def _option(name: str, kind: Any, default: Any, help: str, **more: Any) -> inspect.Parameter:  # noqa: A002
    flag = "--" + name.replace("_", "-")
    panel = more.pop("panel", "The round")
    annotation = Annotated[
        kind, typer.Option(*more.pop("flags", (flag,)), help=help, rich_help_panel=panel, **more)
    ]
    keyword = inspect.Parameter.KEYWORD_ONLY
    return inspect.Parameter(name, keyword, default=default, annotation=annotation)


_ROUND = {
    option.name: option
    for option in (
        _option("ballots", Csv, None, "CSV with the columns voter,project,amount.", **_FILE),
        _option(
            "sums", Csv, None, "CSV with project,votes,spent where only totals are public.", **_FILE
        ),
        _option(
            "metrics",
            Csv,
            None,
            "CSV with project,metric,value[,chain][,period], or project and a column a metric.",
            **_FILE,
        ),
        _option("project_column", str, "project", "Column of --metrics that names the project."),
        _option(
            "projects",
            Csv,
            None,
            "CSV with project[,category]: all that take part; else those that have ballots.",
            **_FILE,
        ),
        _option("clusters", Csv, None, "CSV with voter,cluster[,weight].", **_FILE),
        _option(
            "conflicts",
            Csv,
            None,
            "CSV with voter,project pairs that do not count; a blank project is every one.",
            **_FILE,
        ),
        _option("budget", str | None, None, "Refuse a ballot that costs more.", show_default=False),
    )
}
_POT = _option("pot", str, inspect.Parameter.empty, "What is shared: an exact decimal of tokens.")
_COMMON = (
    _option("decimals", int, 18, "Digits behind the point of the token.", min=0, max=36),
    _option("params", Path | None, None, "JSON or YAML file with the rule's parameters.", **_FILE),
)
_OUTPUT = (
    _option(
        "out",
        Path | None,
        None,
        "Write result, rule, awards and ballots into this folder.",
        **_FILE,
        panel="What to show",
    ),
    _option(
        "report",
        bool,
        False,
        "With --out: an HTML report and measures.json beside them.",
        panel="What to show",
    ),
    _option(
        "explain",
        str | None,
        None,
        "Say how the award of PROJECT comes about.",
        metavar="PROJECT",
        show_default=False,
        panel="What to show",
    ),
    _option(
        "compare",
        bool,
        False,
        "Show the award under every rule that can count this.",
        panel="What to show",
    ),
    _option(
        "exact",
        bool,
        False,
        "Count by the reference in fractions too; both must agree.",
        panel="What to show",
    ),
)


_ENGINE = _option(
    "engine",
    Literal["auto", "python", "duckdb", "spark"],
    "auto",
    "What adds up the ballots; auto takes DuckDB for large tables if it is installed.",
)


def _own_option(own: Own) -> inspect.Parameter:
    if own.kind is bool:
        return _option(own.name, bool, False, own.help, show_default=False, panel="The rule")
    kind: Any = Literal[own.choices] if own.choices else own.kind
    shown = own.default or False
    return _option(own.name, kind | None, None, own.help, show_default=shown, panel="The rule")


def _register(name: str) -> None:
    """Make the command of one rule."""
    described = RULES[name]
    parameters = (
        _POT,
        *(_ROUND[option] for option in described.tables),
        *_COMMON,
        *((_ENGINE,) if described.has_engines else ()),
        *map(_own_option, described.options),
        *_OUTPUT,
    )

    def run(session: "Session", **given: Any) -> Answer:
        return _count(session, name, given)

    run.__doc__ = described.text
    first = inspect.Parameter("session", inspect.Parameter.POSITIONAL_OR_KEYWORD)
    run.__signature__ = inspect.Signature([first, *parameters])  # type: ignore[attr-defined]
    command(app, name)(run)


for _name in RULES:
    _register(_name)


def _count(session: "Session", name: str, given: dict[str, Any]) -> Answer:
    from cosmolocal.counting.files import Files, read_round
    from cosmolocal.counting.parameter_files import read_parameters
    from cosmolocal.counting.result import compare, counted, explain, figures, write_files
    from cosmolocal.tally.registry import RULES as RULE_OF

    _require_report(given)
    rule, own = RULE_OF[name], {option.name for option in RULES[name].options}
    options = {
        option: str(given[option]) for option in own if given.get(option) not in (None, False)
    }
    if options.pop("allow_negative", None):
        options["negative"] = "count"
    parameters = read_parameters(rule, given["params"], options)
    tables = {t: given[t] for t in RULES[name].tables if t != "budget"}
    round_ = _by_database(rule, given, parameters) or read_round(
        rule,
        Files(**tables),
        pot=_pot(given),
        decimals=given["decimals"],
        budget=given.get("budget"),
        negative=getattr(parameters, "negative", "refuse"),
        say=session.output.say,
    )
    tally = counted(rule, round_, parameters, exact=given["exact"])
    if given["out"]:
        for path in write_files(tally, given["out"]):
            session.output.say(f"Written: {path}")
    if given["report"]:
        from cosmolocal.report.tally import write_tally

        session.output.say(f"Report: {write_tally(tally, given['out'])}")
    if given["explain"] is not None:
        return Answer(explain(tally, given["explain"]))
    if given["compare"]:
        return Answer(compare(tally))
    return Answer(figures(tally), view=_view(tally))


def _require_report(given: dict[str, Any]) -> None:
    """Refuse before any work begins if a report could not be made at its end."""
    from cosmolocal.errors import BadInput
    from cosmolocal.report import require_reports

    if given["report"]:
        require_reports()
        if not given["out"]:
            raise BadInput("a report needs a folder", next_step="Give --out DIR.")


def _by_database(rule: Any, given: dict[str, Any], parameters: Any) -> Any:
    """Let a database add the ballots up, where nothing that was asked needs them one by one."""
    from cosmolocal.counting.engines import round_of_columns

    engine = given.get("engine", "python")
    one_by_one = (
        "explain",
        "compare",
        "projects",
        "conflicts",
        "budget",
        "exact",
        "sums",
        "report",
    )
    if given.get("ballots") is None or any(given.get(option) for option in one_by_one):
        engine = "python"
    path = given.get("ballots") or Path()
    decimals = given["decimals"]
    return round_of_columns(rule, path, parameters, engine, pot=_pot(given), decimals=decimals)


def _pot(given: dict[str, Any]) -> int:
    from cosmolocal.errors import BadInput
    from cosmolocal.units import to_units

    try:
        pot = to_units(given["pot"], given["decimals"])
    except ValueError as reason:
        raise BadInput(f"pot: {reason}") from None
    if pot < 0:
        raise BadInput(f"pot: {given['pot']} is less than nothing")
    return pot


def _view(tally: "Tally") -> tuple[Any, ...]:
    """Return what people read: the largest awards first."""
    from cosmolocal.counting.result import ranked
    from cosmolocal.report.words import aligned
    from cosmolocal.tally.numbers import text

    lines = ranked(tally)
    names = ("pot", "paid", "dust")
    amounts = [line.award for line in lines] + [getattr(tally, name) for name in names]
    texts = aligned(amounts, tally.round.decimals)
    rows = [
        {"project": line.project, "score": text(line.score.value), "award": amount, "": _mark(line)}
        for line, amount in zip(lines, texts, strict=False)
    ]
    sums = [{"": name, "amount": amount} for name, amount in zip(names, texts[-3:], strict=True)]
    return rows, sums


def _mark(line: Any) -> str:
    if not line.eligible:
        return str(line.reason)
    return "at the cap" if line.is_capped else ""
