# SPDX-License-Identifier: Apache-2.0
"""Which branches of the Python package the tests ran: a table by domain, from coverage.py's data.

    coverage run -m pytest tests/sdk      # as often as one likes; writes .coverage.*
    python -m tests.python_coverage       # combines them, prints the table

A branch is one way out of a line that has several, as coverage.py counts it. Programs that a test
starts count too. With `--missing` the branches that nobody took follow, by file.
"""

import json
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

from tests.requirements import ROOT

COVERAGE = (sys.executable, "-m", "coverage")
HEAD = """\
| domain | statements | branches |
|---|---:|---:|"""


def measured():
    """What coverage.py knows of every file of the package, by its path in it."""
    if any(ROOT.glob(".coverage.*")):
        subprocess.run([*COVERAGE, "combine", "--append", "--quiet"], cwd=ROOT, check=True)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "coverage.json"
        subprocess.run([*COVERAGE, "json", "--quiet", "-o", path], cwd=ROOT, check=True)
        files = json.loads(path.read_text())["files"]
    return {Path(name).relative_to("cosmolocal"): content for name, content in files.items()}


def by_domain(files):
    """Taken and all branches, run and all statements: of each domain, then of the whole."""
    sums = defaultdict(lambda: [0, 0, 0, 0])
    names = ("covered_branches", "num_branches", "covered_lines", "num_statements")
    for path, content in files.items():
        domain = path.parts[0] if len(path.parts) > 1 else "common"
        for key in (domain, "all"):
            for place, name in enumerate(names):
                sums[key][place] += content["summary"][name]
    return {key: sums[key] for key in [*sorted(sums.keys() - {"all"}), "all"]}


def share(done, whole):
    """So many of so many, with the percentage."""
    return f"{done:,} of {whole:,}" + (f": {100 * done / whole:.1f} %" if whole else "")


def row(domain, taken, branches, ran, statements):
    """One line of the table."""
    return f"| {domain} | {share(ran, statements)} | {share(taken, branches)} |"


def main():
    """Print the table, and what is missing if it was asked for."""
    files = measured()
    print(HEAD)
    for domain, sums in by_domain(files).items():
        print(row(domain, *sums))
    if "--missing" in sys.argv:
        for path, content in files.items():
            for start, end in content["missing_branches"]:
                print(f"missing cosmolocal/{path}:{start} → {end if end > 0 else 'the end'}")


if __name__ == "__main__":
    main()
