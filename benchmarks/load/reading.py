# SPDX-License-Identifier: Apache-2.0
"""The whole of a large alliance read, kept, verified and shown: seconds, and what memory grows by.

Each of these runs in a process of its own, so that its peak of memory is its own.
"""

import gc
import os
import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from benchmarks.load.crowd import EVIDENCE, HOUR, Crowd, per_second
from benchmarks.load.entries import SCOPE, WORKER
from cosmolocal import Alliance, Chain
from cosmolocal.pages import Names, create_site
from cosmolocal.verify import verify

READS, REFRESHES, LOOKS_AT = 100, 40, (10, 20, 40)
_PAGE_BYTES = resource.getpagesize()


def history(crowd: Crowd) -> dict[str, Any]:
    """Read every event from the node."""
    began = time.perf_counter()
    count = len(crowd.alliance.events())
    return {"events": count, "per second": per_second(count, began)}


def store(crowd: Crowd) -> dict[str, Any]:
    """Synchronise every event into a file, then once more with nothing new."""
    alliance = crowd.alliance
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "events.duckdb"
        with alliance.open_store(path) as kept:
            began = time.perf_counter()
            added = kept.sync(alliance.chain).added
            rate, began = per_second(added, began), time.perf_counter()
            kept.sync(alliance.chain)
            again = round(time.perf_counter() - began, 3)
        size = round(path.stat().st_size / 2**20, 1)
    return {"events": added, "per second": rate, "seconds again": again, "file MB": size}


def verified(crowd: Crowd) -> dict[str, Any]:
    """Rebuild every figure from events and compare it with storage."""
    found = verify(crowd.alliance)
    if not found.is_equal:
        raise RuntimeError(f"{len(found.differences)} differences: {found.differences[:3]}")
    return {"events": found.events, "figures": sum(check.compared for check in found.checks)}


def site(crowd: Crowd) -> dict[str, Any]:
    """Build the state of the pages, and show one page of each sort for the first time."""
    began = time.perf_counter()
    app = create_site(crowd.alliance, names=Names.of_description(crowd.description))
    built = round(time.perf_counter() - began, 1)
    shown = {}
    with TestClient(app, base_url="http://127.0.0.1") as reader:
        for path in ("/", "/members/30", "/proposals", "/places", "/rounds", "/ledger"):
            began = time.perf_counter()
            reader.get(path).raise_for_status()
            shown[path] = round(time.perf_counter() - began, 2)
    return {"seconds to build": built, "seconds of first pages": shown}


def refreshes(crowd: Crowd) -> dict[str, Any]:
    """Take in block after block, each with one record of work, and show some pages of it."""
    worker, scope = crowd.signer(WORKER), crowd.scope(SCOPE)
    record, now = crowd.alliance.ledger.record_work, crowd.local.now - 1
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "events.duckdb"
        kept = Alliance(Chain(crowd.local.w3), crowd.alliance.manifest, store=path)
        app = create_site(kept, names=Names.of_description(crowd.description))
        watch, reader = app.state.site.watch, TestClient(app, base_url="http://127.0.0.1")

        def refresh() -> None:
            record(scope, effort_seconds=HOUR, occurred_at=now, evidence=EVIDENCE, signer=worker)
            watch.look_now()
            for path in ("/", "/members/30", "/ledger"):
                reader.get(path).raise_for_status()

        return _growth(refresh)


def reads(crowd: Crowd) -> dict[str, Any]:
    """Ask single questions through the SDK."""
    alliance = crowd.alliance
    voters = crowd.voters(READS)
    proposals = [e["proposalId"] for e in alliance.events() if e.name == "ProposalCreated"]
    asked: dict[str, tuple[int, Callable[[int], Any]]] = {
        "standing of a member": (READS, lambda n: alliance.membership.standing(voters[n].address)),
        "proposal": (READS, lambda n: alliance.governance.show(proposals[n % len(proposals)])),
        "facts of a ballot": (
            READS,
            lambda n: alliance.governance.ballot_facts(proposals[-1], voters[n].address),
        ),
        "round of 200 projects": (5, lambda _: alliance.funding.show(alliance.funding.count())),
        "ledger and its stocks": (5, lambda _: alliance.ledger.flows.state()),
    }
    return {name: _asked_per_second(count, ask) for name, (count, ask) in asked.items()}


def _asked_per_second(count: int, ask: Callable[[int], Any]) -> float:
    ask(0)
    began = time.perf_counter()
    for number in range(count):
        ask(number)
    return per_second(count, began)


def _growth(refresh: Callable[[], None]) -> dict[str, Any]:
    """Refresh again and again; memory in use after the first ones and at the end."""
    seen, began = {}, time.perf_counter()
    for number in range(1, REFRESHES + 1):
        refresh()
        if number in LOOKS_AT:
            seen[f"MB after {number}"] = in_use()
    seconds = (time.perf_counter() - began) / REFRESHES
    return {"refreshes": REFRESHES, "seconds each": round(seconds, 3), **seen}


def in_use() -> float:
    """Memory that this process holds now, after a collection [MB]."""
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return round(pages * _PAGE_BYTES / 2**20, 1)


def peak() -> int:
    """Most memory that this process ever held [MB]."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def others() -> float:
    """How many programs wanted to run in the last minute, this one included."""
    return round(os.getloadavg()[0], 1)
