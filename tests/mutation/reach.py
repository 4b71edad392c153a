# SPDX-License-Identifier: Apache-2.0
"""Which tests run which statements of the contracts, and how long each test takes.

Learned by running a file of tests once without any fault, and kept in .cache until the file, what
it shares with its neighbours, or a contract that it loads changes. A fault is then shown only to
the tests that come past it.
"""

import hashlib
import json
import re
import time
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

import pytest

from tests import vyper_coverage
from tests.requirements import ROOT

KEPT = ROOT / ".cache" / "mutation"
SHARED = ("suite.py", "conftest.py", "funding_pool.py")  # what the tests of all folders use
IMPORT = re.compile(r"^(?:from [\w.]+ )?import (\w+)", re.MULTILINE)


@dataclass(frozen=True)
class Reach:
    """What some tests do."""

    seconds: dict[str, float]  # test -> processor time
    passers: dict[str, list[str]]  # statement -> tests that run it
    contracts: list[str]  # paths that the tests load

    def past(self, places: Iterable[str]) -> set[str]:
        """The tests that run one of these statements."""
        return {test for place in places for test in self.passers.get(place, ())}

    def idle(self) -> set[str]:
        """The tests that call no contract: they look at what the compiler made."""
        return self.seconds.keys() - self.past(self.passers)

    def in_order(self, tests: set[str]) -> list[str]:
        """Tests by file, the quickest file first; a file's own order is kept."""
        files: dict[str, float] = defaultdict(float)
        for test in tests:
            files[file_of(test)] += self.seconds[test]
        known = [test for test in self.seconds if test in tests]
        return sorted(known, key=lambda test: files[file_of(test)])


def joined(reaches: Iterable[Reach]) -> Reach:
    """What the tests of several files do together."""
    seconds, passers, contracts = {}, defaultdict(list), set()
    for each in reaches:
        seconds.update(each.seconds)
        contracts.update(each.contracts)
        for place, tests in each.passers.items():
            passers[place] += tests
    return Reach(seconds, dict(passers), sorted(contracts))


class Observer:
    """A pytest plugin that watches which statements each test runs.

    What a fixture runs that several tests share counts for all tests of that file.
    """

    def __init__(self, asked: set[str]) -> None:
        self._asked = asked  # contracts that were loaded since this was last emptied
        self._seconds: dict[str, dict[str, float]] = defaultdict(dict)
        self._own: dict[str, set[str]] = defaultdict(set)
        self._shared: dict[str, set[str]] = defaultdict(set)
        self._contracts: dict[str, set[str]] = defaultdict(set)
        self._test = ""
        vyper_coverage.pytest_configure()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item):
        """Time a test and note what ran."""
        self._test, began = item.nodeid, time.process_time()
        try:
            return (yield)
        finally:
            file = file_of(self._test)
            self._seconds[file][self._test] = round(time.process_time() - began, 3)
            self._own[self._test] |= vyper_coverage.taken()
            self._contracts[file] |= self._asked
            self._asked.clear()

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef):
        """Tell what a shared fixture runs from what the test itself does."""
        if fixturedef.scope == "function":
            return (yield)
        self._own[self._test] |= vyper_coverage.taken()
        try:
            return (yield)
        finally:
            self._shared[file_of(self._test)] |= vyper_coverage.taken()

    def learned(self) -> dict[str, Reach]:
        """What the tests of each file do."""
        found = {}
        for file, seconds in self._seconds.items():
            passers = defaultdict(list)
            for test in seconds:
                for place in sorted(self._own[test] | self._shared[file]):
                    passers[place].append(test)
            found[file] = Reach(seconds, dict(passers), sorted(self._contracts[file]))
        return found


def file_of(test: str) -> str:
    """The file of a test."""
    return test.split("::", maxsplit=1)[0]


@cache
def parts(path: str) -> frozenset[Path]:
    """The sources that a contract is made of: no two have the same name."""
    place = ROOT / "contracts" / path
    names = IMPORT.findall(place.read_text())
    found = {place}
    for module in (ROOT / "contracts").rglob("*.vy"):
        if module.stem in names:
            found |= parts(module.relative_to(ROOT / "contracts").as_posix())
    return frozenset(found)


def digest(file: str, contracts: list[str]) -> str:
    """What the reach of a file's tests depends on."""
    place = ROOT / file
    neighbours = [path for path in place.parent.glob("*.py") if not path.match("test_*")]
    sources = {source for path in contracts for source in parts(path)}
    shared = [ROOT / "tests" / name for name in SHARED]
    whole = hashlib.sha256()
    for path in sorted({place, *shared, *neighbours, *sources}):
        whole.update(hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()


def kept(file: str) -> Reach | None:
    """What was learned of a file's tests, if it still holds."""
    place = _place(file)
    if not place.exists():
        return None
    found = json.loads(place.read_text())
    reach = Reach(**found["reach"])
    if not all((ROOT / "contracts" / path).exists() for path in reach.contracts):
        return None
    return reach if found["digest"] == digest(file, reach.contracts) else None


def keep(file: str, reach: Reach) -> None:
    """Keep it for the next run."""
    KEPT.mkdir(parents=True, exist_ok=True)
    found = {"digest": digest(file, reach.contracts), "reach": asdict(reach)}
    _place(file).write_text(json.dumps(found))


def _place(file: str) -> Path:
    return KEPT / f"{file.replace('/', '.')}.json"
