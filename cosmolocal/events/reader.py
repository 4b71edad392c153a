# SPDX-License-Identifier: Apache-2.0
"""Every event of the known contracts, complete, in order, and of one unbroken chain.

Nodes limit how much one question may find, answer from machines that lag behind, and change their
mind when the chain is reorganised. So: ranges shrink when a node complains and grow again, each is
read together with its last block, and the end of the whole is compared once more when all is read.

Errors: `ChainReorganised` (read again), `NodeTrouble`.
Source: the execution JSON-RPC specification, `eth_getLogs`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from cosmolocal import codec
from cosmolocal.errors import (
    ChainReorganised,
    NodeBusy,
    NodeRefused,
    NodeReplyUnreadable,
    NodeTrouble,
    NodeUnreachable,
)
from cosmolocal.events.event import Event, Log
from cosmolocal.reader import ChainView

FIRST_RANGE_BLOCKS = 2_000
LONGEST_RANGE_BLOCKS = 100_000
# Far below the limits of common nodes (10,000 logs): a range that finds more does not grow.
_PLENTY_LOGS = 2_000
_TOO_MUCH = ("too many", "too large", "limit", "range", "exceed", "response size", "timeout")
_TOO_MUCH_CODE = -32005


@dataclass(frozen=True, slots=True)
class History:
    """The events of a range of blocks, in order; `last` and `last_hash` say where it ends."""

    events: tuple[Event, ...]
    first: int
    last: int
    last_hash: str


def read_events(view: ChainView, *, first: int = 0, last: int | None = None) -> History:
    """Read the events of every contract that `view` knows, from block `first` to `last` included.

    `last` defaults to the newest block; compare with the chain at exactly `History.last`.
    """
    end = view.at(last)
    logs: dict[tuple[int, int], Log] = {}
    for part in _ranges(view, first, end.block):
        for log in part:
            place = (codec.as_int(log["blockNumber"]), codec.as_int(log["logIndex"]))
            if logs.setdefault(place, log)["blockHash"] != log["blockHash"]:
                raise ChainReorganised(f"block {place[0]} changed while it was read")
    if view.at(end.block).block_hash != end.block_hash:
        raise ChainReorganised(f"block {end.block} changed while events were read")
    ordered = [logs[place] for place in sorted(logs)]
    times = _times(view, ordered)
    decoded = (view.events.decode(log, times[log["blockNumber"]]) for log in ordered)
    found = tuple(event for event in decoded if event is not None)
    return History(found, first, end.block, end.block_hash)


def _ranges(view: ChainView, first: int, last: int) -> Iterator[Sequence[Log]]:
    """Read range after range, each as long as the node allows."""
    addresses = list(view.events.addresses)
    start, size = first, FIRST_RANGE_BLOCKS
    while start <= last and addresses:
        end = min(start + size - 1, last)
        try:
            found = _read_range(view, addresses, start, end)
        except NodeTrouble as trouble:
            if end == start or not _is_too_much(trouble):
                raise
            size = max(1, (end - start + 1) // 2)
            continue
        yield found
        start = end + 1
        if len(found) < _PLENTY_LOGS:
            size = min(2 * size, LONGEST_RANGE_BLOCKS)


def _read_range(view: ChainView, addresses: list[Any], start: int, end: int) -> list[Log]:
    """Read the logs of a range, and its last block from the same machine if the node batches."""
    query = {"fromBlock": hex(start), "toBlock": hex(end), "address": addresses}
    logs, block = view.node.ask_all(
        [("eth_getLogs", [query]), ("eth_getBlockByNumber", [hex(end), False])]
    )
    if block is None:
        raise NodeReplyUnreadable(f"{view.node.name} does not know block {end} yet")
    for log in logs:
        inside = start <= codec.as_int(log["blockNumber"]) <= end
        known = codec.checksummed(codec.as_bytes(log["address"])) in addresses
        if not (inside and known) or log.get("removed"):
            raise NodeReplyUnreadable(f"{view.node.name} sent logs that were not asked for")
    return list(logs)


def _is_too_much(trouble: NodeTrouble) -> bool:
    """Tell whether a shorter range may help."""
    if isinstance(trouble, NodeUnreachable | NodeBusy):
        return True  # what takes too long is often answered by a gateway
    if not isinstance(trouble, NodeRefused):
        return False
    words = str(trouble).lower()
    return trouble.code == _TOO_MUCH_CODE or any(each in words for each in _TOO_MUCH)


def _times(view: ChainView, logs: Sequence[Log]) -> dict[Any, int]:
    """Return the time of each block, from the logs or, where a node omits it, the headers."""
    told = {log["blockNumber"]: log.get("blockTimestamp") for log in logs}
    silent = [number for number, moment in told.items() if moment is None]
    headers = view.node.ask_all([("eth_getBlockByNumber", [_hex(n), False]) for n in silent])
    times = {number: codec.as_int(moment) for number, moment in told.items() if moment is not None}
    return times | {n: codec.as_int(h["timestamp"]) for n, h in zip(silent, headers, strict=True)}


def _hex(number: int | str) -> str:
    return number if isinstance(number, str) else hex(number)
