# SPDX-License-Identifier: Apache-2.0
"""A page of sections, each a chart with the table of its figures beside it, as one HTML file.

Every text is escaped by the template; the charts are the only markup that enters as it is.
Errors: `BadInput` if the folder cannot be written.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from cosmolocal import files


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing in two widths, and what it shows in words for those who do not see it."""

    title: str
    alt: str
    wide: str
    narrow: str


@dataclass(frozen=True, slots=True)
class Column:
    """A heading; figures stand on the right, so that their digits line up."""

    name: str
    figures: bool = False


def figures(*names: str) -> tuple[Column, ...]:
    """Make headings of columns of figures."""
    return tuple(Column(name, figures=True) for name in names)


@dataclass(frozen=True, slots=True)
class Table:
    """The figures of a section, exact and as text."""

    caption: str
    columns: tuple[Column, ...]
    rows: Sequence[Sequence[str]]
    totals: Sequence[Sequence[str]] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """One thing to see. Without a chart the table has the whole width."""

    id: str
    title: str
    text: str
    table: Table
    chart: Chart | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """A whole report: a few figures on top, then sections, then where all of it comes from."""

    title: str
    kicker: str
    lead: str
    figures: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
    footnotes: tuple[str, ...] = field(default=())


def render(page: Page) -> str:
    """Return the page as HTML."""
    environment = Environment(
        loader=PackageLoader("cosmolocal.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["drawing"] = Markup
    return environment.get_template("page.html").render(page=page)


def write(page: Page, folder: Path, name: str) -> Path:
    """Write the page into a folder, which is made if need be; return its path."""
    path = folder / f"{name}.html"
    files.write(path, render(page))
    return path
