# SPDX-License-Identifier: Apache-2.0
"""What a call would do, read from its bytes alone.

A call may be trusted to be what it is shown as only if encoding its arguments again gives the very
same bytes; `is_exact` says so.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from web3.contract.contract import Contract

from cosmolocal import artifacts
from cosmolocal.calls import offline
from cosmolocal.domain import Action, Frozen
from cosmolocal.units import Address, Wei, to_address

_PAYMENT_BITS = 96
_BATCHES = ("pay_batch", "pay_batch_noted")


class Explained(Frozen):
    """A call in words; `is_exact` if its arguments encode to the very same bytes."""

    target: Address
    contract: str
    function: str
    arguments: dict[str, str]
    value: Wei
    is_exact: bool


def explained(actions: Iterable[Action], contracts: Mapping[str, Contract]) -> list[Explained]:
    """Say what each call would do; `contracts` are those that are known, by name."""
    named = {str(contract.address): (name, contract) for name, contract in contracts.items()}
    return [_explained(action, named) for action in actions]


def _explained(action: Action, named: Mapping[str, tuple[str, Contract]]) -> Explained:
    name, contract = named.get(action.target, ("", None))
    function, is_exact = "", False
    arguments: dict[str, str] = {}
    if contract is not None and action.calldata:
        function, given, is_exact = decoded(contract, action.calldata)
        arguments = {name: text(value) for name, value in given.items()}
    return Explained(
        target=action.target,
        contract=name,
        function=function,
        arguments=arguments,
        value=action.value,
        is_exact=is_exact or not action.calldata,
    )


def decoded(contract: Contract | type[Contract], data: bytes) -> tuple[str, dict[str, Any], bool]:
    """Decode a call and encode it again; what does not decode has no name."""
    try:
        function, arguments = contract.decode_function_input(data)
        again = contract.encode_abi(function.fn_name, kwargs=arguments)
    except Exception:  # noqa: BLE001 - web3 and eth-abi raise many kinds for foreign bytes
        return "", {}, False
    return function.fn_name, dict(arguments), bytes.fromhex(again[2:]) == data


def decoded_offline(name: str, data: bytes) -> tuple[str, dict[str, Any], bool]:
    """Decode a call of a contract that ships with the package; needs no network."""
    if name not in artifacts.names():
        return "", {}, False
    return decoded(offline(name), data)


def text(value: Any) -> str:
    """Write an argument for people."""
    if isinstance(value, bytes):
        return f"0x{value.hex()}"
    if isinstance(value, list | tuple):
        return f"{len(value)} items"
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {text(inner)}" for name, inner in value.items())
    return str(value)


def payments(function: str, arguments: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
    """Read whom a batch of the treasury pays, and how much in smallest units."""
    if function in _BATCHES:
        for word in arguments["payments"]:
            to = to_address((word >> _PAYMENT_BITS).to_bytes(20))
            yield to, word & ((1 << _PAYMENT_BITS) - 1)
