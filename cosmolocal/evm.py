# SPDX-License-Identifier: Apache-2.0
"""A throw-away chain inside this process: py-evm's rules, blocks on demand, no server.

py-evm executes and commits the state; this class keeps blocks, receipts and logs as the JSON-RPC
objects a node would send, so that reading thousands of events costs a look into a list. Each call
of `mine` makes one block of the transactions given to it.

Errors: `Refusal` for transactions that no block may hold, `Reverted` for calls.
Source: py-evm's Cancun rules; the execution JSON-RPC specification for the shapes.
"""

import re
import time
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from eth.chains.base import MiningChain
from eth.consensus.applier import ConsensusApplier
from eth.consensus.noproof import NoProofConsensus
from eth.constants import (
    BLANK_ROOT_HASH,
    POST_MERGE_DIFFICULTY,
    POST_MERGE_MIX_HASH,
    POST_MERGE_NONCE,
    ZERO_ADDRESS,
)
from eth.db.atomic import AtomicDB
from eth.exceptions import OutOfGas, VMError
from eth.vm.forks.cancun import CancunVM
from eth.vm.spoof import SpoofTransaction
from eth_typing import BlockNumber
from eth_utils.exceptions import ValidationError

from cosmolocal import codec
from cosmolocal.evm_json import (
    CHAIN_ID,
    Json,
    block_json,
    logs_json,
    receipt_json,
    transaction_json,
)

# Room for hundreds of the largest transactions (2**24 gas) in one block.
BLOCK_GAS_LIMIT = 2**24 * 256
# Twice what a transaction may have: enough to say by how much it asks for too much.
_ESTIMATE_LIMIT = 2**24 * 2
# A search for what suffices ends within this part of it.
_ESTIMATE_PRECISION = 64


class Refusal(Exception):
    """The chain does not take the transaction."""


class Reverted(Exception):
    """The call ended in a revert or without gas; `data` is the revert data."""

    def __init__(self, message: str, data: bytes) -> None:
        super().__init__(message)
        self.data = data


class _Chain(MiningChain):
    chain_id = CHAIN_ID
    vm_configuration = ConsensusApplier(NoProofConsensus).amend_vm_configuration(
        ((BlockNumber(0), CancunVM),)
    )

    def create_header_from_parent(self, parent_header: Any, **fields: Any) -> Any:
        """Keep the gas limit as it is."""
        return super().create_header_from_parent(
            parent_header, **(fields | {"gas_limit": parent_header.gas_limit})
        )


@dataclass(frozen=True, slots=True)
class _Mark:
    """How much of everything there was when a snapshot was taken."""

    blocks: int
    logs: int
    clock_offset: int


