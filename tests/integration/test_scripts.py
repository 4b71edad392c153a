# SPDX-License-Identifier: Apache-2.0
"""The ape scripts as a steward runs them, and the code that ape compiles."""

import subprocess
import sys
from importlib import resources
from pathlib import Path

import ape
import pytest

from cosmolocal import artifacts
from cosmolocal.deploy.manifest import Manifest
from cosmolocal.local import open_local_chain
from tests.integration.conftest import IN_PROCESS
from tests.requirements import ROOT, require_tool

EXAMPLE = Path(str(resources.files("cosmolocal") / "examples" / "river-valley.yaml"))


def ape_run(script, *arguments):
    """`ape run …` in the repository; returns its outcome with the text it printed."""
    command = [Path(sys.executable).with_name("ape"), "run", script, *arguments]
    return subprocess.run(
        [str(word) for word in command],
        check=False,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
    )


@pytest.mark.slow
def test_deploy__dry_run__shows_the_plan_and_sends_nothing(tmp_path):
    manifest = tmp_path / "valley.json"
    options = ("--account", "TEST::0", "--network", IN_PROCESS, "--dry-run")

    ran = ape_run("deploy", EXAMPLE, "--manifest", manifest, *options)

    assert ran.returncode == 0, ran.stderr
    assert "QuadraticGovernor" in ran.stdout
    assert "65 transactions" in ran.stdout
    assert not manifest.exists()


@pytest.mark.slow
def test_deploy__in_process__is_recorded_in_the_manifest(tmp_path):
    manifest = tmp_path / "valley.json"
    options = ("--account", "TEST::0", "--network", IN_PROCESS)

    ran = ape_run("deploy", EXAMPLE, "--manifest", manifest, *options)

    assert ran.returncode == 0, ran.stderr
    assert Manifest.load(manifest).status == "verified"


@pytest.mark.anvil
@pytest.mark.slow
def test_verify__of_a_deployment_on_a_node__is_equal_to_its_own_description_only(tmp_path):
    require_tool("anvil")
    manifest, other = tmp_path / "valley.json", tmp_path / "other.yaml"
    other.write_text(EXAMPLE.read_text().replace("bonus_cap: 20", "bonus_cap: 21"))
    with open_local_chain("anvil") as local:
        network = ("--network", f"ethereum:local:{local.w3.provider.endpoint_uri}")
        ran = ape_run("deploy", EXAMPLE, "--manifest", manifest, "--account", "TEST::0", *network)
        assert ran.returncode == 0, ran.stderr

        same = ape_run("verify", manifest, "--description", EXAMPLE, *network)
        different = ape_run("verify", manifest, "--description", other, *network)

    assert same.returncode == 0, same.stderr
    assert "All equal." in same.stdout
    assert different.returncode == 1, different.stderr
    assert "QuadraticGovernor: ballots.BONUS_CAP" in different.stdout


@pytest.mark.parametrize("name", artifacts.names())
def test_ape_compiler__makes_the_code_that_ships(name):
    compiled = getattr(ape.project, name).contract_type

    assert compiled.deployment_bytecode.bytecode == artifacts.load(name).bytecode
