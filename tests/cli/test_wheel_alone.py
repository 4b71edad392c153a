# SPDX-License-Identifier: Apache-2.0
"""The built wheel works in an empty environment with the newest libraries that it allows.

What passes with the locked libraries can fail for whoever installs today: a library that a library
no longer brings along, a new version that was allowed unseen. So this resolves anew, each time.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.requirements import ROOT

EXTRAS = "api,cli,local"
SECONDS = 600


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """An environment with the wheel and nothing of this checkout."""
    folder = tmp_path_factory.mktemp("alone")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    [wheel] = folder.glob("*.whl")
    environment = folder / "environment"
    subprocess.run([sys.executable, "-m", "venv", environment], check=True)
    done = subprocess.run(
        [*_installer(environment / "bin" / "python"), f"{wheel}[{EXTRAS}]"],
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return Installed(environment / "bin", folder)


def _installer(python):
    """Install by uv if it is there, else by pip; without this project's constraints."""
    uv = shutil.which("uv")
    if uv:
        return [uv, "pip", "install", "--quiet", "--no-config", "--python", python]
    return [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]


class Installed:
    """Programs of the environment, run from a folder with nothing in it."""

    def __init__(self, programs, folder):
        self._programs, self._home = programs, folder / "home"
        self._home.mkdir()

    def run(self, program, *arguments):
        kept = {name: os.environ[name] for name in ("TMPDIR", "LANG") if name in os.environ}
        done = subprocess.run(
            [self._programs / program, *map(str, arguments)],
            cwd=self._home,
            env={**kept, "PATH": "/usr/bin:/bin", "HOME": str(self._home), "COLUMNS": "100"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        assert done.returncode == 0, f"{done.stdout[-2_000:]}{done.stderr[-2_000:]}"
        return done.stdout + done.stderr


def test_wheel_alone__comes_from_the_environment(installed):
    code = "import cosmolocal, cosmolocal.serve; print(cosmolocal.__file__)"
    assert "/environment/lib/" in installed.run("python", "-c", code)
    assert "Answer over HTTP" in installed.run("cosmolocal", "serve", "--help")


def test_wheel_alone__runs_the_demonstration(installed):
    said = installed.run("cosmolocal", "demo", "--engine", "in-process")
    assert "figures are equal, and money in = money out + money held" in said


def test_wheel_alone__makes_a_payment(installed):
    assert "paid" in installed.run("python", Path(__file__).with_name("payment.py"))
