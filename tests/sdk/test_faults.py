# SPDX-License-Identifier: Apache-2.0
"""Sending and reading through a node that misbehaves: nothing is sent twice, nothing is lost.

The node is a real chain behind `fault_proxy`. For every way a send can go wrong the call happens
exactly once, in as few sends as can be, and the journal knows how it ended.

a send goes wrong once (every fault) → done once, nothing signed twice
├── the reply is lost → not sent again: the receipt is found by hash
├── it never reaches the node → the same bytes are sent again
└── with a batch → every call once
the node is deaf for good → OutcomeUnknown with the hash; `resume` finishes it, once
the node forgets a pending transaction → sent again, and the ones behind it are no longer stuck
the nonce is taken by a transaction of ours from elsewhere → Replaced, and the step can run again
a receipt vanishes in a reorganisation → mined again, same bytes
the fee is too low → raise_fees replaces it under the same intent; whichever is mined counts
the node serves another chain meanwhile → WrongChain, nothing signed
a definite refusal of the node → said at once, the nonce stays free
a read goes wrong (every fault) → repeated within one deadline, and the access key is never shown
"""

import time
from collections import deque

import pytest
from web3 import HTTPProvider, Web3

from cosmolocal import settling
from cosmolocal.chain import Chain, Step
from cosmolocal.errors import (
    BadInput,
    ContractError,
    NodeBusy,
    NodeRefused,
    NodeReplyUnreadable,
    NodeUnreachable,
    OutcomeUnknown,
    Replaced,
    WrongChain,
)
from cosmolocal.journal import Journal
from cosmolocal.rpc import Node, connect
from tests.sdk import toy
from tests.sdk.fault_proxy import SLOW_SECONDS, FaultProxy

SEND = "eth_sendRawTransaction"
ONCE = ["lost-reply", "lost-request", "busy", "page", "half", "empty", "slow", "swallowed"]
REACHED = {"lost-reply", "slow"}


@pytest.fixture
def proxy(local):
    with FaultProxy(local.w3.provider) as proxy:
        yield proxy


@pytest.fixture
def faulty(proxy, tmp_path):
    """A chain behind the proxy, with its journal on disk."""
    w3 = connect(proxy.url, attempt_seconds=SLOW_SECONDS / 2)
    chain = Chain(w3, journal=Journal(tmp_path / "journal.jsonl"), deadline_seconds=20)
    yield chain
    w3.provider._request_session_manager.session_cache.clear()


@pytest.fixture
def counter(faulty, deployed_toy):
    """The toy, opened through the proxy."""
    return faulty.contract("Toy", deployed_toy.address, abi=toy.artifact().abi)


def count(chain, deployed_toy):
    return chain.read(deployed_toy.functions.count())


@pytest.mark.parametrize("fault", ONCE)
def test_send__one_fault__happens_exactly_once(faulty, proxy, counter, chain, member, fault):
    proxy.faults[SEND].append(fault)
    receipt = faulty.send(counter.functions.note(1, 2), member)

    assert receipt.event("Noted")["key"] == 1
    assert count(chain, counter) == 1
    assert proxy.seen[SEND] == (1 if fault in REACHED else 2)
    [entry] = faulty.journal.entries()
    assert (entry.state, entry.hash, entry.status) == ("mined", receipt.tx_hash, 1)


@pytest.mark.parametrize(
    ("method", "fault"), [*((SEND, fault) for fault in ONCE), ("eth_estimateGas", "not-batched")]
)
def test_send_many__one_fault__every_call_exactly_once(
    faulty, proxy, counter, chain, member, method, fault
):
    proxy.faults[method].append(fault)
    receipts = faulty.send_many([Step(counter.functions.note(n, 2), member) for n in range(6)])

    assert [receipt.event("Noted")["key"] for receipt in receipts] == list(range(6))
    assert count(chain, counter) == 6
    assert len(faulty.journal.entries()) == 6


def test_send__through_a_web3_of_the_users__loses_its_retry(proxy, chain, member, deployed_toy):
    """web3's own provider repeats a send whose reply comes too late."""
    w3 = Web3(HTTPProvider(proxy.url, request_kwargs={"timeout": SLOW_SECONDS / 2}))
    users = Chain(w3, deadline_seconds=20)
    proxy.faults[SEND].append("slow")
    users.send(deployed_toy.functions.note(1, 2), member)
    assert proxy.seen[SEND] == 1
    assert count(chain, deployed_toy) == 1
    w3.provider._request_session_manager.session_cache.clear()


@pytest.mark.parametrize("fault", ["lost-reply", "lost-request", "busy", "page", "half", "slow"])
def test_receipt__one_fault__is_asked_for_again(faulty, proxy, counter, chain, member, fault):
    proxy.faults["eth_getTransactionReceipt"].append(fault)
    faulty.send(counter.functions.note(1, 2), member)
    assert count(chain, counter) == 1
    assert proxy.seen[SEND] == 1


