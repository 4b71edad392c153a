# SPDX-License-Identifier: Apache-2.0
"""Events in a file: read once, kept, asked with tables; what a reorganisation undid is undone here.

    alliance = Alliance.connect(rpc, manifest, store="river-valley.duckdb")
    alliance.store.sync(alliance.chain)
    votes = alliance.store.table("VoteCast")
    votes.group_by("proposalId").agg(ballots=votes.count()).to_pyarrow()

The file is a DuckDB database; tables are Ibis expressions, so that the same questions go to a
server. A range of blocks and the mark of how far the file reaches are written in one transaction:
whatever ends the program, the next run goes on from there, and no event is kept twice. Before it
goes on it looks for the last block here that is still part of the chain, and drops what came
after.

Needs the extra `analytics`. Errors: `BadInput` for a file that is no event store, in use by another
program, or of other contracts; `CannotWrite` if the disk refuses; `WrongChain`; `ChainReorganised`
if the chain keeps changing while it is read; `NodeTrouble`.
"""

import json
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import duckdb
import ibis
import pyarrow as pa

from cosmolocal import codec
from cosmolocal.errors import BadInput, CannotWrite, ChainReorganised, WrongChain
from cosmolocal.events.arguments import column_type, from_json, to_json
from cosmolocal.events.event import Decoder, Event
from cosmolocal.events.reader import History, Part, decoded, read_parts
from cosmolocal.reader import ChainView

VERSION = 1
# A chain that changes so often while it is read is not read any further.
_ATTEMPTS = 3

_SCHEMA = """
    CREATE TABLE source (version INTEGER, chain_id BIGINT, first BIGINT, contracts VARCHAR);
    CREATE TABLE reached (block BIGINT PRIMARY KEY, hash VARCHAR NOT NULL);
    CREATE TABLE events (
        block BIGINT, log_index INTEGER, block_hash VARCHAR, timestamp BIGINT, tx_hash VARCHAR,
        address VARCHAR, contract VARCHAR, event VARCHAR, arguments JSON,
        PRIMARY KEY (block, log_index)
    );
"""
_NEWEST = "SELECT block, hash FROM reached ORDER BY block DESC LIMIT 1"
_KNOWN = "SELECT block, hash FROM reached UNION SELECT block, block_hash FROM events ORDER BY 1"
_BETWEEN = "SELECT * FROM events WHERE block BETWEEN ? AND ? ORDER BY block, log_index"
_LAST_BLOCK = 2**63 - 1
_CHUNK_EVENTS = 10_000

_COLUMNS = {
    "block": pa.int64(),
    "log_index": pa.int32(),
    "block_hash": pa.string(),
    "timestamp": pa.int64(),
    "tx_hash": pa.string(),
    "address": pa.string(),
    "contract": pa.string(),
    "event": pa.string(),
    "arguments": pa.string(),
}


@dataclass(frozen=True, slots=True)
class Progress:
    """What a run of `sync` did: events added and dropped, and the block that the file reaches."""

    added: int
    dropped: int
    last: int
    last_hash: str


