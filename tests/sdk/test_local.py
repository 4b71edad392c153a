# SPDX-License-Identifier: Apache-2.0
"""Throw-away chains: both engines offer the same, and nothing is left behind.

open_local_chain
├── accounts are funded, the same every time, and cannot sign elsewhere
├── auto → anvil if it is found; in-process otherwise
├── anvil, not found → refused with the command that installs it
├── anvil that does not start → said, nothing left running
└── closed, also after an error → the process is gone
signer, fund, fund_many, warp, snapshot/revert → the same on both
in process: the methods web3 uses answer like a node
"""

import multiprocessing
import os
import signal
import socket
import time
from contextlib import suppress
from urllib.parse import urlsplit

import pytest
from web3 import Web3
from web3.exceptions import Web3RPCError

from cosmolocal import local as local_module
from cosmolocal.chain import Chain, Step
from cosmolocal.errors import BadInput, ChainReorganised, NodeUnreachable
from cosmolocal.events.reader import read_events
from cosmolocal.local import DEFAULT_FUND_WEI, find_anvil, open_local_chain
from cosmolocal.rpc import BATCH_SIZE
from tests.requirements import require_tool
from tests.sdk import toy
from tests.sdk.conftest import ENGINES, open_engine


@pytest.mark.parametrize("engine", ENGINES)
def test_open__accounts__are_funded_and_the_same_every_time(engine):
    with open_engine(engine, accounts=3, fund=5 * 10**18) as first:
        addresses = [account.address for account in first.accounts]
        assert [first.chain.at().balance(address) for address in addresses] == [5 * 10**18] * 3
        assert (first.engine, first.chain.chain_id) == (engine, 31337)
    with open_engine(engine, accounts=3) as second:
        assert [account.address for account in second.accounts] == addresses


@pytest.mark.parametrize("engine", ENGINES)
def test_open__timestamp__is_that_of_the_first_block(engine):
    start = 1_767_225_600
    with open_engine(engine, accounts=1, timestamp=start) as opened:
        assert opened.chain.at(0).timestamp == start
        opened.warp(start + 90 * 86_400)
        assert opened.now == start + 90 * 86_400
        receipt = opened.chain.deploy(toy.artifact(), [1], opened.accounts[0])
        assert 0 <= receipt.timestamp - opened.now < 60


def test_warp__backwards_or_nowhere__is_refused(local):
    for earlier in (0, local.now):
        with pytest.raises(BadInput, match="not later"):
            local.warp(earlier)


def test_snapshot__revert__brings_everything_back(local, chain, member, deployed_toy):
    start, mark = chain.at(), local.snapshot()
    receipt = chain.send(deployed_toy.functions.note(1, 1), member)
    local.fund(member.address, 7)
    local.warp(local.now + 1_000)
    local.revert(mark)

    end = chain.at()
    assert (end.block, end.block_hash, end.timestamp) == (
        start.block,
        start.block_hash,
        start.timestamp,
    )
    assert end.balance(member.address) == start.balance(member.address)
    assert end.call(deployed_toy.functions.count()) == 0
    assert chain.node.ask("eth_getTransactionReceipt", receipt.tx_hash) is None
    assert chain.node.ask("eth_getLogs", {"fromBlock": "0x0", "toBlock": "latest"}) == []
    with pytest.raises(ChainReorganised):
        chain.at(receipt.block)
    with pytest.raises(BadInput, match="no snapshot"):
        local.revert("0x99")

    assert chain.send(deployed_toy.functions.note(2, 2), member).event("Noted")["key"] == 2
    assert [event["key"] for event in read_events(chain).events] == [2]


def test_signer__of_a_name__is_funded_and_stable(local):
    ana = local.signer("ana")
    assert local.signer("ana").address == ana.address != local.signer("ben").address
    assert local.chain.at().balance(ana.address) == DEFAULT_FUND_WEI
    assert local.chain.at().balance(local.signer("poor", fund=0).address) == 0


def test_fund_many__sets_balances(local):
    addresses = [local.signer(f"voter {n}", fund=0).address for n in range(150)]
    local.fund_many(addresses, 3)
    assert {local.chain.at().balance(address) for address in addresses} == {3}


