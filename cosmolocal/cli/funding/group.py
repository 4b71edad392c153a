# SPDX-License-Identifier: Apache-2.0
"""The group that every command of funding joins, and what they take alike."""

from typing import TYPE_CHECKING, Annotated

import typer

from cosmolocal.cli.common import group, words

if TYPE_CHECKING:
    from cosmolocal.cli.session import Session
    from cosmolocal.funding import Funding, Matching

app = group("What we reward: retro rounds of quadratic ballots, and matched gifts.")

Round = Annotated[str, typer.Argument(help="A round: 3 is retro, matching/3 of the other kind.")]
Project = Annotated[int, typer.Argument(help="Number of a project in its round.", min=1, max=256)]
Projects = Annotated[list[int], typer.Argument(help="Numbers of projects.", min=1, max=256)]
Seat = Annotated[int, typer.Argument(help="Number of a seat.", min=1)]
Reason = Annotated[str, words("Why")]


def pool_of(session: "Session", round_id: str) -> "tuple[Funding | Matching, int]":
    """Find the rounds that a round belongs to, and its number there."""
    kind, number = session.inputs.round_name(round_id)
    alliance = session.alliance
    return (alliance.matching if kind == "matching" else alliance.funding), number


def retro_number(session: "Session", round_id: str) -> int:
    """Read the number of a round that must be retro."""
    return int(session.inputs.round_number(round_id, "retro"))


def matching_number(session: "Session", round_id: str) -> int:
    """Read the number of a round that must be one of matched gifts."""
    return int(session.inputs.round_number(round_id, "matching"))
