# SPDX-License-Identifier: Apache-2.0
"""A page of threats for every contract, and every test that it names is there."""

import re

import pytest

from cosmolocal.deploy.contracts import CONTRACTS
from tests.gates.invariants import docstrings
from tests.requirements import ROOT

FOLDER = ROOT / "docs" / "explain" / "threats"
ROW = re.compile(r"^\| (?!attack|who |---)(.+?) \| (.+?) \| (.+?) \|$", re.MULTILINE)
PAGES = sorted(path.stem for path in FOLDER.glob("*.md") if path.stem != "README")


def test_pages__one_for_each_contract():
    assert sorted((*CONTRACTS, "Grant")) == PAGES


def unknown(text, tests):
    """Rows without a test, and tests that are not there."""
    named = [(attack, re.findall(r"`([^`]+)`", shown)) for attack, _, shown in ROW.findall(text)]
    lost = [test for _, row in named for test in row if test not in tests]
    return lost + [attack for attack, row in named if not row]


@pytest.mark.parametrize("name", PAGES)
def test_page__each_attack__is_tried_by_a_test(name):
    text = (FOLDER / f"{name}.md").read_text()
    assert ROW.search(text)
    assert unknown(text, docstrings(ROOT / "tests")) == []


def test_cast__each_of_it__is_let_loose_by_a_test():
    text = (FOLDER / "README.md").read_text()
    assert unknown(text, docstrings(ROOT / "tests")) == []
    hostile = {
        path.stem
        for path in (ROOT / "contracts" / "mocks").glob("*Mock.vy")
        if re.search(r"(Token|Payee|Wallet|Eligibility|Pool|Target|Safe)Mock$", path.stem)
    }
    tame = {"TokenMock", "PoolMock", "EligibilityMock", "WalletMock"}
    assert hostile - set(re.findall(r"`(\w+Mock)`", text)) == tame


def test_unknown__a_test_that_is_gone_or_was_never_named__is_found():
    rows = "| take | refused | `a::b`, `a::c` |\n| lie | refused | by nobody |\n"
    assert unknown("| attack | what stops it | tried by |\n|---|---|---|\n" + rows, {"a::b"}) == [
        "a::c",
        "lie",
    ]
