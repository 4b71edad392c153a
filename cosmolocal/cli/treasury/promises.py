# SPDX-License-Identifier: Apache-2.0
"""Streams and milestones: money that is set aside, earned, and paid or given back."""

from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cosmolocal.cli.common import READ, WRITE, Amount, Answer, Plan, command, group
from cosmolocal.cli.treasury.group import Book, Category, Memo, PotNumber, app

if TYPE_CHECKING:
    from cosmolocal.cli.session import Session

stream = group("Streams: earned by the second, stopped at any time.")
milestone = group("Milestones: paid once accepted, or taken back.")
app.add_typer(stream, name="stream")
app.add_typer(milestone, name="milestone")

To = Annotated[str, typer.Argument(help="Address of the payee, or a name of the book.")]
Which = Annotated[str, typer.Argument(help="Its id, or as many of its first digits as are needed.")]
Elsewhere = Annotated[str | None, typer.Option(help="Another account, if you are the payee.")]


@command(stream, "list", options=READ)
def list_streams(session: "Session") -> Answer:
    """List all streams with what they have earned."""
    found = session.alliance.treasury.streams()
    rows = [
        {
            "stream": f"0x{each.id.hex()[:8]}",
            "pot": each.pot,
            "payee": session.output.short(each.payee),
            "state": _state(each, session.now),
            "earned": _priced(session, each.pot, each.earned),
            "withdrawn": _priced(session, each.pot, each.withdrawn),
            "deposit": _priced(session, each.pot, each.deposit),
        }
        for each in found
    ]
    return Answer(found, view=rows)


@command(stream, "open", options=WRITE)
def open_(
    session: "Session",
    to: To,
    amount: Annotated[str, typer.Argument(help="Paid in each span, in whole tokens.")],
    each: Annotated[str, typer.Option(help="The span, such as `30 days`.")],
    deposit: Annotated[str, typer.Option(help="What it pays in the end, in whole tokens.")],
    pot: PotNumber,
    start: Annotated[str, typer.Option(help="A date, UTC seconds, or `now`.")] = "now",
    category: Category = 0,
    memo: Memo = None,
    book: Book = None,
) -> Plan:
    """Open a stream out of a pot."""
    from cosmolocal.treasury import StreamTerms

    inputs, asset = session.inputs, _asset(session, pot)
    terms = StreamTerms(
        pot=pot,
        payee=inputs.payee(to, book),
        start=0 if start == "now" else inputs.moment(start, session.now),
        amount=inputs.amount(amount, asset.decimals),
        seconds=inputs.span(each),
        category=category,
        memo=inputs.commitment(memo) if memo else bytes(32),
    )
    units = inputs.amount(deposit, asset.decimals)
    said = f"Open a stream of {asset.text(terms.amount)} every {each} to {to}, in all {deposit}."
    return Plan(said, partial(session.alliance.treasury.open_stream, terms, units))


@command(stream, "top-up", options=WRITE)
def top_up(session: "Session", which: Which, amount: Amount) -> Plan:
    """Let a stream run longer."""
    treasury = session.alliance.treasury
    found = _find(treasury.streams(), which)
    units = session.inputs.amount(amount, _asset(session, found.pot).decimals)
    return Plan(f"Add {amount} to stream {which}.", partial(treasury.top_up, found.id, units))


@command(stream, "take-over", options=WRITE)
def take_over(session: "Session", which: Which) -> Plan:
    """Answer for a stream from now on: it runs as long as your mandate as a steward."""
    treasury = session.alliance.treasury
    found = _find(treasury.streams(), which)
    return Plan(f"Take stream {which} over.", partial(treasury.top_up, found.id, 0))


@command(stream, options=WRITE)
def withdraw(session: "Session", which: Which, to: Elsewhere = None) -> Plan:
    """Pay out what a stream has earned, to its payee."""
    treasury = session.alliance.treasury
    found = _find(treasury.streams(), which)
    place = session.inputs.address(to) if to else None
    return Plan(f"Pay out stream {which}.", partial(treasury.withdraw, found.id, place))


