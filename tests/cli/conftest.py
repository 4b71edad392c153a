# SPDX-License-Identifier: Apache-2.0
"""The command line, in this process on the alliance of the example, or as a program of its own."""

import io
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
import typer

from cosmolocal.cli import session
from cosmolocal.cli.app import app
from cosmolocal.local import open_local_chain
from tests.requirements import require_tool
from tests.sdk.valley import Valley, settle

COMMAND = typer.main.get_command(app)  # once: it takes as long as many a command
PROGRAM = Path(sys.executable).with_name("cosmolocal")
# The checkout under test goes before an installed one, where the caller says so; and what measures
# this process measures the program too.
_KEPT = {"PYTHONPATH", "COVERAGE_PROCESS_CONFIG"}
IN_PROCESS = "http://in-process.invalid"


@dataclass(frozen=True)
class Run:
    """How a command ended, and what it wrote."""

    code: int
    out: str
    err: str

    @property
    def data(self):
        """The one JSON value on stdout."""
        return json.loads(self.out)


class Terminal:
    """Runs commands; `answers` are what somebody types, None stands for closed input."""

    def __init__(self, capsys, monkeypatch, folder):
        self._capsys, self._monkeypatch, self._folder = capsys, monkeypatch, folder

    def run(self, *arguments, answers=None):
        stdin = None if answers is None else _Keyboard(answers)
        self._monkeypatch.setattr(sys, "stdin", stdin)
        self._capsys.readouterr()
        with pytest.raises(SystemExit) as end:
            COMMAND([str(argument) for argument in arguments], prog_name="cosmolocal")
        written = self._capsys.readouterr()
        return Run(end.value.code or 0, written.out, written.err)


class _Keyboard(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture(scope="session")
def anvil():
    """The program, looked for before a test goes to another folder."""
    return require_tool("anvil")


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A user with an empty home, in a folder of their own, without any setting."""
    for name in ("COSMOLOCAL_RPC", "COSMOLOCAL_MANIFEST", "COSMOLOCAL_ACCOUNT", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def terminal(capsys, monkeypatch, home):
    return Terminal(capsys, monkeypatch, home)


@pytest.fixture(scope="module")
def deployed(tmp_path_factory):
    folder = tmp_path_factory.mktemp("valley")
    with open_local_chain("in-process") as local:
        yield local, *settle(local, folder)


@pytest.fixture
def valley(deployed, home, monkeypatch):
    """The alliance as it was right after its deployment; commands reach it by default."""
    local, description, manifest = deployed
    before = local.snapshot()
    manifest.save(home / "deployments" / str(local.chain.chain_id) / "valley.json")
    monkeypatch.setattr(session, "connect", lambda url: local.w3)
    monkeypatch.setenv("COSMOLOCAL_RPC", IN_PROCESS)
    yield Valley.connect(local, description, manifest)
    local.revert(before)


def dev(name):
    """The account of a member of the example."""
    return f"dev:River Valley/{name}"


@pytest.fixture
def do(terminal, valley):
    """Run a write of a member; return what its events say."""

    def run(name, *arguments):
        ran = terminal.run(*arguments, "--account", dev(name), "--yes", "--json")
        assert ran.code == 0, ran.err
        assert ran.data["sent"] is True
        return {event.pop("event"): event for event in ran.data["events"]}

    return run


@pytest.fixture
def read(terminal, valley):
    """Run a read; return its JSON, after the same has been written for people."""

    def run(*arguments):
        assert terminal.run(*arguments).code == 0
        ran = terminal.run(*arguments, "--json")
        assert ran.code == 0, ran.err
        return ran.data

    return run


def program(*arguments, **environment):
    """Run the installed program, without a terminal and with closed input."""
    kept = {name: os.environ[name] for name in _KEPT & os.environ.keys()}
    return subprocess.run(
        [PROGRAM, *map(str, arguments)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        env={**kept, "PATH": "/usr/bin:/bin", "COLUMNS": "80", **environment},
        check=False,
    )
