# SPDX-License-Identifier: Apache-2.0
"""The ape scripts as a steward runs them, and the code that ape compiles."""

import json
import os
import subprocess
import sys
from importlib import resources
from pathlib import Path

import ape
import pytest
from eth_account import Account
from eth_utils.crypto import keccak

from cosmolocal import artifacts
from cosmolocal.deploy.manifest import Manifest
from cosmolocal.local import open_local_chain
from tests.integration.conftest import IN_PROCESS
from tests.requirements import ROOT, require_tool
from tests.sdk import paying
from tests.sdk.valley import Valley, settle

EXAMPLE = Path(str(resources.files("cosmolocal") / "examples" / "river-valley.yaml"))


def ape_run(script, *arguments, typed="", **environment):
    """`ape run …` in the repository; returns its outcome with the text it printed."""
    command = [Path(sys.executable).with_name("ape"), "run", script, *arguments]
    return subprocess.run(
        [str(word) for word in command],
        check=False,
        cwd=ROOT,
        input=typed,
        capture_output=True,
        text=True,
        timeout=300,
        env={**os.environ, **environment},
    )


@pytest.mark.slow
def test_deploy__dry_run__shows_the_plan_and_sends_nothing(tmp_path):
    manifest = tmp_path / "valley.json"
    options = ("--account", "TEST::0", "--network", IN_PROCESS, "--dry-run")

    ran = ape_run("deploy", EXAMPLE, "--manifest", manifest, *options)

    assert ran.returncode == 0, ran.stderr
    assert "QuadraticGovernor" in ran.stdout
    assert "69 transactions" in ran.stdout
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


@pytest.mark.anvil
@pytest.mark.slow
def test_steward__a_pay_run__by_a_keystore_of_ape_on_a_network_of_ape(tmp_path):
    """A steward looks at the pots, tries a list, pays it out of ape's keystore, and only once."""
    require_tool("anvil")
    with open_local_chain("anvil") as local:
        valley = Valley.connect(local, *settle(local, tmp_path))
        token = paying.fill(valley)
        rows = paying.rows(token.address, 6)
        sheet, manifest = paying.write(tmp_path / "march.csv", rows), tmp_path / "valley.json"
        valley.manifest.save(manifest)
        network = ("--network", f"ethereum:local:{local.w3.provider.endpoint_uri}")
        steward = (*network, "--account", keystore_of_ape(valley, tmp_path))
        own = {
            "HOME": str(tmp_path),
            "COSMOLOCAL_MANIFEST": str(manifest),
            "XDG_STATE_HOME": str(tmp_path / "state"),
        }
        pots = ape_run("steward", *steward, "pots", **own)
        assert pots.returncode == 0, pots.stderr
        assert "1000" in pots.stdout
        tried = ape_run("steward", *steward, "payrun", sheet, "--dry-run", **own)
        assert tried.returncode == 0, tried.stderr
        unasked = ape_run("steward", *steward, "payrun", sheet, **own)
        assert unasked.returncode == 2, unasked.stderr
        assert set(paying.received(valley, token, rows).values()) == {0}

        # ape asks for each signature, once for the password, and whether to stay unlocked.
        typed = f"y\n{PASSWORD}\ny\n" + "y\n" * 50
        ran = ape_run("steward", *steward, "payrun", sheet, "--yes", typed=typed, **own)
        assert ran.returncode == 0, ran.stdout + ran.stderr
        assert paying.received(valley, token, rows) == paying.expected(rows, token.address)
        again = ape_run("steward", *steward, "payrun", sheet, "--yes", **own)
        assert "already paid in 0x" in again.stdout + again.stderr
        assert PASSWORD not in ran.stdout + ran.stderr
        assert paying.received(valley, token, rows) == paying.expected(rows, token.address)


PASSWORD = "between the rivers"


def keystore_of_ape(valley, home):
    """Put the steward's throw-away key where ape keeps its accounts; return its alias."""
    key = keccak(text=f"cosmolocal dev key: {valley.description.name}/{paying.STEWARD}")
    assert Account.from_key(key).address == valley.address(paying.STEWARD)
    path = home / ".ape" / "accounts" / "steward.json"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps(Account.encrypt(key, PASSWORD, kdf="scrypt", iterations=2)))
    path.chmod(0o600)
    return "steward"


@pytest.mark.parametrize("name", artifacts.names())
def test_ape_compiler__makes_the_code_that_ships(name):
    compiled = getattr(ape.project, name).contract_type

    assert compiled.deployment_bytecode.bytecode == artifacts.load(name).bytecode
