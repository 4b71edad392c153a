# SPDX-License-Identifier: Apache-2.0
"""The report of a round that was played again from a table of ballots."""

from pathlib import Path

from cosmolocal.figures import ReplayedRound
from cosmolocal.report.page import Page, Section, write
from cosmolocal.report.payouts import payout_chart, payout_table
from cosmolocal.report.words import brief, counted


def write_round(
    played: ReplayedRound, folder: Path, *, source: str, budget: int, decimals: int
) -> Path:
    """Write `round.html` into a folder; return its path."""
    page = round_page(played, source=source, budget=budget, decimals=decimals)
    return write(page, folder, "round")


def round_page(played: ReplayedRound, *, source: str, budget: int, decimals: int) -> Page:
    """Lay out votes and payouts of all projects."""
    return Page(
        title=f"The round of {source}",
        kicker="Retro round, played again on a chain",
        lead=(
            f"{counted(played.ballots, 'ballot')} of at most {budget:,} credits each, cast one by"
            " one as transactions of their voters. n votes on a project cost n² credits; a"
            " project's part of the pot is its part of the votes."
        ),
        figures=(
            ("pot", brief(played.pot, decimals)),
            ("paid", brief(played.paid, decimals)),
            ("projects", str(len(played.projects))),
            ("ballots", str(played.ballots)),
            ("verified from events", "all equal" if played.verified else "NOT EQUAL"),
        ),
        sections=(_payouts(played, decimals),),
        footnotes=(
            "Every figure was rebuilt from events, then compared with storage and with the table.",
        ),
    )


def _payouts(played: ReplayedRound, decimals: int) -> Section:
    return Section(
        id="payouts",
        title="Votes and payouts",
        text=(
            "Votes against count like votes for; a total below zero pays nothing. Payouts are"
            " rounded down, and what that leaves is swept to the treasury."
        ),
        chart=payout_chart(played.projects, axis="payout", decimals=decimals),
        table=payout_table(played, unit="tokens", decimals=decimals),
    )
