# SPDX-License-Identifier: Apache-2.0
"""Chain: reads at one block, simulations, sends; the same on both engines.

connect → the chain of the node; another than expected → WrongChain
contract → opened, its events learnt; no code there → NoContract
at → reads of one block, whatever is mined later; a block that is gone → ChainReorganised
simulate, write(simulate=True) → result and gas, nothing sent
send → receipt with decoded events; value travels
├── refused → the class of the revert text, the plain text, the bare refusal, the panic, the data
├── refused only when mined → the same, with the hash of the transaction
├── goes on only with more gas than it uses → gets it
├── out of gas, more gas than a transaction may have, no funds → said before anything is sent
└── a name → happens once; the same name with other content is another step; failed → sent again
send_many → receipts in order, one nonce each; one refusal before sending stops all
deploy → the address known beforehand
resume → nothing to do on a settled journal
"""

import pytest

from cosmolocal.calls import Call
from cosmolocal.chain import Chain, Step, create_address
from cosmolocal.errors import (
    BadInput,
    ChainReorganised,
    ContractError,
    GovernorOverBudget,
    NoContract,
    NotEnoughFunds,
    OutOfGas,
    Panicked,
    RefusedWithoutReason,
    WrongChain,
)
from cosmolocal.signers import dev_signer
from cosmolocal.transactions import GAS_CAP
from tests.sdk import toy

NOWHERE = "0x000000000000000000000000000000000000dEaD"


def test_connect__another_chain_than_expected__is_refused(local):
    assert Chain.connect(local.w3, chain_id=31337).chain_id == 31337
    with pytest.raises(WrongChain, match="serves chain 31337, not 100"):
        Chain.connect(local.w3, chain_id=100)


def test_identity__of_two_chains_with_one_id__differs(local, chain):
    assert chain.identity.startswith("31337-")
    assert chain.identity == Chain(local.w3).identity
    assert chain.journal.path is None


def test_contract__without_code_or_of_unknown_name__is_refused(chain, deployed_toy):
    with pytest.raises(NoContract, match=f"no contract Toy at {NOWHERE} on chain 31337"):
        chain.contract("Toy", NOWHERE, abi=toy.artifact().abi)
    with pytest.raises(BadInput, match="no contract named 'Toy'"):
        chain.contract("Toy", deployed_toy.address)


def test_at__later_blocks__change_nothing(chain, member, deployed_toy):
    calls = deployed_toy.functions
    before = chain.at()
    chain.send(calls.note(1, -5), member)
    after = chain.at()

    assert (before.call(calls.count()), after.call(calls.count())) == (0, 1)
    assert before.batch([calls.amounts(1), calls.count()]) == [0, 0]
    assert after.batch([calls.amounts(1), calls.count()]) == [-5, 1]
    assert chain.at(before.block).block_hash == before.block_hash
    assert after.timestamp >= before.timestamp
    assert before.balance(member.address) > after.balance(member.address)
    assert after.code(deployed_toy.address)
    assert after.code(member.address) == b""


def test_at__block_that_is_gone__is_noticed(local, chain, member, deployed_toy):
    mark = local.snapshot()
    chain.send(deployed_toy.functions.note(1, 1), member)
    gone = chain.at()
    local.revert(mark)
    local.warp(local.now + 100)  # another block of the same height

    assert chain.at().block == gone.block
    with pytest.raises(ChainReorganised, match=f"block {gone.block}"):
        gone.call(deployed_toy.functions.count())
    with pytest.raises(ChainReorganised, match="no block 99999"):
        chain.at(99_999)


def test_read__structs_and_arrays__have_names(chain, deployed_toy):
    pair, addresses = chain.read(deployed_toy.functions.pair())
    assert pair == {"left": 5, "right": deployed_toy.address}
    assert addresses == (deployed_toy.address, "0x" + "00" * 20)


def test_read__view_that_refuses__raises_its_reason(chain, deployed_toy):
    with pytest.raises(RefusedWithoutReason):
        chain.at().batch([deployed_toy.functions.count(), deployed_toy.functions.bare()])


def test_write__simulate__tells_and_sends_nothing(chain, member, deployed_toy):
    before = chain.at()
    told = chain.write(deployed_toy.functions.note(1, 2), signer=member, simulate=True)
    sent = chain.write(deployed_toy.functions.note(1, 2), signer=member)

    assert (told.result, told.label, told.sender) == (1, "Toy.note", member.address)
    assert (told.block, sent.block) == (before.block, before.block + 1)
    assert sent.gas_used <= told.gas_used <= sent.gas_used * 1.2


