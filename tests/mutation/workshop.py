# SPDX-License-Identifier: Apache-2.0
"""A place where one source at a time is wrong, and the tests are asked whether they notice.

One process keeps the sound contracts compiled. For each fault it makes a child, which compiles only
what the fault is in and runs only the tests that come past it.
"""

import contextlib
import gc
import os
import resource
import shutil
import signal
from collections.abc import Callable
from pathlib import Path

import boa
import boa.test.plugin
import pytest
from hypothesis import settings

from tests import suite
from tests.mutation import reach as reaches
from tests.mutation.operators import Mutant
from tests.mutation.reach import Observer, Reach, file_of, parts
from tests.mutation.targets import TARGETS, deployables
from tests.requirements import ROOT

LIMIT_SECONDS = 300  # of processor time: a fault that makes a test hang is noticed
LARGEST_CODE = 24_576
SURVIVED, KILLED, NOT_COLLECTED, INVALID, EQUIVALENT, BROKEN = 0, 1, 2, 90, 91, 92
# Other plugins take half a second to load and are not used here.
os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
PYTEST = ["-q", "--tb=no", "-W", "ignore", f"--rootdir={ROOT}", "-p", "boa.test.plugin"]
PYTEST += ["-p", "no:cacheprovider"]
COMPILE = suite.source.__wrapped__


class Shelf:
    """Compiled contracts by path: stands in for `suite.source` and can forget."""

    def __init__(self) -> None:
        self._kept: dict[str, object] = {}
        self.asked: set[str] = set()

    def __call__(self, path: str):
        self.asked.add(path)
        if path not in self._kept:
            made = self._kept[path] = COMPILE(path)
            if not hasattr(made.compiler_data, "source_map"):  # only what is kept on disk has it
                source_map = boa.interpret._compute_source_map(made.compiler_data)
                made.compiler_data.source_map = source_map
        return self._kept[path]

    def forget(self, source: Path) -> None:
        """Forget every contract that is made of a source."""
        made = self._kept.items()
        self._kept = {path: each for path, each in made if source not in parts(path)}


class Chosen:
    """A pytest plugin that runs certain tests in a certain order, the same way every time."""

    def __init__(self, tests: list[str]) -> None:
        self._place = {test: place for place, test in enumerate(tests)}

    def pytest_sessionstart(self) -> None:
        """Short property tests, with the same examples each time."""
        settings.register_profile(
            "planted", settings.get_profile("ci"), max_examples=5, stateful_step_count=10
        )
        settings.load_profile("planted")

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items) -> None:
        """Leave out what does not come past the fault."""
        items[:] = [item for item in items if item.nodeid in self._place]
        items.sort(key=lambda item: self._place[item.nodeid])


class Workshop:
    """The tests of one target, and a copy of the contracts in which faults are planted."""

    def __init__(self, contract: str, folder: Path) -> None:
        self._contract, self._folder, self._shelf = contract, folder, Shelf()
        shutil.copytree(ROOT / "contracts", folder / "contracts", dirs_exist_ok=True)
        os.chdir(folder)  # tests name contracts from where they run
        self._sound = self._code()
        self._reach = self._learn()
        for path in self._reach.contracts:
            suite.constructor_map(self._shelf(path))
        gc.collect()
        gc.freeze()  # children share what is here, untouched

    def verdict(self, path: str, mutant: Mutant) -> int:
        """Plant the fault, run the tests, take it out again."""
        place = self._folder / "contracts" / path
        source = place.read_text()
        place.write_text(mutant.apply(source))
        try:
            return _in_child(lambda: self._judge(path, mutant))
        finally:
            place.write_text(source)

    def _judge(self, path: str, mutant: Mutant) -> int:
        """In the child: compile, compare, test."""
        resource.setrlimit(resource.RLIMIT_CPU, (LIMIT_SECONDS, LIMIT_SECONDS))
        boa.interpret.disable_cache()
        self._shelf.forget(ROOT / "contracts" / path)
        try:
            code = self._code()
        except Exception:  # noqa: BLE001 - whatever the compiler says, it is no fault to test
            return INVALID
        if code == self._sound:
            return EQUIVALENT
        tests = self._witnesses(path, mutant)
        files = list(dict.fromkeys(map(file_of, tests)))
        return self._run(files, "-x", plugins=[Chosen(tests)])

    def _witnesses(self, path: str, mutant: Mutant) -> list[str]:
        """The tests that can notice; all of them, if a constructor may run the fault."""
        reach = self._reach
        past = reach.past(f"contracts/{path}:{line}" for line in mutant.statements)
        first = reach.idle() | past
        tests = reach.in_order(first)
        if not past or mutant.function in self._constructing():
            tests += reach.in_order(reach.seconds.keys() - first)
        return tests

    def _constructing(self) -> set[str]:
        """Names of the functions that a constructor runs: no trace of it is kept."""
        found = {"__init__"}
        for path in deployables(self._contract):
            constructor = self._shelf(path).compiler_data.global_ctx.init_function
            if constructor:
                reached = constructor.reachable_internal_functions
                found |= {function.decl_node.name for function in reached}
        return found

    def _code(self) -> bytes:
        """What a target compiles to, without the digest of the sources at the end."""
        whole = b""
        for path in deployables(self._contract):
            compiled = self._shelf(path).compiler_data
            assert len(compiled.bytecode_runtime) <= LARGEST_CODE
            whole += compiled.bytecode[: -int.from_bytes(compiled.bytecode[-2:])]
        return whole

    def _learn(self) -> Reach:
        """What each test runs: known from an earlier run, or found out."""
        files = TARGETS[self._contract].files()
        if unknown := [file for file in files if reaches.kept(file) is None]:
            verdict = _in_child(lambda: self._observe(unknown))
            told = f"the tests of {self._contract} fail by themselves ({verdict})"
            assert verdict == SURVIVED, told
        found = [reach for file in files if (reach := reaches.kept(file))]
        assert len(found) == len(files), "something changed meanwhile: start again"
        return reaches.joined(found)

    def _observe(self, files: list[str]) -> int:
        """In the child: run tests without a fault and keep what they ran."""
        self._shelf.asked.clear()
        observer = Observer(self._shelf.asked)
        verdict = self._run(files, plugins=[observer])
        if verdict == SURVIVED:
            for file, reach in observer.learned().items():
                reaches.keep(file, reach)
        return verdict

    def _run(self, files: list[str], *options: str, plugins=()) -> int:
        """Run the tests of some files."""
        suite.source = self._shelf
        paths = [str(ROOT / file) for file in files]
        return int(pytest.main([*PYTEST, *options, *paths], list(plugins)))


def _in_child(work: Callable[[], int]) -> int:
    """The exit code of a process that does some work."""
    child = os.fork()
    if child == 0:
        verdict = BROKEN
        with contextlib.suppress(BaseException):
            _be_silent()
            verdict = work()
        os._exit(verdict)
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    return KILLED if code in (NOT_COLLECTED, -signal.SIGXCPU) else code


def _be_silent() -> None:
    """In the child: say nothing."""
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
