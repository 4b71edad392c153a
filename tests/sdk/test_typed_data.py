# SPDX-License-Identifier: Apache-2.0
"""Typed data: one catalogue, hashed the same by this package, eth-account, viem and Vyper."""

import json
import shutil
import subprocess
from pathlib import Path

import boa
import pytest
from eth_abi import encode
from eth_account.messages import encode_typed_data
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
from tests.requirements import ROOT, require_tool, require_viem
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


def wallet(struct, contract):
    """The message as a wallet has it: JSON, in which bytes are hexadecimal digits."""
    full = message(struct, contract, 100).full_message()
    return json.loads(json.dumps(full, default=lambda content: "0x" + bytes(content).hex()))


def spelled(content):
    """Figures as decimal digits: JavaScript reads numbers of JSON as floats."""
    if isinstance(content, dict):
        return {name: spelled(part) for name, part in content.items()}
    if isinstance(content, list):
        return [spelled(part) for part in content]
    return str(content) if isinstance(content, int) else content


@samples
def test_digest__equals_that_of_eth_account(struct, contract):
    signable = encode_typed_data(full_message=wallet(struct, contract))
    by_wallet = keccak(b"\x19" + signable.version + signable.header + signable.body)
    assert by_wallet == message(struct, contract, 100).digest()


def test_digests__of_every_message__equal_those_of_viem(contract, tmp_path):
    """A second library, in the language of wallets, hashes the whole catalogue alike."""
    (tmp_path / "node_modules").symlink_to(require_viem().parent)
    script = shutil.copy(ROOT / "javascript" / "test" / "digests.mjs", tmp_path)
    done = subprocess.run(
        [require_tool("node"), script],
        input=json.dumps([spelled(wallet(struct, contract)) for struct in SAMPLES]),
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    ours = [message(struct, contract, 100).digest() for struct in SAMPLES]
    assert json.loads(done.stdout) == ["0x" + digest.hex() for digest in ours]


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
