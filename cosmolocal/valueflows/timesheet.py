# SPDX-License-Identifier: Apache-2.0
"""Timesheets: CSV with a header, one line for each piece of work.

    seat,hours,date[,skill][,receiver][,note]

`hours` is a decimal number, `date` a day or a moment in ISO 8601 (UTC); `note` stays here, the row
gets a salted commitment to it.

Errors: `BadInput` that lists every wrong line with its number; nothing is imported unless all fit.
"""

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from pathlib import Path

from cosmolocal.errors import BadInput
from cosmolocal.valueflows.actions import Action
from cosmolocal.valueflows.flow import NOTHING, Flow

NEEDED = ("seat", "hours", "date")
KNOWN = (*NEEDED, "skill", "receiver", "note")
HOUR = 3_600
MAX_SHOWN = 20

Commit = Callable[[str], bytes]
Sheet = Path | Sequence[str]
"""A file, or its lines: it is gone through twice."""


def read(sheet: Sheet, *, scope: int, commit: Commit, now: int) -> Iterator[Flow]:
    """Give each row as a record of work, once the whole sheet has been looked through."""
    check(sheet, scope=scope, now=now)
    rows = _read(sheet, scope, commit, now)
    return (flow for _, flow in rows if isinstance(flow, Flow))


def check(sheet: Sheet, *, scope: int, now: int) -> int:
    """Look through a whole timesheet; return how many rows it has."""
    wrong, count = [], 0
    for line, found in _read(sheet, scope, lambda _: NOTHING, now):
        count += 1
        if not isinstance(found, Flow):
            wrong.append(f"line {line}: {found}")
    if wrong:
        more = f"\n… and {len(wrong) - MAX_SHOWN} more" if len(wrong) > MAX_SHOWN else ""
        raise BadInput("\n".join(wrong[:MAX_SHOWN]) + more)
    return count


def _read(sheet: Sheet, scope: int, commit: Commit, now: int) -> Iterator[tuple[int, Flow | str]]:
    """Read row by row, never the whole; or say what is wrong with a row."""
    with _lines(sheet) as lines:
        table = csv.DictReader(lines, strict=True)
        try:
            header = tuple(table.fieldnames or ())
        except (csv.Error, UnicodeDecodeError) as reason:
            raise BadInput(f"line 1: {reason}") from reason
        if missing := [name for name in NEEDED if name not in header]:
            raise BadInput(f"line 1: the column {missing[0]!r} is missing; columns are {header}")
        if unknown := [name for name in header if name not in KNOWN]:
            raise BadInput(f"line 1: unknown column {unknown[0]!r}; known are {KNOWN}")
        for line, row in _rows(table):
            try:
                yield line, _flow(row, scope, commit, now)
            except ValueError as reason:
                yield line, str(reason)


def _lines(sheet: Sheet) -> AbstractContextManager[Iterable[str]]:
    if isinstance(sheet, Path):
        return sheet.open(encoding="utf-8-sig", newline="")
    return nullcontext(sheet)


def _rows(table: "csv.DictReader[str]") -> Iterator[tuple[int, dict[str, str]]]:
    try:
        for row in table:
            yield table.line_num, row
    except (csv.Error, UnicodeDecodeError) as reason:
        raise BadInput(f"line {table.line_num}: {reason}") from reason


def _flow(row: dict[str, str], scope: int, commit: Commit, now: int) -> Flow:
    if None in row or None in row.values():
        raise ValueError("another number of columns than the header")
    moment = _moment(row["date"])
    if moment > now:
        raise ValueError(f"date {row['date']} is not yet")
    text = row.get("note") or f"{row['hours']} hours on {row['date']}"
    return Flow(
        action=Action.WORK,
        scope=scope,
        provider=_whole(row, "seat", least=1),
        receiver=_whole(row, "receiver"),
        kind=_whole(row, "skill"),
        effort=_seconds(row["hours"]),
        occurred_at=moment,
        evidence=commit(text),
    )


def _whole(row: dict[str, str], name: str, least: int = 0) -> int:
    text = (row.get(name) or "0").strip()
    if not text.isdecimal() or int(text) < least:
        raise ValueError(f"{name} {text!r} is no number from {least}")
    return int(text)


@lru_cache
def _seconds(text: str) -> int:
    try:
        seconds = Decimal(text) * HOUR
    except InvalidOperation:
        raise ValueError(f"hours {text!r} is no number") from None
    if not 0 < seconds <= 24 * HOUR * 366 or seconds != int(seconds):
        raise ValueError(f"hours {text} is not above zero, or no whole seconds")
    return int(seconds)


@lru_cache
def _moment(text: str) -> int:
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"date {text!r} is not like 2027-05-01") from None
    return int((read if read.tzinfo else read.replace(tzinfo=UTC)).timestamp())
