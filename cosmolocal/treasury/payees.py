# SPDX-License-Identifier: Apache-2.0
"""A list of payees: a CSV with the columns id, recipient, token, amount, category, memo.

`recipient` is an address with its checksum or a name of the address book, `token` an address, a
name of the book or `ETH`, `amount` an exact decimal in whole tokens. `category` (a number of the
budget table) and `memo` may be left out. Every fault of a file is listed at once, with its line.

Errors: `BadInput`.
"""

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from eth_typing import ChecksumAddress
from pydantic import Field

from cosmolocal.domain import Frozen
from cosmolocal.errors import BadInput
from cosmolocal.treasury.assets import NATIVE_NAMES, AddressBook, Asset, read_rows
from cosmolocal.treasury.domain import ETH, MAX_AMOUNT
from cosmolocal.units import Address, TokenAmount, Uint, to_units

REQUIRED, OPTIONAL = ("id", "recipient", "token", "amount"), ("category", "memo")
_LAST_RESERVED = 0xFFFF
_MOST_FAULTS = 20
_MAX_CATEGORY = 2**32 - 1

AssetOf = Callable[[ChecksumAddress], Asset]
Value = TypeVar("Value")


class Payee(Frozen):
    """One row: who gets how much of what, and what for."""

    line: int = Field(ge=2)
    id: str
    to: Address
    token: Address
    amount: TokenAmount
    category: Uint = 0
    memo: str = ""

    @property
    def content(self) -> tuple[str, ...]:
        """All of it that makes it this payment, wherever it stands in the file."""
        figures = (str(self.amount), str(self.category))
        return (self.id, self.to, self.token, *figures, self.memo)


class Payees(Frozen):
    """A whole list, without faults, and the tokens in it."""

    name: str
    rows: tuple[Payee, ...]
    assets: dict[str, Asset]

    def run_id(self, treasury: ChecksumAddress) -> bytes:
        """Name what is paid once: the same rows in the same order out of the same treasury."""
        content = [treasury, *(row.content for row in self.rows)]
        return hashlib.sha256(json.dumps(content).encode()).digest()

    def totals(self) -> dict[tuple[str, int], int]:
        """Sum up by token and category."""
        sums: Counter[tuple[str, int]] = Counter()
        for row in self.rows:
            sums[row.token, row.category] += row.amount
        return dict(sums)

    def asset(self, token: str) -> Asset:
        """Tell how a token of the list is counted."""
        return self.assets[token]


def read_payees(
    path: Path, *, book: AddressBook, asset_of: AssetOf, own: Sequence[ChecksumAddress]
) -> Payees:
    """Read a list; `own` are addresses that must not be paid, such as the treasury itself."""
    reading = _Reading(book, asset_of, own)
    rows = [
        row
        for number, fields in read_rows(path, REQUIRED, OPTIONAL)
        if (row := reading.row(number, fields))
    ]
    reading.faults += _repeated(rows)
    if reading.faults:
        raise _refusal(path, sorted(reading.faults))
    if not rows:
        raise BadInput(f"{path} names nobody to pay")
    return Payees(name=path.stem, rows=tuple(rows), assets=reading.assets)


class _Reading:
    """Reads rows one by one and collects what is wrong with them."""

    def __init__(
        self, book: AddressBook, asset_of: AssetOf, own: Sequence[ChecksumAddress]
    ) -> None:
        self.faults: list[tuple[int, str]] = []
        self.assets: dict[str, Asset] = {}
        self._unknown: dict[str, str] = {}
        self._book, self._asset_of, self._own = book, asset_of, own

    def row(self, line: int, fields: dict[str, str]) -> Payee | None:
        """Read a row; None if something is wrong with it."""
        known = len(self.faults)
        if not fields["id"]:
            self.faults.append((line, "id: empty"))
        to = self._try(line, "recipient", lambda: self._recipient(fields["recipient"]))
        asset = self._try(line, "token", lambda: self._asset(fields["token"]))
        category = self._try(line, "category", lambda: _category(fields.get("category", "")))
        amount = asset and self._try(
            line, "amount", lambda: _amount(fields["amount"], asset.decimals)
        )
        if len(self.faults) > known or to is None or asset is None:
            return None
        return Payee(
            line=line,
            id=fields["id"],
            to=to,
            token=asset.address,
            amount=amount or 0,
            category=category or 0,
            memo=fields.get("memo", ""),
        )

    def _try(self, line: int, column: str, read: Callable[[], Value]) -> Value | None:
        try:
            return read()
        except ValueError as reason:  # `BadInput` is one
            self.faults.append((line, f"{column}: {reason}"))
            return None

    def _recipient(self, text: str) -> ChecksumAddress:
        to = self._book.find(text)
        if int(to, 16) <= _LAST_RESERVED:
            raise ValueError(f"{to} is reserved: nobody could ever move what is sent there")
        if to in self._own:
            raise ValueError(f"{to} is the alliance's own: it would pay itself")
        return to

    def _asset(self, text: str) -> Asset:
        token = ETH if text in NATIVE_NAMES else self._book.find(text)
        if token in self._unknown:
            raise ValueError(self._unknown[token])
        if token not in self.assets:
            try:
                self.assets[token] = self._asset_of(token)
            except BadInput as reason:
                self._unknown[token] = str(reason)
                raise
        return self.assets[token]


def _amount(text: str, decimals: int) -> int:
    amount = to_units(text, decimals)
    if amount <= 0:
        raise ValueError(f"{text} is nothing to pay")
    if amount > MAX_AMOUNT:
        raise ValueError(f"{text} is more than one payment can hold")
    return amount


def _category(text: str) -> int:
    if not text:
        return 0
    if not text.isascii() or not text.isdecimal() or int(text) > _MAX_CATEGORY:
        raise ValueError(f"{text!r} is no number of the budget table")
    return int(text)


def _repeated(rows: Sequence[Payee]) -> Iterator[tuple[int, str]]:
    """Find ids that come twice, and payments that differ in nothing but their id."""
    by_id: dict[str, list[int]] = defaultdict(list)
    by_payment: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for row in rows:
        by_id[row.id].append(row.line)
        by_payment[row.content[1:]].append(row.line)
    for id_, lines in by_id.items():
        yield from ((line, f"id: {id_!r} stands in line {lines[0]} too") for line in lines[1:])
    for lines in by_payment.values():
        text = f"the same payment stands in line {lines[0]} too; tell them apart by their memo"
        yield from ((line, text) for line in lines[1:])


def _refusal(path: Path, faults: Sequence[tuple[int, str]]) -> BadInput:
    listed = [f"line {line}: {reason}" for line, reason in faults[:_MOST_FAULTS]]
    if len(faults) > _MOST_FAULTS:
        listed.append(f"and {len(faults) - _MOST_FAULTS} more")
    return BadInput(
        f"{path} has {len(faults)} faults\n" + "\n".join(listed),
        next_step="Correct the lines and run the same again; nothing was sent.",
    )
