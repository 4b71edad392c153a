# SPDX-License-Identifier: Apache-2.0
"""`cosmolocal membership`: who belongs, to the alliance and to its scopes."""

from functools import partial
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from cosmolocal.cli.common import READ, WRITE, Answer, Plan, Until, Why, command, group
from cosmolocal.cli.verify import verifying

if TYPE_CHECKING:
    from cosmolocal.cli.session import Session

app = group("Who belongs: seats, scopes, mandates.")

Account = Annotated[str, typer.Argument(help="An account's address.", show_default=False)]
Accounts = Annotated[list[str], typer.Argument(help="Addresses.", show_default=False)]
Scope = Annotated[int, typer.Argument(help="Number of a scope; 1 is the alliance.", min=1)]
Seat = Annotated[int, typer.Argument(help="Number of a seat.", min=1)]
Seats = Annotated[list[int], typer.Argument(help="Numbers of seats.", min=1)]
Kind = Annotated[
    Literal["person", "organisation"], typer.Option(help="The chamber they belong to.")
]
ScopeKind = Annotated[
    Literal["place", "guild", "function", "public", "ecosystem"],
    typer.Argument(help="What it is.", show_default=False),
]
Role = Annotated[
    Literal["steward", "confirmer", "reviewer", "arbiter"],
    typer.Argument(help="What the seat may do.", show_default=False),
]


@command(app, options=READ)
def standing(session: "Session", account: Account) -> Answer:
    """Look an account up: its seat, kind and status."""
    return Answer(session.alliance.membership.standing(session.inputs.address(account)))


@command(app, options=READ)
def roll(session: "Session") -> Answer:
    """List every seat ever granted."""
    return Answer(session.alliance.membership.roll())


@command(app, options=READ)
def season(session: "Session") -> Answer:
    """Say which season it is, and when it ends."""
    membership = session.alliance.membership
    number, clock = membership.season(), membership.seasons
    return Answer({"season": number, "start": clock.start(number), "end": clock.start(number + 1)})


@command(app, options=READ)
def scope(session: "Session", scope: Scope) -> Answer:
    """Show a scope."""
    return Answer(session.alliance.scopes.show(scope))


@command(app, options=READ)
def mandates(session: "Session", scope: Scope, seat: Seat) -> Answer:
    """Show the roles of a seat in a scope, each with its end."""
    ends = session.alliance.scopes.mandates(scope, seat)
    return Answer([{"role": role.name.lower(), "until": end} for role, end in ends.items()])


@command(app, options=WRITE)
def admit(session: "Session", accounts: Accounts, kind: Kind, why: Why) -> Plan:
    """Propose to give accounts a seat; a vote decides."""
    from cosmolocal.membership import SeatKind

    members = [session.inputs.address(account) for account in accounts]
    action = session.alliance.membership.admit_action(members, SeatKind[kind.upper()])
    return session.proposal(f"admit {len(members)} as {kind}", [action], why)


@command(app, options=WRITE)
def leave(
    session: "Session",
    scope: Annotated[int | None, typer.Option(help="Leave this scope only.", min=1)] = None,
) -> Plan:
    """Give up your seat in the alliance, or your place in one scope."""
    alliance = session.alliance
    if scope is None:
        return Plan("Leave the alliance: no vote and no role is left.", alliance.membership.leave)
    return Plan(f"Leave scope {scope}: its roles end.", partial(alliance.scopes.leave, scope))


@command(app, options=WRITE)
def found(
    session: "Session",
    parent: Scope,
    kind: ScopeKind,
    charter: Annotated[str, typer.Option(help="What it is for; its hash goes to the chain.")],
) -> Plan:
    """Found a scope inside another one, as its steward."""
    from cosmolocal.membership import ScopeKind as Kinds
    from cosmolocal.privacy import public_hash

    verb = session.alliance.scopes.found
    kinds, hash_ = Kinds[kind.upper()], public_hash(charter)
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
def grant_role(
    session: "Session", scope: Scope, seat: Seat, role: Role, until: Until, why: Why = None
) -> Plan:
    """Give a role as a steward; with --why, propose to give it."""
    from cosmolocal.membership import Role as Roles

    scopes, end = session.alliance.scopes, session.inputs.moment(until, session.now)
    arguments = (scope, seat, Roles[role.upper()], end)
    sentence = f"make seat {seat} {role} of scope {scope} until {end}"
    if why is not None:
        return session.proposal(sentence, [scopes.grant_role_action(*arguments)], why)
    return Plan(f"{sentence.capitalize()}.", partial(scopes.grant_role, *arguments))


@command(app, options=WRITE)
def end_role(session: "Session", scope: Scope, seat: Seat, role: Role) -> Plan:
    """End a role early."""
    from cosmolocal.membership import Role as Roles

    verb = partial(session.alliance.scopes.end_role, scope, seat, Roles[role.upper()])
    return Plan(f"End the role {role} of seat {seat} in scope {scope}.", verb)


command(app, "verify", options=READ)(verifying("membership"))
