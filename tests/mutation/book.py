# SPDX-License-Identifier: Apache-2.0
"""What was tried and what came of it: results.json, and the figures that follow from it."""

import json
import tomllib
from hashlib import sha256
from math import sqrt
from pathlib import Path

from tests.mutation.operators import Mutant, mutants
from tests.mutation.targets import TARGETS, sources_of
from tests.requirements import ROOT

RESULTS = Path(__file__).with_name("results.json")
REASONS = Path(__file__).with_name("survivors.toml")
SURVIVED, KILLED = "survived", "killed"
NO_FAULT = "no fault"  # does not compile, or compiles to the same bytecode
WANTED = 0.85  # of the faults of each contract
ENOUGH = 20  # faults of each contract, or all that it has
NORMAL = 1.96  # standard deviations on each side of 95 %

Book = dict[str, dict[str, str]]
"""Contract -> fault -> what came of it."""


def faults(contract: str) -> dict[str, tuple[str, Mutant]]:
    """All faults of a contract in the order they are tried: kinds in turn, places by lot.

    The lot is a digest of the fault's own text, so a change elsewhere does not move it.
    """
    kinds: dict[str, list[tuple[str, str, Mutant]]] = {}
    for path in sources_of(contract):
        for mutant in mutants((ROOT / "contracts" / path).read_text()):
            kinds.setdefault(mutant.operator, []).append((f"{path}: {mutant.key}", path, mutant))
    for each in kinds.values():
        each.sort(key=lambda fault: sha256(fault[0].encode()).digest())
    turns = sorted(
        (turn, operator) for operator, each in kinds.items() for turn in range(len(each))
    )
    order = [kinds[operator][turn] for turn, operator in turns]
    return {name: (path, mutant) for name, path, mutant in order}


def read() -> Book:
    """What was measured so far."""
    kept = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    return {contract: part["faults"] for contract, part in kept.items()}


def write(book: Book) -> None:
    """Keep what was measured, with the sums in front."""
    kept = {
        contract: {"tested": tested(part), "killed": killed(part), "faults": part}
        for contract in TARGETS
        if (part := book.get(contract))
    }
    RESULTS.write_text(json.dumps(kept, indent=1) + "\n")


def reasons() -> dict[str, str]:
    """Why each survivor is left alive."""
    return tomllib.loads(REASONS.read_text())


def tested(part: dict[str, str]) -> int:
    """How many faults were tried."""
    return sum(result != NO_FAULT for result in part.values())


def killed(part: dict[str, str]) -> int:
    """How many of them a test noticed."""
    return sum(result == KILLED for result in part.values())


def interval(hits: int, tries: int) -> tuple[float, float]:
    """Between which shares the true one lies, 19 times in 20 (Wilson's interval)."""
    share, square = hits / tries, NORMAL**2
    middle = (share + square / (2 * tries)) / (1 + square / tries)
    spread = sqrt(share * (1 - share) / tries + square / (4 * tries**2))
    reach = NORMAL * spread / (1 + square / tries)
    return max(0.0, middle - reach), min(1.0, middle + reach)


def table(book: Book) -> str:
    """The figures of each contract and of all, for the documentation."""
    rows = ["| contract | places | tried | noticed | share | 95 % interval |"]
    rows.append("|---|---:|---:|---:|---:|---:|")
    sums = [0, 0, 0]
    for contract in TARGETS:
        part = book.get(contract, {})
        counts = (len(faults(contract)), tested(part), killed(part))
        sums = [total + count for total, count in zip(sums, counts, strict=True)]
        rows.append(_row(contract, *counts))
    rows.append(_row("all", *sums))
    return "\n".join(rows)


def _row(name: str, places: int, tries: int, hits: int) -> str:
    if not tries:
        return f"| {name} | {places:,} | 0 | | | |"
    low, high = interval(hits, tries)
    return (
        f"| {name} | {places:,} | {tries} | {hits} | {hits / tries:.0%} | {low:.0%} to {high:.0%} |"
    )
