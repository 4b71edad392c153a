# SPDX-License-Identifier: Apache-2.0
"""What a relay takes, from whom, and how much of its money it gives: `relay.yaml`.

    version: 1
    takes: [ballots, round ballots, slips, confirmations, vouches, joinings, recoveries,
            delegations, payout changes, claims]
    members: all                       # or a list of seats: [3, 7, 12]
    quota: {messages: 20, every: 1 day}
    gas: 1_000_000                     # most for one message
    alarm: "0.2"                       # in the chain's currency: below it the service warns
    keep: "0.02"                       # below it nothing is sent

Errors: `BadInput` with line and reason.
"""

from pathlib import Path
from typing import Annotated, Literal, Self, get_args

from pydantic import BeforeValidator, Field, model_validator

from cosmolocal.deploy import source
from cosmolocal.deploy.words import Span, Strictly
from cosmolocal.transactions import GAS_CAP
from cosmolocal.units import SeatId, to_units

Kind = Literal[
    "ballots",
    "round ballots",
    "slips",
    "confirmations",
    "vouches",
    "joinings",
    "recoveries",
    "delegations",
    "payout changes",
    "claims",
]
KINDS: tuple[Kind, ...] = get_args(Kind)

_NATIVE_DECIMALS = 18
Native = Annotated[
    int,
    BeforeValidator(
        lambda text: to_units(text, _NATIVE_DECIMALS) if isinstance(text, str) else text
    ),
    Field(ge=0, strict=True),
]
"""Native currency, written as an exact decimal [wei]."""


class Quota(Strictly):
    """How many messages of a seat are paid for in a span of time."""

    messages: int = Field(default=20, ge=1, le=100_000)
    every: Span = Field(default=86_400, ge=60, le=366 * 86_400)


class Policy(Strictly):
    """The rules of one relay."""

    version: int = Field(default=1, ge=1, le=1)
    takes: tuple[Kind, ...] = Field(default=KINDS, min_length=1)
    members: Literal["all"] | tuple[SeatId, ...] = "all"
    quota: Quota = Quota()
    gas: int = Field(default=1_000_000, ge=100_000, le=GAS_CAP)
    alarm: Native = Field(default=2 * 10**17, description="[wei]")
    keep: Native = Field(default=2 * 10**16, description="[wei]")

    @model_validator(mode="after")
    def _warns_in_time(self) -> Self:
        if self.alarm < self.keep:
            raise ValueError("alarm is below keep: nobody would be warned in time")
        return self

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read a file."""
        return source.read(path, cls)
