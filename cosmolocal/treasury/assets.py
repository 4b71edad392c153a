# SPDX-License-Identifier: Apache-2.0
"""What a token is called and how it is counted, read from the chain; and an address book of names.

Names that a token gives itself prove nothing: they are shown beside its address, and never used to
find it. Names of the address book are the user's own.

Errors: `BadInput` that names file, line or token and what is wrong.
"""

import csv
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from eth_abi.abi import decode
from eth_abi.exceptions import DecodingError
from eth_typing import ChecksumAddress
from eth_utils.crypto import keccak
from pydantic import Field

from cosmolocal.calls import Call
from cosmolocal.chain import Chain
from cosmolocal.domain import Frozen
from cosmolocal.errors import BadInput, ContractError, printable
from cosmolocal.units import ZERO_ADDRESS, Address, Decimals, from_units, to_address

NATIVE_NAMES = ("ETH", "native")
_LONGEST_SYMBOL = 12
_BOOK = "addresses.csv"


class Asset(Frozen):
    """A token, or native currency; `symbol` is what it calls itself."""

    address: Address
    symbol: str
    decimals: Decimals = Field(description="digits behind the point")

    def text(self, amount: int) -> str:
        """Write an amount with its symbol."""
        return f"{from_units(amount, self.decimals)} {self.symbol}"


ETHER = Asset(address=ZERO_ADDRESS, symbol="ETH", decimals=18)


def read_asset(chain: Chain, token: ChecksumAddress) -> Asset:
    """Read how a token is counted; one that does not say so is refused."""
    if token == ZERO_ADDRESS:
        return ETHER
    view = chain.at()
    if not view.code(token):
        raise BadInput(f"{token} is no token: there is no contract")
    try:
        [decimals] = decode(["uint8"], view.call(_view(token, "decimals()")))
    except (ContractError, DecodingError) as error:
        raise BadInput(f"{token} does not say how many decimals it has") from error
    return Asset(address=token, symbol=_symbol(chain, token), decimals=int(decimals))


def _symbol(chain: Chain, token: ChecksumAddress) -> str:
    """Read a token's symbol, made harmless; a part of its address if it has none."""
    try:
        [text] = decode(["string"], chain.read(_view(token, "symbol()")))
    except (ContractError, DecodingError, UnicodeDecodeError, OverflowError):
        text = ""
    shown = "".join(letter for letter in printable(str(text)) if letter.isalnum())
    return shown[:_LONGEST_SYMBOL] or f"{token[:6]}…{token[-4:]}"


def _view(token: ChecksumAddress, signature: str) -> Call:
    return Call(token, keccak(text=signature)[:4], "token", signature.removesuffix("()"))


class AddressBook:
    """The user's names for addresses: a CSV with the columns `name` and `address`."""

    def __init__(self, names: Mapping[str, ChecksumAddress] | None = None) -> None:
        self._names = dict(names or {})
        self._by_address = {address: name for name, address in self._names.items()}

    @classmethod
    def load(cls, path: Path | None = None) -> "AddressBook":
        """Read a book; without a path the one of this folder or of this user, or an empty one."""
        if path is not None:
            return cls(_read_book(path))
        config = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
        for place in (Path(_BOOK), config / "cosmolocal" / _BOOK):
            if place.is_file():
                return cls(_read_book(place))
        return cls()

    def find(self, text: str) -> ChecksumAddress:
        """Read a name of the book or an address with its checksum; `ValueError` with the reason."""
        if text in self._names:
            return self._names[text]
        if not text.startswith("0x"):
            raise ValueError(f"{text!r} is neither an address nor a name of the address book")
        return to_address(text)

    def show(self, address: str) -> str:
        """Write an address for people: its name and its two ends."""
        short = f"{address[:6]}…{address[-4:]}"
        name = self._by_address.get(ChecksumAddress(address))  # type: ignore[arg-type]
        return f"{name} ({short})" if name else short

    def __len__(self) -> int:
        return len(self._names)


def _read_book(path: Path) -> dict[str, ChecksumAddress]:
    names: dict[str, ChecksumAddress] = {}
    for number, row in read_rows(path, ("name", "address")):
        name = row["name"]
        if name in names:
            raise BadInput(f"{path}, line {number}: the name {name!r} comes twice")
        try:
            names[name] = to_address(row["address"])
        except ValueError as reason:
            raise BadInput(f"{path}, line {number}: {reason}") from None
    return names


def read_rows(
    path: Path, required: Sequence[str], optional: Sequence[str] = ()
) -> list[tuple[int, dict[str, str]]]:
    """Read a CSV with a header; rows come with the number of their line."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            head = [name.strip() for name in reader.fieldnames or ()]
            _check_head(path, head, required, optional)
            reader.fieldnames = head
            rows = [(reader.line_num, row) for row in reader]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise BadInput(f"cannot read {path}: {error}") from error
    for number, row in rows:
        if None in row or None in row.values():
            raise BadInput(f"{path}, line {number}: {len(head)} columns are expected")
    return [(n, {key: text.strip() for key, text in row.items()}) for n, row in rows]


def _check_head(
    path: Path, head: Sequence[str], required: Sequence[str], optional: Sequence[str]
) -> None:
    """Refuse a header with columns missing, unknown or doubled."""
    missing = [name for name in required if name not in head]
    unknown = [name for name in head if name not in (*required, *optional)]
    if missing or unknown or len(set(head)) < len(head):
        wrong = f"without {missing[0]!r}" if missing else f"with {(unknown or head)[0]!r}"
        known = ",".join((*required, *optional))
        raise BadInput(f"{path}, line 1: a header {wrong}", next_step=f"The columns are {known}.")
