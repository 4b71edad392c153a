# SPDX-License-Identifier: Apache-2.0
"""Tables of any kind, played on a chain and compared with the exact tally.

funding replay
├── the table is played
│   ├── votes, shares and payouts are those of the exact tally, in the order of the table
│   ├── nobody above zero: nothing is paid, the whole pot is dust
│   ├── more projects and voters than one batch holds
│   ├── a report is written
│   └── a difference anywhere: verified is false, and the exit code 1
└── it is not
    ├── the table is wrong: exit 2, and no chain is even started
    └── pot or budget is none that a round can have: exit 2
"""

import json
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from cosmolocal import ballot_round
from cosmolocal.ballot_round import play
from cosmolocal.ballots import read_ballots
from cosmolocal.errors import BadInput
from cosmolocal.local import open_local_chain
from cosmolocal.replay import funding
from cosmolocal.tally.quadratic_votes import exact
from tests.cli.conftest import program

ASK = ("--pot", "1000", "--budget", "100", "--engine", "in-process")


@pytest.fixture
def table(tmp_path):
    def write(rows):
        path = tmp_path / "round.csv"
        lines = [f"{voter},{project},{votes}" for voter, project, votes in rows]
        path.write_text("\n".join(["voter,project,votes", *lines]) + "\n")
        return path

    return write


@pytest.fixture
def local():
    with open_local_chain("in-process") as chain:
        yield chain


def test_replay__plain_table__equals_the_exact_tally(table):
    rows = [("mara", "Mill", 3), ("mara", "Boat", -2), ("ilse", "Mill", 4), ("rui", "Oven", 5)]
    rows += [("rui", "Boat", 1), ("noor", "Stage", 0)]
    ran = program("funding", "replay", table(rows), *ASK, "--allow-negative", "--json")

    assert ran.returncode == 0, ran.stderr
    assert json.loads(ran.stdout) == {
        "pot": "1000",
        "paid": "999.999999999999999999",
        "dust": "0.000000000000000001",
        "verified": True,
        "projects": [
            row("Mill", 7, "0.583333333333333333", "583.333333333333333333"),
            row("Boat", -1, "0", "0"),
            row("Oven", 5, "0.416666666666666666", "416.666666666666666666"),
            row("Stage", 0, "0", "0"),
        ],
    }


def row(project, votes, share, payout):
    return {"project": project, "votes": votes, "share": share, "payout": payout}


def test_replay__text__is_for_people(table):
    ran = program("funding", "replay", table([("mara", "Mill", 1), ("ilse", "Boat", 2)]), *ASK)

    assert ran.returncode == 0
    lines = ran.stdout.splitlines()
    assert lines[1].split() == ["Boat", "2", "66.67", "%", "666.666666666666666666"]
    assert lines[2].split() == ["Mill", "1", "33.33", "%", "333.333333333333333333"]
    assert "Verified: events, storage and table agree." in ran.stdout


@pytest.mark.parametrize(
    "rows",
    [[("mara", "Mill", 0)], [("mara", "Mill", -3), ("ilse", "Mill", 2)]],
    ids=["zeros only", "below zero"],
)
def test_play__nobody_above_zero__pays_nothing(table, local, rows):
    sheet = read_ballots(table(rows), budget=100, allow_negative=True)
    played = play(sheet, local, pot=10**18, budget=100, allow_negative=True)

    assert (played.paid, played.dust, played.verified) == (0, 10**18, True)


def test_play__more_than_one_batch_of_everything(table, local):
    """65 voters and 70 projects: seats, approvals and payouts need more than one transaction."""
    rows = [(f"v{v}", f"p{p}", 1 + (v * p) % 3) for v in range(65) for p in range(v % 9, 70, 9)]
    sheet = read_ballots(table(rows), budget=10_000)
    told = []
    played = play(
        sheet, local, pot=999_983, budget=10_000, progress=lambda *step: told.append(step)
    )

    counted = exact(sheet.projects, sheet.ballots.values(), 999_983)
    assert [p.project for p in played.projects] == list(sheet.projects)
    assert {p.project: p.votes for p in played.projects} == counted.votes
    assert {p.project: p.payout for p in played.projects} == counted.payouts
    shares = [Decimal(p.share) for p in played.projects]
    assert all(0 <= cut_off(counted, p) < Fraction(1, 10**18) for p in played.projects)
    assert 1 - Decimal(70).scaleb(-18) < sum(shares) <= 1
    assert played.verified
    assert told[-1][:2] == ("verification", 0)
    assert ("ballots", 65, 65) in told


