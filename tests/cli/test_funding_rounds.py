# SPDX-License-Identifier: Apache-2.0
"""Rounds by the command line: signed ballots, matched gifts, results, money that goes back."""

import csv
import json

import pytest

from cosmolocal.replay.funding import replay
from tests.cli.conftest import dev
from tests.sdk.valley import (
    ARBITER,
    BAKER,
    BOOKKEEPER,
    DRIVER,
    ETHER,
    GROWER,
    MILL,
    MILLER,
    SHEPHERD,
)


@pytest.fixture
def run(terminal):
    """Run a command of a member; return its exit code and its JSON."""

    def ran(name, *arguments):
        shown = terminal.run(*arguments, "--account", dev(name), "--yes", "--json")
        return shown.code, json.loads(shown.out) if shown.out else shown.err

    return ran


@pytest.fixture
def do(run):
    """Run a write that must succeed; return what its events say."""

    def done(name, *arguments):
        code, data = run(name, *arguments)
        assert code == 0, data
        return {event.pop("event"): event for event in data.get("events", [])} or data

    return done


@pytest.fixture
def read(terminal):
    def shown(*arguments):
        ran = terminal.run(*arguments, "--json")
        assert ran.code == 0, ran.err
        return ran.data

    return shown


def periods():
    days = {"applications-end": 5, "review-end": 8, "voting-end": 15, "claims-end": 40}
    return [word for name, n in days.items() for word in (f"--{name}", f"{n} days")]


def voting(do, valley, *options):
    """A retro round at the start of its vote, with 9 ether and two projects."""
    do(BOOKKEEPER, "funding", "open", *periods(), *options)
    do(MILL, "funding", "fund", 1, "9")
    do(BAKER, "funding", "apply", 1, "--content", "an oven")
    do(MILLER, "funding", "apply", 1, "--content", "a stone")
    terms = valley.alliance.funding.terms(1)
    valley.warp(terms.applications_end)
    do(BOOKKEEPER, "funding", "review", 1, 1, 2, "--approve")
    valley.warp(terms.review_end)
    return terms


def test_ballots__signed_into_a_file__are_handed_in_by_anybody(do, run, read, valley, home):
    terms = voting(do, valley, "--quorum", 1)
    (home / "grower.csv").write_text("project,amount\n1,6\n2,\n")
    do(GROWER, "funding", "ballot", 1, "--csv", home / "grower.csv", "--to", home / "one.json")
    do(SHEPHERD, "funding", "ballot", 1, "1=2", "2=3", "--to", home / "two.json")
    do(ARBITER, "funding", "ballot", 1, "1=11", "--to", home / "two.json")

    code, data = run(DRIVER, "funding", "cast", home / "one.json", home / "two.json")

    assert code == 1
    results = {each["voter"]: (each["taken"], each["reason"]) for each in data["ballots"]}
    assert results[valley.address(GROWER)] == results[valley.address(SHEPHERD)] == (True, "")
    taken, reason = results[valley.address(ARBITER)]
    assert not taken
    assert "over budget" in reason
    _, again = run(DRIVER, "funding", "cast", home / "one.json")
    assert [each["taken"] for each in again["ballots"]] == [False]

    read("funding", "ballots", 1, "--out", home / "all.csv")
    rows = list(csv.DictReader((home / "all.csv").read_text().splitlines()))
    grower, shepherd = (str(valley.seat(name)) for name in (GROWER, SHEPHERD))
    assert {(row["voter"], row["project"], row["amount"]) for row in rows} == {
        (grower, "1", "6"),
        (shepherd, "1", "2"),
        (shepherd, "2", "3"),
    }
    valley.warp(terms.voting_end)
    do(DRIVER, "funding", "close", 1)
    counted = read("tally", "quadratic-votes", "--ballots", home / "all.csv", "--pot", "9")
    shown = read("funding", "show", 1)["projects"]
    assert [p["award"] for p in counted["projects"]] == [p["payout"] for p in shown]
    assert read("funding", "verify")["different"] == 0


