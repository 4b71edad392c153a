# SPDX-License-Identifier: Apache-2.0
"""Slips by the command line: signed without a network, brought in a batch by anybody.

--slip on `work`, `record`, `confirm` → a file, to which more are added; no node is asked
├── nobody agrees → nothing is signed
└── a file for another alliance → refused
relay FILES → each slip counts once
├── one that is refused, void or used → named with its reason, the others count
├── --accept → confirmed by who brings it
├── again → nothing is sent
└── touched, no slips, another ledger → refused
"""

import json
import socket

import pytest

from cosmolocal.cli import session
from cosmolocal.verify import verify
from tests.cli.conftest import dev
from tests.sdk.valley import BAKER, BREAD, DRIVER, GROWER, MILLER


@pytest.fixture
def sign(valley, terminal, home, monkeypatch):
    """Sign as somebody, where there is no network."""

    def unreachable(*_, **__):
        raise AssertionError("the network was asked")

    def run(who, verb, *words, file="slips.json", **more):
        options = ("--slip", home / file, "--account", dev(who))
        with monkeypatch.context() as patched:
            patched.setattr(socket, "socket", unreachable)
            patched.setattr(session, "connect", unreachable)
            return terminal.run("ledger", verb, *words, *options, **more)

    return run


@pytest.fixture
def work(valley, sign):
    """Sign hours of work for the baker."""

    def run(who, hours, *options, seat=None, **more):
        said = (valley.scope(BREAD), "--effort", f"{hours} hours", "--evidence", "kneading")
        to = ("--receiver", valley.seat(BAKER), "--seat", seat or valley.seat(who))
        when = ("--occurred-at", valley.local.now - 1)
        return sign(who, "work", *said, *to, *when, *(options or ("--yes",)), **more)

    return run


def earned(valley, who):
    return valley.alliance.ledger.recognition(valley.seat(who)).earned


def test_slip__signed_offline_and_brought__counts_once(valley, terminal, work, home):
    assert work(MILLER, 3).code == 0
    added = work(DRIVER, 2)
    assert added.code == 0, added.err
    assert "holds 2 slips" in added.out
    bring = ("ledger", "relay", home / "slips.json", "--accept", "--account", dev(BAKER))
    ran = terminal.run(*bring, "--yes", "--json")

    assert ran.code == 0, ran.err
    assert len(ran.data["entries"]) == 2
    assert (earned(valley, MILLER), earned(valley, DRIVER)) == (3 * 3_600, 2 * 3_600)
    again = terminal.run(*bring, "--yes", "--json")
    assert again.code == 1
    assert again.data["sent"] is False
    assert all("slip used before" in each["reason"] for each in again.data["refused"])
    assert earned(valley, MILLER) == 3 * 3_600
    assert verify(valley.alliance).differences == ()


def test_relay__one_refused__the_others_count(valley, terminal, work, home):
    """A stranger's seat, a void slip and a good one, in two files."""
    assert work(MILLER, 1, file="one.json").code == 0
    assert work(DRIVER, 1, seat=valley.seat(MILLER), file="two.json").code == 0
    assert work(DRIVER, 1, "--yes", "--until", valley.local.now - 5, file="two.json").code == 0
    files = (home / "one.json", home / "two.json")
    ran = terminal.run("ledger", "relay", *files, "--account", dev(GROWER), "--yes", "--json")

    assert ran.code == 1
    assert len(ran.data["entries"]) == 1
    reasons = [each["reason"] for each in ran.data["refused"]]
    assert len(reasons) == 2
    assert "slip too late" in reasons[1]
    assert ran.err.count("Refused: ") == 2
    assert ran.err.count("→ ") >= 2


def test_relay__dry_run_or_nobody_agrees__sends_nothing(valley, terminal, work, home):
    assert work(MILLER, 1).code == 0
    bring = ("ledger", "relay", home / "slips.json", "--account", dev(GROWER))
    for options, answers, code in ((["--dry-run"], None, 0), ([], None, 2), ([], "n\n", 2)):
        ran = terminal.run(*bring, *options, answers=answers)
        assert (ran.code, "othing was sent" in ran.err + ran.out) == (code, True)
    assert valley.alliance.ledger.flows.state().entries == {}


def test_confirmation__signed_offline_and_brought__confirms(valley, terminal, sign, home):
    entry = valley.work(MILLER)
    signed = sign(GROWER, "confirm", f"0x{entry.hex()}", "--yes")
    assert signed.code == 0, signed.err
    assert valley.alliance.ledger.entry(entry).status == 1
    bring = ("ledger", "relay", home / "slips.json", "--account", dev(DRIVER))
    assert terminal.run(*bring, "--yes").code == 0
    assert valley.alliance.ledger.entry(entry).status == 2


def test_record__any_action_as_a_slip__is_brought(valley, terminal, sign, home):
    terms = ("work", valley.scope(BREAD), "--effort", "2 hours", "--evidence", "the oven")
    seat = ("--seat", valley.seat(MILLER), "--occurred-at", valley.local.now - 1)
    seat += ("--receiver", valley.seat(BAKER))
    signed = sign(MILLER, "record", *terms, *seat, "--yes")
    assert signed.code == 0, signed.err
    bring = ("ledger", "relay", home / "slips.json", "--account", dev(DRIVER), "--yes", "--json")
    [entry] = terminal.run(*bring).data["entries"]
    held = valley.alliance.ledger.entry(bytes.fromhex(entry[2:]))
    assert (held.provider, held.effort) == (valley.seat(MILLER), 7_200)


def test_sign__nobody_agrees__writes_nothing(work, home):
    for answers in (None, "n\n"):
        ran = work(MILLER, 1, "--until", "3 days", answers=answers)
        assert (ran.code, "nothing was signed" in ran.err) == (2, True)
    assert not (home / "slips.json").exists()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda file: file.update(ledger="0x70997970C51812dc3A010C7d01b50e0d17dc79C8"), "are for"),
        (lambda file: file.update(chain_id=1), "on chain 1"),
        (lambda file: file.update(colour=1), "colour"),
        (lambda file: file.update(version=2), "version"),
        (lambda file: file["slips"][0].update(facts="-1"), "facts"),
    ],
)
def test_relay__file_that_does_not_fit__is_refused(terminal, work, home, change, words):
    assert work(MILLER, 1).code == 0
    path = home / "slips.json"
    content = json.loads(path.read_text())
    change(content)
    path.write_text(json.dumps(content))
    ran = terminal.run("ledger", "relay", path, "--account", dev(GROWER), "--yes")
    assert (ran.code, words in ran.err) == (2, True), ran.err


def test_relay__slip_that_was_touched__is_refused_by_the_ledger(valley, terminal, work, home):
    assert work(MILLER, 1).code == 0
    path = home / "slips.json"
    content = json.loads(path.read_text())
    content["slips"][0]["facts"] = str(int(content["slips"][0]["facts"]) + (1 << 128))
    path.write_text(json.dumps(content))
    ran = terminal.run("ledger", "relay", path, "--account", dev(GROWER), "--yes", "--json")
    assert (ran.code, ran.data["sent"], len(ran.data["refused"])) == (1, False, 1)
    assert valley.alliance.ledger.flows.state().entries == {}
