# SPDX-License-Identifier: Apache-2.0
"""Many views in one call, through the contract Multicall3 where a chain has it.

Public nodes limit requests, and some refuse batches of JSON-RPC; a call of a hundred views is one
request everywhere. Each view is asked on its own: one that refuses does not hold up the others.

Source: the Multicall3 that stands at the same address on most chains.
"""

from collections.abc import Sequence

from eth_abi.abi import decode, encode
from eth_typing import ChecksumAddress
from eth_utils.address import to_checksum_address
from eth_utils.crypto import keccak

from cosmolocal.calls import Call

ADDRESS: ChecksumAddress = to_checksum_address("0xca11bde05977b3631167028862be2a173976ca11")
AT_ONCE = 100
"""Views of one call: well within the gas that nodes allow."""
_AGGREGATE = keccak(text="aggregate3((address,bool,bytes)[])")[:4]


def aggregated(calls: Sequence[Call]) -> Call:
    """Make one call of many views; its answer is what each said: whether it worked, and bytes."""
    rows = [(call.to, True, call.data) for call in calls]
    data = _AGGREGATE + encode(("(address,bool,bytes)[]",), (rows,))
    return Call(ADDRESS, data, "Multicall3", "aggregate3", (), _answers, is_view=True)


def _answers(data: bytes) -> list[tuple[bool, bytes]]:
    [answers] = decode(("(bool,bytes)[]",), data)
    return list(answers)