def test_send__receipt__holds_what_was_said(chain, member, deployed_toy):
    receipt = chain.send(deployed_toy.functions.note(3, -4), member, value=9)
    noted = receipt.event("Noted")

    said = {"who": member.address, "key": 3, "amount": -4, "text": "noted"}
    assert dict(noted.args) == said
    assert list(noted.args) == list(said)
    assert (noted.contract, noted.address, noted["key"]) == ("Toy", deployed_toy.address, 3)
    assert (noted.tx_hash, noted.block_hash) == (receipt.tx_hash, receipt.block_hash)
    assert noted.timestamp == receipt.timestamp == chain.at(receipt.block).timestamp
    assert noted.place == (receipt.block, 0)
    assert receipt.sender == member.address
    assert chain.at().balance(deployed_toy.address) == 9
    with pytest.raises(LookupError, match="0 events Lost"):
        receipt.event("Lost")


def test_send__fee__is_what_the_sender_paid(chain, member, deployed_toy):
    before = chain.at().balance(member.address)
    receipt = chain.send(deployed_toy.functions.note(3, -4), member, value=9)
    assert before - chain.at().balance(member.address) == receipt.fee + 9


REFUSALS = [
    (("note", 1, 7), GovernorOverBudget, "governor: over budget"),
    (("note", 1, 8), ContractError, "toy: eight is not for us"),
    (("bare",), RefusedWithoutReason, "refused without a reason"),
    (("panics",), Panicked, "overflow"),
    (("custom",), ContractError, "unknown error 0x"),
]


@pytest.mark.parametrize(("call", "kind", "text"), REFUSALS, ids=lambda case: str(case)[:20])
@pytest.mark.parametrize("how", ["simulate", "send", "mined"])
def test_refusal__has_its_class_and_says_where(chain, member, deployed_toy, call, kind, text, how):
    function = getattr(deployed_toy.functions, call[0])(*call[1:])
    nonce = chain.nonce(member.address)
    ways = {
        "simulate": lambda: chain.simulate(function, member.address),
        "send": lambda: chain.send(function, member),
        "mined": lambda: chain.send_many([Step(function, member, gas=200_000)]),
    }
    with pytest.raises(ContractError) as refused:
        ways[how]()
    error = refused.value

    assert type(error) is kind
    assert str(error).startswith(text)
    assert (error.contract, error.function, error.arguments) == ("Toy", call[0], call[1:])
    assert (error.tx_hash is not None) == (how == "mined")
    assert chain.nonce(member.address) == nonce + (how == "mined")


def test_refusal__of_unknown_kind__keeps_its_data(chain, member, deployed_toy):
    with pytest.raises(ContractError) as refused:
        chain.send(deployed_toy.functions.custom(), member)
    assert refused.value.data[-1] == 5
    assert len(refused.value.data) == 36
    assert refused.value.reason is None


def test_refusal__that_only_its_own_block_explains__is_found(chain, local, member, deployed_toy):
    """The second call is refused for what the first one of the same block did."""
    steps = [
        Step(deployed_toy.functions.only_once(), each, gas=100_000) for each in local.accounts[:2]
    ]
    with pytest.raises(ContractError, match="toy: too late") as refused:
        chain.send_many(steps)
    assert refused.value.__notes__ == ["1 of 2 calls failed like this one."]
    assert chain.read(deployed_toy.functions.count()) == 1


def test_send__out_of_gas__says_so(chain, member, deployed_toy):
    with pytest.raises(OutOfGas):
        chain.send_many([Step(deployed_toy.functions.burns(), member, gas=100_000)])


def test_send__more_gas_than_a_transaction_may_have__is_refused_before(chain, member, deployed_toy):
    nonce = chain.nonce(member.address)
    with pytest.raises(BadInput, match="one transaction may use 16,777,216"):
        chain.send(deployed_toy.functions.burns(), member)
    assert chain.nonce(member.address) == nonce


