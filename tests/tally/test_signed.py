# SPDX-License-Identifier: Apache-2.0
"""Signed ballots in bulk: valid ones count once, the last of each voter; others are counted out.

last_ballots
├── the highest nonce of a voter counts, of two alike the first
├── somebody else's signature, a broken one, a malleable one: refused
└── the signer is the one that eth-account finds
signer_of
└── any 65 bytes: an address or None, never an error
"""

from dataclasses import replace

import pytest
from eth_account import Account
from eth_utils.crypto import keccak
from hypothesis import given
from hypothesis import strategies as st

from cosmolocal.counting import signed
from cosmolocal.counting.signed import SignedBallot, last_ballots, signer_of

ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
KEYS = {name: keccak(text=name) for name in ("mara", "ilse", "noor")}


def ballot(name, nonce, **amounts):
    key = Account.from_key(KEYS[name])
    digest = keccak(text=f"{name} {nonce} {sorted(amounts.items())}")
    signature = key.unsafe_sign_hash(digest).signature
    return SignedBallot(bytes.fromhex(key.address[2:]), nonce, digest, bytes(signature), amounts)


def test_last_ballots__highest_nonce_counts__others_are_counted_out():
    first, second, again = ballot("mara", 1, x=1), ballot("mara", 2, x=5), ballot("mara", 2, x=9)
    other = ballot("ilse", 0, y=3)
    stolen = replace(ballot("noor", 1, x=100), voter=other.voter)
    found, refused = last_ballots([second, first, again, other, stolen], processes=1)

    assert found == {first.voter: {"x": 5}, other.voter: {"y": 3}}
    assert refused == 1


def test_last_ballots__more_than_is_read_ahead__none_is_lost(monkeypatch):
    monkeypatch.setattr(signed, "_CHUNK", 1)
    monkeypatch.setattr(signed.os, "cpu_count", lambda: 1)
    given = [ballot("mara", nonce, x=nonce) for nonce in range(1, 5)]
    assert last_ballots(given, processes=1) == ({given[0].voter: {"x": 4}}, 0)


def test_signer_of__is_the_address_of_the_key():
    signed = ballot("ilse", 3, y=1)
    assert signer_of(signed.digest, signed.signature) == signed.voter
    assert signer_of(keccak(b"else"), signed.signature) != signed.voter


def malleable(signature):
    s = ORDER - int.from_bytes(signature[32:64], "big")
    return signature[:32] + s.to_bytes(32, "big") + bytes((55 - signature[64],))


@pytest.mark.parametrize(
    "broken",
    [
        malleable,
        lambda signature: signature[:64],
        lambda signature: signature[:64] + b"\x00",
        lambda signature: bytes(64) + b"\x1b",
        lambda signature: b"\xff" * 32 + signature[32:],
    ],
    ids=["upper half", "short", "no v", "zeros", "no point"],
)
def test_signer_of__broken_signature__is_none(broken):
    signed = ballot("mara", 1, x=1)
    assert signer_of(signed.digest, broken(signed.signature)) is None


@given(digest=st.binary(min_size=32, max_size=32), signature=st.binary(max_size=70))
def test_signer_of__anything__is_an_address_or_none(digest, signature):
    found = signer_of(digest, signature[:64] + b"\x1b" if len(signature) > 64 else signature)
    assert found is None or len(found) == 20
