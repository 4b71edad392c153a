# SPDX-License-Identifier: Apache-2.0
"""What waits in a node's pool: too low fees, dropped transactions, reorganised blocks (anvil only).

raise_fees
├── nothing mined yet → the same step with higher fees replaces it, under the same intent
├── the old one is mined after all → it counts, the new one is void
└── by another account, or of a step that is done → refused
another program's transaction waits with the nonce → told so; sent again, it goes behind that one
the pool drops the first of three → it is sent again, those behind it are no longer stuck
a block is reorganised away → the receipt comes from the new block
"""

import pytest

from cosmolocal.chain import Chain, Step
from cosmolocal.errors import BadInput, OutcomeUnknown, Replaced
from cosmolocal.rpc import connect

pytestmark = [
    pytest.mark.anvil,
    pytest.mark.parametrize("shared_local", ["anvil"], indirect=True),
]


@pytest.fixture
def idle(local, deployed_toy):
    """A chain that mines nothing until it is told to."""
    # Not through the provider of the local chain, which mines what it sends as a batch.
    chain = Chain(connect(local.w3.provider.endpoint_uri), deadline_seconds=0)
    chain.contract("Toy", deployed_toy.address, abi=deployed_toy.abi)
    chain.node.tell("evm_setAutomine", False)
    yield chain
    chain.node.tell("evm_setAutomine", True)
    chain.node.tell("evm_mine")
    chain.w3.provider._request_session_manager.session_cache.clear()


def send_unmined(chain, function, signer, **options):
    with pytest.raises(OutcomeUnknown, match="no block holds it yet") as unknown:
        chain.send(function, signer, **options)
    return unknown.value


def mine(chain):
    chain.node.tell("evm_mine")
    chain._deadline_seconds = 20


def test_raise_fees__unmined__replaces_it_under_the_same_intent(idle, member, deployed_toy):
    unknown = send_unmined(idle, deployed_toy.functions.note(1, 1), member, name="note")
    with pytest.raises(OutcomeUnknown) as dearer:
        idle.raise_fees(unknown.intent, member)
    mine(idle)
    [receipt] = idle.resume()

    assert (dearer.value.intent, dearer.value.nonce) == (unknown.intent, unknown.nonce)
    assert receipt.tx_hash == dearer.value.tx_hash != unknown.tx_hash
    assert {entry.hash: entry.state for entry in idle.journal.entries()} == {
        unknown.tx_hash: "replaced",
        receipt.tx_hash: "mined",
    }
    assert idle.read(deployed_toy.functions.count()) == 1
    again = idle.send(deployed_toy.functions.note(1, 1), member, name="note")
    assert again.tx_hash == receipt.tx_hash


def test_raise_fees__old_one_mined_after_all__counts(idle, member, deployed_toy, monkeypatch):
    unknown = send_unmined(idle, deployed_toy.functions.note(1, 1), member)
    with monkeypatch.context() as deaf:  # the dearer one never reaches the node
        deaf.setattr(idle, "_transmit", lambda tasks: None)
        deaf.setattr(idle._settling, "_transmit", lambda tasks: None)
        with pytest.raises(OutcomeUnknown):
            idle.raise_fees(unknown.intent, member)
    mine(idle)
    [receipt] = idle.resume()

    assert receipt.tx_hash == unknown.tx_hash
    assert [entry.state for entry in idle.journal.entries()] == ["mined", "replaced"]


def test_raise_fees__wrong_account_or_done_or_unknown__is_refused(
    local, idle, member, deployed_toy
):
    unknown = send_unmined(idle, deployed_toy.functions.note(1, 1), member)
    with pytest.raises(BadInput, match="cannot replace it"):
        idle.raise_fees(unknown.intent, local.accounts[1])
    mine(idle)
    idle.resume()
    with pytest.raises(BadInput, match="no longer open: it is mined"):
        idle.raise_fees(unknown.intent, member)
    with pytest.raises(BadInput, match="knows no step"):
        idle.raise_fees("00", member)


def test_send_many__first_dropped_from_the_pool__none_stays_stuck(idle, member, deployed_toy):
    steps = [Step(deployed_toy.functions.note(n, 1), member, gas=100_000) for n in range(3)]
    with pytest.raises(OutcomeUnknown, match="and 2 more"):
        idle.send_many(steps)
    first = idle.journal.entries()[0]
    idle.node.tell("anvil_dropTransaction", first.hash)
    mine(idle)
    assert idle.read(deployed_toy.functions.count()) == 0

    idle.node.tell("evm_setAutomine", True)
    receipts = idle.resume()

    assert [receipt.event("Noted")["key"] for receipt in receipts] == [0, 1, 2]
    assert receipts[0].tx_hash == first.hash


def test_send__block_reorganised_away__receipt_of_the_new_block(chain, member, deployed_toy):
    note = deployed_toy.functions.note(1, 1)
    first = chain.send(note, member, name="note")
    chain.node.tell("anvil_reorg", 1, [])
    assert chain.at(first.block).block_hash != first.block_hash

    again = chain.send(note, member, name="note")

    assert (again.tx_hash, again.event("Noted")["key"]) == (first.tx_hash, 1)
    assert again.block_hash == chain.at(again.block).block_hash != first.block_hash
    assert chain.read(deployed_toy.functions.count()) == 1


def test_send__nonce_waits_with_another__is_told_and_goes_behind_it(
    idle, member, deployed_toy, monkeypatch
):
    """Two programs with one key asked for its nonce before either had sent."""
    note, transmit = deployed_toy.functions.note, idle._transmit
    elsewhere = Chain(idle.w3, deadline_seconds=0)

    def late(tasks):
        send_unmined(elsewhere, note(1, 1), member)
        transmit(tasks)

    with monkeypatch.context() as raced:
        raced.setattr(idle, "_transmit", late)
        with pytest.raises(Replaced, match=f"another transaction of {member.address} waits"):
            idle.send(note(2, 2), member, name="note")
    assert [entry.state for entry in idle.journal.entries()] == ["refused"]

    send_unmined(idle, note(2, 2), member, name="note")
    mine(idle)
    [receipt] = idle.resume()
    assert receipt.event("Noted")["key"] == 2
    assert idle.read(deployed_toy.functions.count()) == 2
