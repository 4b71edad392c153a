# SPDX-License-Identifier: Apache-2.0
"""The JSON-RPC face of the in-process chain: web3 and this package see a node like any other.

Errors: none of its own; a refusal is a JSON-RPC error, in the codes and words of common nodes.
Source: the execution JSON-RPC specification; EIP-1898 for blocks by hash.
"""

import threading
from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from typing import Any

from eth_utils.crypto import keccak
from web3 import Web3
from web3.providers import JSONBaseProvider
from web3.types import RPCEndpoint, RPCResponse

from cosmolocal import codec
from cosmolocal.evm import Evm, Refusal, Reverted
from cosmolocal.evm_json import CHAIN_ID, Json
from cosmolocal.rpc import REVERT_CODE

Method = Callable[..., Any]

# As many as a batch of this package holds: like on anvil, a batch is a block.
_TRANSACTIONS_PER_BLOCK = 100
_TIP_WEI = 10**9
_REFUSAL_CODE, _NO_METHOD_CODE = -32000, -32601


class EvmProvider(JSONBaseProvider):
    """Answers requests from an `Evm`; each transaction is mined when it arrives."""

    local_batches = keeps_order = True

    def __init__(self, evm: Evm) -> None:
        super().__init__()
        self._evm, self._turn = evm, threading.RLock()
        self._methods = self._state_methods() | self._chain_methods() | self._test_methods()

    def _state_methods(self) -> dict[str, Method]:
        """List what is read from the state behind a block, which may be named last."""
        evm = self._evm
        return {
            "eth_call": self._at_block(evm.call, codec.as_hex, 1),
            "eth_estimateGas": self._at_block(evm.estimate_gas, hex, 1),
            "eth_getBalance": self._at_block(evm.balance, hex, 1),
            "eth_getCode": self._at_block(evm.code, codec.as_hex, 1),
            "eth_getStorageAt": self._at_block(evm.storage, lambda word: f"0x{word:064x}", 2),
            "eth_getTransactionCount": self._at_block(evm.nonce, hex, 1),
        }

    def _chain_methods(self) -> dict[str, Method]:
        """List what is asked of a chain and sent to it."""
        evm = self._evm
        return {
            "eth_accounts": list,
            "eth_blockNumber": lambda: hex(evm.head),
            "eth_chainId": lambda: hex(CHAIN_ID),
            "eth_feeHistory": self._fee_history,
            "eth_gasPrice": lambda: hex(self._base_fee() + _TIP_WEI),
            "eth_getBlockByHash": lambda hash_, full=False: self._block(evm.number_of(hash_), full),
            "eth_getBlockByNumber": lambda at, full=False: self._block(self._number(at), full),
            "eth_getLogs": self._logs,
            "eth_getTransactionByHash": evm.transactions.get,
            "eth_getTransactionReceipt": evm.receipts.get,
            "eth_maxPriorityFeePerGas": lambda: hex(_TIP_WEI),
            "eth_sendRawTransaction": lambda raw: self._send([raw])[0],
            "eth_syncing": lambda: False,
            "net_version": lambda: str(CHAIN_ID),
            "web3_clientVersion": lambda: "cosmolocal/py-evm",
        }

    def _test_methods(self) -> dict[str, Method]:
        """List what only a throw-away chain does; names and meaning are anvil's."""
        evm = self._evm
        return {
            "anvil_setBalance": lambda account, wei: evm.set_balances({account: int(wei, 16)}),
            "evm_mine": lambda: evm.mine() or None,
            "evm_revert": lambda number: evm.revert(codec.as_int(number)),
            "evm_setNextBlockTimestamp": lambda at: evm.set_next_timestamp(codec.as_int(at)),
            "evm_snapshot": lambda: hex(evm.snapshot()),
        }

    def _at_block(self, read: Method, written: Callable[[Any], str], given: int) -> Method:
        """Make a method of `read`, whose last argument is the block; by default the newest."""

        def method(*params: Any) -> str:
            at = params[given] if len(params) > given else "latest"
            return written(read(*params[:given], self._at(at)))

        return method

    def make_request(self, method: RPCEndpoint, params: Any) -> RPCResponse:
        """Answer one request; those of several threads one after the other."""
        with self._turn:
            return self._answered(method, params)

    def _answered(self, method: RPCEndpoint, params: Any) -> RPCResponse:
        try:
            answer = self._methods[method](*params)
        except KeyError as error:
            if method in self._methods:
                raise
            return _error(_NO_METHOD_CODE, f"the in-process chain has no method {error}")
        except Reverted as error:
            return _error(REVERT_CODE, str(error), codec.as_hex(error.data))
        except Refusal as error:
            return _error(_REFUSAL_CODE, str(error))
        return answer if _is_error(answer) else _result(answer)

    def make_batch_request(self, requests: Sequence[tuple[RPCEndpoint, Any]]) -> Any:
        """Answer many requests; sends that follow each other share blocks."""
        with self._turn:
            return self._all_answered(requests)

    def _all_answered(self, requests: Sequence[tuple[RPCEndpoint, Any]]) -> list[RPCResponse]:
        responses: list[RPCResponse] = []
        for method, group in groupby(requests, key=lambda request: request[0]):
            part = list(group)
            if method == "eth_sendRawTransaction":
                answers = self._send([params[0] for _, params in part])
                responses += [each if _is_error(each) else _result(each) for each in answers]
            else:
                responses += [self._answered(method, params) for _, params in part]
        return responses

    def is_connected(self, show_traceback: bool = False) -> bool:  # noqa: ARG002, FBT001, FBT002
        """Return True: there is nothing to connect to."""
        return True

    def _send(self, raws: Sequence[str]) -> list[Any]:
        answers: list[Any] = []
        for start in range(0, len(raws), _TRANSACTIONS_PER_BLOCK):
            part = [codec.as_bytes(raw) for raw in raws[start : start + _TRANSACTIONS_PER_BLOCK]]
            for raw, refusal in zip(part, self._evm.mine(part), strict=True):
                hash_ = codec.as_hex(keccak(raw))
                answers.append(hash_ if refusal is None else _error(_REFUSAL_CODE, str(refusal)))
        return answers

    def _number(self, at: Any) -> int | None:
        """Find a block by number, tag or EIP-1898 object; None if there is none."""
        if isinstance(at, Mapping):
            return (
                self._evm.number_of(at["blockHash"])
                if "blockHash" in at
                else self._number(at["blockNumber"])
            )
        if at in ("latest", "pending", "safe", "finalized"):
            return self._evm.head
        number = 0 if at == "earliest" else codec.as_int(at)
        return number if 0 <= number <= self._evm.head else None

    def _at(self, at: Any) -> int:
        number = self._number(at)
        if number is None:
            raise Refusal("header not found")
        return number

    def _block(self, number: int | None, full: bool) -> Json | None:  # noqa: FBT001
        if number is None:
            return None
        block = self._evm.blocks[number]
        if not full:
            return block
        return block | {"transactions": [self._evm.transactions[h] for h in block["transactions"]]}

    def _base_fee(self) -> int:
        return codec.as_int(self._evm.blocks[-1]["baseFeePerGas"])

    def _fee_history(self, count: int | str, newest: Any, percentiles: Sequence[Any] = ()) -> Json:
        last = self._at(newest)
        first = max(0, last + 1 - codec.as_int(count))
        blocks = self._evm.blocks[first : last + 1]
        fees = [block["baseFeePerGas"] for block in blocks]
        used = [codec.as_int(b["gasUsed"]) / codec.as_int(b["gasLimit"]) for b in blocks]
        return {
            "oldestBlock": hex(first),
            "baseFeePerGas": [*fees, fees[-1]],
            "gasUsedRatio": used,
            "reward": [[hex(_TIP_WEI)] * len(percentiles) for _ in blocks],
        }

    def _logs(self, query: Mapping[str, Any]) -> list[Json]:
        if "blockHash" in query:
            first = last = self._at({"blockHash": query["blockHash"]})
        else:
            first = self._at(query.get("fromBlock", "latest"))
            last = min(
                self._number(query.get("toBlock", "latest")) or self._evm.head, self._evm.head
            )
        named = query.get("address") or []
        addresses = {a.lower() for a in ([named] if isinstance(named, str) else named)}
        return self._evm.logs(first, last, addresses, query.get("topics") or [])


class InProcess:
    """The engine of `open_local_chain` that needs nothing but Python."""

    name = "in-process"

    def __init__(self, balances: Mapping[str, int], timestamp: int | None) -> None:
        self._evm = Evm(balances, timestamp=timestamp)
        self.w3 = Web3(EvmProvider(self._evm))

    def set_balances(self, balances: Mapping[str, int]) -> None:
        """Give accounts their balance [wei]."""
        self._evm.set_balances(balances)

    def close(self) -> None:
        """Nothing runs beside this process."""


def _result(value: Any) -> RPCResponse:
    return {"jsonrpc": "2.0", "id": 0, "result": value}


def _error(code: int, message: str, data: str | None = None) -> RPCResponse:
    error: Any = {"code": code, "message": message} | ({} if data is None else {"data": data})
    return {"jsonrpc": "2.0", "id": 0, "error": error}


def _is_error(answer: Any) -> bool:
    return isinstance(answer, dict) and "jsonrpc" in answer
