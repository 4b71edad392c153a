# SPDX-License-Identifier: Apache-2.0
"""`alliance.yaml`, version 2: what an alliance is when it starts. Version 1 is taken as well.

Names and texts are for people and stay in this file. What reaches the chain of them: addresses,
figures, the hash of the covenant and of each charter, and the two words of `public`.

Errors: `BadInput` with the line and the reason of everything that is wrong.
"""

from collections.abc import Iterable, Iterator
from importlib import resources
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from eth_utils.crypto import keccak
from pydantic import Field, Strict, StringConstraints, model_validator
from pydantic_core import InitErrorDetails, PydanticCustomError, ValidationError

from cosmolocal.deploy import consistency, migration, source
from cosmolocal.deploy.beginnings import Pot, ProposalType, Weight
from cosmolocal.deploy.rules import Constitution, Proposals
from cosmolocal.deploy.words import Account, Moment, Name, Span, Strictly, Text, Whole

MAX_SEATS = 10_000
"""Founders of one alliance; more are admitted later, by vote."""
MAX_BEGINNINGS = 64
"""Weights, pots and types that a deployment sets; more are voted later."""

# Bounds of the contracts, so that what they would refuse is refused before anything is sent.
_HOUR, _YEAR, _TEN_YEARS = 3_600, 31_536_000, 315_360_000
_MOST_RECOGNITION = 2**48 - 1
_TWO_THIRDS_BPS = 6_667

EXAMPLES = ("river-valley", "city-league", "travelling-makers")
"""Descriptions that come with the package and deploy as they are on a development chain."""


class SeasonClock(Strictly):
    """The clock of everything periodic."""

    start: Moment = Field(default="now", description="start of season 0; `now`: at deployment")
    seconds: Span = Field(ge=_HOUR, le=_TEN_YEARS, description="length of a season [seconds]")


class Seat(Strictly):
    """Somebody who belongs from the beginning."""

    name: Name
    account: Account = Field(default="auto", description="address of the holder, or `auto`")
    about: Text = ""
    scopes: tuple[Name, ...] = Field(
        default=(), description="scopes that take the seat in; it joins by agreeing itself"
    )


class Seats(Strictly):
    """The founders, in two chambers."""

    persons: tuple[Seat, ...] = Field(min_length=1, max_length=MAX_SEATS)
    organisations: tuple[Seat, ...] = Field(default=(), max_length=MAX_SEATS)


class Mandates(Strictly):
    """Which seats, by name, act for a scope, and until when."""

    until: Moment = Field(description="end of all of them, at most two years ahead")
    stewards: tuple[Name, ...] = ()
    confirmers: tuple[Name, ...] = ()
    reviewers: tuple[Name, ...] = ()
    arbiters: tuple[Name, ...] = ()


class Scope(Strictly):
    """A place, guild, function, public body or ecosystem, and the scopes inside it."""

    name: Name
    kind: Literal["alliance", "place", "guild", "function", "public", "ecosystem"]
    charter: Text = Field(min_length=1, description="what it is for; its hash goes to the chain")
    mandates: Mandates | None = None
    scopes: tuple["Scope", ...] = ()


class VoiceCredits(Strictly):
    """A seat's budget in a season: `base + min(bonus_cap, isqrt(recognition // bonus_unit))`."""

    base: Whole = Field(ge=1, le=consistency.MOST_CREDITS, description="of every person [credits]")
    organisations: Whole | None = Field(
        default=None,
        ge=1,
        le=consistency.MOST_CREDITS,
        description="of every organisation [credits]; left out: as of a person",
    )
    bonus_unit: Span = Field(
        ge=1, le=_MOST_RECOGNITION, description="recognised work that earns the first one more"
    )
    bonus_cap: Whole = Field(
        default=0, ge=0, le=consistency.MOST_CREDITS, description="most that work can add [credits]"
    )


class Guardian(Strictly):
    """Who may cancel proposals for a bounded time, and nothing else."""

    account: Annotated[str, Strict()] = Field(description="an address, or the name of a seat")
    until: Moment


class TimelockRule(Strictly):
    """The least delay between a decision and its execution."""

    min_delay_seconds: Span = Field(ge=_HOUR, le=_YEAR)


class LedgerRule(Strictly):
    """Limits of the contribution ledger."""

    season_allowance: Span = Field(
        ge=1, le=_MOST_RECOGNITION, description="work that one seat may confirm in a season"
    )


class Belonging(Strictly):
    """How one comes to belong, and for how long."""

    joining_delay_seconds: Span | None = Field(
        default=None,
        ge=0,
        le=_TEN_YEARS,
        description="from joining to the first credits; left out: a week, or a shorter season",
    )
    dormant_after_seasons: Whole = Field(
        default=0,
        ge=0,
        le=3,
        description="seasons without an act until it counts for no quorum; 0: never",
    )
    term_seasons: Whole = Field(
        default=0, ge=0, le=1_000, description="seasons until a seat has to be renewed; 0: never"
    )
    notice_seconds: Span = Field(
        default=14 * 86_400, ge=_HOUR, le=_YEAR, description="before an expulsion takes effect"
    )


