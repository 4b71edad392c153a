# SPDX-License-Identifier: Apache-2.0
"""Events in a file: the same as on the chain, whatever ends the program or undoes the chain.

EventStore
├── sync → adds what is new, a range at a time; again → nothing; up to a block → no further
├── read → what read_events finds, with all kinds of arguments
├── reorganised below, at and above the end, or all of it → dropped and read again
│   ├── while it reads → starts over from what stands; for ever → ChainReorganised
│   └── a real node's reorganisation → the same
├── ended by SIGKILL at any request → goes on, nothing lost, nothing twice
├── table → all events; one event with typed columns; unknown or ambiguous name → refused
├── export → CSV, Parquet; existing file, other ending → refused
└── other chain, other contracts, no store, no database, in use → refused
"""

import csv
import json
import multiprocessing
import os
import signal
from collections import defaultdict
from contextlib import contextmanager

import pytest

from cosmolocal.alliance import Alliance
from cosmolocal.chain import Chain
from cosmolocal.errors import BadInput, ChainReorganised, WrongChain
from cosmolocal.events import Decoder, reader, store
from cosmolocal.events.arguments import to_json
from cosmolocal.events.reader import read_events
from cosmolocal.events.store import EventStore
from cosmolocal.local import open_local_chain
from cosmolocal.rpc import connect
from tests.requirements import require_tool
from tests.sdk import toy
from tests.sdk.valley import GROWER, MILLER

on_one_engine = pytest.mark.parametrize("shared_local", ["in-process"], indirect=True)
NOTES = 12
PLACE = ("block", "log_index", "timestamp", "tx_hash")


@pytest.fixture
def path(tmp_path):
    return tmp_path / "events.duckdb"


@pytest.fixture
def say(chain, deployed_toy, member):
    """Let the toy speak: one event, one block."""

    def speak(*numbers):
        for number in numbers:
            chain.send(deployed_toy.functions.note(number, -number), member)

    return speak


@pytest.fixture
def kept(path, chain, say):
    say(*range(20, 20 + NOTES))
    with EventStore(path, chain.events) as opened:
        yield opened


def keys(events):
    return [event["key"] for event in events]


def test_sync__adds_what_is_new__once(kept, chain, say):
    first, again = kept.sync(chain), kept.sync(chain)
    say(100, 101)
    more = kept.sync(chain)

    assert (first.added, again.added, more.added) == (NOTES, 0, 2)
    assert (first.dropped, again.dropped, more.dropped) == (0, 0, 0)
    assert (more.last, more.last_hash) == (chain.at().block, chain.at().block_hash)
    assert keys(kept.events()) == [*range(20, 20 + NOTES), 100, 101]


def test_sync__up_to_a_block__no_further(kept, chain):
    middle = chain.at().block - 5
    assert kept.sync(chain, last=middle).last == middle
    assert kept.sync(chain).added == 5
    assert len(list(kept.events(last=middle))) == NOTES - 5
    assert len(list(kept.events(first=middle + 1))) == 5


@on_one_engine
def test_sync__many_ranges__are_kept_one_by_one(kept, chain, monkeypatch):
    monkeypatch.setattr(reader, "FIRST_RANGE_BLOCKS", 2)
    monkeypatch.setattr(reader, "_PLENTY_LOGS", 0)
    assert kept.sync(chain).added == NOTES
    assert tuple(kept.events()) == read_events(chain).events


def test_read__is_what_the_chain_says(kept, chain, say):
    assert kept.read(chain) == read_events(chain)
    say(7000)
    assert kept.read(chain) == read_events(chain)
    middle = chain.at().block - 3
    assert kept.read(chain, last=middle) == read_events(chain, last=middle)
    assert kept.read(chain, first=middle) == read_events(chain, first=middle)


def test_read__every_event_of_a_season__comes_back_as_it_was(lived, path):
    stored = Alliance.connect(lived.local.chain, lived.manifest, store=path)
    assert stored.events() == lived.alliance.events()
    assert len({event.name for event in stored.events()}) > 30
    assert stored.store.sync(stored.chain).added == 0