class EventStore:
    """The events of the contracts that `decoder` knows, from block `first` on, in a file."""

    def __init__(self, path: Path | str, decoder: Decoder, *, first: int = 0) -> None:
        self.path, self.first, self._decoder = Path(path), first, decoder
        self._database: Any = _open(self.path)
        try:
            with self._on_disk():
                self._begin()
        except BaseException:
            self.close()
            raise
        self._readers = {key: from_json(entry["inputs"]) for key, entry in decoder.entries.items()}

    def __enter__(self) -> Self:
        """Use the store for a while."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the file."""
        self.close()

    def close(self) -> None:
        """Close the file, so that other programs may open it."""
        self._database.disconnect()

    def sync(self, view: ChainView, *, last: int | None = None) -> Progress:
        """Read what the chain has beyond the file, up to block `last`, by default the newest.

        Memory does not grow with the number of events.
        """
        with self._on_disk():
            return self._sync(view, last)

    def _sync(self, view: ChainView, last: int | None) -> Progress:
        self._check_chain(view)
        before = self._count()
        dropped = 0
        for attempt in range(1, _ATTEMPTS + 1):
            dropped += self._drop_undone(view)
            try:
                end = view.at(last)
                self._read_on(view, end.block)
                if view.at(end.block).block_hash != end.block_hash:
                    raise ChainReorganised(f"block {end.block} changed while events were read")
            except ChainReorganised:
                if attempt == _ATTEMPTS:
                    raise
            else:
                break
        added = self._count() - before + dropped
        return Progress(added, dropped, *(self._reached() or (end.block, end.block_hash)))

    def read(self, view: ChainView, *, first: int = 0, last: int | None = None) -> History:
        """Bring the file up to date and return its events, as `reader.read_events` does."""
        if first < self.first:
            raise BadInput(f"{self.path} begins with block {self.first}, not with {first}")
        end = view.at(last)
        self.sync(view, last=end.block)
        found = self._rows("SELECT hash FROM reached WHERE block = ?", end.block)
        if found and found[0][0] != end.block_hash:
            raise ChainReorganised(f"block {end.block} changed while events were read")
        return History(tuple(self.events(first, end.block)), first, end.block, end.block_hash)

    def events(self, first: int = 0, last: int | None = None) -> Iterator[Event]:
        """Return the events that are kept, in the order of the chain, from `first` to `last`."""
        between = [first, _LAST_BLOCK if last is None else last]
        rows = self._database.con.cursor().execute(_BETWEEN, between)
        while chunk := rows.fetchmany(_CHUNK_EVENTS):
            for row in chunk:
                yield self._event(*row)

    def table(self, event: str | None = None, contract: str | None = None) -> Any:
        """Return an Ibis table: of all events, or of one event with a column per argument.

        `contract` tells events of the same name apart.
        """
        everything = self._database.table("events")
        if event is None:
            return everything
        key = self._kind(event, contract)
        mine = everything.filter(everything.contract == key[0], everything.event == key[1])
        given = mine.arguments.cast("json")
        columns = {
            each["name"]: _column(given[each["name"]], column_type(each))
            for each in self._decoder.entries[key]["inputs"]
        }
        place = ["block", "log_index", "timestamp", "tx_hash"]
        free = {name if name not in place else f"{name}_": at for name, at in columns.items()}
        return mine.select(*place, **free)

    def rows(self, table: Any) -> list[dict[str, Any]]:
        """Run a question; return its rows."""
        return list(self._database.to_pyarrow(table).to_pylist())

    def export(self, table: Any, path: Path) -> int:
        """Write the rows of a table to a new CSV or Parquet file; return their number."""
        write = {".csv": self._database.to_csv, ".parquet": self._database.to_parquet}.get(
            path.suffix
        )
        if write is None:
            raise BadInput(f"{path} ends neither in .csv nor in .parquet")
        if path.exists():
            raise BadInput(f"{path} is there already", next_step="Name a new file.")
        place = [name for name in ("block", "log_index") if name in table.columns]
        with self._on_disk(path):
            try:
                write(table.order_by(place), path)
            except BaseException:
                path.unlink(missing_ok=True)  # half a table looks like a whole one
                raise
        return int(self.rows(table.aggregate(count=table.count()))[0]["count"])

    # --- what the file holds ------------------------------------------------------------------

    def _begin(self) -> None:
        """Lay out a new file; one that exists must be about the same contracts."""
        if not self._rows("SELECT * FROM duckdb_tables()"):
            with self._transaction() as run:
                run(_SCHEMA)
        try:
            sources = self._rows("SELECT version, first, contracts FROM source")
        except duckdb.CatalogException:
            raise BadInput(
                f"{self.path} is a database, but no event store", next_step="Name another file."
            ) from None
        mine = (VERSION, self.first, self._contracts())
        if any((version, first, json.loads(text)) != mine for version, first, text in sources):
            raise BadInput(
                f"{self.path} holds events of other contracts, or from another block on",
                next_step="Name another file, or remove this one: all of it is on the chain.",
            )

    def _check_chain(self, view: ChainView) -> None:
        """A file is of the chain that it was begun with."""
        row = [VERSION, view.chain_id, self.first, json.dumps(self._contracts())]
        if not self._rows("SELECT chain_id FROM source"):
            self._rows("INSERT INTO source VALUES (?, ?, ?, ?)", *row)
        [(chain_id,)] = self._rows("SELECT chain_id FROM source")
        if chain_id != view.chain_id:
            raise WrongChain(
                f"{self.path} holds events of chain {chain_id}, the node serves {view.chain_id}"
            )

    def _contracts(self) -> dict[str, str]:
        return {str(address): self._decoder.name(address) for address in self._decoder.addresses}

    def _kind(self, event: str, contract: str | None) -> tuple[str, str]:
        found = [
            key for key in self._decoder.entries if key[1] == event and contract in (None, key[0])
        ]
        if len(found) == 1:
            return found[0]
        of = " or ".join(name for name, _ in found)
        raise BadInput(
            f"event {event!r} is given by {of}" if found else f"no contract gives {event!r}",
            next_step="Name the contract too." if found else "Check the name of the event.",
        )

    # --- reading on ---------------------------------------------------------------------------

    def _read_on(self, view: ChainView, end: int) -> None:
        """Read from where the file ends to block `end`, a range at a time."""
        reached = self._reached()
        parts = read_parts(
            view,
            self._decoder.addresses,
            first=reached[0] + 1 if reached else self.first,
            last=end,
            before=reached[1] if reached else None,
        )
        for part in parts:
            self._keep(decoded(view, self._decoder, part.logs), part)

    def _keep(self, events: Sequence[Event], part: Part) -> None:
        table = pa.Table.from_arrays(
            [
                pa.array(column, kind)
                for column, kind in zip(_by_column(events), _COLUMNS.values(), strict=True)
            ],
            names=list(_COLUMNS),
        )
        with self._transaction() as run:
            self._database.con.register("part", table)
            run("INSERT INTO events SELECT * FROM part")
            self._database.con.unregister("part")
            run("INSERT INTO reached VALUES (?, ?)", [part.last, part.last_hash])

    def _drop_undone(self, view: ChainView) -> int:
        """Forget what stands after the last block that is still part of the chain."""
        reached = self._reached()
        if reached is None or _stands(view, *reached):
            return 0
        known = self._rows(_KNOWN)
        # Whatever stands, stands on everything before it.
        undone = bisect_left(known, 1, key=lambda row: int(not _stands(view, *row)))
        last = known[undone - 1][0] if undone else -1
        before = self._count()
        with self._transaction() as run:
            run("DELETE FROM events WHERE block > ?", [last])
            run("DELETE FROM reached WHERE block > ?", [last])
            if undone:
                run("INSERT OR IGNORE INTO reached VALUES (?, ?)", known[undone - 1])
        return before - self._count()

    # --- the database -------------------------------------------------------------------------

    @contextmanager
    def _on_disk(self, path: Path | None = None) -> Iterator[None]:
        """Say in words what the disk has against a file; the store's own is opened anew."""
        try:
            yield
        except (duckdb.OperationalError, duckdb.FatalException, OSError) as error:
            reason = str(error).partition("\n")[0]
            raise CannotWrite(f"cannot write {path or self.path}: {reason}") from error

    @contextmanager
    def _transaction(self) -> Iterator[Any]:
        """Give what runs statements that all count, or none."""
        connection = self._database.con
        connection.begin()
        try:
            yield lambda text, given=(): connection.execute(text, list(given)).fetchall()
        except BaseException:
            connection.rollback()
            raise
        connection.commit()

    def _rows(self, query: str, *given: Any) -> list[tuple[Any, ...]]:
        return list(self._database.con.execute(query, list(given)).fetchall())

    def _reached(self) -> tuple[int, str] | None:
        """Return number and hash of the last block that was read."""
        found = self._rows(_NEWEST)
        return (found[0][0], found[0][1]) if found else None

    def _count(self) -> int:
        return int(self._rows("SELECT count(*) FROM events")[0][0])

    def _event(
        self,
        block: int,
        log_index: int,
        block_hash: str,
        timestamp: int,
        tx_hash: str,
        address: Any,
        contract: str,
        name: str,
        arguments: str,
    ) -> Event:
        return Event(
            contract=contract,
            name=name,
            args=self._readers[contract, name](arguments),
            address=address,
            block=block,
            block_hash=block_hash,
            timestamp=timestamp,
            tx_hash=tx_hash,
            log_index=log_index,
        )


