# SPDX-License-Identifier: Apache-2.0
"""What can be read from a chain without a key: contracts, views at one block, simulations.

Errors: `ContractError` if a view refuses, `ChainReorganised` if the block is no longer part of the
chain, `NoContract`, `NodeTrouble`.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from eth_abi.exceptions import DecodingError
from eth_typing import ChecksumAddress
from web3 import Web3
from web3.contract.contract import Contract, ContractFunction
from web3.providers import JSONBaseProvider

from cosmolocal import artifacts, codec, multicall
from cosmolocal.calls import Call, Simulation, call_of
from cosmolocal.errors import (
    ChainReorganised,
    ContractError,
    NoContract,
    NodeRefused,
    NodeReplyUnreadable,
)
from cosmolocal.events.event import Decoder
from cosmolocal.reverts import explained, refusal
from cosmolocal.rpc import Node, Request
from cosmolocal.units import to_address

Function = ContractFunction | Call
"""A bound contract function, for example `contract.functions.seat_of(account)`, or a `Call`."""


_RESOURCE_NOT_FOUND_CODE = -32001  # EIP-1474


class Reader:
    """The chain as it stood at one block; `timestamp` is the block's time [UTC seconds]."""

    def __init__(self, view: "ChainView", header: dict[str, Any]) -> None:
        self._view = view
        self.block = codec.as_int(header["number"])
        self.block_hash = codec.as_hex(header["hash"])
        self.timestamp = codec.as_int(header["timestamp"])
        # By hash (EIP-1898) a reorganisation shows as an error instead of as other figures.
        by_hash = {"blockHash": self.block_hash, "requireCanonical": True}
        self._at: Any = by_hash if view.takes_block_hash else hex(self.block)

    def call(self, function: Function) -> Any:
        """Read one view; structs come as dictionaries, arrays and several values as tuples."""
        return self.batch([function])[0]

    def batch(self, functions: Sequence[Function]) -> list[Any]:
        """Read many views at once."""
        answers = self.attempt(functions)
        for answer in answers:
            if isinstance(answer, ContractError):
                raise answer
        return answers

    def attempt(self, functions: Sequence[Function]) -> list[Any]:
        """Try many calls at once, each on its own: its answer, or the `ContractError`."""
        calls = [self._view.call_of(function) for function in functions]
        are_views = len(calls) > 1 and all(call.is_view for call in calls)
        answers = self._at_once(calls) if are_views and self._view.has_multicall else None
        if answers is None:
            asked = [("eth_call", [fields_of(call), self._at]) for call in calls]
            answers = self._ask(asked, calls)
        return [
            answer if isinstance(answer, ContractError) else self._view.decoded(call, answer)
            for call, answer in zip(calls, answers, strict=True)
        ]

    def _at_once(self, calls: Sequence[Call]) -> list[Any] | None:
        """Ask many views by few calls; None if the contract for it was not there yet."""
        parts = [calls[n : n + multicall.AT_ONCE] for n in range(0, len(calls), multicall.AT_ONCE)]
        together = [multicall.aggregated(part) for part in parts]
        said = self._ask([("eth_call", [fields_of(call), self._at]) for call in together], together)
        if not all(isinstance(each, str) and len(each) > len("0x") for each in said):
            return None
        answers = [pair for each in said for pair in self._view.decoded(together[0], each)]
        return [
            data if worked else refusal(call, data)
            for call, (worked, data) in zip(calls, answers, strict=True)
        ]

    def balance(self, account: ChecksumAddress) -> int:
        """Native currency of an account [wei]."""
        return codec.as_int(self._ask([("eth_getBalance", [account, self._at])])[0])

    def code(self, address: ChecksumAddress) -> bytes:
        """Runtime code at an address; empty for an account."""
        return self.codes([address])[0]

    def codes(self, addresses: Sequence[ChecksumAddress]) -> list[bytes]:
        """Runtime code at several addresses."""
        return [
            codec.as_bytes(code)
            for code in self._ask([("eth_getCode", [each, self._at]) for each in addresses])
        ]

    def _ask(self, requests: Sequence[Request], calls: Sequence[Call] = ()) -> list[Any]:
        answers = self._view.node.try_all(requests)
        return [
            self._refused(answer, calls[position] if calls else None)
            if isinstance(answer, NodeRefused)
            else answer
            for position, answer in enumerate(answers)
        ]

    def _refused(self, error: NodeRefused, call: Call | None) -> ContractError:
        """Return a contract's refusal; raise everything else."""
        if _is_gone(error):
            raise ChainReorganised(f"block {self.block} is no longer part of the chain")
        reason = explained(error, call) if call else error
        if isinstance(reason, ContractError):
            return reason
        raise reason


