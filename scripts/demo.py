# SPDX-License-Identifier: Apache-2.0
"""Live one season of an alliance on a fresh chain of its own, and count it again from events.

ape run demo [--report DIR] [--engine auto|anvil|in-process]
"""

from pathlib import Path

import click

from cosmolocal.demo.chapters import Season
from cosmolocal.demo.count import count
from cosmolocal.local import open_local_chain
from cosmolocal.report.season import write_season


@click.command()
@click.option("--report", type=click.Path(path_type=Path), help="Folder for an HTML report.")
@click.option("--engine", type=click.Choice(["auto", "anvil", "in-process"]), default="auto")
def cli(report, engine):
    """Tell the season day by day; exit code 1 if a figure differs."""
    with open_local_chain(engine) as local:
        season = Season(local, lambda day, text: click.echo(f"day {day:2}  {text}"))
        season.run()
        figures = count(season)
    for check in figures.checks:
        click.echo(f"{check.domain:26} {check.compared:4} compared, {check.different} different")
    if report:
        click.echo(write_season(figures, report))
    raise SystemExit(0 if figures.verified else 1)
