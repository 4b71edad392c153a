# SPDX-License-Identifier: Apache-2.0
"""Writes pages: templates that escape everything, and figures and days as each language has them.

Times are shown in UTC with their zone; nothing here knows where a reader is.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from babel import Locale, dates, numbers
from jinja2 import Environment, PackageLoader, StrictUndefined

from cosmolocal import words
from cosmolocal.pages import formats
from cosmolocal.pages.motions import title_of
from cosmolocal.pages.page import Visit
from cosmolocal.pages.state import State
from cosmolocal.units import ZERO_ADDRESS
from cosmolocal.words import ENGLISH, LANGUAGES, MIRRORED, _

_FULL_LINE = 60
"""Letters from which on a line was probably broken by its file, not by its author."""


def environment(static: Callable[[str], str], *, has_relay: bool) -> Environment:
    """Make the environment of all templates; `static` says where a file of ours is."""
    made = Environment(
        loader=PackageLoader("cosmolocal.pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    words.install(made)
    made.filters |= {
        "count": count,
        "day": day,
        "moment": moment,
        "iso": iso,
        "hours": hours,
        "span": span,
        "short": short,
        "exactly": formats.exactly,
        "figure": formats.figure,
        "share": formats.share,
        "tokens": formats.tokens,
        "unwrapped": unwrapped,
        "hexed": lambda word: f"0x{word.hex()}",
    }
    made.globals |= {
        "static": static,
        "languages": LANGUAGES,
        "language": words.language,
        "direction": words.direction,
        "is_draft": words.is_draft,
        "away": away,
        "translated": words.gettext,
        "has_relay": has_relay,
    }
    return made


def render(environment: Environment, template: str, visit: Visit, **told: Any) -> str:
    """Write one page in the language that is spoken."""
    state = visit.state
    named = {"name": _namer(state), "place": _placer(state), "money": _money(state)}
    return environment.get_template(template).render(
        visit=visit, state=state, title_of=partial(title_of, state), **named, **told
    )


def locale() -> Locale:
    """Return what Babel knows of the language that is spoken."""
    code = words.language()
    # For people of many countries: day before month, 24 hours.
    return Locale.parse("en_GB" if code in (ENGLISH, MIRRORED) else code)


def count(number: int) -> str:
    """Write a whole number."""
    return str(numbers.format_decimal(number, locale=locale()))


def day(at: int) -> str:
    """Write the day of a moment."""
    return dates.format_date(datetime.fromtimestamp(at, UTC), "long", locale=locale())


def moment(at: int) -> str:
    """Write day and time of a moment, with its zone."""
    when = datetime.fromtimestamp(at, UTC)
    return f"{day(at)}, {dates.format_time(when, 'short', locale=locale())} UTC"


def iso(at: int) -> str:
    """Write a moment for machines."""
    return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%dT%H:%M:%SZ}"


def away(at: int, now: int) -> str:
    """Say how far a moment is away, such as "in 3 days"."""
    delta = timedelta(seconds=at - now)
    return str(dates.format_timedelta(delta, add_direction=True, threshold=1.5, locale=locale()))


def span(seconds: int) -> str:
    """Write a length of time."""
    delta = timedelta(seconds=seconds)
    return str(dates.format_timedelta(delta, threshold=1.5, locale=locale()))


def hours(seconds: int) -> str:
    """Write work as hours, and minutes where there are any."""
    whole, minutes = divmod(seconds // 60, 60)
    if minutes:
        return _("%(hours)s h %(minutes)s min", hours=count(whole), minutes=minutes)
    return _("%(hours)s h", hours=count(whole))


def unwrapped(text: str) -> str:
    """Join the lines of a text that was broken where a file had no more room."""
    lines: list[str] = []
    is_full = False
    for line in text.strip().splitlines():
        goes_on = is_full and line[:1].isalpha()
        lines = [*lines[:-1], f"{lines[-1]} {line}"] if goes_on else [*lines, line]
        is_full = len(line) >= _FULL_LINE
    return "\n".join(lines)


def short(address: str) -> str:
    """Write the two ends of an address."""
    return f"{address[:6]}…{address[-4:]}"


def _namer(state: State) -> Callable[[int], str]:
    """Name a seat, in words in any case."""
    return lambda seat: state.name_of(seat) or _("Member %(number)s", number=seat)


def _placer(state: State) -> Callable[[int], str]:
    """Name a scope, in words in any case."""
    return lambda scope: state.names.places.get(scope) or _("Place %(number)s", number=scope)


def _money(state: State) -> Callable[[int], str]:
    """Write an amount of the chain's own currency for a sentence."""
    return lambda amount: formats.tokens(amount, state.assets.of(ZERO_ADDRESS))
