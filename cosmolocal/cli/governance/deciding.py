# SPDX-License-Identifier: Apache-2.0
"""`cosmolocal governance`: propose, sponsor, queue, execute, cancel."""

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cosmolocal.cli.common import WRITE, Answer, Plan, Why, command
from cosmolocal.cli.governance.group import Proposal, app, in_words, on_proposal
from cosmolocal.errors import BadInput

if TYPE_CHECKING:
    from cosmolocal.cli.session import Session
    from cosmolocal.domain import Action


@command(app, options=WRITE)
def propose(
    session: "Session",
    target: Annotated[str | None, typer.Argument(help="Contract to call.")] = None,
    calldata: Annotated[str | None, typer.Argument(help="Encoded call: 0x and digits.")] = None,
    why: Why = None,
    batch: Annotated[
        Path | None, typer.Option(help="Calls in a file of the Safe Transaction Builder instead.")
    ] = None,
    amount: Annotated[str, typer.Option(help="Native currency to send along.")] = "0",
    kind: Annotated[
        int, typer.Option("--type", help="Proposal type; 1 is the constitution.", min=0, max=255)
    ] = 0,
    uri: Annotated[str, typer.Option(help="Where the text is published; public for ever.")] = "",
    simulate: Annotated[
        bool, typer.Option("--simulate", help="Make the calls on a fork, show what changes.")
    ] = False,
) -> Plan | Answer:
    """Propose any calls; the domains have commands for the usual ones."""
    actions = _actions(session, target, calldata, amount, batch)
    if simulate:
        return _simulated(session, actions)
    what = " and ".join(dict.fromkeys(f"call {session.name_of(each.target)}" for each in actions))
    plan = session.proposal(what, actions, why, proposal_type=kind, uri=uri)
    calls = [
        f"{each['target']}: {each['function']} ({each['arguments']})"
        for each in in_words(session, actions)
    ]
    return replace(plan, facts=plan.facts | {"calls": "\n".join(calls)})


def _actions(
    session: "Session", target: str | None, calldata: str | None, amount: str, batch: Path | None
) -> list["Action"]:
    """Read the one call that was typed, or those of a file."""
    from cosmolocal.domain import Action
    from cosmolocal.safe_batch import SafeBatch

    inputs = session.inputs
    if batch is not None:
        file = SafeBatch.loads(inputs.file(batch))
        if file.chain_id != session.chain.chain_id:
            raise BadInput(f"{batch} is for chain {file.chain_id}, not {session.chain.chain_id}")
        return list(file.actions)
    if target is None or calldata is None:
        raise BadInput("no call", next_step="Give TARGET and CALLDATA, or --batch FILE.")
    call = inputs.hexadecimal(calldata)
    return [Action(inputs.address(target), inputs.amount(amount, 18), call, "call")]


def _simulated(session: "Session", actions: list["Action"]) -> Answer:
    """Show what calls would do now, were they decided."""
    from cosmolocal.governance.simulation import simulate

    found = simulate(session.alliance, actions, session.rpc)
    said = "Simulated on a fork: nothing was sent."
    if found.refused:
        said = f"Call {found.refused_at} would be refused: {found.refused}. None would happen."
    view = {
        "calls": in_words(session, actions),
        "balances": [
            each.model_dump(mode="json") | {"account": session.name_of(each.account)}
            for each in found.balances
        ],
        "roles": [each.model_dump(mode="json") for each in found.roles],
    }
    return Answer(found, said, view=view, exit_code=1 if found.refused else 0)


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
