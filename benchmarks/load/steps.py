# SPDX-License-Identifier: Apache-2.0
"""One alliance through all steps, each in a process of its own."""

import multiprocessing
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from benchmarks.load import entries, proposals, reading, rounds
from benchmarks.load.crowd import Crowd
from cosmolocal.local import join_local_chain, open_local_chain

STEPS: dict[str, Callable[[Crowd], dict[str, Any]]] = {
    "entries": entries.measure,
    "proposals": proposals.measure,
    "rounds": rounds.measure,
    "history": reading.history,
    "store": reading.store,
    "verify": reading.verified,
    "site": reading.site,
    "reads": reading.reads,
    "refreshes": reading.refreshes,
}
GAS = {
    "entries": "gas by entries",
    "proposals": "gas by other proposals",
    "rounds": "gas by ballots of 200 projects",
}


def whole(members: int) -> dict[str, Any]:
    """Return the tables of gas, and what every step took."""
    tables: dict[str, Any] = {}
    with open_local_chain("anvil") as local, tempfile.TemporaryDirectory() as folder:
        rpc, manifest = local.w3.provider.endpoint_uri, Path(folder) / "alliance.json"  # type: ignore[attr-defined]
        found = {"deploy": in_a_process(deploy, rpc, manifest, members)}
        for name in STEPS:
            found[name] = in_a_process(step, rpc, manifest, name)
            if name in GAS:
                tables[GAS[name]] = found[name].pop("gas")
            print(name, found[name], flush=True)
    return tables | {"whole": found}


def deploy(rpc: str, manifest: Path, members: int) -> dict[str, Any]:
    """Deploy the alliance; leave its manifest for the other processes."""
    began = time.perf_counter()
    crowd = Crowd.deployed(join_local_chain(rpc), members)
    manifest.write_text(crowd.alliance.manifest.model_dump_json())
    return {"members": members, "per second": round(members / (time.perf_counter() - began), 1)}


def step(rpc: str, manifest: Path, name: str) -> dict[str, Any]:
    """Do one step."""
    return STEPS[name](Crowd.joined(rpc, manifest))


def in_a_process(work: Callable[..., dict[str, Any]], *arguments: Any) -> dict[str, Any]:
    """Run something in a process of its own, and say how long it took and what memory it had."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(_measured, work, *arguments).result()


def _measured(work: Callable[..., dict[str, Any]], *arguments: Any) -> dict[str, Any]:
    began, used = time.perf_counter(), time.process_time()
    found = work(*arguments)
    return found | {
        "seconds": round(time.perf_counter() - began, 1),
        "processor seconds": round(time.process_time() - used, 1),
        "peak MB": reading.peak(),
        "load of others": reading.others(),
    }
