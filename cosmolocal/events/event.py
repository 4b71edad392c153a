# SPDX-License-Identifier: Apache-2.0
"""One decoded event, and the decoders of the contracts that are known.

Errors: `NodeReplyUnreadable` for a log that is not what its contract says.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from eth_abi.exceptions import DecodingError
from eth_typing import ChecksumAddress

from cosmolocal import codec
from cosmolocal.errors import NodeReplyUnreadable

Log = Mapping[str, Any]  # one entry of a node's log, as JSON-RPC returns it


@dataclass(frozen=True, slots=True)
class Event:
    """What a contract said, and where in the chain it stands.

    `args` holds the decoded arguments by name; `timestamp` is the block's time [UTC seconds].
    """

    contract: str
    name: str
    args: Mapping[str, Any]
    address: ChecksumAddress
    block: int
    block_hash: str
    timestamp: int
    tx_hash: str
    log_index: int

    def __getitem__(self, argument: str) -> Any:
        return self.args[argument]

    @property
    def place(self) -> tuple[int, int]:
        """Order of events on the chain: block number, then index within the block."""
        return (self.block, self.log_index)


class _EventCodec:
    """Decoder of one event of an ABI."""

    __slots__ = ("_data", "_order", "_topics", "entry", "name", "topic")

    def __init__(self, entry: Mapping[str, Any]) -> None:
        indexed = [item for item in entry["inputs"] if item["indexed"]]
        plain = [item for item in entry["inputs"] if not item["indexed"]]
        self.entry = entry
        self.name: str = entry["name"]
        self.topic = codec.topic(entry)
        self._topics = [(item["name"], codec.topic_decoder(item)) for item in indexed]
        self._data = ([item["name"] for item in plain], codec.decoder(plain))
        self._order = [item["name"] for item in entry["inputs"]]

    def arguments(self, topics: Sequence[bytes], data: bytes) -> dict[str, Any]:
        """Decode the arguments, in the order of the declaration."""
        names, decode = self._data
        found = dict(zip(names, decode(data), strict=True))
        for (name, read), word in zip(self._topics, topics[1:], strict=True):
            found[name] = read(word)
        return {name: found[name] for name in self._order}


class Decoder:
    """The events of a set of contracts: address -> name and ABI."""

    def __init__(
        self, contracts: Iterable[tuple[ChecksumAddress, str, Sequence[Any]]] = ()
    ) -> None:
        self._contracts: dict[ChecksumAddress, tuple[str, dict[bytes, _EventCodec]]] = {}
        for address, name, abi in contracts:
            self.add(address, name, abi)

    def add(self, address: ChecksumAddress, name: str, abi: Sequence[Any]) -> None:
        """Learn the events of one contract."""
        codecs = (_EventCodec(entry) for entry in abi if entry["type"] == "event")
        self._contracts[address] = (name, {each.topic: each for each in codecs})

    @property
    def addresses(self) -> tuple[ChecksumAddress, ...]:
        """The contracts that are known."""
        return tuple(self._contracts)

    @property
    def entries(self) -> dict[tuple[str, str], Mapping[str, Any]]:
        """The ABI entry of every event, by the names of contract and event."""
        return {
            (name, each.name): each.entry
            for name, codecs in self._contracts.values()
            for each in codecs.values()
        }

    def name(self, address: ChecksumAddress) -> str:
        """Name a contract that is known."""
        return self._contracts[address][0]

    def decode(self, log: Log, timestamp: int) -> Event | None:
        """Decode one log entry; None if neither contract nor event is known."""
        address = codec.checksummed(codec.as_bytes(log["address"]))
        topics = [codec.as_bytes(word) for word in log["topics"]]
        name, codecs = self._contracts.get(address, ("", {}))
        found = codecs.get(topics[0]) if topics else None
        if found is None:
            return None
        try:
            arguments = found.arguments(topics, codec.as_bytes(log["data"]))
        except (DecodingError, ValueError, OverflowError) as error:
            raise NodeReplyUnreadable(f"the log of a {found.name} is torn: {error}") from error
        return Event(
            contract=name,
            name=found.name,
            args=arguments,
            address=address,
            block=codec.as_int(log["blockNumber"]),
            block_hash=codec.as_hex(log["blockHash"]),
            timestamp=timestamp,
            tx_hash=codec.as_hex(log["transactionHash"]),
            log_index=codec.as_int(log["logIndex"]),
        )
