# SPDX-License-Identifier: Apache-2.0
"""What an alliance may begin with beside its frame: weights of work, pots, more proposal types.

All of it could be voted later; described here, it is set before the deployer gives its powers away.
These are the keys that version 2 of `alliance.yaml` added.
"""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, Strict, WithJsonSchema

from cosmolocal.deploy.rules import Proposals
from cosmolocal.deploy.words import Count, Moment, Name, Span, Strictly, Whole
from cosmolocal.units import ZERO_ADDRESS, to_address, to_units

MOST_WEIGHT_BPS = 50_000
"""That of contracts/ledger/ContributionLedger.vy."""
MOST_SKILL = 2**24 - 1
MOST_PERIOD_SECONDS = 2**32 - 1
MOST_PERIODS = 2**15 - 1
"""Those of contracts/treasury/pot_word.vy."""
_MOST_AMOUNT, _MOST_DIGITS = 2**96 - 1, 2**40 - 1
MOST_DECIMALS = 28
"""More, and not even one whole token would fit in a pot."""
MOST_CALLS, MOST_LIMITS = 16, 4
"""Those of contracts/interfaces/IProposalRules.vyi."""
NATIVE = "native"


def _amount(value: Any) -> Any:
    """Take a whole number as the text of an amount."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _decimal(value: str) -> str:
    """Refuse a text that is no positive exact decimal."""
    if to_units(value, MOST_DECIMALS) <= 0:
        raise ValueError(f"{value} is not more than nothing")
    return value


def _token(value: str) -> str:
    return value if value == NATIVE else to_address(value)


WholeTokens = Annotated[
    str,
    Strict(),
    BeforeValidator(_amount),
    AfterValidator(_decimal),
    WithJsonSchema({"anyOf": [{"type": "integer", "minimum": 1}, {"type": ["number", "string"]}]}),
]
"""An exact decimal in whole tokens, such as `12.5`."""
Token = Annotated[
    str,
    Strict(),
    AfterValidator(_token),
    WithJsonSchema({"type": "string", "pattern": "^(native|0x[0-9a-fA-F]{40})$"}),
]


class Weight(Strictly):
    """What an hour of some work counts in a scope; 10,000 is the plain hour."""

    scope: Name | None = Field(default=None, description="left out: the alliance as a whole")
    skill: Whole = Field(ge=0, le=MOST_SKILL, description="number in the alliance's table")
    weight_bps: Whole = Field(ge=0, le=MOST_WEIGHT_BPS, description="[1/10,000]")


class Pot(Strictly):
    """What the stewards of a scope may spend without asking."""

    scope: Name | None = Field(default=None, description="left out: the alliance as a whole")
    token: Token = Field(default=NATIVE, description="address of an ERC-20, or `native`")
    decimals: Whole = Field(
        default=18, ge=0, le=MOST_DECIMALS, description="digits behind its point"
    )
    cap: WholeTokens = Field(description="most in one period [whole tokens]")
    per_payment: WholeTokens = Field(description="most at once [whole tokens]")
    period: Span = Field(ge=1, le=MOST_PERIOD_SECONDS, description="after which the cap is anew")
    start: Moment = Field(default="now", description="a span counts from the first season")
    end: Moment

    @property
    def address(self) -> str:
        """Of the token; the zero address is native currency."""
        return ZERO_ADDRESS if self.token == NATIVE else self.token

    def units(self, amount: str) -> int:
        """Write an amount in the token's smallest unit; `ValueError` if a pot cannot hold it."""
        units = digits = to_units(amount, self.decimals)
        if units > _MOST_AMOUNT:
            raise ValueError("more than a pot can hold")
        while digits > _MOST_DIGITS:
            digits, rest = divmod(digits, 10)
            if rest:
                raise ValueError("has too many digits for a pot: round it")
        return units


class ArgumentLimit(Strictly):
    """Bounds of one argument of a call, both included."""

    argument: Annotated[str, Strict()]
    lowest: Count = 0
    highest: Count = Field(description="amounts in smallest units")


class AllowedCall(Strictly):
    """A function that proposals of a type may call."""

    contract: Annotated[str, Strict()] = Field(description="of the alliance, by its name")
    function: Annotated[str, Strict()]
    limits: tuple[ArgumentLimit, ...] = Field(default=(), max_length=MOST_LIMITS)


class ProposalType(Proposals):
    """One more proposal type, after the ordinary one and the constitution."""

    name: Name
    proposer: Literal["anybody", "persons", "organisations"] = "anybody"
    proposer_role: Literal["none", "steward", "confirmer", "reviewer", "arbiter"] = Field(
        default="none", description="that the proposer must hold in the alliance"
    )
    optimistic: Annotated[bool, Strict()] = Field(
        default=False, description="passes unless objected; then its calls must be listed"
    )
    calls: tuple[AllowedCall, ...] = Field(
        default=(),
        max_length=MOST_CALLS,
        description="all it may do; left out: whatever others may",
    )
