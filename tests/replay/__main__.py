# SPDX-License-Identifier: Apache-2.0
"""Count published rounds again: `python -m tests.replay [NAME…]`; exit code 1 if any differs."""

import json
import sys
import tempfile
import time
from pathlib import Path

from tests.cli.conftest import program
from tests.replay.published import ROUNDS
from tests.requirements import SHARED


def main(names):
    failed = 0
    for name in names or ROUNDS:
        folder = SHARED / "data" / name
        if not folder.is_dir():
            print(f"{name}: skipped, ../shared/data/{name} is missing")
            continue
        with tempfile.TemporaryDirectory() as into:
            for case in ROUNDS[name](folder, Path(into)):
                failed += report(name, case)
    return failed


def report(name, case):
    began = time.perf_counter()
    ran = program("tally", *case.arguments, "--json")
    if ran.returncode:
        print(f"{name}: {case.name}: exit {ran.returncode}\n{ran.stderr}")
        return True
    found = case.differences(json.loads(ran.stdout))
    verdict = "equal" if not found else f"{len(found)} DIFFER: {found[:3]}"
    seconds = time.perf_counter() - began
    print(f"{name}: {case.name}: {case.compared} projects, {verdict} ({seconds:.1f} s)")
    return bool(found)


if __name__ == "__main__":
    sys.exit(bool(main(sys.argv[1:])))
