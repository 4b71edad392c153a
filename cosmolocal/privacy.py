# SPDX-License-Identifier: Apache-2.0
"""Texts stay here, their salted commitments go to the chain.

A commitment is `keccak256(salt ‖ text)` with 32 random bytes of salt: it says nothing about the
text, also where texts are short and easily guessed. Whoever is shown text and salt can check them
against the chain. Once a text is erased with its salt, nobody can tell any more what was committed.

The store is one SQLite file that only its owner may read, and that overwrites what it deletes.
Copies that a disk or a backup keeps are out of its reach.

Errors: `BadInput` for an unknown commitment, an unreadable file or a file that others may read;
`CannotWrite` if the disk refuses.
"""

import secrets
import sqlite3
import stat
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from eth_utils.crypto import keccak
from pydantic import BaseModel, ConfigDict, Field

from cosmolocal.errors import BadInput, CannotWrite
from cosmolocal.units import Bytes32

SALT_BYTES = 32
_BULK = 10_000  # texts written at once

_SCHEMA = """
CREATE TABLE IF NOT EXISTS texts (
    commitment BLOB PRIMARY KEY,
    salt BLOB NOT NULL,
    text TEXT NOT NULL
) WITHOUT ROWID
"""


class Opening(BaseModel):
    """A text and its salt: all that somebody needs to check a commitment."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: str = Field(repr=False)
    salt: Bytes32 = Field(repr=False)

    @property
    def commitment(self) -> bytes:
        """What stands for the text on the chain."""
        return commitment_of(self.text, self.salt)


def commitment_of(text: str, salt: bytes) -> bytes:
    """Commit to a text; the same characters in another encoding give the same commitment."""
    if len(salt) != SALT_BYTES:
        raise BadInput(f"a salt has {SALT_BYTES} bytes, this one {len(salt)}")
    return keccak(salt + unicodedata.normalize("NFC", text).encode())


def public_hash(text: str) -> bytes:
    """Hash a text that is meant for everybody, such as a covenant: whoever has it can check it."""
    return keccak(text=unicodedata.normalize("NFC", text))


class TextStore:
    """The texts behind commitments, kept and erased locally.

    `path` is the store's file; None keeps the texts in memory only.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = path
        try:
            self._database = _open(path)
        except (OSError, sqlite3.Error) as error:
            raise BadInput(f"cannot open the texts in {path}: {error}") from error

    def commit(self, text: str) -> bytes:
        """Keep a text and return its commitment, another one each time."""
        opening = Opening(text=text, salt=secrets.token_bytes(SALT_BYTES))
        self.keep(opening)
        return opening.commitment

    @contextmanager
    def in_bulk(self) -> Iterator[Callable[[str], bytes]]:
        """Keep many texts: yields what `commit` does, and writes by the ten thousand."""
        rows: list[tuple[bytes, bytes, str]] = []

        def write() -> None:
            with self._turn() as database:
                database.executemany("INSERT INTO texts VALUES (?, ?, ?)", sorted(rows))
            rows.clear()

        def commit(text: str) -> bytes:
            salt = secrets.token_bytes(SALT_BYTES)
            rows.append((commitment_of(text, salt), salt, text))
            commitment = rows[-1][0]
            if len(rows) == _BULK:
                write()
            return commitment

        yield commit
        write()

    def keep(self, opening: Opening) -> None:
        """Keep a text that somebody else has shown."""
        row = (opening.commitment, opening.salt, opening.text)
        with self._turn() as database:
            database.execute("INSERT OR REPLACE INTO texts VALUES (?, ?, ?)", row)

    def find(self, commitment: bytes) -> str | None:
        """Return the text of a commitment; None if it is not here, or no longer."""
        opening = self._opening(commitment)
        return opening.text if opening else None

    def show(self, commitment: bytes) -> Opening:
        """Return text and salt, to be handed to somebody who may know them."""
        opening = self._opening(commitment)
        if opening is None:
            raise BadInput(
                f"no text is kept for 0x{commitment.hex()}",
                next_step="Ask whoever wrote it, or look in another store.",
            )
        return opening

    def erase(self, commitment: bytes) -> bool:
        """Forget a text and its salt for good; whether there was one."""
        with self._turn() as database:
            found = database.execute("DELETE FROM texts WHERE commitment = ?", (commitment,))
        return found.rowcount == 1

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    @contextmanager
    def _turn(self) -> Iterator[sqlite3.Connection]:
        """Do something wholly or not at all."""
        try:
            with self._database as database:
                yield database
        except sqlite3.Error as error:
            raise CannotWrite(f"cannot use the texts in {self.path}: {error}") from error

    def _opening(self, commitment: bytes) -> Opening | None:
        query = "SELECT text, salt FROM texts WHERE commitment = ?"
        with self._turn() as database, closing(database.execute(query, (commitment,))) as rows:
            row = rows.fetchone()
        return Opening(text=row[0], salt=row[1]) if row else None


def _open(path: Path | None) -> sqlite3.Connection:
    """Open the database; what is deleted is overwritten, and no page is copied beside it."""
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise BadInput(f"others may read {path}", next_step=f"Close it first: chmod 600 {path}")
    database = sqlite3.connect(":memory:" if path is None else path)
    database.execute("PRAGMA secure_delete = ON")
    database.execute("PRAGMA journal_mode = MEMORY")
    database.execute(_SCHEMA)
    return database
