# SPDX-License-Identifier: Apache-2.0
"""What came of a round, counted again from its events: explained, compared, reported."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cosmolocal.cli.common import READ, Answer, Decimals, command
from cosmolocal.cli.funding.group import Project, Round, app

if TYPE_CHECKING:
    from cosmolocal.cli.session import Session
    from cosmolocal.tally.registry import Tally


@command(app, options=READ)
def explain(
    session: "Session", round_id: Round, project: Project, decimals: Decimals = 18
) -> Answer:
    """Say how the award of a project comes about, and what other rules would make of it.

    Of a matching round: its match; the gifts come on top.
    """
    from cosmolocal.counting import result

    return Answer(result.explain(_tally(session, round_id, decimals), str(project)))


@command(app, options=READ)
def compare(session: "Session", round_id: Round, decimals: Decimals = 18) -> Answer:
    """Show the award of each project under every rule that can count the round."""
    from cosmolocal.counting import result

    return Answer(result.compare(_tally(session, round_id, decimals)))


@command(app, options=READ)
def report(
    session: "Session",
    round_id: Round,
    out: Annotated[Path, typer.Option(help="Folder for the page, its figures and the tables.")],
    decimals: Decimals = 18,
) -> Answer:
    """Write an HTML report: awards, concentration, participation, what it costs to move them."""
    from cosmolocal.counting.measures import measures
    from cosmolocal.counting.result import write_files
    from cosmolocal.report import require_reports

    require_reports()
    from cosmolocal.report.tally import write_tally

    tally = _tally(session, round_id, decimals)
    for path in (*write_files(tally, out), write_tally(tally, out)):
        session.output.say(f"Written: {path}")
    return Answer(measures(tally))


def _tally(session: "Session", round_id: str, decimals: int) -> "Tally":
    from cosmolocal.errors import BadInput
    from cosmolocal.funding.tallies import tally_of
    from cosmolocal.replay.funding import replay

    kind, number = session.inputs.round_name(round_id)
    if kind == "published":
        return session.alliance.published.count_round(number).tally
    state = replay(session.alliance.events())
    held = (state.matching if kind == "matching" else state.rounds).get(number)
    if held is None:
        raise BadInput(f"there is no round {round_id}", next_step="See `cosmolocal funding list`.")
    return tally_of(held, decimals=decimals)
