# SPDX-License-Identifier: Apache-2.0
"""From a plan to a transaction: simulate, show, ask, send; and how each run ends.

a write
├── it would work
│   ├── --dry-run: shows what it would do, sends nothing
│   ├── --yes: sends, and answers with the receipt
│   ├── somebody answers yes: sends
│   └── somebody answers anything else, input is closed, or --no-input: sends nothing, exit 2
├── the contract refuses: exit 1 before anybody is asked
├── the request itself is wrong: exit 2
├── the node does not answer: exit 3
└── the outcome is not known: exit 4
"""

import json

import pytest
from eth_account import Account

from cosmolocal.calls import Receipt
from cosmolocal.cli import inputs, output, session
from cosmolocal.errors import BadInput, OutcomeUnknown
from cosmolocal.networks import network
from tests.cli.conftest import dev, program
from tests.sdk import paying
from tests.sdk.signing_service import signing_service
from tests.sdk.valley import BAKER, DRIVER, ETHER, GROWER, MILLER

GIVE = ("treasury", "deposit", "1.5", "--account", dev(BAKER))


def balance(valley):
    return valley.alliance.treasury.balance().amount


def test_write__dry_run__shows_the_cost_and_sends_nothing(terminal, valley):
    ran = terminal.run(*GIVE, "--dry-run", "--json")

    assert ran.code == 0
    assert ran.data["sent"] is False
    assert ran.data["gas_used"] > 21_000
    assert int(ran.data["fee"]) > 0
    assert "Give 1.5 to the treasury." in ran.err
    assert valley.address(BAKER) in ran.err
    assert balance(valley) == 0


def test_write__yes__sends_and_answers_with_the_receipt(terminal, valley):
    ran = terminal.run(*GIVE, "--yes", "--json")

    assert ran.code == 0
    assert list(ran.data) == ["sent", "tx_hash", "block", "gas_used", "fee", "events"]
    assert ran.data["sent"] is True
    [event] = ran.data["events"]
    gift = {"event": "Received", "sender": valley.address(BAKER), "amount": str(15 * 10**17)}
    assert event == gift
    assert balance(valley) == 15 * 10**17


def test_write__yes__tells_people_too(terminal, valley):
    ran = terminal.run(*GIVE, "--yes")

    assert ran.code == 0
    assert "tx hash" in ran.out
    assert "Received" in ran.out


def test_write__somebody_answers_yes__sends(terminal, valley):
    ran = terminal.run(*GIVE, answers="y\n")

    assert ran.code == 0
    assert "Send it? [y/N]" in ran.err
    assert balance(valley) == 15 * 10**17


@pytest.mark.parametrize("answers", ["n\n", "\n", "", "yep\n", None])
@pytest.mark.parametrize("also", [[], ["--json"]], ids=["text", "json"])
def test_write__nobody_agrees__sends_nothing(terminal, valley, answers, also):
    ran = terminal.run(*GIVE, *also, answers=answers)

    assert ran.code == 2
    assert "nothing was sent" in ran.err
    assert balance(valley) == 0


def test_write__no_input__does_not_even_ask(terminal, valley):
    ran = terminal.run(*GIVE, "--no-input", answers="y\n")

    assert ran.code == 2
    assert "[y/N]" not in ran.err
    assert "Add --yes." in ran.err
    assert balance(valley) == 0


def test_write__contract_refuses__ends_with_1_before_anybody_is_asked(terminal, valley):
    entry = valley.work(GROWER)
    ran = terminal.run(
        "ledger", "confirm", f"0x{entry.hex()}", "--account", dev(GROWER), answers="y\n"
    )

    assert ran.code == 1
    assert ran.err.startswith("Refused: ledger: own entry")
    assert "→ " in ran.err
    assert "[y/N]" not in ran.err


def test_error__json__has_a_stable_shape(terminal, valley):
    entry = valley.work(GROWER)
    ran = terminal.run("ledger", "confirm", f"0x{entry.hex()}", "--account", dev(GROWER), "--json")

    assert ran.data == {
        "error": {
            "kind": "LedgerOwnEntry",
            "message": "ledger: own entry (in ContributionLedger.confirm)",
            "next_step": ran.data["error"]["next_step"],
            "exit_code": 1,
        }
    }
    assert ran.data["error"]["next_step"]


