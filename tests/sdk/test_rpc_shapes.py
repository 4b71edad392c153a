# SPDX-License-Identifier: Apache-2.0
"""A node that answers with something else than was asked for: an error in words, and nothing lost.

every method, every strange answer (nothing, another type, half a hash, a page of digits, a table
│   without its fields), while connecting, reading, simulating, sending and resuming
│   → `CosmolocalError`, or the answer where that method is not needed
├── read in a batch → the same
├── what was sent meanwhile → is on the chain once, and `resume` finds it
└── while it passes → read again
a method that a node does not know (every one) → `NodeRefused`, or done without it
limits of a node: of ranges of logs, of old states, of batches → in words, or asked in parts
an answer of a contract, or a log, that does not fit its ABI → in words
"""

from collections import Counter

import pytest
from web3 import Web3
from web3.providers import JSONBaseProvider

from cosmolocal.alliance import Alliance
from cosmolocal.chain import Chain
from cosmolocal.errors import (
    BadInput,
    CosmolocalError,
    NodeBusy,
    NodeRefused,
    NodeReplyUnreadable,
    NodeTrouble,
)
from cosmolocal.events.reader import read_events
from cosmolocal.rpc import Node
from tests.sdk.valley import BAKER, GROWER

pytestmark = pytest.mark.parametrize("deployed_valley", ["in-process"], indirect=True)

ODD = {
    "nothing": None,
    "no text": "",
    "text": "hello",
    "no digits": "0xzz",
    "negative": "-0x1",
    "no number": "0x",
    "a fraction": 1.5,
    "true": True,
    "a list": [],
    "a list of nothing": [None],
    "a table": {},
    "a table of nothing": {"hash": None, "number": None, "timestamp": None, "logs": None},
    "a page of digits": "0x" + "f" * 4_000,
}
METHODS = [
    "eth_chainId",
    "eth_blockNumber",
    "eth_getBlockByNumber",
    "eth_call",
    "eth_getCode",
    "eth_getBalance",
    "eth_getLogs",
    "eth_estimateGas",
    "eth_gasPrice",
    "eth_maxPriorityFeePerGas",
    "eth_getTransactionCount",
    "eth_getTransactionReceipt",
    "eth_getTransactionByHash",
    "eth_sendRawTransaction",
]
OLD = [
    "missing trie node 5f2c (path ) state 0x77 is not available",
    "historical state is not available",
    "header not found",
    "distance to target block exceeds maximum proof window",
]


class OddProvider(JSONBaseProvider):
    """A node that answers some methods in its own way; `answers` are JSON-RPC responses."""

    def __init__(self, provider):
        super().__init__()
        self.provider, self.answers, self.asked = provider, {}, Counter()

    def make_request(self, method, params):
        self.asked[method] += 1
        own = self.answers.get(method)
        answer = own(params) if callable(own) else own
        return answer or self.provider.make_request(method, params)


class BatchingProvider(OddProvider):
    """The same, several at once."""

    local_batches = True

    def make_batch_request(self, requests):
        return [self.make_request(*each) for each in requests]


@pytest.fixture
def odd(valley, monkeypatch):
    """The node in front of the example's alliance; what it says once counts."""
    monkeypatch.setattr(Node, "_patiently", lambda self, attempt: attempt())
    return OddProvider(valley.local.w3.provider)


def opened(valley, odd):
    chain = Chain(Web3(odd), deadline_seconds=0)
    return Alliance.connect(chain, valley.manifest)


def operations(odd, alliance, signer):
    """What is asked of a node: to connect, to read, to simulate, to send, to look back."""
    history = {"first": alliance.manifest.first_block, "last": alliance.manifest.first_block + 3}
    return [
        lambda: Chain(Web3(odd)),
        lambda: read_events(alliance.chain, **history),
        lambda: alliance.membership.standing(signer.address),
        lambda: alliance.chain.at().balance(signer.address),
        lambda: alliance.chain.at().code(alliance.membership.address),
        lambda: alliance.chain.node.ask("eth_gasPrice"),
        lambda: alliance.membership.check_in(signer=signer, simulate=True),
        lambda: alliance.membership.delegate(signer.address, signer=signer),
        lambda: alliance.chain.nonce(signer.address),
        alliance.chain.resume,
    ]


def outcome(operation):
    """The error of the package that an operation ends with; no other passes."""
    try:
        operation()
    except CosmolocalError as error:
        return error
    return None


@pytest.mark.parametrize("method", METHODS)
def test_answer__of_another_shape__is_an_error_in_words(valley, odd, method):
    """S-6: and what was sent is on the chain once."""
    alliance, signer, ended = opened(valley, odd), valley.signer(BAKER), []
    nonce, journal = Chain(valley.local.w3).nonce(signer.address), alliance.chain.journal
    for value in ODD.values():
        odd.answers = {method: {"jsonrpc": "2.0", "id": 0, "result": value}}
        ended += map(outcome, operations(odd, alliance, signer))
        odd.answers = {}
        alliance.chain.resume()
    refused = [error for error in ended if error]
    assert all(str(error) and error.next_step for error in refused)
    # What a send answers is not relied on, and a lost transaction is asked about by hash.
    unread = ("eth_sendRawTransaction", "eth_getTransactionByHash")
    assert len(refused) > len(ODD) // 2 or method in unread
    assert {entry.state for entry in journal.entries()} <= {"mined"}
    assert Chain(valley.local.w3).nonce(signer.address) == nonce + len(journal.entries())


