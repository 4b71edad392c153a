# SPDX-License-Identifier: Apache-2.0
"""What commands print: JSON for programs, tables and sentences for people, from the same values."""

import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table
from rich.text import Text

from cosmolocal import files
from cosmolocal.errors import CosmolocalError
from cosmolocal.units import from_units
from cosmolocal.words import gettext, noted

# Escapes would steer the terminal; marks of writing direction can make one text look like another.
_UNPRINTABLE = re.compile(
    r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]"
)
_FIGURE = re.compile(r"[-\u2212]?[0-9][0-9.,/ ]*(?:%|h(?: [0-9]+ min)?)?")
_MARKS = {"✓": "green", "✗": "bold red"}
NONE = "\N{EN DASH}"
_WHOLE_WIDTH = 16  # what is no longer is never broken, as long as the terminal has room
_SPANS = (("day", 86_400), ("hour", 3_600), ("minute", 60))
_AMOUNTS = ("amount", "free", "pot", "paid", "dust", "payout")
_HEADS = {
    1: noted("Refused"),
    2: noted("Not done"),
    3: noted("No answer"),
    4: noted("Outcome unknown"),
}


def printable(value: Any) -> str:
    """Write a value as text that cannot steer a terminal."""
    return _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", _words(value))


def plain(value: Any) -> Any:
    """Write a value with what JSON has: models as their fields, bytes as hexadecimal digits."""
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    if isinstance(value, bytes):
        return f"0x{value.hex()}"
    if isinstance(value, Mapping):
        return {str(name): plain(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    return value


def priced(value: Any, decimals: int) -> Any:
    """Write a model with its amounts in whole tokens, as exact decimals."""
    value = plain(value)
    if isinstance(value, list):
        return [priced(inner, decimals) for inner in value]
    if not isinstance(value, dict):
        return value
    return {
        name: from_units(int(inner), decimals) if name in _AMOUNTS else priced(inner, decimals)
        for name, inner in value.items()
    }


def amount(units: int, decimals: int) -> str:
    """Write smallest units as an exact decimal."""
    return from_units(units, decimals)


def short(address: str) -> str:
    """Write an address by its two ends."""
    return f"{address[:6]}…{address[-4:]}"


def day(moment: int) -> str:
    """Write a moment as its day and minute [UTC]."""
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%d %H:%M")


def span(seconds: int) -> str:
    """Write a span in the largest unit that it is a whole number of."""
    for name, length in _SPANS:
        if seconds % length == 0:
            count = seconds // length
            return f"{count:,} {name}{'s' if count > 1 else ''}"
    return f"{seconds:,} s"


def counted(count: int, what: str) -> str:
    """Write a count with its noun."""
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def write_json(value: Any) -> None:
    """Write one JSON value to stdout."""
    print(json.dumps(plain(value), ensure_ascii=False, indent=2), flush=True)  # noqa: T201


def say(*parts: RenderableType, error: bool = True) -> None:
    """Write for people: to stderr, so that stdout holds the answer only.

    Sentences are wrapped on a terminal and nowhere else, so that `grep` finds them whole.
    """
    console = Console(stderr=error)
    for part in parts:
        drawn = Text(printable(part)) if isinstance(part, str) else part
        whole = isinstance(drawn, Text) and not console.is_terminal
        console.print(drawn, soft_wrap=whole)


def show(value: Any) -> None:
    """Write an answer for people to stdout: data, a drawn table, or several of them."""
    if isinstance(value, Whole):
        print(value.text, end="", flush=True)  # noqa: T201
        return
    parts = value if isinstance(value, tuple) else (value,)
    for number, part in enumerate(parts):
        if number:
            say("", error=False)
        say(part if isinstance(part, Table) else _drawn(plain(part)), error=False)


@dataclass(frozen=True, slots=True)
class Whole:
    """A text for stdout that is written as it is: a file for another program."""

    text: str


def write_file(path: Path, text: str) -> None:
    """Write a text to a file."""
    files.write(path, text)


def complain(error: CosmolocalError) -> None:
    """Say what was refused, why, and what to do next."""
    head = Text(f"{gettext(_HEADS[error.exit_code])}: ", style="bold red")
    say(head + Text(printable(gettext(str(error)))))
    if error.next_step:
        say(f"→ {gettext(error.next_step)}")


@contextmanager
def progress() -> Iterator[Callable[[str, int, int], None]]:
    """Show how far work has come; yields what to tell: what is done, how much of it, of how much.

    Where stderr is no terminal, each kind of work is named once.
    """
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    silent = not console.is_terminal
    with Progress(*columns, console=console, transient=True, disable=silent) as bars:
        task = bars.add_task("", total=None)

        def tell(what: str, done: int, of: int) -> None:
            if silent and done == 0:
                say(f"{what} ({of:,})")
            bars.update(task, description=printable(what), completed=done, total=of)

        yield tell


def is_interactive() -> bool:
    """Whether somebody sits at a terminal and can answer a question."""
    return sys.stdin is not None and sys.stdin.isatty()


def ask(question: str) -> str:
    """Ask on stderr; the end of input is an empty answer."""
    print(question, end="", file=sys.stderr, flush=True)  # noqa: T201
    return sys.stdin.readline()


def digits(value: Any) -> Any:
    """Write integers as text, for most readers of JSON lose digits past 2**53."""
    if isinstance(value, Mapping):
        return {name: digits(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [digits(inner) for inner in value]
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def tell_day(day: int, text: str) -> None:
    """Tell what happened on a day of the season; what was refused stands out."""
    line = Table.grid(padding=(0, 2, 0, 0))
    line.add_column(style="dim", width=6)
    line.add_column(overflow="fold")
    style = "red" if text.startswith("Refused") else ""
    line.add_row(f"day {day}", Text(printable(text), style=style))
    say(line)


def titled(title: str, rows: Sequence[Mapping[str, Any]]) -> Table:
    """Lay out records under a title."""
    drawn = table(rows)
    drawn.title, drawn.title_justify, drawn.title_style = title, "left", "bold"
    return drawn


def table(rows: Sequence[Mapping[str, Any]]) -> Table:
    """Lay out records under the names of their fields; figures stand on the right."""
    drawn = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    widths, fits = _widths(rows), _fits(rows)
    for name, width in widths.items():
        right = all(_is_figure(row[name]) for row in rows)
        drawn.add_column(
            _heading(name),
            justify="right" if right else "left",
            overflow="fold",
            no_wrap=fits and width <= _WHOLE_WIDTH,
        )
    for row in rows:
        drawn.add_row(*(Text(printable(row[name])) for name in rows[0]))
    return drawn


def marked(lines: Iterable[tuple[str, str, str, str]]) -> Table:
    """Lay out findings: a mark, what was looked at, what was found, and what to do about it."""
    grid = Table.grid(padding=(0, 2, 0, 0))
    for mark, name, found, advice in lines:
        text = Text(printable(found))
        if advice:
            text.append(f"\n→ {printable(advice)}", style="bold")
        grid.add_row(Text(mark, style=_MARKS.get(mark, "")), Text(name), text)
    return grid


def record(fields: Mapping[str, Any]) -> RenderableType:
    """Lay out a record: its plain fields one below the other, then what has an inside."""
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(style="dim")
    grid.add_column(overflow="fold")
    inside: list[RenderableType] = []
    for name, value in fields.items():
        if _is_records(value) or isinstance(value, Mapping):
            inside += [
                Text(f"\n{_heading(name)}", style="bold"),
                Padding(_drawn(value), (0, 0, 0, 2)),
            ]
        else:
            grid.add_row(_heading(name), Text(printable(value)))
    return Group(grid, *inside) if grid.rows else Group(*inside)


def _drawn(value: Any) -> RenderableType:
    if isinstance(value, Mapping):
        return record(value)
    if _is_records(value):
        return table(value) if _fits(value) else _stacked(value)
    return Text(printable(value)) if value != [] else Text(gettext("none"), style="dim")


def _widths(rows: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    return {
        name: max(len(_heading(name)), *(len(_words(row[name])) for row in rows))
        for name in rows[0]
    }


def _fits(rows: Sequence[Mapping[str, Any]]) -> bool:
    """Whether a table has room for its short columns whole and for a part of its long ones."""
    widths = _widths(rows).values()
    return sum(min(width, _WHOLE_WIDTH) + 2 for width in widths) <= Console().width


def _stacked(rows: Sequence[Mapping[str, Any]]) -> RenderableType:
    """Lay out records one below the other, where they have no room side by side."""
    return Group(*(Padding(record(row), (0, 0, 1, 0)) for row in rows))


def _is_records(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(i, Mapping) for i in value)


def _is_figure(value: Any) -> bool:
    return value in (None, "") or _FIGURE.fullmatch(_words(value)) is not None


def _heading(name: str) -> str:
    return gettext(name.replace("_", " "))


def _words(value: Any) -> str:
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if value is None:
        return NONE
    if isinstance(value, list):
        return ", ".join(map(_words, value)) or NONE
    return str(value)
