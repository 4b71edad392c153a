# SPDX-License-Identifier: Apache-2.0
"""`cosmolocal events`: what the contracts said, kept in a file beside the manifest."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cosmolocal.cli.common import READ, Answer, command, group

if TYPE_CHECKING:
    from cosmolocal.cli.session import Session
    from cosmolocal.events.store import EventStore

app = group("Keep the events of an alliance in a file: read once, ask often.")

Store = Annotated[
    Path | None, typer.Option(help="The file; by default beside the manifest, as NAME.duckdb.")
]
Name = Annotated[str | None, typer.Option(help="Only this event, with a column per argument.")]
Contract = Annotated[str | None, typer.Option(help="Whose event, where several have it.")]


@command(app, options=READ)
def sync(session: "Session", store: Store = None) -> Answer:
    """Read what the chain has beyond the file, and drop what a reorganisation undid."""
    with _open(session, store) as kept:
        progress = kept.sync(session.alliance.chain)
    return Answer(asdict(progress) | {"file": str(kept.path)})


@command(app, "list", options=READ)
def list_events(
    session: "Session",
    event: Name = None,
    contract: Contract = None,
    last: Annotated[int, typer.Option(help="How many, the newest first.", min=1)] = 20,
    store: Store = None,
) -> Answer:
    """Show the newest events, after a sync."""
    with _open(session, store) as kept:
        kept.sync(session.alliance.chain)
        table = kept.table(event, contract)
        newest = table.order_by([table.block.desc(), table.log_index.desc()]).limit(last)
        rows = kept.rows(newest)
    return Answer(rows, view=[_shown(session, row) for row in rows])


@command(app, options=READ)
def export(
    session: "Session",
    out: Annotated[Path, typer.Argument(help="A new file that ends in .csv or .parquet.")],
    event: Name = None,
    contract: Contract = None,
    store: Store = None,
) -> Answer:
    """Write events to a table for other programs, after a sync."""
    with _open(session, store) as kept:
        kept.sync(session.alliance.chain)
        count = kept.export(kept.table(event, contract), out)
    return Answer({"file": str(out), "events": count})


def _open(session: "Session", path: Path | None) -> "EventStore":
    return session.alliance.open_store(path or session.manifest_path().with_suffix(".duckdb"))


def _shown(session: "Session", row: dict[str, Any]) -> dict[str, Any]:
    """Leave out what only programs ask for, and write the time as people do."""
    when = {"when": session.output.day(row["timestamp"])}
    hidden = ("timestamp", "log_index", "block_hash", "tx_hash", "address")
    return when | {name: value for name, value in row.items() if name not in hidden}
