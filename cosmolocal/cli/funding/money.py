# SPDX-License-Identifier: Apache-2.0
"""Money that comes into a round, and goes back where a round is cancelled."""

from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from cosmolocal.cli.common import WRITE, Amount, Decimals, Plan, command
from cosmolocal.cli.funding.group import Project, Round, app, matching_number, pool_of

if TYPE_CHECKING:
    from cosmolocal.cli.session import Session


@command(app, options=WRITE)
def fund(session: "Session", round_id: Round, amount: Amount, decimals: Decimals = 18) -> Plan:
    """Put money of your own into a pot; the treasury does so by `treasury fund`."""
    (pool, number), units = pool_of(session, round_id), session.inputs.amount(amount, decimals)
    verb = partial(pool.fund, number, units)
    return Plan(f"Put {amount} into the pot of round {round_id}.", verb)


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
    sponsor: Annotated[str, typer.Argument(help="Address of a sponsor.")],
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
