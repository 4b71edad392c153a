# SPDX-License-Identifier: Apache-2.0
"""What the operator of a page calls people and places: the chain knows addresses and numbers.

The names of a deployment stand in its alliance.yaml. Whoever came later stands in an address book,
a CSV with the columns `name` and `address`; in place of an address it may say `place 9`.

Everybody who opens the page reads them. Errors: `BadInput` with file and line.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from eth_typing import ChecksumAddress

from cosmolocal.deploy.blueprint import ROOT, account_of, scope_numbers
from cosmolocal.deploy.description import Description, Scope
from cosmolocal.errors import BadInput
from cosmolocal.privacy import public_hash
from cosmolocal.treasury.assets import read_rows
from cosmolocal.units import to_address

_PLACE = "place "


@dataclass(frozen=True)
class Names:
    """Names of people by address and of places by number, and public texts by their hash."""

    people: Mapping[ChecksumAddress, str] = field(default_factory=dict)
    about: Mapping[ChecksumAddress, str] = field(default_factory=dict)
    places: Mapping[int, str] = field(default_factory=dict)
    texts: Mapping[bytes, str] = field(default_factory=dict)

    @classmethod
    def of_description(cls, description: Description) -> "Names":
        """Take the names, the covenant and the charters out of an alliance.yaml."""
        accounts = {seat.name: account_of(description, seat) for seat in description.all_seats}
        charters = [scope.charter for scope in _scopes(description.scopes)]
        return cls(
            people={account: name for name, account in accounts.items()},
            about={accounts[seat.name]: seat.about for seat in description.all_seats},
            places={ROOT: description.name}
            | {number: name for name, number in scope_numbers(description).items()},
            texts={public_hash(text): text for text in (description.covenant, *charters)},
        )

    def with_names(self, more: "Names") -> "Names":
        """Put two books together; the second wins where both name somebody."""
        return Names(
            {**self.people, **more.people},
            {**self.about, **more.about},
            {**self.places, **more.places},
            {**self.texts, **more.texts},
        )

    def with_book(self, path: Path) -> "Names":
        """Add the names of an address book; it wins where both name somebody."""
        people, places = dict(self.people), dict(self.places)
        for line, row in read_rows(path, ("name", "address")):
            try:
                _add(people, places, row["name"], row["address"])
            except ValueError as reason:
                raise BadInput(f"{path}, line {line}: {reason}") from None
        return Names(people, self.about, places, self.texts)


def _add(
    people: dict[ChecksumAddress, str], places: dict[int, str], name: str, address: str
) -> None:
    if not name:
        raise ValueError("the name is empty")
    number = address.removeprefix(_PLACE)
    if number != address and number.isdecimal():
        places[int(number)] = name
    else:
        people[to_address(address)] = name


def _scopes(scopes: tuple[Scope, ...]) -> list[Scope]:
    return [each for scope in scopes for each in (scope, *_scopes(scope.scopes))]
