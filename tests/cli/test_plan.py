# SPDX-License-Identifier: Apache-2.0
"""Plans by the command line: written by every verb, signed without a network, sent once.

--plan on a verb → a file; nothing is sent, no password is asked
├── a pay run: every part, with nonces in a row
└── an account of which only the address is here
plan show → what the bytes say; touched or foreign bytes are refused
plan sign → without network; another key, no agreement: no file; the key is nowhere in it
plan send
├── fresh: sent once, and again «already sent in 0x…», from another machine too
├── a part has landed: the rest goes
├── cut off before the answer: sent again, the same bytes
└── stale (nonce, fee, contract, gas, chain) or not signed: refused, nothing sent
"""

import json
import socket

import pytest
from eth_account import Account

from cosmolocal import explain
from cosmolocal.alliance import Alliance
from cosmolocal.chain import Chain
from cosmolocal.cli import session
from cosmolocal.plans import PlanFile
from cosmolocal.signers import KeystoreSigner
from cosmolocal.treasury import ETH
from tests.cli.conftest import dev
from tests.sdk import paying
from tests.sdk.valley import ARBITER, BAKER, ETHER, GROWER

COUNT = 12
PASSWORD = "between the rivers"
KEY = b"\x17" * 32
ADDRESS = Account.from_key(KEY).address


@pytest.fixture
def offline(home):
    """A keystore of geth's format, and the password for it, on a machine of their own."""
    store, secret = home / "cold" / "key.json", home / "cold" / "password"
    store.parent.mkdir()
    store.write_text(json.dumps(Account.encrypt(KEY, PASSWORD, kdf="scrypt", iterations=2)))
    secret.write_text(PASSWORD)
    store.chmod(0o600)
    secret.chmod(0o600)
    return "--account", store, "--password-file", secret


@pytest.fixture
def given(valley, terminal, home, offline):
    """A plan to give 1.5 ETH, made where only the address is known."""
    valley.local.fund(ADDRESS, 9 * ETHER)
    path = home / "give.json"
    ran = terminal.run("treasury", "deposit", "1.5", "--account", ADDRESS, "--plan", path)
    assert ran.code == 0, ran.err
    assert "Nothing was sent." in ran.out
    return path


def held(valley):
    return valley.alliance.treasury.balance().amount


@pytest.fixture
def sign(terminal, home, offline, monkeypatch):
    """Sign a plan; whoever reaches for the network fails."""

    def unreachable(*_, **__):
        raise AssertionError("the network was asked")

    def run(path, *options, **more):
        with monkeypatch.context() as patched:
            patched.setattr(socket, "socket", unreachable)
            patched.setattr(session, "connect", unreachable)
            signed = home / "signed.json"
            return signed, terminal.run("plan", "sign", path, "--out", signed, *options, **more)

    return run


@pytest.fixture
def signed(given, sign, offline):
    path, ran = sign(given, *offline, "--yes")
    assert ran.code == 0, ran.err
    return path


def test_plan__of_a_verb__sends_nothing_and_holds_all_but_a_signature(valley, given):
    plan = PlanFile.loads(given.read_text())

    assert held(valley) == 0
    [only] = plan.transactions
    assert (only.nonce, only.value, only.to) == (0, 15 * 10**17, valley.alliance.treasury.address)
    assert only.words == plan.sentence == "Give 1.5 to the treasury."
    assert (plan.account, plan.chain_id, plan.is_signed) == (ADDRESS, 31337, False)
    assert valley.alliance.chain.journal.entries() == []


def test_account__only_its_address__sends_nothing_without_plan(valley, terminal):
    valley.local.fund(ADDRESS, 9 * ETHER)
    ran = terminal.run("treasury", "deposit", "1", "--account", ADDRESS, "--yes")
    assert ran.code == 2
    assert f"no account named '{ADDRESS}'" in ran.err
    assert "--plan FILE" in ran.err
    assert terminal.run("treasury", "deposit", "1", "--account", ADDRESS, "--dry-run").code == 0
    assert held(valley) == 0


