# SPDX-License-Identifier: Apache-2.0
"""Money that comes into a round, and goes back where a round is cancelled."""

from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from cosmolocal.cli.common import WRITE, Amount, Decimals, Plan, Why, command
from cosmolocal.cli.funding.group import Project, Round, app, matching_number, pool_of

if TYPE_CHECKING:
    from cosmolocal.cli.session import Session

Into = Annotated[str, typer.Argument(help="A later round of the same kind, scope and token.")]
Sponsor = Annotated[str, typer.Argument(help="Address of a sponsor.")]
OwnAddress = Annotated[str | None, typer.Option(help="Address of a sponsor; by default yours.")]


@command(app, options=WRITE)
def fund(session: "Session", round_id: Round, amount: Amount, decimals: Decimals = 18) -> Plan:
    """Put money of your own into a pot; the treasury does so by `treasury fund`.

    After the voting it is kept for the next round: see `carry-over` and `return-top-up`.
    """
    (pool, number), units = pool_of(session, round_id), session.inputs.amount(amount, decimals)
    verb = partial(pool.fund, number, units)
    return Plan(f"Put {amount} into the pot of round {round_id}.", verb)


@command(app, options=WRITE)
def carry_over(session: "Session", round_id: Round, into: Into, sponsor: Sponsor) -> Plan:
    """Put what a sponsor gave too late for a round into a later one of its scope and token."""
    from cosmolocal.errors import BadInput

    (pool, number), giver = pool_of(session, round_id), session.inputs.address(sponsor)
    later, into_number = pool_of(session, into)
    if later is not pool:
        raise BadInput(f"rounds {round_id} and {into} are of different kinds")
    verb = partial(pool.carry_over, number, into_number, giver)
    return Plan(f"Put what came too late for round {round_id} into round {into}.", verb)


@command(app, options=WRITE)
def return_top_up(
    session: "Session", round_id: Round, sponsor: OwnAddress = None, why: Why = None
) -> Plan:
    """Take back what you gave too late for a round; with --why, propose to for another sponsor."""
    pool, number = pool_of(session, round_id)
    giver = session.inputs.address(sponsor) if sponsor else session.signer.address
    if why is not None:
        action = pool.return_top_up_action(number, giver)
        return session.proposal(f"return what came too late for round {round_id}", [action], why)
    verb = partial(pool.return_top_up, number, giver)
    return Plan(f"Return what {giver} gave too late for round {round_id}.", verb)


@command(app, options=WRITE)
def allow(session: "Session", round_id: Round, amount: Amount, decimals: Decimals = 18) -> Plan:
    """Let a round take an amount of its token from you, before `fund`, `pledge` or `give`."""
    (pool, number), units = pool_of(session, round_id), session.inputs.amount(amount, decimals)
    verb = partial(pool.allow, number, units)
    return Plan(f"Let round {round_id} take {amount} from you.", verb)


@command(app, options=WRITE)
def pledge(
    session: "Session",
    round_id: Round,
    amount: Amount,
    matched: Annotated[int, typer.Option(help="Units that gifts call up …", min=1)] = 1,
    per_raised: Annotated[int, typer.Option(help="… for every so many given.", min=1)] = 1,
    decimals: Decimals = 18,
) -> Plan:
    """Deposit what gifts to a matching round call up; the rest comes back."""
    number, units = matching_number(session, round_id), session.inputs.amount(amount, decimals)
    verb = partial(
        session.alliance.matching.pledge, number, units, matched=matched, per_raised=per_raised
    )
    return Plan(f"Pledge up to {amount}: {matched} for every {per_raised} given.", verb)


@command(app, options=WRITE)
def return_pledge(
    session: "Session",
    round_id: Round,
    number: Annotated[int, typer.Argument(help="Number of a pledge.", min=1)],
) -> Plan:
    """Pay back what gifts did not call up of a pledge, to its sponsor."""
    verb = partial(
        session.alliance.matching.return_pledge, matching_number(session, round_id), number
    )
    return Plan(f"Return the rest of pledge {number} of round {round_id}.", verb)


@command(app, options=WRITE)
def give(
    session: "Session", round_id: Round, project: Project, amount: Amount, decimals: Decimals = 18
) -> Plan:
    """Give to a project of a matching round."""
    number, units = matching_number(session, round_id), session.inputs.amount(amount, decimals)
    verb = partial(session.alliance.matching.give, number, project, units)
    return Plan(f"Give {amount} to project {project} of round {round_id}.", verb)


@command(app, options=WRITE)
def refund(
    session: "Session",
    round_id: Round,
    sponsor: Sponsor,
) -> Plan:
    """Pay a sponsor of a cancelled round back."""
    pool, number = pool_of(session, round_id)
    verb = partial(pool.refund, number, session.inputs.address(sponsor))
    return Plan(f"Refund {sponsor} from round {round_id}.", verb)


@command(app, options=WRITE)
def refund_gift(
    session: "Session",
    round_id: Round,
    project: Project,
    seat: Annotated[int, typer.Argument(help="Number of the seat that gave.", min=1)],
) -> Plan:
    """Pay a gift to a cancelled matching round back."""
    number = matching_number(session, round_id)
    verb = partial(session.alliance.matching.refund_gift, number, project, seat)
    return Plan(f"Refund the gift of seat {seat} to project {project}.", verb)