def test_answer__of_another_shape_in_a_batch__is_an_error_in_words(valley, odd):
    alliance = opened(valley, BatchingProvider(odd))
    for value in ODD.values():
        odd.answers = {"eth_getBalance": {"jsonrpc": "2.0", "id": 0, "result": value}}
        requests = [("eth_getBalance", [valley.address(BAKER), "latest"]), ("eth_chainId", [])]
        with pytest.raises(NodeReplyUnreadable, match="answered eth_getBalance with"):
            alliance.chain.node.ask_all(requests)


def test_answer__strange_once__is_asked_for_again(valley):
    odd = OddProvider(valley.local.w3.provider)
    alliance, strange = opened(valley, odd), ["0xzz", None, []]
    odd.answers["eth_call"] = lambda _: {"result": strange.pop()} if strange else None
    assert alliance.membership.seat(valley.address(GROWER)) == valley.seat(GROWER)
    assert strange == []


@pytest.mark.parametrize("method", METHODS)
def test_method__not_known_to_the_node__is_refused_or_done_without(valley, odd, method):
    alliance = opened(valley, odd)
    error = {"code": -32601, "message": f"the method {method} does not exist"}
    odd.answers = {method: {"jsonrpc": "2.0", "id": 0, "error": error}}
    for operation in operations(odd, alliance, valley.signer(BAKER)):
        ended = outcome(operation)
        assert ended is None or ended.exit_code in (3, 4), ended


def test_send__no_fee_history_and_no_tip__goes_through(valley, odd):
    alliance, signer = opened(valley, odd), valley.signer(BAKER)
    for method in ("eth_feeHistory", "eth_maxPriorityFeePerGas"):
        odd.answers[method] = {"error": {"code": -32601, "message": "no such method"}}
    alliance.chain._deadline_seconds = 20
    assert alliance.membership.delegate(signer.address, signer=signer).events
    assert odd.asked["eth_feeHistory"] == 0


def test_send__block_without_a_base_fee__says_what_is_missing(valley, odd):
    alliance, signer = opened(valley, odd), valley.signer(BAKER)

    def without(params):
        response = odd.provider.make_request("eth_getBlockByNumber", params)
        header = {k: v for k, v in dict(response["result"]).items() if k != "baseFeePerGas"}
        return {**response, "result": header}

    odd.answers["eth_getBlockByNumber"] = without
    with pytest.raises(BadInput, match="no base fee"):
        alliance.membership.delegate(signer.address, signer=signer)
    assert alliance.chain.journal.entries() == []


@pytest.mark.parametrize("words", OLD)
def test_read__state_that_the_node_no_longer_has__is_node_trouble(valley, odd, words):
    alliance = opened(valley, odd)
    odd.answers["eth_call"] = {"error": {"code": -32000, "message": words}}
    with pytest.raises(NodeTrouble):
        alliance.chain.at(1).call(alliance.contracts["Membership"].functions.covenant())


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (-32005, "query returned more than 10000 results"),
        (-32602, "block range is too wide"),
        (-32000, "exceed maximum block range: 50"),
        (-32614, "eth_getLogs is limited to a 1,000 range"),
    ],
)
def test_events__short_ranges_only__are_read_in_parts(valley, odd, code, words):
    first = valley.manifest.first_block
    wanted = read_events(valley.alliance.chain, first=first)

    def limited(params):
        span = int(params[0]["toBlock"], 16) - int(params[0]["fromBlock"], 16) + 1
        return None if span <= 5 else {"error": {"code": code, "message": words}}

    odd.answers["eth_getLogs"] = limited
    assert read_events(opened(valley, odd).chain, first=first) == wanted
    assert odd.asked["eth_getLogs"] > 1


def test_events__log_that_is_torn__is_told_in_words(valley, odd):
    def torn(params):
        response = odd.provider.make_request("eth_getLogs", params)
        return {**response, "result": [dict(log) | {"data": "0x12"} for log in response["result"]]}

    odd.answers["eth_getLogs"] = torn
    with pytest.raises(NodeReplyUnreadable, match=r"the log of a \w+ is torn"):
        read_events(opened(valley, odd).chain, first=valley.manifest.first_block)


@pytest.mark.parametrize("error", ["a text", {"code": "no number", "message": None}, {}, [1]])
def test_error__of_another_shape__is_told_as_it_came(valley, odd, error):
    alliance = opened(valley, odd)
    odd.answers["eth_getBalance"] = {"jsonrpc": "2.0", "id": 0, "error": error}
    with pytest.raises((NodeRefused, NodeBusy)):
        alliance.chain.at().balance(valley.address(BAKER))
