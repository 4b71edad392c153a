# SPDX-License-Identifier: Apache-2.0
"""The report of a tally: awards, how they are spread, who took part, and what other rules say."""

import json
from pathlib import Path
from typing import Any

from cosmolocal import files
from cosmolocal.counting.measures import gini, measures, top
from cosmolocal.counting.result import others, ranked
from cosmolocal.report.charts import BLUE, GREEN, Bar, Drawing, Row, chart, in_words
from cosmolocal.report.page import Column, Page, Section, Table, figures, write
from cosmolocal.report.payouts import MOST_BARS
from cosmolocal.report.words import aligned, brief, percent
from cosmolocal.tally.numbers import text
from cosmolocal.tally.registry import Tally, rule_hash

_UNITS = {"votes": "credits", "money": "tokens", "points": "points"}


def write_tally(tally: Tally, folder: Path) -> Path:
    """Write `report.html` and `measures.json` into a folder; return the path of the page."""
    found = measures(tally)
    path = write(tally_page(tally, found), folder, "report")
    files.write(folder / "measures.json", json.dumps(found, indent=2) + "\n")
    return path


def tally_page(tally: Tally, found: dict[str, Any]) -> Page:
    """Lay out the result of a round and its measures."""
    decimals = tally.round.decimals
    identified = f"{tally.rule.name}, version {tally.rule.version}"
    hashed = "0x" + rule_hash(tally.rule, tally.parameters).hex()
    eligible = f"{found['eligible']} of {found['projects']}"
    return Page(
        title=f"A round by {tally.rule.name}",
        kicker="Tally of a funding round",
        lead=f"The rule: {tally.rule.summary}.",
        figures=(
            ("pot", brief(tally.pot, decimals)),
            ("paid", brief(tally.paid, decimals)),
            ("left as dust", brief(tally.dust, decimals)),
            ("eligible", eligible),
            ("ballots", "not public" if found["voters"] is None else f"{found['voters']:,}"),
        ),
        sections=(_awards(tally), _spread(found), _cost(tally, found), _others(tally)),
        footnotes=(
            f"Rule {identified}, hash of it with all parameters: {hashed}.",
            "Counted in whole numbers; whoever has the same tables finds the same figures.",
        ),
    )


def _awards(tally: Tally) -> Section:
    lines, decimals = ranked(tally), tally.round.decimals
    shown = [line for line in lines if line.award][:MOST_BARS] or lines[:1]
    rows = [Row(line.project, brief(line.award, decimals)) for line in shown]
    sums = {"Paid": tally.paid, "Dust": tally.dust, "Pot": tally.pot}
    amounts = aligned([*(line.award for line in lines), *sums.values()], decimals)
    more = f" The first {len(shown)} of {len(lines)}." if len(shown) < len(lines) else ""
    return Section(
        id="awards",
        title="Awards",
        text="Scores are cut off after 18 digits where they do not end; awards are exact.",
        chart=chart(
            f"What each project gets.{more}",
            in_words("Bar chart", rows),
            Drawing(
                axis="award",
                kinds={"award": GREEN},
                rows=rows,
                bars=[Bar(n, 0, x.award / 10**decimals, "award") for n, x in enumerate(shown)],
            ),
        ),
        table=Table(
            "All projects, largest award first",
            (Column("Project"), *figures("Score", "Award [tokens]"), Column("Remark")),
            [
                (line.project, text(line.score.value), amount, _remark(line))
                for line, amount in zip(lines, amounts, strict=False)
            ],
            [(n, "", a, "") for n, a in zip(sums, amounts[len(lines) :], strict=True)],
        ),
    )


def _remark(line: Any) -> str:
    if not line.eligible:
        return f"not eligible: {line.reason}"
    return "at the cap" if line.is_capped else ""


def _spread(found: dict[str, Any]) -> Section:
    rows = [
        ("Gini coefficient of the eligible", _short(found["gini"])),
        ("Herfindahl index", _short(found["herfindahl"])),
        *((f"Part of the {n} largest", percent(part)) for n, part in found["top"].items()),
        ("Projects that are paid", f"{found['paid']:,}"),
    ]
    if found["voters"] is not None:
        rows.append(("Ballots", f"{found['voters']:,}"))
        rows.append(("Amounts on them", f"{found['amounts']:,}"))
    if found["median_ballots_of_a_project"] is not None:
        rows.append(("Ballots of the median project", found["median_ballots_of_a_project"]))
    return Section(
        id="spread",
        title="Spread and participation",
        text="A Gini coefficient of 0 is the same for all, 1 is all for one; one divided by the"
        " Herfindahl index is like so many equal awards.",
        table=Table("Measures", (Column("Measure"), *figures("Figure")), rows),
    )


def _cost(tally: Tally, found: dict[str, Any]) -> Section:
    unit = _UNITS[tally.rule.amounts]
    rows = [
        (each["project"], f"no single {'gift' if unit == 'tokens' else 'ballot'} can")
        if each["cost"] is None
        else (each["project"], f"{_short(each['cost'])} {unit}")
        for each in found["cost_to_move_a_hundredth"]
    ]
    return Section(
        id="cost",
        title="What it costs to move a hundredth of the pot",
        text="The least that one more ballot would have to give, so that the award rises by 1 % of"
        " the pot: for the largest award, the one in the middle, and the smallest that is paid.",
        table=Table(
            "One more ballot",
            (Column("Project"), *figures("Least amount")),
            rows or [("not computed for this round", "")],
        ),
    )


def _others(tally: Tally) -> Section:
    counted_by = {tally.rule.name: tally}
    counted_by |= {n: other for n, other in others(tally).items() if isinstance(other, Tally)}
    tables = [
        (name, [line.award for line in other.lines if line.eligible], ranked(other)[:1])
        for name, other in counted_by.items()
    ]
    rows = [Row(name, _short(text(gini(awards)))) for name, awards, _ in tables]
    return Section(
        id="others",
        title="The same tables under other rules",
        text="Each at its defaults: no quorum, no cap. Amounts are read as votes, gifts or points.",
        chart=chart(
            "Gini coefficient of the awards.",
            in_words("Bar chart", rows),
            Drawing(
                axis="Gini coefficient",
                kinds={"gini": BLUE},
                rows=rows,
                bars=[Bar(n, 0, float(gini(a)), "gini") for n, (_, a, _) in enumerate(tables)],
            ),
        ),
        table=Table(
            "Concentration by rule",
            (Column("Rule"), *figures("Gini", "Largest award"), Column("Goes to")),
            [
                (
                    name,
                    _short(text(gini(awards))),
                    percent(text(top(awards, 1))),
                    first[0].project if first and first[0].award else "nobody",
                )
                for name, awards, first in tables
            ],
        ),
    )


def _short(figure: str) -> str:
    """Write a figure with four digits; what is cut off shows that it is."""
    whole, _, digits = figure.partition(".")
    whole = f"{int(whole):,}" if whole.isdecimal() else whole
    return f"{whole}.{digits[:4]}…" if len(digits) > 4 else f"{whole}.{digits}".rstrip(".")