def test_show__plan__says_what_the_bytes_say(terminal, given):
    ran = terminal.run("plan", "show", given)
    assert ran.code == 0
    for words in ("Give 1.5", ADDRESS, "only sends value", "at most", "plan"):
        assert words in ran.err, words


def test_show__with_the_manifest__names_the_contracts(valley, terminal, given, home):
    manifest = home / "deployments" / "31337" / "valley.json"
    ran = terminal.run("plan", "show", given, "--manifest", manifest)
    assert ran.code == 0, ran.err
    assert f"Treasury {valley.alliance.treasury.address}" in " ".join(ran.err.split())


def test_sign__call_that_cannot_be_read_back__is_refused(
    valley, terminal, home, sign, offline, monkeypatch
):
    """Bytes beyond the arguments could mean something that nobody is shown."""
    path, grower = home / "motion.json", valley.address(GROWER)
    pay = valley.alliance.treasury.pay_action(ADDRESS, 1)
    propose = ("governance", "propose", pay.target, pay.calldata.hex(), "--why", "x")
    assert terminal.run(*propose, "--account", grower, "--plan", path).code == 0
    read = explain.decoded_offline
    monkeypatch.setattr(explain, "decoded_offline", lambda *call: (*read(*call)[:2], False))

    out, ran = sign(path, *offline, "--yes")

    assert ran.code == 2
    assert "cannot be read back exactly" in ran.err
    assert not out.exists()


def test_sign_and_send__fresh_plan__is_sent_once(valley, terminal, signed):
    ran = terminal.run("plan", "send", signed, "--yes", "--json")
    assert ran.code == 0, ran.err
    assert held(valley) == 15 * 10**17
    again = terminal.run("plan", "send", signed, "--yes", "--json")

    assert again.code == 0
    assert again.data == {"sent": False, "transactions": ran.data["transactions"]}
    assert f"already sent in {ran.data['transactions'][0]}" in again.err
    assert held(valley) == 15 * 10**17


def test_send__from_another_machine__finds_what_was_sent(valley, terminal, signed, monkeypatch):
    assert terminal.run("plan", "send", signed, "--yes").code == 0
    monkeypatch.setenv("XDG_STATE_HOME", str(signed.parent / "elsewhere"))
    again = terminal.run("plan", "send", signed, "--yes")
    assert (again.code, "already sent in 0x" in again.out) == (0, True)
    assert held(valley) == 15 * 10**17


def test_send__nobody_agrees__sends_nothing(valley, terminal, signed):
    for answers in (None, "n\n"):
        ran = terminal.run("plan", "send", signed, answers=answers)
        assert (ran.code, "nothing was sent" in ran.err) == (2, True)
    assert held(valley) == 0
    assert terminal.run("plan", "send", signed, answers="y\n").code == 0
    assert held(valley) == 15 * 10**17


def test_send__cut_off_before_the_answer__goes_on_with_the_same_bytes(
    valley, terminal, signed, monkeypatch
):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(Chain, "_transmit", interrupted)
        assert terminal.run("plan", "send", signed, "--yes").code == 130
    ran = terminal.run("plan", "send", signed, "--yes", "--json")
    assert ran.code == 0, ran.err
    assert ran.data["transactions"] == [PlanFile.loads(signed.read_text()).transactions[0].hash]
    assert held(valley) == 15 * 10**17


def test_sign__nobody_agrees_or_another_key__writes_nothing(terminal, given, sign, offline):
    path, ran = sign(given, *offline, answers="n\n")
    assert (ran.code, "nothing was signed" in ran.err, path.exists()) == (2, True, False)
    path, ran = sign(given, "--account", dev(BAKER), "--yes")
    assert (ran.code, f"the plan is for {ADDRESS}" in ran.err, path.exists()) == (2, True, False)


