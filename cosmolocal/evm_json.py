# SPDX-License-Identifier: Apache-2.0
"""Blocks, transactions, receipts and logs of py-evm as the JSON-RPC objects of a node.

Source: the execution JSON-RPC specification.
"""

from typing import Any

from cosmolocal import codec

Json = dict[str, Any]

CHAIN_ID = 31337


def block_json(header: Any, tx_hashes: list[str]) -> Json:
    """Write a block with the hashes of its transactions."""
    return {
        "number": hex(header.block_number),
        "hash": codec.as_hex(header.hash),
        "parentHash": codec.as_hex(header.parent_hash),
        "nonce": codec.as_hex(header.nonce),
        "sha3Uncles": codec.as_hex(header.uncles_hash),
        "logsBloom": f"0x{header.bloom:0512x}",
        "transactionsRoot": codec.as_hex(header.transaction_root),
        "stateRoot": codec.as_hex(header.state_root),
        "receiptsRoot": codec.as_hex(header.receipt_root),
        "miner": codec.as_hex(header.coinbase),
        "difficulty": hex(header.difficulty),
        "totalDifficulty": hex(header.difficulty),
        "extraData": codec.as_hex(header.extra_data),
        "mixHash": codec.as_hex(header.mix_hash),
        "size": "0x0",
        "gasLimit": hex(header.gas_limit),
        "gasUsed": hex(header.gas_used),
        "timestamp": hex(header.timestamp),
        "baseFeePerGas": hex(header.base_fee_per_gas),
        "uncles": [],
        "transactions": tx_hashes,
    }


def transaction_json(transaction: Any, header: Any, index: int) -> Json:
    """Write a mined transaction."""
    return {
        "hash": codec.as_hex(transaction.hash),
        "type": hex(getattr(transaction, "type_id", None) or 0),
        "chainId": hex(CHAIN_ID),
        "nonce": hex(transaction.nonce),
        "from": codec.as_hex(transaction.sender),
        "to": codec.as_hex(transaction.to) if transaction.to else None,
        "value": hex(transaction.value),
        "gas": hex(transaction.gas),
        "gasPrice": hex(_price(transaction, header)),
        "input": codec.as_hex(transaction.data),
        "blockHash": codec.as_hex(header.hash),
        "blockNumber": hex(header.block_number),
        "transactionIndex": hex(index),
        "r": hex(transaction.r),
        "s": hex(transaction.s),
        "v": hex(transaction.y_parity),
    }


def logs_json(receipt: Any, sent: Json, header: Any, first: int) -> list[Json]:
    """Write the logs of a transaction; `first` is the place of its first one in the block."""
    return [
        {
            "address": codec.as_hex(log.address),
            "topics": [f"0x{topic:064x}" for topic in log.topics],
            "data": codec.as_hex(log.data),
            "blockNumber": sent["blockNumber"],
            "blockHash": sent["blockHash"],
            "blockTimestamp": hex(header.timestamp),
            "transactionHash": sent["hash"],
            "transactionIndex": sent["transactionIndex"],
            "logIndex": hex(first + position),
            "removed": False,
        }
        for position, log in enumerate(receipt.logs)
    ]


def receipt_json(
    sent: Json, receipt: Any, computation: Any, gas_used: int, logs: list[Json]
) -> Json:
    """Write the receipt of a mined transaction."""
    created = None if sent["to"] else codec.as_hex(computation.msg.storage_address)
    return {
        "transactionHash": sent["hash"],
        "transactionIndex": sent["transactionIndex"],
        "blockHash": sent["blockHash"],
        "blockNumber": sent["blockNumber"],
        "from": sent["from"],
        "to": sent["to"],
        "type": sent["type"],
        "status": hex(int(computation.is_success)),
        "gasUsed": hex(gas_used),
        "cumulativeGasUsed": hex(receipt.gas_used),
        "effectiveGasPrice": sent["gasPrice"],
        "contractAddress": created,
        "logs": logs,
        "logsBloom": f"0x{receipt.bloom:0512x}",
    }


def _price(transaction: Any, header: Any) -> int:
    """Price of a unit of gas that the sender paid [wei]."""
    if getattr(transaction, "type_id", None) is None:
        return int(transaction.gas_price)
    offered = header.base_fee_per_gas + transaction.max_priority_fee_per_gas
    return int(min(transaction.max_fee_per_gas, offered))
