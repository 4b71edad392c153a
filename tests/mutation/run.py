# SPDX-License-Identifier: Apache-2.0
"""Plant faults in the contracts and count how many the fast tests notice.

    python -m tests.mutation.run --sample 8             # of each contract, all contracts
    python -m tests.mutation.run Treasury --sample 40   # more of one

Which faults are planted depends on nothing but the sources and the sample's size. A fault that does
not compile, or compiles to the same bytecode, is no fault and another takes its place. What came
out is kept in results.json after every fault, so that a run can be stopped and taken up again.
"""

import argparse
import contextlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import boa
import pytest

from tests.mutation.operators import Mutant, mutants
from tests.mutation.targets import TARGETS, sources_of
from tests.requirements import ROOT

RESULTS = Path(__file__).with_name("results.json")
LIMIT_SECONDS = 600  # of one fault: a test that hangs has noticed it
SURVIVED, KILLED, INVALID, EQUIVALENT, BROKEN = 0, 1, 90, 91, 92
NAMES = {SURVIVED: "survived", KILLED: "killed"}


def chosen(contract: str) -> list[tuple[str, Mutant]]:
    """All faults of a contract in the order they are tried: operators in turn, places by lot."""
    lot = random.Random(f"cosmolocal {contract}")
    kinds: dict[str, list[tuple[str, Mutant]]] = {}
    for path in sources_of(contract):
        for mutant in mutants((ROOT / "contracts" / path).read_text()):
            kinds.setdefault(mutant.operator, []).append((path, mutant))
    for each in kinds.values():
        lot.shuffle(each)
    order = []
    while kinds:
        order += [kinds[operator].pop() for operator in sorted(kinds)]
        kinds = {operator: left for operator, left in kinds.items() if left}
    return order


class Workshop:
    """A copy of the repository in which one source at a time is wrong."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._sound: dict[str, bytes | None] = {}  # contract -> its bytecode without a fault
        tracked = subprocess.run(
            ["git", "ls-files", "contracts", "tests", "cosmolocal", "pyproject.toml"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
        for name in tracked.stdout.splitlines():
            if (ROOT / name).exists():
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(ROOT / name, folder / name)

    def verdict(self, contract: str, path: str, mutant: Mutant) -> int:
        """Plant the fault, run the tests, take it out again."""
        place = self.folder / "contracts" / path
        source = place.read_text()
        place.write_text(mutant.apply(source))
        try:
            return self._in_child(contract)
        finally:
            place.write_text(source)

    def check(self, contract: str) -> None:
        """Refuse to measure where the tests fail without any fault: they would kill everything."""
        verdict = self._in_child(contract)
        assert verdict == SURVIVED, f"the tests of {contract} fail by themselves ({verdict})"
        self._sound[contract] = runtime(contract, self.folder)

    def _in_child(self, contract: str) -> int:
        """The exit code of a process that compiles and tests."""
        child = os.fork()
        if child == 0:
            os.setsid()
            verdict = BROKEN
            with contextlib.suppress(BaseException):
                verdict = self._judge(contract)
            os._exit(verdict)
        deadline = time.monotonic() + LIMIT_SECONDS
        while time.monotonic() < deadline:
            done, status = os.waitpid(child, os.WNOHANG)
            if done:
                return os.waitstatus_to_exitcode(status)
            time.sleep(0.05)
        os.killpg(child, signal.SIGKILL)
        os.waitpid(child, 0)
        return KILLED

    def _judge(self, contract: str) -> int:
        """Inside the child: compile, compare, test."""
        os.chdir(self.folder)
        silence = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silence, 1)
        os.dup2(silence, 2)
        code = runtime(contract, self.folder)
        if code is None or len(code) > 24_576:
            return INVALID
        if code == self._sound.get(contract):
            return EQUIVALENT
        os.environ["HYPOTHESIS_PROFILE"] = "quick"
        files = [str(self.folder / name) for name in TARGETS[contract].files()]
        quietly = ["-x", "-q", "-p", "no:cacheprovider", "-W", "ignore"]
        return int(pytest.main([*quietly, *files]))


def runtime(contract: str, root: Path) -> bytes | None:
    """What a contract compiles to, or nothing; of the shared modules, what their mocks do."""
    os.chdir(root)
    names = [f"{TARGETS[contract].folder}/{contract}.vy"]
    if contract == "common":
        shared = ("Owned", "Packing", "Seasons", "Signatures", "Tokens")
        names = [f"mocks/{name}Mock.vy" for name in shared]
    try:
        settings = {"evm_version": "cancun"}
        parts = [boa.load_partial(f"contracts/{name}", compiler_args=settings) for name in names]
        return b"".join(part.compiler_data.bytecode_runtime for part in parts)
    except Exception:  # noqa: BLE001 - whatever the compiler says, it is no fault to test
        return None


def measure(contract: str, sample: int, book: dict, workshop: Workshop) -> None:
    """Try faults of one contract until so many were tested."""
    rows = book.setdefault(contract, {"faults": []})["faults"]
    known = {(row["source"], row["line"], row["operator"], row["fault"]) for row in rows}
    if len(rows) < sample:
        workshop.check(contract)
    for path, mutant in chosen(contract):
        if len(rows) >= sample:
            break
        key = (path, mutant.line, mutant.operator, mutant.told)
        if key in known:
            continue
        began = time.monotonic()
        verdict = workshop.verdict(contract, path, mutant)
        if verdict in (INVALID, EQUIVALENT):
            continue
        result = NAMES[verdict]  # anything else means that the run itself is broken
        source, line, operator, fault = key
        rows.append(
            {
                "source": source,
                "line": line,
                "operator": operator,
                "fault": fault,
                "result": result,
            }
        )
        print(f"{contract:20} {result:9} {time.monotonic() - began:4.0f} s  {path}:{line} {fault}")
        sys.stdout.flush()
        write(book)


def write(book: dict) -> None:
    """Keep what was measured, with the sums in front."""
    for part in book.values():
        tested = [row["result"] for row in part["faults"]]
        part["tested"], part["killed"] = len(tested), tested.count("killed")
    ordered = {
        name: {key: book[name][key] for key in ("tested", "killed", "faults")}
        for name in TARGETS
        if name in book
    }
    RESULTS.write_text(json.dumps(ordered, indent=1) + "\n")


def main() -> None:
    """Measure what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("contracts", nargs="*", choices=[[], *TARGETS], default=[])
    parser.add_argument("--sample", type=int, default=8, help="faults tested per contract")
    parser.add_argument("--anew", action="store_true", help="forget what was measured before")
    options = parser.parse_args()
    book = {} if options.anew or not RESULTS.exists() else json.loads(RESULTS.read_text())
    with tempfile.TemporaryDirectory(prefix="mutation-") as folder:
        workshop = Workshop(Path(folder))
        sys.path.insert(0, folder)
        for contract in options.contracts or TARGETS:
            measure(contract, options.sample, book, workshop)


if __name__ == "__main__":
    main()
