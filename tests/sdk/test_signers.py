# SPDX-License-Identifier: Apache-2.0
"""Signers: what eth-account would sign, for the right chain only, and never a word of the key.

LocalSigner
├── a transaction, a typed message → the bytes of eth-account
├── a key printed in the documentation of development nodes → dev chains only
├── fields that cannot be signed → KeyRefused without cause or frames that hold the key
└── repr, str, pickle, copy → no key
KeystoreSigner
├── file and password → the account; the password from a callable or a closed file
├── others may read the file or the password file → refused, unread
└── wrong password, no keystore, no file → refused with the way out
find_keystore → by name (ape, cast) or address (geth), else refused
"""

import copy
import json
import pickle
import traceback

import pytest
from eth_account import Account
from eth_utils import keccak
from hypothesis import given
from hypothesis import strategies as st

from cosmolocal.errors import KeyRefused
from cosmolocal.signers import (
    PUBLIC_ACCOUNTS,
    KeystoreSigner,
    LocalSigner,
    dev_signer,
    find_keystore,
)
from cosmolocal.typed_data import Ballot, Domain, TypedMessage

KEY = keccak(text="a key of the tests")
PASSWORD = "correct horse battery staple"
MNEMONIC = "test test test test test test test test test test test junk"
TO = Account.from_key(keccak(text="somebody")).address
FIELDS = {
    "type": 2,
    "chainId": 100,
    "nonce": 0,
    "maxPriorityFeePerGas": 1,
    "maxFeePerGas": 100,
    "gas": 21_000,
    "to": TO,
    "value": 0,
    "data": "0x",
}
WORD = st.integers(0, 2**256 - 1)


def forms_of(key):
    """Every way a key could be written out."""
    return [key.hex(), key.hex().upper(), repr(key)[2:-1], str(int.from_bytes(key))]


def shown(error):
    """What a traceback with local variables prints, but for the frames of this file."""
    trace = traceback.TracebackException.from_exception(error, capture_locals=True)
    trace.stack[:] = [frame for frame in trace.stack if frame.filename != __file__]
    assert trace.stack
    return "".join(trace.format())


def assert_no_secret(text, *secrets):
    for secret in secrets:
        for form in forms_of(secret) if isinstance(secret, bytes) else [secret]:
            assert form not in text


@given(
    nonce=st.integers(0, 2**64 - 1),
    fees=st.tuples(WORD, WORD),
    gas=st.integers(0, 2**64 - 1),
    value=WORD,
    data=st.binary(max_size=100),
    to=st.sampled_from([TO, None]),
)
def test_sign_transaction__any_fields__equals_eth_account(nonce, fees, gas, value, data, to):
    fields = FIELDS | {"nonce": nonce, "gas": gas, "value": value, "data": data}
    fields |= {"maxPriorityFeePerGas": min(fees), "maxFeePerGas": max(fees)}
    fields = fields | {"to": to} if to else {k: v for k, v in fields.items() if k != "to"}
    expected = Account.sign_transaction(fields, KEY)

    signed = LocalSigner(KEY).sign_transaction(fields)

    assert signed.raw == expected.raw_transaction
    assert signed.hash == expected.hash


def test_sign_typed_data__equals_eth_account():
    message = TypedMessage(Domain("Valley", "1", 100, TO), Ballot(7, 1, TO, 0))
    signature = LocalSigner(KEY).sign_typed_data(message)
    assert signature == bytes(Account.from_key(KEY).sign_message(message.signable()).signature)
    assert signature[64] in (27, 28)


def test_address__is_that_of_eth_account():
    assert LocalSigner(KEY).address == Account.from_key(KEY).address
    assert LocalSigner("0x" + KEY.hex()).address == LocalSigner(KEY.hex()).address


def test_public_accounts__are_those_of_the_published_mnemonic():
    Account.enable_unaudited_hdwallet_features()
    paths = (f"m/44'/60'/0'/0/{number}" for number in range(10))
    assert {Account.from_mnemonic(MNEMONIC, account_path=path).address for path in paths} == (
        PUBLIC_ACCOUNTS
    )


@pytest.mark.parametrize("chain_id", [1, 10, 100, 11155111])
def test_public_key__on_a_chain_of_value__signs_nothing(chain_id):
    Account.enable_unaudited_hdwallet_features()
    known = LocalSigner(bytes(Account.from_mnemonic(MNEMONIC).key))
    for signer in (known, dev_signer("ana")):
        with pytest.raises(KeyRefused, match="public"):
            signer.sign_transaction(FIELDS | {"chainId": chain_id})
        with pytest.raises(KeyRefused, match="public"):
            signer.sign_typed_data(
                TypedMessage(Domain("V", "1", chain_id, TO), Ballot(7, 1, TO, 0))
            )
        assert signer.sign_transaction(FIELDS | {"chainId": 31337}).raw


