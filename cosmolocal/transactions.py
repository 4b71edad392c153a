# SPDX-License-Identifier: Apache-2.0
"""What a transaction is made of beside its call: its gas limit and its fees.

Errors: `BadInput` for more gas than a transaction may use, the contract's refusal to be estimated.
Source: EIP-1559 for fees, EIP-7825 for the gas cap.
"""

from typing import Any

from eth_account.typed_transactions.typed_transaction import TypedTransaction
from hexbytes import HexBytes

from cosmolocal import codec
from cosmolocal.calls import Call
from cosmolocal.errors import BadInput, NodeRefused
from cosmolocal.reverts import explained
from cosmolocal.units import BPS

GAS_CAP = 2**24  # EIP-7825: no transaction may ask for more
# Other transactions may come first and change what this one has to write.
GAS_MARGIN_BPS = 2_500
DEFAULT_TIP_WEI = 10**9  # for nodes that suggest none
# Nodes take a replacement from 10 % on; an eighth keeps clear of rounding.
FEE_RAISE_BPS = 1_250
BASE_FEES = 2  # how many times the present base fee is offered: it can double in six blocks
DRAFT_BASE_FEES = 4  # what is signed elsewhere waits longer


def gas_limit(call: Call, estimate: Any) -> int:
    """Add the margin to an estimate; a refusal to estimate is the refusal of the call."""
    if isinstance(estimate, NodeRefused):
        raise explained(estimate, call)
    needed = codec.as_int(estimate)
    if needed > GAS_CAP:
        raise BadInput(
            f"{call.label} needs {needed:,} gas, one transaction may use {GAS_CAP:,}",
            next_step="Split it into smaller batches.",
        )
    return min(needed + needed * GAS_MARGIN_BPS // BPS, GAS_CAP)


def fees(block: Any, tip: Any, base_fees: int) -> dict[str, int]:
    """Offer some times the base fee of the newest block, and what the node suggests on top."""
    if block.get("baseFeePerGas") is None:
        raise BadInput(
            "the newest block has no base fee",
            next_step="Use a chain with EIP-1559, or a node that tells the base fee.",
        )
    extra = DEFAULT_TIP_WEI if isinstance(tip, NodeRefused) else codec.as_int(tip)
    most = base_fees * codec.as_int(block["baseFeePerGas"]) + extra
    return {"type": 2, "maxFeePerGas": most, "maxPriorityFeePerGas": extra}


def dearer(fields: dict[str, Any]) -> dict[str, Any]:
    """Raise fees to what nodes take as a replacement."""
    raised = {
        fee: fields[fee] - (-fields[fee] * FEE_RAISE_BPS // BPS)
        for fee in ("maxFeePerGas", "maxPriorityFeePerGas")
    }
    return fields | raised


def fields_of_raw(raw: str | bytes) -> dict[str, Any]:
    """Read the fields of a signed transaction, without its signature."""
    fields = dict(TypedTransaction.from_bytes(HexBytes(raw)).as_dict())
    texts = {key: codec.as_hex(fields[key]) for key in ("to", "data")}
    return {key: value for key, value in fields.items() if key not in ("v", "r", "s")} | texts
