# SPDX-License-Identifier: Apache-2.0
"""A disk that is full, broken or read-only: files stay whole, and nothing leaves unrecorded.

a file of the package is written anew (every kind of file, every trouble) → an error in words that
│   names it, no draft is left, and what stood there stands; once there is room it is written
├── a first file where none was → none is there
└── an event store → no event twice, none lost
a deployment on a disk that refuses from some moment on (every moment of its beginning, some later)
│   → an error in words; every transaction on the chain is in the journal; once there is room it is
│   finished, each step once
├── the journal cannot be written at all → nothing is sent
└── a pay run → the same, and everybody is paid once
a pipe or a device in a file's place → written as it is; who may read a file → stays as it was
"""

import os
import re
import sqlite3
import threading
from contextlib import closing
from types import SimpleNamespace

import pytest

from cosmolocal import files
from cosmolocal.chain import Chain, Step
from cosmolocal.cli import output
from cosmolocal.counting.result import write_files
from cosmolocal.deploy.apply import apply
from cosmolocal.deploy.description import read_example
from cosmolocal.deploy.manifest import Manifest
from cosmolocal.deploy.verify import verify
from cosmolocal.errors import CannotWrite, CosmolocalError, JournalDamaged
from cosmolocal.events.store import EventStore
from cosmolocal.journal import Entry, Journal
from cosmolocal.privacy import TextStore
from cosmolocal.report.page import Page
from cosmolocal.report.page import write as write_page
from cosmolocal.report.tally import write_tally
from cosmolocal.serve.book import Book
from cosmolocal.serve.policy import Quota
from cosmolocal.signers import dev_signer
from cosmolocal.treasury.payrun import PayRun
from cosmolocal.valueflows.flow import Action, Flow
from cosmolocal.valueflows.rows import write_batch
from tests.sdk import disks, paying
from tests.sdk.conftest import open_engine
from tests.sdk.payrun_child import pay
from tests.sdk.valley import BOOKKEEPER
from tests.tally.test_result import tally_of

WORDS = "no space|too large|input/output|read-?only|permission|full|i/o error|unable to open"
SMALL = "travelling-makers"
DEPLOYER = dev_signer("deployer")


@pytest.fixture(scope="module")
def disk(tmp_path_factory):
    with disks.opened(tmp_path_factory.mktemp("disk")) as disk:
        yield disk


# --- files ------------------------------------------------------------------------------------


def manifest(folder, version):
    word = bytes(32)
    Manifest(
        tool="1",
        name="valley",
        chain_id=31337,
        genesis_hash=word,
        description=word,
        deployer=DEPLOYER.address,
        started_at=version,
    ).save(folder / "valley.json")


def run_file(folder, version):
    treasury = SimpleNamespace(address=DEPLOYER.address)
    payees = SimpleNamespace(run_id=lambda _: bytes([version]) * 32, name="a season")
    PayRun(treasury, payees, (), folder).remember()


def journal(folder, version):
    entries = [
        Entry(f"{n}", "Toy.note", DEPLOYER.address, n, "0x" + 9_000 * "0", f"0x{version}{n}")
        for n in range(3)
    ]
    Journal(folder / "journal.jsonl").sign(entries)


def texts(folder, version):
    store = TextStore(folder / "texts.sqlite")
    try:
        store.commit(f"{version}" * 200_000)
    finally:
        store.close()


def book(folder, version):
    kept = Book(folder / "book.db")
    try:
        kept.enter(f"{version}" * 200_000, version, Quota())
    finally:
        kept.close()


def batch(folder, version):
    flow = Flow(
        action=Action.WORK, scope=1, provider=1, effort=version, occurred_at=1, evidence=bytes(32)
    )
    write_batch([flow] * 50, folder)


PAGE = Page("title", "kicker", "lead", (), ())
WRITERS = {
    "manifest": manifest,
    "pay run": run_file,
    "journal": journal,
    "texts": texts,
    "book of a relay": book,
    "batch of rows": batch,
    "file of a command": lambda folder, v: output.write_file(folder / "a.json", f"{v}" * 9_000),
    "files of a scanner": lambda folder, v: files.write_all(folder, {"a": f"{v}", "b": f"{v}"}),
    "page of a report": lambda folder, _: write_page(PAGE, folder, "season"),
    "report of a count": lambda folder, v: write_tally(tally_of(quorum=v), folder),
    "result of a count": lambda folder, v: write_files(tally_of(quorum=v), folder),
}
# SQLite brings its files to the disk itself, and a journal grows in its place.
UNUSED = {*((name, kind) for name in ("texts", "book of a relay") for kind in ("fsync", "rename"))}
UNUSED |= {("journal", "rename")}
CASES = sorted({(name, kind) for name in WRITERS for kind in disks.TROUBLES} - UNUSED)


def contents(folder):
    """What stands in a folder; of a database its rows."""
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.suffix in (".sqlite", ".db"):
            with closing(sqlite3.connect(path)) as database:
                [table] = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
                found[path.name] = database.execute(f"SELECT * FROM {table[0]}").fetchall()
        elif path.is_file():
            found[path.name] = path.read_bytes()
    return found


def refusing(work, disk):
    """Have it refused, in words that say which file and what now."""
    with pytest.raises(CosmolocalError) as refused:
        work()
    said = str(refused.value)
    assert re.search(WORDS, said.lower()), said
    assert str(disk.folder) in said
    assert refused.value.next_step
    return refused.value


@pytest.mark.parametrize(("name", "kind"), CASES)
def test_write__disk_refuses__old_file_stays_whole_and_new_one_comes_later(disk, name, kind):
    write, folder = WRITERS[name], disk.folder / f"{name} {kind}".replace(" ", "-")
    folder.mkdir()
    write(folder, 1)
    before = contents(folder)

    with disk.trouble(kind):
        refused = refusing(lambda: write(folder, 2), disk)

    assert refused.exit_code == 2
    assert contents(folder) == before
    write(folder, 2)
    after = contents(folder)
    assert set(after) >= set(before)
    assert (after != before) == (name != "page of a report")


