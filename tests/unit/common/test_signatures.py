# SPDX-License-Identifier: Apache-2.0
"""Signatures: EIP-712 digests, keys and contract wallets (X-1).

digest
├── any struct → what eth-account signs, in this contract's domain
├── another contract, name or version → another digest
└── the chain forks (other chain id) → another digest; the old signature dies
eip712Domain → the fields of that domain (ERC-5267)
is_valid
├── by key
│   ├── 65 bytes of the signer, s in the lower half, v 27 or 28 → yes
│   ├── of somebody else, of another digest → no
│   ├── s in the upper half (the second form), v 0 or 1 or other → no
│   ├── compact 64 bytes, any other length, empty → no
│   ├── r or s zero or beyond the order, so that nothing is recovered → no, not even for zero
│   └── on every one of these the published checker of snekmate says the same
└── by wallet (ERC-1271)
    ├── the wallet says yes: for its owner's signature, or for 1,024 bytes of its own kind → yes
    ├── it says no, says `true`, answers 31 bytes or nothing, reverts → no
    ├── it burns gas, answers 64 KiB → no, at a bounded cost
    ├── an owner's key does not speak for the wallet, nor the wallet's word for its owner → no
    └── an account with a key and with code (EIP-7702) → either of them, then the key
"""

import itertools

import boa
import pytest
from eth_account import Account
from eth_account.messages import encode_typed_data
from eth_utils import keccak
from hypothesis import given
from hypothesis import strategies as st

from tests.suite import account, deploy_mock

NAME, VERSION = "River Valley", "1"
ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
HALF_ORDER = ORDER // 2
ZERO = "0x" + "00" * 20
WALLET_GAS = 200_000

YES, NO, REVERTS, SHORT, NOTHING, TRUE, BURNS_GAS = range(7)

# An oracle only: it is AGPL and no deployed source imports it.
SNEKMATE = """
# pragma version ~=0.4.3
from snekmate.utils import signature_checker

@external
@view
def is_valid(signer: address, digest: bytes32, signature: Bytes[65]) -> bool:
    return signature_checker._is_valid_signature_now(signer, digest, signature)
"""

signer = Account.from_key(keccak(text="signer"))
stranger = Account.from_key(keccak(text="stranger"))


def pledge(domain_contract, amount=7, *, name=NAME, version=VERSION, chain_id=None):
    """A signable message in the domain of a contract."""
    chain = boa.env.evm.patch.chain_id if chain_id is None else chain_id
    return encode_typed_data(
        domain_data={
            "name": name,
            "version": version,
            "chainId": chain,
            "verifyingContract": domain_contract.address,
        },
        message_types={"Pledge": [{"name": "amount", "type": "uint256"}]},
        message_data={"amount": amount},
    )


def digest_of(message):
    """What the key signs."""
    return keccak(b"\x19" + message.version + message.header + message.body)


def packed(r, s, v):
    """r, s and v in 65 bytes."""
    return r.to_bytes(32, "big") + s.to_bytes(32, "big") + bytes([v])


@pytest.fixture(scope="module")
def signatures():
    return deploy_mock("SignaturesMock", NAME, VERSION)


@pytest.fixture(scope="module")
def signed(signatures):
    return signer.sign_message(pledge(signatures))


@pytest.fixture(scope="module")
def digest(signatures):
    return digest_of(pledge(signatures))


@pytest.fixture(scope="module")
def snekmate():
    return boa.loads(SNEKMATE)


# --- digest ------------------------------------------------------------------------------------


@given(amount=st.integers(0, 2**256 - 1))
def test_digest__any_struct__equals_eth_account(signatures, amount):
    message = pledge(signatures, amount)
    assert signatures.digest(message.body) == digest_of(message)


def test_digest__another_domain__differs(signatures):
    message = pledge(signatures)
    hosts = [
        signatures,
        deploy_mock("SignaturesMock", NAME, VERSION),
        deploy_mock("SignaturesMock", NAME + "s", VERSION),
        deploy_mock("SignaturesMock", NAME, "2"),
    ]
    digests = [host.digest(message.body) for host in hosts]
    assert len(set(digests)) == len(hosts)
    assert digests[3] == digest_of(pledge(hosts[3], version="2"))


