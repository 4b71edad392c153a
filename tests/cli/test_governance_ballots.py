# SPDX-License-Identifier: Apache-2.0
"""Ballots by the command line: facts, sign without a node, relay, cast-for."""

import json

import pytest

from cosmolocal.cli import session
from tests.cli.conftest import dev
from tests.sdk.valley import BAKER, GROWER, MILLER


@pytest.fixture
def motion(valley):
    """A proposal whose vote is open."""
    proposal_id = valley.propose(valley.alliance.treasury.pay_action(valley.outsider.address, 1))
    valley.warp(valley.alliance.governance.show(proposal_id).start)
    return proposal_id


@pytest.fixture
def ballot_of(terminal, valley, motion, home, monkeypatch):
    """Write somebody's facts with a node, and sign them without one."""

    def write(name, *options):
        facts, ballot = home / f"{name}-facts.json", home / f"{name}.json"
        told = ("governance", "facts", 1, valley.address(name), "--out", facts)
        assert terminal.run(*told).code == 0
        with monkeypatch.context() as without_node:
            without_node.setattr(session, "connect", None)
            sign = (
                "governance",
                "sign",
                facts,
                "for",
                "--out",
                ballot,
                "--account",
                dev(name),
                "--yes",
            )
            ran = terminal.run(*sign, *options)
        assert ran.code == 0, ran.err
        return ballot

    return write


def test_relay__files__say_what_became_of_each(terminal, valley, motion, ballot_of):
    good = [ballot_of(GROWER, "--votes", 3), ballot_of(BAKER, "--reason", "good bread")]
    late = ballot_of(MILLER, "--until", "2020-01-01")
    relay = ("governance", "relay", *good, late, "--account", dev(MILLER), "--yes")

    ran = terminal.run(*relay, "--json")

    assert ran.code == 1
    assert [each["counts"] for each in ran.data["ballots"]] == [True, True, False]
    assert ran.data["ballots"][2]["reason"] == "governor: ballot expired"
    assert len(ran.data["transactions"]) == 1
    shown = valley.alliance.governance.show(motion)
    assert (shown.votes_for, shown.heads) == (4, 2)
    again = terminal.run(*relay)
    assert (again.code, "None would count." in again.out + again.err) == (1, True)


def test_relay__dry_run__sends_nothing(terminal, valley, motion, ballot_of):
    ballot = ballot_of(GROWER)
    ran = terminal.run(
        "governance", "relay", ballot, "--account", dev(MILLER), "--dry-run", "--json"
    )

    assert (ran.code, ran.data["sent"]) == (0, False)
    assert ran.data["gas_used"] > 50_000
    assert valley.alliance.governance.show(motion).heads == 0


def test_sign__too_many_votes__says_how_many_it_could_be(terminal, valley, motion, home):
    facts = home / "facts.json"
    terminal.run("governance", "facts", 1, valley.address(GROWER), "--out", facts)
    sign = ("governance", "sign", facts, "for", "--votes", 11, "--out", home / "ballot.json")

    ran = terminal.run(*sign, "--account", dev(GROWER))

    assert ran.code == 2
    assert "Give at most 10 votes." in ran.err
    assert not (home / "ballot.json").exists()


def test_relay__changed_file__does_not_count(terminal, valley, motion, ballot_of):
    ballot = ballot_of(GROWER)
    ballot.write_text(json.dumps(json.loads(ballot.read_text()) | {"side": 0}))

    ran = terminal.run("governance", "relay", ballot, "--account", dev(MILLER), "--yes", "--json")

    assert (ran.code, ran.data["sent"]) == (1, False)
    assert ran.data["ballots"][0]["reason"] == "governor: bad signature"


def test_cast_for__delegators__are_voted_for(terminal, valley, motion):
    seat, miller = valley.seat(GROWER), valley.address(MILLER)
    valley.alliance.membership.delegate(miller, signer=valley.signer(GROWER))

    ran = terminal.run("governance", "cast-for", 1, "for", seat, "--votes", 2, "--account",
                       dev(MILLER), "--yes", "--json")  # fmt: skip

    assert ran.code == 0, ran.err
    assert [event["event"] for event in ran.data["events"]] == [
        "BudgetFrozen",
        "VoteCastFor",
        "VoteCast",
    ]
    assert valley.alliance.governance.show(motion).votes_for == 2