def test_alliance__with_a_file__reads_on_from_it(valley, path):
    with Alliance.connect(valley.local.chain, valley.manifest, store=path).store as opened:
        opened.sync(valley.local.chain)
    valley.work(MILLER, 1, confirmer=GROWER)

    again = Alliance.connect(valley.local.chain, valley.manifest, store=str(path))

    assert again.store.sync(again.chain).added == 2
    assert again.events() == valley.alliance.events()


@pytest.mark.parametrize("back", [1, 5, NOTES], ids=str)
def test_reorganised__what_was_undone__is_dropped_and_read_again(
    path, chain, local, say, deployed_toy, member, back
):
    say(*range(NOTES - back))
    fork = local.snapshot()
    say(*range(200, 200 + back))
    with EventStore(path, chain.events) as opened:
        opened.sync(chain)
        local.revert(fork)
        local.warp(local.now + 50)
        say(300, 301)

        progress = opened.sync(chain)

        assert (progress.dropped, progress.added) == (back, 2)
        assert tuple(opened.events()) == read_events(chain).events
        assert keys(opened.events())[-2:] == [300, 301]


def test_reorganised__to_a_shorter_chain__is_noticed(path, chain, local, say):
    fork = local.snapshot()
    say(1, 2, 3)
    with EventStore(path, chain.events) as opened:
        opened.sync(chain)
        local.revert(fork)
        progress = opened.sync(chain)
        assert (progress.dropped, progress.added) == (3, 0)
        assert list(opened.events()) == []


@pytest.mark.anvil
def test_reorganised__by_a_node__is_dropped_and_read_again(path):
    require_tool("anvil")
    with open_local_chain("anvil", accounts=2) as local:
        chain = local.chain
        spoken = toy.deploy(chain, local.accounts[0])
        for number in range(20, 29):
            chain.send(spoken.functions.note(number, -number), local.accounts[0])
        with EventStore(path, chain.events) as opened:
            assert opened.sync(chain).added == 9
            chain.node.tell("anvil_reorg", 4, [])
            progress = opened.sync(chain)
            assert (progress.dropped, progress.added) == (4, 0)
            assert tuple(opened.events()) == read_events(chain).events
            assert len(tuple(opened.events())) == 5


@pytest.fixture
def reorganising(local, chain, monkeypatch):
    """Let the chain change right after each of its first answers about logs."""

    def install(times, undo):
        provider = chain.w3.provider
        real, left = provider.make_request, [times]

        def change(method, params):
            response = real(method, params)
            if method == "eth_getLogs" and left[0]:
                left[0] -= 1
                undo()
            return response

        monkeypatch.setattr(provider, "make_request", change)
        monkeypatch.setattr(
            provider, "make_batch_request", lambda asked: [change(m, p) for m, p in asked]
        )
        chain.node.__init__(chain.w3)

    return install


@on_one_engine
def test_reorganised__while_it_is_read__starts_over(path, chain, local, say, reorganising):
    say(1, 2)
    fork = local.snapshot()
    say(3)

    def undo():
        local.revert(fork)
        local.warp(local.now + 50)

    reorganising(1, undo)
    with EventStore(path, chain.events) as opened:
        assert opened.sync(chain).added == 2
        assert tuple(opened.events()) == read_events(chain).events


@on_one_engine
def test_reorganised__for_ever__is_an_error_and_keeps_nothing_wrong(
    path, chain, local, say, reorganising
):
    say(1)
    fork = [local.snapshot()]
    say(2)
    later = [local.now]

    def undo():
        local.revert(fork[0])
        fork[0] = local.snapshot()
        later[0] += 50
        local.warp(later[0])

    reorganising(99, undo)
    with EventStore(path, chain.events) as opened:
        with pytest.raises(ChainReorganised):
            opened.sync(chain)
        assert list(opened.events()) == []