def test_sign__password_typed__signs_and_neither_key_nor_password_is_anywhere(
    valley, terminal, given, sign, offline, home, monkeypatch
):
    monkeypatch.setattr(session, "getpass", lambda _: PASSWORD)
    path, ran = sign(given, *offline[:2], answers="y\n")
    assert ran.code == 0, ran.err
    assert terminal.run("plan", "send", path, "--yes").code == 0
    files = [each for each in home.rglob("*") if each.is_file() and "cold" not in each.parts]
    assert any("journal" in each.parts for each in files)
    written = [ran.out.encode(), ran.err.encode(), *(each.read_bytes() for each in files)]
    for secret in (KEY.hex().encode(), KEY, PASSWORD.encode()):
        assert not any(secret in text for text in written)


TOUCHED = [
    (lambda plan: plan["transactions"][0].update(value="1"), "changed after it was made"),
    (lambda plan: plan.update(sentence="Give 1 to the treasury."), "changed after it was made"),
    (lambda plan: plan["transactions"][0].update(nonce=7), "changed after it was made"),
    (lambda plan: plan.update(version=2), "version"),
    (lambda plan: plan.update(colour="red"), "colour"),
    (lambda plan: plan["transactions"][0].pop("gas"), "transactions.0.gas"),
    (lambda plan: plan["transactions"].append(plan["transactions"][0]), "comes next"),
]


def test_plan__touched__is_refused(given, sign, offline):
    whole = given.read_text()
    for change, words in TOUCHED:
        content = json.loads(whole)
        change(content)
        given.write_text(json.dumps(content))
        path, ran = sign(given, *offline, "--yes")
        assert (ran.code, words in ran.err, path.exists()) == (2, True, False), ran.err


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"version": 1, "version": 1}', "nonsense"])
def test_plan__none__is_refused(terminal, home, text):
    path = home / "none.json"
    path.write_text(text)
    ran = terminal.run("plan", "show", path)
    assert ran.code == 2
    assert ran.err.startswith("Not done: ")


def test_send__signed_bytes_that_are_not_the_plan__are_refused(valley, terminal, signed):
    content = json.loads(signed.read_text())
    other = Account.from_key(KEY).sign_transaction(
        {**PlanFile.loads(signed.read_text()).transactions[0].fields(31337), "value": 2}
    )
    content["transactions"][0]["signed"] = "0x" + other.raw_transaction.hex()
    signed.write_text(json.dumps(content))
    ran = terminal.run("plan", "send", signed, "--yes")
    assert (ran.code, "what was signed is not what the plan says" in ran.err) == (2, True)
    assert held(valley) == 0


def test_send__not_signed__says_how(terminal, given):
    ran = terminal.run("plan", "send", given, "--yes")
    assert (ran.code, "cosmolocal plan sign" in ran.err) == (2, True)


def test_send__other_transaction_since__is_stale(valley, terminal, signed, offline):
    ran = terminal.run("treasury", "deposit", "1", *offline, "--yes")
    assert ran.code == 0, ran.err
    ran = terminal.run("plan", "send", signed, "--yes")
    assert ran.code == 2
    assert "begins with nonce 0, the next one is 1" in ran.err
    assert "Make the plan anew" in ran.err
    assert held(valley) == ETHER


def test_send__fees_have_risen__is_stale(valley, terminal, signed, monkeypatch):
    most = PlanFile.loads(signed.read_text()).transactions[0].max_fee
    provider = valley.local.w3.provider
    make = provider.make_request

    def dearer(method, params):
        response = make(method, params)
        if method == "eth_getBlockByNumber":
            block = {**response["result"], "baseFeePerGas": hex(most + 1)}
            return {**response, "result": block}
        return response

    monkeypatch.setattr(provider, "make_request", dearer)
    ran = terminal.run("plan", "send", signed, "--yes")
    assert ran.code == 2, ran.err
    assert "a unit of gas costs" in ran.err


