# SPDX-License-Identifier: Apache-2.0
"""The only file that sends transactions.

A verb of a domain is a bound contract function handed to `Chain.write`, which simulates it or
sends it. Sending is: check the chain id, estimate gas, sign once, write to the journal and wait for
the disk, send the bytes, then ask the chain what happened. A send that fails is a question, not an
answer: the transaction is looked up by hash, then by account and nonce, and only the same bytes are
ever sent again.

Errors: `ContractError` for a refusal (simulated, estimated or mined), `UserFixable` before anything
is sent, `NodeTrouble` while reading, `OutcomeUnknown` if the deadline passes without an outcome.
Source: EIP-1559 for fees, EIP-7825 for the gas cap.
"""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from eth_typing import ChecksumAddress
from web3 import Web3

from cosmolocal import codec
from cosmolocal.artifacts import Artifact
from cosmolocal.calls import Call, Outcome, Receipt, Simulation, create_address, deployment_of
from cosmolocal.errors import (
    BadInput,
    ContractError,
    CosmolocalError,
    NodeRefused,
    NodeTrouble,
    OutOfGas,
    WrongChain,
)
from cosmolocal.journal import Entry, Journal, default_folder, intent_id
from cosmolocal.reader import ChainView, Function, Reader, fields_of
from cosmolocal.reverts import explained
from cosmolocal.rpc import Request, connect, raised
from cosmolocal.settling import Settling, Task
from cosmolocal.signers import DEV_CHAIN_IDS, Signer
from cosmolocal.transactions import (
    BASE_FEES,
    DRAFT_BASE_FEES,
    dearer,
    fees,
    fields_of_raw,
    gas_limit,
)

__all__ = [
    "Call",
    "Chain",
    "Function",
    "Outcome",
    "Reader",
    "Receipt",
    "Simulation",
    "Step",
    "create_address",
]

DEADLINE_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to send. A step with a name happens once: asked for again, its receipt comes back.

    `gas` sets the limit and skips the estimate, and with it the refusal before sending.
    """

    function: Function
    signer: Signer
    value: int = 0
    name: str | None = None
    gas: int | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A step with everything but its signature: `fields` are what is signed."""

    intent: str
    label: str
    fields: dict[str, Any]


