# SPDX-License-Identifier: Apache-2.0
"""The group that every command of the treasury joins, and the options they share."""

from pathlib import Path
from typing import Annotated

import typer

from cosmolocal.cli.common import group

app = group("What we hold in common.")

PotNumber = Annotated[int, typer.Option("--pot", help="Number of a pot.", min=1)]
Category = Annotated[int, typer.Option(help="Number in the budget table.", min=0)]
Memo = Annotated[
    str | None,
    typer.Option(help="What for. Kept here: the chain gets a salted commitment. @FILE reads it."),
]
Book = Annotated[
    Path | None,
    typer.Option(help="CSV of your names; else addresses.csv.", envvar="COSMOLOCAL_BOOK"),
]
