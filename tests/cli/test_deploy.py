# SPDX-License-Identifier: Apache-2.0
"""`cosmolocal deploy`: plan, question, deployment, the way back in after a stop, and the proof.

deploy
├── plan → addresses, cost, powers; kept for apply; a poor account sees what is missing
├── apply → after a plan its addresses; asked again nothing; not confirmed, poor, mistaken → nothing
├── resume → goes on; nothing begun → refused
├── verify → without a key; drift line by line and exit code 1
└── verify-source → a service, or files; no token, no entry, nobody agrees → nothing sent
"""

import json
from importlib import resources

import pytest

from cosmolocal.cli import session
from cosmolocal.cli.app import app
from cosmolocal.deploy import apply
from cosmolocal.deploy.contracts import CONTRACTS
from cosmolocal.deploy.manifest import Manifest
from cosmolocal.deploy.sources import standard_input
from cosmolocal.local import open_local_chain
from cosmolocal.transactions import GAS_CAP
from tests.cli.conftest import program
from tests.sdk.test_deploy_explorers import StandIn

EXAMPLE = resources.files("cosmolocal") / "examples" / "river-valley.yaml"
DEPLOYER = ("--account", "dev:account 0")


@pytest.fixture
def fresh(home, monkeypatch):
    with open_local_chain("in-process") as local:
        monkeypatch.setattr(session, "connect", lambda url: local.w3)
        yield local


def test_plan__is_kept_for_apply__which_uses_its_addresses(terminal, fresh, home):
    planned = terminal.run(
        "deploy", "plan", EXAMPLE, "--account", fresh.accounts[0].address, "--json"
    )

    assert planned.code == 0, planned.err
    assert planned.data["is_affordable"] is True
    assert planned.data["largest"] < GAS_CAP
    assert f"the largest transaction {planned.data['largest']:,} of 16,777,216" in planned.err
    assert fresh.chain.at().block == 0
    record = home / "deployments" / "31337" / "river-valley.json"
    assert Manifest.load(record).status == "planned"
    fresh.warp(fresh.now + 86_400)
    done = terminal.run("deploy", "apply", EXAMPLE, *DEPLOYER, "--yes", "--json")
    assert done.data["contracts"] == planned.data["addresses"]
    assert Manifest.load(record).started_at == planned.data["started_at"]


def test_plan__poor_account__says_what_is_missing_and_keeps_the_plan(terminal, fresh, home):
    fresh.fund(fresh.accounts[0].address, 10**9)
    planned = terminal.run("deploy", "plan", EXAMPLE, *DEPLOYER, "--json")

    assert planned.code == 0
    assert planned.data["is_affordable"] is False
    assert f"test ETH, and {fresh.accounts[0].address} holds 0.000000001" in planned.err


def test_plan__of_a_description_that_has_changed_since__is_made_anew(terminal, fresh, home):
    file = home / "alliance.yaml"
    file.write_text(EXAMPLE.read_text())
    terminal.run("deploy", "plan", file, *DEPLOYER)
    file.write_text(EXAMPLE.read_text().replace("symbol: RIVER", "symbol: LAKE"))
    done = terminal.run("deploy", "apply", file, *DEPLOYER, "--yes", "--json")

    assert (done.code, done.data["different"]) == (0, [])


def test_plan__again__begins_at_this_moment(terminal, fresh):
    first = terminal.run("deploy", "plan", EXAMPLE, *DEPLOYER, "--json")
    fresh.warp(fresh.now + 86_400)
    again = terminal.run("deploy", "plan", EXAMPLE, *DEPLOYER, "--json")

    assert again.data["started_at"] >= first.data["started_at"] + 86_400
    done = terminal.run("deploy", "apply", EXAMPLE, *DEPLOYER, "--yes", "--json")
    assert done.data["contracts"] == again.data["addresses"]


def test_resume__nothing_begun__is_refused(terminal, fresh):
    ran = terminal.run("deploy", "resume", EXAMPLE, *DEPLOYER, "--yes")

    assert ran.code == 2
    assert "nothing was begun" in ran.err
    assert "cosmolocal deploy apply" in ran.err
    assert fresh.chain.at().block == 0


def test_verify__without_a_key__shows_each_difference(terminal, fresh, home):
    assert terminal.run("deploy", "apply", EXAMPLE, *DEPLOYER, "--yes").code == 0
    other = home / "other.yaml"
    other.write_text(EXAMPLE.read_text().replace("bonus_cap: 20", "bonus_cap: 21"))
    record = ("--manifest", home / "deployments" / "31337" / "river-valley.json")

    same = terminal.run("deploy", "verify", EXAMPLE, "--json")
    different = terminal.run("deploy", "verify", other, *record, "--json")

    assert (same.code, same.data["different"]) == (0, [])
    assert different.code == 1
    assert different.data["different"] == [
        f"QuadraticGovernor: ballots.BONUS_CAP: described 0x{21:064x}, found 0x{20:064x}"
    ]


def test_verify__nothing_deployed__is_refused(terminal, fresh):
    ran = terminal.run("deploy", "verify", EXAMPLE)

    assert ran.code == 2
    assert "cannot read the manifest" in ran.err


