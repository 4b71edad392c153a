# SPDX-License-Identifier: Apache-2.0
"""A published round by the command line alone: opened, voted, counted, published, challenged, paid.

publish → challenge --line → answer, answer → resolve → close → claim, pay → return-unclaimed
├── a bundle alone is verified without a node; with --round against events and the published result
├── a bundle that lies is not published by mistake, and verification names the line
├── a result of somebody who lies → challenge, answer, resolve: it falls, bonds are withdrawn
└── explain, results, list, show, ballot → what the chain says
what is refused: a challenge about nothing or two things, another round's bundle, no answer wanted
"""

import json

import pytest

from cosmolocal.funding import Bundle
from tests.cli.conftest import dev
from tests.sdk.valley import (
    ARBITER,
    BOOKKEEPER,
    DRIVER,
    ETHER,
    GROWER,
    MILL,
    MILLER,
    SHEPHERD,
)

ROUND = "published/1"


@pytest.fixture
def voting(do, valley, tmp_path):
    """A round of median-quorum whose voting is open."""
    (tmp_path / "rule.json").write_text(json.dumps({"quorum": 2}))
    opened = do(
        *(BOOKKEEPER, "funding", "open-published", "--rule", "median-quorum"),
        *("--params", tmp_path / "rule.json", "--digits", "1", "--bond", "0.1"),
        *("--applications-end", "5 days", "--review-end", "8 days"),
        *("--voting-end", "15 days", "--claims-end", "40 days"),
    )
    assert '"quorum":2' in opened["RoundOpened"]["rule"]
    do(BOOKKEEPER, "funding", "fund", ROUND, "3")
    for name in (MILLER, MILL):
        do(name, "funding", "apply", ROUND, "--content", "bread for all")
    terms = valley.alliance.published.terms(1)
    valley.warp(terms.applications_end)
    do(ARBITER, "funding", "review", ROUND, "1", "2", "--approve")
    valley.warp(terms.appeals_end)
    return terms


@pytest.fixture
def counted(do, valley, voting, tmp_path):
    """The round when its voting is over, and its bundle."""
    for name, amounts in ((GROWER, ("1=10.5", "2=3")), (DRIVER, ("1=1.5", "2=0"))):
        do(name, "funding", "cast-ballot", ROUND, *amounts)
    valley.warp(voting.voting_end)
    return tmp_path / "bundle"


def test_published_round__by_hand(do, read, terminal, valley, counted):
    published, seat = valley.alliance.published, valley.seat(GROWER)
    assert read("funding", "show-ballot", ROUND, seat) == [
        {"project": 1, "amount": "10.5"},
        {"project": 2, "amount": "3"},
    ]
    said = read("funding", "bundle", ROUND, "--out", counted)
    assert read("funding", "verify", "--bundle", counted)["differences"] == []
    result = do(MILLER, "funding", "publish", ROUND, "--bundle", counted, "--uri", "ipfs://x")
    assert result["ResultPublished"]["uri"] == "ipfs://x"
    both = read("funding", "verify", "--bundle", counted, "--round", ROUND)
    assert (both["differences"], both["root"]) == ([], said["root"])
    assert read("funding", "verify", "--round", ROUND) == both

    assert "ResultChallenged" in do(SHEPHERD, "funding", "challenge", "1", "--line", "1")
    assert "LineShown" in do(MILLER, "funding", "answer", "1")
    assert do(MILLER, "funding", "answer", "1")["BallotsRevealed"]["heads"] == "2"
    all_told = terminal.run("funding", "answer", "1", "--account", "dev:x", "--yes")
    assert all_told.code == 2
    valley.warp(valley.alliance.results.challenge(1).until)
    assert do(DRIVER, "funding", "resolve", "1")["ChallengeClosed"]["outcome"] == "2"
    [row] = read("funding", "results", ROUND)
    assert (row["status"], row["challenges"][0]["status"]) == ("open", "closed")

    valley.warp(valley.alliance.results.result(1).until)
    assert "ResultStands" in do(DRIVER, "funding", "close", ROUND)
    assert "LineClaimed" in do(DRIVER, "funding", "claim", ROUND, "1")
    do(DRIVER, "funding", "pay", ROUND, "1", "2", "--bundle", counted, "--root", "1")
    assert published.show(1).paid == 3 * ETHER
    do(DRIVER, "funding", "withdraw-bonds", valley.address(MILLER))
    assert valley.alliance.results.due(valley.address(MILLER)) == 0

    told = read("funding", "explain", ROUND, "1")
    assert (told["rule"], told["score"], len(told["ballots"])) == ("median-quorum", "6", 2)
    assert read("funding", "list")[-1]["kind"] == "published"
    assert read("funding", "show", ROUND)["result"] == 1
    assert read("funding", "verify")["differences"] == []


