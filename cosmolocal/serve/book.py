# SPDX-License-Identifier: Apache-2.0
"""Which signed messages a relay has paid for, and for whom: a file that its processes share.

A message is entered before it is sent, so that two relayers with one key keep the quota together
and no message is entered twice. What cost nothing after all is taken out again, and so is what no
longer counts. The file names seats and hashes, nothing else.

Errors: `JournalDamaged` if the file cannot be used; nothing was sent then.
"""

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from cosmolocal.errors import JournalDamaged, QuotaUsed
from cosmolocal.serve.policy import Quota

_TABLE = """
create table if not exists relayed (
  message text primary key, seat integer not null, at integer not null, tx text
) without rowid;
create index if not exists relayed_by_seat on relayed (seat, at);
"""
_WAIT_SECONDS = 20.0


class Book:
    """The book of one relay; `path` None keeps it in memory. `clock` gives UTC seconds."""

    def __init__(self, path: Path | None, *, clock: Callable[[], float] = time.time) -> None:
        self._path, self._clock = path, clock
        self._mutex = threading.Lock()  # of threads; of processes the file's own
        self._db = self._opened()

    def enter(self, message: str, seat: int, quota: Quota) -> bool:
        """Enter a message; False if it is there already. `QuotaUsed` if its share has no room.

        `seat` is a share: that of a seat, 0 of all newcomers, minus a seat of its claims.

        One that is there is not counted again: to ask twice costs nothing.
        """
        now = int(self._clock())
        with self._turn() as db:
            db.execute("delete from relayed where at <= ?", (now - quota.every,))
            if db.execute("select 1 from relayed where message = ?", (message,)).fetchone():
                return False
            count, oldest = db.execute(
                "select count(*), min(at) from relayed where seat = ?", (seat,)
            ).fetchone()
            if count >= quota.messages:
                raise QuotaUsed(
                    f"{_share(seat)} had {quota.messages} messages relayed",
                    seconds=max(oldest + quota.every - now, 1),
                )
            db.execute(
                "insert into relayed (message, seat, at) values (?, ?, ?)", (message, seat, now)
            )
        return True

    def has(self, message: str) -> bool:
        """Say whether a message was entered, whatever became of it."""
        with self._turn() as db:
            found = db.execute("select 1 from relayed where message = ?", (message,)).fetchone()
        return found is not None

    def landed(self, message: str) -> str | None:
        """Return the transaction by which a message counted, if it did."""
        with self._turn() as db:
            row = db.execute("select tx from relayed where message = ?", (message,)).fetchone()
        return str(row[0]) if row and row[0] else None

    def settle(self, message: str, tx: str) -> None:
        """Note by what a message counted."""
        with self._turn() as db:
            db.execute("update relayed set tx = ? where message = ?", (tx, message))

    def unsettle(self, message: str, tx: str) -> None:
        """Note that a transaction, mined anew after its block was taken back, did not count."""
        with self._turn() as db:
            db.execute("update relayed set tx = null where message = ? and tx = ?", (message, tx))

    def strike(self, message: str) -> None:
        """Take out a message that did not count."""
        with self._turn() as db:
            db.execute("delete from relayed where message = ? and tx is null", (message,))

    @property
    def now(self) -> int:
        """The time of its clock [UTC seconds]."""
        return int(self._clock())

    def left(self, seat: int, quota: Quota) -> int:
        """How many messages of a seat would be paid for now."""
        since = int(self._clock()) - quota.every
        with self._turn() as db:
            [count] = db.execute(
                "select count(*) from relayed where seat = ? and at > ?", (seat, since)
            ).fetchone()
        return max(quota.messages - int(count), 0)

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def _opened(self) -> sqlite3.Connection:
        try:
            if self._path is not None:
                self._path.parent.mkdir(parents=True, exist_ok=True)
            db = sqlite3.connect(
                self._path or ":memory:",
                timeout=_WAIT_SECONDS,
                isolation_level=None,
                check_same_thread=False,
            )
            db.executescript(_TABLE)
        except (OSError, sqlite3.Error) as error:
            raise JournalDamaged(f"cannot open {self._path}: {error}") from error
        return db

    @contextmanager
    def _turn(self) -> Iterator[sqlite3.Connection]:
        """Be the only one who reads and writes."""
        with self._mutex:
            try:
                self._db.execute("begin immediate")
                try:
                    yield self._db
                except BaseException:
                    self._db.execute("rollback")
                    raise
                self._db.execute("commit")
            except sqlite3.Error as error:
                raise JournalDamaged(f"cannot use {self._path}: {error}") from error


def _share(seat: int) -> str:
    if seat == 0:
        return "newcomers"
    return f"seat {seat}" if seat > 0 else f"claims of seat {-seat}"
