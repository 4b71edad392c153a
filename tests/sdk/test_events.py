# SPDX-License-Identifier: Apache-2.0
"""Events: every one, once, in order, whatever the node's limits; a broken chain is noticed.

read_events
├── many events of several contracts → all, in order, decoded, with the block's time
├── a range, an empty range, no contract → what is asked for
├── the node refuses long ranges or many results, or times out → shorter ranges, the same events
├── it refuses a single block → its error
├── it lags behind, sends what was not asked for, removed or doubled logs → noticed or mended
├── it does not tell the time in logs → the headers' time
└── the chain changes while it is read → ChainReorganised
Decoder → indexed text is its hash; unknown events and contracts are left out
"""

import time

import pytest

from cosmolocal.chain import Chain, Step
from cosmolocal.codec import topic
from cosmolocal.errors import ChainReorganised, NodeRefused, NodeReplyUnreadable
from cosmolocal.events import Decoder, reader
from cosmolocal.events.reader import read_events
from tests.sdk import toy

EVENTS, TOGETHER = 52, 40
on_one_engine = pytest.mark.parametrize("shared_local", ["in-process"], indirect=True)


@pytest.fixture
def spoken(chain, local, deployed_toy):
    """A chain on which the toy has spoken many times, over many blocks."""
    note = deployed_toy.functions.note
    chain.send_many(
        [Step(note(n, -n), local.accounts[n % 4], gas=120_000) for n in range(TOGETHER)]
    )
    for number in range(TOGETHER, EVENTS):
        chain.send_many([Step(note(number, -number), local.accounts[0], gas=120_000)])
    return chain


@pytest.fixture
def meddle(chain, monkeypatch):
    """Put a function between the chain and its node: (method, params, real) -> response."""

    def install(change):
        provider, real = chain.w3.provider, chain.w3.provider.make_request
        monkeypatch.setattr(provider, "make_request", lambda m, p: change(m, p, real))
        monkeypatch.setattr(
            provider,
            "make_batch_request",
            lambda requests: [change(method, params, real) for method, params in requests],
        )
        chain.node.__init__(chain.w3, deadline_seconds=0.5)

    return install


def test_read__many_events__all_in_order(spoken, local):
    history = read_events(spoken)
    head = spoken.at()

    assert {event["key"]: event["amount"] for event in history.events} == {
        number: -number for number in range(EVENTS)
    }
    assert len(history.events) == EVENTS
    assert {event["who"] for event in history.events} == {a.address for a in local.accounts}
    assert [event.place for event in history.events] == sorted({e.place for e in history.events})
    assert (history.first, history.last, history.last_hash) == (0, head.block, head.block_hash)
    times = {event.block: event.timestamp for event in history.events}
    assert times == {block: spoken.at(block).timestamp for block in times}