SPONSOR = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"
PAYEE = "0x" + "0" * 39 + "1"


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("treasury", "deposit", "1,5"), "'1,5' is not an amount"),
        (("treasury", "deposit", "0.0000000000000000001"), "finer than the smallest unit"),
        (("membership", "standing", "0x12"), "'0x12' is not an address"),
        (("membership", "standing", "0x" + "ab" * 20), "no valid checksum"),
        (("ledger", "entry", "0x12"), "expected 0x and 64 hexadecimal digits"),
        (("ledger", "entry", "0x" + "zz" * 32), "non-hexadecimal"),
        (("governance", "show", "7"), "there is no proposal 7"),
        (("governance", "show", "seven"), "neither the number nor the id of a proposal"),
        (("funding", "cast-ballot", "1", "3:5"), "write PROJECT=VOTES"),
        (("funding", "cast-ballot", "1", "3=5", "3=1"), "project 3 comes twice"),
        (("funding", "cast-ballot", "circle/1", "1=1"), "is no round: write its number"),
        (("funding", "review", "1", "1", "2", "--reject", "no"), "rejected one by one"),
        (("funding", "carry-over", "1", "matching/1", SPONSOR), "are of different kinds"),
        (("funding", "compare", "9"), "there is no round 9"),
        (("funding", "ballots", "matching/1"), "is no retro round"),
        (("governance", "propose", SPONSOR, "0x"), "a proposal needs a reason"),
        (("treasury", "pay", PAYEE, "1", "--why", "@missing.txt"), "cannot read missing"),
        (("treasury", "pay", PAYEE, "1", "--why", " "), "the text is empty"),
        (("scopes", "grant-role", "1", "1", "steward", "--until", "soon"), "'soon' is no"),
        (("treasury", "balance", "--manifest", "none.json"), "cannot read the manifest none.json"),
    ],
)  # fmt: skip
def test_request__wrong__ends_with_2_and_says_why(terminal, valley, arguments, reason, monkeypatch):
    monkeypatch.setenv("COSMOLOCAL_ACCOUNT", dev(BAKER))
    ran = terminal.run(*arguments)

    assert ran.code == 2
    assert reason in ran.err.replace("\n", " ")
    assert ran.out == ""


def test_amounts__of_a_ballot__each_project_once():
    assert inputs.amounts(["3=12.5", "1=2"], 1) == {3: 125, 1: 20}
    for given, reason in (
        (["3=1", "3=2"], "project 3 comes twice"),
        (["0=1"], "'0=1' is no amount"),
        (["x=1"], "'x=1' is no amount"),
    ):
        with pytest.raises(BadInput) as refusal:
            inputs.amounts(given, 0)
        assert reason in str(refusal.value)


def test_proposal__named_by_its_id__is_found_like_by_its_number(terminal, valley):
    number = valley.propose(valley.alliance.membership.extend_action(valley.address(BAKER)))
    assert len(str(number)) > 9
    by_id, by_number = (
        terminal.run("governance", "show", name, "--json").data for name in (number, "1")
    )
    assert by_id == by_number


def test_sent__where_people_can_look__has_the_link_and_what_was_created():
    created = Receipt(
        label="a contract",
        sender=SPONSOR,
        tx_hash="0x" + "ab" * 32,
        block=7,
        block_hash="0x" + "cd" * 32,
        timestamp=1,
        gas_used=21_000,
        fee=21_000,
        contract_address=SPONSOR,
        events=(),
    )
    place = network(31337).model_copy(update={"explorer": "https://look.example"})
    answer = session.sent(created, place)
    assert answer.data["link"] == f"https://look.example/tx/{created.tx_hash}"
    assert answer.data["created"] == SPONSOR
    assert answer.view[0]["look"] == answer.data["link"]


