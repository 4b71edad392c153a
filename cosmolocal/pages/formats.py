# SPDX-License-Identifier: Apache-2.0
"""Figures, days and spans as people of the spoken language write them; figures stay exact."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal, localcontext
from fractions import Fraction

from babel import Locale, dates, numbers

from cosmolocal.units import from_units
from cosmolocal.words import MIRRORED, language, ngettext
from cosmolocal.words import gettext as _

NONE = "\N{EN DASH}"
_DIGITS = 100
"""More than the largest number of the chain has."""
_HOUR, _DAY = 3_600, 86_400


def number(value: int) -> str:
    """Write a whole number."""
    return numbers.format_decimal(value, locale=_locale())


def amount(units: int, decimals: int, symbol: str = "") -> str:
    """Write an amount of smallest units with every digit of it."""
    with localcontext(prec=_DIGITS):
        exact = Decimal(from_units(units, decimals))
        text = numbers.format_decimal(exact, locale=_locale(), decimal_quantization=False)
    return f"{text} {symbol}" if symbol else text


def share(part: int, whole: int) -> str:
    """Write a part of a whole in percent, to a tenth."""
    if whole == 0:
        return NONE
    tenths = Decimal(round(Fraction(part * 1_000, whole))) / 1_000
    pattern = Locale.parse(_locale()).percent_formats[None].pattern.replace("##0", "##0.#")
    return numbers.format_percent(tenths, format=pattern, locale=_locale())


def day(moment: int) -> str:
    """Write a day [UTC seconds]."""
    return dates.format_date(datetime.fromtimestamp(moment, UTC), "long", locale=_locale())


def minute(moment: int) -> str:
    """Write a day and its minute; the page says that it is of UTC."""
    when = datetime.fromtimestamp(moment, UTC)
    return _("%(day)s, %(time)s UTC", day=day(moment), time=f"{when:%H:%M}")


def iso(moment: int) -> str:
    """Write a moment for programs."""
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def distance(moment: int, now: int) -> str:
    """Say how far away a moment is: `in 3 days`, `2 hours ago`."""
    span = timedelta(seconds=moment - now)
    return dates.format_timedelta(span, add_direction=True, threshold=1.5, locale=_locale())


def hours(seconds: int) -> str:
    """Write a span of work."""
    whole, rest = divmod(seconds // 60, 60)
    spoken = ngettext("%(n)s hour", "%(n)s hours", whole, n=number(whole))
    if not rest:
        return spoken
    return (
        _("%(hours)s %(minutes)s min", hours=spoken, minutes=rest)
        if whole
        else _("%(n)s min", n=rest)
    )


def span(seconds: int) -> str:
    """Write a span in days, or hours if it is short."""
    if seconds % _DAY == 0:
        return ngettext("%(n)s day", "%(n)s days", seconds // _DAY, n=number(seconds // _DAY))
    return hours(seconds)


def _locale() -> str:
    return "ar" if language() == MIRRORED else language()
