# SPDX-License-Identifier: Apache-2.0
"""The contribution ledger through the SDK, on both engines."""

from dataclasses import replace

import pytest

from cosmolocal.errors import BadInput, LedgerNotAConfirmer, LedgerOwnEntry
from cosmolocal.ledger import EntryStatus, entry_of, replay
from tests.sdk.valley import (
    BAKER,
    BREAD,
    DRIVER,
    GROWER,
    HOUR,
    MILLER,
    RIVER,
    SHEPHERD,
)

CHAIN_ID = 31337
RIVER_GUARDIAN = "Yara Nascimento"  # confirmer of the river


def test_record_work__of_the_signer__is_pending_and_names_its_row(valley):
    ledger, evidence = valley.alliance.ledger, valley.texts.commit("two days at the stones")

    receipt = ledger.record_work(
        valley.scope(BREAD),
        effort_seconds=16 * HOUR,
        occurred_at=valley.local.now - HOUR,
        evidence=evidence,
        receiver=valley.seat(BAKER),
        skill=7,
        signer=valley.signer(MILLER),
    )

    row = ledger.entry(entry_of(receipt))
    assert (row.provider, row.receiver) == (valley.seat(MILLER), valley.seat(BAKER))
    assert (row.scope, row.skill) == (valley.scope(BREAD), 7)
    assert (row.effort, row.recognition) == (16 * HOUR, 16 * HOUR)
    assert row.status is EntryStatus.PENDING
    assert receipt.event("WorkRecorded")["evidence"] == evidence
    assert ledger.head(valley.scope(BREAD)) == entry_of(receipt)


def test_entry__unknown__is_bad_input(valley):
    with pytest.raises(BadInput, match="no entry 0x0101"):
        valley.alliance.ledger.entry(b"\1" * 32)


def test_confirm__by_a_confirmer__recognises_the_provider(valley):
    ledger = valley.alliance.ledger

    entry = valley.work(MILLER, 25, confirmer=GROWER)

    assert ledger.entry(entry).status is EntryStatus.CONFIRMED
    assert ledger.recognition(valley.seat(MILLER)).earned == 25 * HOUR
    given = ledger.recognition(valley.seat(GROWER))
    assert (given.earned, given.allowance_left) == (0, 375 * HOUR)


def test_confirm__by_somebody_without_mandate__is_refused_and_changes_nothing(valley):
    ledger, entry = valley.alliance.ledger, valley.work(MILLER, 25)

    with pytest.raises(LedgerNotAConfirmer):
        ledger.confirm(entry, signer=valley.signer(DRIVER))
    with pytest.raises(LedgerOwnEntry):
        ledger.confirm(entry, signer=valley.signer(MILLER))

    assert ledger.entry(entry).status is EntryStatus.PENDING
    assert ledger.recognition(valley.seat(MILLER)).earned == 0


@pytest.mark.parametrize(
    ("uphold", "status", "hours"),
    [(True, EntryStatus.CONFIRMED, 9), (False, EntryStatus.REJECTED, 0)],
)
def test_resolve__disputed_entry__is_decided_by_an_arbiter(valley, uphold, status, hours):
    ledger, guardian = valley.alliance.ledger, valley.signer(RIVER_GUARDIAN)
    entry = valley.work(DRIVER, 9, scope=RIVER)

    ledger.dispute(entry, valley.texts.commit("that was another day"), signer=guardian)
    assert ledger.entry(entry).status is EntryStatus.DISPUTED
    ledger.resolve(entry, uphold=uphold, signer=valley.signer(SHEPHERD))

    assert ledger.entry(entry).status is status
    assert ledger.recognition(valley.seat(DRIVER)).earned == hours * HOUR


def test_set_weight_action__passed_by_vote__counts_from_then_on(valley):
    ledger, bread = valley.alliance.ledger, valley.scope(BREAD)
    before = valley.work(MILLER, 10)

    valley.pass_(valley.propose(ledger.set_weight_action(bread, 0, 15_000)))
    after = valley.work(MILLER, 10)

    assert ledger.weight_bps(bread, 0) == 15_000
    assert ledger.entry(before).recognition == 10 * HOUR
    assert ledger.entry(after).recognition == 15 * HOUR


def test_recognition__two_seasons_later__reads_zero_only_once_the_lane_is_used(valley):
    ledger, seat = valley.alliance.ledger, valley.seat(MILLER)
    seasons = valley.alliance.membership.seasons
    valley.work(MILLER, 25, confirmer=GROWER)

    valley.warp(seasons.start(2))
    assert ledger.recognition(seat, 0).earned == 25 * HOUR
    assert ledger.recognition(seat, 0).allowance_left is None
    valley.work(MILLER, 1, confirmer=GROWER)

    assert ledger.recognition(seat, 0).earned == 0
    assert ledger.recognition(seat).earned == HOUR
    state = replay(valley.alliance.events(), chain_id=CHAIN_ID)
    assert [state.lanes[seat, season].earned for season in (0, 2)] == [25 * HOUR, HOUR]
    assert state.stored(seat, 0).earned == 0


def test_replay__rows_of_several_scopes__form_one_chain_each(valley):
    first = valley.work(MILLER, 1)
    other = valley.work(MILLER, 2, scope=RIVER)
    second = valley.work(BAKER, 3)

    state = replay(valley.alliance.events(), chain_id=CHAIN_ID)

    assert state.contradictions == ()
    assert list(state.entries) == [first, other, second]
    assert state.heads == {valley.scope(BREAD): second, valley.scope(RIVER): other}
    assert state.entries[second].word == valley.local.chain.read(
        valley.alliance.ledger.contract.functions.entry_word(second)
    )


@pytest.mark.parametrize("argument", ["provider", "effort", "occurred_at", "evidence", "previous"])
def test_replay__a_row_that_was_edited__breaks_the_chain(valley, argument):
    valley.work(MILLER, 1)
    valley.work(MILLER, 2)
    *before, row = valley.alliance.events()

    edited = {**row.args, argument: _another(row.args[argument])}
    state = replay([*before, replace(row, args=edited)], chain_id=CHAIN_ID)

    assert any("entry" in found.figure for found in state.contradictions)


def test_replay__for_another_chain__knows_none_of_the_ids(valley):
    valley.work(MILLER, 1)

    state = replay(valley.alliance.events(), chain_id=1)

    assert [found.figure for found in state.contradictions] == ["id of an entry"]


def _another(value):
    return bytes(31) + b"\1" if isinstance(value, bytes) else value + 1
