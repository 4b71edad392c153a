# SPDX-License-Identifier: Apache-2.0
"""The group that every command of governance joins, and the arguments they share."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from cosmolocal.cli.common import Plan, group

if TYPE_CHECKING:
    from cosmolocal.cli.session import Session
    from cosmolocal.domain import Action

app = group("How we decide: n votes cost n² voice credits.")

Proposal = Annotated[str, typer.Argument(help="Number or id of a proposal.", show_default=False)]
Support = Annotated[
    Literal["for", "against", "abstain"], typer.Argument(help="What you say.", show_default=False)
]


def in_words(session: "Session", actions: Sequence["Action"]) -> list[dict[str, Any]]:
    """Say what calls would do; one that cannot be read back exactly is marked."""
    from cosmolocal.explain import explained

    found = explained(actions, session.alliance.contracts)
    return [
        {
            "target": each.contract or each.target,
            "function": each.function or ("payment" if not action.calldata else "unknown"),
            "arguments": ", ".join(f"{name} {text}" for name, text in each.arguments.items()),
            "value": str(each.value),
            "exact": each.is_exact,
            "calldata": "0x" + action.calldata.hex(),
        }
        for each, action in zip(found, actions, strict=True)
    ]


def on_proposal(session: "Session", verb: str, proposal: str) -> Plan:
    """Plan a verb that takes nothing but a proposal."""
    number = session.inputs.proposal(session.alliance, proposal)
    function = getattr(session.alliance.governance, verb)
    return Plan(f"{verb.capitalize()} proposal {proposal}.", partial(function, number))
