# SPDX-License-Identifier: Apache-2.0
"""`cosmolocal new` writes a first `alliance.yaml`; `cosmolocal migrate` brings an older one up."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cosmolocal.cli.common import Answer
from cosmolocal.files import read_text

if TYPE_CHECKING:
    from cosmolocal.cli.session import Session
    from cosmolocal.deploy.template import Answers

_DAYS = 90
Founders = Annotated[
    list[str] | None,
    typer.Option(help="NAME or NAME=0xADDRESS; once for each.", show_default=False),
]


def new(
    session: "Session",
    file: Annotated[Path, typer.Argument(help="Where to write.")] = Path("alliance.yaml"),
    name: Annotated[str | None, typer.Option(help="What people call the alliance.")] = None,
    symbol: Annotated[
        str | None, typer.Option(help="Short word of capitals that wallets show.")
    ] = None,
    covenant: Annotated[
        str | None, typer.Option(help="What all agree to. @FILE reads it from a file.")
    ] = None,
    season_days: Annotated[int | None, typer.Option(help="Length of a season.", min=1)] = None,
    person: Founders = None,
    organisation: Founders = None,
    place: Annotated[str | None, typer.Option(help="A first scope; empty for none.")] = None,
    guardian: Annotated[
        str | None, typer.Option(help="Seat that may cancel harmful proposals for 180 days.")
    ] = None,
) -> Answer:
    """Ask a few questions and write a first alliance.yaml, with comments."""
    from cosmolocal.deploy.template import written
    from cosmolocal.errors import BadInput

    if file.exists():
        raise BadInput(f"{file} is there already", next_step="Give another name for the new file.")
    given = {
        "name": name,
        "symbol": symbol,
        "covenant": covenant,
        "season_days": season_days,
        "persons": person,
        "organisations": organisation,
        "place": place,
        "guardian": guardian,
    }
    text = written(_answers(session, given))
    session.output.write_file(file, text)
    steps = [
        f"Read {file} through, and change what should be otherwise.",
        f"cosmolocal deploy plan {file} --account dev:founder   (with `anvil` running beside it)",
        "For a real chain: an address for each seat, --rpc and --account of your own.",
    ]
    return Answer(
        {"file": str(file), "next": steps},
        "\n".join([f"Wrote {file}. Next:", *(f"  {n}. {s}" for n, s in enumerate(steps, 1))]),
        view="",
    )


def migrate(
    session: "Session",
    file: Annotated[Path, typer.Argument(help="The alliance.yaml.", show_default=False)],
    write: Annotated[
        bool, typer.Option("--write", help="Replace the file; else the text goes to stdout.")
    ] = False,
) -> Answer:
    """Bring an alliance.yaml of an older version to the present one; comments stay."""
    from cosmolocal.deploy.description import read_description
    from cosmolocal.deploy.migration import PRESENT, rewritten

    described = read_description(file)  # refused with its lines if it is none
    old = read_text(file)
    text = rewritten(old)
    data = {"file": str(file), "version": PRESENT, "changed": text != old, "written": write}
    if write:
        session.output.write_file(file, text)
        return Answer(data, f"{described.name}: {file} is of version {PRESENT}.", view="")
    return Answer(data | {"text": text}, view=session.output.Whole(text))


def _answers(session: "Session", given: dict[str, Any]) -> "Answers":
    """Take what was given, and ask for the rest."""
    from pydantic import ValidationError

    from cosmolocal.deploy.template import Answers, member
    from cosmolocal.errors import BadInput

    asked = _asked(session, given)
    covenant = session.inputs.words(asked["covenant"])
    persons, organisations = (
        tuple(member(text) for text in asked[key]) for key in ("persons", "organisations")
    )
    try:
        return Answers(
            **asked | {"covenant": covenant, "persons": persons, "organisations": organisations}
        )
    except ValidationError as error:
        first = error.errors()[0]
        raise BadInput(f"{first['loc'][0]}: {first['msg']}") from error


def _asked(session: "Session", given: dict[str, Any]) -> dict[str, Any]:
    """Ask for what is needed and was not given; without a terminal name the missing flags."""
    from cosmolocal.errors import BadInput

    needed = ("name", "symbol", "covenant", "persons")
    missing = [key for key in needed if not given[key]]
    if missing and (session.no_input or not session.output.is_interactive()):
        flags = ", ".join("--person" if key == "persons" else f"--{key}" for key in missing)
        raise BadInput("nobody is there to be asked", next_step=f"Give {flags}.")
    is_asked = bool(missing)
    asked = dict(given)
    for key, question, read in _QUESTIONS:
        if is_asked and not given[key]:
            asked[key] = read(session.output.ask(f"{question} ").strip())
    defaults = {"season_days": _DAYS, "organisations": (), "place": "", "guardian": ""}
    return {
        key: default if asked[key] is None else asked[key] for key, default in defaults.items()
    } | {key: asked[key] for key in needed}


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _number(text: str) -> int:
    from cosmolocal.errors import BadInput

    if text and not text.isdecimal():
        raise BadInput(f"{text!r} is no number of days")
    return int(text or _DAYS)


_QUESTIONS: tuple[tuple[str, str, Callable[[str], Any]], ...] = (
    ("name", "What do people call the alliance?", str),
    ("symbol", "A short word of capitals for wallets, such as RIVER?", str),
    ("covenant", "What does everybody agree to, in a sentence or two?", str),
    ("season_days", f"How many days has a season? [{_DAYS}]", _number),
    ("persons", "Founding persons, separated by commas (Name or Name=0x…)?", _listed),
    ("organisations", "Founding organisations, likewise? [none]", _listed),
    ("place", "A first place or guild inside it? [none]", str),
    ("guardian", "Which founder may cancel harmful proposals for 180 days? [nobody]", str),
)