@pytest.mark.parametrize("kind", ["full", "rename"])
def test_write__no_file_yet_and_disk_refuses__there_is_none(disk, kind):
    folder = disk.folder / f"first-{kind}"
    with disk.trouble(kind):
        refusing(lambda: files.write_all(folder, {"a": "x" * 9_000, "b": "y" * 9_000}), disk)
    assert contents(folder) == {}
    assert [path.name for path in files.write_all(folder, {"a": "x", "b": "y"})] == ["a", "b"]


def test_write__pipe_in_its_place__is_written_as_it_is(tmp_path):
    pipe, heard = tmp_path / "pipe", []
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: heard.append(pipe.read_text()))
    reader.start()
    files.write(pipe, "for another program")
    reader.join()
    assert heard == ["for another program"]
    assert pipe.is_fifo()


def test_write__link_and_permissions__stay(tmp_path):
    path, link = tmp_path / "file", tmp_path / "link"
    files.write(path, "1", private=True)
    link.symlink_to(path)
    files.write(link, "2")
    assert link.is_symlink()
    assert (path.read_text(), path.stat().st_mode & 0o777) == ("2", 0o600)
    assert {each.name for each in tmp_path.iterdir()} == {"file", "link"}


@pytest.mark.parametrize("shared_local", ["in-process"], indirect=True)
def test_sync__disk_full__goes_on_where_it_was(disk, chain, deployed_toy, member):
    path, notes = disk.folder / "events.duckdb", deployed_toy.functions.note
    chain.send(notes(1, 2), member)
    with EventStore(path, chain.events) as kept:
        kept.sync(chain)
        chain.send_many([Step(notes(n, 4), member) for n in range(2, 80)])
        with disk.trouble("full"):
            refusing(lambda: kept.sync(chain), disk)
            refusing(lambda: kept.export(kept.table(), disk.folder / "events.csv"), disk)
        assert not (disk.folder / "events.csv").exists()
    with EventStore(path, chain.events) as kept:
        assert kept.sync(chain).added == 78
        assert [event["key"] for event in kept.events()] == list(range(1, 80))


# --- what is sent -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def stage():
    with open_engine("in-process") as local:
        local.fund(DEPLOYER.address, 10**21)
        yield local


@pytest.fixture
def node(stage):
    before = stage.snapshot()
    yield stage
    stage.revert(before)


def deploy(node, folder):
    """Deploy the small example, or the rest of it."""
    chain = Chain(node.w3, journal=Journal(folder / "journal.jsonl"))
    return apply(read_example(SMALL), chain, DEPLOYER, path=folder / "a.json")


def written(folder):
    """What the journal on the disk has."""
    journal = Journal(folder / "journal.jsonl")
    with journal.locked():
        return journal.entries()


@pytest.mark.parametrize(
    ("kind", "after"), [("fsync", 0), ("fsync", 4), ("fsync", 7), ("rename", 1), ("rename", 11)]
)
def test_deploy__disk_refuses_from_then_on__is_finished_once(node, tmp_path, kind, after):
    """S-6: nothing is on the chain that the journal does not know."""
    with disks.failing(kind, after=after), pytest.raises(CosmolocalError) as refused:
        deploy(node, tmp_path)
    sent = Chain(node.w3).nonce(DEPLOYER.address)
    assert type(refused.value) in (CannotWrite, JournalDamaged)
    assert str(tmp_path) in str(refused.value)
    if (tmp_path / "a.json").exists():
        Manifest.load(tmp_path / "a.json")
    assert len(written(tmp_path)) == sent if sent else True

    manifest = deploy(node, tmp_path)

    assert verify(read_example(SMALL), Chain(node.w3), manifest).drift == ()
    assert Chain(node.w3).nonce(DEPLOYER.address) == len(manifest.steps) == len(written(tmp_path))


def error_of(work):
    """What it ends with."""
    try:
        work()
    except CosmolocalError as error:
        return error
    return None


def test_deploy__disk_full__sends_nothing(node, disk):
    folder = disk.folder / "deployment"
    folder.mkdir()
    with disk.trouble("full"):
        refusing(lambda: deploy(node, folder), disk)
    assert Chain(node.w3).nonce(DEPLOYER.address) == 0
    assert deploy(node, folder).status == "verified"


@pytest.mark.parametrize("deployed_valley", ["in-process"], indirect=True)
@pytest.mark.parametrize("after", [0, 1, 2, 3, 5])
def test_payrun__disk_refuses_from_then_on__everybody_is_paid_once(valley, tmp_path, after):
    """S-6, T-2."""
    token = paying.fill(valley)
    rows = paying.rows(token.address, 6)
    path = paying.write(tmp_path / "list.csv", rows)
    valley.manifest.save(tmp_path / "valley.json")
    steward = valley.signer(BOOKKEEPER)
    nonce = Chain(valley.local.w3).nonce(steward.address)

    def run():
        return pay(valley.local.w3, tmp_path / "valley.json", path, tmp_path, steward)

    with disks.failing("fsync", after=after) as passed:
        error = error_of(run)
    assert len(passed) > after, "the disk never refused"
    assert type(error) in (JournalDamaged, type(None))  # an outcome alone is looked up next time
    assert error is None or str(tmp_path) in str(error)
    sent = Chain(valley.local.w3).nonce(steward.address) - nonce
    assert len(written(tmp_path)) == sent if sent else True

    run()
    assert paying.received(valley, token, rows) == paying.expected(rows, token.address)
