# SPDX-License-Identifier: Apache-2.0
"""Which tests run which statements of the contracts, and how long each test takes.

Learned once by running the tests of a target without any fault, and kept in .cache until a contract
or a test changes. A fault is then shown only to the tests that come past it, the quickest files
first.
"""

import hashlib
import json
import time
from collections import defaultdict
from dataclasses import asdict, dataclass

import pytest

from tests import vyper_coverage
from tests.mutation.targets import Target
from tests.requirements import ROOT

KEPT = ROOT / ".cache" / "mutation"


@dataclass(frozen=True)
class Reach:
    """What the tests of a target do."""

    seconds: dict[str, float]  # test -> processor time
    passers: dict[str, list[str]]  # statement -> tests that run it
    contracts: list[str]  # paths that the tests load

    def past(self, places: set[str]) -> set[str]:
        """The tests that run one of these statements."""
        return {test for place in places for test in self.passers.get(place, ())}

    def in_order(self, tests: set[str]) -> list[str]:
        """Tests by file, the quickest file first; a file's own order is kept."""
        files: dict[str, float] = defaultdict(float)
        for test in tests:
            files[test.split("::")[0]] += self.seconds[test]
        known = [test for test in self.seconds if test in tests]
        return sorted(known, key=lambda test: files[test.split("::")[0]])


class Observer:
    """A pytest plugin that watches which statements each test runs.

    What a fixture runs that several tests share counts for all tests of that file.
    """

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._own: dict[str, set[str]] = defaultdict(set)
        self._shared: dict[str, set[str]] = defaultdict(set)
        self._test = ""
        vyper_coverage.pytest_configure()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item):
        """Time a test and note what ran."""
        self._test, began = item.nodeid, time.process_time()
        try:
            return (yield)
        finally:
            self.seconds[item.nodeid] = round(time.process_time() - began, 3)
            self._own[item.nodeid] |= vyper_coverage.taken()

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef):
        """Tell what a shared fixture runs from what the test itself does."""
        if fixturedef.scope == "function":
            return (yield)
        self._own[self._test] |= vyper_coverage.taken()
        try:
            return (yield)
        finally:
            self._shared[self._test.split("::")[0]] |= vyper_coverage.taken()

    def passers(self) -> dict[str, list[str]]:
        """The tests of each statement."""
        found = defaultdict(list)
        for test in self.seconds:
            for place in sorted(self._own[test] | self._shared[test.split("::")[0]]):
                found[place].append(test)
        return dict(found)


def digest(target: Target) -> str:
    """What a target's reach depends on: all contracts, and the tests of its folder."""
    paths = [ROOT / "tests" / name for name in ("suite.py", "conftest.py", "funding_pool.py")]
    paths += (ROOT / "contracts").rglob("*.vy*")
    paths += (ROOT / "tests" / "unit" / target.folder).glob("*.py")
    whole = hashlib.sha256(repr(target).encode())
    for path in sorted(paths):
        whole.update(path.relative_to(ROOT).as_posix().encode() + path.read_bytes())
    return whole.hexdigest()


def kept(contract: str, target: Target) -> Reach | None:
    """What was learned of exactly these sources and tests."""
    place = KEPT / f"{contract}.json"
    found = json.loads(place.read_text()) if place.exists() else {}
    return Reach(**found["reach"]) if found.get("digest") == digest(target) else None


def keep(contract: str, target: Target, reach: Reach) -> None:
    """Keep it for the next run."""
    KEPT.mkdir(parents=True, exist_ok=True)
    found = {"digest": digest(target), "reach": asdict(reach)}
    (KEPT / f"{contract}.json").write_text(json.dumps(found))
