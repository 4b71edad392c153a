# SPDX-License-Identifier: Apache-2.0
"""What became of a transaction: the wait between sending and a receipt that can be trusted.

A transaction is looked up by hash, then by account and nonce: mined as ours, mined as another,
waiting, or unknown to the node. Unknown ones are sent again, byte for byte.

Errors: `OutcomeUnknown` at the deadline; `Replaced`, `NotEnoughFunds`, `NodeRefused` when certain.
"""

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any

from cosmolocal import codec
from cosmolocal.calls import Call
from cosmolocal.errors import (
    CosmolocalError,
    JournalDamaged,
    NodeRefused,
    NodeTrouble,
    OutcomeUnknown,
    Replaced,
)
from cosmolocal.journal import Entry, Journal
from cosmolocal.reverts import explained
from cosmolocal.rpc import Node, Request

_FIRST_PAUSE_SECONDS, _LONGEST_PAUSE_SECONDS = 0.005, 2.0
# Machines behind one address hear of a transaction at different times: no hurry to send it again.
_FIRST_CHASE_SECONDS = 1.0
# Answers to a send that leave open whether it landed.
_QUESTIONS = ("already known", "known transaction", "already imported", "nonce too")
# Answers of a pool in which another transaction of the account waits with this nonce.
_TAKEN = ("replacement", "could not replace")
# A node may know the new nonce before it can show the receipt.
REPLACED_AFTER_SECONDS = 5.0


@dataclass(slots=True)
class Task:
    """A step on its way: what it calls, and every transaction signed for it.

    `in_doubt` says that the last send may not have reached the node, `answer` what the node had
    against it, `taken_since` when the nonce was first seen used without a receipt of ours
    [monotonic seconds]. At the end either `receipt` and `header` are set, or `error`.
    """

    call: Call
    intent: str
    entries: list[Entry] = field(default_factory=list)
    in_doubt: bool = False
    answer: NodeRefused | None = None
    taken_since: float | None = None
    receipt: dict[str, Any] = field(default_factory=dict)
    header: dict[str, Any] = field(default_factory=dict)
    error: CosmolocalError | None = None

    @property
    def is_done(self) -> bool:
        """Whether the outcome is known."""
        return bool(self.receipt or self.error)


