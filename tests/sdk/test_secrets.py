# SPDX-License-Identifier: Apache-2.0
"""The key of a sender is in nothing that is kept, shown or logged, whatever goes wrong."""

import json
import logging
import traceback

import pytest
from eth_account import Account
from eth_utils import keccak

from cosmolocal.chain import Chain, Step
from cosmolocal.errors import CosmolocalError
from cosmolocal.journal import Journal
from cosmolocal.rpc import connect
from cosmolocal.signers import KeystoreSigner
from tests.sdk import toy
from tests.sdk.fault_proxy import FaultProxy

KEY = keccak(text="a key that must not be seen")
PASSWORD = "a password that must not be seen"
FORMS = [KEY.hex(), KEY.hex().upper(), repr(KEY)[2:-1], str(int.from_bytes(KEY)), PASSWORD]


@pytest.fixture
def steward(tmp_path):
    path = tmp_path / "steward.json"
    path.write_text(json.dumps(Account.encrypt(KEY, PASSWORD, kdf="pbkdf2", iterations=1_000)))
    path.chmod(0o600)
    return KeystoreSigner(path, lambda: PASSWORD)


@pytest.mark.parametrize("shared_local", ["in-process"], indirect=True)
def test_key__while_all_kinds_of_things_go_wrong__is_nowhere(
    local, steward, tmp_path, caplog, capfd, monkeypatch
):
    caplog.set_level(logging.DEBUG)
    local.fund(steward.address, 10**21)
    seen = []
    with FaultProxy(local.w3.provider) as proxy:
        w3 = connect(proxy.url)
        chain = Chain(w3, journal=Journal(tmp_path / "journal.jsonl"), deadline_seconds=0.5)
        deployed = toy.deploy(chain, steward)
        note = deployed.functions.note
        proxy.faults["eth_sendRawTransaction"].append("busy")
        chain.send(note(1, 1), steward)
        mishaps = [
            lambda: chain.send(note(1, 7), steward),
            lambda: chain.send_many([Step(note(1, 8), steward, gas=90_000)]),
            lambda: chain.send(note(1, 1), steward, value=10**30),
            lambda: steward.sign_transaction({"type": 2, "chainId": 31337, "nonce": "x"}),
            lambda: KeystoreSigner(steward.path, tmp_path / "missing"),
        ]
        for mishap in mishaps:
            with pytest.raises(CosmolocalError) as error:
                mishap()
            trace = traceback.TracebackException.from_exception(error.value, capture_locals=True)
            seen += ["".join(trace.format()), error.value.next_step, repr(vars(error.value))]
        w3.provider._request_session_manager.session_cache.clear()

    journal = (tmp_path / "journal.jsonl").read_text()
    assert steward.address in journal
    assert "eth_sendRawTransaction" in caplog.text
    seen += [
        journal,
        caplog.text,
        *capfd.readouterr(),
        repr(steward),
        repr(chain.journal.entries()),
    ]
    for text in seen:
        assert not [form for form in FORMS if form in text]
