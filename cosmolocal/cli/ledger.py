# SPDX-License-Identifier: Apache-2.0
"""`cosmolocal ledger`: what happened, confirmed by both sides."""

from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from cosmolocal.cli.common import READ, WRITE, Answer, Plan, Why, command, group, words
from cosmolocal.cli.verify import verifying

if TYPE_CHECKING:
    from cosmolocal.cli.session import Session

app = group("What happened: work, confirmed and recognised.")

Entry = Annotated[str, typer.Argument(help="Id of an entry: 0x and 64 digits.")]
Scope = Annotated[int, typer.Argument(help="Number of a scope.", min=1)]
Seat = Annotated[int, typer.Argument(help="Number of a seat.", min=1)]
Skill = Annotated[int, typer.Argument(help="Number of a skill in the alliance's table.", min=0)]


@command(app, options=READ)
def entry(session: "Session", entry: Entry) -> Answer:
    """Show an entry."""
    return Answer(session.alliance.ledger.entry(session.inputs.word(entry)))


@command(app, options=READ)
def recognition(
    session: "Session",
    seat: Seat,
    season: Annotated[int | None, typer.Option(help="By default the present one.", min=0)] = None,
) -> Answer:
    """Show what a seat earned in a season, and what it may still confirm for others."""
    return Answer(session.alliance.ledger.recognition(seat, season))


@command(app, options=READ)
def weight(session: "Session", scope: Scope, skill: Skill) -> Answer:
    """Show what an hour of a skill counts in a scope."""
    bps = session.alliance.ledger.weight_bps(scope, skill)
    return Answer({"scope": scope, "skill": skill, "weight_bps": bps})


@command(app, options=WRITE)
def record_work(
    session: "Session",
    scope: Scope,
    effort: Annotated[str, typer.Option(help="How long: seconds, or `3 hours`.")],
    evidence: Annotated[str, words("What was done")],
    occurred_at: Annotated[str, typer.Option(help="When: UTC seconds or a date.")] = "now",
    receiver: Annotated[int, typer.Option(help="Seat that received it; 0 for the scope.")] = 0,
    skill: Annotated[int, typer.Option(help="Number in the alliance's table.", min=0)] = 0,
) -> Plan:
    """Record your own work."""
    seconds = session.inputs.span(effort)
    verb = partial(
        session.alliance.ledger.record_work,
        scope,
        effort_seconds=seconds,
        occurred_at=session.inputs.moment(occurred_at, session.now),
        evidence=session.inputs.commitment(evidence),
        receiver=receiver,
        skill=skill,
    )
    to = f"seat {receiver}" if receiver else "the scope itself"
    return Plan(f"Record {seconds:,} seconds of work in scope {scope} for {to}.", verb)


@command(app, options=WRITE)
def confirm(session: "Session", entry: Entry) -> Plan:
    """Confirm an entry, as its receiver or a confirmer."""
    verb = partial(session.alliance.ledger.confirm, session.inputs.word(entry))
    return Plan(f"Confirm {entry}.", verb)


@command(app, options=WRITE)
def dispute(session: "Session", entry: Entry, reason: Annotated[str, words("Why")]) -> Plan:
    """Object to an entry, as its receiver or a confirmer."""
    why = session.inputs.commitment(reason)
    verb = partial(session.alliance.ledger.dispute, session.inputs.word(entry), why)
    return Plan(f"Dispute {entry}.", verb)


@command(app, options=WRITE)
def resolve(
    session: "Session",
    entry: Entry,
    uphold: Annotated[bool, typer.Option("--uphold/--reject", help="Does it count?")],
) -> Plan:
    """Decide a disputed entry, as an arbiter."""
    verb = partial(session.alliance.ledger.resolve, session.inputs.word(entry), uphold=uphold)
    return Plan(f"{'Uphold' if uphold else 'Reject'} {entry}.", verb)


@command(app, options=WRITE)
def set_weight(
    session: "Session",
    scope: Scope,
    skill: Skill,
    weight_bps: Annotated[int, typer.Argument(help="10000: an hour is an hour.", min=0)],
    why: Why,
) -> Plan:
    """Propose what an hour of a skill shall count in a scope; a vote decides."""
    action = session.alliance.ledger.set_weight_action(scope, skill, weight_bps)
    sentence = f"count skill {skill} in scope {scope} at {weight_bps} in 10,000"
    return session.proposal(sentence, [action], why)


command(app, "verify", options=READ)(verifying("ledger"))
