# SPDX-License-Identifier: Apache-2.0
"""`cosmolocal governance`: name who may vote for your seat too, directly or by a signed slip."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cosmolocal.cli.common import READ, SIGN, WRITE, Answer, Plan, Until, command
from cosmolocal.cli.governance.group import app
from cosmolocal.words import _

if TYPE_CHECKING:
    from cosmolocal.cli.session import Session

Delegate = Annotated[
    str | None,
    typer.Argument(help="Who votes for you; nobody: only yourself, as in the beginning."),
]


@command(app, options=WRITE)
def delegate(session: "Session", who: Delegate = None) -> Plan:
    """Let somebody cast ballots for your seat; your own ballot always wins."""
    named = session.inputs.address(who) if who else session.address
    sentence = (
        f"Let {named} vote for your seat too." if who else "Vote for your seat yourself only."
    )
    return Plan(sentence, partial(session.alliance.membership.delegate, named))


@command(app, "sign-delegation", options=(*READ, *SIGN))
def sign_delegation(
    session: "Session",
    who: Annotated[str, typer.Argument(help="Who votes for you.")],
    until: Until,
    out: Annotated[Path, typer.Option(help="The file to write.")],
) -> Answer:
    """Write a signed slip that names your delegate; anybody may hand it in."""
    delegate, deadline = session.inputs.address(who), session.inputs.moment(until, session.now)
    shown = {"from": session.address, "hand in until": session.output.day(deadline)}
    session.announce(f"Sign that {delegate} may vote for your seat.", shown)
    session.confirm(_("Sign it?"), done="signed")
    signed = session.alliance.membership.sign_delegation(delegate, deadline, signer=session.signer)
    session.output.write_file(out, signed.dumps())
    said = f"Wrote {out}: hand it in with `cosmolocal governance delegate-by-sig {out}`."
    return Answer(signed.model_dump(mode="json"), said, view="")


@command(app, "delegate-by-sig", options=WRITE)
def delegate_by_sig(
    session: "Session", file: Annotated[Path, typer.Argument(help="A slip of sign-delegation.")]
) -> Plan:
    """Hand in somebody's signed delegation; you only pay for it."""
    from cosmolocal.membership import SignedDelegation

    signed = SignedDelegation.load(file)
    verb = partial(session.alliance.membership.delegate_by_signature, signed)
    return Plan(f"Let {signed.delegatee} vote for the seat of {signed.account} too.", verb)
