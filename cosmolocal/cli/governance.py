# SPDX-License-Identifier: Apache-2.0
"""`cosmolocal governance`: how the alliance decides."""

from functools import partial
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from cosmolocal.cli.common import READ, WRITE, Answer, Plan, command, group, words
from cosmolocal.cli.verify import verifying
from cosmolocal.errors import BadInput

if TYPE_CHECKING:
    from cosmolocal.cli.session import Session

app = group("How we decide: n votes cost n² voice credits.")

Proposal = Annotated[str, typer.Argument(help="Number or id of a proposal.", show_default=False)]
Support = Annotated[
    Literal["for", "against", "abstain"], typer.Argument(help="What you say.", show_default=False)
]


@command(app, "list", options=READ)
def list_(session: "Session") -> Answer:
    """List all proposals."""
    governance = session.alliance.governance
    events = [event for event in session.alliance.events() if event.name == "ProposalCreated"]
    shown = [governance.show(event["proposalId"]) for event in events]
    return Answer([{"number": p.number, "status": p.status.name.lower(), "for": p.votes_for,
                    "against": p.votes_against, "abstentions": p.abstentions,
                    "end": p.end, "id": str(p.id)} for p in shown])  # fmt: skip


@command(app, options=READ)
def show(session: "Session", proposal: Proposal) -> Answer:
    """Show a proposal: where it stands, and what it would do."""
    governance = session.alliance.governance
    number = session.inputs.proposal(session.alliance, proposal)
    content = governance.content(number)
    actions = [
        {"target": session.name_of(target), "value": str(value), "calldata": calldata}
        for target, value, calldata in zip(
            content.targets, content.values, content.calldatas, strict=True
        )
    ]
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


@command(app, options=WRITE)
def vote(
    session: "Session",
    proposal: Proposal,
    side: Support,
    votes: Annotated[int, typer.Option(help="0 withdraws your ballot.", min=0)] = 1,
    reason: Annotated[str | None, words("Why")] = None,
) -> Plan:
    """Set your ballot; it replaces the one before, whose credits come back."""
    from cosmolocal.governance import Side

    alliance, inputs = session.alliance, session.inputs
    number = inputs.proposal(alliance, proposal)
    said = Side[side.upper()]
    verb = partial(
        alliance.governance.vote,
        number,
        said,
        votes,
        reason=inputs.commitment(reason) if reason else None,
    )
    if said is Side.ABSTAIN:
        return Plan(f"Abstain on proposal {proposal}: free, and it counts as taking part.", verb)
    quoted = alliance.governance.quote(number, votes, session.signer.address)
    if not quoted.is_affordable:
        raise BadInput(
            f"{votes} votes cost {quoted.cost} credits, you have {quoted.left} left",
            next_step=f"Lower --votes to {quoted.most_votes}.",
        )
    after = quoted.left - quoted.cost
    facts = {"cost": f"{quoted.cost} credits", "left after": f"{after} credits"}
    return Plan(f"Hold {votes} votes {side} on proposal {proposal}.", verb, facts)


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


@command(app, options=READ)
def types(session: "Session") -> Answer:
    """List the proposal types: what each must reach, and who may propose."""
    rules = session.alliance.governance.types.all()
    return Answer([{"type": n} | rule.model_dump(mode="json") for n, rule in enumerate(rules)])


@command(app, options=WRITE)
def sponsor(session: "Session", proposal_id: Annotated[str, typer.Argument(help="Id.")]) -> Plan:
    """Ask for a proposal that somebody else is about to make."""
    verb = partial(session.alliance.governance.types.sponsor, session.inputs.count(proposal_id))
    return Plan(f"Sponsor the proposal {proposal_id}.", verb)


@command(app, options=WRITE)
def queue(session: "Session", proposal: Proposal) -> Plan:
    """Hand a passed proposal to the timelock."""
    return _on_proposal(session, "queue", proposal)


@command(app, options=WRITE)
def execute(session: "Session", proposal: Proposal) -> Plan:
    """Carry out a proposal whose delay is over."""
    return _on_proposal(session, "execute", proposal)


@command(app, options=WRITE)
def cancel(session: "Session", proposal: Proposal) -> Plan:
    """Stop a proposal, as its proposer or as the guardian."""
    return _on_proposal(session, "cancel", proposal)


@command(app, options=WRITE)
def reclaim(session: "Session", proposal: Proposal) -> Plan:
    """Take the credits of your ballot on a cancelled proposal back."""
    return _on_proposal(session, "reclaim", proposal)


def _on_proposal(session: "Session", verb: str, proposal: str) -> Plan:
    number = session.inputs.proposal(session.alliance, proposal)
    function = getattr(session.alliance.governance, verb)
    return Plan(f"{verb.capitalize()} proposal {proposal}.", partial(function, number))


command(app, "verify", options=READ)(verifying("governance"))
