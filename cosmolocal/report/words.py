# SPDX-License-Identifier: Apache-2.0
"""Figures as text for people, made from integers; what is cut off shows that it is."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from cosmolocal.units import from_units

MINUS = "\N{MINUS SIGN}"
ETHER_DECIMALS = 18


def exact(amount: int, decimals: int = ETHER_DECIMALS) -> str:
    """Write an amount with every digit, thousands apart."""
    whole, point, fraction = from_units(abs(amount), decimals).partition(".")
    return f"{MINUS if amount < 0 else ''}{int(whole):,}{point}{fraction}"


def aligned(amounts: Sequence[int | None], decimals: int = ETHER_DECIMALS) -> list[str]:
    """Write amounts exactly and with equally many digits behind the point; None as nothing."""
    texts = ["" if amount is None else exact(amount, decimals) for amount in amounts]
    digits = max((len(text.partition(".")[2]) for text in texts), default=0)
    if not digits:
        return texts
    parts = [text.partition(".") for text in texts]
    return [f"{whole}.{rest:0<{digits}}" if whole else "" for whole, _, rest in parts]


def brief(amount: int, decimals: int = ETHER_DECIMALS, *, digits: int = 4) -> str:
    """Write an amount cut off after a few digits; three dots stand for the others."""
    text = exact(amount, decimals)
    whole, _, fraction = text.partition(".")
    return text if len(fraction) <= digits else f"{whole}.{fraction[:digits]}…"


def ether(amount: int) -> str:
    """Write an amount of native currency for a sentence."""
    return f"{brief(amount)} ETH"


def hours(seconds: int) -> str:
    """Write a span of work as hours and minutes."""
    whole, rest = divmod(seconds // 60, 60)
    return f"{whole:,} h {rest:02} min" if rest else f"{whole:,} h"


def percent(share: str) -> str:
    """Write a share in percent, rounded to two digits."""
    return f"{(Decimal(share) * 100).quantize(Decimal('0.01'), ROUND_HALF_UP)} %"


def signed(number: int) -> str:
    """Write a whole number with a true minus sign."""
    return f"{number:,}".replace("-", MINUS)


def counted(number: int, noun: str) -> str:
    """Write a whole number with its noun."""
    return f"{signed(number)} {noun}{'' if abs(number) == 1 else 's'}"