@command(stream, options=WRITE)
def stop(session: "Session", which: Which) -> Plan:
    """End a stream now; what was earned stays payable."""
    treasury = session.alliance.treasury
    found = _find(treasury.streams(), which)
    return Plan(f"Stop stream {which}.", partial(treasury.stop_stream, found.id))


@command(milestone, "list", options=READ)
def list_milestones(session: "Session") -> Answer:
    """List all milestones with their states."""
    found = session.alliance.treasury.milestones()
    rows = [
        {
            "milestone": f"0x{each.id.hex()[:8]}",
            "pot": each.pot,
            "payee": session.output.short(each.payee),
            "amount": _priced(session, each.pot, each.amount),
            "due": session.output.day(each.due_at),
            "state": each.state.name.lower().replace("_", " "),
        }
        for each in found
    ]
    return Answer(found, view=rows)


@command(milestone, options=WRITE)
def promise(
    session: "Session",
    to: To,
    amount: Amount,
    due: Annotated[str, typer.Option(help="A date, UTC seconds, or a span from now.")],
    pot: PotNumber,
    category: Category = 0,
    memo: Memo = None,
    book: Book = None,
) -> Plan:
    """Set money aside for something that is to be done."""
    from cosmolocal.treasury import MilestoneTerms

    inputs, asset = session.inputs, _asset(session, pot)
    terms = MilestoneTerms(
        pot=pot,
        payee=inputs.payee(to, book),
        amount=inputs.amount(amount, asset.decimals),
        due_at=inputs.moment(due, session.now),
        category=category,
        memo=inputs.commitment(memo) if memo else bytes(32),
    )
    said = f"Promise {asset.text(terms.amount)} to {to} for a milestone."
    return Plan(said, partial(session.alliance.treasury.promise_milestone, terms))


@command(milestone, options=WRITE)
def accept(session: "Session", which: Which) -> Plan:
    """Say that it was done: from then on the payee may claim."""
    treasury = session.alliance.treasury
    found = _find(treasury.milestones(), which)
    return Plan(f"Accept milestone {which}.", partial(treasury.accept_milestone, found.id))


@command(milestone, options=WRITE)
def claim(session: "Session", which: Which, to: Elsewhere = None) -> Plan:
    """Pay an accepted milestone, to its payee."""
    treasury = session.alliance.treasury
    found = _find(treasury.milestones(), which)
    place = session.inputs.address(to) if to else None
    return Plan(f"Pay milestone {which}.", partial(treasury.claim_milestone, found.id, place))


@command(milestone, "take-back", options=WRITE)
def take_back(session: "Session", which: Which) -> Plan:
    """Take a milestone back that was not accepted, once it is due."""
    treasury = session.alliance.treasury
    found = _find(treasury.milestones(), which)
    return Plan(f"Take milestone {which} back.", partial(treasury.claw_back, found.id))


def _find(found: tuple[Any, ...], which: str) -> Any:
    """Find a promise by the first digits of its id."""
    from cosmolocal.errors import BadInput

    digits = which.lower().removeprefix("0x")
    fitting = [each for each in found if each.id.hex().startswith(digits)]
    if len(fitting) != 1:
        raise BadInput(
            f"{len(fitting)} have an id that begins with {which!r}",
            next_step="See the list, and give more digits.",
        )
    return fitting[0]


def _state(stream: Any, now: int) -> str:
    """Say in a word or two how a stream stands."""
    if stream.earned == stream.deposit:
        return "over"
    if now >= stream.runs_until:
        return "mandate over"
    return "to begin" if now < stream.start else "running"


def _asset(session: "Session", pot: int) -> Any:
    from cosmolocal.treasury.assets import read_asset

    return read_asset(session.chain, session.alliance.treasury.pot(pot).token)


def _priced(session: "Session", pot: int, amount: int) -> str:
    return str(_asset(session, pot).text(amount))
