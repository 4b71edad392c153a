# SPDX-License-Identifier: Apache-2.0
"""Parameters that most rules have. Each is frozen, and what a rule does not know it refuses."""

from fractions import Fraction
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from cosmolocal.tally.allocation import CapMode, Dust, Limits, Passes
from cosmolocal.units import to_units

_FINE = 36


def _as_text(value: object) -> object:
    """Take a whole number for its digits; a fraction must be text, for a float has lost some."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _is_amount(text: str) -> str:
    if to_units(text, _FINE) < 0:
        raise ValueError("less than nothing")
    return text


def _is_cap(text: str) -> str:
    if text.endswith("%") and to_units(text[:-1].strip(), _FINE) > 100 * 10**_FINE:
        raise ValueError("more than 100 %")
    _is_amount(text.removesuffix("%").strip())
    return text


Amount = Annotated[str, BeforeValidator(_as_text), AfterValidator(_is_amount)]
"""An exact decimal, not negative."""
Cap = Annotated[str, BeforeValidator(_as_text), AfterValidator(_is_cap)]
"""An exact decimal of tokens, or a share of the pot such as `12.5%`."""


def figure(text: str) -> Fraction:
    """Read an exact decimal."""
    return Fraction(to_units(text, _FINE), 10**_FINE)


class Parameters(BaseModel):
    """What a rule can be told; amounts are exact decimals of whole tokens."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def limits(self, pot: int, decimals: int) -> Limits:
        """Return how awards are bounded; a rule that pays by its own formula has no say here."""
        del pot, decimals
        return Limits()


class Sharing(Parameters):
    """Of rules that share the pot in proportion to scores."""

    quorum: int = Field(0, ge=0, description="ballots that a project needs")
    minimum: Amount = Field("0", description="least award; who would get less gets nothing")
    minimum_passes: Passes = Field("repeat", description="drop and share again once, or repeat")
    cap: Cap | None = Field(None, description="most that one project gets: tokens, or 12.5%")
    cap_mode: CapMode = Field("redistribute", description="what becomes of what is over the cap")
    dust: Dust = Field("largest-remainder", description="what becomes of fractions of a unit")

    def limits(self, pot: int, decimals: int) -> Limits:
        """Bring the bounds to smallest units of this pot."""
        return Limits(
            dust=self.dust,
            cap=self._cap(pot, decimals),
            cap_mode=self.cap_mode,
            minimum=in_units(self.minimum, decimals, "minimum"),
            passes=self.minimum_passes,
        )

    def _cap(self, pot: int, decimals: int) -> int | None:
        if self.cap is None:
            return None
        if self.cap.endswith("%"):
            share = figure(self.cap[:-1].strip()) / 100
            return pot * share.numerator // share.denominator
        return in_units(self.cap, decimals, "cap")


class Floored(Sharing):
    """Of rules that a contract counts too: fractions of a unit are the treasury's."""

    dust: Dust = Field("floor", description="what becomes of fractions of a unit")


def in_units(amount: str, decimals: int, name: str) -> int:
    """Read an amount as smallest units; raises `ValueError` naming the parameter."""
    try:
        return to_units(amount, decimals)
    except ValueError as reason:
        raise ValueError(f"{name}: {reason}") from None


Negative = Literal["count", "drop", "refuse"]
