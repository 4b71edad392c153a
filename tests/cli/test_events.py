# SPDX-License-Identifier: Apache-2.0
"""`cosmolocal events`: synced, listed and exported, from a file beside the manifest.

sync → reads once; again nothing
list → the newest first; one event with its arguments; unknown event → exit 2
export → a table; no such ending → exit 2, nothing written
"""

import csv

import pytest

from tests.sdk.valley import MILLER


@pytest.fixture
def store(tmp_path):
    return ("--store", tmp_path / "kept.duckdb")


def test_sync__again__reads_nothing_twice(terminal, valley, store):
    first = terminal.run("events", "sync", *store, "--json")
    again = terminal.run("events", "sync", *store, "--json")
    assert (first.code, again.code) == (0, 0), first.err
    assert first.data["added"] == len(valley.alliance.events())
    assert again.data["added"] == 0
    assert again.data["last"] == valley.local.chain.at().block


def test_sync__without_a_file_named__keeps_it_beside_the_manifest(terminal, valley):
    ran = terminal.run("events", "sync", "--json")
    assert ran.code == 0, ran.err
    assert ran.data["file"].endswith(".duckdb")


def test_list__the_newest_come_first(terminal, valley, store):
    valley.alliance.membership.leave(signer=valley.signer(MILLER))
    ran = terminal.run("events", "list", "--last", 2, *store, "--json")
    assert ran.code == 0, ran.err
    newest, before = ran.data
    assert newest["event"] == "SeatLeft"
    assert (before["block"], before["log_index"]) < (newest["block"], newest["log_index"])
    shown = terminal.run("events", "list", "--last", 2, *store)
    assert shown.code == 0
    assert "SeatLeft" in shown.out


def test_list__one_event__has_its_arguments(terminal, valley, store):
    ran = terminal.run("events", "list", "--event", "SeatsGranted", *store, "--json")
    assert ran.code == 0, ran.err
    told = [event for event in valley.alliance.events() if event.name == "SeatsGranted"]
    assert [int(row["first_seat"]) for row in ran.data] == [e["first_seat"] for e in told[::-1]]


def test_list__an_event_that_nobody_gives__is_refused(terminal, valley, store):
    ran = terminal.run("events", "list", "--event", "Seat", *store)
    assert ran.code == 2
    assert "no contract gives 'Seat'" in ran.err
    assert "Check the name" in ran.err


def test_export__writes_every_event(terminal, valley, store, tmp_path):
    out = tmp_path / "all.csv"
    ran = terminal.run("events", "export", out, *store, "--json")
    assert ran.code == 0, ran.err
    with out.open() as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == ran.data["events"] == len(valley.alliance.events())


def test_export__other_endings__are_refused(terminal, valley, store, tmp_path):
    out = tmp_path / "all.txt"
    ran = terminal.run("events", "export", out, *store)
    assert ran.code == 2
    assert "neither in .csv nor in .parquet" in ran.err
    assert not out.exists()
