# SPDX-License-Identifier: Apache-2.0
"""What a page is: a template, and a function from a visit to what the template is told.

    pages = Pages()

    @pages.add("/members/{seat:int}", "member.html")
    def member(visit: Visit, seat: int) -> Told:
        return {"seat": visit.state.membership.seats[seat]}

Errors: `NothingThere` where the address names nothing, which becomes a page that says so.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from cosmolocal.errors import BadInput
from cosmolocal.pages.state import State
from cosmolocal.words import _

Told = Mapping[str, Any]
Tell = Callable[..., "Told | Elsewhere"]
_LONGEST_NUMBER = 78
A_PAGE = 50
"""Rows of a list on one page."""


@dataclass(frozen=True)
class Elsewhere:
    """What somebody looks for stands at another address."""

    path: str


@dataclass(frozen=True)
class Visit:
    """Somebody asks for a page: the alliance as it is, and what the address says."""

    state: State
    path: str
    query: Mapping[str, str]

    def number(self, name: str, default: int = 0, *, most: int = 2**256 - 1) -> int:
        """Read a whole number of the query."""
        text = self.query.get(name, "")
        if not text:
            return default
        if not (text.isascii() and text.isdecimal() and len(text) <= _LONGEST_NUMBER):
            raise BadInput(
                _("%(name)s has to be a whole number", name=name),
                next_step=_("Go back and correct it."),
            )
        return min(int(text), most)

    def text(self, name: str, most: int = 100) -> str:
        """Read a text of the query, cut off where it is too long."""
        return self.query.get(name, "").strip()[:most]


@dataclass(frozen=True)
class Page:
    """One page: where it is, how it looks, what it tells."""

    path: str
    template: str
    tell: Tell


@dataclass
class Pages:
    """The pages of one part of the site."""

    pages: list[Page] = field(default_factory=list)

    def add(self, path: str, template: str) -> Callable[[Tell], Tell]:
        """Make a function tell what the page at `path` shows; `{name:int}` are its arguments."""

        def added(tell: Tell) -> Tell:
            self.pages.append(Page(path, template, tell))
            return tell

        return added


@dataclass(frozen=True)
class Part:
    """One page of a long list."""

    rows: list[Any]
    number: int
    count: int
    total: int


def part_of(rows: list[Any], visit: Visit) -> Part:
    """Cut a list into pages and take the one that is asked for: `?page=2`."""
    count = max(1, -(-len(rows) // A_PAGE))
    number = min(max(visit.number("page", 1), 1), count)
    return Part(rows[(number - 1) * A_PAGE : number * A_PAGE], number, count, len(rows))