def test_deploy__dry_run__is_the_plan(terminal, fresh, home):
    ran = terminal.run("deploy", "apply", EXAMPLE, *DEPLOYER, "--dry-run", "--json")

    assert ran.code == 0
    assert (ran.data["seats"], ran.data["scopes"]) == (21, 10)
    assert int(ran.data["cost"]) == ran.data["gas"] * int(ran.data["fee_per_gas"])
    assert "Deploy River Valley on development chain, chain 31337." in ran.err
    assert "steward of scope" in ran.err
    assert fresh.chain.at().block == 0
    assert not (home / "deployments").exists()


def test_deploy__yes__deploys_and_can_be_asked_again(terminal, fresh, home):
    ran = terminal.run("deploy", "apply", EXAMPLE, *DEPLOYER, "--yes", "--json")
    block = fresh.chain.at().block

    assert ran.code == 0, ran.err
    manifest = Manifest.load(home / ran.data["manifest"])
    assert ran.data["contracts"] == {n: r.address for n, r in manifest.contracts.items()}
    assert (ran.data["status"], ran.data["different"]) == ("verified", [])
    assert ran.data["compared"] > 100
    again = terminal.run("deploy", "apply", EXAMPLE, *DEPLOYER, "--yes", "--json")
    assert again.data == ran.data
    assert fresh.chain.at().block == block
    assert terminal.run("treasury", "balance", "--json").data["amount"] == "0"


def test_deploy__nobody_agrees__sends_nothing(terminal, fresh):
    ran = terminal.run("deploy", "apply", EXAMPLE, *DEPLOYER)

    assert ran.code == 2
    assert fresh.chain.at().block == 0


def test_deploy__too_poor__is_refused_before_anything_is_sent(terminal, fresh):
    fresh.fund(fresh.accounts[0].address, 10**9)
    block = fresh.chain.at().block
    ran = terminal.run("deploy", "apply", EXAMPLE, *DEPLOYER, "--yes")

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
        app(["deploy", "apply", str(EXAMPLE), *DEPLOYER, "--yes"])
    monkeypatch.setattr(apply, "apply", carry_out)
    ran = terminal.run("deploy", "resume", EXAMPLE, *DEPLOYER, "--yes", "--json")

    assert ran.code == 0
    assert "Go on deploying River Valley" in ran.err
    assert ran.data["different"] == []


def test_deploy__mistake_in_the_description__names_its_line(terminal, fresh, home):
    file = home / "alliance.yaml"
    file.write_text(EXAMPLE.read_text().replace("seconds: 90 days", "seconds: 90 moons"))
    ran = terminal.run("deploy", "apply", file, *DEPLOYER, "--yes")

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
        done = program("deploy", "apply", EXAMPLE, *DEPLOYER, *manifest, "--yes", "--json", **here)
        assert done.returncode == 0, done.stderr
        roll = program("membership", "roll", *manifest, "--json", **here)
        gift = ("treasury", "deposit", "2", *manifest, *DEPLOYER)
        refused = program(*gift, **here)
        given = program(*gift, "--yes", **here)

    assert len(json.loads(roll.stdout)) == 21
    assert (refused.returncode, given.returncode) == (2, 0)


# --- verify-source ----------------------------------------------------------------------------


@pytest.fixture
def standing(terminal, fresh):
    """An alliance of the smallest example; its file and how to name it."""
    example = EXAMPLE.parent / "travelling-makers.yaml"
    assert terminal.run("deploy", "apply", example, *DEPLOYER, "--yes").code == 0
    return example


def test_verify_source__sourcify__shows_every_contract(terminal, standing, monkeypatch):
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    done = {"isJobCompleted": True, "contract": {"match": "match"}, "verificationId": "7"}
    with StandIn((200, done)) as service:
        ran = terminal.run(
            "deploy", "verify-source", standing, "--url", service.url, "--yes", "--json"
        )

    assert ran.code == 0, ran.err
    assert {each["contract"] for each in ran.data} == set(CONTRACTS)
    assert {each["state"] for each in ran.data} == {"verified"}
    assert [request[0] for request in service.requests] == ["POST", "GET"] * len(ran.data)


def test_verify_source__etherscan__takes_its_token_from_a_file(
    terminal, standing, home, monkeypatch
):
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    (home / "token").write_text("words-of-the-token\n")
    command = ("deploy", "verify-source", standing, "--with", "etherscan", "--yes")
    with StandIn((200, {"status": "1", "result": "Fail - no"})) as service:
        without = terminal.run(*command, "--url", service.url)
        ran = terminal.run(*command, "--url", service.url, "--token-file", home / "token")

    assert without.code == 2
    assert "Give --token-file" in without.err
    assert ran.code == 1
    assert "0 of 16 sources can be read there" in ran.out
    assert "apikey=words-of-the-token" in service.requests[0][1]
    assert "words-of-the-token" not in ran.out + ran.err


def test_verify_source__nobody_agrees_or_no_entry__sends_nothing(terminal, standing):
    no_entry = terminal.run("deploy", "verify-source", standing, "--yes")
    assert no_entry.code == 2
    assert "development chain has no entry for sourcify" in no_entry.err
    with StandIn((200, {})) as service:
        ran = terminal.run("deploy", "verify-source", standing, "--url", service.url)
    assert ran.code == 2
    assert service.requests == []


def test_verify_source__out__writes_the_inputs_and_sends_nothing(terminal, standing, home):
    ran = terminal.run("deploy", "verify-source", standing, "--out", "inputs", "--json")

    assert ran.code == 0, ran.err
    assert len(ran.data) == len(CONTRACTS)
    written = json.loads((home / "inputs" / "Timelock.json").read_text())
    assert written == standard_input("Timelock")