def test_request__no_alliance_here__names_the_option(terminal, valley, home):
    (home / "deployments" / "31337" / "valley.json").unlink()
    ran = terminal.run("treasury", "balance")

    assert ran.code == 2
    assert "no alliance in deployments/31337" in ran.err
    assert "--manifest" in ran.err


def test_node__does_not_answer__ends_with_3():
    said = program("treasury", "balance", "--rpc", "http://127.0.0.1:9", "--json")

    assert said.returncode == 3
    assert said.stderr.startswith("No answer: no connection to 127.0.0.1:9")
    assert json.loads(said.stdout)["error"]["kind"] == "NodeUnreachable"


def test_outcome__not_known__ends_with_4_and_says_how_to_go_on(terminal, valley, monkeypatch):
    def lost(plan_session, plan):
        raise OutcomeUnknown("lost", tx_hash="0x1", account="0x2", nonce=3, intent="i")

    monkeypatch.setattr(session.Session, "carry_out", lost)
    ran = terminal.run(*GIVE, "--yes")

    assert ran.code == 4
    assert ran.err.startswith("Outcome unknown: lost")
    assert "cosmolocal resume" in ran.err


def test_resume__nothing_open__says_so(terminal, valley):
    ran = terminal.run("resume", "--json")
    assert (ran.code, ran.data) == (0, [])


def test_interrupt__is_no_traceback(terminal, valley, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(output, "ask", interrupted)
    ran = terminal.run(*GIVE, answers="y\n")

    assert ran.code == 130
    assert balance(valley) == 0


# --- keys ----------------------------------------------------------------------------------------


@pytest.fixture
def keystore(home, valley):
    """A member's key as a keystore file, and a file with its password."""
    key, password = b"\x11" * 32, "river"
    file = home / "member.json"
    file.write_text(json.dumps(Account.encrypt(key, password, kdf="scrypt", iterations=2)))
    secret = home / "password"
    secret.write_text(f"{password}\n")
    for path in (file, secret):
        path.chmod(0o600)
    valley.local.fund(Account.from_key(key).address, 10**19)
    return file, secret


def test_account__keystore_and_password_file__signs(terminal, valley, keystore):
    file, secret = keystore
    arguments = ("--account", file, "--password-file", secret, "--yes", "--json")
    ran = terminal.run("treasury", "deposit", "1", *arguments)

    assert ran.code == 0
    assert balance(valley) == 10**18


def test_account__wrong_password__ends_with_2_and_shows_neither(terminal, valley, keystore):
    file, secret = keystore
    secret.write_text("ocean")
    ran = terminal.run("treasury", "deposit", "1", "--account", file, "--password-file", secret)

    assert ran.code == 2
    assert "wrong password" in ran.err
    assert "ocean" not in ran.out + ran.err
    assert balance(valley) == 0


def test_account__password_without_a_terminal__names_the_option(terminal, valley, keystore):
    ran = terminal.run("treasury", "deposit", "1", "--account", keystore[0], "--yes")

    assert ran.code == 2
    assert "--password-file" in ran.err


def test_account__password_typed__signs(terminal, valley, keystore, monkeypatch):
    monkeypatch.setattr(session, "getpass", lambda prompt: "river")
    ran = terminal.run("treasury", "deposit", "1", "--account", keystore[0], "--yes", answers="")

    assert ran.code == 0
    assert balance(valley) == 10**18


@pytest.mark.parametrize(
    ("account", "reason"),
    [(None, "no account to sign with"), ("nobody", "no account named 'nobody'")],
)
def test_account__missing__ends_with_2(terminal, valley, account, reason):
    named = ("--account", account) if account else ()
    ran = terminal.run("treasury", "deposit", "1", *named, "--yes")

    assert ran.code == 2
    assert reason in ran.err


# --- what is printed -----------------------------------------------------------------------------


def test_text_of_others__cannot_steer_the_terminal():
    hostile = "mill\x1b[2J\u202egnitov\x07\n[red]"
    assert output.printable(hostile) == "mill\ufffd[2J\ufffdgnitov\ufffd\n[red]"


def test_markup_in_texts__is_written_as_it_is(capsys):
    output.show({"text": "[bold]loud[/bold] :smile:"})
    assert "[bold]loud[/bold] :smile:" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ([], "none"),
        ({"a_name": None}, f"a name  {output.NONE}"),
        ({"open": True}, "open  yes"),
        ([{"n": 7, "who": "Ilse"}, {"n": 12, "who": "Rui"}], "n  who"),
    ],
)
def test_show__writes_records_for_people(capsys, value, written):
    output.show(value)
    assert written in capsys.readouterr().out