def cut_off(counted, project):
    return counted.share(project.project) - Fraction(project.share)


def test_replay__report__is_one_file_without_network(table, tmp_path):
    rows = [("mara", "<b>Mill</b>", 1), ("ilse", "Boat & Co", 2)]
    ran = program("funding", "replay", table(rows), *ASK, "--report", tmp_path / "out")

    assert ran.returncode == 0, ran.stderr
    html = (tmp_path / "out" / "round.html").read_text()
    assert "&lt;b&gt;Mill&lt;/b&gt;" in html
    assert "<b>Mill" not in html
    assert "666.666666666666666666" in html
    assert str(tmp_path / "out" / "round.html") in ran.stderr.replace("\n", "")


def test_play__a_figure_differs__is_not_verified(table, local, monkeypatch):
    def counted_otherwise(projects, ballots, pot):
        return exact(projects, ballots, pot + 1)

    monkeypatch.setattr(ballot_round, "exact", counted_otherwise)
    sheet = read_ballots(table([("mara", "Mill", 1), ("ilse", "Boat", 2)]), budget=100)

    assert not play(sheet, local, pot=2, budget=100).verified


def test_play__money_does_not_add_up__is_not_verified(table, local, monkeypatch):
    def one_unit_too_much(events):
        state = funding.replay(events)
        held = state.rounds[1]
        return replace(state, rounds={1: replace(held, paid=held.paid + 1)})

    monkeypatch.setattr(ballot_round, "replay", one_unit_too_much)
    sheet = read_ballots(table([("mara", "Mill", 1)]), budget=100)

    assert not play(sheet, local, pot=2, budget=100).verified


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("mara,Mill,many", "line 3: votes are a whole number"),
        ("mara,Boat,10", "line 3: with this row the ballot of 'mara' costs 109 credits"),
        ("mara,Mill,1", "line 3: 'mara' has already voted on 'Mill', in line 2"),
        ("mara,Mill", "line 3: 2 fields where the header has 3"),
    ],
)
def test_replay__wrong_row__is_refused_before_anything_is_sent(table, line, reason):
    path = table([("mara", "Mill", 3)])
    path.write_text(path.read_text() + line + "\n")
    # An engine that is not there would be the next complaint: no chain is started.
    missing = ("--pot", "1000", "--budget", "100", "--engine", "anvil")
    ran = program("funding", "replay", path, *missing, "--json", COSMOLOCAL_ANVIL="")

    assert ran.returncode == 2
    message = json.loads(ran.stdout)["error"]["message"]
    assert message.startswith(f"{path}: {reason}")
    assert "Traceback" not in ran.stderr


def test_replay__missing_column__is_refused(tmp_path):
    path = tmp_path / "round.csv"
    path.write_text("voter,votes\nmara,3\n")
    ran = program("funding", "replay", path, *ASK)

    assert ran.returncode == 2
    assert f"{path}: line 1: no column 'project'" in ran.stderr.replace("\n", "")


@pytest.mark.parametrize("pot", ["0", "-5", "1e6", "1,000", "0.0000000000000000001", str(2**128)])
def test_replay__impossible_pot__is_refused(table, pot):
    asked = (f"--pot={pot}", "--budget", "100", "--engine", "in-process")
    ran = program("funding", "replay", table([("mara", "Mill", 3)]), *asked)

    assert ran.returncode == 2
    assert "Traceback" not in ran.stderr


@pytest.mark.parametrize("budget", [0, 2**24])
def test_play__impossible_budget__is_refused(table, budget):
    sheet = read_ballots(table([("mara", "Mill", 0)]), budget=1)
    with pytest.raises(BadInput, match="from 1 to 16,777,215"):
        play(sheet, None, pot=1, budget=budget)


def test_replay__columns_not_used__are_said(table, tmp_path):
    path = tmp_path / "more.csv"
    path.write_text("voter,project,votes,why\nmara,Mill,1,good\n")
    ran = program("funding", "replay", path, *ASK)

    assert ran.returncode == 0
    assert "Columns not used: why" in ran.stderr
