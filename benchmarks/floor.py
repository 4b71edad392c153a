# SPDX-License-Identifier: Apache-2.0
"""What the protocol alone charges for a mined transaction.

The sum over what the transaction really touched: intrinsic gas, calldata, cold accounts, cold
slots, logs, value and signature recovery. Computation, memory and dispatch are left out, so no code
that touches the same state and says the same in its log can cost less. So are refunds.

Source: the yellow paper's schedule as of Cancun (EIP-2028, EIP-2929, EIP-2200).
"""

from typing import Any

from hexbytes import HexBytes
from web3 import Web3
from web3.types import TxReceipt

TRANSACTION = 21_000
ZERO_BYTE, OTHER_BYTE = 4, 16
COLD_ACCOUNT = 2_600
SLOT_READ, SLOT_CHANGED, SLOT_FILLED = 2_100, 5_000, 22_100
LOG, LOG_TOPIC, LOG_BYTE = 375, 375, 8
ECRECOVER = 3_000
VALUE_CALL = 6_700  # 9,000 less the stipend that the callee gets
LAST_PRECOMPILE = 0x0A

EMPTY = "0x" + "00" * 32


def floor(w3: Web3, receipt: TxReceipt) -> int | None:
    """Protocol gas of a mined transaction; None where the node cannot trace state."""
    tx_hash = "0x" + bytes(receipt["transactionHash"]).hex()
    touched = _trace(w3, tx_hash, diff=False)
    changed = _trace(w3, tx_hash, diff=True)
    if touched is None or changed is None:
        return None
    transaction = w3.eth.get_transaction(receipt["transactionHash"])
    return (
        TRANSACTION
        + _calldata(HexBytes(transaction["input"]))
        + _logs(receipt)
        + _accounts(touched, {transaction["from"].lower(), str(transaction["to"]).lower()})
        + sum(_slots(account, touched[account], changed) for account in touched)
        + _values(changed, transaction["from"].lower())
    )


def _trace(w3: Web3, tx_hash: str, *, diff: bool) -> dict[str, Any] | None:
    options = {"tracer": "prestateTracer", "tracerConfig": {"diffMode": diff}}
    answer = w3.provider.make_request("debug_traceTransaction", [tx_hash, options])  # type: ignore[arg-type]
    return answer.get("result")


def _calldata(data: bytes) -> int:
    zeros = data.count(0)
    return zeros * ZERO_BYTE + (len(data) - zeros) * OTHER_BYTE


def _logs(receipt: TxReceipt) -> int:
    return sum(
        LOG + LOG_TOPIC * len(log["topics"]) + LOG_BYTE * len(log["data"])
        for log in receipt["logs"]
    )


def _accounts(touched: dict[str, Any], warm: set[str]) -> int:
    """Cold accounts; the block's beneficiary is warm, and precompiles have their own price."""
    cost = 0
    for account in touched:
        number = int(account, 16)
        if number == 1:
            cost += ECRECOVER
        elif number > LAST_PRECOMPILE and account not in warm:
            cost += COLD_ACCOUNT
    return cost


def _slots(account: str, state: dict[str, Any], changed: dict[str, Any]) -> int:
    """Cold slots of one account, by what became of them."""
    before = changed["pre"].get(account, {}).get("storage", {})
    after = changed["post"].get(account, {}).get("storage", {})
    cost = 0
    for slot, value in state.get("storage", {}).items():
        if slot not in before and slot not in after:
            cost += SLOT_READ
        else:
            cost += SLOT_FILLED if value == EMPTY else SLOT_CHANGED
    return cost


def _values(changed: dict[str, Any], payer: str) -> int:
    """Calls that moved ether: accounts that got richer, less the fees of the beneficiary."""
    richer = [
        account
        for account, state in changed["post"].items()
        if "balance" in state
        and account != payer
        and int(account, 16) > LAST_PRECOMPILE
        and int(state["balance"], 16)
        > int(changed["pre"].get(account, {}).get("balance", "0x0"), 16)
    ]
    return VALUE_CALL * len(richer)
