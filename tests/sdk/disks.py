# SPDX-License-Identifier: Apache-2.0
"""A disk that refuses, for whatever is written while it does.

    full        no file can grow: a file system of its own is filled, or a limit of this process set
    fsync       what was written cannot be brought to the disk (EIO)
    rename      a file cannot take its place (EIO)
    read-only   nothing can be written or made at all

Full and read-only are real where a file system can be mounted.
"""

import errno
import os
import resource
import subprocess
from contextlib import contextmanager

import pytest

from tests.requirements import OPTIONAL

TROUBLES = ["full", "fsync", "rename", "read-only"]
SIZE = "32m"


class Disk:
    """A folder, and what its disk does."""

    def __init__(self, folder, *, is_mounted):
        self.folder, self.is_mounted = folder, is_mounted

    @contextmanager
    def trouble(self, kind):
        """Refuse for a while."""
        trouble = {"full": self._full, "read-only": self._read_only}.get(kind)
        with trouble() if trouble else failing(kind):
            yield

    @contextmanager
    def _full(self):
        if not self.is_mounted:
            with no_growth():
                yield
            return
        filler = self.folder / "filler"
        with filler.open("wb", buffering=0) as file:
            block = bytes(4096)
            try:
                while file.write(block):
                    pass
            except OSError:
                pass
        try:
            yield
        finally:
            filler.unlink()

    @contextmanager
    def _read_only(self):
        if not self.is_mounted:
            if os.getuid() == 0:
                pytest.skip(f"{OPTIONAL}no disk can be mounted here, and root may write anywhere")
            self.folder.chmod(0o500)
            try:
                yield
            finally:
                self.folder.chmod(0o700)
            return
        _mount("remount,ro", self.folder)
        try:
            yield
        finally:
            _mount("remount,rw", self.folder)


@contextmanager
def opened(folder):
    """A disk of its own at `folder` if one can be mounted, else the one that is there."""
    is_mounted = _mount(f"size={SIZE}", folder, "-t", "tmpfs", "tmpfs", must=False)
    try:
        yield Disk(folder, is_mounted=is_mounted)
    finally:
        if is_mounted:
            subprocess.run(["umount", "--lazy", folder], check=True)


def _mount(options, folder, *more, must=True):
    try:
        done = subprocess.run(
            ["mount", "-o", options, *more, folder], capture_output=True, check=False
        )
    except FileNotFoundError:
        return False
    assert done.returncode == 0 or not must, done.stderr
    return done.returncode == 0


@contextmanager
def no_growth():
    """No file of this process may grow."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@contextmanager
def failing(kind, *, after=0):
    """Refuse every `fsync` or every `rename` but the first few."""
    name, passed = {"fsync": "fsync", "rename": "replace"}[kind], []
    real = getattr(os, name)

    def refuse(*arguments, **options):
        passed.append(arguments)
        if len(passed) > after:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return real(*arguments, **options)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(os, name, refuse)
        yield passed
