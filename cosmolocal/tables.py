# SPDX-License-Identifier: Apache-2.0
"""Tables as CSV: UTF-8 with or without a byte order mark, a header, blank lines passed over.

Columns may stand in any order and in any case. Names are trimmed and brought to one Unicode form,
so that two that look the same are the same.

Errors: `BadInput` with file, line, column and reason of every row in the way (the first twenty).
"""

import csv
import io
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from cosmolocal import files
from cosmolocal.errors import BadInput

MAX_BYTES = 1_000_000_000
MAX_NAME = 200
MAX_REASONS = 20

# Line breaks, escapes and marks of writing direction can make one name look like another.
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")

Record = tuple[int, list[str]]
Row = Mapping[str, str]


@dataclass
class Table:
    """A file that is read row by row; what is wrong is gathered and told at its end."""

    path: Path
    columns: tuple[str, ...]
    """As the header spells them."""
    unused: tuple[str, ...] = ()
    _rows: Iterator[tuple[int, dict[str, str]]] = field(default_factory=lambda: iter(()))

    def each(self, take: Callable[[int, Row], None]) -> None:
        """Hand every row to `take`, which raises `ValueError` for one that it cannot take."""
        reasons: list[str] = []
        count = 0
        for line, row in self._rows:
            count += 1
            try:
                _take_whole(row, take, line)
            except ValueError as reason:
                reasons.append(f"line {line}{_comma(reason)}")
                if len(reasons) == MAX_REASONS:
                    raise refused(self.path, [*reasons, "…"]) from None
        if not count:
            reasons.append("line 2: no row follows the header")
        if reasons:
            raise refused(self.path, reasons)


class ColumnError(ValueError):
    """What is wrong in one column of a row."""

    def __init__(self, column: str, reason: object) -> None:
        super().__init__(f"column {column!r}: {reason}")


def cell(row: Row, column: str) -> str:
    """Read a name from a row; raises `ColumnError`."""
    try:
        return name_of(row[column], column)
    except ValueError as reason:
        raise ColumnError(column, reason) from None


def _comma(reason: ValueError) -> str:
    return f", {reason}" if isinstance(reason, ColumnError) else f": {reason}"


def _take_whole(row: dict[str, str], take: Callable[[int, Row], None], line: int) -> None:
    if _WIDTH in row:
        raise ValueError(row[_WIDTH])
    take(line, row)


_WIDTH = "\0width"


def open_table(
    path: Path,
    needed: Iterable[str],
    optional: Iterable[str] = (),
    *,
    aliases: Mapping[str, str] | None = None,
    keeps_all: bool = False,
) -> Table:
    """Open a table that must have the columns `needed` and may have `optional` ones.

    Rows come by lower-case name of column; with `keeps_all` others come too, spelled as they are.
    `aliases` maps other names of columns to the ones meant.
    """
    rows = records(path, text_of(path))
    line, header = next(rows, (1, []))
    wanted = (*needed, *optional)
    names = [column_of(field_, wanted, aliases or {}) for field_ in header]
    for column in wanted:
        if names.count(column) > 1 or (column in needed and column not in names):
            found = "more than one column" if column in names else "no column"
            raise refused(path, [f"line {line}: {found} {column!r} in {header}"])
    others = tuple(name for name in names if name not in wanted)
    if keeps_all and (twice := sorted({name for name in others if names.count(name) > 1})):
        raise refused(path, [f"line {line}: more than one column {twice[0]!r}"])

    def mapped() -> Iterator[tuple[int, dict[str, str]]]:
        for at, fields in rows:
            if len(fields) != len(names):
                yield at, {_WIDTH: width_reason(len(fields), len(names))}
            else:
                pairs = zip(names, fields, strict=True)
                yield at, {n: text for n, text in pairs if keeps_all or n in wanted}

    return Table(path, tuple(names), others, mapped())


def column_of(text: str, wanted: Iterable[str], aliases: Mapping[str, str]) -> str:
    """Tell which of the wanted columns a heading means; any other stays as it is."""
    name = text.strip()
    low = aliases.get(name.lower(), name.lower())
    return low if low in wanted else name


def width_reason(found: int, expected: int) -> str:
    """Say that a row is not as wide as the header."""
    return f"{found} fields where the header has {expected} (a name with a comma stands in quotes)"


def text_of(path: Path, most: int = MAX_BYTES) -> str:
    """Read a UTF-8 file, with or without a byte order mark."""
    data = files.read(path, most)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise refused(path, [f"line {line}: not UTF-8 text (byte {error.start + 1})"]) from None


def records(path: Path, text: str) -> Iterator[Record]:
    """Each row with the number of its first line; blank lines are passed over."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    while True:
        line = reader.line_num + 1
        try:
            fields = next(reader, None)
        except csv.Error as error:
            raise refused(path, [f"line {line}: {error}"]) from None
        if fields is None:
            return
        if fields:
            yield line, fields


def name_of(text: str, column: str) -> str:
    """Read a name, trimmed and in one Unicode form; raises `ValueError` with the reason."""
    name = unicodedata.normalize("NFC", text.strip())
    if not name:
        raise ValueError(f"the {column} has no name")
    if len(name) > MAX_NAME:
        raise ValueError(f"the name of the {column} has more than {MAX_NAME} characters")
    if found := _UNPRINTABLE.search(name):
        raise ValueError(f"the name of the {column} holds the unprintable U+{ord(found[0]):04X}")
    return name


def refused(path: Path, reasons: list[str]) -> BadInput:
    """Make the error of a file that is not taken."""
    return BadInput(
        "\n".join(f"{path}: {reason}" for reason in reasons),
        next_step="Mend the file and run the same again; nothing was done.",
    )