class Vouches(Strictly):
    """How members stand up for newcomers, and for members who lost a key."""

    vouches: Whole = Field(default=3, ge=0, le=8, description="to join without a vote; 0: never")
    open_vouches: Whole = Field(default=3, ge=0, le=8, description="that one seat may have open")
    vouch_seconds: Span = Field(default=30 * 86_400, ge=_HOUR, le=_YEAR, description="it lasts")
    cooldown_seconds: Span = Field(
        default=180 * 86_400, ge=0, le=_YEAR, description="after one vouched for is expelled"
    )
    recovery_vouches: Whole = Field(default=3, ge=1, le=8, description="to back a new key")
    recovery_seconds: Span = Field(
        default=14 * 86_400, ge=_HOUR, le=_YEAR, description="for the old key to object"
    )


class PublicNames(Strictly):
    """The only two words that the chain, and so every wallet, shows."""

    name: Annotated[str, Strict(), StringConstraints(pattern=r"^[ -~]{1,32}$")] = "Alliance"
    symbol: Annotated[str, Strict(), StringConstraints(pattern=r"^[A-Z0-9]{1,11}$")] = "SEAT"


class Description(Strictly):
    """An alliance as `alliance.yaml` describes it."""

    version: Literal[2] = Field(description="version of this schema")
    name: Name
    public: PublicNames = PublicNames()
    covenant: Text = Field(min_length=1, description="what all agree to; its hash is on chain")
    season: SeasonClock
    belonging: Belonging = Belonging()
    vouching: Vouches = Vouches()
    seats: Seats
    mandates: Mandates | None = Field(default=None, description="in the alliance as a whole")
    scopes: tuple[Scope, ...] = ()
    proposals: Proposals
    constitution: Constitution | None = Field(
        default=None,
        description="left out: as `proposals`, with two thirds for it in both chambers",
    )
    credits: VoiceCredits
    guardian: Guardian | None = None
    timelock: TimelockRule
    ledger: LedgerRule
    weights: tuple[Weight, ...] = Field(
        default=(), max_length=MAX_BEGINNINGS, description="what work counts, where not as an hour"
    )
    pots: tuple[Pot, ...] = Field(
        default=(), max_length=MAX_BEGINNINGS, description="what stewards spend without asking"
    )
    proposal_types: tuple[ProposalType, ...] = Field(
        default=(), max_length=MAX_BEGINNINGS, description="types 2 and on"
    )

    @property
    def digest(self) -> bytes:
        """Hash of the whole description, by which a deployment knows it again.

        What says nothing that is new in version 2 keeps the hash that it had in version 1.
        """
        added = {key for key in migration.ADDED if not getattr(self, key)}
        is_first = added == set(migration.ADDED)
        described = self.model_copy(update={"version": 1}) if is_first else self
        return keccak(text=described.model_dump_json(exclude=added))

    @property
    def constitution_or_default(self) -> Constitution:
        """What may change the rules, as described or as it follows from `proposals`."""
        if self.constitution:
            return self.constitution
        ordinary = self.proposals
        return Constitution(
            **ordinary.model_dump()
            | {
                "margin_bps": max(ordinary.margin_bps, _TWO_THIRDS_BPS),
                "organisation_quorum_bps": ordinary.quorum_bps,
            }
        )

    @property
    def all_seats(self) -> tuple[Seat, ...]:
        """Persons, then organisations."""
        return self.seats.persons + self.seats.organisations

    def walk(self) -> Iterator[tuple[source.Location, Scope]]:
        """Go through the scopes below the root, parents first, each with its place in the file."""
        yield from _walk((), self.scopes)

    @model_validator(mode="before")
    @classmethod
    def _is_of_this_version(cls, content: Any) -> Any:
        """Take a description of an older version as one of this version."""
        issues = list(migration.issues(content))
        if issues:
            raise _refusal(cls.__name__, issues)
        return migration.migrated(content)

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> Self:
        """Report every name that is unknown or comes twice, each at its place."""
        issues = list(consistency.issues(self))
        if issues:
            raise _refusal(type(self).__name__, issues)
        return self


def _refusal(title: str, issues: Iterable[source.Issue]) -> ValidationError:
    """Make what pydantic reports out of places and reasons."""
    details = [
        InitErrorDetails(
            type=PydanticCustomError("inconsistent", "{reason}", {"reason": reason}),
            loc=place,
            input=None,
        )
        for place, reason in issues
    ]
    return ValidationError.from_exception_data(title, details)


def _walk(
    place: source.Location, scopes: tuple[Scope, ...]
) -> Iterator[tuple[source.Location, Scope]]:
    for index, scope in enumerate(scopes):
        here = (*place, "scopes", index)
        yield here, scope
        yield from _walk(here, scope.scopes)


def read_description(path: Path) -> Description:
    """Read and check an `alliance.yaml`."""
    return source.read(path, Description)


def read_example(name: str = "river-valley") -> Description:
    """Read one of `EXAMPLES`."""
    file = resources.files("cosmolocal") / "examples" / f"{name}.yaml"
    return source.parse(file.read_bytes(), Description, name=file.name)