@pytest.mark.parametrize("fault", ["lost-reply", "lost-request"])
def test_send__node_deaf_for_good__says_so_and_resume_finishes_it(
    faulty, proxy, counter, chain, member, fault
):
    faulty._deadline_seconds = 0.2
    proxy.faults[SEND].extend([fault] * 50)
    proxy.faults["eth_getTransactionReceipt"].extend(["busy"] * 500)
    faulty.node.deadline_seconds = 0.2
    with pytest.raises(OutcomeUnknown) as unknown:
        faulty.send(counter.functions.note(1, 2), member, name="note")
    [entry] = faulty.journal.entries()
    assert unknown.value.tx_hash == entry.hash
    assert (unknown.value.nonce, unknown.value.intent) == (entry.nonce, entry.intent)
    assert entry.state == "signed"
    assert unknown.value.exit_code == 4

    proxy.faults.clear()
    later = Chain(faulty.w3, journal=Journal(faulty.journal.path))
    later.contract("Toy", counter.address, abi=toy.artifact().abi)
    [receipt] = later.resume()

    assert receipt.tx_hash == entry.hash
    assert (receipt.label, receipt.event("Noted")["key"]) == ("Toy.note", 1)
    assert count(chain, counter) == 1
    assert later.send(counter.functions.note(1, 2), member, name="note").tx_hash == entry.hash
    assert later.resume() == []


@pytest.mark.parametrize("lost", [0, 1, 3])
def test_send__after_an_unknown_outcome__brings_both_through(
    faulty, proxy, counter, chain, member, lost
):
    nonce = chain.nonce(member.address)
    faulty._deadline_seconds = 0
    proxy.faults[SEND].extend(["lost-request"] * 3)
    with pytest.raises(OutcomeUnknown):
        faulty.send(counter.functions.note(1, 2), member)
    proxy.faults.clear()
    faulty._deadline_seconds = 20

    proxy.faults[SEND].extend(["lost-request"] * lost)

    second = faulty.send(counter.functions.note(2, 2), member)

    assert count(chain, counter) == 2  # the first was looked for, and sent again
    assert second.event("Noted")["key"] == 2
    assert [(e.nonce, e.state) for e in faulty.journal.entries()] == [
        (nonce, "mined"),
        (nonce + 1, "mined"),
    ]


def test_send__nonce_taken_from_elsewhere__is_replaced_and_can_run_again(
    faulty, proxy, counter, chain, member, monkeypatch
):
    monkeypatch.setattr(settling, "REPLACED_AFTER_SECONDS", 0.2)
    faulty._deadline_seconds = 0
    proxy.faults[SEND].extend(["lost-request"] * 9)
    with pytest.raises(OutcomeUnknown):
        faulty.send(counter.functions.note(1, 2), member, name="note")
    proxy.faults.clear()
    chain.send(counter.functions.note(9, 9), member)  # another program with the same key
    faulty._deadline_seconds = 20

    with pytest.raises(Replaced, match=f"{member.address} spent nonce"):
        faulty.resume()
    assert [entry.state for entry in faulty.journal.entries()] == ["replaced"]
    assert count(chain, counter) == 1

    faulty.send(counter.functions.note(1, 2), member, name="note")
    assert count(chain, counter) == 2


def test_send__definite_refusal__is_said_at_once_and_frees_the_nonce(
    faulty, proxy, counter, chain, member, monkeypatch
):
    real = proxy.provider.make_request
    refusal = {"jsonrpc": "2.0", "id": 0, "error": {"code": -32000, "message": "fee cap too low"}}
    with monkeypatch.context() as patched:
        patched.setattr(
            proxy.provider, "make_request", lambda m, p: refusal if m == SEND else real(m, p)
        )
        with pytest.raises(NodeRefused, match="fee cap too low"):
            faulty.send(counter.functions.note(1, 2), member, name="note")
    [refused] = faulty.journal.entries()
    assert refused.state == "refused"

    receipt = faulty.send(counter.functions.note(1, 2), member, name="note")
    entries = faulty.journal.entries()
    assert {entry.nonce for entry in entries} == {refused.nonce}
    assert (entries[-1].hash, entries[-1].state) == (receipt.tx_hash, "mined")
    assert count(chain, counter) == 1


@pytest.mark.parametrize(
    "words", ["already known", "nonce too low", "transaction already imported"]
)
def test_send__answers_that_are_questions__are_looked_into(
    faulty, proxy, counter, chain, member, monkeypatch, words
):
    """The node has the transaction, and says something that sounds like a failure."""
    real = proxy.provider.make_request

    def misleading(method, params):
        response = real(method, params)
        error = {"jsonrpc": "2.0", "id": 0, "error": {"code": -32000, "message": words}}
        return error if method == SEND else response

    monkeypatch.setattr(proxy.provider, "make_request", misleading)
    faulty.send(counter.functions.note(1, 2), member)
    assert count(chain, counter) == 1


def test_send__reply_with_wrong_chain__signs_nothing(faulty, proxy, counter, member, monkeypatch):
    real = proxy.provider.make_request
    other = {"jsonrpc": "2.0", "id": 0, "result": "0x64"}
    monkeypatch.setattr(
        proxy.provider, "make_request", lambda m, p: other if m == "eth_chainId" else real(m, p)
    )
    with pytest.raises(WrongChain, match="now serves chain 100"):
        faulty.send(counter.functions.note(1, 2), member)
    assert faulty.journal.entries() == []
    assert proxy.seen[SEND] == 0