def test_digest__forked_chain__old_signature_dies(signatures, signed, monkeypatch):
    message = pledge(signatures)
    old = signatures.digest(message.body)
    fork = boa.env.evm.patch.chain_id + 1
    monkeypatch.setattr(boa.env.evm.vm.state.execution_context, "_chain_id", fork)

    assert signatures.digest(message.body) == digest_of(pledge(signatures, chain_id=fork)) != old
    assert not signatures.is_valid(
        signer.address, signatures.digest(message.body), signed.signature
    )
    assert signatures.eip712Domain()[3] == fork


def test_eip712_domain__fields__name_version_chain_and_contract(signatures):
    chain_id = boa.env.evm.patch.chain_id
    expected = (b"\x0f", NAME, VERSION, chain_id, signatures.address, bytes(32), [])
    assert signatures.eip712Domain() == expected


# --- by key ------------------------------------------------------------------------------------


def test_is_valid__own_signature__yes(signatures, digest, signed):
    assert signed.s <= HALF_ORDER
    assert signed.v in (27, 28)
    assert signatures.is_valid(signer.address, digest, signed.signature)


def test_is_valid__both_parities__yes(signatures):
    seen = set()
    for amount in range(20):
        message = pledge(signatures, amount)
        signature = signer.sign_message(message)
        seen.add(signature.v)
        assert signatures.is_valid(signer.address, digest_of(message), signature.signature)
    assert seen == {27, 28}


def test_is_valid__somebody_else_or_another_digest__no(signatures, digest, signed):
    other_digest = digest_of(pledge(signatures, 8))
    assert not signatures.is_valid(stranger.address, digest, signed.signature)
    assert not signatures.is_valid(signer.address, other_digest, signed.signature)
    assert not signatures.is_valid(ZERO, digest, signed.signature)


def test_is_valid__second_form__no(signatures, digest, signed):
    mirrored = packed(signed.r, ORDER - signed.s, 55 - signed.v)
    recovered = Account._recover_hash(digest, vrs=(55 - signed.v, signed.r, ORDER - signed.s))
    assert recovered == signer.address  # the curve accepts it, we must not
    assert not signatures.is_valid(signer.address, digest, mirrored)


@pytest.mark.parametrize("v", [0, 1, 2, 26, 29, 255])
def test_is_valid__other_v__no(signatures, digest, signed, v):
    assert not signatures.is_valid(signer.address, digest, packed(signed.r, signed.s, v))


@pytest.mark.parametrize("length", [0, 1, 32, 63, 66, 96, 97, 1_024])
def test_is_valid__other_length__no(signatures, digest, signed, length):
    stretched = (signed.signature + bytes(1_024))[:length]
    assert not signatures.is_valid(signer.address, digest, stretched)


def test_is_valid__compact_form__no(signatures, digest, signed):
    parity = (signed.v - 27) << 255
    compact = signed.r.to_bytes(32, "big") + (parity | signed.s).to_bytes(32, "big")
    assert not signatures.is_valid(signer.address, digest, compact)


EDGES = [0, 1, HALF_ORDER, HALF_ORDER + 1, ORDER - 1, ORDER, 2**256 - 1]


@pytest.mark.parametrize(("r", "s"), itertools.product(EDGES, EDGES))
def test_is_valid__nothing_recovered__not_even_for_zero(signatures, digest, r, s):
    for v in (27, 28):
        assert not signatures.is_valid(ZERO, digest, packed(r, s, v))
        assert not signatures.is_valid(signer.address, digest, packed(r, s, v))


@given(data=st.data())
def test_is_valid__bent_signatures__as_snekmate_says(signatures, snekmate, digest, signed, data):
    r = data.draw(st.sampled_from([signed.r, *EDGES]))
    s = data.draw(st.sampled_from([signed.s, ORDER - signed.s, *EDGES]))
    v = data.draw(st.sampled_from([signed.v, 55 - signed.v, 0, 1, 29]))
    who = data.draw(st.sampled_from([signer.address, stranger.address, ZERO]))
    expected = snekmate_says(snekmate, who, digest, packed(r, s, v))
    assert signatures.is_valid(who, digest, packed(r, s, v)) is expected


