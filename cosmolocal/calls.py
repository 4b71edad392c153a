# SPDX-License-Identifier: Apache-2.0
"""A call before it is sent, what a simulation of it says, and the receipt it leaves."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from eth_typing import ChecksumAddress
from eth_utils.abi import (
    function_abi_to_4byte_selector,
    get_aligned_abi_inputs,
    get_normalized_abi_inputs,
)
from eth_utils.address import to_checksum_address
from eth_utils.crypto import keccak
from pydantic import BaseModel, ConfigDict, Field
from rlp import encode as rlp_encode  # type: ignore[import-untyped]
from web3 import Web3
from web3.contract.contract import Contract, ContractFunction

from cosmolocal import artifacts, codec
from cosmolocal.artifacts import Artifact
from cosmolocal.events.event import Event
from cosmolocal.units import Address, BlockNumber, Gas, Uint, UtcSeconds, Wei


@dataclass(frozen=True, slots=True)
class Call:
    """What to do: `data` for the contract at `to`, or init code if `to` is None.

    `contract`, `function` and `arguments` name it for people; `decode` reads the answer. `is_view`
    says that it changes nothing, so that many can be asked in one call.
    """

    to: ChecksumAddress | None
    data: bytes
    contract: str = ""
    function: str = ""
    arguments: tuple[Any, ...] = ()
    decode: Callable[[bytes], Any] = field(default=bytes, repr=False, compare=False)
    is_view: bool = False

    @property
    def label(self) -> str:
        """Contract and function, for people and journals."""
        return f"{self.contract}.{self.function}".strip(".") or "transfer"


class Simulation(BaseModel):
    """What would happen now, on the newest block: nothing was sent."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    label: str = Field(description="contract and function")
    sender: Address
    result: Any = Field(description="what the function would return")
    gas_used: Gas = Field(description="estimate, without the margin that a transaction adds")
    block: BlockNumber = Field(description="block the simulation stands on")
    call: Call = Field(exclude=True, repr=False, description="what was tried")
    value: Wei = Field(default=0, description="native currency sent along [wei]")
    chain_id: Uint


class Receipt(BaseModel):
    """A mined, successful transaction and what the known contracts said in it."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)

    label: str = Field(description="contract and function")
    sender: Address
    tx_hash: str
    block: BlockNumber
    block_hash: str
    timestamp: UtcSeconds = Field(description="time of the block [UTC seconds]")
    gas_used: Gas
    fee: Wei = Field(description="gas used times its price [wei]")
    contract_address: Address | None = Field(description="the new contract, if one was deployed")
    events: tuple[Event, ...] = Field(description="decoded, in order; unknown contracts left out")

    def event(self, name: str) -> Event:
        """Return the only event of a name; `LookupError` if there is none or more than one."""
        found = [event for event in self.events if event.name == name]
        if len(found) != 1:
            raise LookupError(f"{len(found)} events {name} in {self.tx_hash}")
        return found[0]


Outcome = Receipt | Simulation
"""What every write verb returns: a receipt, or a simulation if it was asked for."""


def call_of(function: ContractFunction | Call, contract: str = "") -> Call:
    """Take a bound contract function as a call."""
    if isinstance(function, Call):
        return function
    return Call(
        to=to_checksum_address(function.address),
        data=_calldata(function),
        contract=contract,
        function=function.fn_name,
        arguments=tuple(function.args or ()),
        decode=codec.result_decoder(function.abi.get("outputs", ())),
        is_view=function.abi.get("stateMutability") in ("pure", "view"),
    )


def _calldata(function: ContractFunction) -> bytes:
    """Encode selector and arguments; web3's own way takes some ten times longer."""
    given = get_normalized_abi_inputs(function.abi, *function.args, **function.kwargs)
    types, values = get_aligned_abi_inputs(function.abi, given)
    selector = function_abi_to_4byte_selector(function.abi)
    return bytes(selector + function.w3.codec.encode(types, values))


@cache
def offline(name: str) -> type[Contract]:
    """Return web3's class for a contract of this package, made once and without a node."""
    return Web3().eth.contract(abi=artifacts.load(name).abi)


def deployment_of(artifact: Artifact, arguments: tuple[Any, ...]) -> Call:
    """Take the creation of a contract as a call."""
    factory = Web3().eth.contract(abi=artifact.abi, bytecode=artifact.bytecode)
    data = factory.constructor(*arguments).data_in_transaction
    return Call(None, codec.as_bytes(data), artifact.name, "__init__", arguments)


def create_address(sender: ChecksumAddress, nonce: int) -> ChecksumAddress:
    """Return where a contract lands that `sender` creates with `nonce`."""
    return to_checksum_address(keccak(rlp_encode([codec.as_bytes(sender), nonce]))[12:])
