# SPDX-License-Identifier: Apache-2.0
"""The group that every command of funding joins, and what they take alike."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cosmolocal.cli.common import group, words

if TYPE_CHECKING:
    from cosmolocal.cli.session import Session
    from cosmolocal.funding import Funding, Matching, Published

app = group("What we reward: retro rounds, matched gifts, and rounds of any published rule.")

Round = Annotated[str, typer.Argument(help="A round: 3 is retro; matching/3, published/3.")]
Project = Annotated[int, typer.Argument(help="Number of a project in its round.", min=1, max=256)]
Projects = Annotated[list[int], typer.Argument(help="Numbers of projects.", min=1, max=256)]
Seat = Annotated[int, typer.Argument(help="Number of a seat.", min=1)]
Reason = Annotated[str, words("Why")]
BundleFolder = Annotated[
    Path | None, typer.Option("--bundle", help="Folder of a published round's bundle.")
]


def pool_of(session: "Session", round_id: str) -> "tuple[Funding | Matching | Published, int]":
    """Find the rounds that a round belongs to, and its number there."""
    kind, number = session.inputs.round_name(round_id)
    alliance = session.alliance
    if kind == "published":
        return alliance.published, number
    return (alliance.matching if kind == "matching" else alliance.funding), number


def retro_number(session: "Session", round_id: str) -> int:
    """Read the number of a round that must be retro."""
    return int(session.inputs.round_number(round_id, "retro"))


def matching_number(session: "Session", round_id: str) -> int:
    """Read the number of a round that must be one of matched gifts."""
    return int(session.inputs.round_number(round_id, "matching"))


def published_number(session: "Session", round_id: str) -> int:
    """Read the number of a round that must be a published one."""
    return int(session.inputs.round_number(round_id, "published"))