class Evm:
    """The chain. `balances` are those of the genesis block [wei], `timestamp` its time."""

    def __init__(self, balances: Mapping[str, int], *, timestamp: int | None = None) -> None:
        state = {
            codec.as_bytes(account): {"balance": wei, "nonce": 0, "code": b"", "storage": {}}
            for account, wei in balances.items()
        }
        self._chain: Any = _Chain.from_genesis(AtomicDB(), _genesis(timestamp), state)  # type: ignore[arg-type]
        genesis = self._chain.chaindb.get_canonical_head()
        self._headers: list[Any] = [genesis]
        self.blocks: list[Json] = [block_json(genesis, [])]
        self.receipts: dict[str, Json] = {}
        self.transactions: dict[str, Json] = {}
        self._logs: list[Json] = []
        self._log_blocks: list[int] = []  # block number of each log, for bisection
        self._clock_offset = int(genesis.timestamp) - int(time.time())
        self._next_timestamp: int | None = None
        self._marks: list[_Mark] = []

    @property
    def head(self) -> int:
        """Number of the newest block."""
        return len(self._headers) - 1

    def number_of(self, block_hash: str) -> int | None:
        """Return the height of a block by its hash; None if it is not on this chain."""
        found = (n for n in range(self.head, -1, -1) if self.blocks[n]["hash"] == block_hash)
        return next(found, None)

    # Reading at a block

    def balance(self, account: str, block: int) -> int:
        """Native currency of an account [wei]."""
        return int(self._state(block).get_balance(codec.as_bytes(account)))

    def nonce(self, account: str, block: int) -> int:
        """Count the transactions of an account."""
        return int(self._state(block).get_nonce(codec.as_bytes(account)))

    def code(self, address: str, block: int) -> bytes:
        """Runtime code at an address."""
        return bytes(self._state(block).get_code(codec.as_bytes(address)))

    def storage(self, address: str, slot: int | str, block: int) -> int:
        """One word of storage."""
        return int(self._state(block).get_storage(codec.as_bytes(address), codec.as_int(slot)))

    def call(self, fields: Mapping[str, Any], block: int) -> bytes:
        """Run a call and forget it; return its output."""
        return bytes(self._run(fields, block)[0].output)

    def estimate_gas(self, fields: Mapping[str, Any], block: int) -> int:
        """Find what a call needs, before any refund: some go on only with more than they use."""
        limit = codec.as_int(fields.get("gas") or _ESTIMATE_LIMIT)
        computation, intrinsic = self._run(dict(fields) | {"gas": limit}, block)
        needed, too_little = intrinsic + int(computation.get_gas_used()), 0
        # Most need a 64th more, which is what a call keeps when it calls another.
        step = needed // _ESTIMATE_PRECISION
        while needed < limit and not self._suffices(fields, needed, block):
            needed, too_little, step = min(needed + step, limit), needed, 2 * step
        while too_little and needed - too_little > needed // _ESTIMATE_PRECISION:
            middle = (needed + too_little) // 2
            if self._suffices(fields, middle, block):
                needed = middle
            else:
                too_little = middle
        return needed

    def _suffices(self, fields: Mapping[str, Any], gas: int, block: int) -> bool:
        try:
            self._run(dict(fields) | {"gas": gas}, block)
        except Reverted:
            return False
        return True

    def logs(self, first: int, last: int, addresses: set[str], topics: Sequence[Any]) -> list[Json]:
        """Find the logs of a range of blocks, both included, in order."""
        start, end = bisect_left(self._log_blocks, first), bisect_right(self._log_blocks, last)
        return [
            log
            for log in self._logs[start:end]
            if (not addresses or log["address"] in addresses) and _matches(log["topics"], topics)
        ]

    # Writing

    def mine(self, raws: Sequence[bytes] = ()) -> list[Refusal | None]:
        """Make one block of signed transactions; return the refusal, if any, of each."""
        parent = self._headers[-1]
        header = self._chain.create_header_from_parent(parent, timestamp=self._time(parent))
        vm = self._chain.get_vm(header)
        outcomes: list[Refusal | None] = []
        done: list[tuple[Any, Any, Any]] = []
        for raw in raws:
            try:
                transaction = vm.get_transaction_builder().decode(raw)
                receipt, computation = vm.apply_transaction(header, transaction)
            except (ValidationError, VMError) as error:
                outcomes.append(Refusal(_as_nodes_say(str(error))))
                continue
            header = vm.add_receipt_to_header(header, receipt)
            done.append((transaction, receipt, computation))
            outcomes.append(None)
        if done or not raws:
            self._seal(vm, header, done)
        return outcomes

    def set_balances(self, balances: Mapping[str, int]) -> None:
        """Give accounts their balance [wei], in a block of its own."""
        parent = self._headers[-1]
        header = self._chain.create_header_from_parent(parent, timestamp=self._time(parent))
        vm = self._chain.get_vm(header)
        for account, wei in balances.items():
            vm.state.set_balance(codec.as_bytes(account), wei)
        self._seal(vm, header, [])

    def set_next_timestamp(self, timestamp: int) -> None:
        """Choose the time of the next block; those after it follow the clock from there."""
        if timestamp <= self._headers[-1].timestamp:
            raise Refusal(f"time {timestamp} is not after block {self.head}")
        self._next_timestamp = timestamp
        self._clock_offset = timestamp - int(time.time())

    def snapshot(self) -> int:
        """Remember the chain as it is; return the number to go back to."""
        self._marks.append(_Mark(len(self._headers), len(self._logs), self._clock_offset))
        return len(self._marks) - 1

    def revert(self, number: int) -> bool:
        """Go back to a snapshot, which is used up by that, as are later ones."""
        if not 0 <= number < len(self._marks):
            return False
        mark = self._marks[number]
        del self._marks[number:]
        for block in self.blocks[mark.blocks :]:
            for tx_hash in block["transactions"]:
                del self.receipts[tx_hash], self.transactions[tx_hash]
        del self._headers[mark.blocks :], self.blocks[mark.blocks :]
        del self._logs[mark.logs :], self._log_blocks[mark.logs :]
        self._clock_offset, self._next_timestamp = mark.clock_offset, None
        return True

    # Inside

    def _state(self, block: int) -> Any:
        return self._chain.get_vm(self._headers[block]).state

    def _time(self, parent: Any) -> int:
        chosen, self._next_timestamp = self._next_timestamp, None
        return chosen or max(int(parent.timestamp) + 1, int(time.time()) + self._clock_offset)

    def _run(self, fields: Mapping[str, Any], block: int) -> tuple[Any, int]:
        """Execute a call on the state behind a block; return its computation and intrinsic gas."""
        # A base fee of zero, so that a call costs its sender nothing.
        vm = self._chain.get_vm(self._headers[block].copy(base_fee_per_gas=0))
        sender = codec.as_bytes(fields.get("from") or ZERO_ADDRESS)
        transaction = vm.get_transaction_builder().new_unsigned_dynamic_fee_transaction(
            chain_id=CHAIN_ID,
            nonce=vm.state.get_nonce(sender),
            max_priority_fee_per_gas=0,
            max_fee_per_gas=0,
            gas=codec.as_int(fields.get("gas") or BLOCK_GAS_LIMIT),
            to=codec.as_bytes(fields.get("to") or b""),
            value=codec.as_int(fields.get("value") or 0),
            data=codec.as_bytes(fields.get("data") or fields.get("input") or b""),
            access_list=(),
        )
        try:
            computation = vm.state.apply_transaction(SpoofTransaction(transaction, from_=sender))
        except ValidationError as error:
            raise Refusal(_as_nodes_say(str(error))) from error
        if computation.is_error:
            raise _reverted(computation)
        return computation, int(transaction.intrinsic_gas)

    def _seal(self, vm: Any, header: Any, done: Sequence[tuple[Any, Any, Any]]) -> None:
        """Close a block and write it down as a node would show it."""
        transactions = [transaction for transaction, _, _ in done]
        receipts = [receipt for _, receipt, _ in done]
        filled = vm.set_block_transactions_and_withdrawals(
            vm.get_block(), header, transactions, receipts
        )
        sealed = vm.mine_block(filled).block.header
        self._chain.chaindb.persist_header(sealed)
        self._headers.append(sealed)
        self.blocks.append(block_json(sealed, [codec.as_hex(each.hash) for each in transactions]))
        gas_before, first_log = 0, 0
        for index, (transaction, receipt, computation) in enumerate(done):
            sent = transaction_json(transaction, sealed, index)
            logs = logs_json(receipt, sent, sealed, first_log)
            gas_used = receipt.gas_used - gas_before
            self.transactions[sent["hash"]] = sent
            self.receipts[sent["hash"]] = receipt_json(sent, receipt, computation, gas_used, logs)
            self._logs += logs
            self._log_blocks += [sealed.block_number] * len(logs)
            gas_before, first_log = receipt.gas_used, first_log + len(logs)


