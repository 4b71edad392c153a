# SPDX-License-Identifier: Apache-2.0
"""Keys and passwords: what a run says, writes or logs has none of them, however it ends.

a keystore, the file of its password, and a node whose address has a key in it
├── a write that is sent           → the journal remembers it
├── refused by the contract
├── a keystore that was tampered with
├── no connection to the node      → its host is named, not what comes after
└── a fault in a signature         → the traceback with its local variables
"""

import json
import logging
import traceback

import pytest
from eth_account import Account
from eth_utils import keccak

from cosmolocal import rpc
from cosmolocal.cli import session
from cosmolocal.errors import KeyRefused
from cosmolocal.signers import KeystoreSigner

KEY = keccak(text="a key that only this test has")
PASSWORD = "nine-herons-over-the-weir"
NODE_KEY = "a-key-of-a-node-that-costs-money"
FORMS = (
    KEY.hex(),
    KEY.hex().upper(),
    repr(KEY)[2:-1],
    str(int.from_bytes(KEY)),
    PASSWORD,
    NODE_KEY,
)


@pytest.fixture
def keystore(home, valley):
    """A key with a seat's money, in a file of its own beside its password."""
    file, password = home / "keys" / "member.json", home / "keys" / "password"
    file.parent.mkdir()
    file.write_text(json.dumps(Account.encrypt(KEY, PASSWORD, kdf="scrypt", iterations=2)))
    password.write_text(PASSWORD)
    for path in (file, password):
        path.chmod(0o600)
    valley.local.fund(Account.from_key(KEY).address, 10**19)
    return file, password


@pytest.fixture
def signed_with(terminal, keystore, home, caplog):
    """Run a command with the key; return how it ended, after nothing of it was found anywhere."""
    file, password = keystore
    caplog.set_level(logging.INFO)  # below it, web3 names the node with all of its address
    caplog.set_level(logging.DEBUG, logger="cosmolocal")

    def run(*arguments, **terms):
        account = ("--account", file, "--password-file", password)
        ran = terminal.run(*arguments, *account, **terms)
        assert_hidden(ran.out + ran.err + caplog.text)
        assert_hidden("".join(written_below(home)))
        return ran

    return run


def written_below(home):
    """Everything that was written but the two files themselves."""
    for path in home.rglob("*"):
        if path.is_file() and path.parent.name != "keys":
            yield path.read_text(errors="replace")


def assert_hidden(text):
    found = [number for number, form in enumerate(FORMS) if form in text]
    assert found == []


def test_secrets__of_a_write_that_is_sent__stay_hidden(signed_with, home):
    ran = signed_with("treasury", "deposit", "1", "--yes", "--json")
    assert ran.code == 0
    assert list(home.rglob("*.jsonl")), "the journal was looked through"


def test_secrets__of_a_refused_write__stay_hidden(signed_with):
    ran = signed_with("membership", "leave", "--yes")
    assert ran.code == 1
    assert "nothing to leave" in ran.err


def test_secrets__with_a_wrong_password__stay_hidden(signed_with, keystore):
    keystore[0].write_text(keystore[0].read_text().replace('"mac": "', '"mac": "00'))
    ran = signed_with("treasury", "deposit", "1", "--yes")
    assert ran.code == 2


def test_secrets__of_a_node_that_does_not_answer__stay_hidden(signed_with, monkeypatch):
    monkeypatch.setattr(session, "connect", rpc.connect)
    monkeypatch.setenv("COSMOLOCAL_RPC", f"http://us:{NODE_KEY}@127.0.0.1:1/v3/{NODE_KEY}")
    ran = signed_with("treasury", "deposit", "1", "--yes")
    assert ran.code == 3
    assert "127.0.0.1:1" in ran.err


def test_secrets__in_a_traceback_with_local_variables__stay_hidden(keystore):
    signer = KeystoreSigner(*keystore)
    with pytest.raises(KeyRefused) as fault:
        signer.sign_transaction({"chainId": 1, "nonce": object()})
    trace = traceback.TracebackException.from_exception(fault.value, capture_locals=True)
    trace.stack[:] = [frame for frame in trace.stack if frame.filename != __file__]
    assert trace.stack
    assert_hidden("".join(trace.format()) + f"{signer!r} {signer}")