def snekmate_says(snekmate, who, digest, signature):
    """The oracle's answer; where it reverts on a malformed signature, that is a no."""
    try:
        return snekmate.is_valid(who, digest, signature)
    except boa.BoaError as refusal:
        if "ecdsa: invalid signature" not in str(refusal):
            raise
        return False


# --- by wallet ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def wallet():
    return deploy_mock("WalletMock", signer.address)


def test_is_valid__wallet_of_the_signer__yes(signatures, wallet, digest, signed):
    assert signatures.is_valid(wallet.address, digest, signed.signature)


def test_is_valid__wallet_of_somebody_else__no(signatures, wallet, digest):
    other = stranger.sign_message(pledge(signatures))
    assert not signatures.is_valid(wallet.address, digest, other.signature)


def test_is_valid__key_and_wallet__do_not_speak_for_each_other(signatures, digest, signed):
    yes_wallet = deploy_mock("HostileWalletMock", YES)
    assert signatures.is_valid(yes_wallet.address, digest, b"")
    assert not signatures.is_valid(signer.address, digest, b"")
    no_wallet = deploy_mock("HostileWalletMock", NO)
    assert not signatures.is_valid(no_wallet.address, digest, signed.signature)


@pytest.mark.parametrize("length", [0, 65, 130, 1_024])
def test_is_valid__wallet_with_its_own_kind_of_signature__its_answer(signatures, digest, length):
    wallet = deploy_mock("HostileWalletMock", YES)
    assert signatures.is_valid(wallet.address, digest, bytes(length))


@pytest.mark.parametrize("behaviour", [NO, REVERTS, SHORT, NOTHING, TRUE])
def test_is_valid__wallet_that_does_not_say_yes__no(signatures, digest, signed, behaviour):
    wallet = deploy_mock("HostileWalletMock", behaviour)
    assert not signatures.is_valid(wallet.address, digest, signed.signature)


def test_is_valid__contract_that_is_no_wallet__no(signatures, digest, signed):
    no_wallet = deploy_mock("PackingMock")
    assert not signatures.is_valid(no_wallet.address, digest, signed.signature)


def test_is_valid__wallet_that_burns_gas__no_and_bounded(signatures, digest):
    wallet = deploy_mock("HostileWalletMock", BURNS_GAS)
    assert not signatures.is_valid(wallet.address, digest, b"", gas=1_000_000)
    assert WALLET_GAS < signatures._computation.get_gas_used() < WALLET_GAS + 15_000


def test_is_valid__wallet_with_an_endless_answer__no_and_bounded(signatures, digest):
    bomb = deploy_mock("BombWalletMock")
    assert not signatures.is_valid(bomb.address, digest, b"", gas=1_000_000)
    with_bomb = signatures._computation.get_gas_used()
    bomb_alone = signatures._computation.children[0].get_gas_used()
    assert bomb_alone > 50_000  # the bomb went off
    assert with_bomb - bomb_alone < 15_000


@pytest.mark.parametrize("behaviour", [YES, NO, REVERTS, BURNS_GAS])
def test_is_valid__key_and_code_in_one_account__either(signatures, digest, signed, behaviour):
    """EIP-7702: an account runs the code that its owner has chosen, and keeps its key."""
    code = boa.env.get_code(deploy_mock("HostileWalletMock", behaviour).address)
    with boa.env.anchor():
        boa.env.set_code(signer.address, code)
        boa.env.set_storage(signer.address, 0, behaviour)
        assert signatures.is_valid(signer.address, digest, signed.signature)
        assert signatures.is_valid(signer.address, digest, b"", gas=1_000_000) is (behaviour == YES)
    assert signatures.is_valid(signer.address, digest, signed.signature)
    assert not signatures.is_valid(signer.address, digest, b"")


def test_wallet__execute__for_its_owner_only(wallet):
    with boa.reverts("wallet: not the owner"):
        wallet.execute(ZERO, b"", 0, sender=account("outsider"))
