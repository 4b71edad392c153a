# SPDX-License-Identifier: Apache-2.0
"""The group that every command of governance joins, and the arguments they share."""

from functools import partial
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from cosmolocal.cli.common import Plan, group

if TYPE_CHECKING:
    from cosmolocal.cli.session import Session

app = group("How we decide: n votes cost n² voice credits.")

Proposal = Annotated[str, typer.Argument(help="Number or id of a proposal.", show_default=False)]
Support = Annotated[
    Literal["for", "against", "abstain"], typer.Argument(help="What you say.", show_default=False)
]


def on_proposal(session: "Session", verb: str, proposal: str) -> Plan:
    """Plan a verb that takes nothing but a proposal."""
    number = session.inputs.proposal(session.alliance, proposal)
    function = getattr(session.alliance.governance, verb)
    return Plan(f"{verb.capitalize()} proposal {proposal}.", partial(function, number))
