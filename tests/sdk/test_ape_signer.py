# SPDX-License-Identifier: Apache-2.0
"""An ape account as a signer, without ape: what it signs is taken, its refusal is an error."""

from types import SimpleNamespace

import pytest
from eth_account import Account
from eth_utils.crypto import keccak

from cosmolocal.ape_signer import ApeSigner
from cosmolocal.errors import KeyRefused
from cosmolocal.signers import dev_signer
from cosmolocal.typed_data import Ballot, Domain, TypedMessage

KEY = keccak(text="a key of ape's")
ACCOUNT = Account.from_key(KEY)
MESSAGE = TypedMessage(
    Domain("River Valley", "1", 31337, ACCOUNT.address), Ballot(7, 1, ACCOUNT.address, 0)
)
FIELDS = {
    "type": 2,
    "chainId": 31337,
    "nonce": 3,
    "gas": 21_000,
    "maxFeePerGas": 10**9,
    "maxPriorityFeePerGas": 10**9,
    "to": dev_signer("somebody").address,
    "value": 5,
    "data": "0x",
}


class Transaction:
    """What an ecosystem of ape makes of fields: signed, it can be written as bytes."""

    def __init__(self, **fields):
        self.fields, self.raw = fields, None

    def serialize_transaction(self):
        return self.raw


class Ledger:
    """An ape account that signs, or declines."""

    address = ACCOUNT.address

    def __init__(self, willing=True):
        self.willing = willing

    def sign_transaction(self, transaction):
        fields = {name: value for name, value in transaction.fields.items() if name != "from"}
        transaction.raw = ACCOUNT.sign_transaction(fields).raw_transaction
        return transaction if self.willing else None

    def sign_message(self, message):
        signed = ACCOUNT.sign_message(message)
        return SimpleNamespace(encode_rsv=lambda: signed.signature) if self.willing else None


def signer(**options):
    ecosystem = SimpleNamespace(create_transaction=Transaction)
    return ApeSigner(Ledger(**options), ecosystem)


def test_sign_transaction__fields__are_signed_for_the_account():
    signed = signer().sign_transaction(FIELDS)

    assert Account.recover_transaction(signed.raw) == signer().address == ACCOUNT.address
    assert signed.hash == keccak(signed.raw)


def test_sign_typed_data__message__is_signed_for_the_account():
    signature = signer().sign_typed_data(MESSAGE)

    assert Account.recover_message(MESSAGE.signable(), signature=signature) == ACCOUNT.address
    assert len(signature) == 65


def test_sign__account_that_declines__is_refused():
    with pytest.raises(KeyRefused, match="did not sign"):
        signer(willing=False).sign_transaction(FIELDS)
    with pytest.raises(KeyRefused, match="did not sign"):
        signer(willing=False).sign_typed_data(MESSAGE)
