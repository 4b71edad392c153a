# SPDX-License-Identifier: Apache-2.0
"""Money that leaves a settled round."""

from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from cosmolocal.cli.common import WRITE, Plan, command
from cosmolocal.cli.funding.group import Project, Projects, Round, app, pool_of

if TYPE_CHECKING:
    from cosmolocal.cli.session import Session


@command(app, options=WRITE)
def change_payout_address(
    session: "Session",
    round_id: Round,
    project: Project,
    payout_address: Annotated[str, typer.Argument(help="Where the money is to go.")],
) -> Plan:
    """Have your project's money go elsewhere, three days from now."""
    pool, number = pool_of(session, round_id)
    to = session.inputs.address(payout_address)
    verb = partial(pool.change_payout_address, number, project, to)
    return Plan(f"From three days on, pay project {project} to {to}.", verb)


@command(app, options=WRITE)
def keep_payout_address(session: "Session", round_id: Round, project: Project) -> Plan:
    """Call a change of the payout address off, as the seat that applied."""
    pool, number = pool_of(session, round_id)
    verb = partial(pool.keep_payout_address, number, project)
    return Plan(f"Keep the payout address of project {project}.", verb)


@command(app, options=WRITE)
def claim(session: "Session", round_id: Round, project: Project) -> Plan:
    """Pay a project its share, to its recipient."""
    pool, number = pool_of(session, round_id)
    return Plan(f"Pay project {project} of round {round_id}.", partial(pool.claim, number, project))


@command(app, options=WRITE)
def pay(session: "Session", round_id: Round, projects: Projects) -> Plan:
    """Pay many projects at once; one that cannot be paid now is skipped."""
    pool, number = pool_of(session, round_id)
    verb = partial(pool.pay, number, projects)
    return Plan(f"Pay {len(projects)} projects of round {round_id}.", verb)
