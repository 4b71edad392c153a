# SPDX-License-Identifier: Apache-2.0
"""The statement of the treasury: what came, what left and what is held, for each token."""

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from cosmolocal.report import require_reports
from cosmolocal.report.words import aligned, brief, counted, exact
from cosmolocal.treasury.assets import Asset
from cosmolocal.treasury.books import Booking, Books
from cosmolocal.units import ZERO_ADDRESS

if TYPE_CHECKING:
    from cosmolocal.report.page import Section


def write_statement(path: Path, books: Books, *, season: int | None) -> Path:
    """Write the statement as one HTML file; return its path."""
    require_reports()
    from cosmolocal.report.page import Page, write  # noqa: PLC0415 - an optional extra

    page = Page(
        title="Statement of the treasury",
        kicker="The whole time" if season is None else f"Season {season}",
        lead=(
            f"{counted(len(books.bookings), 'movement')}, rebuilt from events of the chain up to"
            f" block {books.block:,}. Their sums are what the chain says is held, to the unit."
        ),
        figures=tuple(
            (f"{asset.symbol} held", brief(books.balances[token], asset.decimals))
            for token, asset in books.assets.items()
        ),
        sections=tuple(_section(books, asset) for asset in books.assets.values()),
        footnotes=(
            "Memos are texts that are kept here; the chain has salted commitments to them only.",
            "What a token calls itself proves nothing: its address is what counts.",
        ),
    )
    return write(page, path.parent, path.stem)


def _section(books: Books, asset: Asset) -> "Section":
    """Lay out one token."""
    from cosmolocal.report.charts import (  # noqa: PLC0415 - an optional extra
        GREEN,
        ORANGE,
        Bar,
        Drawing,
        Row,
        chart,
        in_words,
    )
    from cosmolocal.report.page import Column, Section, Table, figures  # noqa: PLC0415

    sums: Counter[tuple[bool, str]] = Counter()
    counts: Counter[tuple[bool, str]] = Counter()
    for booking in books.bookings:
        if booking.token == asset.address:
            key = (booking.amount > 0, _name(booking))
            sums[key] += booking.amount
            counts[key] += 1
    ordered = sorted(sums, key=lambda key: (not key[0], key[1]))
    held = books.balances[asset.address]
    amounts = aligned([*(sums[key] for key in ordered), held], asset.decimals)
    rows = [
        Row(
            name,
            f"{counted(counts[came, name], 'movement')}, {exact(sums[came, name], asset.decimals)}",
        )
        for came, name in ordered
    ]
    drawing = Drawing(
        axis=asset.symbol,
        kinds={"came": GREEN, "left": ORANGE},
        rows=rows,
        bars=[
            Bar(place, 0, abs(sums[key]) / 10**asset.decimals, "came" if key[0] else "left")
            for place, key in enumerate(ordered)
        ],
    )
    drawn = chart(f"What came and left in {asset.symbol}.", in_words("Bar chart", rows), drawing)
    table = Table(
        f"{asset.symbol}, the chain's currency"
        if asset.address == ZERO_ADDRESS
        else f"{asset.symbol} at {asset.address}",
        (Column("What"), *figures("Movements", f"Sum [{asset.symbol}]")),
        [
            (name, str(counts[came, name]), amount)
            for (came, name), amount in zip(ordered, amounts, strict=False)
        ],
        [("Held", "", amounts[-1])],
    )
    return Section(
        id=f"token-{asset.address[2:10].lower()}",
        title=asset.symbol,
        text="Payments of stewards stand under their category of the budget table.",
        chart=drawn if rows else None,
        table=table,
    )


def _name(booking: Booking) -> str:
    """Name what a booking belongs to."""
    return f"category {booking.category}" if booking.kind == "payment" else booking.kind