@on_one_engine
@pytest.mark.parametrize("moment", ["_read_on", "sync"])
def test_reorganised__after_the_last_part_was_read__is_noticed(
    path, chain, local, say, monkeypatch, moment
):
    """A block of the same number stands there, with another hash."""
    say(1)
    fork = local.snapshot()
    say(2)
    real, is_due = getattr(EventStore, moment), [True]

    def undo():
        if is_due:
            is_due.clear()
            local.revert(fork)
            local.warp(local.now + 50)

    def before(store, *given, **named):
        undo()
        return real(store, *given, **named)

    def after(store, *given):
        real(store, *given)
        undo()

    monkeypatch.setattr(EventStore, moment, before if moment == "sync" else after)
    with EventStore(path, chain.events) as opened:
        if moment == "sync":
            with pytest.raises(ChainReorganised, match="changed while events were read"):
                opened.read(chain)
        else:
            done = opened.sync(chain)
            assert (done.added, done.dropped) == (2, 1)
        assert keys(opened.read(chain).events) == [1]


def _sync_and_die(url, address, path, moment):
    """Die inside the given transaction, when all of it is written and nothing is decided."""
    chain = Chain(connect(url))
    chain.contract("Toy", address, abi=toy.artifact().abi)
    reader.FIRST_RANGE_BLOCKS, reader._PLENTY_LOGS = 2, 0
    opened = EventStore(path, chain.events)
    begun, count = EventStore._transaction, [0]

    @contextmanager
    def fatal(self):
        count[0] += 1
        with begun(self) as run:
            yield run
            if count[0] == moment:
                os.kill(os.getpid(), signal.SIGKILL)

    EventStore._transaction = fatal
    opened.sync(chain)


@pytest.mark.anvil
@pytest.mark.parametrize("moment", [1, 2, 4], ids=str)
def test_killed__goes_on_where_the_file_ends(path, moment):
    """A half-written range is as if it had never been begun."""
    require_tool("anvil")
    with open_local_chain("anvil", accounts=2) as local:
        chain = local.chain
        spoken = toy.deploy(chain, local.accounts[0])
        for number in range(20, 20 + NOTES):
            chain.send(spoken.functions.note(number, -number), local.accounts[0])
        url = str(chain.w3.provider.endpoint_uri)
        process = multiprocessing.get_context("spawn").Process(
            target=_sync_and_die, args=(url, spoken.address, path, moment)
        )
        process.start()
        process.join()
        assert process.exitcode == -signal.SIGKILL

        with EventStore(path, chain.events) as opened:
            before = len(list(opened.events()))
            progress = opened.sync(chain)
            assert before < NOTES
            assert before + progress.added == NOTES
            assert tuple(opened.events()) == read_events(chain).events


def test_table__of_all_events__is_the_log(kept, chain):
    kept.sync(chain)
    rows = kept.rows(kept.table().order_by("block"))
    assert [row["event"] for row in rows] == ["Noted"] * NOTES
    assert rows[0]["contract"] == "Toy"
    assert rows[-1]["block"] == chain.at().block


def test_table__of_one_event__has_a_column_for_each_argument(kept, chain, member):
    kept.sync(chain)
    noted = kept.table("Noted")
    exact = noted.mutate(amount=noted.amount.cast("decimal(38, 0)"))
    [row] = kept.rows(
        exact.group_by("who").aggregate(
            notes=exact.count(), total=exact.amount.sum().cast("decimal(38, 0)")
        )
    )
    assert row["who"] == member.address
    assert (row["notes"], int(row["total"])) == (NOTES, -sum(range(20, 20 + NOTES)))
    assert kept.rows(noted.order_by("block"))[0]["text"] == "noted"


def test_table__every_event_of_a_season__columns_hold_what_was_said(lived, path):
    """Also truth values, lists and structures, and what is indexed as a hash."""
    stored = Alliance.connect(lived.local.chain, lived.manifest, store=path)
    said = defaultdict(list)
    for event in stored.events():
        said[event.name, event.contract].append(event)
    seen = set()
    for kind, events in said.items():
        table = stored.store.table(*kind).order_by(["block", "log_index"])
        schema = table.schema()
        for row, event in zip(stored.store.rows(table), events, strict=True):
            for name, told in json.loads(to_json(event.args)).items():
                column = name if name in schema and name not in PLACE else f"{name}_"
                seen.add(str(schema[column]).strip("!").partition("(")[0])
                assert _as_said(row[column], told) == told, (kind, name)
    assert seen >= {"string", "int64", "boolean", "decimal", "json"}


