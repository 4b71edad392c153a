# SPDX-License-Identifier: Apache-2.0
"""What was signed and what became of it: JSON lines, written to disk before anything is sent.

A crash at any moment leaves enough to find out whether a transaction landed and to send the very
same bytes again; it never leaves a transaction that nobody remembers. One file per chain, one
writer at a time (a file lock, for the nonce of an account must have one owner). A step's intent is
the hash of what it does, so a finished step that is asked for again is found, not sent again.

Lines: `signed` (intent, label, account, nonce, raw bytes, hash), then one of `mined`, `replaced`
(another transaction took the nonce), `refused` (the node turned the bytes down; the nonce is free).

Errors: `JournalDamaged`; nothing has been sent when it is raised.
"""

import errno
import fcntl
import json
import os
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO, Literal

from eth_typing import ChecksumAddress

from cosmolocal.errors import JournalDamaged

State = Literal["signed", "mined", "replaced", "refused"]

VERSION = 1


@dataclass(frozen=True, slots=True)
class Entry:
    """One signed transaction; `block`, `block_hash` and `status` are known once it is mined."""

    intent: str
    label: str
    account: ChecksumAddress
    nonce: int
    raw: str
    hash: str
    state: State = "signed"
    block: int | None = None
    block_hash: str | None = None
    status: int | None = None


def intent_id(chain: str, account: str, to: str | None, value: int, data: bytes, step: str) -> str:
    """Address a step by its content: the same step on the same chain has the same id.

    `chain` tells one chain from another of the same id; `step` tells apart what is meant to happen
    twice.
    """
    content = [chain, account, to, str(value), sha256(data).hexdigest(), step]
    return sha256(json.dumps(content).encode()).hexdigest()


def default_folder() -> Path:
    """Where journals live: `$XDG_STATE_HOME/cosmolocal`, by default under `~/.local/state`."""
    state = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    return Path(state) / "cosmolocal" / "journal"


class Journal:
    """The journal of one chain.

    `path` is its file; None keeps it in memory only, for chains that are thrown away.
    """

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self._entries: dict[str, Entry] = {}  # by hash
        self._by_intent: dict[str, dict[str, None]] = {}  # an ordered set of hashes
        self._open: set[str] = set()
        self._read_to = 0
        self._mutex = threading.RLock()
        self._file: BinaryIO | None = None

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Be the only writer, in this process and among all; learn first what others wrote."""
        with self._mutex:
            if self.path is None or self._file is not None:
                yield
                return
            with self._opened(self.path) as file:
                self._catch_up(file)
                self._file = file
                try:
                    yield
                finally:
                    self._file = None

    def entries(self) -> list[Entry]:
        """Every transaction in the order of signing, with its latest state."""
        return list(self._entries.values())

    def of_intent(self, intent: str) -> list[Entry]:
        """List the transactions of one step: several if fees were raised or the node refused."""
        return [self._entries[hash_] for hash_ in self._by_intent.get(intent, ())]

    def unsettled(self, account: str | None = None) -> list[Entry]:
        """List what was signed and has no known outcome."""
        found = (entry for hash_, entry in self._entries.items() if hash_ in self._open)
        return [entry for entry in found if account in (None, entry.account)] if self._open else []

    def sign(self, entries: Sequence[Entry]) -> None:
        """Remember signed transactions; on disk when this returns."""
        stamp = int(time.time())
        self._append([{**_line(entry), "at": stamp} for entry in entries])

    def settle(self, entries: Sequence[Entry]) -> None:
        """Remember what became of transactions."""
        keys = ("intent", "hash", "state", "block", "block_hash", "status")
        self._append([{key: getattr(entry, key) for key in keys} for entry in entries])

    def _append(self, lines: Sequence[dict[str, Any]]) -> None:
        with self.locked():
            if self._file is not None and lines:
                text = "".join(json.dumps({"v": VERSION, **line}) + "\n" for line in lines)
                self._write(self._file, text.encode())
            for line in lines:
                self._learn(line)

    def _write(self, file: BinaryIO, data: bytes) -> None:
        """Write after the last whole line and wait for the disk; on failure leave no trace."""
        try:
            file.seek(self._read_to)
            file.truncate()
            if file.write(data) != len(data):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            os.fsync(file.fileno())
        except OSError as error:
            with suppress(OSError):  # else what was never sent would be sent by the next run
                file.truncate(self._read_to)
            raise JournalDamaged(f"cannot write {self.path}: {error}") from error
        self._read_to += len(data)

    @contextmanager
    def _opened(self, path: Path) -> Iterator[BinaryIO]:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise JournalDamaged(f"cannot open {path}: {error}") from error
        # Unbuffered: a failed write must not come back when the file is closed.
        with os.fdopen(descriptor, "r+b", buffering=0) as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield file  # closing it releases the lock

    def _catch_up(self, file: BinaryIO) -> None:
        """Read the lines written since the last time; a torn last line was never acted on."""
        file.seek(self._read_to)
        data = file.read()
        whole = data[: data.rfind(b"\n") + 1]
        for number, text in enumerate(whole.splitlines(), start=1):
            try:
                self._learn(json.loads(text))
            except JournalDamaged:
                raise
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                raise JournalDamaged(f"{self.path}: unreadable entry {number}") from error
        self._read_to += len(whole)

    def _learn(self, line: dict[str, Any]) -> None:
        """Take one line into the index."""
        if line.get("v", VERSION) != VERSION:
            raise JournalDamaged(f"{self.path} was written by a newer version of this package")
        if line["state"] == "signed":
            entry = Entry(**{key: line[key] for key in _SIGNED_KEYS})
            self._entries[entry.hash] = entry
            self._by_intent.setdefault(entry.intent, {})[entry.hash] = None
            self._open.add(entry.hash)
        else:
            outcome = {key: line[key] for key in ("state", "block", "block_hash", "status")}
            self._entries[line["hash"]] = replace(self._entries[line["hash"]], **outcome)
            self._open.discard(line["hash"])


_SIGNED_KEYS = ("intent", "label", "account", "nonce", "raw", "hash", "state")


def _line(entry: Entry) -> dict[str, Any]:
    return {key: getattr(entry, key) for key in _SIGNED_KEYS}