def test_read__a_range__only_that(spoken):
    whole = read_events(spoken)
    middle = whole.events[EVENTS // 2].block
    early, late = read_events(spoken, last=middle), read_events(spoken, first=middle + 1)
    assert early.events + late.events == whole.events
    assert early.events
    assert late.events
    assert early.last == middle


def test_read__several_contracts__in_the_order_of_the_chain(spoken, member):
    second = toy.deploy(spoken, member)
    spoken.send(second.functions.note(7, 1), member)
    history = read_events(spoken)
    assert len(history.events) == EVENTS + 1
    assert history.events[-1].address == second.address


def test_read__no_contract_known__finds_nothing(local):
    history = read_events(Chain(local.w3))
    assert history.events == ()
    assert history.last == Chain(local.w3).at().block


@on_one_engine
@pytest.mark.parametrize(
    "error",
    [
        {"code": -32005, "message": "query returned more than 10000 results"},
        {"code": -32000, "message": "block range is too wide"},
        {"code": -32602, "message": "Log response size exceeded"},
        "timeout",
    ],
    ids=str,
)
def test_read__node_with_limits__shorter_ranges_same_events(spoken, meddle, error, monkeypatch):
    expected, asked = read_events(spoken), []
    monkeypatch.setattr(reader, "FIRST_RANGE_BLOCKS", 64)

    def limited(method, params, real):
        if method == "eth_getLogs":
            length = int(params[0]["toBlock"], 16) - int(params[0]["fromBlock"], 16) + 1
            asked.append(length)
            if length > 7:
                if error == "timeout":
                    raise ConnectionError("the gateway hung up")
                return {"jsonrpc": "2.0", "id": 0, "error": error}
        return real(method, params)

    meddle(limited)
    assert read_events(spoken) == expected
    assert max(asked) > 7
    assert asked.count(8) < len(asked) / 2  # it does not try the same again and again


@on_one_engine
def test_read__single_block_refused__is_the_nodes_error(spoken, meddle):
    error = {"code": -32005, "message": "too many results"}
    meddle(lambda m, p, real: {"error": error} if m == "eth_getLogs" else real(m, p))
    with pytest.raises(NodeRefused, match="too many results"):
        read_events(spoken)


@on_one_engine
def test_read__other_errors__are_not_taken_for_limits(spoken, meddle):
    asked = []

    def broken(method, params, real):
        if method == "eth_getLogs":
            asked.append(params)
            return {"error": {"code": -32601, "message": "no such method"}}
        return real(method, params)

    meddle(broken)
    with pytest.raises(NodeRefused, match="no such method"):
        read_events(spoken)
    assert len(asked) == 1


@on_one_engine
def test_read__node_that_lags__is_noticed(spoken, meddle):
    head = spoken.at().block
    seen = []

    def lagging(method, params, real):
        if method == "eth_getLogs":
            seen.append(method)
            return {"result": []}  # it answers, but has not heard of these blocks
        if seen and params[:1] == [hex(head)]:
            return {"result": None}
        return real(method, params)

    meddle(lagging)
    with pytest.raises(NodeReplyUnreadable, match=f"does not know block {head} yet"):
        read_events(spoken)


def altered(change):
    def respond(method, params, real):
        response = real(method, params)
        return {"result": change(list(response["result"]))} if method == "eth_getLogs" else response

    return respond


@on_one_engine
def test_read__doubled_and_shuffled_logs__are_put_in_order(spoken, meddle):
    expected = read_events(spoken)
    meddle(altered(lambda logs: logs[::-1] + logs[:5]))
    assert read_events(spoken) == expected


@on_one_engine
@pytest.mark.parametrize(
    "wrong",
    [
        {"address": "0x" + "ab" * 20},
        {"blockNumber": hex(10**9)},
        {"removed": True},
    ],
    ids=str,
)
def test_read__logs_that_were_not_asked_for__are_noticed(spoken, meddle, wrong):
    meddle(altered(lambda logs: [*logs, logs[-1] | wrong]))
    with pytest.raises(NodeReplyUnreadable, match="not asked for"):
        read_events(spoken)


@on_one_engine
def test_read__one_place_in_two_blocks__is_a_reorganisation(spoken, meddle):
    meddle(altered(lambda logs: [*logs, logs[0] | {"blockHash": "0x" + "cd" * 32}]))
    with pytest.raises(ChainReorganised, match="changed while it was read"):
        read_events(spoken)


@on_one_engine
def test_read__chain_changes_meanwhile__is_noticed(local, spoken, meddle, member, deployed_toy):
    mark = local.snapshot()
    spoken.send(deployed_toy.functions.note(1, 1), member)
    done = []

    def reorganise(method, params, real):
        response = real(method, params)
        if method == "eth_getLogs" and not done:
            done.append(True)
            real("evm_revert", [mark])
            real("evm_setNextBlockTimestamp", [hex(int(time.time()) + 10_000)])
            real("evm_mine", [])
        return response

    meddle(reorganise)
    with pytest.raises(ChainReorganised):
        read_events(spoken)
    assert done
    assert len(read_events(spoken).events) == EVENTS


@on_one_engine
def test_read__chain_changes_after_the_last_part__is_noticed(
    local, spoken, member, deployed_toy, monkeypatch
):
    mark, real = local.snapshot(), reader.decoded
    spoken.send(deployed_toy.functions.note(1, 1), member)

    def undone(*given):
        local.revert(mark)
        local.warp(local.now + 10_000)
        return real(*given)

    monkeypatch.setattr(reader, "decoded", undone)
    with pytest.raises(ChainReorganised, match="changed while events were read"):
        read_events(spoken)


@on_one_engine
def test_read__logs_without_time__take_that_of_their_block(spoken, meddle):
    expected = read_events(spoken)
    without = [{"blockTimestamp": None}, {}]
    for change in without:
        meddle(
            altered(
                lambda logs, change=change: [
                    {k: v for k, v in log.items() if k != "blockTimestamp"} | change for log in logs
                ]
            )
        )
        assert read_events(spoken) == expected


def test_decoder__what_is_unknown__is_left_out():
    address = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"
    kinds = [("text", "string", True), ("n", "uint8", False)]
    inputs = [{"name": name, "type": kind, "indexed": index} for name, kind, index in kinds]
    entry = {"type": "event", "name": "Said", "inputs": inputs}
    log = {
        "address": address.lower(),
        "topics": ["0x" + topic(entry).hex(), "0x" + "ee" * 32],
        "data": "0x" + "00" * 31 + "07",
        "blockNumber": "0x5",
        "blockHash": "0x" + "01" * 32,
        "transactionHash": "0x" + "02" * 32,
        "logIndex": "0x3",
    }
    decoder = Decoder([(address, "Speaker", [entry])])

    said = decoder.decode(log, 99)
    assert said.args == {"text": b"\xee" * 32, "n": 7}
    assert (said.contract, said.name, said.place, said.timestamp) == ("Speaker", "Said", (5, 3), 99)
    assert decoder.decode(log | {"topics": ["0x" + "00" * 32]}, 99) is None
    assert decoder.decode(log | {"topics": []}, 99) is None
    assert decoder.decode(log | {"address": "0x" + "ab" * 20}, 99) is None


def test_decoder__ten_thousand_events__take_a_moment(spoken):
    """Some 50,000 a second on an idle machine; the bound only catches a decoder built per event."""
    [log] = spoken.node.ask("eth_getLogs", {"fromBlock": "0x0", "toBlock": "latest"})[:1]
    start = time.perf_counter()
    for _ in range(10_000):
        spoken.events.decode(log, 0)
    assert time.perf_counter() - start < 10