def _open(path: Path) -> Any:
    """Open a database file, or make one."""
    try:
        database = ibis.duckdb.connect(str(path))
    except duckdb.IOException as error:
        taken = "lock" in str(error).lower()
        raise BadInput(
            f"{path} is in use by another program" if taken else f"cannot open {path}: no database",
            next_step="Wait for it to end." if taken else "Name another file.",
        ) from None
    database.raw_sql("SET enable_progress_bar=false")
    return database


def _stands(view: ChainView, block: int, block_hash: str) -> bool:
    """Whether a block is still part of the chain."""
    header = view.node.ask("eth_getBlockByNumber", hex(block), False)  # noqa: FBT003 - without bodies
    return header is not None and codec.as_hex(header["hash"]) == block_hash


def _by_column(events: Sequence[Event]) -> list[list[Any]]:
    return [
        [event.block for event in events],
        [event.log_index for event in events],
        [event.block_hash for event in events],
        [event.timestamp for event in events],
        [event.tx_hash for event in events],
        [event.address for event in events],
        [event.contract for event in events],
        [event.name for event in events],
        [to_json(event.args) for event in events],
    ]


def _column(given: Any, kind: str) -> Any:
    """Take an argument out of the JSON as a column of its type."""
    if kind == "json":
        return given
    if kind == "boolean":
        return given.bool
    return given.str if kind == "string" else given.str.cast(kind)
