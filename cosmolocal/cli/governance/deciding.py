# SPDX-License-Identifier: Apache-2.0
"""`cosmolocal governance`: propose, sponsor, queue, execute, cancel."""

from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from cosmolocal.cli.common import WRITE, Plan, command, words
from cosmolocal.cli.governance.group import Proposal, app, on_proposal

if TYPE_CHECKING:
    from cosmolocal.cli.session import Session


@command(app, options=WRITE)
def propose(
    session: "Session",
    target: Annotated[str, typer.Argument(help="Contract to call.")],
    calldata: Annotated[str, typer.Argument(help="Encoded call: 0x and digits.")],
    why: Annotated[str, words("Why")],
    amount: Annotated[str, typer.Option(help="Native currency to send along.")] = "0",
    kind: Annotated[
        int, typer.Option("--type", help="Proposal type; 1 is the constitution.", min=0, max=255)
    ] = 0,
) -> Plan:
    """Propose any call; the domains have commands for the usual ones."""
    from cosmolocal.domain import Action

    inputs = session.inputs
    to, data = inputs.address(target), inputs.hexadecimal(calldata)
    action = Action(to, inputs.amount(amount, 18), data, "call")
    what = f"call {session.name_of(to)}"
    return session.proposal(what, [action], why, proposal_type=kind)


@command(app, options=WRITE)
def sponsor(session: "Session", proposal_id: Annotated[str, typer.Argument(help="Id.")]) -> Plan:
    """Ask for a proposal that somebody else is about to make."""
    verb = partial(session.alliance.governance.types.sponsor, session.inputs.count(proposal_id))
    return Plan(f"Sponsor the proposal {proposal_id}.", verb)


@command(app, options=WRITE)
def queue(session: "Session", proposal: Proposal) -> Plan:
    """Hand a passed proposal to the timelock."""
    return on_proposal(session, "queue", proposal)


@command(app, options=WRITE)
def execute(session: "Session", proposal: Proposal) -> Plan:
    """Carry out a proposal whose delay is over."""
    return on_proposal(session, "execute", proposal)


@command(app, options=WRITE)
def cancel(session: "Session", proposal: Proposal) -> Plan:
    """Stop a proposal, as its proposer or as the guardian."""
    return on_proposal(session, "cancel", proposal)
