# SPDX-License-Identifier: Apache-2.0
"""Proposals by the command line: in words, as files of the Safe Transaction Builder, verified."""

import json

import pytest

from cosmolocal.governance import Side, simulation
from cosmolocal.units import ZERO_ADDRESS
from tests.cli.conftest import dev
from tests.sdk.valley import BAKER, GROWER, MILLER


@pytest.fixture
def motion(valley):
    """A proposal of two calls whose vote is open."""
    treasury, governance = valley.alliance.treasury, valley.alliance.governance
    pays = [treasury.pay_action(valley.outsider.address, wei) for wei in (1, 2)]
    proposal_id = valley.propose(*pays)
    valley.warp(governance.show(proposal_id).start)
    governance.vote(proposal_id, Side.FOR, 3, signer=valley.signer(GROWER))
    return proposal_id


def test_show__calls__are_in_words(terminal, valley, motion):
    ran = terminal.run("governance", "show", 1, "--json")

    first, second = ran.data["actions"]
    assert (first["target"], first["function"], first["exact"]) == ("Treasury", "pay", True)
    assert f"to {valley.outsider.address}" in first["arguments"]
    assert "amount 2" in second["arguments"]


def test_export_and_propose__go_round(terminal, valley, motion, home):
    out = home / "batch.json"
    assert terminal.run("governance", "export", 1, "--out", out).code == 0
    propose = ("governance", "propose", "--batch", out, "--why", "once more")

    ran = terminal.run(*propose, "--account", dev(MILLER), "--yes", "--json")

    assert ran.code == 0, ran.err
    [event] = [e for e in ran.data["events"] if e["event"] == "ProposalCreated"]
    again = valley.alliance.governance.content(int(event["proposalId"]))
    known = valley.alliance.governance.content(motion)
    assert again.actions == known.actions


def test_propose__changed_or_foreign_file__is_refused(terminal, valley, motion, home):
    out = home / "batch.json"
    terminal.run("governance", "export", 1, "--out", out)
    file = json.loads(out.read_text())
    propose = ("governance", "propose", "--batch", out, "--why", "x", "--account", dev(MILLER))

    file["transactions"][0]["value"] = "5"
    out.write_text(json.dumps(file))
    assert "checksum" in terminal.run(*propose, "--yes").err
    del file["meta"]["checksum"]
    out.write_text(json.dumps(file | {"chainId": "1"}))
    ran = terminal.run(*propose, "--yes")
    assert (ran.code, "is for chain 1" in ran.err) == (2, True)


def test_propose__without_a_call__says_what_to_give(terminal, valley):
    ran = terminal.run("governance", "propose", "--why", "x", "--account", dev(MILLER))

    assert ran.code == 2
    assert "Give TARGET and CALLDATA, or --batch FILE." in ran.err


def test_propose__why_for_other_domains__is_a_proposal(terminal, valley):
    """Rounds: what only a vote may do is proposed with a reason."""
    ask = ("--why", "it came too late", "--account", dev(MILLER), "--dry-run", "--json")
    money = ("funding", "return-top-up", 1, "--sponsor", valley.address(GROWER))
    role = ("scopes", "grant-role", 1, valley.seat(GROWER), "steward", "--until", "90 days")
    for asked in (money, role):
        ran = terminal.run(*asked, *ask)
        assert ran.code == 0, ran.err
        assert ran.data["sent"] is False
        assert "Propose to" in ran.err


@pytest.mark.parametrize("refused", ["", "owner: not the owner"])
def test_propose__simulate__shows_what_would_change_or_what_refuses(
    terminal, valley, motion, home, monkeypatch, refused
):
    gain = simulation.BalanceChange(account=valley.address(BAKER), token=ZERO_ADDRESS, change=7)
    effects = simulation.Effects(
        block=1,
        calls=(),
        refused=refused,
        refused_at=1 if refused else None,
        balances=() if refused else (gain,),
        roles=(),
        events=(),
    )
    monkeypatch.setattr(simulation, "simulate", lambda *_: effects)
    out = home / "batch.json"
    terminal.run("governance", "export", 1, "--out", out)
    asked = ("governance", "propose", "--batch", out, "--simulate", "--account", dev(MILLER))

    ran = terminal.run(*asked)

    assert ran.code == (1 if refused else 0)
    assert ("Call 1 would be refused: owner: not the owner" in ran.out) == bool(refused)
    assert (valley.address(BAKER)[-6:] in ran.out) != bool(refused)
    assert terminal.run(*asked, "--json").data["refused"] == refused


def test_verify__one_proposal__is_counted_again(terminal, valley, motion):
    ran = terminal.run("governance", "verify", 1, "--json")

    assert ran.code == 0, ran.err
    assert (ran.data["votes_for"], ran.data["differences"]) == (3, [])
    [ballot] = ran.data["ballots"]
    assert (ballot["seat"], ballot["cost"]) == (valley.seat(GROWER), 9)
    assert terminal.run("governance", "verify", "--json").data["different"] == 0


def test_propose__with_an_address_of_its_text__is_shown_with_both(terminal, valley, motion, home):
    out = home / "batch.json"
    terminal.run("governance", "export", 1, "--out", out)
    propose = ("governance", "propose", "--batch", out, "--why", "A mill", "--uri", "ipfs://mill")

    assert terminal.run(*propose, "--account", dev(MILLER), "--yes").code == 0

    shown = terminal.run("governance", "show", 2, "--json").data
    assert shown["description"] == "A mill\nipfs://mill"
    [event] = [e for e in valley.alliance.events() if e.name == "ProposalCreated"][1:]
    commitment, uri, proposer = event["description"].split("\n")
    assert (len(commitment), uri) == (66, "ipfs://mill")
    assert proposer == f"#proposer={valley.address(MILLER)}"


def test_delegate__directly_and_by_a_slip__and_back(terminal, valley, home):
    membership, miller = valley.alliance.membership, valley.address(MILLER)
    grower, slip = valley.address(GROWER), home / "slip.json"
    sign = ("governance", "sign-delegation", miller, "--until", "2 days", "--out", slip)

    assert terminal.run(*sign, "--account", dev(GROWER)).code == 2  # nobody agreed
    assert not slip.exists()
    assert terminal.run(*sign, "--account", dev(GROWER), "--yes").code == 0
    hand_in = ("governance", "delegate-by-sig", slip, "--account", dev(MILLER), "--yes")
    assert terminal.run(*hand_in).code == 0
    assert membership.delegate_of(grower) == miller
    again = terminal.run(*hand_in)
    assert (again.code, "nonce" in again.err) == (1, True)
    own = ("governance", "delegate", "--account", dev(GROWER), "--yes")
    assert terminal.run(*own).code == 0
    assert membership.delegate_of(grower) == grower
    assert terminal.run(*own[:2], miller, *own[2:]).code == 0
    assert membership.delegate_of(grower) == miller


def test_delegate_by_sig__no_slip__names_what_is_wrong(terminal, valley, home):
    (home / "slip.json").write_text('{"account": "nobody"}')
    ran = terminal.run(
        "governance", "delegate-by-sig", home / "slip.json", "--account", dev(MILLER)
    )
    assert (ran.code, "account: " in ran.err) == (2, True)
