# SPDX-License-Identifier: Apache-2.0
"""Files: written whole or not at all, read no further than makes sense.

What is written goes into a draft beside its place, to the disk, and only then takes that place:
after a crash or on a full disk the old file is there, or the new one, and never half of one.

Errors: `CannotWrite` that names the file; `BadInput` for one that cannot be read, is too large, or
holds no JSON.
"""

import fcntl
import json
import os
import secrets
import stat
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from cosmolocal.errors import BadInput, CannotWrite

MOST_BYTES = 64_000_000
"""More than any file that is read at once has; a giant is refused before it fills the memory."""

_PUBLIC, _PRIVATE = 0o666, 0o600  # before the umask


def write(path: Path, content: str | bytes, *, private: bool = False) -> None:
    """Replace a file; `private` keeps it from everybody else."""
    with replacing(path, private=private) as (file,):
        file.write(_as_bytes(content))


def write_all(folder: Path, contents: Mapping[str, str | bytes]) -> list[Path]:
    """Replace several files of a folder, none before all are on disk; return their paths."""
    paths = [folder / name for name in contents]
    with replacing(*paths) as files:
        for file, content in zip(files, contents.values(), strict=True):
            file.write(_as_bytes(content))
    return paths


def make_folder(folder: Path) -> None:
    """Make a folder and those above it, unless it is there."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CannotWrite(f"cannot make the folder {folder}: {error.strerror}") from error


@contextmanager
def replacing(*paths: Path, private: bool = False) -> Iterator[Sequence[BinaryIO]]:
    """Yield a draft of each file; they take their places at the end, and go if anything fails."""
    drafts = [_Draft.of(path.resolve(), private=private) for path in paths]
    folders = {draft.place.parent for draft in drafts}
    try:
        for folder in folders:
            folder.mkdir(parents=True, exist_ok=True)
        with ExitStack() as opened:
            files = [opened.enter_context(draft.opened()) for draft in drafts]
            yield files
            for file in files:
                _to_disk(file)
        for draft in drafts:
            draft.take_place()
        for folder in folders:
            _folder_to_disk(folder)
    except OSError as error:
        raise CannotWrite(f"cannot write {_named(paths)}: {error.strerror or error}") from error
    finally:
        for draft in drafts:
            draft.drop()


@contextmanager
def held(path: Path) -> Iterator[bool]:
    """Hold a file as a lock; yields whether it was free. A process that dies lets go of it."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, _PRIVATE)
    except OSError as error:
        raise CannotWrite(f"cannot open {path}: {error.strerror}") from error
    with os.fdopen(descriptor, "wb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


@dataclass(frozen=True, slots=True)
class _Draft:
    """What will stand at `place`; a pipe or a device there is written as it is."""

    place: Path
    path: Path
    mode: int

    @classmethod
    def of(cls, place: Path, *, private: bool) -> "_Draft":
        """Name a draft that no other writer has; who may read a file stays as it is."""
        wanted = _PRIVATE if private else _PUBLIC
        try:
            known = place.stat()
        except OSError:
            return cls(place, place.with_name(_name()), wanted)
        if not stat.S_ISREG(known.st_mode):
            return cls(place, place, wanted)
        return cls(place, place.with_name(_name()), stat.S_IMODE(known.st_mode) & wanted)

    def opened(self) -> BinaryIO:
        """Open it for writing."""
        return os.fdopen(os.open(self.path, os.O_WRONLY | os.O_CREAT, self.mode), "wb")

    def take_place(self) -> None:
        """Put it where it belongs."""
        if self.path != self.place:
            self.path.replace(self.place)

    def drop(self) -> None:
        """Remove it, if it did not take its place."""
        if self.path != self.place:
            with suppress(OSError):
                self.path.unlink(missing_ok=True)


def _name() -> str:
    return f".{secrets.token_hex(4)}.draft"


def _to_disk(file: BinaryIO) -> None:
    file.flush()
    if stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        os.fsync(file.fileno())


def _folder_to_disk(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def read(path: Path, most: int = MOST_BYTES, *, what: str = "") -> bytes:
    """Read a file of at most `most` bytes; `what` it is goes before its name."""
    try:
        with path.open("rb") as file:
            content = file.read(most + 1)
    except OSError as error:
        raise BadInput(
            f"cannot read {what}{path}: {error.strerror}", next_step="Check the path."
        ) from None
    if len(content) > most:
        raise BadInput(
            f"{path} has more than {most:,} bytes", next_step="Check that it is the right file."
        )
    return content


def read_text(path: Path, most: int = MOST_BYTES) -> str:
    """Read a file of UTF-8 text."""
    try:
        return read(path, most).decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadInput(f"cannot read {path}: not UTF-8 text (byte {error.start + 1})") from None


def parsed(text: str | bytes) -> Any:
    """Read JSON, however deep; `ValueError` if it is none, repeats a key or has no real number."""
    try:
        return json.loads(text, object_pairs_hook=_once, parse_constant=_no_number)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Read an object; a name that comes twice could mean two things."""
    content = dict(pairs)
    if len(content) < len(pairs):
        raise ValueError("a name comes twice")
    return content


def _no_number(text: str) -> None:
    raise ValueError(f"{text} is no number")


def _as_bytes(content: str | bytes) -> bytes:
    return content if isinstance(content, bytes) else content.encode()


def _named(paths: Sequence[Path]) -> str:
    return str(paths[0]) if len(paths) == 1 else f"into {paths[0].parent}"
