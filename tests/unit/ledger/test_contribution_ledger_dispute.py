# SPDX-License-Identifier: Apache-2.0
"""dispute: the receiving side objects, and only an arbiter can decide (L-3).

dispute
├── the entry is unknown → "ledger: no such entry"
├── it is confirmed, disputed or rejected → "ledger: not pending"
├── the caller
│   ├── has no seat or left → "ledger: no active seat"
│   ├── is the provider → "ledger: own entry"
│   ├── is neither receiver nor confirmer now → "ledger: not a confirmer"
│   └── is the receiver or a confirmer → disputed
└── disputed: the status changes, recognition and allowances do not
"""

import boa
import pytest

from tests.reference.ledger import CONFIRMER, DISPUTED
from tests.suite import SEASON_ALLOWANCE, fields, refused
from tests.unit.ledger.stage import REASON, ROOT, WORKSHOP, season


@pytest.mark.parametrize("who", ["receiver", "confirmer"])
def test_dispute__by_the_receiving_side__only_the_status_changes(ledger, actors, seats, entry, who):
    before = ledger.entry_word(entry)
    ledger.dispute(entry, REASON, sender=getattr(actors, who))
    [event] = ledger.get_logs()

    assert fields(event) == {"entry": entry, "seat": getattr(seats, who), "reason": REASON}
    assert ledger.entry_word(entry) == before ^ 1 << 232 ^ DISPUTED << 232
    assert ledger.recognition(seats.provider, season()) == 0
    assert ledger.allowance_left(getattr(seats, who)) == SEASON_ALLOWANCE


def test_dispute__without_reason__disputed(ledger, actors, entry):
    ledger.dispute(entry, bytes(32), sender=actors.receiver)
    [event] = ledger.get_logs()
    assert event.reason == bytes(32)


def test_dispute__unknown_entry__refused(ledger, actors):
    with refused("ledger: no such entry", ledger):
        ledger.dispute(REASON, REASON, sender=actors.receiver)


def test_dispute__confirmed__refused(ledger, actors, entry):
    ledger.confirm(entry, sender=actors.receiver)
    with refused("ledger: not pending", ledger):
        ledger.dispute(entry, REASON, sender=actors.receiver)


def test_dispute__disputed_or_rejected__refused(ledger, actors, disputed):
    with refused("ledger: not pending", ledger):
        ledger.dispute(disputed, REASON, sender=actors.confirmer)
    ledger.resolve(disputed, False, sender=actors.arbiter)
    with refused("ledger: not pending", ledger):
        ledger.dispute(disputed, REASON, sender=actors.receiver)


def test_dispute__without_seat__refused(ledger, membership, actors, entry):
    membership.leave(sender=actors.receiver)
    for stranger in (actors.outsider, actors.former, actors.receiver):
        with refused("ledger: no active seat", ledger):
            ledger.dispute(entry, REASON, sender=stranger)


def test_dispute__own_entry__refused(ledger, actors, record):
    for provider in (actors.provider, actors.confirmer):
        entry = record(sender=provider)
        with refused("ledger: own entry", ledger):
            ledger.dispute(entry, REASON, sender=provider)


def test_dispute__without_mandate__refused(ledger, scopes, actors, seats, record):
    entry, elsewhere = record(), record(scope=ROOT)
    for caller, disputed in (
        (actors.bystander, entry),
        (actors.arbiter, entry),
        (actors.confirmer, elsewhere),
    ):
        with refused("ledger: not a confirmer", ledger):
            ledger.dispute(disputed, REASON, sender=caller)

    boa.env.timestamp = scopes.role_until(WORKSHOP, seats.confirmer, CONFIRMER)
    with refused("ledger: not a confirmer", ledger):
        ledger.dispute(entry, REASON, sender=actors.confirmer)
