# SPDX-License-Identifier: Apache-2.0
"""Votes and payouts of a round, as every report shows them."""

from collections.abc import Sequence

from cosmolocal.figures import ProjectFigures, RoundFigures
from cosmolocal.report.charts import GREEN, Bar, Drawing, Row, chart, in_words
from cosmolocal.report.page import Chart, Column, Table, figures
from cosmolocal.report.words import ETHER_DECIMALS, aligned, brief, counted, percent, signed

MOST_BARS = 40
"""Projects in a chart; the table has all of them."""


def payout_chart(
    projects: Sequence[ProjectFigures], *, axis: str, decimals: int = ETHER_DECIMALS
) -> Chart:
    """Draw the projects with the most votes."""
    shown = _ranked(projects)[:MOST_BARS]
    rows = [
        Row(p.project, f"{counted(p.votes, 'vote')} → {brief(p.payout, decimals)}") for p in shown
    ]
    more = f" The first {MOST_BARS} of {len(projects)}." if len(projects) > MOST_BARS else ""
    return chart(
        f"The votes of each project, and what they paid it.{more}",
        in_words("Bar chart", rows),
        Drawing(
            axis=axis,
            kinds={"payout": GREEN},
            rows=rows,
            bars=[Bar(row, 0, p.payout / 10**decimals, "payout") for row, p in enumerate(shown)],
        ),
    )


def payout_table(round_: RoundFigures, *, unit: str, decimals: int = ETHER_DECIMALS) -> Table:
    """List all projects, most votes first."""
    ranked = _ranked(round_.projects)
    sums = {"Paid": round_.paid, "Swept to the treasury": round_.dust, "Pot": round_.pot}
    amounts = aligned([*(project.payout for project in ranked), *sums.values()], decimals)
    return Table(
        "Shares are rounded to a hundredth of a percent, payouts exact",
        (Column("Project"), *figures("Votes", "Share", f"Payout [{unit}]")),
        [
            (project.project, signed(project.votes), percent(project.share), amount)
            for project, amount in zip(ranked, amounts, strict=False)
        ],
        [(name, "", "", amount) for name, amount in zip(sums, amounts[len(ranked) :], strict=True)],
    )


def _ranked(projects: Sequence[ProjectFigures]) -> list[ProjectFigures]:
    return sorted(projects, key=lambda project: -project.votes)