def test_send__no_funds__is_refused_before(chain, deployed_toy):
    pauper = dev_signer("pauper")
    for value in (0, 10**18):
        with pytest.raises(NotEnoughFunds):
            chain.send(deployed_toy.functions.note(1, 1), pauper, value=value)
    assert chain.journal.unsettled() == []


def test_send__gas_limit__leaves_room_within_the_cap(chain, member, deployed_toy):
    receipt = chain.send(deployed_toy.functions.note(1, 1), member)
    sent = chain.node.ask("eth_getTransactionByHash", receipt.tx_hash)
    assert receipt.gas_used * 1.2 < int(sent["gas"], 16) <= GAS_CAP


def test_send__goes_on_only_with_more_gas_than_it_uses__gets_it(chain, member, deployed_toy):
    receipt = chain.send(deployed_toy.functions.cautious(), member)
    assert receipt.gas_used < 30_000


def test_send__named_step__happens_once(local, chain, member, deployed_toy):
    note = deployed_toy.functions.note
    first = chain.send(note(1, 1), member, name="pay ana")
    again = chain.send(note(1, 1), member, name="pay ana")
    other_name = chain.send(note(1, 1), member, name="pay ana again")
    other_content = chain.send(note(1, 2), member, name="pay ana")

    assert again == first
    assert len({first.tx_hash, other_name.tx_hash, other_content.tx_hash}) == 3
    assert chain.read(deployed_toy.functions.count()) == 3


def test_send__named_step_that_failed__is_sent_again(local, chain, member, deployed_toy):
    note = deployed_toy.functions.note(1, 1)
    with pytest.raises(OutOfGas):
        chain.send_many([Step(note, member, name="note", gas=30_000)])
    receipt = chain.send(note, member, name="note")

    assert chain.read(deployed_toy.functions.count()) == 1
    assert [entry.status for entry in chain.journal.entries()[-2:]] == [0, 1]
    assert chain.send(note, member, name="note") == receipt


def test_send__the_same_without_a_name__happens_twice(chain, member, deployed_toy):
    chain.send(deployed_toy.functions.note(1, 1), member)
    chain.send(deployed_toy.functions.note(1, 1), member)
    assert chain.read(deployed_toy.functions.count()) == 2


def test_send_many__several_accounts__every_call_once_and_in_order(local, chain, deployed_toy):
    note = deployed_toy.functions.note
    steps = [Step(note(number, number % 5), local.accounts[number % 4]) for number in range(230)]
    receipts = chain.send_many(steps)

    assert [receipt.event("Noted")["key"] for receipt in receipts] == list(range(230))
    assert [receipt.sender for receipt in receipts] == [step.signer.address for step in steps]
    assert len({receipt.tx_hash for receipt in receipts}) == 230
    assert chain.read(deployed_toy.functions.count()) == 230
    assert chain.journal.unsettled() == []


def test_send_many__one_refused_before_sending__sends_none(chain, member, deployed_toy):
    note = deployed_toy.functions.note
    with pytest.raises(GovernorOverBudget):
        chain.send_many([Step(note(1, 1), member), Step(note(2, 7), member)])
    assert chain.read(deployed_toy.functions.count()) == 0


def test_send_many__the_same_step_twice__is_refused(chain, member, deployed_toy):
    step = Step(deployed_toy.functions.note(1, 1), member, name="twice")
    with pytest.raises(BadInput, match="two steps are the same"):
        chain.send_many([step, step])
    assert chain.read(deployed_toy.functions.count()) == 0


def test_send_many__nothing__does_nothing(chain):
    assert chain.send_many([]) == []
    assert chain.resume() == []


def test_send__plain_transfer__is_a_call_too(chain, member):
    before = chain.at().balance(NOWHERE)
    receipt = chain.send(Call(NOWHERE, b""), member, value=12)
    assert (receipt.label, receipt.gas_used) == ("transfer", 21_000)
    assert chain.at().balance(NOWHERE) == before + 12


def test_deploy__address__is_known_beforehand(chain, member):
    expected = create_address(member.address, chain.nonce(member.address))
    receipt = chain.deploy(toy.artifact(), [77], member, name="toy")
    deployed = chain.contract("Toy", receipt.contract_address, abi=toy.artifact().abi)

    assert receipt.contract_address == expected
    assert receipt.label == "Toy.__init__"
    assert chain.read(deployed.functions.START()) == 77
    assert chain.deploy(toy.artifact(), [77], member, name="toy") == receipt
