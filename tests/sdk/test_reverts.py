# SPDX-License-Identifier: Apache-2.0
"""Reverts: however a node or a library reports a refusal, it becomes the same exception.

JSON-RPC error with data, as bare hex, inside an object, inside a sentence → by its data
without data → by its text; with neither → refused without a reason
web3's ContractLogicError (a real one) and eth-tester's TransactionFailed (a real one) → the same
out of gas, funds → their own classes
anything else → unchanged, the very same object
"""

import pytest
from eth_abi import encode
from eth_tester import EthereumTester, PyEVMBackend
from web3 import EthereumTesterProvider, Web3
from web3.exceptions import ContractCustomError, ContractLogicError, ContractPanicError

from cosmolocal import errors
from cosmolocal.calls import Call
from cosmolocal.chain import Chain, Step
from cosmolocal.errors import ContractError, NodeRefused
from cosmolocal.journal import Journal
from cosmolocal.reverts import explained
from cosmolocal.signers import LocalSigner
from tests.sdk import toy

CALL = Call(None, b"", "QuadraticGovernor", "castVote", (1, 2))
REASON = "governor: over budget"
DATA = "0x08c379a0" + encode(["string"], [REASON]).hex()
PANIC = "0x4e487b71" + encode(["uint256"], [0x12]).hex()
STRANGE = "0xdeadbeef" + encode(["uint256"], [5]).hex()


@pytest.mark.parametrize(
    ("message", "code", "data", "kind", "text"),
    [
        ("execution reverted: governor: over budget", 3, DATA, errors.GovernorOverBudget, REASON),
        ("execution reverted", 3, DATA, errors.GovernorOverBudget, REASON),
        ("VM Exception", -32000, {"data": DATA}, errors.GovernorOverBudget, REASON),
        ("VM Exception", -32015, f"Reverted {DATA}", errors.GovernorOverBudget, REASON),
        (f"execution reverted: {REASON}", -32000, None, errors.GovernorOverBudget, REASON),
        ("execution reverted: a new reason", 3, None, ContractError, "a new reason"),
        ("execution reverted", 3, "0x", errors.RefusedWithoutReason, "refused without a reason"),
        ("execution reverted", -32000, None, errors.RefusedWithoutReason, "refused without"),
        ("execution reverted", 3, PANIC, errors.Panicked, "division by zero"),
        ("execution reverted", 3, STRANGE, ContractError, "unknown error 0xdeadbeef"),
        ("execution reverted", 3, "0x08c379a0", ContractError, "unknown error 0x08c379a0"),
        ("out of gas", -32000, None, errors.OutOfGas, "out of gas"),
        ("EVM error OutOfGas", -32003, None, errors.OutOfGas, "out of gas"),
        (
            "insufficient funds for gas * price + value",
            -32000,
            None,
            errors.NotEnoughFunds,
            "insuf",
        ),
    ],
)
def test_node_error__becomes(message, code, data, kind, text):
    error = explained(NodeRefused(message, code=code, data=data), CALL, tx_hash="0x1")
    assert type(error) is kind
    assert str(error).startswith(text)
    if isinstance(error, ContractError):
        assert (error.contract, error.function, error.arguments) == CALL_PARTS
        assert error.tx_hash == "0x1"


CALL_PARTS = (CALL.contract, CALL.function, CALL.arguments)


@pytest.mark.parametrize(
    "other",
    [
        NodeRefused("method not found", code=-32601),
        NodeRefused("nonce too low", code=-32000),
        ValueError("something else"),
        KeyError("reverted"),
    ],
)
def test_other_errors__pass_unchanged(other):
    assert explained(other, CALL) is other


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (ContractLogicError(f"execution reverted: {REASON}", data=DATA), errors.GovernorOverBudget),
        (ContractLogicError(f"execution reverted: {REASON}"), errors.GovernorOverBudget),
        (ContractPanicError("division", data=PANIC), errors.Panicked),
        (ContractCustomError(STRANGE, data=STRANGE), ContractError),
        (ContractLogicError("execution reverted", data="0x"), errors.RefusedWithoutReason),
    ],
)
def test_web3_error__becomes(error, kind):
    assert type(explained(error, CALL)) is kind


def test_web3_error__of_a_real_call__becomes_the_same(chain, member, deployed_toy):
    for call, kind in (
        (deployed_toy.functions.note(1, 7), errors.GovernorOverBudget),
        (deployed_toy.functions.bare(), errors.RefusedWithoutReason),
        (deployed_toy.functions.custom(), ContractError),
        (deployed_toy.functions.panics(), errors.Panicked),
    ):
        with pytest.raises((ContractLogicError, ContractCustomError)) as web3s:
            call.call()
        assert type(explained(web3s.value, CALL)) is kind


@pytest.fixture(scope="module")
def tester():
    """A chain over eth-tester, which does not speak JSON-RPC's errors."""
    backend = PyEVMBackend()
    w3 = Web3(EthereumTesterProvider(EthereumTester(backend)))
    return Chain(w3, journal=Journal(None)), LocalSigner(backend.account_keys[0].to_bytes())


@pytest.mark.parametrize(
    ("call", "kind"),
    [
        (("note", 1, 7), errors.GovernorOverBudget),
        (("bare",), errors.RefusedWithoutReason),
        (("custom",), ContractError),
    ],
)
def test_eth_tester__refusals_and_sends__are_like_a_nodes(tester, call, kind):
    chain, signer = tester
    deployed = toy.deploy(chain, signer)
    function = getattr(deployed.functions, call[0])(*call[1:])
    for way in (
        lambda: chain.simulate(function, signer.address),
        lambda: chain.send(function, signer),
        lambda: chain.send_many([Step(function, signer, gas=200_000)]),
        lambda: chain.read(function),
    ):
        with pytest.raises(ContractError) as refused:
            way()
        assert type(refused.value) is kind
    with pytest.raises(Exception, match="reverted") as direct:
        function.call()
    assert type(explained(direct.value, CALL)) is kind

    receipt = chain.send(deployed.functions.note(3, -4), signer)
    assert receipt.event("Noted")["amount"] == -4
    assert chain.read(deployed.functions.amounts(3)) == -4
