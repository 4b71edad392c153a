# SPDX-License-Identifier: Apache-2.0
"""`cosmolocal scopes`: places, guilds, functions and ecosystems; who belongs, tends and visits."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from cosmolocal.cli import slip_files
from cosmolocal.cli.common import READ, WRITE, Answer, Plan, Until, Why, command, group
from cosmolocal.cli.slip_files import Files, GoodUntil
from cosmolocal.errors import BadInput

if TYPE_CHECKING:
    from cosmolocal.cli.session import Session
    from cosmolocal.scopes import Role

app = group("Where one belongs: places, guilds, ecosystems; roles, topics, travellers.")

Scope = Annotated[int, typer.Argument(help="Number of a scope; 1 is the alliance.", min=1)]
Seat = Annotated[int, typer.Argument(help="Number of a seat.", min=1)]
Seats = Annotated[list[int], typer.Argument(help="Numbers of seats.", min=1)]
Kind = Annotated[
    Literal["place", "guild", "function", "public", "ecosystem"],
    typer.Argument(help="What it is.", show_default=False),
]
RoleName = Annotated[
    Literal["steward", "confirmer", "guardian", "reviewer", "arbiter"],
    typer.Argument(help="What the seat may do; a guardian is an ecosystem's confirmer."),
]
Topic = Annotated[
    str, typer.Argument(help="belonging, confirming, founding, or a number of your own.")
]


@command(app, "list", options=READ)
def list_(session: "Session") -> Answer:
    """List every scope, each with the one it is in."""
    scopes = session.alliance.scopes
    shown = [scopes.show(number) for number in range(1, scopes.count() + 1)]
    return Answer(
        [
            {"scope": s.scope, "kind": s.kind.name.lower(), "inside": s.parent, "depth": s.depth}
            for s in shown
        ]
    )


@command(app, options=READ)
def show(session: "Session", scope: Scope) -> Answer:
    """Show a scope, and who decides on its topics."""
    from cosmolocal.scopes import Topic as Topics

    scopes = session.alliance.scopes
    shown = scopes.show(scope).model_dump(mode="json")
    deciders = {topic.name.lower(): scopes.topic(scope, topic).decided_by for topic in Topics}
    said = {f"{topic} decided by": decider for topic, decider in deciders.items()}
    kind = scopes.show(scope).kind.name.lower()
    return Answer(shown | {"decided_by": deciders}, view=shown | {"kind": kind} | said)


@command(app, options=READ)
def mandates(session: "Session", scope: Scope, seat: Seat) -> Answer:
    """Show the roles of a seat in a scope, each with its end."""
    ends = session.alliance.scopes.mandates(scope, seat)
    return Answer([{"role": role.name.lower(), "until": end} for role, end in ends.items()])


@command(app, options=WRITE)
def found(
    session: "Session",
    parent: Scope,
    kind: Kind,
    charter: Annotated[str, typer.Option(help="What it is for; its hash goes to the chain.")],
) -> Plan:
    """Found a scope inside another one, as its steward; of an ecosystem, as its guardian."""
    from cosmolocal.privacy import public_hash
    from cosmolocal.scopes import ScopeKind

    verb = session.alliance.scopes.found
    kinds, hash_ = ScopeKind[kind.upper()], public_hash(charter)
    return Plan(f"Found a {kind} inside scope {parent}.", partial(verb, parent, kinds, hash_))


@command(app, options=WRITE)
def join(session: "Session", scope: Scope) -> Plan:
    """Agree to belong to a scope."""
    return Plan(f"Join scope {scope}.", partial(session.alliance.scopes.join, scope))


@command(app, options=WRITE)
def accept(session: "Session", scope: Scope, seats: Seats) -> Plan:
    """Agree, as a steward, that seats belong to a scope."""
    verb = session.alliance.scopes.accept
    return Plan(f"Accept {len(seats)} seats into scope {scope}.", partial(verb, scope, seats))


@command(app, options=WRITE)
def leave(session: "Session", scope: Scope) -> Plan:
    """Stop belonging to a scope."""
    verb = partial(session.alliance.scopes.leave, scope)
    return Plan(f"Leave scope {scope}: your roles in it end.", verb)


@command(app, options=WRITE)
def grant_role(
    session: "Session", scope: Scope, seat: Seat, role: RoleName, until: Until, why: Why = None
) -> Plan:
    """Give a role as a steward; with --why, propose to give it."""
    scopes, end = session.alliance.scopes, session.inputs.moment(until, session.now)
    arguments = (scope, seat, _role(role), end)
    sentence = f"make seat {seat} {role} of scope {scope} until {end}"
    if why is not None:
        return session.proposal(sentence, [scopes.grant_role_action(*arguments)], why)
    return Plan(f"{sentence.capitalize()}.", partial(scopes.grant_role, *arguments))


@command(app, options=WRITE)
def end_role(session: "Session", scope: Scope, seat: Seat, role: RoleName) -> Plan:
    """End a role early."""
    verb = partial(session.alliance.scopes.end_role, scope, seat, _role(role))
    return Plan(f"End the role {role} of seat {seat} in scope {scope}.", verb)


@command(app, options=WRITE)
def cede(session: "Session", scope: Scope, topic: Topic) -> Plan:
    """Let the scope above decide on a topic, as a steward of the scope itself."""
    scopes, number = session.alliance.scopes, _topic(session, topic)
    above = scopes.show(scope).parent
    sentence = f"Let scope {above} decide on {topic} for scope {scope}, until it is reclaimed."
    return Plan(sentence, partial(scopes.cede, scope, number))


@command(app, options=WRITE)
def reclaim(session: "Session", scope: Scope, topic: Topic) -> Plan:
    """Take a topic back, as somebody of the scope; nobody above can stop it."""
    verb = partial(session.alliance.scopes.reclaim, scope, _topic(session, topic))
    return Plan(f"Scope {scope} decides on {topic} itself again, a season from now.", verb)


@command(app, options=READ)
def residency(session: "Session", seat: Seat) -> Answer:
    """Show the latest stay of a seat in a host scope."""
    found = session.alliance.scopes.residency(seat)
    return (
        Answer(found)
        if found
        else Answer(None, f"Seat {seat} never stayed in a host scope.", view="")
    )


@command(app, options=WRITE)
def sign_residency(
    session: "Session",
    host: Scope,
    seat: Seat,
    begins: Annotated[str, typer.Option(help="UTC seconds, a date, or a span from now.")],
    ends: Annotated[str, typer.Option(help="As --begins; at most a year after it.")],
    slip: Annotated[Path, typer.Option(help="File to sign into.")],
    until: GoodUntil = "30 days",
) -> Answer:
    """Sign a stay, as the guest or as a steward of the host; the other side hands it in."""
    scopes, now = session.alliance.scopes, session.now
    moments = [session.inputs.moment(text, now) for text in (begins, ends, until)]
    said = f"Seat {seat} stays in scope {host} from {begins} to {ends}."
    signed = partial(scopes.sign_residency, host, seat, *moments, signer=session.signer)
    return slip_files.sign(session, slip, scopes, said, signed)


@command(app, options=WRITE)
def agree_residency(session: "Session", files: Files) -> Plan:
    """Agree to a stay: hand in the other side's slip, or both sides' as anybody."""
    from cosmolocal.scopes import ResidencySlip

    scopes = session.alliance.scopes
    slips = slip_files.read(files, scopes, ResidencySlip)
    if not slips:
        raise BadInput("these files hold no slip")
    stay = slips[0]
    facts = {"from": stay.begins, "until": stay.ends}
    sentence = f"Seat {stay.seat} stays in scope {stay.host} for a time."
    return Plan(sentence, partial(scopes.agree_residency, *slips), facts)


@command(app, options=WRITE)
def end_residency(session: "Session", seat: Seat) -> Plan:
    """End a stay early, as the guest or as a steward of the host."""
    verb = partial(session.alliance.scopes.end_residency, seat)
    return Plan(f"End the stay of seat {seat}.", verb)


def _role(name: str) -> "Role":
    from cosmolocal.scopes import Role

    return Role["CONFIRMER" if name == "guardian" else name.upper()]


def _topic(session: "Session", text: str) -> int:
    from cosmolocal.scopes import Topic as Topics

    named = {topic.name.lower(): int(topic) for topic in Topics}
    return named[text] if text in named else session.inputs.count(text)