def test_send__another_chain__is_refused(valley, terminal, signed):
    content = PlanFile.loads(signed.read_text())
    other = content.model_copy(update={"chain": "31337-00000000", "id": bytes(32)})
    signed.write_text(other.model_copy(update={"id": other.digest()}).dumps())
    ran = terminal.run("plan", "send", signed, "--yes")
    assert (ran.code, "the plan is for chain 31337-00000000" in ran.err) == (2, True)
    assert held(valley) == 0


# --- pay runs ------------------------------------------------------------------------------------


@pytest.fixture
def planned(valley, terminal, home):
    """A pay run as a plan; a steward's throw-away key will sign it."""
    token = paying.fill(valley)
    rows = paying.rows(token.address, COUNT)
    path = paying.write(home / "march.csv", rows)
    who = ("--account", dev(paying.STEWARD))
    ran = terminal.run("treasury", "payrun", path, *who, "--plan", home / "run.json")
    assert ran.code == 0, ran.err
    assert "Totals" in ran.err
    return token, rows, path, who


def test_payrun__as_a_plan__pays_every_row_once(valley, terminal, home, planned, sign):
    token, rows, path, who = planned
    plan = PlanFile.loads((home / "run.json").read_text())
    nonces = [each.nonce for each in plan.transactions]
    assert len(nonces) > 2
    assert nonces == list(range(nonces[0], nonces[0] + len(nonces)))
    signed, ran = sign(home / "run.json", *who, "--yes")
    assert ran.code == 0, ran.err
    assert paying.person(0)[:20] in ran.err
    assert "rows of march out of pot 2" in ran.err
    assert set(paying.received(valley, token, rows).values()) == {0}

    sent = terminal.run("plan", "send", signed, "--yes", "--json")
    assert sent.code == 0, sent.err
    assert paying.received(valley, token, rows) == paying.expected(rows, token.address)
    again = terminal.run("treasury", "payrun", path, *who, "--yes", "--json")
    assert again.code == 0, again.err
    assert set(again.data["transactions"]) == set(sent.data["transactions"])


def test_send__a_part_has_landed__the_rest_goes(valley, terminal, home, planned, sign):
    token, rows, _, who = planned
    signed, _ = sign(home / "run.json", *who, "--yes")
    first = PlanFile.loads(signed.read_text()).transactions[0]
    valley.local.chain.node.tell("eth_sendRawTransaction", "0x" + first.signed.hex())
    ran = terminal.run("plan", "send", signed, "--yes")
    assert ran.code == 0, ran.err
    assert paying.received(valley, token, rows) == paying.expected(rows, token.address)


def test_send__rows_paid_by_another_way_meanwhile__pays_nobody_twice(
    valley, terminal, home, planned, sign
):
    """The key is used online before the plan comes back: nonces are taken, and nothing is sent."""
    token, rows, path, who = planned
    signed, _ = sign(home / "run.json", *who, "--yes")
    assert terminal.run("treasury", "payrun", path, *who, "--yes").code == 0
    ran = terminal.run("plan", "send", signed, "--yes")
    assert (ran.code, "Make the plan anew" in ran.err) == (2, True)
    assert paying.received(valley, token, rows) == paying.expected(rows, token.address)


def test_send__what_the_contract_refuses_now__is_refused_before_sending(
    valley, terminal, home, planned, sign
):
    """The guardian halts spending while the plan is away."""
    token, rows, _, who = planned
    signed, _ = sign(home / "run.json", *who, "--yes")
    treasury = Alliance.connect(valley.local.chain, valley.manifest).treasury
    treasury.pause([ETH, token.address], 86_400, signer=valley.signer(ARBITER))
    before = valley.alliance.chain.nonce(valley.address(paying.STEWARD))
    ran = terminal.run("plan", "send", signed, "--yes")
    assert ran.code == 1
    assert "halted" in ran.err or "paused" in ran.err
    assert valley.alliance.chain.nonce(valley.address(paying.STEWARD)) == before
    assert set(paying.received(valley, token, rows).values()) == {0}


def test_keystore_signer__is_what_signs(offline):
    assert KeystoreSigner(offline[1], offline[3]).address == ADDRESS
