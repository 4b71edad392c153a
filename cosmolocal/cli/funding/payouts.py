# SPDX-License-Identifier: Apache-2.0
"""Money that leaves a settled round."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cosmolocal.cli.common import READ, SIGN, WRITE, Answer, Plan, command
from cosmolocal.cli.funding.group import BundleFolder, Project, Round, app, pool_of
from cosmolocal.words import _

if TYPE_CHECKING:
    from cosmolocal.cli.session import Session

AT_ONCE = 64
"""Projects that one transaction pays."""

RootNumber = Annotated[
    int | None, typer.Option("--root", help="Accepted root of a published round; else 1.", min=1)
]


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


@command(app, options=(*READ, *SIGN))
def sign_payout_change(
    session: "Session",
    round_id: Round,
    project: Project,
    payout_address: Annotated[str, typer.Argument(help="Where the money is to go.")],
    to: Annotated[Path, typer.Option(help="File that it is written into.")],
    until: Annotated[str, typer.Option(help="How long it may be handed in.")] = "30 days",
) -> Answer:
    """Sign a change of your payout address into a file, without gas; anybody hands it in."""
    (pool, number), inputs = pool_of(session, round_id), session.inputs
    account, deadline = inputs.address(payout_address), inputs.moment(until, session.now)
    facts = {"from": session.address, "good until": session.output.day(deadline)}
    session.announce(f"Sign that project {project} is to be paid to {account}.", facts)
    session.confirm(_("Sign it?"), done="signed")
    signed = pool.sign_payout_change(
        number, project, account, deadline=deadline, signer=session.signer
    )
    session.output.write_file(to, signed.dumps())
    said = f"Written: {to}. `funding hand-in-payout-change {to}` takes it to the chain."
    return Answer({"sent": False, "file": str(to)}, said, view="")


@command(app, options=WRITE)
def hand_in_payout_change(
    session: "Session",
    file: Annotated[Path, typer.Argument(help="A signed change of a payout address.")],
    matching: Annotated[
        bool, typer.Option("--matching", help="It is of a round of matched gifts.")
    ] = False,
) -> Plan:
    """Hand in a recipient's signed change; it takes effect three days later."""
    from cosmolocal.funding import SignedPayoutChange

    change = SignedPayoutChange.load(file)
    pool = session.alliance.matching if matching else session.alliance.funding
    sentence = f"From three days on, pay project {change.project} to {change.payout_address}."
    return Plan(sentence, partial(pool.hand_in_payout_change, change))


@command(app, options=WRITE)
def keep_payout_address(session: "Session", round_id: Round, project: Project) -> Plan:
    """Call a change of the payout address off, as the seat that applied."""
    pool, number = pool_of(session, round_id)
    verb = partial(pool.keep_payout_address, number, project)
    return Plan(f"Keep the payout address of project {project}.", verb)


@command(app, options=WRITE)
def claim(
    session: "Session",
    round_id: Round,
    project: Project,
    bundle: BundleFolder = None,
    root: RootNumber = None,
) -> Plan:
    """Pay a project its share, to its recipient; of a published round counted again or --bundle."""
    pool, number = pool_of(session, round_id)
    verb = partial(pool.claim, number, project, **_result(round_id, bundle, root))
    return Plan(f"Pay project {project} of round {round_id}.", verb)


@command(app, options=WRITE)
def pay(
    session: "Session",
    round_id: Round,
    projects: Annotated[
        list[int] | None, typer.Argument(help="Numbers of projects; none: all that are due.")
    ] = None,
    bundle: BundleFolder = None,
    root: RootNumber = None,
) -> Plan:
    """Pay many projects at once; one that cannot be paid now is skipped.

    Up to 64 at once: done again, it pays those that are left, and nobody twice.
    """
    pool, number = pool_of(session, round_id)
    projects = projects or pool.due(number)[:AT_ONCE]
    verb = partial(pool.pay, number, projects, **_result(round_id, bundle, root))
    return Plan(f"Pay {len(projects)} projects of round {round_id}.", verb)


def _result(round_id: str, bundle: Path | None, root: int | None) -> dict[str, Any]:
    """Say by which result of a published round to pay; other rounds have but one."""
    from cosmolocal.errors import BadInput
    from cosmolocal.funding import Bundle

    given: dict[str, Any] = {} if bundle is None else {"bundle": Bundle.read(bundle)}
    given |= {} if root is None else {"root_number": root}
    if given and not round_id.startswith("published/"):
        raise BadInput(
            f"round {round_id} pays by its own count",
            next_step="Leave --bundle and --root out, or name a round published/NUMBER.",
        )
    return given