@pytest.mark.parametrize(
    "broken",
    [
        {"nonce": "0"},
        {"gas": 1.5},
        {"value": True},
        {"value": -1},
        {"data": "0xzz"},
        {"type": 0},
        {"maxFeePerGas": None},
        {"accessList": [("0x", [])]},
    ],
)
def test_sign_transaction__impossible_fields__refused_without_the_key(broken):
    with pytest.raises(KeyRefused, match="cannot sign") as refused:
        LocalSigner(KEY).sign_transaction(FIELDS | broken)
    assert refused.value.__cause__ is refused.value.__context__ is None
    assert_no_secret(shown(refused.value), KEY)


@pytest.mark.parametrize(
    "key", [KEY[:31], KEY + b"\0", b"\0" * 32, b"\xff" * 32, "0xnot hex", 5, None]
)
def test_key__that_is_none__refused_without_repeating_it(key):
    with pytest.raises(KeyRefused, match="no private key") as refused:
        LocalSigner(key)
    assert " key = " not in shown(refused.value)


def test_signer__written_out_in_any_way__shows_no_key():
    signer = LocalSigner(KEY)
    assert repr(signer) == f"LocalSigner({signer.address})"
    assert_no_secret(f"{signer!r} {signer!s} {[signer]} {dir(signer)}", KEY)
    for write_out in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError, match="never written out"):
            write_out(signer)
    with pytest.raises(TypeError):
        vars(signer)


@pytest.fixture(scope="module")
def encrypted():
    return json.dumps(Account.encrypt(KEY, PASSWORD, kdf="pbkdf2", iterations=1_000))


@pytest.fixture
def keystore(tmp_path, encrypted):
    path = tmp_path / "steward.json"
    path.write_text(encrypted)
    path.chmod(0o600)
    return path


def test_keystore__right_password__opens_the_account(keystore, tmp_path):
    assert KeystoreSigner(keystore, lambda: PASSWORD).address == Account.from_key(KEY).address
    written = tmp_path / "password"
    written.write_text(PASSWORD + "\n")
    written.chmod(0o600)
    signer = KeystoreSigner(keystore, written)
    assert signer.sign_transaction(FIELDS).raw == LocalSigner(KEY).sign_transaction(FIELDS).raw
    assert repr(signer) == f"KeystoreSigner({signer.address})"


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o644])
def test_keystore__readable_by_others__is_refused_before_the_password_is_asked(keystore, mode):
    keystore.chmod(mode)
    with pytest.raises(KeyRefused, match="others may read") as refused:
        KeystoreSigner(keystore, lambda: pytest.fail("the password was asked for"))
    assert f"chmod 600 {keystore}" in refused.value.next_step


def test_keystore__password_file_readable_by_others__is_refused(keystore, tmp_path):
    written = tmp_path / "password"
    written.write_text(PASSWORD)
    written.chmod(0o644)
    with pytest.raises(KeyRefused, match="others may read") as refused:
        KeystoreSigner(keystore, written)
    assert_no_secret(shown(refused.value), KEY, PASSWORD)


def test_keystore__wrong_password__is_refused_without_repeating_it(keystore):
    with pytest.raises(KeyRefused, match="wrong password") as refused:
        KeystoreSigner(keystore, lambda: "incorrect donkey")
    assert_no_secret(shown(refused.value), "incorrect donkey")


@pytest.mark.parametrize(
    "content", ["", "[]", "{}", '{"version": 3}', "\x00", '{"version": 1, "crypto": {}}']
)
def test_keystore__other_content__is_refused(tmp_path, content):
    path = tmp_path / "other.json"
    path.write_text(content)
    path.chmod(0o600)
    with pytest.raises(KeyRefused, match="no keystore of version 3"):
        KeystoreSigner(path, lambda: PASSWORD)


def test_keystore__missing__is_refused(tmp_path):
    with pytest.raises(KeyRefused, match="cannot read"):
        KeystoreSigner(tmp_path / "nobody.json", lambda: PASSWORD)


def test_find_keystore__by_name_or_address__finds_the_file(tmp_path):
    ape, geth = tmp_path / "ape", tmp_path / "geth"
    ape.mkdir()
    geth.mkdir()
    by_name = ape / "steward.json"
    by_address = geth / f"UTC--2026-01-01T00-00-00Z--{TO[2:].lower()}"
    by_name.touch()
    by_address.touch()
    folders = (tmp_path / "missing", ape, geth)

    assert find_keystore("Steward", folders) == by_name
    assert find_keystore(TO, folders) == by_address
    with pytest.raises(KeyRefused, match="no account named 'nobody'"):
        find_keystore("nobody", folders)
