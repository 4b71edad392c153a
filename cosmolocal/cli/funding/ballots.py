# SPDX-License-Identifier: Apache-2.0
"""Ballots of retro rounds."""

from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from cosmolocal.cli.common import READ, WRITE, Answer, Plan, command
from cosmolocal.cli.funding.group import Round, Seat, app, retro_number

if TYPE_CHECKING:
    from cosmolocal.cli.session import Session


@command(app, options=READ)
def ballot(
    session: "Session",
    round_id: Round,
    seat: Seat,
) -> Answer:
    """Show a seat's ballot as it counts now."""
    found = session.alliance.funding.ballot(retro_number(session, round_id), seat)
    return Answer([{"project": project, "votes": votes} for project, votes in found.items()])


@command(app, options=WRITE)
def cast_ballot(
    session: "Session",
    round_id: Round,
    votes: Annotated[
        list[str] | None, typer.Argument(help="PROJECT=VOTES, repeated; none withdraws.")
    ] = None,
) -> Plan:
    """Spread your credits over projects; replaces your last ballot as a whole."""
    ballot, number = session.inputs.allocations(votes or []), retro_number(session, round_id)
    cost = sum(given**2 for given in ballot.values())
    budget = session.alliance.funding.terms(number).budget
    verb = partial(session.alliance.funding.cast_ballot, number, ballot)
    sentence = f"Give votes to {len(ballot)} projects of round {round_id}."
    return Plan(sentence, verb, {"cost": f"{cost} of {budget} credits"})