def _reverted(computation: Any) -> Reverted:
    """Say why a call failed, in the words that nodes use."""
    if isinstance(computation.error, OutOfGas):
        return Reverted("out of gas", b"")
    return Reverted("execution reverted", bytes(computation.output))


def _as_nodes_say(text: str) -> str:
    """Translate py-evm's complaints about a transaction into the words that clients look for."""
    lower = text.lower()
    if "nonce" in lower:
        found = [int(word) for word in re.findall(r"\d+", text)]
        late = len(found) >= 2 and found[1] < found[0]  # "Expected 5, but got 4"
        return f"nonce too {'low' if late else 'high'}: {text}"
    if "balance" in lower or "funds" in lower or "afford" in lower:
        return f"insufficient funds: {text}"
    return text


def _matches(topics: Sequence[str], wanted: Sequence[Any]) -> bool:
    """Compare the topics of a log with a filter: a word, a list of words, or None for any."""
    if len(topics) < len(wanted):
        return False
    return all(
        want is None or have == want or (isinstance(want, list) and have in want)
        for have, want in zip(topics, wanted, strict=False)
    )


def _genesis(timestamp: int | None) -> Any:
    """Header fields of the first block."""
    return {
        "coinbase": ZERO_ADDRESS,
        "difficulty": POST_MERGE_DIFFICULTY,
        "extra_data": b"",
        "gas_limit": BLOCK_GAS_LIMIT,
        "mix_hash": POST_MERGE_MIX_HASH,
        "nonce": POST_MERGE_NONCE,
        "receipt_root": BLANK_ROOT_HASH,
        "timestamp": int(time.time()) if timestamp is None else timestamp,
        "transaction_root": BLANK_ROOT_HASH,
    }
