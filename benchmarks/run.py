# SPDX-License-Identifier: Apache-2.0
"""Measure the gas of every operation: `python -m benchmarks.run [--check]`.

Writes `benchmarks/gas.json` and `docs/reference/gas.md`. With `--check` nothing is written, and the
exit code is 1 if an operation is over its budget or more than 1 % above its committed figure.
"""

import argparse
import json
import sys
import tomllib
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.floor import floor
from benchmarks.operations import PROJECTS, measure, measure_dormancy
from benchmarks.world import open_world
from cosmolocal.local import open_local_chain

HERE = Path(__file__).parent
GAS = HERE / "gas.json"
SIZES = HERE / "size.json"
BUDGETS = HERE / "budgets.toml"
TABLE = HERE.parent / "docs" / "reference" / "gas.md"
TOLERANCE_BPS = 100
# Where nobody else has an operation that is close enough.
NO_PEER: dict[str, Any] = {"peer": "none measured", "peer_gas": None}
# An alliance without dormancy, for whom every act is measured, and one with it.
WORLDS = (
    (partial(open_world, organisations=PROJECTS), measure),
    (partial(open_world, dormant_after=2), measure_dormancy),
)

INTRODUCTION = """# Gas

Measured by `make bench`; this page is written by it. Each figure is the `gasUsed` of a whole mined
transaction with all slots cold. *Budget* is our own limit, *floor* what the protocol charges for
the state, calldata and log of that very transaction, *peer* the closest operation of another system
on the same kind of chain. Compiled by {compiler}. How large each contract is:
[contracts](../../contracts/README.md).

| operation | gas | budget | floor | peer | peer's gas | conditions |
|---|---:|---:|---:|---|---:|---|"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, then write or check; 0 if all is well."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="compare only; fail on a regression")
    parser.add_argument("--engine", default="auto", choices=("auto", "anvil", "in-process"))
    options = parser.parse_args(arguments)
    committed = json.loads(GAS.read_text()) if GAS.exists() else {}
    report = measured(options.engine, committed)
    faults = over_budget(report) + (regressions(report, committed) if options.check else [])
    print(text_table(report))
    for fault in faults:
        print(f"FAULT {fault}", file=sys.stderr)
    if not options.check:
        GAS.write_text(json.dumps(report, indent=2) + "\n")
        TABLE.write_text(page(report))
    return 1 if faults else 0


def measured(engine: str, committed: dict[str, Any]) -> dict[str, Any]:
    """Every operation's row. A chain that cannot trace leaves the committed floor in place."""
    budgets = tomllib.loads(BUDGETS.read_text())
    rows: dict[str, Any] = {}
    for found, measures in WORLDS:
        with open_local_chain(engine=engine) as chain:
            world = found(chain)
            for each in measures(world):
                lowest = floor(world.w3, each.receipt)
                known = committed.get(each.operation, {}).get("floor")
                rows[each.operation] = {
                    "gas": -(-each.receipt["gasUsed"] // each.items),
                    **NO_PEER,
                    **budgets[each.operation],
                    "floor": known if lowest is None else -(-lowest // each.items),
                    "conditions": each.conditions,
                }
    missing = budgets.keys() - rows.keys()
    if missing:
        raise RuntimeError(f"budgets without a measurement: {sorted(missing)}")
    sizes = json.loads(SIZES.read_text())
    return {"_header": {key: sizes[key] for key in ("compiler", "evm_version", "optimize")}, **rows}


def over_budget(report: dict[str, Any]) -> list[str]:
    """Operations that cost more than they may."""
    return [
        f"{name}: {row['gas']:,} gas, budget {row['budget']:,}"
        for name, row in rows_of(report)
        if row["budget"] is not None and row["gas"] > row["budget"]
    ]


def regressions(report: dict[str, Any], committed: dict[str, Any]) -> list[str]:
    """Operations more than 1 % above the committed figure, or that were never committed."""
    faults = []
    for name, row in rows_of(report):
        before = committed.get(name, {}).get("gas")
        if before is None:
            faults.append(f"{name}: not in gas.json; run make bench")
        elif row["gas"] * 10_000 > before * (10_000 + TOLERANCE_BPS):
            faults.append(f"{name}: {row['gas']:,} gas, committed {before:,}")
    return faults


def rows_of(report: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """The operations of a report, without its header."""
    return [(name, row) for name, row in report.items() if name != "_header"]


def text_table(report: dict[str, Any]) -> str:
    """The report for a terminal."""
    lines = [f"{'operation':38}{'gas':>11}{'budget':>11}{'floor':>11}{'peer':>11}"]
    for name, row in rows_of(report):
        figures = "".join(
            f"{number(row[key]):>11}" for key in ("gas", "budget", "floor", "peer_gas")
        )
        lines.append(f"{name:38}{figures}")
    return "\n".join(lines)


def number(figure: int | None) -> str:
    """A figure with thousands apart; a dash for none."""
    return "-" if figure is None else f"{figure:,}"


def _row(named: tuple[str, dict[str, Any]]) -> str:
    name, row = named
    ours = " | ".join(number(row[key]) for key in ("gas", "budget", "floor"))
    peer = f"{row['peer']} | {number(row['peer_gas'])}"
    return f"| {name} | {ours} | {peer} | {row['conditions']} |"


def page(report: dict[str, Any]) -> str:
    """The report as a reference page."""
    header = report["_header"]
    compiler = f"{header['compiler']}, EVM {header['evm_version']}, for {header['optimize']}"
    return "\n".join([INTRODUCTION.format(compiler=compiler), *map(_row, rows_of(report))]) + "\n"


if __name__ == "__main__":
    sys.exit(main())