def test_ballot__typed_and_in_a_table__is_refused(run, valley, do, home):
    voting(do, valley)
    (home / "b.csv").write_text("project,amount\n1,many\n")
    for typed, reason in (((), "no whole votes"), (("1=2",), "not both")):
        arguments = ("--csv", home / "b.csv", "--to", home / "one.json")
        code, data = run(GROWER, "funding", "ballot", 1, *typed, *arguments)
        assert code == 2
        assert reason in data["error"]["message"]
    assert not (home / "one.json").exists()


def test_results__of_a_round__are_those_of_the_chain(do, read, valley, home):
    terms = voting(do, valley, "--cap-bps", "6000", "--minimum", "1")
    do(GROWER, "funding", "cast-ballot", 1, "1=6", "2=1")
    do(SHEPHERD, "funding", "cast-ballot", 1, "1=2")
    valley.warp(terms.voting_end)
    do(DRIVER, "funding", "close", 1)

    payouts = [project["payout"] for project in read("funding", "show", 1)["projects"]]
    told = read("funding", "explain", 1, 1)
    assert (told["award"], told["at_the_cap"]) == (payouts[0], True) == ("5.4", True)
    assert told["ballots"] == [
        {"voter": str(valley.seat(GROWER)), "amount": "6"},
        {"voter": str(valley.seat(SHEPHERD)), "amount": "2"},
    ]
    assert [row["quadratic-votes"] for row in read("funding", "compare", 1)] == payouts
    found = read("funding", "report", 1, "--out", home / "report")
    assert found["cost_to_move_a_hundredth"]
    assert "Gini" in (home / "report" / "report.html").read_text()

    assert do(DRIVER, "funding", "pay", 1)["Claimed"]["amount"]
    assert valley.alliance.funding.due(1) == []


def test_matching__from_pledge_to_payout(do, read, valley):
    do(BOOKKEEPER, "funding", "open-matching", *periods(), "--constrained")
    name, terms = "matching/1", valley.alliance.matching.terms(1)
    do(MILL, "funding", "fund", name, "1")
    do(BAKER, "funding", "pledge", name, "2", "--matched", 1, "--per-raised", 2)
    do(BAKER, "funding", "apply", name, "--content", "an oven")
    do(MILLER, "funding", "apply", name, "--content", "a stone")
    valley.warp(terms.applications_end)
    do(BOOKKEEPER, "funding", "review", name, 1, 2, "--approve")
    valley.warp(terms.review_end)
    for who, project, amount in ((GROWER, 1, "0.36"), (SHEPHERD, 1, "0.36"), (DRIVER, 2, "0.04")):
        do(who, "funding", "give", name, project, amount)
    valley.warp(terms.voting_end)
    do(DRIVER, "funding", "close", name)
    assert [row["quadratic-funding"] for row in read("funding", "compare", name)] == ["0.72", "0"]
    shown = read("funding", "show", name)
    assert [project["payout"] for project in shown["projects"]] == ["1.44", "0.04"]
    do(DRIVER, "funding", "pay", name)
    assert do(DRIVER, "funding", "return-pledge", name, 1)["PledgeReturned"]["amount"] == str(
        162 * ETHER // 100
    )
    do(MILL, "funding", "fund", name, "3")
    do(BOOKKEEPER, "funding", "open-matching", *periods())
    do(DRIVER, "funding", "carry-over", name, "matching/2", valley.address(MILL))
    assert valley.alliance.matching.show(2).pot == 3 * ETHER
    do(BOOKKEEPER, "funding", "cancel", "matching/2")
    assert do(DRIVER, "funding", "refund", "matching/2", valley.address(MILL))["Refunded"]
    do(SHEPHERD, "funding", "fund", name, "1")
    assert do(SHEPHERD, "funding", "return-top-up", name)["TopUpReturned"]["amount"]
    assert read("funding", "verify")["different"] == 0