class Chain(ChainView):
    """One chain: read it, simulate on it, send to it.

    `journal` defaults to a file under the user's state folder, or to memory on throw-away chains
    unless it is to be `durable`.
    `confirmations` counts the block of the transaction itself.
    """

    def __init__(
        self,
        w3: Web3,
        *,
        journal: Journal | None = None,
        durable: bool = False,
        confirmations: int = 1,
        deadline_seconds: float = DEADLINE_SECONDS,
    ) -> None:
        super().__init__(w3)
        # Test chains share their id: the genesis block tells them apart.
        self.identity = f"{self.chain_id}-{self.at(0).block_hash[2:10]}"
        self.journal = journal or self._default_journal(durable=durable)
        self._deadline_seconds = deadline_seconds
        self._settling = Settling(self.node, self.journal, confirmations, self._transmit)

    @classmethod
    def connect(cls, rpc: str | Web3, *, chain_id: int | None = None, **options: Any) -> "Chain":
        """Open a chain by RPC address or Web3; `WrongChain` if it is not the one expected."""
        chain = cls(connect(rpc) if isinstance(rpc, str) else rpc, **options)
        if chain_id not in (None, chain.chain_id):
            raise WrongChain(f"the node serves chain {chain.chain_id}, not {chain_id}")
        return chain

    def write(
        self,
        function: Function,
        *,
        signer: Signer,
        simulate: bool = False,
        value: int = 0,
        name: str | None = None,
    ) -> Outcome:
        """Send a call, or say what it would do: the whole body of a domain's verb."""
        if simulate:
            return self.simulate(function, signer.address, value=value)
        return self.send(function, signer, value=value, name=name)

    def send(
        self, function: Function, signer: Signer, *, value: int = 0, name: str | None = None
    ) -> Receipt:
        """Send one call and return its receipt."""
        return self.send_many([Step(function, signer, value, name)])[0]

    def deploy(
        self,
        artifact: Artifact,
        arguments: Sequence[Any],
        signer: Signer,
        *,
        name: str | None = None,
    ) -> Receipt:
        """Create a contract; its address is `receipt.contract_address`."""
        return self.send(deployment_of(artifact, tuple(arguments)), signer, name=name)

    def send_many(self, steps: Iterable[Step]) -> list[Receipt]:
        """Send calls that do not depend on each other; receipts come in the same order.

        A refusal found before sending stops all of them. One found when mined is raised after all
        have landed.
        """
        pairs = self._pairs(steps)
        tasks = [task for task, _ in pairs]
        with self.journal.locked():
            self._recall(tasks)
            older = self._sign([pair for pair in pairs if not pair[0].entries])
            self._transmit([task for task in tasks if task.entries[-1].state == "signed"])
        return self._receipts(tasks, older)

    def remembers(self, step: Step) -> bool:
        """Whether a named step was signed before, and has happened or still may."""
        task = self._task(step)
        with self.journal.locked():
            self._recall([task])
        return bool(task.entries)

    def draft(self, steps: Iterable[Step]) -> list[Draft]:
        """Complete steps for a signature that is made elsewhere; nothing is written down."""
        pairs = self._pairs(steps)
        accounts = list(dict.fromkeys(step.signer.address for _, step in pairs))
        with self.journal.locked():
            self._look_back(accounts)
            completed = self._completed(pairs, accounts, base_fees=DRAFT_BASE_FEES)
        return [
            Draft(task.intent, task.call.label, fields)
            for (task, _), fields in zip(pairs, completed, strict=True)
        ]

    def send_signed(self, entries: Sequence[Entry]) -> list[Receipt]:
        """Send what was signed elsewhere; what was sent before is only looked up."""
        with self.journal.locked():
            known = {entry.hash for entry in self.journal.entries()}
            self.journal.sign([entry for entry in entries if entry.hash not in known])
            tasks = [self._remembered(entry.intent) for entry in entries]
            self._transmit([task for task in tasks if task.entries[-1].state == "signed"])
        return self._receipts(tasks)

    def resume(self) -> list[Receipt]:
        """Settle all that was signed and has no known outcome; what was lost is sent again."""
        with self.journal.locked():
            intents = dict.fromkeys(entry.intent for entry in self.journal.unsettled())
            tasks = [self._remembered(intent) for intent in intents]
            self._transmit(tasks)
        return self._receipts(tasks)

    def raise_fees(self, intent: str, signer: Signer) -> Receipt:
        """Replace a transaction that nobody mines by the same one with higher fees.

        `intent` is that of the `OutcomeUnknown`. Whichever of the two is mined counts.
        """
        with self.journal.locked():
            task = self._remembered(intent)
            self._add_dearer(task, signer)
            self._transmit([task])
        return self._receipts([task])[0]

    def nonce(self, account: ChecksumAddress) -> int:
        """Return the number of the account's next transaction, those on their way included."""
        answer = self.node.ask("eth_getTransactionCount", account, "pending")
        return self._next_nonce(account, codec.as_int(answer))

    # Before sending: from a step to signed bytes in the journal.

    def _pairs(self, steps: Iterable[Step]) -> list[tuple[Task, Step]]:
        pairs = [(self._task(step), step) for step in steps]
        if len({task.intent for task, _ in pairs}) < len(pairs):
            raise BadInput("two steps are the same", next_step="Give each a name of its own.")
        return pairs

    def _default_journal(self, *, durable: bool) -> Journal:
        memory_only = self.chain_id in DEV_CHAIN_IDS and not durable
        return Journal(None if memory_only else default_folder() / f"{self.identity}.jsonl")

    def _task(self, step: Step) -> Task:
        call, account = self.call_of(step.function), step.signer.address
        name = uuid4().hex if step.name is None else step.name
        return Task(call, intent_id(self.identity, account, call.to, step.value, call.data, name))

    def _remembered(self, intent: str) -> Task:
        """Take up a step that only the journal knows."""
        entries = self.journal.of_intent(intent)
        if not entries:
            raise BadInput(f"the journal knows no step {intent}")
        contract, _, function = entries[0].label.rpartition(".")
        task = Task(Call(None, b"", contract, function), intent)
        self._recall([task])
        task.entries = task.entries or entries[-1:]
        return task

    def _recall(self, tasks: Sequence[Task]) -> None:
        """Find what the journal has for these steps: the one that succeeded, or all open ones."""
        for task in tasks:
            known = self.journal.of_intent(task.intent)
            done = [entry for entry in known if entry.state == "mined" and entry.status == 1]
            task.entries = done or [entry for entry in known if entry.state == "signed"]

    def _sign(self, pairs: Sequence[tuple[Task, Step]]) -> list[Task]:
        """Sign each step once and write it down; return what must be mined before."""
        if not pairs:
            return []
        accounts = list(dict.fromkeys(step.signer.address for _, step in pairs))
        older = self._look_back(accounts)
        completed = self._completed(pairs, accounts)
        for (task, step), fields in zip(pairs, completed, strict=True):
            task.entries = [self._signed(task, step.signer, fields)]
        self.journal.sign([task.entries[0] for task, _ in pairs])
        return older

    def _completed(
        self,
        pairs: Sequence[tuple[Task, Step]],
        accounts: Sequence[ChecksumAddress],
        *,
        base_fees: int = BASE_FEES,
    ) -> list[dict[str, Any]]:
        """Fix nonce, gas limit and fees of each step."""
        limits, counts, block, tip = self._prepare(pairs, accounts)
        nonces = {a: self._next_nonce(a, counts[a]) for a in accounts}
        completed = []
        for task, step in pairs:
            account = step.signer.address
            fields = fields_of(task.call, value=step.value) | fees(block, tip, base_fees)
            fields |= {"chainId": self.chain_id, "nonce": nonces[account], "value": step.value}
            completed.append(fields | {"gas": limits[task.intent]})
            nonces[account] += 1
        return completed

    def _look_back(self, accounts: Sequence[ChecksumAddress]) -> list[Task]:
        """Look for what earlier runs left open, for its nonces come first."""
        left = [entry for entry in self.journal.unsettled() if entry.account in accounts]
        tasks = [self._remembered(intent) for intent in dict.fromkeys(e.intent for e in left)]
        if tasks:
            self._settling.look(tasks)
        return tasks

    def _prepare(
        self, pairs: Sequence[tuple[Task, Step]], accounts: Sequence[ChecksumAddress]
    ) -> tuple[dict[str, int], dict[ChecksumAddress, int], Any, Any]:
        """Ask in one batch for all that a transaction needs: gas limits, nonces, block and tip."""
        open_ = [(task, step) for task, step in pairs if step.gas is None]
        requests: list[Request] = [
            ("eth_chainId", []),
            ("eth_getBlockByNumber", ["latest", False]),
            ("eth_maxPriorityFeePerGas", []),
            *(("eth_getTransactionCount", [account, "pending"]) for account in accounts),
            *(
                ("eth_estimateGas", [fields_of(task.call, step.signer.address, step.value)])
                for task, step in open_
            ),
        ]
        served, block, tip, *rest = self.node.try_all(requests)
        for needed in (served, block, *rest[: len(accounts)]):
            raised(needed)
        if codec.as_int(served) != self.chain_id:
            raise WrongChain(f"the node now serves chain {codec.as_int(served)}")
        limits = {task.intent: step.gas for task, step in pairs if step.gas is not None}
        for (task, _), answer in zip(open_, rest[len(accounts) :], strict=True):
            limits[task.intent] = gas_limit(task.call, answer)
        counts = {a: codec.as_int(n) for a, n in zip(accounts, rest, strict=False)}
        return limits, counts, block, tip

    def _next_nonce(self, account: ChecksumAddress, counted: int) -> int:
        """Return the nonce behind the node's pool and behind what only the journal knows."""
        return max([counted, *(e.nonce + 1 for e in self.journal.unsettled(account))])

    def _signed(self, task: Task, signer: Signer, fields: dict[str, Any]) -> Entry:
        raw, hash_ = signer.sign_transaction(fields)
        return Entry(
            intent=task.intent,
            label=task.call.label,
            account=signer.address,
            nonce=fields["nonce"],
            raw=codec.as_hex(raw),
            hash=codec.as_hex(hash_),
        )

    def _add_dearer(self, task: Task, signer: Signer) -> None:
        """Sign the last transaction of a task again with fees that nodes take as a replacement."""
        last = task.entries[-1]
        if last.state != "signed":
            raise BadInput(f"{task.call.label} is no longer open: it is {last.state}")
        if signer.address != last.account:
            raise BadInput(f"{last.account} sent it, {signer.address} cannot replace it")
        fields = dearer(fields_of_raw(last.raw))
        task.entries.append(self._signed(task, signer, fields))
        self.journal.sign(task.entries[-1:])

    # Sending and after.

    def _transmit(self, tasks: Sequence[Task]) -> None:
        """Send the newest bytes of each task; whatever the answer, the chain is asked later."""
        requests: list[Request] = [
            ("eth_sendRawTransaction", [task.entries[-1].raw]) for task in tasks
        ]
        answers: list[Any] = [None] * len(tasks)
        with suppress(NodeTrouble):
            answers = self.node.tell_all(requests)
        for task, answer in zip(tasks, answers, strict=True):
            task.in_doubt = answer is None
            task.answer = answer if isinstance(answer, NodeRefused) else None

    def _receipts(self, tasks: Sequence[Task], older: Sequence[Task] = ()) -> list[Receipt]:
        """Wait for all, older ones too, then hand out the receipts or raise the first refusal."""
        self._settling.wait([*tasks, *older], self._deadline_seconds)
        failures = [error for task in tasks if (error := self._failure(task))]
        if failures:
            if len(tasks) > 1:
                failures[0].add_note(f"{len(failures)} of {len(tasks)} calls failed like this one.")
            raise failures[0]
        return [self._receipt(task) for task in tasks]

    def _receipt(self, task: Task) -> Receipt:
        got, entry = task.receipt, task.entries[-1]
        moment, gas = codec.as_int(task.header["timestamp"]), codec.as_int(got["gasUsed"])
        decoded = (self.events.decode(log, moment) for log in got["logs"])
        created = got.get("contractAddress")
        return Receipt(
            label=task.call.label,
            sender=entry.account,
            tx_hash=codec.as_hex(got["transactionHash"]),
            block=codec.as_int(got["blockNumber"]),
            block_hash=codec.as_hex(got["blockHash"]),
            timestamp=moment,
            gas_used=gas,
            fee=gas * codec.as_int(got.get("effectiveGasPrice") or 0),
            contract_address=codec.checksummed(created) if created else None,
            events=tuple(event for event in decoded if event is not None),
        )

    def _failure(self, task: Task) -> CosmolocalError | None:
        """Return why a task failed, None if it did not."""
        if task.error or codec.as_int(task.receipt["status"]) == 1:
            return task.error
        tx_hash = codec.as_hex(task.receipt["transactionHash"])
        sent = self.node.ask("eth_getTransactionByHash", tx_hash)
        fields = {key: sent[key] for key in ("from", "to", "value", "gas") if sent.get(key)}
        fields["data"] = codec.as_hex(sent["input"])
        # Before its block, then behind it: other calls of the block may matter.
        number = codec.as_int(task.receipt["blockNumber"])
        for block in (number - 1, number):
            [answer] = self.node.try_all([("eth_call", [fields, hex(block)])])
            said = (
                explained(answer, task.call, tx_hash=tx_hash)
                if isinstance(answer, NodeRefused)
                else None
            )
            if isinstance(said, ContractError):
                return said
        if codec.as_int(task.receipt["gasUsed"]) == codec.as_int(sent["gas"]):
            return OutOfGas("out of gas", contract=task.call.contract, function=task.call.function)
        return ContractError("refused when mined, and not when tried again", tx_hash=tx_hash)