def test_lie__verified_challenged_and_undone(do, read, terminal, valley, counted):
    read("funding", "bundle", ROUND, "--out", counted)
    lines = (counted / "lines.csv").read_text().replace(",2,120", ",2,999")
    assert ",2,999" in lines
    (counted / "lines.csv").write_text(lines)
    verified = terminal.run("funding", "verify", "--bundle", counted, "--json")
    assert verified.code == 1
    assert verified.data["differences"][0].startswith("project 1: the result says")
    refused = terminal.run(
        "funding", "publish", ROUND, "--bundle", counted, "--account", "dev:x", "--yes"
    )
    assert (refused.code, "contradicts itself" in refused.err) == (2, True)

    lie = Bundle.read(counted)  # a liar does not ask our program
    valley.alliance.results.publish(lie, signer=valley.outsider)
    found = read_failing(terminal, "funding", "verify", "--bundle", counted, "--round", ROUND)
    assert len(found["differences"]) == 1  # its hashes are those of the lie
    found = read_failing(terminal, "funding", "verify", "--round", ROUND)
    assert any("root" in line for line in found["differences"])
    do(SHEPHERD, "funding", "challenge", "1", "--line", "1")
    do(DRIVER, "funding", "answer", "1", "--bundle", counted)
    do(SHEPHERD, "funding", "answer", "1")
    valley.warp(valley.alliance.results.challenge(1).until)
    assert "ResultFell" in do(DRIVER, "funding", "resolve", "1")
    assert "BondWithdrawn" in do(SHEPHERD, "funding", "withdraw-bonds")
    do(MILLER, "funding", "publish", ROUND)
    do(SHEPHERD, "funding", "challenge", "2", "--piece", "0")
    do(MILLER, "funding", "answer", "2")
    proposed = do(SHEPHERD, "funding", "challenge", "2", "--reason", "the roll is wrong")
    assert proposed["ResultChallenged"]["kind"] == "3"
    why = ("--why", "it is right", "--dismiss")
    assert "ProposalCreated" in do(GROWER, "funding", "decide", "3", *why)
    correction = ("funding", "correct", ROUND, "--bundle", counted, "--why", "a slip")
    assert "ProposalCreated" in do(GROWER, *correction)


@pytest.mark.usefixtures("voting")
def test_ballots__signed_into_a_file__are_handed_in_by_anybody(terminal, read, valley, tmp_path):
    (tmp_path / "grower.csv").write_text("project,amount\n1,10.5\n2,\n")
    (tmp_path / "fine.csv").write_text("project,amount\n1,10.55\n")
    signed, told = tmp_path / "ballots.json", {}
    for name, ballot in (
        (GROWER, ("--csv", tmp_path / "grower.csv")),
        (DRIVER, ("1=1.5", "2=0")),
        (SHEPHERD, ("--csv", tmp_path / "fine.csv")),
    ):
        arguments = (*ballot, "--to", signed, "--account", dev(name), "--yes", "--json")
        told[name] = terminal.run("funding", "ballot", ROUND, *arguments)
    assert [told[name].code for name in (GROWER, DRIVER, SHEPHERD)] == [0, 0, 2]
    assert "line 2: 10.55 is finer than the smallest unit" in told[SHEPHERD].err

    arguments = ("--account", dev(MILL), "--yes", "--json")
    handed_in = terminal.run("funding", "cast", signed, *arguments)

    assert [each["taken"] for each in handed_in.data["ballots"]] == [True, True]
    grower, driver = valley.seat(GROWER), valley.seat(DRIVER)
    assert read("funding", "show-ballot", ROUND, grower) == [{"project": 1, "amount": "10.5"}]
    assert read("funding", "show-ballot", ROUND, driver)[1] == {"project": 2, "amount": "0"}


def read_failing(terminal, *arguments):
    """A read that finds something wrong."""
    ran = terminal.run(*arguments, "--json")
    assert ran.code == 1
    return ran.data


def test_refusals__name_field_reason_and_next_step(do, read, terminal, valley, counted):
    read("funding", "bundle", ROUND, "--out", counted)
    do(MILLER, "funding", "publish", ROUND)
    signed = ("--account", "dev:x", "--yes")
    both = ("--line", "1", "--piece", "0")
    for arguments, reason in (
        (("challenge", "1"), "about one thing"),
        (("challenge", "1", *both), "about one thing"),
        (("cast-ballot", ROUND, "1=x"), "is not an amount"),
        (("cast-ballot", ROUND, "300=1"), "write PROJECT=AMOUNT"),
        (("claim", "1", "1", "--root", "1"), "pays by its own count"),
        (("publish", "matching/1"), "is no published round"),
    ):
        ran = terminal.run("funding", *arguments, *signed)
        assert (ran.code, reason in ran.err) == (2, True), ran.err
    facts = json.loads((counted / "round.json").read_text())
    (counted / "round.json").write_text(json.dumps(facts | {"round_id": 2}))
    ran = terminal.run("funding", "publish", ROUND, "--bundle", counted, *signed)
    assert "the bundle is of round 2" in ran.err
    unknown = terminal.run(
        *("funding", "open-published", "--rule", "coin-toss", "--applications-end", "5 days"),
        *("--review-end", "8 days", "--voting-end", "15 days", "--claims-end", "40 days"),
        *signed,
    )
    assert "there is no rule 'coin-toss'" in unknown.err