class ChainView:
    """One chain behind one node: its contracts by name, its blocks, and what a call would do."""

    def __init__(self, w3: Web3) -> None:
        self.w3, self.node = w3, Node(w3)
        # Once: a mistyped address should show at once, not at the end of a deadline.
        self.chain_id = codec.as_int(self.node.tell("eth_chainId"))
        self.takes_block_hash = isinstance(w3.provider, JSONBaseProvider)
        self.events = Decoder()
        self._has_multicall: bool | None = None
        self._names: dict[str, str] = {}

    @property
    def has_multicall(self) -> bool:
        """Whether many views can be asked by one call; looked up once."""
        if self._has_multicall is None:
            code = self.node.ask("eth_getCode", multicall.ADDRESS, "latest")
            self._has_multicall = codec.as_bytes(code) != b""
        return self._has_multicall

    def contract(self, name: str, address: str, *, abi: Sequence[Any] | None = None) -> Contract:
        """Open a contract of this package (or of a given ABI) and learn its events.

        Raises `NoContract` if nothing is there: a call to an empty address would silently succeed.
        """
        place = to_address(address)
        self._require_code({name: place})
        known: Any = artifacts.load(name).abi if abi is None else abi
        self._learn(name, place, known)
        return self.w3.eth.contract(address=place, abi=known)

    def contracts(self, addresses: Mapping[str, str]) -> Mapping[str, Contract]:
        """Open many contracts of this package by name, in one question to the node.

        Each is made when it is first asked for: web3 takes milliseconds for a long ABI.
        """
        places = {name: to_address(address) for name, address in addresses.items()}
        self._require_code(places)
        for name, place in places.items():
            self._learn(name, place, artifacts.load(name).abi)
        return _Contracts(self.w3, places)

    def _require_code(self, places: Mapping[str, ChecksumAddress]) -> None:
        asked = [("eth_getCode", [place, "latest"]) for place in places.values()]
        for (name, place), code in zip(places.items(), self.node.ask_all(asked), strict=True):
            if codec.as_bytes(code) == b"":
                raise NoContract(f"no contract {name} at {place} on chain {self.chain_id}")

    def _learn(self, name: str, place: ChecksumAddress, abi: Any) -> None:
        self.events.add(place, name, abi)
        self._names[place] = name

    def call_of(self, function: Function) -> Call:
        """Take a bound function as a call that knows the name of its contract."""
        name = "" if isinstance(function, Call) else self._names.get(str(function.address), "")
        return call_of(function, name)

    def decoded(self, call: Call, answer: Any) -> Any:
        """Read what a call answered."""
        try:
            return call.decode(codec.as_bytes(answer))
        except (DecodingError, OverflowError) as error:
            raise NodeReplyUnreadable(
                f"{self.node.name} answered {call.label} with data of another kind: {error}",
                next_step="Check that the contract is the right one and stands at this block.",
            ) from error

    def at(self, block: int | None = None) -> Reader:
        """Pin reads to a block, by default to the newest."""
        at = "latest" if block is None else hex(block)
        header = self.node.ask("eth_getBlockByNumber", at, False)  # noqa: FBT003 - without bodies
        if header is None:
            raise ChainReorganised(f"the node has no block {block}")
        return Reader(self, header)

    def read(self, function: Function) -> Any:
        """Read one view at the newest block."""
        return self.at().call(function)

    def simulate(
        self, function: Function, sender: ChecksumAddress, *, value: int = 0
    ) -> Simulation:
        """Try a call on the newest block and estimate its gas; nothing is sent."""
        call, header = self.call_of(function), self.at()
        fields = fields_of(call, sender, value)
        answers = self.node.try_all(
            [("eth_call", [fields, hex(header.block)]), ("eth_estimateGas", [fields])]
        )
        for answer in answers:
            if isinstance(answer, NodeRefused):
                raise explained(answer, call)
        return Simulation(
            label=call.label,
            sender=sender,
            result=self.decoded(call, answers[0]),
            gas_used=codec.as_int(answers[1]),
            block=header.block,
            call=call,
            value=value,
            chain_id=self.chain_id,
        )


class _Contracts(Mapping[str, Contract]):
    """Contracts of this package by name, made when they are asked for."""

    def __init__(self, w3: Web3, places: Mapping[str, ChecksumAddress]) -> None:
        self._w3, self._places = w3, places
        self._made: dict[str, Contract] = {}

    def __getitem__(self, name: str) -> Contract:
        if name not in self._made:
            known: Any = artifacts.load(name).abi
            self._made[name] = self._w3.eth.contract(address=self._places[name], abi=known)
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


def fields_of(call: Call, sender: str | None = None, value: int = 0) -> dict[str, Any]:
    """Write a call the way JSON-RPC takes it."""
    fields: dict[str, Any] = {"data": codec.as_hex(call.data)}
    fields |= {"to": call.to} if call.to else {}
    fields |= {"from": sender} if sender else {}
    return fields | ({"value": hex(value)} if value else {})


def _is_gone(error: NodeRefused) -> bool:
    """Tell whether a node no longer has the block, whichever words it uses."""
    text = str(error).lower()
    words = ("header not found", "hash not found", "block not found", "unknown block", "canonical")
    return error.code == _RESOURCE_NOT_FOUND_CODE or any(each in text for each in words)
