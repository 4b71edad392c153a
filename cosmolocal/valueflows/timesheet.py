# SPDX-License-Identifier: Apache-2.0
"""Timesheets: CSV with a header, one line for each piece of work.

    seat,hours,date[,skill][,receiver][,note]

`hours` is a decimal number, `date` a day or a moment in ISO 8601 (UTC); `note` stays here, the row
gets a salted commitment to it.

Errors: `BadInput` that lists every wrong line with its number; nothing is imported unless all fit.
"""

import csv
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation

from cosmolocal.errors import BadInput
from cosmolocal.valueflows.actions import Action
from cosmolocal.valueflows.flow import Flow

NEEDED = ("seat", "hours", "date")
KNOWN = (*NEEDED, "skill", "receiver", "note")
HOUR = 3_600
MAX_SHOWN = 20

Commit = Callable[[str], bytes]


def read(lines: Iterable[str], *, scope: int, commit: Commit, now: int) -> list[Flow]:
    """Read a whole timesheet as records of work in one scope."""
    table = csv.DictReader(lines, strict=True)
    header = tuple(table.fieldnames or ())
    if missing := [name for name in NEEDED if name not in header]:
        raise BadInput(f"line 1: the column {missing[0]!r} is missing; columns are {header}")
    if unknown := [name for name in header if name not in KNOWN]:
        raise BadInput(f"line 1: unknown column {unknown[0]!r}; known are {KNOWN}")
    flows, wrong = [], []
    for line, row in _rows(table):
        try:
            flows.append(_flow(row, scope, commit, now))
        except ValueError as reason:
            wrong.append(f"line {line}: {reason}")
    if wrong:
        more = f"\n… and {len(wrong) - MAX_SHOWN} more" if len(wrong) > MAX_SHOWN else ""
        raise BadInput("\n".join(wrong[:MAX_SHOWN]) + more)
    return flows


def _rows(table: "csv.DictReader[str]") -> Iterator[tuple[int, dict[str, str]]]:
    try:
        for row in table:
            yield table.line_num, row
    except csv.Error as reason:
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


def _seconds(text: str) -> int:
    try:
        seconds = Decimal(text) * HOUR
    except InvalidOperation:
        raise ValueError(f"hours {text!r} is no number") from None
    if not 0 < seconds <= 24 * HOUR * 366 or seconds != int(seconds):
        raise ValueError(f"hours {text} is not above zero, or no whole seconds")
    return int(seconds)


def _moment(text: str) -> int:
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"date {text!r} is not like 2027-05-01") from None
    return int((read if read.tzinfo else read.replace(tzinfo=UTC)).timestamp())
