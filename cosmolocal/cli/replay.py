# SPDX-License-Identifier: Apache-2.0
"""`cosmolocal funding replay`: a round played again from a table of ballots."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cosmolocal.cli.common import Answer, Decimals, Engine, ReportFolder

if TYPE_CHECKING:
    from cosmolocal.cli.session import Session
    from cosmolocal.figures import ReplayedRound


def replay(
    session: "Session",
    ballots: Annotated[
        Path, typer.Argument(help="CSV with the columns voter,project,votes.", show_default=False)
    ],
    pot: Annotated[str, typer.Option(help="What is shared out: an exact decimal.")],
    budget: Annotated[int, typer.Option(help="Credits of each ballot.")],
    decimals: Decimals = 18,
    allow_negative: Annotated[
        bool, typer.Option("--allow-negative", help="Take votes against.")
    ] = False,
    report: ReportFolder = None,
    engine: Engine = "auto",
) -> Answer:
    """Play a round again from a table of ballots: each is cast on a fresh chain.

    Amounts are exact and paid + dust = pot; shares are cut off after 18 digits.
    """
    from cosmolocal.ballot_round import play
    from cosmolocal.ballots import read_ballots
    from cosmolocal.local import open_local_chain
    from cosmolocal.report import require_reports

    if report:
        require_reports()
    units = session.inputs.amount(pot, decimals)
    sheet = read_ballots(ballots, budget=budget, allow_negative=allow_negative)
    if sheet.unused_columns:
        session.output.say(f"Columns not used: {', '.join(sheet.unused_columns)}")
    with open_local_chain(engine) as local, session.output.progress() as tell:
        played = play(
            sheet, local, pot=units, budget=budget, allow_negative=allow_negative, progress=tell
        )
    if report:
        from cosmolocal.report.retro_round import write_round

        written = write_round(played, report, source=ballots.name, budget=budget, decimals=decimals)
        session.output.say(f"Report: {written}")
    view = _view(played, decimals)
    return Answer(_data(played, decimals), view=view, exit_code=0 if played.verified else 1)


def _data(played: "ReplayedRound", decimals: int) -> dict[str, Any]:
    """Return what programs read; the order of projects is that of the table."""
    from cosmolocal.units import from_units

    sums = {name: from_units(getattr(played, name), decimals) for name in ("pot", "paid", "dust")}
    projects = [
        {
            "project": project.project,
            "votes": project.votes,
            "share": project.share,
            "payout": from_units(project.payout, decimals),
        }
        for project in played.projects
    ]
    return sums | {"verified": played.verified, "projects": projects}


def _view(played: "ReplayedRound", decimals: int) -> tuple[Any, ...]:
    """Return what people read: most votes first."""
    from cosmolocal.report.words import aligned, percent, signed

    ranked = sorted(played.projects, key=lambda project: -project.votes)
    names = ("pot", "paid", "dust")
    amounts = [project.payout for project in ranked] + [getattr(played, name) for name in names]
    texts = aligned(amounts, decimals)
    rows = [
        {
            "project": project.project,
            "votes": signed(project.votes),
            "share": percent(project.share),
            "payout": text,
        }
        for project, text in zip(ranked, texts, strict=False)
    ]
    sums = [{"": name, "amount": text} for name, text in zip(names, texts[-3:], strict=True)]
    verdict = "events, storage and table agree" if played.verified else "NO: figures differ"
    return rows, sums, f"{played.ballots} ballots cast. Verified: {verdict}."
