# SPDX-License-Identifier: Apache-2.0
"""What moved: the history, a season's statement, and the books for other programs."""

from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from cosmolocal.cli.common import READ, Answer, command
from cosmolocal.cli.treasury.group import app

if TYPE_CHECKING:
    from cosmolocal.cli.session import Session
    from cosmolocal.treasury.books import Books

SeasonNumber = Annotated[
    int | None, typer.Option("--season", help="Only this season; else all.", min=0)
]
Out = Annotated[Path | None, typer.Option("--out", help="Write to this file instead of stdout.")]


@command(app, options=READ)
def history(session: "Session", season: SeasonNumber = None) -> Answer:
    """List every movement of money, the newest last."""
    books = _read(session, season)
    rows = [
        {
            "when": session.output.day(b.at),
            "what": b.kind,
            "amount": books.assets[b.token].text(b.amount),
            "party": session.output.short(b.party),
            "category": b.category,
            "memo": b.memo,
        }
        for b in books.bookings
    ]
    return Answer(books.bookings, view=rows)


@command(app, options=READ)
def statement(session: "Session", season: SeasonNumber = None, out: Out = None) -> Answer:
    """Sum up what came, what left and what is held; with --out as a page with charts."""
    books = _read(session, season)
    data: dict[str, Any] = {"season": season, "sums": _sums(books), "held": _held(books)}
    view = tuple(
        session.output.titled(title, rows)
        for title, rows in (("What came and left", data["sums"]), ("Held", data["held"]))
        if rows
    )
    if out is None:
        return Answer(data, view=view)
    from cosmolocal.report.statement import write_statement

    write_statement(out, books, season=season)
    return Answer(data, f"Wrote {out}.", view=view)


@command(app, options=READ)
def export(
    session: "Session",
    format_: Annotated[
        Literal["csv", "beancount", "hledger", "jsonl"], typer.Option("--format", help="Of what.")
    ] = "csv",
    season: SeasonNumber = None,
    out: Out = None,
) -> Answer:
    """Write the books for other programs; they add up to the chain's balances, to the unit."""
    from cosmolocal.treasury.export import FORMATS

    books = _read(session, season)
    text = FORMATS[format_](books)
    if out is None and not session.json:
        return Answer({}, view=session.output.Whole(text))
    if out is not None:
        session.output.write_file(out, text)
        return Answer({"file": str(out), "bookings": len(books.bookings)}, f"Wrote {out}.", view="")
    return Answer({"format": format_, "text": text})


def _read(session: "Session", season: int | None) -> "Books":
    from cosmolocal.cli.inputs import open_texts
    from cosmolocal.treasury.books import read_books

    books = read_books(session.alliance, open_texts())
    return books if season is None else books.of_season(season)


def _sums(books: "Books") -> list[dict[str, Any]]:
    sums: dict[tuple[str, str, int], list[int]] = defaultdict(list)
    for b in books.bookings:
        sums[b.token, b.kind, b.category].append(b.amount)
    return [
        {
            "what": kind,
            "category": category if kind == "payment" else None,
            "movements": len(amounts),
            "sum": books.assets[token].text(sum(amounts)),
        }
        for (token, kind, category), amounts in sorted(sums.items())
    ]


def _held(books: "Books") -> list[dict[str, Any]]:
    return [
        {"token": books.assets[token].symbol, "address": token, "held": books.assets[token].text(n)}
        for token, n in books.balances.items()
    ]
