# SPDX-License-Identifier: Apache-2.0
"""Opening and closing pots by vote, and the guardian's halt of new spending."""

from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from cosmolocal.cli.common import WRITE, Plan, Token, Why, command, group
from cosmolocal.cli.treasury.group import app

if TYPE_CHECKING:
    from eth_typing import ChecksumAddress

    from cosmolocal.cli.session import Session

budget = group("Pots: what stewards may spend without asking.")
app.add_typer(budget, name="budget")

Tokens = Annotated[
    list[str] | None, typer.Option("--token", help="Address of an ERC-20; else native currency.")
]


@command(budget, "open", options=WRITE)
def open_(
    session: "Session",
    scope: Annotated[int, typer.Argument(help="Whose stewards spend it.", min=1)],
    cap: Annotated[str, typer.Argument(help="Most in each period, in whole tokens.")],
    why: Why = None,
    token: Token = None,
    per_payment: Annotated[str | None, typer.Option(help="Most at once; else the cap.")] = None,
    period: Annotated[str, typer.Option(help="Such as `30 days`, or `season`.")] = "season",
    start: Annotated[str, typer.Option(help="A date, UTC seconds, `now` or `season`.")] = "season",
    until: Annotated[str, typer.Option(help="End: a date, UTC seconds, or a span.")] = "365 days",
) -> Plan:
    """Propose a pot; a vote decides."""
    from cosmolocal.treasury import PotTerms
    from cosmolocal.treasury.assets import read_asset

    seasons, inputs, now = session.alliance.membership.seasons, session.inputs, session.now
    asset = read_asset(session.chain, inputs.token(token))
    first = seasons.start(seasons.at(now)) if start == "season" else inputs.moment(start, now)
    terms = PotTerms(
        scope=scope,
        token=asset.address,
        start=first,
        end=inputs.moment(until, now),
        period=seasons.seconds if period == "season" else inputs.span(period),
        cap=inputs.amount(cap, asset.decimals),
        per_payment=inputs.amount(per_payment or cap, asset.decimals),
    )
    action = session.alliance.treasury.open_pot_action(terms)
    what = f"open a pot of {asset.text(terms.cap)} a period for scope {scope}"
    return session.proposal(what, [action], why)


@command(budget, options=WRITE)
def close(
    session: "Session",
    pot: Annotated[int, typer.Argument(help="Number of a pot.", min=1)],
    why: Why = None,
) -> Plan:
    """Propose to end a pot at once; what was earned stays payable."""
    from cosmolocal.errors import BadInput

    found = session.alliance.treasury.pot(pot)
    if found.closed or session.now >= found.end:
        raise BadInput(f"pot {pot} is over already", next_step="Leave it: it pays nothing more.")
    action = session.alliance.treasury.close_pot_action(pot)
    return session.proposal(f"close pot {pot}", [action], why)


@command(app, options=WRITE)
def pause(
    session: "Session",
    span: Annotated[str, typer.Argument(help="At most `7 days`; it lifts by itself.")],
    token: Tokens = None,
) -> Plan:
    """Halt new spending, as the guardian; without --token that of every pot."""
    treasury, seconds = session.alliance.treasury, session.inputs.span(span)
    tokens = _tokens(session, token)
    return Plan(
        f"Halt new spending for {span}.",
        partial(treasury.pause, tokens, seconds),
        {"tokens": ", ".join(tokens)},
    )


@command(app, "resume", options=WRITE)
def resume_(session: "Session", token: Tokens = None) -> Plan:
    """Lift a halt early, as the guardian."""
    tokens = _tokens(session, token)
    verb = partial(session.alliance.treasury.resume, tokens)
    return Plan("Let spending go on.", verb, {"tokens": ", ".join(tokens)})


def _tokens(session: "Session", given: list[str] | None) -> list["ChecksumAddress"]:
    if given:
        return [session.inputs.token(None if text == "ETH" else text) for text in given]
    held = {pot.token for pot in session.alliance.treasury.pots()}
    return sorted({session.inputs.token(None), *held})