def test_send__receipt_vanishes__is_mined_again_with_the_same_bytes(
    local, faulty, proxy, counter, chain, member
):
    mark = local.snapshot()
    first = faulty.send(counter.functions.note(1, 2), member, name="note")
    local.revert(mark)
    assert count(chain, counter) == 0

    again = faulty.send(counter.functions.note(1, 2), member, name="note")

    assert again.tx_hash == first.tx_hash
    assert count(chain, counter) == 1
    assert len(faulty.journal.entries()) == 1


def test_confirmations__until_deep_enough__no_receipt(local, counter, member, deployed_toy):
    chain = Chain(local.w3, confirmations=3, deadline_seconds=0.3)
    with pytest.raises(OutcomeUnknown, match="no block holds it"):
        chain.send(deployed_toy.functions.note(1, 2), member)
    local.warp(local.now + 10)
    local.warp(local.now + 10)
    [receipt] = chain.resume()
    assert chain.at().block == receipt.block + 2


def test_send__receipt_of_a_block_that_is_not_canonical__is_not_taken(
    faulty, proxy, counter, member, monkeypatch
):
    real, seen = proxy.provider.make_request, []

    def stale(method, params):
        response = real(method, params)
        if method == "eth_getTransactionReceipt" and response["result"] and len(seen) < 3:
            seen.append(params)
            return {**response, "result": response["result"] | {"blockHash": "0x" + "ee" * 32}}
        return response

    monkeypatch.setattr(proxy.provider, "make_request", stale)
    receipt = faulty.send(counter.functions.note(1, 2), member)
    assert len(seen) == 3
    assert receipt.block_hash == faulty.at(receipt.block).block_hash


def test_send__refused_when_mined_after_a_lost_reply__still_says_why(
    faulty, proxy, counter, member
):
    proxy.faults[SEND].append("lost-reply")
    with pytest.raises(ContractError, match="toy: eight is not for us") as refused:
        faulty.send_many([Step(counter.functions.note(1, 8), member, gas=100_000)])
    assert refused.value.tx_hash == faulty.journal.entries()[0].hash
    assert faulty.journal.entries()[0].status == 0


# The engine behind the proxy makes no difference to what follows.
on_one_engine = pytest.mark.parametrize("shared_local", ["in-process"], indirect=True)

READ_FAULTS = {
    "lost-reply": NodeUnreachable,
    "lost-request": NodeUnreachable,
    "slow": NodeUnreachable,
    "busy": NodeBusy,
    "page": NodeReplyUnreadable,
    "half": NodeReplyUnreadable,
    "empty": NodeReplyUnreadable,
}


@on_one_engine
@pytest.mark.parametrize("fault", READ_FAULTS)
def test_read__faults_that_pass__are_sat_out(faulty, proxy, counter, fault):
    proxy.faults["eth_call"].extend([fault] * 2)
    assert count(faulty, counter) == 0
    assert proxy.seen["eth_call"] == 3


@on_one_engine
@pytest.mark.parametrize("fault", READ_FAULTS)
def test_read__faults_that_stay__end_at_the_deadline_without_the_access_key(
    faulty, proxy, counter, fault
):
    node = Node(faulty.w3, deadline_seconds=2.5)
    proxy.faults["eth_blockNumber"] = deque([fault] * 1_000)
    start = time.monotonic()
    with pytest.raises(READ_FAULTS[fault]) as trouble:
        node.ask("eth_blockNumber")
    assert time.monotonic() - start < 2.5 + SLOW_SECONDS
    assert proxy.seen["eth_blockNumber"] > 1
    assert f"127.0.0.1:{proxy.url.split(':')[2].split('/')[0]}" in str(trouble.value)
    assert "secret" not in str(trouble.value)
    assert trouble.value.__cause__ is trouble.value.__context__ is None


@on_one_engine
def test_read__json_rpc_error__is_not_repeated(faulty, proxy):
    with pytest.raises(NodeRefused) as refused:
        faulty.node.ask("eth_noSuchMethod")
    assert refused.value.code == -32601
    assert proxy.seen["eth_noSuchMethod"] == 1


@on_one_engine
def test_read__batch_that_the_node_does_not_offer__is_asked_one_by_one(faulty, proxy, counter):
    proxy.faults["eth_call"].append("not-batched")
    assert faulty.at().batch([counter.functions.count(), counter.functions.START()]) == [0, 5]
    assert proxy.seen["eth_call"] == 4


def test_connect__nobody_there__says_so_at_once():
    start = time.monotonic()
    with pytest.raises(NodeUnreachable, match=r"no connection to 127\.0\.0\.1:1"):
        Chain.connect("http://127.0.0.1:1")
    assert time.monotonic() - start < 1


@pytest.mark.parametrize("url", ["ftp://127.0.0.1", "no address", "http://", ""])
def test_connect__no_address__says_so(url):
    with pytest.raises(BadInput, match="begins with http"):
        Chain.connect(url)
