# SPDX-License-Identifier: Apache-2.0
"""resolve: an arbiter of the scope, who is no party, decides a disputed entry (L-2, L-3).

resolve
├── the entry is unknown, pending, confirmed or rejected → "ledger: not disputed"
├── the caller
│   ├── has no seat or left → "ledger: no active seat"
│   ├── is the provider → "ledger: arbiter is provider"
│   ├── is the receiver → "ledger: arbiter is receiver"
│   ├── holds no open ARBITER mandate of the scope → "ledger: not an arbiter"
│   └── disputed it as a confirmer and is an arbiter too → may decide
├── upheld → confirmed, recognised in the present season, at the arbiter's allowance
│   └── beyond that allowance → "ledger: allowance used up"
└── not upheld → rejected for good, nothing recognised
"""

import boa
import pytest

from tests.reference.ledger import ARBITER, CONFIRMED, CONFIRMER, REJECTED
from tests.suite import SEASON_ALLOWANCE, fields, refused
from tests.unit.ledger.stage import HOUR, REASON, ROOT, WORKSHOP, season, status, travel


def test_resolve__upheld__recognised_at_the_arbiters_allowance(ledger, actors, seats, disputed):
    ledger.resolve(disputed, True, sender=actors.arbiter)
    decision, confirmation = ledger.get_logs()

    assert type(decision).__name__ == "EntryResolved"
    assert fields(decision) == {"entry": disputed, "arbiter": seats.arbiter, "upheld": True}
    assert type(confirmation).__name__ == "EntryConfirmed"
    assert fields(confirmation) == {
        "entry": disputed,
        "provider": seats.provider,
        "confirmer": seats.arbiter,
        "season": season(),
        "recognition": HOUR,
    }
    assert status(ledger, disputed) == CONFIRMED
    assert ledger.recognition(seats.provider, season()) == HOUR
    assert ledger.allowance_left(seats.arbiter) == SEASON_ALLOWANCE - HOUR
    assert ledger.allowance_left(seats.receiver) == SEASON_ALLOWANCE


def test_resolve__rejected__nothing_recognised(ledger, actors, seats, disputed):
    before = ledger.entry_word(disputed)
    ledger.resolve(disputed, False, sender=actors.arbiter)
    [event] = ledger.get_logs()

    assert fields(event) == {"entry": disputed, "arbiter": seats.arbiter, "upheld": False}
    assert ledger.entry_word(disputed) == before ^ 3 << 232 ^ REJECTED << 232
    assert ledger.recognition(seats.provider, season()) == 0
    assert ledger.allowance_left(seats.arbiter) == SEASON_ALLOWANCE


@pytest.mark.parametrize("uphold", [True, False])
def test_resolve__decided__stays_decided(ledger, actors, disputed, uphold):
    ledger.resolve(disputed, uphold, sender=actors.arbiter)
    for again in (True, False):
        with refused("ledger: not disputed", ledger):
            ledger.resolve(disputed, again, sender=actors.arbiter)


def test_resolve__not_disputed__refused(ledger, actors, record):
    pending, confirmed = record(), record()
    ledger.confirm(confirmed, sender=actors.receiver)
    for entry in (pending, confirmed, REASON):
        with refused("ledger: not disputed", ledger):
            ledger.resolve(entry, True, sender=actors.arbiter)


def test_resolve__without_seat__refused(ledger, membership, actors, disputed):
    membership.leave(sender=actors.arbiter)
    for stranger in (actors.outsider, actors.former, actors.arbiter, actors.owner):
        with refused("ledger: no active seat", ledger):
            ledger.resolve(disputed, True, sender=stranger)


@pytest.mark.parametrize("uphold", [True, False])
def test_resolve__arbiter_is_a_party__refused(ledger, actors, seats, record, uphold):
    """L-3."""
    own = record(sender=actors.arbiter)
    ledger.dispute(own, REASON, sender=actors.receiver)
    with refused("ledger: arbiter is provider", ledger):
        ledger.resolve(own, uphold, sender=actors.arbiter)

    received = record(receiver=seats.arbiter)
    ledger.dispute(received, REASON, sender=actors.arbiter)
    with refused("ledger: arbiter is receiver", ledger):
        ledger.resolve(received, uphold, sender=actors.arbiter)


def test_resolve__without_mandate__refused(ledger, scopes, actors, seats, record, disputed):
    """L-3."""
    for caller in (actors.bystander, actors.confirmer):
        with refused("ledger: not an arbiter", ledger):
            ledger.resolve(disputed, True, sender=caller)

    elsewhere = record(scope=ROOT)
    ledger.dispute(elsewhere, REASON, sender=actors.receiver)
    with refused("ledger: not an arbiter", ledger):
        ledger.resolve(elsewhere, True, sender=actors.arbiter)

    boa.env.timestamp = scopes.role_until(WORKSHOP, seats.arbiter, ARBITER)
    with refused("ledger: not an arbiter", ledger):
        ledger.resolve(disputed, True, sender=actors.arbiter)


def test_resolve__arbiter_disputed_it__may_decide(ledger, scopes, actors, seats, entry):
    until = boa.env.timestamp + HOUR
    scopes.grant_role(WORKSHOP, seats.arbiter, CONFIRMER, until, sender=actors.owner)
    ledger.dispute(entry, REASON, sender=actors.arbiter)
    ledger.resolve(entry, False, sender=actors.arbiter)
    assert status(ledger, entry) == REJECTED


def test_resolve__allowance_used_up__only_rejection_is_left(ledger, actors, record):
    for effort in (SEASON_ALLOWANCE, 1):
        entry = record(effort_seconds=effort)
        ledger.dispute(entry, REASON, sender=actors.receiver)
        if effort == SEASON_ALLOWANCE:
            ledger.resolve(entry, True, sender=actors.arbiter)
    with refused("ledger: allowance used up", ledger):
        ledger.resolve(entry, True, sender=actors.arbiter)
    ledger.resolve(entry, False, sender=actors.arbiter)
    assert status(ledger, entry) == REJECTED


def test_resolve__seasons_later__counts_for_the_season_of_the_decision(
    ledger, actors, seats, disputed
):
    travel(3)
    ledger.resolve(disputed, True, sender=actors.arbiter)
    held = [ledger.recognition(seats.provider, season() - back) for back in range(4)]
    assert held == [HOUR, 0, 0, 0]