def test_find_anvil__environment_then_folders_above_then_path(monkeypatch, tmp_path):
    named, tools, on_path = (tmp_path / part for part in ("named", "tree", "bin"))
    nested = tools / ".tools/node_modules/@foundry-rs/anvil-linux-amd64/bin"
    for folder in (nested, on_path, tools / "deep" / "er"):
        folder.mkdir(parents=True)
    for program in (named, nested / "anvil", on_path / "anvil"):
        program.write_text("#!/bin/sh\n")
        program.chmod(0o755)
    monkeypatch.setenv("PATH", str(on_path))
    monkeypatch.chdir(tools / "deep" / "er")

    monkeypatch.setenv("COSMOLOCAL_ANVIL", str(named))
    assert find_anvil() == named
    monkeypatch.setenv("COSMOLOCAL_ANVIL", "")
    assert find_anvil() is None
    monkeypatch.delenv("COSMOLOCAL_ANVIL")
    assert find_anvil() == nested / "anvil"
    monkeypatch.chdir(tmp_path)
    assert find_anvil() == on_path / "anvil"


def test_open__anvil_missing__falls_back_or_says_how_to_get_it(monkeypatch):
    monkeypatch.setenv("COSMOLOCAL_ANVIL", "")
    with open_local_chain("auto", accounts=1) as opened:
        assert opened.engine == "in-process"
    with pytest.raises(BadInput, match="anvil was not found") as refused:
        open_local_chain("anvil")
    assert "npm install" in refused.value.next_step


@pytest.mark.anvil
def test_open__anvil_found__is_used_and_ended(monkeypatch):
    monkeypatch.setenv("COSMOLOCAL_ANVIL", str(require_tool("anvil")))
    with open_local_chain(accounts=1) as opened:
        assert opened.engine == "anvil"
        url = opened.w3.provider.endpoint_uri
        assert opened.w3.is_connected()
    assert falls_silent(url)


@pytest.mark.anvil
def test_open__error_inside__still_ends_the_process():
    opened = open_engine("anvil")
    with suppress(RuntimeError), opened:
        raise RuntimeError("in the story")
    assert falls_silent(opened.w3.provider.endpoint_uri)


def _open_and_die(address):
    opened = open_local_chain("anvil", accounts=1)
    address.put(opened.w3.provider.endpoint_uri)
    address.close()
    address.join_thread()
    os.kill(os.getpid(), signal.SIGKILL)


def falls_silent(url):
    """Whether nobody listens there, within some seconds."""
    place = urlsplit(url)
    for _ in range(200):
        try:
            socket.create_connection((place.hostname, place.port)).close()
        except ConnectionRefusedError:
            return True
        time.sleep(0.05)
    return False


@pytest.mark.anvil
def test_open__program_killed__takes_anvil_with_it():
    require_tool("anvil")
    context = multiprocessing.get_context("forkserver")
    address = context.Queue()
    victim = context.Process(target=_open_and_die, args=(address,))
    victim.start()
    url = address.get(timeout=60)
    victim.join(30)
    assert victim.exitcode == -signal.SIGKILL
    assert falls_silent(url)


def test_open__anvil_that_does_not_start__is_said(monkeypatch, tmp_path):
    broken = tmp_path / "anvil"
    broken.write_text("#!/bin/sh\nexit 3\n")
    broken.chmod(0o755)
    monkeypatch.setenv("COSMOLOCAL_ANVIL", str(broken))
    with pytest.raises(NodeUnreachable, match="anvil did not start"):
        open_local_chain("anvil")

    alive = tmp_path / "alive"  # neither starts, nor ends when it is asked to
    broken.write_text(f"#!/bin/sh\ntrap '' TERM\nwhile echo >> {alive}; do sleep 0.02; done\n")
    monkeypatch.setattr(local_module, "_STOP_SECONDS", 0.3)
    monkeypatch.setattr(local_module, "_START_SECONDS", 0.2)
    with pytest.raises(NodeUnreachable, match="anvil did not start"):
        open_local_chain("anvil")
    written = alive.stat().st_size
    time.sleep(0.2)
    assert 0 < written == alive.stat().st_size


