# SPDX-License-Identifier: Apache-2.0
"""A real round, replayed by the program on both engines: Optimism RetroPGF 1.

All 76 vote totals equal the official ones; payouts equal the official dollars after rounding half
up; paid and dust add up to the pot exactly.
"""

import json
from decimal import ROUND_HALF_UP, Decimal

import pytest

from tests.cli.conftest import program
from tests.replay import retropgf1
from tests.requirements import require_shared, require_tool


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """The round as a table, and its official result."""
    rows, official = retropgf1.read(require_shared("retropgf1_qv"))
    path = tmp_path_factory.mktemp("round") / "ballots.csv"
    return retropgf1.write(rows, path), official


@pytest.mark.parametrize(
    ("engine", "decimals"),
    [
        ("in-process", 18),
        pytest.param("anvil", 18, marks=pytest.mark.anvil),
        pytest.param("anvil", 6, marks=pytest.mark.anvil),
    ],
)
def test_replay__equals_the_published_result(published, engine, decimals):
    table, official = published
    found = {"COSMOLOCAL_ANVIL": str(require_tool("anvil"))} if engine == "anvil" else {}
    asked = ("--pot", retropgf1.POT, "--budget", retropgf1.BUDGET, "--decimals", decimals)
    options = (*asked, "--allow-negative", "--engine", engine, "--json")
    ran = program("funding", "replay", table, *options, **found)

    assert ran.returncode == 0, ran.stderr
    told = json.loads(ran.stdout)
    dollars = {p["project"]: whole(p["payout"]) for p in told["projects"]}
    assert list(told) == ["pot", "paid", "dust", "verified", "projects"]
    assert told["verified"] is True
    assert {p["project"]: p["votes"] for p in told["projects"]} == official.votes
    assert len(official.votes) == 76
    assert dollars == official.dollars
    assert Decimal(told["paid"]) + Decimal(told["dust"]) == Decimal(told["pot"]) == 1_000_000
    assert 0 < Decimal(told["dust"]) < Decimal(76).scaleb(-decimals)


def whole(amount):
    """Round to whole dollars, half up, as the round's organisers did."""
    return int(Decimal(amount).quantize(Decimal(1), ROUND_HALF_UP))


def test_replay__negative_votes_are_part_of_it(published):
    """Without --allow-negative the same table is refused before anything is sent."""
    table, _ = published
    ran = program("funding", "replay", table, "--pot", "1000000", "--budget", "100")

    assert ran.returncode == 2
    assert "a vote against needs --allow-negative" in ran.stderr.replace("\n", " ")


def test_official_result__is_read_as_it_is(published):
    _, official = published
    assert (sum(official.votes.values()), sum(official.dollars.values())) == (818, 999_991)
