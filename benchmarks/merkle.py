# SPDX-License-Identifier: Apache-2.0
"""Time and memory of Merkle trees: `python -m benchmarks.merkle [--peer DIRECTORY]`.

Writes `benchmarks/merkle.json`. Each figure is taken in a process of its own, so that its peak of
memory is its own. `--peer` names a directory in which `npm install @openzeppelin/merkle-tree@1.0.8`
was run: the package then builds a tree of the same 100,000 rows in the same run, and its root has
to be ours. The timesheet goes the whole way: a CSV of 1,000,000 rows, read row by row, its texts
kept, its rows and tree stored.
"""

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from cosmolocal.privacy import TextStore
from cosmolocal.tally.merkle import build, open_tree, root_of, row_encoder
from cosmolocal.valueflows import timesheet
from cosmolocal.valueflows.rows import verify, write_batch

REPORT = Path(__file__).parent / "merkle.json"
SEASON_ROWS, PEER_ROWS = 1_000_000, 100_000
TARGET = {"seconds": 6, "peak_mb": 400}
TYPES = ("bytes32", "uint256", "uint256", "bytes32")
TAG, EVIDENCE = b"\1" * 32, b"\2" * 32
PEER_PROGRAM = """
const {StandardMerkleTree} = require(process.argv[1] + '/node_modules/@openzeppelin/merkle-tree');
const one = '0x' + '01'.repeat(32), two = '0x' + '02'.repeat(32), rows = [];
for (let i = 0; i < +process.argv[2]; i++) rows.push([one, i, i % 97, two]);
const begun = process.hrtime.bigint();
const tree = StandardMerkleTree.of(rows, ['bytes32', 'uint256', 'uint256', 'bytes32']);
const seconds = Number(process.hrtime.bigint() - begun) / 1e9;
const peak_mb = process.resourceUsage().maxRSS / 1024;
console.log(JSON.stringify({root: tree.root, seconds, peak_mb}));
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and write; 1 if a figure misses its target or the roots differ."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--peer", type=Path, help="directory with OpenZeppelin's package")
    parser.add_argument("--rows", type=int, help="measure this many rows in this process only")
    parser.add_argument("--sheet", type=int, help="batch a timesheet of so many rows only")
    options = parser.parse_args(arguments)
    if options.sheet:
        print(json.dumps(measure_sheet(options.sheet)))
        return 0
    if options.rows:
        print(json.dumps(measure(options.rows)))
        return 0
    committed = json.loads(REPORT.read_text()) if REPORT.exists() else {}
    report = collect(options.peer, committed)
    REPORT.write_text(json.dumps(report, indent=2) + "\n")
    print(json.dumps(report, indent=2))
    return 1 if faults(report) else 0


def collect(peer: Path | None, committed: dict[str, Any]) -> dict[str, Any]:
    """Every figure; without a peer its committed row stays."""
    python = [sys.executable, "-m", "benchmarks.merkle"]
    counts = (PEER_ROWS, SEASON_ROWS)
    rows = {f"{count} rows": _run([*python, "--rows", str(count)]) for count in counts}
    sheet = f"timesheet of {SEASON_ROWS} rows"
    rows[sheet] = _run([*python, "--sheet", str(SEASON_ROWS)])
    compared = committed.get("peer")
    if peer is not None:
        node = ["node", "-e", PEER_PROGRAM, str(peer.resolve()), str(PEER_ROWS)]
        compared = {"package": "@openzeppelin/merkle-tree 1.0.8", "rows": PEER_ROWS, **_run(node)}
    header = {"python": platform.python_version(), "cores": os.cpu_count(), "target": TARGET}
    return {"_header": header, **rows, "peer": compared}


def measure(count: int) -> dict[str, Any]:
    """Encode and hash `count` rows; store the tree; prove and check one row out of the file."""
    encoded = row_encoder(TYPES)
    begun = time.perf_counter()
    with ProcessPoolExecutor() as pool:
        rows = (encoded((TAG, row, row % 97, EVIDENCE)) for row in range(count))
        tree = build(rows, pool=pool)
    built = time.perf_counter() - begun
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "tree"
        with path.open("wb") as file:
            tree.save(file)
        begun, row = time.perf_counter(), count // 3
        stored = open_tree(path)
        if root_of(stored.leaf(row), stored.proof(row)) != tree.root:
            raise RuntimeError(f"the stored proof of row {row} does not lead to the root")
        proved = time.perf_counter() - begun
        stored_mb = path.stat().st_size / 2**20
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "root": "0x" + tree.root.hex(),
        "seconds": round(built, 2),
        "peak_mb": round(peak),
        "stored_mb": round(stored_mb, 1),
        "open_and_prove_ms": round(proved * 1_000, 1),
    }


def measure_sheet(count: int) -> dict[str, Any]:
    """From a CSV to a stored batch, its texts kept; then hash all of it again and prove a row."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        sheet = folder / "season.csv"
        _write_sheet(sheet, count)
        begun, texts = time.perf_counter(), TextStore(folder / "texts.sqlite")
        with texts.in_bulk() as commit:
            flows = timesheet.read(sheet, scope=1, commit=commit, now=2**32)
            batch = write_batch(flows, folder / "batch")
        texts.close()
        built, begun = time.perf_counter() - begun, time.perf_counter()
        batch.audit()
        audited = time.perf_counter() - begun
        if not verify(batch.prove(count // 3)):
            raise RuntimeError("the proof of a row does not lead to the root")
        sizes = [path.stat().st_size for path in folder.rglob("*") if path.is_file()]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "seconds": round(built, 2),
        "audit_seconds": round(audited, 2),
        "peak_mb": round(peak),
        "stored_mb": round(sum(sizes) / 2**20, 1),
    }


def _write_sheet(path: Path, count: int) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write("seat,hours,date,skill,note\n")
        for row in range(count):
            day = f"2026-0{row % 9 + 1}-1{row % 10}"
            file.write(f"{row % 997 + 1},{row % 8 + 1}.5,{day},{row % 5},shift {row}\n")


def faults(report: dict[str, Any]) -> list[str]:
    """Targets that are missed, and a root that is not the peer's."""
    found = report[f"{SEASON_ROWS} rows"]
    missed = [name for name, limit in TARGET.items() if found[name] > limit]
    peer = report["peer"]
    if peer and peer["root"] != report[f"{PEER_ROWS} rows"]["root"]:
        missed.append("the root of OpenZeppelin's package")
    for name in missed:
        print(f"FAULT {name}", file=sys.stderr)
    return missed


def _run(command: Sequence[str]) -> dict[str, Any]:
    done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - our own programs
    found: dict[str, Any] = json.loads(done.stdout)
    for name in ("seconds", "peak_mb"):  # a foreign program's figures have more digits
        found[name] = round(found[name], 2)
    return found


if __name__ == "__main__":
    sys.exit(main())
