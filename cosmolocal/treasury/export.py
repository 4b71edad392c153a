# SPDX-License-Identifier: Apache-2.0
"""The books as other programs read them: CSV, JSON lines, journals of beancount and hledger.

A journal ends with the balance that the chain shows for each token, as an assertion: the program
that reads it refuses a journal that does not add up.

Source: the documented formats of beancount 3 and hledger 1.25.
"""

import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

from cosmolocal.treasury.assets import Asset
from cosmolocal.treasury.books import Booking, Books
from cosmolocal.units import from_units

COLUMNS = (
    "date",
    "time",
    "kind",
    "token",
    "symbol",
    "amount",
    "party",
    "category",
    "scope",
    "season",
    "memo",
    "tx",
)
_NO_COMMODITY = re.compile(r"[^A-Z0-9]")
_LONGEST = 20


def export_csv(books: Books) -> str:
    """Write a row for each booking; amounts are exact decimals, negative where money left."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows({key: _cell(value) for key, value in row.items()} for row in _rows(books))
    return text.getvalue()


def export_jsonl(books: Books) -> str:
    """Write one JSON object to a line for each booking."""
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in _rows(books))


def export_beancount(books: Books) -> str:
    """Write a journal for beancount, with the chain's balances asserted at the end."""
    names = commodities(books)
    first = min((b.at for b in books.bookings), default=books.at)
    accounts = sorted({_account(booking) for booking in books.bookings})
    lines = [f"{_date(first)} open {name}" for name in ("Assets:Treasury", *accounts)]
    lines += [f"{_date(first)} commodity {name}" for name in sorted(names.values())]
    for booking in books.bookings:
        figure = _figure(booking, books.assets[booking.token], names)
        lines += [
            "",
            f'{_date(booking.at)} * "{booking.kind}" "{_quoted(booking.memo)}"',
            f'  tx: "{booking.tx_hash}"',
            f'  party: "{booking.party}"',
            f'  season: "{booking.season}"',
            f'  scope: "{booking.scope}"',
            f"  Assets:Treasury  {figure(1)}",
            f"  {_account(booking)}  {figure(-1)}",
        ]
    lines.append("")
    day = _date(books.at, days=1)
    for token, held in books.balances.items():
        asset = books.assets[token]
        amount = from_units(held, asset.decimals)
        lines.append(f"{day} balance Assets:Treasury  {amount} {names[token]}")
    return "\n".join(lines) + "\n"


def export_hledger(books: Books) -> str:
    """Write a journal for hledger, with the chain's balances asserted at the end."""
    names = commodities(books)
    lines = ["decimal-mark ."]
    for booking in books.bookings:
        figure = _figure(booking, books.assets[booking.token], names, quoted=True)
        tags = f"tx:{booking.tx_hash}, season:{booking.season}, scope:{booking.scope}"
        memo = _quoted(booking.memo).replace(";", ",").replace("|", "/")
        lines += [
            "",
            f"{_date(booking.at)} * {booking.kind} | {memo}",
            f"    ; {tags}, party:{booking.party}",
            f"    assets:treasury  {figure(1)}",
            f"    {_account(booking).lower()}  {figure(-1)}",
        ]
    lines += ["", f"{_date(books.at, days=1)} * balances of the chain"]
    for token, held in books.balances.items():
        asset = books.assets[token]
        amount = from_units(held, asset.decimals)
        name = names[token]
        lines.append(f'    assets:treasury  0 "{name}" = {amount} "{name}"')
    return "\n".join(lines) + "\n"


FORMATS: dict[str, Callable[[Books], str]] = {
    "csv": export_csv,
    "jsonl": export_jsonl,
    "beancount": export_beancount,
    "hledger": export_hledger,
}


def commodities(books: Books) -> dict[str, str]:
    """Name each token as journals take it, no two alike, whatever they call themselves."""
    names: dict[str, str] = {}
    for token, asset in books.assets.items():
        plain = _NO_COMMODITY.sub("", asset.symbol.upper())[:_LONGEST]
        usable = len(plain) > 1 and plain[0].isalpha() and plain not in names.values()
        names[token] = plain if usable else f"T{token[2:10].upper()}"
    return names


def _rows(books: Books) -> Iterator[dict[str, str]]:
    for booking in books.bookings:
        asset = books.assets[booking.token]
        moment = datetime.fromtimestamp(booking.at, UTC)
        yield dict(
            zip(
                COLUMNS,
                (
                    moment.strftime("%Y-%m-%d"),
                    moment.strftime("%H:%M:%S"),
                    booking.kind,
                    booking.token,
                    asset.symbol,
                    from_units(booking.amount, asset.decimals),
                    booking.party,
                    str(booking.category),
                    str(booking.scope),
                    str(booking.season),
                    booking.memo,
                    booking.tx_hash,
                ),
                strict=True,
            )
        )


def _cell(text: str) -> str:
    """Write a cell that no spreadsheet takes for a formula."""
    is_figure = re.fullmatch(r"-?[0-9.]+", text)
    return f"'{text}" if text[:1] in tuple("=+-@\t") and not is_figure else text


def _account(booking: Booking) -> str:
    """Name the other side of a booking."""
    match booking.kind:
        case "gift":
            return "Income:Gifts"
        case "round":
            return "Expenses:Rounds"
        case "payment":
            return f"Expenses:Category{booking.category}"
        case _:
            return "Equity:Unexplained"


def _figure(
    booking: Booking, asset: Asset, names: dict[str, str], *, quoted: bool = False
) -> Callable[[int], str]:
    name = names[booking.token]
    shown = f'"{name}"' if quoted else name
    return lambda sign: f"{from_units(sign * booking.amount, asset.decimals)} {shown}"


def _quoted(text: str) -> str:
    """Write a text on one line, without what ends a quoted one."""
    kept = "".join(letter if letter.isprintable() else " " for letter in text)
    return kept.replace("\\", "/").replace('"', "'")


def _date(moment: int, *, days: int = 0) -> str:
    return (datetime.fromtimestamp(moment, UTC) + timedelta(days=days)).strftime("%Y-%m-%d")
