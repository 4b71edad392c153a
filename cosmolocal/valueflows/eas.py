# SPDX-License-Identifier: Apache-2.0
"""A view of confirmed rows in the form of the Ethereum Attestation Service.

EAS refers to nothing outside of its own chain state, so our rows are exported, never stored there.
"""

from collections.abc import Iterable
from typing import Any

from eth_abi.abi import encode

from cosmolocal.valueflows.flow import Flow

SCHEMA = (
    "bytes32 eventId,uint8 action,uint256 scope,uint256 provider,uint256 receiver,uint256 spec,"
    "uint256 resource,uint128 qty,bytes3 unit,uint128 effortSeconds,uint256 process,"
    "uint64 occurred,bytes32 evidence"
)
_TYPES = [field.split(" ")[0] for field in SCHEMA.split(",")]


def export(rows: Iterable[tuple[bytes, Flow]]) -> dict[str, Any]:
    """Write the schema and, for each row, what an attestation of it would carry."""
    return {"schema": SCHEMA, "attestations": [_attestation(*row) for row in rows]}


def data(entry: bytes, flow: Flow) -> bytes:
    """Encode one row by the schema."""
    values = (
        entry,
        int(flow.action),
        flow.scope,
        flow.provider,
        flow.receiving_agent,
        flow.kind,
        flow.resource,
        flow.quantity,
        flow.unit.encode("ascii").rjust(3, b"\0"),
        flow.effort,
        flow.process,
        flow.occurred_at,
        flow.evidence,
    )
    return encode(_TYPES, values)


def _attestation(entry: bytes, flow: Flow) -> dict[str, Any]:
    return {
        "uid": "0x" + entry.hex(),
        "time": flow.occurred_at,
        "refUID": "0x" + flow.about.hex(),
        "revocable": False,
        "data": "0x" + data(entry, flow).hex(),
    }
