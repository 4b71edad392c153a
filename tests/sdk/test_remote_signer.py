# SPDX-License-Identifier: Apache-2.0
"""A signing service: anvil, which holds the key of its first account, and one that lies.

a service that holds the key → what it signs is sent, and counts
└── a contract's creation, a call, an EIP-712 message
an address that is neither https nor on this machine → refused before anything is asked
a service that refuses, is not there, answers nonsense, signs something else or by another key
└── `KeyRefused`, with the host and without the password of its address
"""

import pytest
from eth_account import Account

from cosmolocal.errors import KeyRefused
from cosmolocal.remote_signer import RemoteSigner
from cosmolocal.signers import PUBLIC_ACCOUNTS, dev_signer
from cosmolocal.typed_data import Domain, Sponsorship, TypedMessage
from tests.sdk import toy
from tests.sdk.conftest import on_anvil
from tests.sdk.signing_service import signing_service
from tests.sdk.valley import ETHER

HELD = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266"
PAYMENT = {
    "type": 2,
    "chainId": 31337,
    "nonce": 0,
    "gas": 21_000,
    "maxFeePerGas": 3,
    "maxPriorityFeePerGas": 1,
    "to": "0x" + "11" * 20,
    "value": 5,
    "data": b"",
}
MESSAGE = TypedMessage(
    Domain("ProposalRules", "1", 31337, "0x" + "22" * 20),
    Sponsorship(7, HELD, 2**32),
)


on_a_node = on_anvil("shared_local", "module")


@pytest.fixture
def remote(local):
    """The account that anvil holds, with something to spend."""
    local.fund(HELD, ETHER)
    return RemoteSigner(HELD, local.w3.provider.endpoint_uri)


@pytest.fixture
def service():
    """A service that answers as it is told."""
    answers = {}
    with signing_service(lambda method, _: answers[method]) as url:
        yield url, answers


@on_a_node
def test_remote_signer__key_at_the_service__sends_and_signs(chain, remote):
    assert HELD in PUBLIC_ACCOUNTS
    contract = toy.deploy(chain, remote)
    receipt = chain.send(contract.functions.note(7, 5), remote)

    assert receipt.sender == HELD
    signature = remote.sign_typed_data(MESSAGE)
    assert Account.recover_message(MESSAGE.signable(), signature=signature) == HELD


@pytest.mark.parametrize("url", ["http://signer.example:9000", "ftp://127.0.0.1", "127.0.0.1:9000"])
def test_remote_signer__in_the_open__is_refused(url):
    with pytest.raises(KeyRefused, match="https"):
        RemoteSigner(HELD, url)


def test_remote_signer__not_there__says_which_host():
    signer = RemoteSigner(HELD, "http://steward:sesame@127.0.0.1:1")
    with pytest.raises(KeyRefused, match=r"service at 127\.0\.0\.1:1 did not sign") as refusal:
        signer.sign_transaction(PAYMENT)
    assert "sesame" not in str(refusal.value)


def signed_by(signer, **changes):
    return {"result": "0x" + signer.sign_transaction({**PAYMENT, **changes}).raw.hex()}


OWN, OTHER = dev_signer("own"), dev_signer("other")


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ({"error": {"code": -32000, "message": "locked"}}, "did not sign: .*locked"),
        ({"result": None}, "no signature"),
        ({"result": {"tx": {}}}, "no signature"),
        ({"result": "0x02c0"}, "signed something else"),
        ({"result": "0x"}, "signed something else"),
        (signed_by(OWN, value=6), "signed something else"),
        (signed_by(OWN, to="0x" + "33" * 20), "signed something else"),
        (signed_by(OTHER), "signed something else"),
    ],
)
def test_sign_transaction__service_that_lies__is_refused(service, answer, reason):
    url, answers = service
    answers["eth_signTransaction"] = answer

    with pytest.raises(KeyRefused, match=reason) as refusal:
        RemoteSigner(OWN.address, url).sign_transaction(PAYMENT)

    assert "sesame" not in str(refusal.value)


def test_sign_transaction__as_geth_answers__is_taken(service):
    url, answers = service
    answers["eth_signTransaction"] = {"result": {"raw": signed_by(OWN)["result"], "tx": {}}}

    signed = RemoteSigner(OWN.address, url).sign_transaction(PAYMENT)

    assert signed == OWN.sign_transaction(PAYMENT)


@pytest.mark.parametrize("signer", [OTHER, None])
def test_sign_typed_data__by_another_key_or_none__is_refused(service, signer):
    url, answers = service
    signature = signer.sign_typed_data(MESSAGE) if signer else bytes(65)
    answers["eth_signTypedData_v4"] = {"result": "0x" + signature.hex()}

    with pytest.raises(KeyRefused, match=f"not as {OWN.address}"):
        RemoteSigner(OWN.address, url).sign_typed_data(MESSAGE)
