# SPDX-License-Identifier: Apache-2.0
"""`cosmolocal paper`: signed slips as squares to print, and scanned squares as files to bring."""

import sys
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cosmolocal import files
from cosmolocal.cli.common import Answer, command, group
from cosmolocal.errors import BadInput
from cosmolocal.words import _

if TYPE_CHECKING:
    from cosmolocal.cli.session import Session

app = group("Slips on paper: print them, scan them.")

_STYLE = (
    "body{font:1rem/1.5 sans-serif;margin:1rem}"
    "figure{break-inside:avoid;margin:0 0 2rem;max-width:18rem}"
    "svg{width:100%;height:auto}code{overflow-wrap:anywhere;font-size:.6rem}"
)


@command(app, "print")
def print_(
    session: "Session",
    files: Annotated[list[Path], typer.Argument(help="Files of signed messages.")],
    out: Annotated[Path, typer.Option(help="The sheet to write, a page of HTML.")],
) -> Answer:
    """Write a sheet with a square for every signed slip or ballot."""
    from cosmolocal.paper import lines_of

    lines = [line for file in files for line in lines_of(session.inputs.file(file), name=str(file))]
    squares = "\n".join(map(_square, range(1, len(lines) + 1), lines))
    title = escape(_("Signed slips"))
    page = (
        f'<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n<title>{title}</title>\n'
        f"<style>{_STYLE}</style>\n<h1>{title}</h1>\n{squares}\n</html>\n"
    )
    session.output.write_file(out, page)
    said = _("%(file)s holds %(count)s slips. Print it.", file=str(out), count=len(lines))
    return Answer({"file": str(out), "lines": lines}, said, view="")


@command(app)
def scan(
    session: "Session",
    out: Annotated[Path, typer.Option(help="Folder for the files of what was scanned.")],
    lines: Annotated[
        Path | None, typer.Option(help="Lines of a scanner; without it, standard input.")
    ] = None,
) -> Answer:
    """Read the lines of a scanner into files that `relay` brings, many at once."""
    from cosmolocal.paper import files_of

    text = session.inputs.file(lines) if lines else sys.stdin.read()
    found = files_of(text.splitlines())
    if not found:
        raise BadInput(_("nothing was scanned"), next_step=_("Scan a square; each becomes a line."))
    if taken := [each.name for each in found if (out / each.name).exists()]:
        said = _("%(file)s is there already", file=str(out / taken[0]))
        raise BadInput(said, next_step=_("Name another folder."))
    files.write_all(out, {each.name: each.text for each in found})
    rows: list[dict[str, Any]] = [
        {"file": str(out / each.name), "messages": each.messages} for each in found
    ]
    steps = [f"cosmolocal {each.command} {out / each.name}" for each in found]
    return Answer({"files": rows, "next": steps}, "\n".join(steps), view="")


def _square(number: int, line: str) -> str:
    """Draw one slip; at level M a fold or a stain does not matter."""
    try:
        import segno
    except ModuleNotFoundError:
        raise BadInput(
            _("printing needs the library segno"),
            next_step=_("Install the extra: cosmolocal[cli]."),
        ) from None
    image = segno.make_qr(line, error="m").svg_inline(scale=3, border=4)
    return f"<figure><figcaption>{number}</figcaption>{image}<code>{line}</code></figure>"
