# SPDX-License-Identifier: Apache-2.0
"""Rounds are opened: the terms of every mechanism, and those of each."""

import inspect
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from cosmolocal.cli.common import WRITE, Decimals, Plan, Token, Until, Why, command
from cosmolocal.cli.funding.group import app

if TYPE_CHECKING:
    from cosmolocal.cli.session import Session
    from cosmolocal.funding import RoundTerms

AppealsEnd = Annotated[
    str | None, typer.Option(help="End of the time for appeals; by default there is none.")
]
Voters = Annotated[
    Literal["persons", "organisations", "both"], typer.Option(help="Whose seats may vote or give.")
]
Cap = Annotated[
    int, typer.Option(help="Most that one project gets, in basis points; 0: all.", min=0)
]


def _common_terms(
    session: "Session",
    applications_end: Until,
    review_end: Until,
    voting_end: Until,
    claims_end: Until,
    appeals_end: AppealsEnd = None,
    approvals: Annotated[int, typer.Option(help="Reviewers who must agree.", min=1, max=7)] = 1,
    scope: Annotated[int, typer.Option(help="Whose stewards look after it.", min=1)] = 1,
    voters: Voters = "persons",
    token: Token = None,
) -> dict[str, Any]:
    """Read what terms of every mechanism have."""
    from cosmolocal.funding import Chambers

    ends = {
        "applications_end": applications_end,
        "review_end": review_end,
        "appeals_end": appeals_end,
        "voting_end": voting_end,
        "claims_end": claims_end,
    }
    moments = {
        name: session.inputs.moment(end, session.now)
        for name, end in ends.items()
        if end is not None
    }
    return {
        "scope": scope,
        "token": session.inputs.token(token),
        **moments,
        "approvals": approvals,
        "chambers": Chambers[voters.upper()],
    }


def opens(name: str) -> Callable[[Callable[..., Plan]], Callable[..., Plan]]:
    """Make a command of a function that takes the common terms, read, and its own options."""
    session, *common = inspect.signature(_common_terms).parameters.values()

    def register(function: Callable[..., Plan]) -> Callable[..., Plan]:
        _, _, *own = inspect.signature(function).parameters.values()

        def run(session: "Session", **given: Any) -> Plan:
            read = {each.name: given.pop(each.name) for each in common}
            return function(session, _common_terms(session, **read), **given)

        run.__name__, run.__doc__ = function.__name__, function.__doc__
        every = sorted([*common, *own], key=lambda each: each.default is not each.empty)
        run.__signature__ = inspect.Signature([session, *every])  # type: ignore[attr-defined]
        command(app, name, options=WRITE)(run)
        return function

    return register


@opens("open")
def open_(
    session: "Session",
    common: dict[str, Any],
    budget: Annotated[int, typer.Option(help="Credits of each ballot.", min=1)] = 100,
    allow_negative: Annotated[
        bool, typer.Option("--allow-negative", help="Votes against.")
    ] = False,
    quorum: Annotated[int, typer.Option(help="Ballots a project must be on.", min=0)] = 0,
    count_zeros: Annotated[
        bool, typer.Option("--count-zeros", help="Zero votes count for the quorum.")
    ] = False,
    cap_bps: Cap = 0,
    minimum: Annotated[str, typer.Option(help="Smallest award.")] = "0",
    decimals: Decimals = 18,
    why: Why = None,
) -> Plan:
    """Open a retro round as a steward; with --why, propose to open it."""
    from cosmolocal.funding import Terms

    terms = Terms(
        **common,
        budget=budget,
        allow_negative=allow_negative,
        quorum=quorum,
        count_zeros=count_zeros,
        cap_bps=cap_bps,
        minimum=session.inputs.amount(minimum, decimals),
    )
    return opening(session, session.alliance.funding, terms, why)


@opens("open-matching")
def open_matching(
    session: "Session",
    common: dict[str, Any],
    inclusive: Annotated[
        bool, typer.Option("--inclusive", help="Match gifts that stand alone, too.")
    ] = False,
    constrained: Annotated[
        bool, typer.Option("--constrained", help="Never match more than gifts call for.")
    ] = False,
    cap_bps: Cap = 0,
    why: Why = None,
) -> Plan:
    """Open a matching round as a steward; with --why, propose to open it."""
    from cosmolocal.funding import MatchingTerms

    terms = MatchingTerms(**common, inclusive=inclusive, constrained=constrained, cap_bps=cap_bps)
    return opening(session, session.alliance.matching, terms, why)


def opening(session: "Session", pool: Any, terms: "RoundTerms", why: str | None) -> Plan:
    """Open a round, or propose to."""
    if why is not None:
        return session.proposal("open a round", [pool.open_round_action(terms)], why)
    ends = {name: end for name, end in terms.model_dump().items() if name.endswith("_end")}
    return Plan(f"Open a round in scope {terms.scope}.", partial(pool.open_round, terms), ends)