@pytest.mark.anvil
def test_send_many__two_thousand_of_one_account__none_stays_in_the_pool():
    """Anvil forgets some of a long batch when it mines while it takes them in."""
    with open_engine("anvil", accounts=1) as opened:
        deployed = toy.deploy(opened.chain, opened.accounts[0])
        steps = [
            Step(deployed.functions.note(number, 1), opened.accounts[0], gas=120_000)
            for number in range(2_000)
        ]
        receipts = opened.chain.send_many(steps)
        assert len({receipt.block for receipt in receipts}) == 2_000 // BATCH_SIZE
        assert opened.chain.read(deployed.functions.count()) == 2_000


class TestWeb3OverBothEngines:
    """What web3 itself does with a node works on both engines, so users may bring their habits."""

    def test_blocks_and_transactions(self, local, chain, member, deployed_toy):
        w3 = local.w3
        receipt = chain.send(deployed_toy.functions.note(1, 2), member)
        block = w3.eth.get_block("latest", full_transactions=True)
        assert block["number"] == w3.eth.block_number == receipt.block
        assert block["transactions"][0]["hash"].to_0x_hex() == receipt.tx_hash
        assert w3.eth.get_block(block["hash"])["number"] == receipt.block
        assert w3.eth.get_transaction(receipt.tx_hash)["from"] == member.address
        mined = w3.eth.get_transaction_receipt(receipt.tx_hash)
        assert (mined["status"], mined["gasUsed"]) == (1, receipt.gas_used)
        assert w3.eth.get_transaction_count(member.address) == chain.nonce(member.address)

    def test_calls_events_and_storage(self, local, chain, member, deployed_toy):
        chain.send(deployed_toy.functions.note(1, 2), member)
        assert deployed_toy.functions.amounts(1).call() == 2
        [event] = deployed_toy.events.Noted().get_logs(
            from_block=0, argument_filters={"who": member.address}
        )
        assert event["args"]["amount"] == 2
        assert deployed_toy.events.Noted().get_logs(from_block=0, argument_filters={"key": 5}) == []
        assert int.from_bytes(local.w3.eth.get_storage_at(deployed_toy.address, 1)) == 1

    def test_fees_and_identity(self, local):
        w3 = local.w3
        assert w3.is_connected()
        assert w3.eth.chain_id == int(w3.net.version) == 31337
        assert w3.eth.gas_price > w3.eth.max_priority_fee > 0
        history = w3.eth.fee_history(1, "latest", [50])
        assert len(history["baseFeePerGas"]) == 2
        assert w3.eth.syncing is False
        assert w3.client_version

    def test_transfer_signed_by_web3(self, local, member):
        w3 = local.w3
        fields = {
            "to": "0x" + "11" * 20,
            "value": 5,
            "gas": 21_000,
            "nonce": w3.eth.get_transaction_count(member.address),
            "chainId": 31337,
            "maxFeePerGas": 10**11,
            "maxPriorityFeePerGas": 1,
            "type": 2,
            "data": b"",
        }
        hash_ = w3.eth.send_raw_transaction(member.sign_transaction(fields).raw)
        assert w3.eth.wait_for_transaction_receipt(hash_)["status"] == 1
        assert w3.eth.get_balance(Web3.to_checksum_address(fields["to"])) == 5
        with pytest.raises(Web3RPCError, match=r"(?i)nonce too low"):
            w3.eth.send_raw_transaction(member.sign_transaction(fields | {"value": 6}).raw)

    def test_unknown_method_and_block(self, local):
        with pytest.raises(Web3RPCError):
            local.w3.manager.request_blocking("eth_noSuchMethod", [])
        assert (
            local.w3.provider.make_request("eth_getBlockByNumber", ["0x999", False])["result"]
            is None
        )


def test_identity__of_two_chains__differs():
    starts = (1_700_000_000, 1_800_000_000)
    one, other = (open_local_chain("in-process", accounts=1, timestamp=at) for at in starts)
    assert one.chain.identity != other.chain.identity
    assert Chain(one.w3).identity == one.chain.identity