def test_matching__cancelled__gifts_go_back(do, read, valley):
    do(BOOKKEEPER, "funding", "open-matching", *periods())
    terms = valley.alliance.matching.terms(1)
    do(BAKER, "funding", "apply", "matching/1", "--content", "an oven")
    valley.warp(terms.applications_end)
    do(BOOKKEEPER, "funding", "review", "matching/1", 1, "--approve")
    valley.warp(terms.review_end)
    do(GROWER, "funding", "give", "matching/1", 1, "0.4")
    do(BOOKKEEPER, "funding", "cancel", "matching/1")
    back = do(DRIVER, "funding", "refund-gift", "matching/1", 1, valley.seat(GROWER))
    assert back["GiftRefunded"]["donor"] == valley.address(GROWER)


def test_payout_address__signed_in_a_file__moves_after_three_days(do, run, valley, home):
    terms = voting(do, valley)
    elsewhere, file = valley.local.accounts[3].address, home / "change.json"
    do(BAKER, "funding", "sign-payout-change", 1, 1, elsewhere, "--to", file)
    asked = do(DRIVER, "funding", "hand-in-payout-change", file)["PayoutChangeAsked"]
    assert asked["payout_address"] == elsewhere
    code, data = run(DRIVER, "funding", "hand-in-payout-change", file)
    assert (code, data["error"]["kind"]) == (1, "FundingNotSignedByRecipient")
    valley.warp(terms.voting_end)
    state = replay(valley.alliance.events()).rounds[1]
    assert state.projects[1].payee_at(valley.local.now) == elsewhere


def test_review__neither_or_both__is_bad_input(run, do, read, valley):
    voting(do, valley)
    assert [row["review"] for row in read("funding", "review", 1)] == ["approved", "approved"]
    for options in ((), ("--approve", "--reject", "no")):
        code, data = run(BOOKKEEPER, "funding", "review", 1, 1, *options)
        assert code == 2
        assert "approves or rejects" in data["error"]["message"]


FORM = """
title: An oven for the upper valley
summary: Wood-fired, for three bakeries.
category: food
tags: [bread, heat]
evidence:
  - {what: Forty loaves a day, where: Upper Valley, since: 2026-01-05, until: 2026-03-01}
past_funding:
  - {source: The city, amount: "1200.50", unit: EUR, received: 2025-11-02}
"""


def test_application__from_a_form__keeps_its_history(do, run, read, valley, home):
    (home / "oven.yaml").write_text(FORM)
    (home / "silent.yaml").write_text("title: An oven\nsummary: Of stone.\n")
    for _ in (1, 2):  # the same file for two rounds
        do(BOOKKEEPER, "funding", "open", *periods())
    for number in (1, 2):
        do(BAKER, "funding", "apply", number, "--form", home / "oven.yaml")
    do(BAKER, "funding", "amend", 1, 1, "--content", "a smaller oven")
    valley.warp(valley.alliance.funding.terms(1).applications_end)
    do(BOOKKEEPER, "funding", "review", 1, 1, "--reject", "the city paid for it")

    applied, amended, reviewed = read("funding", "application", 1, 1)

    assert json.loads(applied["content"])["past_funding"] == [
        {"source": "The city", "amount": "1200.50", "unit": "EUR", "received": "2025-11-02"}
    ]
    assert (amended["version"], amended["content"]) == (2, "a smaller oven")
    assert (reviewed["approved"], reviewed["reason"]) == (False, "the city paid for it")
    code, data = run(MILLER, "funding", "apply", 2, "--form", home / "silent.yaml")
    assert code == 2
    assert "past_funding: Field required" in data["error"]["message"]
    code, data = run(MILLER, "funding", "apply", 2)
    assert (code, data["error"]["next_step"]) == (2, "Give --content or --form.")
