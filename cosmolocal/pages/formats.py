# SPDX-License-Identifier: Apache-2.0
"""Amounts and shares as people of the spoken language write them; what is cut off shows that it is.

Errors: none; an amount of any size and any number of decimals is written.
"""

from decimal import ROUND_DOWN, Decimal, localcontext
from fractions import Fraction

from babel import Locale, numbers

from cosmolocal.treasury.assets import Asset
from cosmolocal.units import from_units
from cosmolocal.words import MIRRORED, language

NONE = "\N{EN DASH}"
_DIGITS = 100
"""More than the largest number of the chain has."""
_BRIEF = Decimal("0.0001")


def exactly(units: int, asset: Asset) -> str:
    """Write an amount with every digit of it."""
    return _with_symbol(_decimal(Decimal(from_units(units, asset.decimals))), asset)


def tokens(units: int, asset: Asset) -> str:
    """Write an amount cut off after four digits; three dots stand for the others."""
    with localcontext(prec=_DIGITS):
        exact = Decimal(from_units(units, asset.decimals))
        cut = exact.quantize(_BRIEF, ROUND_DOWN)
    text = _decimal(exact) if cut == exact else _decimal(cut, "#,##0.0000") + "…"
    return _with_symbol(text, asset)


def share(part: int, whole: int) -> str:
    """Write a part of a whole in percent, to a tenth."""
    if whole == 0:
        return NONE
    tenths = Decimal(round(Fraction(part * 1_000, whole))) / 1_000
    pattern = Locale.parse(_locale()).percent_formats[None].pattern.replace("##0", "##0.#")
    return str(numbers.format_percent(tenths, format=pattern, locale=_locale()))


def figure(text: str) -> str:
    """Write an exact decimal, which may be cut off already, in the marks of the language."""
    with localcontext(prec=_DIGITS):
        return _decimal(Decimal(text.rstrip("…"))) + ("…" if text.endswith("…") else "")


def _decimal(value: Decimal, form: str | None = None) -> str:
    with localcontext(prec=_DIGITS):
        text = numbers.format_decimal(value, form, _locale(), decimal_quantization=False)
    return str(text)


def _with_symbol(text: str, asset: Asset) -> str:
    return f"{text} {asset.symbol}"


def _locale() -> str:
    return "en" if language() == MIRRORED else language()
