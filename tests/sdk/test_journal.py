# SPDX-License-Identifier: Apache-2.0
"""Journal: what is written survives a crash, what was torn was never sent, one writer at a time.

sign → on disk, fsynced, readable by its owner only
settle → the outcome joins the entry; it is no longer open
open again → the same entries, in order, with their latest state
├── the last line is torn → it is forgotten and overwritten
├── a line in the middle is damaged, or of a newer version → JournalDamaged, nothing is changed
└── another process wrote meanwhile → its lines are known inside the lock
disk full, folder read-only → JournalDamaged, and the file holds whole lines only
intent_id → changes with everything that it is made of
"""

import errno
import json
import multiprocessing
import os
import resource
import stat
import time
from dataclasses import replace

import pytest

from cosmolocal.errors import JournalDamaged
from cosmolocal.journal import Entry, Journal, default_folder, intent_id

STEWARD, OTHER = "0x" + "5E" * 20, "0x" + "0E" * 20


def entry(number, intent="a", account=STEWARD):
    return Entry(
        intent=intent,
        label="Treasury.pay",
        account=account,
        nonce=number,
        raw=f"0x{number:04x}",
        hash=f"0x{number:064x}",
    )


@pytest.fixture
def path(tmp_path):
    return tmp_path / "journal" / "100-abc.jsonl"


def test_sign__before_it_returns__is_on_disk_and_synced(path, monkeypatch):
    synced = []
    monkeypatch.setattr(os, "fsync", lambda fd: synced.append(os.fstat(fd).st_size))
    Journal(path).sign([entry(0), entry(1)])

    lines = [json.loads(line) for line in path.read_text().splitlines()]
    assert [line["hash"] for line in lines] == [entry(0).hash, entry(1).hash]
    assert all(line["state"] == "signed" and line["raw"] and line["at"] > 0 for line in lines)
    assert synced == [path.stat().st_size]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_settle__the_outcome__joins_the_entry(path):
    journal = Journal(path)
    journal.sign([entry(0), entry(1)])
    journal.settle([replace(entry(0), state="mined", block=7, block_hash="0x07", status=1)])

    for seen in (journal, Journal(path)):
        with seen.locked():
            assert [e.state for e in seen.entries()] == ["mined", "signed"]
            assert seen.unsettled() == [entry(1)]
            assert seen.unsettled("0x0") == []
            assert seen.of_intent("a")[0].block == 7
            assert seen.of_intent("b") == []


def test_memory__the_same_without_a_file():
    journal = Journal(None)
    with journal.locked():
        journal.sign([entry(0)])
        journal.settle([replace(entry(0), state="refused")])
    assert journal.unsettled() == []
    assert [e.state for e in journal.of_intent("a")] == ["refused"]


@pytest.mark.parametrize("torn", [b'{"v": 1, "state": "signed", "inte', b"\x00\x00", b"{"])
def test_open__torn_last_line__is_forgotten_and_overwritten(path, torn):
    Journal(path).sign([entry(0)])
    with path.open("ab") as file:
        file.write(torn)

    journal = Journal(path)
    with journal.locked():
        assert journal.entries() == [entry(0)]
        journal.sign([entry(1)])
    assert all(json.loads(line)["state"] == "signed" for line in path.read_text().splitlines())
    again = Journal(path)
    with again.locked():
        assert again.entries() == [entry(0), entry(1)]


@pytest.mark.parametrize(
    "line", ["not json", "[]", '{"state": "signed"}', '{"v": 1, "state": "mined", "hash": "0x9"}']
)
def test_open__damaged_line__is_refused_and_kept(path, line):
    Journal(path).sign([entry(0)])
    whole = line + "\n" + path.read_text()
    path.write_text(whole)
    with pytest.raises(JournalDamaged, match="unreadable"), Journal(path).locked():
        pytest.fail("a damaged journal was opened")
    assert path.read_text() == whole


def test_open__line_of_a_newer_version__is_refused(path):
    Journal(path).sign([entry(0)])
    path.write_text(path.read_text().replace('"v": 1', '"v": 2'))
    with pytest.raises(JournalDamaged, match="newer version"), Journal(path).locked():
        pytest.fail("a newer journal was opened")


def test_sign__disk_full__is_refused_and_leaves_whole_lines(path, monkeypatch):
    journal = Journal(path)
    journal.sign([entry(0)])
    before = path.read_bytes()

    def no_space(_):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", no_space)
        with pytest.raises(JournalDamaged, match="No space left"):
            journal.sign([entry(1)])
    assert journal.entries() == [entry(0)]

    journal.sign([entry(2)])
    assert path.read_bytes().startswith(before)
    again = Journal(path)
    with again.locked():
        assert again.entries() == [entry(0), entry(2)]


def test_sign__half_written__is_refused_and_leaves_whole_lines(path):
    journal = Journal(path)
    journal.sign([entry(0)])
    before = path.read_bytes()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) + 10, hard))
    try:
        with pytest.raises(JournalDamaged, match="No space left"):
            journal.sign([entry(1)])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert path.read_bytes() == before
    assert journal.entries() == [entry(0)]


def test_open__no_folder_can_be_made__is_refused(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(JournalDamaged, match="cannot open"):
        Journal(tmp_path / "file" / "journal.jsonl").sign([entry(0)])


def _write_many(path, start, count):
    journal = Journal(path)
    for number in range(start, start + count):
        with journal.locked():
            nonce = 1 + max((e.nonce for e in journal.entries()), default=-1)
            journal.sign([replace(entry(number), nonce=nonce)])


def test_locked__four_processes__every_nonce_once(path):
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_write_many, args=(path, n * 100, 25)) for n in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)
    assert [writer.exitcode for writer in writers] == [0] * 4

    journal = Journal(path)
    with journal.locked():
        assert [e.nonce for e in journal.entries()] == list(range(100))


def _hold(path, ready):
    with Journal(path).locked():
        ready.set()
        time.sleep(0.5)


def test_locked__held_elsewhere__waits(path):
    context = multiprocessing.get_context("spawn")
    ready = context.Event()
    holder = context.Process(target=_hold, args=(path, ready))
    holder.start()
    assert ready.wait(30)
    start = time.monotonic()
    with Journal(path).locked():
        waited = time.monotonic() - start
    holder.join(30)
    assert waited > 0.3


def test_intent_id__changes_with_everything_it_is_made_of():
    base = ("100-abc", STEWARD, "0x1", 5, b"\x01", "pay ana")
    others = ("100-abd", OTHER, None, 6, b"\x02", "pay ben")
    ids = {intent_id(*base)} | {
        intent_id(*(other if place == changed else part for place, part in enumerate(base)))
        for changed, other in enumerate(others)
    }
    assert len(ids) == 7
    assert intent_id(*base) == intent_id(*base)


def test_default_folder__follows_the_environment(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert default_folder() == tmp_path / "cosmolocal" / "journal"
    monkeypatch.delenv("XDG_STATE_HOME")
    assert default_folder().parts[-4:] == (".local", "state", "cosmolocal", "journal")
