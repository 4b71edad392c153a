# SPDX-License-Identifier: Apache-2.0
"""Pages a second of an alliance with ten thousand members: `python -m benchmarks.pages`.

The example's alliance is founded with so many members on anvil, some of whom work and vote. Then
another process asks its site for pages over sixteen connections that stay open. Measured are

    fresh     every page for the first time: members, lists, a proposal with what each has left
    again     a thousand of them, which the site still has of this block
    start     rebuilding the alliance from its events
    block     taking in a block with one vote, and making the first page of it

Rates are by the processor time of the server, for others may be at work, and as they came.
Writes `benchmarks/pages.json`; ends with 1 if fewer fresh pages come in a second than the target.
"""

import asyncio
import json
import multiprocessing
import os
import platform
import resource
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any

import uvicorn
from fastapi.testclient import TestClient
from starlette.applications import Starlette

from benchmarks.load.crowd import founded
from cosmolocal import Alliance, Chain, open_local_chain
from cosmolocal.deploy.apply import apply
from cosmolocal.deploy.blueprint import throwaway_signer
from cosmolocal.deploy.description import Description
from cosmolocal.governance import Side, proposal_of
from cosmolocal.local import LocalChain
from cosmolocal.pages import Names, create_site

REPORT = Path(__file__).parent / "pages.json"
MEMBERS, CONNECTIONS, TARGET_PER_SECOND = 10_000, 16, 200
KEPT = 1_000  # of these pages are asked for again
ACTIVE = 14  # who work and vote: everybody of the example itself
HOUR, EVIDENCE = 3_600, b"\x01" * 32


def live(local: LocalChain, described: Description, alliance: Alliance) -> int:
    """Let some of them work and vote; return the proposal."""
    signers = [throwaway_signer(described, s.name) for s in described.seats.persons[:ACTIVE]]
    local.fund_many([signer.address for signer in signers], 10**19)
    motion = alliance.membership.extend_action(signers[0].address)
    proposal = proposal_of(alliance.governance.propose([motion], bytes(32), signer=signers[0]))
    for signer in signers:
        alliance.ledger.record_work(
            1, effort_seconds=HOUR, occurred_at=local.now - 1, evidence=EVIDENCE, signer=signer
        )
    local.warp(alliance.governance.show(proposal).start)
    for signer in signers[:-1]:
        alliance.governance.vote(proposal, Side.FOR, 3, signer=signer)
    return proposal


def paths(members: int) -> list[str]:
    """List pages, each once."""
    return [
        "/",
        "/proposals",
        "/places",
        *(f"/members/{seat}" for seat in range(1, members, 10)),
        *(f"/members?page={page}" for page in range(1, members // 50)),
        *(f"/proposals/1?seat={seat}" for seat in range(1, members, 20)),
        *(f"/proposals/1/cost?votes=3&seat={seat}" for seat in range(1, members, 20)),
    ]


async def _asked(port: int, wanted: list[str]) -> int:
    """Ask for pages over one connection until none is left; return how many bytes came."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    total = 0
    while wanted:
        path = wanted.pop()
        ask = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Encoding: gzip\r\n\r\n"
        writer.write(ask.encode())
        head = await reader.readuntil(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200"):
            raise RuntimeError(f"{path}: {head!r}")
        length = next(e for e in head.lower().split(b"\r\n") if e.startswith(b"content-length:"))
        total += len(await reader.readexactly(int(length.split(b":")[1])))
    writer.close()
    return total


async def _asked_by_all(port: int, wanted: list[str]) -> int:
    return sum(await asyncio.gather(*(_asked(port, wanted) for _ in range(CONNECTIONS))))


def load(port: int, wanted: Sequence[str]) -> tuple[float, int]:
    """Ask for every page; return how long it took and how many bytes came."""
    begun = time.perf_counter()
    total = asyncio.run(_asked_by_all(port, list(wanted)))
    return time.perf_counter() - begun, total


@contextmanager
def serving(app: Starlette) -> Iterator[int]:
    """Serve the site on a thread; yield its port."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error", access_log=False))
    thread = Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield server.servers[0].sockets[0].getsockname()[1]
    server.should_exit = True
    thread.join()


def asked_for(app: Starlette, all_: list[str]) -> dict[str, dict[str, float]]:
    """Ask for pages twice from another process."""
    found = {}
    with serving(app) as port, multiprocessing.get_context("spawn").Pool(1) as client:
        client.apply(load, (port, ["/"]))
        for name, wanted in (("fresh", all_), ("again", all_[:KEPT])):
            begun = time.process_time()
            seconds, total = client.apply(load, (port, wanted))
            used = time.process_time() - begun
            found[name] = {
                "per_second": round(len(wanted) / used),
                "as_they_came": round(len(wanted) / seconds),
                "kib_each": round(total / len(wanted) / 1024, 1),
            }
    return found


def measure(members: int = MEMBERS) -> dict[str, Any]:
    """Found the alliance and measure its pages."""
    described = founded(members)
    with open_local_chain("anvil") as local, tempfile.TemporaryDirectory() as folder:
        manifest = apply(
            described, Chain(local.w3), local.accounts[0], path=Path(folder) / "a.json"
        )
        alliance = Alliance.connect(Chain(local.w3), manifest)
        proposal = live(local, described, alliance)
        begun = time.process_time()
        app = create_site(alliance, names=Names.of_description(described))
        start = time.process_time() - begun
        voter = throwaway_signer(described, described.seats.persons[ACTIVE - 1].name)
        alliance.governance.vote(proposal, Side.AGAINST, 2, signer=voter)
        block = _seconds_of_a_block(app)
        wanted = paths(members)
        pages = asked_for(app, wanted)
        return {
            "members": len(app.state.site.state.members),
            "pages": len(wanted),
            "target_per_second": TARGET_PER_SECOND,
            **pages,
            "start_seconds": round(start, 1),
            "block_seconds": round(block, 3),
            "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
            "load_of_others": round(os.getloadavg()[0], 1),
        }


def _seconds_of_a_block(app: Starlette) -> float:
    """Take in the newest block, and make everything that its first pages need."""
    begun = time.process_time()
    app.state.site.watch.look_now()
    with TestClient(app, base_url="http://127.0.0.1") as reader:
        for path in ("/", "/members/1", "/places"):
            reader.get(path).raise_for_status()
    return time.process_time() - begun


def main() -> int:
    """Measure, write, compare with the target."""
    found = measure()
    header = {"python": platform.python_version(), "cores": os.cpu_count()}
    REPORT.write_text(json.dumps({"_header": header, **found}, indent=2) + "\n")
    print(json.dumps(found, indent=2))
    return 0 if found["fresh"]["per_second"] >= TARGET_PER_SECOND else 1


if __name__ == "__main__":
    sys.exit(main())
