# SPDX-License-Identifier: Apache-2.0
"""What people type, read strictly: addresses, entries, amounts, moments, proposals, texts.

Errors: `BadInput` that names what was typed and what is expected.
"""

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from eth_typing import ChecksumAddress

from cosmolocal.deploy.words import moment as read_moment
from cosmolocal.deploy.words import span as read_span
from cosmolocal.errors import BadInput
from cosmolocal.files import read_text
from cosmolocal.journal import default_folder
from cosmolocal.privacy import TextStore
from cosmolocal.units import ZERO_ADDRESS, to_address, to_units

if TYPE_CHECKING:
    from cosmolocal.alliance import Alliance

Value = TypeVar("Value")

WORD_DIGITS = 64
MAX_PROJECTS = 256
_ALLOCATION = re.compile(r"([1-9][0-9]{0,2})=(-?[0-9]{1,9})")
_ROUND = re.compile(r"(?:(retro|matching|published)/)?([1-9][0-9]{0,8})")
# Ids of proposals have up to 78 digits; what is this short is a number.
_MOST_NUMBER_DIGITS = 9


def address(text: str) -> ChecksumAddress:
    """Read an address, checksum included."""
    return _read(to_address, text)


def payee(text: str, book: Path | None = None) -> ChecksumAddress:
    """Read an address, or a name of the address book."""
    from cosmolocal.treasury.assets import AddressBook

    try:
        return AddressBook.load(book).find(text)
    except ValueError as reason:
        step = "Give an address with its checksum, or add the name to addresses.csv or --book."
        raise BadInput(str(reason), next_step=step) from None


def amount(text: str, decimals: int) -> int:
    """Read an exact decimal as smallest units."""
    return _read(lambda typed: to_units(typed, decimals), text)


def moment(text: str, now: int) -> int:
    """Read a moment: UTC seconds, `2027-01-01T00:00:00Z`, or a span such as `90 days` from now."""
    return int(text) if text.isdecimal() else _read(lambda typed: read_moment(typed, now), text)


def span(text: str) -> int:
    """Read a span: seconds, or words such as `3 hours`."""
    return int(text) if text.isdecimal() else _read(read_span, text)


def token(text: str | None) -> ChecksumAddress:
    """Read a token's address; nothing means native currency."""
    return ZERO_ADDRESS if text is None else address(text)


def allocations(texts: list[str]) -> dict[int, int]:
    """Read the votes of a ballot, each `PROJECT=VOTES`."""
    ballot: dict[int, int] = {}
    for text in texts:
        match = _ALLOCATION.fullmatch(text)
        if match is None:
            raise BadInput(f"{text!r} is no vote: write PROJECT=VOTES, such as 3=5")
        if int(match[1]) in ballot:
            raise BadInput(f"project {match[1]} comes twice")
        ballot[int(match[1])] = int(match[2])
    return ballot


def amounts(texts: list[str], decimals: int) -> dict[int, int]:
    """Read the amounts of a ballot, each `PROJECT=AMOUNT` with an exact decimal."""
    ballot: dict[int, int] = {}
    for text in texts:
        project, _, given = text.partition("=")
        if not project.isdecimal() or not 0 < int(project) <= MAX_PROJECTS:
            raise BadInput(f"{text!r} is no amount: write PROJECT=AMOUNT, such as 3=12.5")
        if int(project) in ballot:
            raise BadInput(f"project {project} comes twice")
        ballot[int(project)] = amount(given, decimals)
    return ballot


def round_name(text: str) -> tuple[str, int]:
    """Read which round is meant: `3` or `retro/3`, `matching/3`, `published/3`."""
    match = _ROUND.fullmatch(text)
    if match is None:
        raise BadInput(
            f"{text!r} is no round: write its number, or matching/NUMBER or published/NUMBER"
        )
    return match[1] or "retro", int(match[2])


def round_number(text: str, kind: str) -> int:
    """Read a round that must be of one kind; a bare number is."""
    match = _ROUND.fullmatch(text)
    if match is None or match[1] not in (kind, None):
        raise BadInput(f"{text!r} is no {kind} round: write its number, or {kind}/NUMBER")
    return int(match[2])


def hexadecimal(text: str) -> bytes:
    """Read bytes written as hexadecimal digits."""
    return _read(bytes.fromhex, text.removeprefix("0x"))


def word(text: str) -> bytes:
    """Read 32 bytes written as hexadecimal digits, such as the id of a ledger entry."""
    digits = text.removeprefix("0x")
    if len(digits) != WORD_DIGITS:
        raise BadInput(f"{text!r} is no id: expected 0x and {WORD_DIGITS} hexadecimal digits")
    return hexadecimal(digits)


def proposal(alliance: "Alliance", text: str) -> int:
    """Read a proposal's id, or its number in the alliance."""
    if not text.isdecimal():
        raise BadInput(f"{text!r} is neither the number nor the id of a proposal")
    if len(text) > _MOST_NUMBER_DIGITS:
        return int(text)
    made = [event for event in alliance.events() if event.name == "ProposalCreated"]
    if not 0 < int(text) <= len(made):
        raise BadInput(
            f"there is no proposal {text}", next_step="See `cosmolocal governance list`."
        )
    return int(made[int(text) - 1]["proposalId"])


def open_texts() -> TextStore:
    """Open this user's texts, of which the chain gets salted commitments only."""
    return TextStore(default_folder().parent / "texts.sqlite")


def commitment(text: str) -> bytes:
    """Keep a text (or that of `@FILE`) here; return what goes to the chain in its place."""
    written = words(text)
    if not written.strip():
        raise BadInput("the text is empty")
    return open_texts().commit(written)


def words(text: str) -> str:
    """Return a text, or that of `@FILE`."""
    return file(Path(text[1:])) if text.startswith("@") else text


def file(path: Path) -> str:
    """Read a file of text."""
    return read_text(path)


def _read(read: Callable[[str], Value], text: str) -> Value:
    try:
        return read(text)
    except ValueError as reason:
        raise BadInput(str(reason)) from None
