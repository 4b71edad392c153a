# SPDX-License-Identifier: Apache-2.0
"""The ape scripts as `ape run` runs them, and the code that ape compiles."""

import subprocess
import sys
from importlib import resources
from pathlib import Path

import ape
import pytest

from cosmolocal import artifacts
from cosmolocal.deploy.manifest import Manifest
from tests.integration.conftest import IN_PROCESS
from tests.requirements import ROOT

EXAMPLE = str(resources.files("cosmolocal") / "examples" / "river-valley.yaml")


def ape_run(*arguments):
    """`ape run …` in the repository; returns its outcome with the text it printed."""
    command = [str(Path(sys.executable).with_name("ape")), "run", *arguments]
    return subprocess.run(
        command, check=False, cwd=ROOT, capture_output=True, text=True, timeout=300
    )


def test_deploy__dry_run__shows_the_plan_and_sends_nothing(tmp_path):
    manifest = tmp_path / "valley.json"
    options = ("--account", "TEST::0", "--network", IN_PROCESS, "--dry-run")
    ran = ape_run("deploy", EXAMPLE, "--manifest", str(manifest), *options)
    assert ran.returncode == 0, ran.stderr
    assert "QuadraticGovernor" in ran.stdout
    assert "transactions" in ran.stdout
    assert not manifest.exists()


def test_deploy__example__is_recorded_in_the_manifest(tmp_path):
    manifest = tmp_path / "valley.json"
    options = ("--account", "TEST::0", "--network", IN_PROCESS)
    ran = ape_run("deploy", EXAMPLE, "--manifest", str(manifest), *options)
    assert ran.returncode == 0, ran.stderr
    assert Manifest.load(manifest).status == "verified"


@pytest.mark.parametrize("name", artifacts.names())
def test_ape_compiler__makes_the_code_that_ships(name):
    compiled = getattr(ape.project, name).contract_type
    assert compiled.deployment_bytecode.bytecode == artifacts.load(name).bytecode