def _as_said(found, told):
    """A cell as JSON has the argument: whole numbers are text there."""
    if isinstance(found, bool):
        return found
    if isinstance(told, str):
        return str(found)
    return json.loads(found) if isinstance(found, str) else found


def test_table__numbers_that_no_column_holds__stay_exact_text(chain, deployed_toy, member, path):
    chain.send(deployed_toy.functions.note(2**256 - 1, -(2**127)), member)
    with EventStore(path, chain.events) as opened:
        opened.sync(chain)
        [row] = opened.rows(opened.table("Noted"))
        assert (row["key"], row["amount"]) == (str(2**256 - 1), str(-(2**127)))
        [event] = opened.events()
        assert (event["key"], event["amount"]) == (2**256 - 1, -(2**127))


def test_table__an_event_that_nobody_gives__is_refused(kept):
    with pytest.raises(BadInput, match="no contract gives 'Nothing'"):
        kept.table("Nothing")
    with pytest.raises(BadInput, match="no contract gives 'Noted'"):
        kept.table("Noted", "Other")


def test_table__a_name_of_two_contracts__wants_to_know_whose(path):
    entries = [{"type": "event", "name": "Said", "inputs": []}]
    places = ("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "0x" + "11" * 20)
    decoder = Decoder([(places[0], "One", entries), (places[1], "Two", entries)])
    with EventStore(path, decoder) as opened, pytest.raises(BadInput, match="by One or Two") as no:
        opened.table("Said")
    assert no.value.next_step == "Name the contract too."


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_export__writes_a_new_table(kept, chain, tmp_path, ending):
    kept.sync(chain)
    out = tmp_path / f"noted.{ending}"
    assert kept.export(kept.table("Noted"), out) == NOTES
    if ending == "csv":
        with out.open() as file:
            rows = list(csv.DictReader(file))
        assert [int(row["key"]) for row in rows] == list(range(20, 20 + NOTES))
    with pytest.raises(BadInput, match="is there already"):
        kept.export(kept.table("Noted"), out)
    with pytest.raises(BadInput, match=r"neither in \.csv nor"):
        kept.export(kept.table(), tmp_path / "noted.xls")


def test_open__a_file_of_other_contracts__is_refused(kept, chain, path, member):
    kept.sync(chain)
    kept.close()
    second = toy.deploy(chain, member)
    assert second.address in chain.events.addresses
    with pytest.raises(BadInput, match="of other contracts"):
        EventStore(path, chain.events)


def test_sync__another_chain__is_refused(kept, chain, monkeypatch):
    kept.sync(chain)
    monkeypatch.setattr(chain, "chain_id", 10)
    with pytest.raises(WrongChain, match="of chain 31337, the node serves 10"):
        kept.sync(chain)


def test_read__before_its_first_block__is_refused(path, chain, deployed_toy):
    with EventStore(path, chain.events, first=1) as opened:
        with pytest.raises(BadInput, match="begins with block 1, not with 0"):
            opened.read(chain)
        assert opened.read(chain, first=1) == read_events(chain, first=1)


def test_open__what_is_no_store__is_refused(path, chain, tmp_path):
    store.ibis.duckdb.connect(str(path)).con.execute("CREATE TABLE other (x INTEGER)").fetchall()
    with pytest.raises(BadInput, match="no event store"):
        EventStore(path, chain.events)
    text = tmp_path / "notes.txt"
    text.write_text("no database " * 4000)
    with pytest.raises(BadInput, match="no database"):
        EventStore(text, chain.events)


def _hold(path, ready, done):
    held = store.ibis.duckdb.connect(str(path))
    ready.set()
    done.wait(60)
    held.disconnect()


def test_open__in_use_by_another_program__is_refused(path, chain):
    context = multiprocessing.get_context("spawn")
    ready, done = context.Event(), context.Event()
    process = context.Process(target=_hold, args=(path, ready, done))
    process.start()
    assert ready.wait(60)
    with pytest.raises(BadInput, match="in use by another program"):
        EventStore(path, chain.events)
    done.set()
    process.join()
