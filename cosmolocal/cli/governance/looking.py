# SPDX-License-Identifier: Apache-2.0
"""`cosmolocal governance`: proposals, their types, and voice credits."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cosmolocal.cli.common import READ, Answer, command
from cosmolocal.cli.governance.group import Proposal, app, in_words
from cosmolocal.cli.verify import verifying

if TYPE_CHECKING:
    from cosmolocal.cli.session import Session


@command(app, "list", options=READ)
def list_(session: "Session") -> Answer:
    """List all proposals."""
    shown = session.alliance.governance.all()
    return Answer([{"number": p.number, "status": p.status.name.lower(), "for": p.votes_for,
                    "against": p.votes_against, "abstentions": p.abstentions,
                    "end": p.end, "id": str(p.id)} for p in shown])  # fmt: skip


@command(app, options=READ)
def show(session: "Session", proposal: Proposal) -> Answer:
    """Show a proposal: where it stands, and what it would do."""
    governance = session.alliance.governance
    number = session.inputs.proposal(session.alliance, proposal)
    content = governance.content(number)
    actions = in_words(session, content.actions)
    shown = governance.show(number)
    said = {
        "status": shown.status.name.lower(),
        "description": session.text_of(content.description),
    }
    return Answer(shown.model_dump(mode="json") | said | {"actions": actions})


@command(app, options=READ)
def credits(  # noqa: A001 - what they are called
    session: "Session",
    seat: Annotated[int, typer.Argument(help="Number of a seat.", min=1)],
    season: Annotated[int | None, typer.Option(help="By default the present one.", min=0)] = None,
) -> Answer:
    """Show the voice credits of a seat."""
    meter = session.alliance.governance.credits(seat, season)
    return Answer(meter.model_dump(mode="json") | {"left": meter.left})


@command(app, options=READ)
def quote(
    session: "Session",
    proposal: Proposal,
    votes: Annotated[int, typer.Argument(help="Votes that you think of.", min=0)],
    account: Annotated[str, typer.Argument(help="Your address.")],
) -> Answer:
    """Say what votes would cost an account, and how many it could afford."""
    alliance, inputs = session.alliance, session.inputs
    number = inputs.proposal(alliance, proposal)
    return Answer(alliance.governance.quote(number, votes, inputs.address(account)))


@command(app, options=READ)
def types(session: "Session") -> Answer:
    """List the proposal types: what each must reach, and who may propose."""
    rules = session.alliance.governance.types.all()
    return Answer([{"type": n} | rule.model_dump(mode="json") for n, rule in enumerate(rules)])


@command(app, options=READ)
def verify(
    session: "Session",
    proposal: Annotated[
        str | None, typer.Argument(help="Number or id; else all of governance.")
    ] = None,
) -> Answer:
    """Count again from events alone: every ballot, its cost, the outcome; compare with storage."""
    from cosmolocal.verify import verify_proposal

    if proposal is None:
        return verifying("governance")(session)
    number = session.inputs.proposal(session.alliance, proposal)
    found = verify_proposal(session.alliance, number)
    said = f"{found.compared} figures compared, {len(found.differences)} differ."
    return Answer(found, said, exit_code=1 if found.differences else 0)


@command(app, options=READ)
def export(
    session: "Session",
    proposal: Proposal,
    out: Annotated[Path, typer.Option(help="The file to write.")],
) -> Answer:
    """Write a proposal's calls as a file of the Safe Transaction Builder."""
    from cosmolocal.safe_batch import SafeBatch

    number = session.inputs.proposal(session.alliance, proposal)
    content = session.alliance.governance.content(number)
    batch = SafeBatch(
        chain_id=session.chain.chain_id,
        created_at=session.now * 1_000,
        name=f"Proposal {proposal}",
        description=content.description,
        actions=content.actions,
    )
    session.output.write_file(out, batch.dumps())
    data = {"file": str(out), "calls": len(batch.actions)}
    return Answer(data, f"Wrote {out}: its owners open it in the Safe's Transaction Builder.", "")
