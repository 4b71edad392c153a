# SPDX-License-Identifier: Apache-2.0
"""`cosmolocal deploy`: plan, question, deployment, and the way back in after an interruption."""

import json
from importlib import resources

import pytest

from cosmolocal.cli import session
from cosmolocal.cli.app import app
from cosmolocal.deploy import apply
from cosmolocal.deploy.manifest import Manifest
from cosmolocal.local import open_local_chain
from tests.cli.conftest import program

EXAMPLE = resources.files("cosmolocal") / "examples" / "river-valley.yaml"
DEPLOYER = ("--account", "dev:account 0")


@pytest.fixture
def fresh(home, monkeypatch):
    with open_local_chain("in-process") as local:
        monkeypatch.setattr(session, "connect", lambda url: local.w3)
        yield local


def test_deploy__dry_run__is_the_plan(terminal, fresh, home):
    ran = terminal.run("deploy", EXAMPLE, *DEPLOYER, "--dry-run", "--json")

    assert ran.code == 0
    assert (ran.data["seats"], ran.data["scopes"]) == (21, 10)
    assert int(ran.data["cost"]) == ran.data["gas"] * int(ran.data["fee_per_gas"])
    assert "Deploy River Valley on chain 31337." in ran.err
    assert "steward of scope" in ran.err
    assert fresh.chain.at().block == 0
    assert not (home / "deployments").exists()


def test_deploy__yes__deploys_and_can_be_asked_again(terminal, fresh, home):
    ran = terminal.run("deploy", EXAMPLE, *DEPLOYER, "--yes", "--json")
    block = fresh.chain.at().block

    assert ran.code == 0, ran.err
    manifest = Manifest.load(home / ran.data["manifest"])
    assert ran.data["contracts"] == {n: r.address for n, r in manifest.contracts.items()}
    assert (ran.data["status"], ran.data["different"]) == ("verified", [])
    assert ran.data["compared"] > 100
    again = terminal.run("deploy", EXAMPLE, *DEPLOYER, "--yes", "--json")
    assert again.data == ran.data
    assert fresh.chain.at().block == block
    assert terminal.run("treasury", "balance", "--json").data["amount"] == "0"


def test_deploy__nobody_agrees__sends_nothing(terminal, fresh):
    ran = terminal.run("deploy", EXAMPLE, *DEPLOYER)

    assert ran.code == 2
    assert fresh.chain.at().block == 0


def test_deploy__too_poor__is_refused_before_anything_is_sent(terminal, fresh):
    fresh.fund(fresh.accounts[0].address, 10**9)
    block = fresh.chain.at().block
    ran = terminal.run("deploy", EXAMPLE, *DEPLOYER, "--yes")

    assert ran.code == 2
    assert f"{fresh.accounts[0].address} holds 0.000000001" in ran.err
    assert fresh.chain.at().block == block


def test_deploy__interrupted__goes_on(terminal, fresh, home, monkeypatch):
    class Stopped(Exception):
        pass

    def stop(described, chain, signer, *, path, progress):
        def at_the_third(step, seen=[]):  # noqa: B006 - remembered on purpose
            seen.append(step)
            if len(seen) == 3:
                raise Stopped

        return carry_out(described, chain, signer, path=path, progress=at_the_third)

    carry_out = apply.apply
    monkeypatch.setattr(apply, "apply", stop)
    with pytest.raises(Stopped):
        app(["deploy", str(EXAMPLE), *DEPLOYER, "--yes"])
    monkeypatch.setattr(apply, "apply", carry_out)
    ran = terminal.run("deploy", EXAMPLE, *DEPLOYER, "--yes", "--json")

    assert ran.code == 0
    assert "Go on deploying River Valley" in ran.err
    assert ran.data["different"] == []


def test_deploy__mistake_in_the_description__names_its_line(terminal, fresh, home):
    file = home / "alliance.yaml"
    file.write_text(EXAMPLE.read_text().replace("seconds: 90 days", "seconds: 90 moons"))
    ran = terminal.run("deploy", file, *DEPLOYER, "--yes")

    assert ran.code == 2
    assert "90 moons" in ran.err
    assert "alliance.yaml:16: season.seconds" in ran.err


@pytest.mark.anvil
def test_deploy__real_node__by_the_program(anvil, tmp_path, home, monkeypatch):
    monkeypatch.setenv("COSMOLOCAL_ANVIL", str(anvil))
    with open_local_chain("anvil") as local:
        url = local.w3.provider.endpoint_uri
        here = {"HOME": str(tmp_path), "COSMOLOCAL_RPC": url}
        manifest = ("--manifest", tmp_path / "valley.json")
        done = program("deploy", EXAMPLE, *DEPLOYER, *manifest, "--yes", "--json", **here)
        assert done.returncode == 0, done.stderr
        roll = program("membership", "roll", *manifest, "--json", **here)
        gift = ("treasury", "deposit", "2", *manifest, *DEPLOYER)
        refused = program(*gift, **here)
        given = program(*gift, "--yes", **here)

    assert len(json.loads(roll.stdout)) == 21
    assert (refused.returncode, given.returncode) == (2, 0)
