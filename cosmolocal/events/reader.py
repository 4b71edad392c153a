# SPDX-License-Identifier: Apache-2.0
"""Every event of the known contracts, complete, in order, and of one unbroken chain.

Nodes limit how much one question may find, answer from machines that lag behind, and change their
mind when the chain is reorganised. So: ranges shrink when a node complains and grow again, and each
is read between two looks at its last block and together with the block before it, which must be the
one that the range before ended with.

Errors: `ChainReorganised` (read again), `NodeTrouble`.
Source: the execution JSON-RPC specification, `eth_getLogs`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from eth_typing import ChecksumAddress

from cosmolocal import codec
from cosmolocal.errors import (
    ChainReorganised,
    NodeBusy,
    NodeRefused,
    NodeReplyUnreadable,
    NodeTrouble,
    NodeUnreachable,
)
from cosmolocal.events.event import Decoder, Event, Log
from cosmolocal.reader import ChainView
from cosmolocal.rpc import Request

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


@dataclass(frozen=True, slots=True)
class Part:
    """The logs of one range of blocks, in order, and the block that it ends with."""

    logs: tuple[Log, ...]
    last: int
    last_hash: str


def read_events(view: ChainView, *, first: int = 0, last: int | None = None) -> History:
    """Read the events of every contract that `view` knows, from block `first` to `last` included.

    `last` defaults to the newest block; compare with the chain at exactly `History.last`.
    """
    end = view.at(last)
    found: list[Event] = []
    for part in read_parts(view, view.events.addresses, first=first, last=end.block):
        found += decoded(view, view.events, part.logs)
    if view.at(end.block).block_hash != end.block_hash:
        raise ChainReorganised(f"block {end.block} changed while events were read")
    return History(tuple(found), first, end.block, end.block_hash)


def read_parts(
    view: ChainView,
    addresses: Sequence[ChecksumAddress],
    *,
    first: int,
    last: int,
    before: str | None = None,
) -> Iterator[Part]:
    """Read range after range, each as long as the node allows.

    `before` is the hash that the block in front of `first` must have, if that is known.
    """
    start, size = first, FIRST_RANGE_BLOCKS
    while start <= last and addresses:
        end = min(start + size - 1, last)
        try:
            part = _read_part(view, addresses, start, end, before)
        except NodeTrouble as trouble:
            if end == start or not _is_too_much(trouble):
                raise
            size = max(1, (end - start + 1) // 2)
            continue
        yield part
        start, before = end + 1, part.last_hash
        if len(part.logs) < _PLENTY_LOGS:
            size = min(2 * size, LONGEST_RANGE_BLOCKS)


def decoded(view: ChainView, decoder: Decoder, logs: Sequence[Log]) -> list[Event]:
    """Decode logs in their order, with the time of their blocks; unknown events are left out."""
    times = _times(view, logs)
    events = (decoder.decode(log, times[log["blockNumber"]]) for log in logs)
    return [event for event in events if event is not None]


def _read_part(
    view: ChainView,
    addresses: Sequence[ChecksumAddress],
    start: int,
    end: int,
    before: str | None,
) -> Part:
    """Read one range; its neighbours come from the same machine if the node batches."""
    query = {"fromBlock": hex(start), "toBlock": hex(end), "address": list(addresses)}
    *earlier, ahead, logs, behind = view.node.ask_all(
        [
            *([_header_of(start - 1)] if before else []),
            _header_of(end),
            ("eth_getLogs", [query]),
            _header_of(end),
        ]
    )
    if ahead is None or behind is None:
        raise NodeReplyUnreadable(f"{view.node.name} does not know block {end} yet")
    for log in logs:
        inside = start <= codec.as_int(log["blockNumber"]) <= end
        known = codec.checksummed(codec.as_bytes(log["address"])) in addresses
        if not (inside and known) or log.get("removed"):
            raise NodeReplyUnreadable(f"{view.node.name} sent logs that were not asked for")
    if ahead["hash"] != behind["hash"]:
        raise ChainReorganised(f"block {end} changed while it was read")
    if before and (earlier[0] is None or codec.as_hex(earlier[0]["hash"]) != before):
        raise ChainReorganised(f"block {start - 1} changed while events were read")
    return Part(_in_order(logs), end, codec.as_hex(behind["hash"]))


def _in_order(logs: Sequence[Log]) -> tuple[Log, ...]:
    """Put logs in the order of the chain, each once."""
    places: dict[tuple[int, int], Log] = {}
    for log in logs:
        place = (codec.as_int(log["blockNumber"]), codec.as_int(log["logIndex"]))
        if places.setdefault(place, log)["blockHash"] != log["blockHash"]:
            raise ChainReorganised(f"block {place[0]} changed while it was read")
    return tuple(places[place] for place in sorted(places))


def _header_of(block: int) -> Request:
    return ("eth_getBlockByNumber", [hex(block), False])


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
