# SPDX-License-Identifier: Apache-2.0
"""Grants: payout addresses that hand out by the second or by milestones what a round pays."""

import re
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cosmolocal.cli.common import READ, WRITE, Answer, Plan, Token, command, group
from cosmolocal.cli.treasury.group import Book, app

if TYPE_CHECKING:
    from cosmolocal.cli.session import Session
    from cosmolocal.treasury.grants import GrantMilestone

grant = group("Grants: what a round pays to a project, by the second or by milestones.")
app.add_typer(grant, name="grant")

Where = Annotated[str, typer.Argument(help="Address of a grant.")]
Number = Annotated[int, typer.Argument(help="Number of a milestone, from 0.", min=0)]
_SHARE = re.compile(r"([1-9][0-9]?|100)%=(.+)")


@command(grant, options=WRITE)
def create(
    session: "Session",
    to: Annotated[str, typer.Argument(help="The project's account, or a name of the book.")],
    scope: Annotated[int, typer.Option(help="Whose stewards answer for it.", min=1)] = 1,
    over: Annotated[str | None, typer.Option(help="A stream this long: `180 days`.")] = None,
    start: Annotated[str, typer.Option(help="Of a stream: a date, UTC seconds, `now`.")] = "now",
    milestone: Annotated[
        list[str] | None, typer.Option(help="SHARE=DUE, such as `40%=2027-03-01`; again for more.")
    ] = None,
    token: Token = None,
    book: Book = None,
) -> Plan:
    """Create a grant: name its address as the payout address of your application."""
    from pydantic import ValidationError

    from cosmolocal.errors import BadInput
    from cosmolocal.treasury.grants import GrantTerms

    inputs, now = session.inputs, session.now
    if (over is None) == (milestone is None):
        raise BadInput("a grant is a stream or has milestones", next_step="--over or --milestone.")
    begins = now if start == "now" else inputs.moment(start, now)
    stages = tuple(_milestone(session, text) for text in milestone or ())
    try:
        terms = GrantTerms(
            payee=inputs.payee(to, book),
            token=inputs.token(token),
            scope=scope,
            start=begins if over else 0,
            seconds=inputs.span(over) if over else 0,
            milestones=stages,
        )
    except ValidationError as error:
        raise BadInput("the shares of the milestones do not add up to 100 %") from error
    how = f"over {over}" if over else f"in {len(stages)} milestones"
    verb = partial(session.alliance.grants.create, terms)
    return Plan(f"Create a grant for {to} that pays {how}.", verb, {"payee": terms.payee})


@command(grant, options=READ)
def show(session: "Session", where: Where) -> Answer:
    """Show a grant's terms and how far it has come; refused if it is none of this treasury."""
    from cosmolocal.treasury.assets import read_asset

    found, output = session.alliance.grants.show(session.inputs.address(where)), session.output
    asset = read_asset(session.chain, found.token)
    facts: dict[str, Any] = {"payee": found.payee, "scope": found.scope}
    for name in ("received", "earned", "withdrawn", "lost", "given_back"):
        facts[name.replace("_", " ")] = asset.text(getattr(found, name))
    if found.seconds:
        facts |= {"stream": f"{output.span(found.seconds)} from {output.day(found.start)}"}
        if found.stopped_at:
            facts["stopped"] = output.day(found.stopped_at)
    for number, each in enumerate(found.milestones):
        ended = "accepted" if number in found.accepted else "open"
        state = "taken back" if number in found.taken_back else ended
        share = f"{each.share_bps / 100:g} %"
        facts[f"milestone {number}"] = f"{share}, due {output.day(each.due_at)}, {state}"
    return Answer(found, view=facts)


@command(grant, options=WRITE)
def withdraw(
    session: "Session",
    where: Where,
    to: Annotated[str | None, typer.Option(help="Another account, if you are the payee.")] = None,
) -> Plan:
    """Pay out what was earned, to its payee."""
    place = session.inputs.address(to) if to else None
    verb = partial(session.alliance.grants.withdraw, session.inputs.address(where), place)
    return Plan(f"Pay out grant {where}.", verb)


@command(grant, options=WRITE)
def accept(session: "Session", where: Where, milestone: Number) -> Plan:
    """Say that a milestone was reached: its share is earned."""
    verb = partial(session.alliance.grants.accept, session.inputs.address(where), milestone)
    return Plan(f"Accept milestone {milestone} of grant {where}.", verb)


@command(grant, "take-back", options=WRITE)
def take_back(session: "Session", where: Where, milestone: Number) -> Plan:
    """Take a milestone back that was not accepted, once it is due."""
    verb = partial(session.alliance.grants.take_back, session.inputs.address(where), milestone)
    return Plan(f"Take milestone {milestone} of grant {where} back.", verb)


@command(grant, options=WRITE)
def stop(session: "Session", where: Where) -> Plan:
    """End a grant's stream now; what was earned stays."""
    verb = partial(session.alliance.grants.stop, session.inputs.address(where))
    return Plan(f"Stop the stream of grant {where}.", verb)


@command(grant, "give-back", options=WRITE)
def give_back(session: "Session", where: Where) -> Plan:
    """Send what nobody will earn to the treasury."""
    verb = partial(session.alliance.grants.give_back, session.inputs.address(where))
    return Plan(f"Give back what grant {where} will not pay.", verb)


def _milestone(session: "Session", text: str) -> "GrantMilestone":
    from cosmolocal.errors import BadInput
    from cosmolocal.treasury.grants import GrantMilestone

    found = _SHARE.fullmatch(text)
    if found is None:
        raise BadInput(f"{text!r} is no milestone", next_step="Write it as `40%=2027-03-01`.")
    due = session.inputs.moment(found[2], session.now)
    return GrantMilestone(share_bps=int(found[1]) * 100, due_at=due)
