# SPDX-License-Identifier: Apache-2.0
"""The treasury: what is held, what came and left and what for, what stewards may still spend.

Every chart stands beside the table of its figures; without the extra `reports` the tables remain.
"""

import base64
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from typing import NamedTuple

from eth_typing import ChecksumAddress

from cosmolocal.pages.formats import tokens
from cosmolocal.pages.page import Pages, Told, Visit, part_of
from cosmolocal.pages.state import State
from cosmolocal.replay.treasury import ACCEPTED, PROMISED, MilestoneState, PaymentState, StreamState
from cosmolocal.treasury.assets import Asset
from cosmolocal.units import ZERO_ADDRESS
from cosmolocal.words import _, direction, noted

pages = Pages()

MILESTONES = {
    1: noted("promised"),
    2: noted("accepted"),
    3: noted("claimed"),
    4: noted("taken back"),
}
MOST_BARS = 12
"""Rows of a chart; the table has all of them."""


class Sum(NamedTuple):
    """What came or left under one heading [smallest units]."""

    what: str
    payments: int
    units: int
    came: bool


@dataclass(frozen=True)
class Purse:
    """One token, and what became of it."""

    asset: Asset
    held: int
    promised: int
    sums: tuple[Sum, ...]

    @property
    def free(self) -> int:
        """What is promised to nobody."""
        return max(0, self.held - self.promised)

    def charts(self) -> "Charts | None":
        """Draw what came and left."""
        if not self.sums or not _can_draw():
            return None
        shown = sorted(self.sums, key=lambda each: -each.units)[:MOST_BARS]
        rows = tuple((s.what, tokens(s.units, self.asset), s.units, s.came) for s in shown)
        heads = (_("came in"), _("went out"))
        return drawn(rows, self.asset.symbol, self.asset.decimals, heads, direction())


@dataclass(frozen=True)
class Pot:
    """A pot as pages show it."""

    number: int
    scope: int
    asset: Asset
    left: int
    cap: int
    per_payment: int
    start: int
    end: int
    period_end: int
    is_open: bool


class Charts(NamedTuple):
    """A chart for a wide and for a narrow screen, as addresses of pictures."""

    wide: str
    narrow: str


@pages.add("/treasury", "treasury.html")
def treasury(visit: Visit) -> Told:
    """Show what is held, and what came and left."""
    state = visit.state
    held = state.treasury
    used = {
        ZERO_ADDRESS,
        *(p.token for p in held.pots.values()),
        *(p.token for p in held.payments),
    }
    return {
        "purses": [_purse(state, token) for token in sorted(used)],
        "pots": [_pot(state, number) for number in sorted(held.pots)],
        "streams": [s for s in held.streams.values() if s.withdrawn < s.deposit],
        "milestones": [m for m in held.milestones.values() if m.state in (PROMISED, ACCEPTED)],
        "milestone_words": {n: _(words) for n, words in MILESTONES.items()},
        "part": part_of(list(held.payments[::-1]), visit),
        "asset_of_pot": lambda number: state.assets.of(held.pots[number].token),
        "heading": lambda payment: heading(state, payment),
    }


def heading(state: State, payment: PaymentState) -> str:
    """Say what a payment was for."""
    if payment.round_id is not None:
        return _("For a round")
    if payment.pot is None:
        return _("Decided by vote")
    scope = state.treasury.pots[payment.pot].scope
    place = state.names.places.get(scope) or _("Place %(number)s", number=scope)
    return _("Spent by stewards of %(place)s", place=place)


def _purse(state: State, token: ChecksumAddress) -> Purse:
    book, sums = state.treasury, Counter[str]()
    counts: Counter[str] = Counter()
    for payment in book.payments:
        if payment.token == token:
            sums[heading(state, payment)] += payment.amount
            counts[heading(state, payment)] += 1
    left = [Sum(what, counts[what], units, came=False) for what, units in sorted(sums.items())]
    held = book.balance if token == ZERO_ADDRESS else state.assets.held.get(token, 0)
    received = held + sums.total()
    came = [Sum(_("Gifts and income"), 0, received, came=True)] if received else []
    return Purse(state.assets.of(token), held, book.reserved(token), (*came, *left))


def _pot(state: State, number: int) -> Pot:
    pot, now = state.treasury.pots[number], state.now
    periods = max(0, now - pot.start) // pot.period + 1
    return Pot(
        number=number,
        scope=pot.scope,
        asset=state.assets.of(pot.token),
        left=pot.cap - pot.spent_at(now),
        cap=pot.cap,
        per_payment=pot.per_payment,
        start=pot.start,
        end=pot.end,
        period_end=min(pot.end, pot.start + periods * pot.period),
        is_open=pot.start <= now < pot.end,
    )


@lru_cache(maxsize=64)
def drawn(
    rows: tuple[tuple[str, str, int, bool], ...],
    unit: str,
    decimals: int,
    heads: tuple[str, str],
    _direction: str,
) -> Charts:
    """Draw rows of a name, a figure in words, an amount, and whether it came; once for each."""
    from cosmolocal.report.charts import (  # noqa: PLC0415 - an optional extra
        GREEN,
        ORANGE,
        Bar,
        Drawing,
        Row,
        chart,
    )

    came, left = heads
    drawing = Drawing(
        axis=unit,
        kinds={came: GREEN, left: ORANGE},
        rows=[Row(what, words) for what, words, _units, _came in rows],
        bars=[
            Bar(place, 0, units / 10**decimals, came if is_in else left)
            for place, (_what, _words, units, is_in) in enumerate(rows)
        ],
    )
    picture = chart("", "", drawing)
    return Charts(*map(_address, (picture.wide, picture.narrow)))


def warm() -> None:
    """Load what draws, which takes seconds on a small machine, before anybody asks for it."""
    if _can_draw():
        drawn((("", "", 1, True),), "", 0, ("+", "-"), "ltr")


def _can_draw() -> bool:
    return all(find_spec(name) is not None for name in ("altair", "vl_convert"))


def _address(svg: str) -> str:
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()


def due(state: State) -> Iterable[tuple[StreamState, int]]:
    """List the streams that have earned what nobody has fetched yet."""
    for stream in state.treasury.streams.values():
        earned = state.treasury.earned(stream, state.now)
        if earned > stream.withdrawn:
            yield stream, earned - stream.withdrawn


def promises_to(state: State, account: ChecksumAddress) -> list[MilestoneState]:
    """List the milestones that an account may claim."""
    every = state.treasury.milestones.values()
    return [each for each in every if each.payee == account and each.state == ACCEPTED]
