# SPDX-License-Identifier: Apache-2.0
"""What an operation costs does not depend on how much there is already.

The committed tables are judged; the smallest size of each is measured again, on anvil.

gas by members            10 .. 10,000          flat
gas by entries            10 .. 10,000          flat
gas by other proposals     1 ..  1,000          flat; a vote is dearer once, from a season's 12th on
gas by ballots            10 ..  1,000          flat, 200 projects on each
"""

import json

import pytest

from benchmarks.load import entries, members, proposals, rounds
from benchmarks.load.crowd import Crowd
from benchmarks.run import TOLERANCE_BPS
from cosmolocal import open_local_chain
from tests.requirements import ROOT, require_tool

CALLDATA = 60  # gas: hashes differ in how many zero bytes they have
SMALL = 240  # members: ten voters, two hundred applicants, and the example's own
# From the 12th proposal of a season on, a seat's receipts stand in a second word.
PAGE = {"vote, steady": 5_400, "vote, first of a season": 22_600}
# Totals of more ballots are larger numbers, which cost more as calldata of events and calls.
TOTALS = 700
TABLES = {
    "gas by members": (members.SIZES, CALLDATA),
    "gas by entries": (entries.SIZES, CALLDATA),
    "gas by other proposals": (proposals.SIZES, CALLDATA),
    "gas by ballots of 200 projects": (rounds.SIZES, TOTALS),
}


@pytest.fixture(scope="module")
def book():
    return json.loads((ROOT / "benchmarks" / "load.json").read_text())


def columns(row, sizes):
    assert tuple(map(int, row)) == tuple(sizes)
    return [row[str(size)] for size in sizes]


@pytest.mark.parametrize("name", TABLES)
def test_gas__as_the_alliance_grows__is_flat(book, name):
    sizes, tolerance = TABLES[name]
    for operation, row in book[name].items():
        gas = columns(row, sizes)
        half = len(sizes) // 2
        parts = [gas[:half], gas[half:]] if operation in PAGE and "proposals" in name else [gas]
        for part in parts:
            assert max(part) - min(part) <= tolerance, (operation, row)
        assert gas[-1] - gas[0] <= PAGE.get(operation, 0) + tolerance, (operation, row)


def test_rounds__every_figure__was_that_of_the_python_tally(book):
    figures = 2 * len(rounds.SIZES) * (2 * rounds.PROJECTS + 2)
    assert book["whole"]["rounds"]["figures equal to the Python tally"] == figures


def test_gas__smallest_sizes__as_committed(book):
    """Within 1 %; the tally of the small round is compared with the Python tally on the way."""
    require_tool("anvil")
    with open_local_chain("anvil") as local:
        crowd = Crowd.deployed(local, SMALL)
        found = {
            "gas by entries": entries.measure(crowd, entries.SIZES[:1]),
            "gas by other proposals": proposals.measure(crowd, proposals.SIZES[:1]),
            "gas by ballots of 200 projects": rounds.measure(crowd, rounds.SIZES[:1]),
        }
    found["gas by members"] = {"gas": members.measure(members.SIZES[:1])[0]}
    for name, measured in found.items():
        assert measured["gas"].keys() == book[name].keys()
        for operation, row in measured["gas"].items():
            [(size, gas)] = row.items()
            bound = book[name][operation][size] * TOLERANCE_BPS // 10_000
            assert abs(gas - book[name][operation][size]) <= bound, (operation, gas)
