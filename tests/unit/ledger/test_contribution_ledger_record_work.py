# SPDX-License-Identifier: Apache-2.0
"""record_work: a member writes down its own work (L-1).

record_work
├── the caller has no seat, or has left it → "ledger: no active seat"
├── evidence is zero → "ledger: zero evidence"
├── effort is 0 → "ledger: zero effort"; above a leap year → "ledger: effort too long"
├── occurred one second ahead → "ledger: not yet occurred"; now, or long ago → recorded
├── the receiver is
│   ├── the provider → "ledger: receiver is provider"
│   ├── a seat never granted → "ledger: no such receiver"
│   └── 0 (the scope), a seat that left, an organisation → recorded
├── the skill exceeds 24 bits → "ledger: skill too large"; is the largest → recorded
├── the scope was never founded → "ledger: no such scope"
└── recorded
    ├── the event, the word and the id carry exactly what was said
    ├── the head moves, in this scope only; equal facts get another id
    ├── the chain of ids verifies from the events alone
    └── recognition is effort times the weight of this moment, floored; later weights do nothing
"""

import boa
import pytest

from tests.reference.ledger import MAX_EFFORT_SECONDS, MAX_SKILL, Entry, entry_id, verify_chain
from tests.suite import fields, refused
from tests.unit.ledger.stage import EVIDENCE, HOUR, ROOT, SKILL, WORKSHOP

CHAIN_ID = 1


def test_record_work__without_seat__refused(ledger, record, actors):
    for stranger in (actors.outsider, actors.former, actors.owner):
        with refused("ledger: no active seat", ledger):
            record(sender=stranger)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"evidence": bytes(32)}, "ledger: zero evidence"),
        ({"effort_seconds": 0}, "ledger: zero effort"),
        ({"effort_seconds": MAX_EFFORT_SECONDS + 1}, "ledger: effort too long"),
        ({"effort_seconds": 2**256 - 1}, "packing: value too wide"),
        ({"skill": MAX_SKILL + 1}, "ledger: skill too large"),
        ({"skill": 2**256 - 1}, "ledger: skill too large"),
        ({"scope": 0}, "ledger: no such scope"),
        ({"scope": WORKSHOP + 1}, "ledger: no such scope"),
        ({"scope": 2**256 - 1}, "packing: value too wide"),
        ({"receiver": 1}, "ledger: receiver is provider"),
        ({"receiver": 8}, "ledger: no such receiver"),
        ({"receiver": 2**32 + 2}, "packing: value too wide"),
    ],
)
def test_record_work__bad_fact__refused(ledger, record, seats, changes, reason):
    assert (seats.provider, seats.cooperative) == (1, 7)
    with refused(reason, ledger):
        record(**changes)


def test_record_work__one_second_ahead__refused(ledger, record):
    with refused("ledger: not yet occurred", ledger):
        record(occurred_at=boa.env.timestamp + 1)


def test_record_work__any_past__recorded(ledger, record):
    for occurred_at in (boa.env.timestamp, boa.env.timestamp - 1, ledger.GENESIS() - 1, 0):
        assert Entry.unpack(ledger.entry_word(record(occurred_at=occurred_at))).occurred_at == (
            occurred_at
        )


@pytest.mark.parametrize("receiver", [0, 6, 7])
def test_record_work__any_other_receiver__recorded(ledger, record, seats, receiver):
    assert (seats.former, seats.cooperative) == (6, 7)
    assert Entry.unpack(ledger.entry_word(record(receiver=receiver))).receiver == receiver


def test_record_work__recorded__event_word_and_id_agree(ledger, record, seats):
    entry = record(effort_seconds=3 * HOUR, occurred_at=boa.env.timestamp - 86_400)
    [event] = ledger.get_logs()
    row = Entry(
        provider=seats.provider,
        receiver=seats.receiver,
        scope=WORKSHOP,
        skill=SKILL,
        effort=3 * HOUR,
        recognition=3 * HOUR,
        occurred_at=boa.env.timestamp - 86_400,
    )

    assert entry == entry_id(CHAIN_ID, ledger.address, bytes(32), row, EVIDENCE)
    assert ledger.entry_word(entry) == row.word()
    assert fields(event) == {
        "entry": entry,
        "scope": row.scope,
        "provider": row.provider,
        "receiver": row.receiver,
        "skill": row.skill,
        "effort": row.effort,
        "recognition": row.recognition,
        "occurred_at": row.occurred_at,
        "evidence": EVIDENCE,
        "previous": bytes(32),
    }


def test_record_work__largest_facts__fit(ledger, record, actors):
    ledger.set_weight(WORKSHOP, MAX_SKILL, 50_000, sender=actors.owner)
    entry = record(skill=MAX_SKILL, effort_seconds=MAX_EFFORT_SECONDS)
    row = Entry.unpack(ledger.entry_word(entry))
    assert (row.skill, row.effort) == (MAX_SKILL, MAX_EFFORT_SECONDS)
    assert row.recognition == 5 * MAX_EFFORT_SECONDS


def test_record_work__two_scopes__each_has_its_own_head(ledger, record):
    first, second = record(), record()
    assert (ledger.head(WORKSHOP), ledger.head(ROOT)) == (second, bytes(32))
    assert first != second, "equal facts, but another place in history"

    other = record(scope=ROOT)
    assert (ledger.head(WORKSHOP), ledger.head(ROOT)) == (second, other)


def test_record_work__from_events_alone__chain_verifies(ledger, record, actors):
    """L-1."""
    events = []
    for scope, sender in (
        (WORKSHOP, actors.provider),
        (ROOT, actors.confirmer),
        (WORKSHOP, actors.confirmer),
        (ROOT, actors.provider),
        (WORKSHOP, actors.cooperative),
    ):
        record(scope=scope, sender=sender)
        events += ledger.get_logs()
    heads = verify_chain(CHAIN_ID, ledger.address, events)
    assert heads == {ROOT: ledger.head(ROOT), WORKSHOP: ledger.head(WORKSHOP)}

    for index, event in enumerate(events):
        forged = [*events[:index], event._replace(effort=event.effort + 1), *events[index + 1 :]]
        with pytest.raises(AssertionError):
            verify_chain(CHAIN_ID, ledger.address, forged)


@pytest.mark.parametrize(
    ("weight_bps", "effort", "recognition"),
    [(None, 7, 7), (10_000, 7, 7), (15_000, 7, 10), (1, 9_999, 0), (1, 10_000, 1), (0, HOUR, 0)],
)
def test_record_work__weight__recognition_floored(
    ledger, record, actors, weight_bps, effort, recognition
):
    if weight_bps is not None:
        ledger.set_weight(WORKSHOP, SKILL, weight_bps, sender=actors.owner)
    entry = record(effort_seconds=effort)
    assert Entry.unpack(ledger.entry_word(entry)).recognition == recognition


def test_record_work__weight_changed_later__recognition_stays(ledger, record, actors, seats):
    earlier = record()
    ledger.set_weight(WORKSHOP, SKILL, 50_000, sender=actors.owner)
    later = record()
    rows = [Entry.unpack(ledger.entry_word(entry)).recognition for entry in (earlier, later)]
    assert rows == [HOUR, 5 * HOUR]

    ledger.confirm(earlier, sender=actors.receiver)
    assert ledger.recognition(seats.provider, 4) == HOUR
