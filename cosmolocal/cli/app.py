# SPDX-License-Identifier: Apache-2.0
"""All commands together."""

from typing import Annotated

import typer

from cosmolocal import __version__
from cosmolocal.cli import (
    deploy,
    events,
    funding,
    governance,
    ledger,
    membership,
    paper,
    plan,
    scopes,
    tally,
    treasury,
)
from cosmolocal.cli.alliance_file import migrate, new
from cosmolocal.cli.common import READ, SEND, command
from cosmolocal.cli.demo import demo
from cosmolocal.cli.doctor import doctor
from cosmolocal.cli.serve import serve
from cosmolocal.cli.verify import resume

app = typer.Typer(
    help="An alliance in a box: decide, hold, remember and reward together.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,  # they would print local variables, keys among them
)


def _print_version(wanted: bool) -> None:
    if wanted:
        print(__version__)  # noqa: T201
        raise typer.Exit


@app.callback()
def root(
    _version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version."
        ),
    ] = False,
) -> None:
    """Take the options in front of every command."""


command(app, options=("no_input",))(new)
command(app)(migrate)
command(app)(demo)
command(app, options=(*READ, "account"))(doctor)
command(app, options=("rpc",))(resume)
command(app, options=(*SEND, "manifest"))(serve)
for domain in (
    deploy,
    membership,
    scopes,
    governance,
    treasury,
    ledger,
    funding,
    tally,
    events,
    paper,
    plan,
):
    app.add_typer(domain.app, name=domain.__name__.rpartition(".")[2])