class Settling:
    """Waits for the outcome of tasks and writes each into the journal.

    `transmit` sends signed bytes; it is the sender's, for only that sends.
    """

    def __init__(
        self,
        node: Node,
        journal: Journal,
        confirmations: int,
        transmit: Callable[[Sequence[Task]], None],
    ) -> None:
        self._node, self._journal = node, journal
        self._confirmations, self._transmit = confirmations, transmit

    def wait(self, tasks: Sequence[Task], deadline_seconds: float) -> None:
        """Return when every task is mined or has failed for certain."""
        start, pause, chase_after = time.monotonic(), _FIRST_PAUSE_SECONDS, _FIRST_CHASE_SECONDS
        trouble: NodeTrouble | None = None
        while waiting := [task for task in tasks if not task.is_done]:
            passed = time.monotonic() - start
            if chase := passed > chase_after:
                chase_after *= 2
            try:
                self.look(waiting, chase=chase)
            except NodeTrouble as error:  # to hear nothing is no reason to stop asking
                trouble = error
            left = [task for task in waiting if not task.is_done]
            if left and passed > deadline_seconds:
                raise _unknown(left, trouble)
            time.sleep(pause if left else 0)
            pause = min(2 * pause, _LONGEST_PAUSE_SECONDS)

    def look(self, tasks: Sequence[Task], *, chase: bool = True) -> None:
        """Ask once for every task; look harder for all, or only for those in doubt."""
        pairs = [(task, entry) for task in tasks for entry in task.entries]
        answers = self._node.ask_all(
            [("eth_getTransactionReceipt", [entry.hash]) for _, entry in pairs]
        )
        found = [
            (task, entry, got) for (task, entry), got in zip(pairs, answers, strict=True) if got
        ]
        self._accept(found)
        seen = {task.intent for task, _, _ in found}
        lost = [
            task
            for task in tasks
            if task.intent not in seen and (chase or task.in_doubt or task.answer)
        ]
        if lost:
            self._chase(lost)

    def _accept(self, found: Sequence[tuple[Task, Entry, Any]]) -> None:
        """Take receipts whose block is canonical and deep enough."""
        numbers = sorted({codec.as_int(receipt["blockNumber"]) for _, _, receipt in found})
        if not numbers:
            return
        head, *blocks = self._node.ask_all(
            [
                ("eth_blockNumber", []),
                *(("eth_getBlockByNumber", [hex(number), False]) for number in numbers),
            ]
        )
        headers = dict(zip(numbers, blocks, strict=True))
        deepest = codec.as_int(head) + 1 - self._confirmations
        outcomes: list[Entry] = []
        for task, entry, receipt in found:
            number = codec.as_int(receipt["blockNumber"])
            header = headers[number]
            here = header and codec.as_hex(header["hash"]) == codec.as_hex(receipt["blockHash"])
            if here and number <= deepest:
                outcomes += _mined(task, entry, dict(receipt), dict(header))
        self._note(outcomes)

    def _chase(self, tasks: Sequence[Task]) -> None:
        """Look for tasks without a receipt by nonce and in the node's pool."""
        pairs = [(task, entry) for task in tasks for entry in task.entries]
        accounts = list(dict.fromkeys(entry.account for _, entry in pairs))
        requests: list[Request] = [
            *(("eth_getTransactionCount", [account, "latest"]) for account in accounts),
            *(("eth_getTransactionByHash", [entry.hash]) for _, entry in pairs),
        ]
        answers = self._node.ask_all(requests)
        nonces = dict(zip(accounts, map(codec.as_int, answers), strict=False))
        known = {
            entry.hash
            for (_, entry), answer in zip(pairs, answers[len(accounts) :], strict=True)
            if answer
        }
        unknown = [task for task in tasks if not any(entry.hash in known for entry in task.entries)]
        for task in tasks:
            task.in_doubt = False
        for task in unknown:
            self._judge(task, nonces[task.entries[-1].account])
        lost = [task for task in unknown if not task.error and task.taken_since is None]
        if lost:
            self._transmit(lost)

    def _judge(self, task: Task, next_nonce: int) -> None:
        """Decide on a task that the node does not know: replaced, refused, or just lost."""
        entry = task.entries[-1]
        if next_nonce > entry.nonce:
            task.taken_since = task.taken_since or time.monotonic()
            if time.monotonic() - task.taken_since > REPLACED_AFTER_SECONDS:
                task.error = Replaced(
                    f"{task.call.label}: {entry.account} spent nonce {entry.nonce} elsewhere"
                )
                self._note([replace(each, state="replaced") for each in task.entries])
            return
        task.taken_since = None
        if task.answer and not any(words in str(task.answer).lower() for words in _QUESTIONS):
            task.error = _refusal(task, task.answer)
            self._note([replace(each, state="refused") for each in task.entries])

    def _note(self, outcomes: Sequence[Entry]) -> None:
        """Write outcomes down; if that fails, the next run asks the chain again."""
        with suppress(JournalDamaged):
            self._journal.settle(outcomes)


def _refusal(task: Task, answer: NodeRefused) -> CosmolocalError:
    """Say why a node did not take a transaction."""
    entry = task.entries[-1]
    if any(words in str(answer).lower() for words in _TAKEN):
        return Replaced(
            f"{task.call.label}: another transaction of {entry.account}"
            f" waits with nonce {entry.nonce}"
        )
    said = explained(answer, task.call)
    return said if isinstance(said, CosmolocalError) else answer


def _mined(
    task: Task, entry: Entry, receipt: dict[str, Any], header: dict[str, Any]
) -> list[Entry]:
    """Mark a task as done; its other transactions can never be mined any more."""
    task.receipt, task.header, task.error = receipt, header, None
    if entry.state == "mined" and entry.block_hash == codec.as_hex(receipt["blockHash"]):
        return []
    others = [replace(other, state="replaced") for other in task.entries if other is not entry]
    landed = replace(
        entry,
        state="mined",
        block=codec.as_int(receipt["blockNumber"]),
        block_hash=codec.as_hex(receipt["blockHash"]),
        status=codec.as_int(receipt["status"]),
    )
    return [*others, landed]


def _unknown(tasks: Sequence[Task], trouble: NodeTrouble | None) -> OutcomeUnknown:
    entry = tasks[0].entries[-1]
    more = f" and {len(tasks) - 1} more" if len(tasks) > 1 else ""
    why = f": {trouble}" if trouble else ": no block holds it yet"
    return OutcomeUnknown(
        f"{tasks[0].call.label} was sent as {entry.hash}{more}, the outcome is not known{why}",
        tx_hash=entry.hash,
        account=entry.account,
        nonce=entry.nonce,
        intent=entry.intent,
    )
