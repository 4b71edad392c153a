# SPDX-License-Identifier: Apache-2.0
"""Slips on paper: every signed message as a line that a QR holds and any scanner reads.

A line is `CL1` and the base32 of a compressed file with one message in it: letters and digits only,
so that a scanner that types like a keyboard gets them right and a QR holds them densely. It says
for which contract on which chain it is, and carries its own checksum. Scanned lines become the same
files again, joined by contract, that `relay` takes.

Errors: `BadInput` for a file without messages, and for a line that is torn or none of ours.
"""

import base64
import json
import re
import zlib
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from cosmolocal.errors import BadInput
from cosmolocal.files import parsed
from cosmolocal.words import _

PREFIX = "CL1"
MOST_BYTES = 16_384
"""Of one message, unpacked: a slip of a wallet with many owners has a fifth of it."""
_LINE = re.compile(rf"{PREFIX}[A-Z2-7]+")
_LISTS = ("slips", "confirmations", "ballots")


class Sort(NamedTuple):
    """One kind of file: the field that names its contract, its name, and who brings it."""

    field: str
    name: str
    command: str


SORTS = (
    Sort("governor", "ballot", "governance relay"),
    Sort("pool", "round-ballots", "funding cast"),
    Sort("ledger", "slips", "ledger relay"),
    Sort("contract", "membership", "membership relay"),
)


class Scanned(NamedTuple):
    """A file out of scanned lines."""

    name: str
    text: str
    messages: int
    command: str


def lines_of(text: str, *, name: str = "the file") -> list[str]:
    """Write each message of a file as a line."""
    try:
        file = parsed(text)
        sort_of(file)
    except (ValueError, TypeError, AttributeError):
        raise BadInput(
            _("%(name)s holds no signed messages", name=name),
            next_step=_("Name a file that --slip or `governance ballot` has written."),
        ) from None
    found = [_packed(each) for each in _single(file)]
    if not found:
        raise BadInput(_("%(name)s holds no signed messages", name=name))
    return found


def read_line(line: str) -> dict[str, Any]:
    """Read the file with one message that a line holds; blanks and small letters do not matter."""
    told = "".join(line.split()).upper()
    if not _LINE.fullmatch(told):
        raise BadInput(
            _("a line begins with CL1 and holds letters and digits only"),
            next_step=_("Scan the square again."),
        )
    body = told[len(PREFIX) :]
    try:
        packed = base64.b32decode(body + "=" * (-len(body) % 8))
        reader = zlib.decompressobj()
        text = reader.decompress(packed, MOST_BYTES)
        file = parsed(text) if reader.eof else None
        sort_of(file)
    except (ValueError, TypeError, AttributeError, zlib.error):
        raise BadInput(
            _("the line is torn, or is no slip"), next_step=_("Scan the square again.")
        ) from None
    return dict(file)  # type: ignore[arg-type]  # `sort_of` takes nothing else


def files_of(lines: Iterable[str]) -> list[Scanned]:
    """Join scanned lines into files, by contract; what was scanned twice is there once."""
    joined: dict[tuple[Any, ...], dict[str, Any]] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            file = read_line(line)
        except BadInput as error:
            said = _("line %(number)s: %(reason)s", number=number, reason=str(error))
            raise BadInput(said, next_step=error.next_step) from None
        _join(joined.setdefault(_place(file), {**file, **_emptied(file)}), file)
    return _named(joined.values())


def sort_of(file: Any) -> Sort:
    """Say what a file is; `ValueError` if it is none of ours."""
    found = [sort for sort in SORTS if isinstance(file.get(sort.field), str)]
    if len(found) != 1 or "chain_id" not in file:
        raise ValueError("no file of signed messages")
    if any(not isinstance(file.get(name, []), list) for name in _LISTS):
        raise ValueError("no list of messages")
    return found[0]


def _packed(file: dict[str, Any]) -> str:
    text = json.dumps(file, separators=(",", ":"), sort_keys=True)
    body = base64.b32encode(zlib.compress(text.encode(), 9)).decode()
    return PREFIX + body.rstrip("=")


def _single(file: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Cut a file into files of one message; a ballot on a proposal is one already."""
    if sort_of(file).field == "governor":
        yield file
        return
    for name in _LISTS:
        for message in file.get(name, []):
            yield {**file, **_emptied(file), name: [message]}


def _emptied(file: dict[str, Any]) -> dict[str, Any]:
    return {name: [] for name in _LISTS if name in file}


def _place(file: dict[str, Any]) -> tuple[Any, ...]:
    sort = sort_of(file)
    alone = json.dumps(file, sort_keys=True) if sort.field == "governor" else ""
    return sort, file["chain_id"], file[sort.field], alone


def _join(into: dict[str, Any], file: dict[str, Any]) -> None:
    for name in _LISTS:
        for message in file.get(name, []):
            if message not in into[name]:
                into[name].append(message)


def _named(files: Iterable[dict[str, Any]]) -> list[Scanned]:
    """Name files after what they are; more than one of a sort are numbered."""
    found: list[Scanned] = []
    every = list(files)
    for sort in SORTS:
        alike = [file for file in every if sort_of(file) == sort]
        for number, file in enumerate(alike, start=1):
            name = sort.name if len(alike) == 1 else f"{sort.name}-{number}"
            count = sum(len(file.get(each, [])) for each in _LISTS) or 1
            text = json.dumps(file, indent=2) + "\n"
            found.append(Scanned(f"{name}.json", text, count, sort.command))
    return found
