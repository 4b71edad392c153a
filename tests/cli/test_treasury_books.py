# SPDX-License-Identifier: Apache-2.0
"""Books by the command line: they add up to the chain, and the programs they are for take them."""

import csv
import io
import json
import subprocess
from collections import Counter
from decimal import Decimal

import pytest

from tests.cli.conftest import dev
from tests.requirements import require_tool
from tests.sdk import paying
from tests.sdk.valley import BOOKKEEPER, ETHER

COUNT = 8


@pytest.fixture
def paid(valley, terminal, home):
    """A treasury that has paid a list, and in which ETH and tokens turned up by themselves."""
    token = paying.fill(valley)
    path = paying.write(home / "march.csv", paying.rows(token.address, COUNT))
    account = ("--account", dev(BOOKKEEPER), "--yes")
    ran = terminal.run("treasury", "payrun", path, *account)
    assert ran.code == 0, ran.err
    treasury = valley.alliance.treasury
    valley.local.fund(treasury.address, valley.alliance.chain.at().balance(treasury.address) + 7)
    return valley, token


def run(*command):
    """Exit code of another program."""
    return subprocess.run(command, capture_output=True, check=False).returncode


@pytest.fixture
def export(paid, terminal):
    def run(format_, *options):
        ran = terminal.run("treasury", "export", "--format", format_, *options)
        assert ran.code == 0, ran.err
        return ran.out

    return run


def test_export__csv__sums_are_what_the_chain_holds(paid, export):
    """S-6."""
    valley, token = paid
    rows, sums = list(csv.DictReader(io.StringIO(export("csv")))), Counter()
    for row in rows:
        sums[row["token"]] += Decimal(row["amount"])
    treasury = valley.alliance.treasury
    assert int(sums[token.address] * 10**6) == treasury.balance(token.address).amount
    assert int(sums["0x" + 40 * "0"] * 10**18) == treasury.balance().amount
    kinds = Counter(row["kind"] for row in rows)
    assert kinds == {"payment": COUNT, "gift": 2, "unexplained": 1}
    assert {row["memo"] for row in rows} == {"", "week 0", "week 5"}
    assert all(row["tx"].startswith("0x") for row in rows if row["kind"] != "unexplained")


def test_export__jsonl__has_the_same_bookings(export):
    rows = list(csv.DictReader(io.StringIO(export("csv"))))
    assert [json.loads(line) for line in export("jsonl").splitlines()] == rows


def test_export__beancount__passes_its_own_check(export, home):
    check = require_tool("bean-check")
    path = home / "books.beancount"
    path.write_text(export("beancount"))
    ran = subprocess.run([check, path], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")
    path.write_text(
        path.read_text().replace("  Assets:Treasury  50 ETH", "  Assets:Treasury  49 ETH")
    )
    assert subprocess.run([check, path], capture_output=True, check=False).returncode != 0


def test_export__hledger__passes_its_own_check(export, home):
    program = require_tool("hledger")
    path = home / "books.journal"
    path.write_text(export("hledger"))
    ran = subprocess.run(
        [program, "-f", path, "check"], capture_output=True, text=True, check=False
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    path.write_text(path.read_text().replace("50 ", "49 ", 1))
    assert subprocess.run(
        [program, "-f", path, "check"], capture_output=True, check=False
    ).returncode


def test_export__to_a_file__says_so(paid, terminal, home):
    ran = terminal.run("treasury", "export", "--out", home / "books.csv", "--json")
    assert ran.data == {"file": str(home / "books.csv"), "bookings": COUNT + 3}
    assert (home / "books.csv").read_text().startswith("date,time,kind,")
    deeper = home / "books" / "of" / "2026.csv"
    assert terminal.run("treasury", "export", "--out", deeper).code == 0
    assert deeper.read_bytes() == (home / "books.csv").read_bytes()
    refused = terminal.run("treasury", "export", "--out", deeper / "books.csv")
    assert (refused.code, "cannot write" in refused.err) == (2, True)


def test_history_and_statement__for_people_and_programs(paid, terminal, home):
    history = terminal.run("treasury", "history")
    assert (history.code, "payment" in history.out, "week 5" in history.out) == (0, True, True)
    ran = terminal.run(
        "treasury", "statement", "--season", 0, "--out", home / "season.html", "--json"
    )
    assert ran.code == 0, ran.err
    held = {row["token"]: row["held"] for row in ran.data["held"]}
    assert held["ETH"] == "49.999980000000000007 ETH"
    page = (home / "season.html").read_text()
    assert "Statement of the treasury" in page
    assert "<svg" in page
    empty = terminal.run("treasury", "statement", "--season", 9, "--json")
    assert empty.data["sums"] == []


def test_pots__listed__with_what_is_left(paid, terminal):
    ran = terminal.run("treasury", "pots")
    assert (ran.code, "open" in ran.out, "30 days" in ran.out) == (0, True, True)
    data = terminal.run("treasury", "pots", "--json").data
    assert [pot["number"] for pot in data] == [1, 2]
    assert int(data[0]["spent"]) < ETHER


def test_budget_close__unknown_pot__refused_before_a_vote(terminal, valley):
    ran = terminal.run("treasury", "budget", "close", 9, "--account", dev(BOOKKEEPER), "--yes")
    assert (ran.code, "there is no pot 9" in ran.err) == (2, True)
