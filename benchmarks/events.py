# SPDX-License-Identifier: Apache-2.0
"""Events a second, decoded and kept: `python -m benchmarks.events`.

The log of the demo's season is repeated until it has a hundred thousand entries, as a node would
send them for a chain that is longer. Measured are

    kept      read in ranges, decoded and written to the file (`EventStore.sync`), without a network
    decoded   the same logs decoded only, by this package
    web3.py   the same logs decoded only, each by web3.py's `process_log` of its event

Writes `benchmarks/events.json`; ends with 1 if fewer are kept in a second than the target.
"""

import json
import os
import platform
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from hexbytes import HexBytes
from web3 import Web3
from web3.datastructures import AttributeDict

from cosmolocal import codec, open_local_chain
from cosmolocal.demo.chapters import Season
from cosmolocal.events import Decoder
from cosmolocal.events.reader import decoded
from cosmolocal.events.store import EventStore
from cosmolocal.reader import ChainView
from cosmolocal.rpc import Request

REPORT = Path(__file__).parent / "events.json"
COUNT, WEB3_COUNT = 100_000, 10_000
LOGS_PER_BLOCK = 20
TARGET_PER_SECOND = 20_000

Contracts = Sequence[tuple[Any, str, Sequence[Any]]]
Logs = list[dict[str, Any]]


def season_logs() -> tuple[Contracts, Logs]:
    """Live the demo's season on a fresh chain; return its contracts and its log."""
    with open_local_chain("in-process") as local:
        season = Season(local, lambda *_: None)
        season.run()
        opened = season.alliance.contracts
        contracts = [(each.address, name, each.abi) for name, each in opened.items()]
        query = {"fromBlock": "0x0", "address": [each.address for each in opened.values()]}
        return contracts, list(local.chain.node.ask("eth_getLogs", query))


def repeated(logs: Logs, count: int) -> Logs:
    """Repeat a log as if the chain went on, so many entries to a block."""
    return [
        {
            **logs[number % len(logs)],
            "blockNumber": hex(number // LOGS_PER_BLOCK),
            "blockHash": _hash_of(number // LOGS_PER_BLOCK),
            "logIndex": hex(number % LOGS_PER_BLOCK),
            "blockTimestamp": hex(1_800_000_000 + number),
        }
        for number in range(count)
    ]


class RecordedView:
    """A chain that answers from a list of logs."""

    def __init__(self, logs: Logs) -> None:
        self._logs, self.chain_id, self.node = logs, 31337, self
        self._last = (len(logs) - 1) // LOGS_PER_BLOCK

    def at(self, block: int | None = None) -> Any:
        """Pin a block, by default the last."""
        number = self._last if block is None else block
        return SimpleNamespace(block=number, block_hash=_hash_of(number))

    def ask(self, _method: str, number: str, *_: Any) -> Any:
        """Return a block's header."""
        return {"hash": _hash_of(int(number, 16))}

    def ask_all(self, requests: Sequence[Request]) -> list[Any]:
        """Answer for headers and for logs."""
        return [
            self._found(params[0]) if method == "eth_getLogs" else self.ask(method, params[0])
            for method, params in requests
        ]

    def _found(self, query: Any) -> Logs:
        first, last = int(query["fromBlock"], 16), int(query["toBlock"], 16)
        return self._logs[first * LOGS_PER_BLOCK : (last + 1) * LOGS_PER_BLOCK]


def measure() -> dict[str, Any]:
    """Take all figures in this process."""
    contracts, season = season_logs()
    logs = repeated(season, COUNT)
    view, decoder = cast(ChainView, RecordedView(logs)), Decoder(contracts)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "events.duckdb"
        with EventStore(path, decoder) as store:
            kept = _per_second(lambda: store.sync(view).added)
        size_mb = path.stat().st_size / 2**20
    alone = _per_second(lambda: len(decoded(view, decoder, logs)))
    theirs = _per_second(_web3_decoding(contracts, logs[:WEB3_COUNT]))
    return {
        "events": COUNT,
        "kept_per_second": kept,
        "target_per_second": TARGET_PER_SECOND,
        "decoded_per_second": alone,
        "web3_decoded_per_second": theirs,
        "file_mb": round(size_mb, 1),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "load_of_others": round(os.getloadavg()[0], 1),
    }


def _web3_decoding(contracts: Contracts, logs: Logs) -> Callable[[], int]:
    """Prepare web3.py to decode logs in the form in which it hands them out itself."""
    w3 = Web3()
    events = {}
    for address, _, abi in contracts:
        contract = w3.eth.contract(address=address, abi=abi)
        for entry in abi:
            if entry["type"] == "event":
                events[address, codec.topic(entry)] = contract.events[entry["name"]]()
    given = [_as_web3_has_it(log) for log in logs]
    pairs = [(events[log["address"], bytes(log["topics"][0])], log) for log in given]
    return lambda: len([event.process_log(log) for event, log in pairs])


def _as_web3_has_it(log: dict[str, Any]) -> Any:
    whole = dict(log)
    for name in ("blockNumber", "logIndex", "transactionIndex"):
        whole[name] = int(log[name], 16)
    for name in ("data", "blockHash", "transactionHash"):
        whole[name] = HexBytes(log[name])
    whole["topics"] = [HexBytes(topic) for topic in log["topics"]]
    whole["address"] = Web3.to_checksum_address(log["address"])
    return AttributeDict(whole)


def _per_second(work: Callable[[], int]) -> int:
    """Run something that returns how many it did; processor time, for others may be at work."""
    begun = time.process_time()
    count = work()
    return round(count / (time.process_time() - begun))


def _hash_of(block: int) -> str:
    return f"0x{block:064x}"


def main() -> int:
    """Measure, write, compare with the target."""
    found = measure()
    header = {"python": platform.python_version(), "cores": os.cpu_count()}
    REPORT.write_text(json.dumps({"_header": header, **found}, indent=2) + "\n")
    print(json.dumps(found, indent=2))
    return 0 if found["kept_per_second"] >= TARGET_PER_SECOND else 1


if __name__ == "__main__":
    sys.exit(main())
