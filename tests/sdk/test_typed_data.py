# SPDX-License-Identifier: Apache-2.0
"""Typed data: one catalogue, hashed the same by this package, by eth-account and by Vyper."""

from pathlib import Path

import boa
import pytest
from eth_abi import encode
from eth_utils import keccak

from cosmolocal.signers import dev_signer
from cosmolocal.typed_data import (
    CATALOGUE,
    DOMAIN_TYPE,
    Asking,
    Backing,
    Ballot,
    Confirmation,
    Delegation,
    Domain,
    ExtendedBallot,
    FundingBallot,
    Joining,
    Objection,
    PayoutChange,
    Slip,
    Sponsorship,
    TypedMessage,
    Vouch,
)
from tests.suite import deploy_mock

NAME, VERSION = "River Valley Governor", "1"
member = dev_signer("member")
SAMPLES = [
    Ballot(2**255 + 7, 1, member.address, 3),
    ExtendedBallot(2**255 + 7, 0, member.address, 0, "zu teuer", encode(["uint256"], [9])),
    ExtendedBallot(1, 2, member.address, 31, "", b""),
    Delegation(member.address, 4, 2**40),
    Slip(*range(12), b"\1" * 32, b"\2" * 32, 2**255, 2**40),
    Confirmation(b"\3" * 32, 2**40),
    FundingBallot(member.address, 3, member.address, (2**255, 7), (), 1, 2**40),
    PayoutChange(member.address, 3, 9, member.address, 0, 2**40),
    Sponsorship(2**255 + 7, member.address, 2**40),
    Vouch(member.address, 1, 7, 0, 2**40),
    Backing(7, member.address, 8, 1, 2**40),
    Joining(member.address, 2, bytes(31) + b"\1", 0, 2**40),
    Asking(7, member.address, 1, 2**40),
    Objection(7, member.address, 1),
]
samples = pytest.mark.parametrize("struct", SAMPLES, ids=lambda struct: type(struct).__name__)


@pytest.fixture(scope="module")
def contract():
    return deploy_mock("SignaturesMock", NAME, VERSION)


def message(struct, contract, chain_id=None):
    domain = Domain(NAME, VERSION, chain_id or boa.env.evm.patch.chain_id, contract.address)
    return TypedMessage(domain, struct)


def test_catalogue__every_message_has_a_sample():
    assert {type(struct) for struct in SAMPLES} == set(CATALOGUE)


@samples
def test_digest__equals_that_of_the_contract(struct, contract):
    signed = message(struct, contract)
    assert contract.digest(signed.struct_hash()) == signed.digest()


@samples
def test_signature__is_accepted_by_the_contract_and_for_this_message_only(struct, contract):
    signed = message(struct, contract)
    signature = dev_signer("member").sign_typed_data(message(struct, contract, 31337))
    elsewhere = message(struct, contract, 31337)
    assert not contract.is_valid(member.address, signed.digest(), signature)
    assert contract.is_valid(member.address, elsewhere.digest(), signature)
    assert not contract.is_valid(dev_signer("other").address, elsewhere.digest(), signature)


def test_struct_hash__is_the_one_of_eip712_by_hand():
    ballot = SAMPLES[0]
    words = (ballot.type_hash(), ballot.proposal_id, ballot.support, ballot.voter, ballot.nonce)
    by_hand = keccak(encode(["bytes32", "uint256", "uint8", "address", "uint256"], words))
    assert TypedMessage(Domain("x", "1", 1, member.address), ballot).struct_hash() == by_hand


def test_struct_hash__text_and_bytes__are_hashed_inside():
    ballot = SAMPLES[1]
    words = (
        ballot.type_hash(),
        ballot.proposal_id,
        ballot.support,
        ballot.voter,
        ballot.nonce,
        keccak(text=ballot.reason),
        keccak(ballot.params),
    )
    kinds = ["bytes32", "uint256", "uint8", "address", "uint256", "bytes32", "bytes32"]
    expected = keccak(encode(kinds, words))
    assert TypedMessage(Domain("x", "1", 1, member.address), ballot).struct_hash() == expected


@pytest.mark.parametrize(
    ("struct", "type_hash"),
    [
        (Ballot, "f2aad550cf55f045cb27e9c559f9889fdfb6e6cdaa032301d6ea397784ae51d7"),
        (ExtendedBallot, "3e83946653575f9a39005e1545185629e92736b7528ab20ca3816f315424a811"),
    ],
)
def test_type_hash__is_that_of_openzeppelins_governor(struct, type_hash):
    assert struct.type_hash().hex() == type_hash


def test_type_strings__are_those_of_the_contracts():
    sources = "".join(path.read_text() for path in Path("contracts").rglob("*.vy")).replace(
        '"\n', ""
    )
    joined = "".join(part.strip() for part in sources.split('"'))
    for type_string in (DOMAIN_TYPE, *(struct.TYPE for struct in CATALOGUE)):
        assert type_string in joined


def test_full_message__is_what_wallets_take(contract):
    full = message(SAMPLES[0], contract, 100).full_message()
    assert full["primaryType"] == "Ballot"
    assert [field["name"] for field in full["types"]["EIP712Domain"]] == list(full["domain"])
    assert [field["name"] for field in full["types"]["Ballot"]] == list(full["message"])
