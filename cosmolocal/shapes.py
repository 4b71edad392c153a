# SPDX-License-Identifier: Apache-2.0
"""What a node's answers look like: anything else is no answer, whichever way it is wrong.

Whoever reads an answer may rely on its shape; whether it is true is another question.

Source: the execution JSON-RPC specification.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

_QUANTITY = re.compile(r"0x[0-9a-fA-F]{1,64}")
_DATA = re.compile(r"0x(?:[0-9a-fA-F]{2})*")
_WORD = re.compile(r"0x[0-9a-fA-F]{64}")
_WORD_BYTES = 32
_SHOWN = 40


def fits(method: str, parameters: Sequence[Any], answer: Any) -> bool:
    """Whether an answer to a method has the shape of one; methods unknown here may say anything."""
    if answer is None and method in _MAY_BE_MISSING:
        return not parameters or parameters[0] != "latest"  # a chain has a newest block
    is_one = _SHAPES.get(method)
    return is_one is None or is_one(answer)


def shown(answer: Any) -> str:
    """Write the beginning of an answer, for a complaint."""
    text = repr(answer)
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"


def _is_quantity(value: Any) -> bool:
    if isinstance(value, int):
        return not isinstance(value, bool) and value >= 0
    return isinstance(value, str) and _QUANTITY.fullmatch(value) is not None


def _is_data(value: Any) -> bool:
    return isinstance(value, bytes) or (
        isinstance(value, str) and _DATA.fullmatch(value) is not None
    )


def _is_word(value: Any) -> bool:
    if isinstance(value, bytes):
        return len(value) == _WORD_BYTES
    return isinstance(value, str) and _WORD.fullmatch(value) is not None


def _is_list(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str | bytes)


def _has(value: Any, fields: Mapping[str, Callable[[Any], bool]]) -> bool:
    return isinstance(value, Mapping) and all(
        name in value and is_one(value[name]) for name, is_one in fields.items()
    )


def _is_topics(value: Any) -> bool:
    return _is_list(value) and all(map(_is_word, value))


def _is_logs(value: Any) -> bool:
    return _is_list(value) and all(_has(each, _LOG) for each in value)


def _is_header(value: Any) -> bool:
    fee = value.get("baseFeePerGas") if isinstance(value, Mapping) else None
    return _has(value, _HEADER) and (fee is None or _is_quantity(fee))


_HEADER = {"hash": _is_word, "number": _is_quantity, "timestamp": _is_quantity}
_LOG = {
    "address": _is_data,
    "topics": _is_topics,
    "data": _is_data,
    "blockNumber": _is_quantity,
    "blockHash": _is_word,
    "transactionHash": _is_word,
    "logIndex": _is_quantity,
}
_RECEIPT = {
    "transactionHash": _is_word,
    "blockHash": _is_word,
    "blockNumber": _is_quantity,
    "gasUsed": _is_quantity,
    "status": _is_quantity,
    "logs": _is_logs,
}
_TRANSACTION = {"from": _is_data, "gas": _is_quantity, "input": _is_data}
_MAY_BE_MISSING = {
    "eth_getBlockByNumber",
    "eth_getTransactionReceipt",
    "eth_getTransactionByHash",
}
_SHAPES: dict[str, Callable[[Any], bool]] = {
    **dict.fromkeys(
        (
            "eth_chainId",
            "eth_blockNumber",
            "eth_gasPrice",
            "eth_maxPriorityFeePerGas",
            "eth_estimateGas",
            "eth_getTransactionCount",
            "eth_getBalance",
        ),
        _is_quantity,
    ),
    "eth_call": _is_data,
    "eth_getCode": _is_data,
    "eth_getLogs": _is_logs,
    "eth_getBlockByNumber": _is_header,
    "eth_getTransactionReceipt": lambda value: _has(value, _RECEIPT),
    "eth_getTransactionByHash": lambda value: _has(value, _TRANSACTION),
}
