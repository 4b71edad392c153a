# SPDX-License-Identifier: Apache-2.0
"""`cosmolocal doctor`: each thing it looks at, when it is there and when it is not.

doctor
├── nothing but the package: says what is optional, ends with 0
├── a node was named and does not answer: wrong, ends with 3
└── a node answers: network, clock, account and its balance, alliance
"""

import sys
import time

import pytest

from cosmolocal.cli import doctor as subject
from tests.cli.conftest import dev, program
from tests.sdk.valley import BAKER

HERE = sys.version_info[:2]


@pytest.fixture
def found(terminal, valley):
    def run(*arguments):
        ran = terminal.run("doctor", *arguments, "--json")
        return ran, {check["check"]: check for check in ran.data["checks"]}

    return run


def test_doctor__healthy_chain__every_check_is_named(found):
    ran, checks = found("--account", dev(BAKER))

    assert ran.code == 0
    assert ran.data["healthy"] is True
    assert list(checks) == ["python", "extras", "compiler", "anvil", "node", "network", "clock",
                            "account", "alliance"]  # fmt: skip
    assert checks["network"]["found"] == "development chain, 31337"
    assert checks["alliance"]["found"] == "river-valley, verified"
    assert all(check["advice"] for check in checks.values() if check["state"] != "ok"), checks


def test_doctor__people__see_marks_and_advice(terminal, valley):
    ran = terminal.run("doctor")

    assert ran.out.startswith("✓  python")
    assert "→ To send, name a keystore: --account NAME" in ran.out


def test_doctor__no_node_and_none_named__is_fine(terminal, monkeypatch):
    silent = "http://127.0.0.1:9"
    monkeypatch.setattr(subject, "DEFAULT_RPC", silent)
    ran = terminal.run("doctor", "--rpc", silent)

    assert ran.code == 0
    assert "no connection to 127.0.0.1:9" in ran.out


def test_doctor__named_node_does_not_answer__ends_with_3():
    said = program("doctor", "--rpc", "http://127.0.0.1:9")

    assert said.returncode == 3
    assert "✗" in said.stdout
    assert "Start a node there" in said.stdout


def test_doctor__empty_account__is_wrong_and_says_so(found, valley):
    valley.local.fund(valley.address(BAKER), 0)
    ran, checks = found("--account", dev(BAKER))

    assert ran.code == 2
    assert (checks["account"]["state"], checks["account"]["advice"]) == (
        "wrong",
        "Send it some: transactions cost fees.",
    )


def test_doctor__no_such_account__is_wrong(found):
    ran, checks = found("--account", "nobody")

    assert ran.code == 2
    assert "no account named 'nobody'" in checks["account"]["found"]


def test_doctor__keystore__needs_no_password(found, home):
    file = home / "member.json"
    file.write_text('{"version": 3, "address": "f39fd6e51aad88f6f4ce6ab8827279cfffb92266"}')
    _, checks = found("--account", file)

    assert checks["account"]["found"].startswith("0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266 holds")


def test_doctor__file_that_is_no_keystore__is_wrong(found, home):
    file = home / "member.json"
    file.write_text("[]")
    ran, checks = found("--account", file)

    assert ran.code == 2
    assert "tells no address" in checks["account"]["found"]


def test_doctor__clock_far_from_the_chain__is_said(found, valley):
    valley.local.warp(int(time.time()) + 5_000)
    _, checks = found()

    assert checks["clock"]["state"] == "optional"
    assert "ahead of this computer" in checks["clock"]["found"]


def test_doctor__manifest_of_another_chain__is_wrong(found, home):
    file = home / "deployments" / "31337" / "valley.json"
    other = file.read_text().replace('"chain_id": 31337', '"chain_id": 10')
    named = home / "other.json"
    named.write_text(other)
    ran, checks = found("--manifest", named)

    assert ran.code == 2
    assert checks["alliance"]["found"] == "the node serves chain 31337, not 10"


@pytest.mark.parametrize(
    ("least", "below", "state"),
    [(HERE, (9, 0), "ok"), ((9, 0), (9, 1), "wrong"), ((3, 0), HERE, "wrong")],
)
def test_doctor__python(found, monkeypatch, least, below, state):
    monkeypatch.setattr(subject, "PYTHONS", (least, below))
    _, checks = found()
    assert checks["python"]["state"] == state


def test_doctor__without_tools__says_how_to_get_them(found, monkeypatch):
    monkeypatch.setattr(subject.shutil, "which", lambda program: None)
    monkeypatch.setattr(subject, "find_spec", lambda module: None)
    monkeypatch.setenv("COSMOLOCAL_ANVIL", "")
    ran, checks = found()

    assert ran.code == 0
    assert "pip install vyper==0.4.3" in checks["compiler"]["advice"]
    assert "pip install 'cosmolocal[local,reports]'" in checks["extras"]["advice"]
    assert "@foundry-rs/anvil@" in checks["anvil"]["advice"]
