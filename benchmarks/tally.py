# SPDX-License-Identifier: Apache-2.0
"""Measure how fast rounds are counted: `python -m benchmarks.tally [--only gifts|ballots]`.

    gifts     10,000,000 gifts as CSV, summed, rooted, matched and shared by quadratic-funding
    ballots   1,000,000 signed ballots: signers recovered, last ones taken, shared by median-quorum

Writes `benchmarks/tally.json`: seconds by the clock and by the processors, and the peak of memory,
each in a process of its own. The clock says little on a machine that others use too; the
processors' seconds, divided by their number, are what an idle machine would come close to. The
Merkle tree of a million rows is in `benchmarks/merkle.py`.
"""

import argparse
import json
import multiprocessing
import os
import platform
import random
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from coincurve import PrivateKey
from sha3 import keccak_256

from cosmolocal.counting import columns
from cosmolocal.counting.signed import SignedBallot, last_ballots
from cosmolocal.tally.registry import RULES
from cosmolocal.tally.round import Round

RESULT = Path(__file__).parent / "tally.json"
COUNTS = {"gifts": 10_000_000, "ballots": 1_000_000}
TARGETS = {"gifts": 8, "ballots": 240}
MOST_MEMORY_MB = 2_048
THREADS = 2

_SEED = 7
_GIFTS = """
    SELECT 'voter' || (random() * 200000)::INT AS voter, 'p' || (random() * 1000)::INT AS project,
      (1 + random() * 10000)::BIGINT || '.' || (random() * 99)::BIGINT AS amount
    FROM range({count})
"""


def gifts(count: int, folder: Path) -> Callable[[], str]:
    """Prepare a table of gifts; return what is measured."""
    path = folder / "gifts.csv"
    database = columns.connect(threads=THREADS)
    rows = _GIFTS.format(count=count)
    database.raw_sql(f"SELECT setseed(0.5); COPY ({rows}) TO '{path}' (HEADER)")
    rule = RULES["quadratic-funding"]

    def measured() -> str:
        given = rule.parameters()
        fresh = columns.connect(threads=THREADS)
        found = columns.sums(fresh, rule, path, given.model_dump(), decimals=18) or {}
        round_ = Round(10**24, tuple(found), sums=found, sums_unit=10**18)
        tally = rule.tally(round_, given)
        assert tally.paid + tally.dust == tally.pot  # noqa: S101
        return f"{len(found)} projects"

    return measured


def ballots(count: int, _folder: Path) -> Callable[[], str]:
    """Prepare signed ballots; return what is measured."""
    signed = list(_signed(count))
    rule = RULES["median-quorum"]

    def measured() -> str:
        found, refused = last_ballots(signed, processes=THREADS)
        given = {voter.hex(): of for voter, of in found.items()}
        projects = tuple(f"p{n}" for n in range(100))
        tally = rule.tally(Round(10**24, projects, ballots=given), rule.parameters(quorum=10))
        assert tally.paid == tally.pot  # noqa: S101
        return f"{len(found)} voters, {refused} refused"

    return measured


def _signed(count: int) -> Iterator[SignedBallot]:
    chance = random.Random(_SEED)  # noqa: S311 - a benchmark
    keys = [PrivateKey(keccak_256(b"%d" % n).digest()) for n in range(1_000)]
    voters = [keccak_256(k.public_key.format(compressed=False)[1:]).digest()[12:] for k in keys]
    for nonce in range(count):
        who = nonce % len(keys)
        amounts = {f"p{chance.randrange(100)}": chance.randrange(1, 1_000) for _ in range(5)}
        digest = keccak_256(repr((who, nonce, amounts)).encode()).digest()
        signature = keys[who].sign_recoverable(digest, hasher=None)
        signature = signature[:64] + bytes((signature[64] + 27,))
        yield SignedBallot(voters[who], nonce, digest, signature, amounts)


def _run(name: str, count: int, into: Any) -> None:
    """Prepare and measure in this process, which does nothing else."""
    with tempfile.TemporaryDirectory() as folder:
        measured = {"gifts": gifts, "ballots": ballots}[name](count, Path(folder))
        before, began = _processor_seconds(), time.perf_counter()
        what = measured()
        seconds, processor = time.perf_counter() - began, _processor_seconds() - before
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    into.put(
        {
            "count": count,
            "what": what,
            "seconds": round(seconds, 1),
            "processor_seconds": round(processor, 1),
            "peak_memory_mb": peak,
            "load_of_others": round(os.getloadavg()[0], 1),
        }
    )


def _processor_seconds() -> float:
    of = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in of)


def main() -> None:
    """Measure and write the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", choices=list(COUNTS))
    only = parser.parse_args().only
    found: dict[str, Any] = json.loads(RESULT.read_text()) if RESULT.exists() else {}
    found["_header"] = _header()
    for name in [only] if only else COUNTS:
        context = multiprocessing.get_context("spawn")
        queue = context.Queue()
        process = context.Process(target=_run, args=(name, COUNTS[name], queue))
        process.start()
        found[name] = queue.get() | {"target_seconds": TARGETS[name]}
        process.join()
        print(name, found[name])
    RESULT.write_text(json.dumps(found, indent=2, ensure_ascii=False) + "\n")


def _header() -> dict[str, Any]:
    return {
        "processors": os.cpu_count(),
        "machine": platform.machine(),
        "python": platform.python_version(),
        "threads": THREADS,
        "most_memory_mb": MOST_MEMORY_MB,
    }


if __name__ == "__main__":
    main()
