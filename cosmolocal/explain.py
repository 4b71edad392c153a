# SPDX-License-Identifier: Apache-2.0
"""What a call would do, read from its bytes alone.

A call may be trusted to be what it is shown as only if encoding its arguments again gives the very
same bytes; `is_exact` says so.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from web3 import Web3
from web3.contract.contract import Contract

from cosmolocal import artifacts
from cosmolocal.units import to_address

_PAYMENT_BITS = 96
_BATCHES = ("pay_batch", "pay_batch_noted")


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
    return decoded(Web3().eth.contract(abi=artifacts.load(name).abi), data)


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
