# SPDX-License-Identifier: Apache-2.0
"""What was measured speaks of the sources as they are, and the figures told follow from it.

faults    → the same order every time, kinds in turn; a change elsewhere does not move them
results   → every fault still in its source; of each contract enough tried, and enough noticed
survivors → each with its reason, of one of two kinds, and no reason for anything else
interval  → Wilson's, as published
page      → the table in assurance.md is that of the results
"""

import json

import pytest

from tests.mutation import book as books
from tests.mutation.book import ENOUGH, RESULTS, WANTED, interval, reasons
from tests.mutation.targets import TARGETS
from tests.requirements import ROOT


@pytest.fixture(scope="module")
def book():
    return books.read()


def test_faults__of_a_contract__kinds_in_turn_and_always_alike():
    first = books.faults("Timelock")
    assert list(first) == list(books.faults("Timelock"))
    assert len({mutant.operator for _, mutant in list(first.values())[:9]}) == 9


@pytest.mark.parametrize("contract", TARGETS)
def test_results__of_each_contract__enough_tried_and_noticed(book, contract):
    places, part = books.faults(contract), book.get(contract, {})
    gone = set(part) - set(places)
    assert not gone, f"the source has changed: `python -m tests.mutation.run {contract}` {gone}"
    assert books.tested(part) >= ENOUGH or set(part) == set(places)
    assert books.killed(part) >= WANTED * books.tested(part)


def test_results__the_sums__are_those_of_the_faults():
    for contract, part in json.loads(RESULTS.read_text()).items():
        results = list(part["faults"].values())
        assert set(results) <= {books.KILLED, books.SURVIVED, books.NO_FAULT}, contract
        killed, survived = results.count(books.KILLED), results.count(books.SURVIVED)
        assert (part["tested"], part["killed"]) == (killed + survived, killed)


def test_survivors__each__has_its_reason(book):
    survivors = {
        name for part in book.values() for name, result in part.items() if result == books.SURVIVED
    }
    assert survivors == set(reasons()), survivors ^ set(reasons())
    kinds = {reason.partition(":")[0] for reason in reasons().values()}
    assert kinds <= {"equivalent", "accepted"}


@pytest.mark.parametrize(
    ("hits", "tries", "low", "high"),
    [(20, 20, 0.839, 1.0), (18, 20, 0.699, 0.972), (81, 263, 0.255, 0.366), (0, 5, 0.0, 0.434)],
)
def test_interval__published_cases__as_wilson_says(hits, tries, low, high):
    assert interval(hits, tries) == pytest.approx((low, high), abs=0.0006)


def test_page__its_table__is_that_of_the_results(book):
    page = (ROOT / "docs" / "explain" / "assurance.md").read_text()
    assert books.table(book) in page, "python -m tests.mutation.run --sample 0 --table"
