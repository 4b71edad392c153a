# SPDX-License-Identifier: Apache-2.0
"""Files of the Safe Transaction Builder: written, read back to the same bytes, explained."""

import json

import pytest

from cosmolocal.calls import Call
from cosmolocal.cli.session import opened_by
from cosmolocal.safe_batch import SafeBatch, checksum
from tests.sdk import paying
from tests.sdk.valley import BOOKKEEPER

COUNT = 6


@pytest.fixture
def exported(valley, terminal, home):
    """A pay run as a file; the steward's own account stands for a Safe."""
    token = paying.fill(valley)
    rows = paying.rows(token.address, COUNT)
    options = ("--safe", valley.address(BOOKKEEPER), "--out", home / "batch.json")
    path = paying.write(home / "march.csv", rows)
    ran = terminal.run("treasury", "safe", "export", path, *options, "--json")
    assert ran.code == 0, ran.err
    assert ran.data["rows"] == COUNT
    return token, rows, home / "batch.json"


def test_export__twice__gives_the_same_calls(valley, terminal, home, exported):
    _, _, path = exported
    first = SafeBatch.loads(path.read_text())
    assert SafeBatch.loads(first.dumps()) == first
    assert first.dumps() == path.read_text()
    options = ("--safe", valley.address(BOOKKEEPER), "--out", home / "again.json")
    assert terminal.run("treasury", "safe", "export", home / "march.csv", *options).code == 0
    again = SafeBatch.loads((home / "again.json").read_text())
    assert again.actions == first.actions


def test_export__made_by_the_safe__pays_every_row(valley, exported):
    token, rows, path = exported
    treasury, signer = valley.alliance.treasury, valley.signer(BOOKKEEPER)
    for action in SafeBatch.loads(path.read_text()).actions:
        call = Call(action.target, action.calldata, "Treasury", "pay_batch")
        treasury.pay_batch(call, signer=signer, name=action.calldata.hex())
    assert paying.received(valley, token, rows) == paying.expected(rows, token.address)


def test_export__paid_already__writes_no_empty_file(valley, terminal, home, exported):
    test_export__made_by_the_safe__pays_every_row(valley, exported)
    options = ("--safe", valley.address(BOOKKEEPER), "--out", home / "empty.json")
    ran = terminal.run("treasury", "safe", "export", home / "march.csv", *options)
    assert (ran.code, "was paid before" in ran.err) == (2, True)
    assert not (home / "empty.json").exists()


def test_show__each_call__in_words_and_exact(terminal, exported):
    ran = terminal.run("treasury", "safe", "show", exported[2], "--json")
    assert ran.code == 0, ran.err
    assert {call["function"] for call in ran.data} == {"pay_batch", "pay_batch_noted"}
    assert all(call["contract"] == "Treasury" and call["is_exact"] for call in ran.data)


def test_show__bytes_that_do_not_come_back__are_marked(terminal, home, exported):
    content = json.loads(exported[2].read_text())
    content["transactions"][0]["data"] += "00"  # still decodes, and is another call
    content["meta"]["checksum"] = checksum(content)
    path = home / "touched.json"
    path.write_text(json.dumps(content))
    ran = terminal.run("treasury", "safe", "show", path, "--json")
    assert (ran.code, ran.data[0]["is_exact"], ran.data[1]["is_exact"]) == (1, False, True)


def test_show__another_chain_or_a_changed_file__is_refused(terminal, home, exported):
    content = json.loads(exported[2].read_text())
    path = home / "other.json"
    path.write_text(json.dumps({**content, "createdAt": 1}))
    assert terminal.run("treasury", "safe", "show", path).code == 2
    content["chainId"] = "1"
    content["meta"]["checksum"] = checksum(content)
    path.write_text(json.dumps(content))
    ran = terminal.run("treasury", "safe", "show", path)
    assert (ran.code, "the file is for chain 1" in ran.err) == (2, True)


def test_opened_by__another_program__commands_use_its_node_and_account(valley, terminal, exported):
    with opened_by(valley.local.w3, valley.signer(BOOKKEEPER)):
        path = exported[2].with_name("march.csv")
        ran = terminal.run("treasury", "payrun", path, "--yes", "--resume")
    assert ran.code == 0, ran.err