def test_show__figures_stand_on_the_right(capsys):
    output.show([{"votes": 7, "who": "Ilse"}, {"votes": 512, "who": "Rui"}])
    assert capsys.readouterr().out.splitlines()[1].startswith("    7  Ilse")


def test_receipt__large_integers__are_text(terminal, valley):
    ran = terminal.run(
        "treasury", "deposit", "9.007199254740993", "--account", dev(DRIVER), "--yes", "--json"
    )

    assert ran.data["events"][0]["amount"] == "9007199254740993000"
    assert isinstance(ran.data["gas_used"], int)


@pytest.mark.parametrize(("width", "shown"), [(80, "pot  token"), (30, "token  0xBc50…18a8")])
def test_show__records__stand_side_by_side_only_where_they_have_room(
    capsys, monkeypatch, width, shown
):
    monkeypatch.setenv("COLUMNS", str(width))
    output.show([{"pot": n, "token": "0xBc50…18a8", "ends": "2027-11-18 05:32"} for n in (1, 2)])
    written = capsys.readouterr().out
    assert shown in written
    assert written.count("2027-11-18 05:32") == 2  # whole, at any width


def test_write__told_to_people__has_a_line_for_each_fact(terminal, valley):
    ran = terminal.run(*GIVE, "--yes")
    lines = dict(line.split(maxsplit=1) for line in ran.out.splitlines() if len(line.split()) > 1)
    assert lines["event"].strip() == "Received"
    assert lines["sender"].strip() == valley.address(BAKER)
    assert lines["fee"].rstrip().endswith("test ETH")


def test_payee__unknown_name__says_what_to_do(terminal, valley):
    ran = terminal.run("treasury", "pay", "Bob", "1", "--pot", "1", "--account", dev(BAKER))
    assert ran.code == 2
    assert "'Bob' is neither an address nor a name" in ran.err
    assert "addresses.csv" in ran.err


def test_balance__of_any_token__in_its_own_decimals(terminal, valley):
    """What is free is told in whole tokens like what is held."""
    token = paying.fill(valley)
    native = terminal.run("treasury", "balance", "--json").data
    assert (native["amount"], native["free"]) == ("50", "50")
    held = terminal.run("treasury", "balance", "--token", token.address, "--json").data
    assert (held["amount"], held["free"]) == ("1000000", "1000000")
    assert "free" in terminal.run("treasury", "balance").out


def test_account__at_a_signing_service__signs(terminal, valley, monkeypatch):
    miller = valley.signer(MILLER)

    def sign(_, params):
        [asked] = params
        texts = {name: asked.pop(name) for name in ("from", "to", "data", "accessList")}
        full = {name: int(text, 16) for name, text in asked.items()} | texts
        return {"result": "0x" + miller.sign_transaction(full).raw.hex()}

    arguments = ("--account", f"remote:{miller.address}", "--yes", "--json")
    with signing_service(sign) as url:
        monkeypatch.setenv("COSMOLOCAL_SIGNER", url)
        ran = terminal.run("treasury", "deposit", "1", *arguments)

    assert (ran.code, ran.data["sent"]) == (0, True)
    assert valley.alliance.treasury.balance().amount == ETHER
    assert "sesame" not in ran.out + ran.err


def test_account__at_no_service__says_where_to_name_it(terminal, valley, monkeypatch):
    monkeypatch.delenv("COSMOLOCAL_SIGNER", raising=False)
    account = f"remote:{valley.address(MILLER)}"
    ran = terminal.run("treasury", "deposit", "1", "--account", account, "--yes")

    assert ran.code == 2
    assert "COSMOLOCAL_SIGNER" in ran.err
