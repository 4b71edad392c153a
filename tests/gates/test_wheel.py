# SPDX-License-Identifier: Apache-2.0
"""What a user installs holds everything the package reads, and asks for nothing of the workshop."""

import subprocess
import sys
import zipfile
from email.parser import Parser

import pytest

from cosmolocal.deploy.description import EXAMPLES
from scripts.artifacts import deployables
from tests.requirements import ROOT


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel, built without network by the locked build backend."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    [path] = folder.glob("*.whl")
    with zipfile.ZipFile(path) as archive:
        yield archive


def read(wheel, name):
    [path] = [path for path in wheel.namelist() if path.endswith(f".dist-info/{name}")]
    return wheel.read(path).decode()


def test_wheel__holds_what_the_package_reads(wheel):
    names = set(wheel.namelist())
    assert {f"cosmolocal/artifacts/{path.stem}.json" for path in deployables()} <= names
    assert {f"cosmolocal/examples/{name}.yaml" for name in EXAMPLES} <= names
    assert "cosmolocal/py.typed" in names
    sources = {f"cosmolocal/{path.relative_to(ROOT).as_posix()}" for path in deployables()}
    assert sources <= names
    assert {name for name in names if not name.startswith("cosmolocal")} == set()


def test_wheel__carries_licence_and_command(wheel):
    assert "Apache License" in read(wheel, "licenses/LICENSE")
    assert "cosmolocal = cosmolocal.cli:main" in read(wheel, "entry_points.txt")


def test_wheel__core_needs_neither_framework_nor_data_frames(wheel):
    metadata = Parser().parsestr(read(wheel, "METADATA"))
    core = [need for need in metadata.get_all("Requires-Dist") if "extra ==" not in need]
    names = {need.split(">")[0].split("<")[0].strip() for need in core}
    assert names == {"coincurve", "eth-account", "pydantic", "pyyaml", "safe-pysha3", "web3"}
    assert all("<" in need for need in core), "every dependency has an upper bound"
