# SPDX-License-Identifier: Apache-2.0
"""From what a node says about a refused call to the exception that says it to people.

Nodes and libraries report one revert in many shapes: JSON-RPC errors with or without data, web3's
`ContractLogicError` family, eth-tester's `TransactionFailed`. What is none of these stays as it is.
"""

import re
from typing import Any

from eth_abi.abi import decode
from eth_abi.exceptions import DecodingError
from web3.exceptions import ContractCustomError, ContractLogicError, ContractPanicError

from cosmolocal import errors
from cosmolocal.calls import Call
from cosmolocal.errors import ContractError, CosmolocalError, NodeRefused
from cosmolocal.rpc import REVERT_CODE, is_tester_refusal, tester_error

_ERROR_SELECTOR = bytes.fromhex("08c379a0")  # Error(string)
_PANIC_SELECTOR = bytes.fromhex("4e487b71")  # Panic(uint256)
_PANICS = {
    0x01: "a check of the compiler failed",
    0x11: "overflow",
    0x12: "division by zero",
    0x32: "index out of bounds",
}
_TEXT = re.compile(r"(?:execution )?reverted(?:: ?(.*))?", re.IGNORECASE | re.DOTALL)
_HEX = re.compile(r"0x[0-9a-fA-F]*")


def explained(error: Exception, call: Call, *, tx_hash: str | None = None) -> Exception:
    """Return what to raise for a failed `call`: its `ContractError`, or the error unchanged."""
    if isinstance(error, NodeRefused):
        return _of_node(error, call, tx_hash)
    if isinstance(error, ContractPanicError | ContractCustomError | ContractLogicError):
        return refusal(call, _data(error.data), str(error.message or ""), tx_hash=tx_hash)
    if is_tester_refusal(error):
        said = tester_error(error)
        return refusal(call, _data(said["data"]), said["message"], tx_hash=tx_hash)
    return error


def refusal(
    call: Call, data: bytes, text: str = "", *, tx_hash: str | None = None
) -> ContractError:
    """Name a refusal by its revert data or, where a node keeps that back, by its text."""
    where: dict[str, Any] = {
        "contract": call.contract,
        "function": call.function,
        "arguments": call.arguments,
        "data": data,
        "tx_hash": tx_hash,
    }
    if data.startswith(_PANIC_SELECTOR) and len(data) == 4 + 32:
        code = int.from_bytes(data[4:])
        return errors.Panicked(_PANICS.get(code, f"panic 0x{code:02x}"), **where)
    reason = _reason(data) if data else _reason_in(text)
    if reason:
        return errors.REVERTS.get(reason, ContractError)(reason, **where)
    if data:
        return ContractError(**where)
    if "out of gas" in text.lower() or "outofgas" in text.lower():
        return errors.OutOfGas("out of gas", **where)
    return errors.RefusedWithoutReason(**where)


def _of_node(error: NodeRefused, call: Call, tx_hash: str | None) -> CosmolocalError:
    """Tell reverts, and accounts that cannot pay, from other JSON-RPC errors."""
    text, lower = str(error), str(error).lower()
    if "insufficient funds" in lower or "insufficient sender balance" in lower:
        return errors.NotEnoughFunds(f"{text} (for {call.label})")
    data = _data(error.data)
    out_of_gas = "out of gas" in lower or "outofgas" in lower
    if data or "revert" in lower or out_of_gas or error.code == REVERT_CODE:
        return refusal(call, data, text, tx_hash=tx_hash)
    return error


def _data(data: Any) -> bytes:
    """Find the revert data in the shapes nodes send it."""
    if isinstance(data, dict):
        data = data.get("data") or data.get("result")
    if isinstance(data, bytes):
        return data
    found = _HEX.search(data) if isinstance(data, str) else None
    digits = found[0][2:] if found else ""
    return bytes.fromhex(digits) if len(digits) % 2 == 0 else b""


def _reason(data: bytes) -> str | None:
    """Read the text of `Error(string)`."""
    if not data.startswith(_ERROR_SELECTOR):
        return None
    try:
        return str(decode(["string"], data[4:])[0])
    except (DecodingError, UnicodeDecodeError):
        return None


def _reason_in(text: str) -> str | None:
    """Read the reason out of a sentence such as `execution reverted: reason`."""
    match = _TEXT.search(text)
    reason = (match[1] or "") if match else ""
    return reason.strip().strip("'\"") or None
