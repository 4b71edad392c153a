# SPDX-License-Identifier: Apache-2.0
"""confirm: the receiving side vouches for an entry, and recognition accrues (L-2, L-3).

confirm
├── the entry is unknown → "ledger: no such entry"
├── it is confirmed, disputed or rejected → "ledger: not pending"
├── the caller
│   ├── has no seat or left → "ledger: no active seat" (also as receiver)
│   ├── is the provider, even with a mandate → "ledger: own entry"
│   ├── is neither receiver nor confirmer → "ledger: not a confirmer"
│   │   ├── mandate of another scope, another role, ended by its time or by hand
│   │   └── nobody's receiver: work for the scope itself
│   └── is the receiver, or a confirmer on the last second of the mandate → confirmed
├── the season's allowance is exceeded → "ledger: allowance used up"; to the last unit → confirmed
└── confirmed: recognition in the season of the confirmation, for the provider only
    ├── seasons s, s+1, s+2 and skipped ones
    ├── a provider who left keeps it, and finds it again when restored
    └── a worthless entry (weight zero) uses no allowance
"""

import boa

from tests.reference.ledger import ARBITER, CONFIRMED, CONFIRMER
from tests.suite import SEASON_ALLOWANCE, fields, refused
from tests.unit.ledger.stage import (
    HOUR,
    REASON,
    ROOT,
    SKILL,
    WORKSHOP,
    season,
    status,
    travel,
)


def test_confirm__by_receiver__recognised(ledger, actors, seats, entry):
    before = ledger.entry_word(entry)
    ledger.confirm(entry, sender=actors.receiver)
    [event] = ledger.get_logs()

    assert fields(event) == {
        "entry": entry,
        "provider": seats.provider,
        "confirmer": seats.receiver,
        "season": season(),
        "recognition": HOUR,
    }
    assert ledger.entry_word(entry) == before ^ 1 << 232 ^ CONFIRMED << 232
    assert ledger.recognition(seats.provider, season()) == HOUR
    assert ledger.recognition(seats.receiver, season()) == 0
    assert ledger.allowance_left(seats.receiver) == SEASON_ALLOWANCE - HOUR
    assert ledger.allowance_left(seats.provider) == SEASON_ALLOWANCE


def test_confirm__by_confirmer__recognised(ledger, actors, seats, record):
    for receiver in (0, seats.receiver, seats.former, seats.cooperative):
        entry = record(receiver=receiver)
        ledger.confirm(entry, sender=actors.confirmer)
        assert status(ledger, entry) == CONFIRMED
    assert ledger.recognition(seats.provider, season()) == 4 * HOUR
    assert ledger.allowance_left(seats.confirmer) == SEASON_ALLOWANCE - 4 * HOUR


def test_confirm__by_organisation_that_received__recognised(ledger, actors, seats, record):
    entry = record(receiver=seats.cooperative)
    ledger.confirm(entry, sender=actors.cooperative)
    assert ledger.recognition(seats.provider, season()) == HOUR


def test_confirm__unknown_entry__refused(ledger, actors):
    for unknown in (bytes(32), REASON):
        with refused("ledger: no such entry", ledger):
            ledger.confirm(unknown, sender=actors.receiver)


def test_confirm__twice__refused(ledger, actors, entry):
    ledger.confirm(entry, sender=actors.receiver)
    for again in (actors.receiver, actors.confirmer):
        with refused("ledger: not pending", ledger):
            ledger.confirm(entry, sender=again)


def test_confirm__disputed__refused(ledger, actors, disputed):
    with refused("ledger: not pending", ledger):
        ledger.confirm(disputed, sender=actors.receiver)


def test_confirm__rejected__refused(ledger, actors, disputed):
    ledger.resolve(disputed, False, sender=actors.arbiter)
    with refused("ledger: not pending", ledger):
        ledger.confirm(disputed, sender=actors.confirmer)


def test_confirm__without_seat__refused(ledger, actors, entry):
    for stranger in (actors.outsider, actors.former, actors.owner):
        with refused("ledger: no active seat", ledger):
            ledger.confirm(entry, sender=stranger)


def test_confirm__receiver_who_left__refused_until_a_confirmer_steps_in(
    ledger, membership, actors, entry
):
    membership.leave(sender=actors.receiver)
    with refused("ledger: no active seat", ledger):
        ledger.confirm(entry, sender=actors.receiver)
    ledger.confirm(entry, sender=actors.confirmer)
    assert status(ledger, entry) == CONFIRMED


def test_confirm__confirmer_who_left__refused(ledger, membership, actors, entry):
    membership.leave(sender=actors.confirmer)
    with refused("ledger: no active seat", ledger):
        ledger.confirm(entry, sender=actors.confirmer)


def test_confirm__own_entry__refused(ledger, actors, entry):
    with refused("ledger: own entry", ledger):
        ledger.confirm(entry, sender=actors.provider)


def test_confirm__own_entry_as_confirmer__refused(ledger, actors, record):
    """L-3."""
    entry = record(sender=actors.confirmer)
    with refused("ledger: own entry", ledger):
        ledger.confirm(entry, sender=actors.confirmer)


def test_confirm__bystander__refused(ledger, actors, entry):
    with refused("ledger: not a confirmer", ledger):
        ledger.confirm(entry, sender=actors.bystander)


def test_confirm__another_role__refused(ledger, scopes, actors, seats, entry):
    assert scopes.has_role(WORKSHOP, seats.arbiter, ARBITER)
    with refused("ledger: not a confirmer", ledger):
        ledger.confirm(entry, sender=actors.arbiter)


def test_confirm__mandate_of_another_scope__refused(ledger, actors, record):
    """L-3."""
    entry = record(scope=ROOT)
    with refused("ledger: not a confirmer", ledger):
        ledger.confirm(entry, sender=actors.confirmer)


def test_confirm__work_for_the_scope__seat_zero_is_nobody(ledger, actors, record):
    entry = record(receiver=0)
    with refused("ledger: not a confirmer", ledger):
        ledger.confirm(entry, sender=actors.bystander)


def test_confirm__mandate_window__open_to_its_last_second(ledger, scopes, actors, seats, record):
    """L-3."""
    first, second = record(), record()
    end = scopes.role_until(WORKSHOP, seats.confirmer, CONFIRMER)
    boa.env.timestamp = end - 1
    ledger.confirm(first, sender=actors.confirmer)

    boa.env.timestamp = end
    with refused("ledger: not a confirmer", ledger):
        ledger.confirm(second, sender=actors.confirmer)


def test_confirm__mandate_ended_or_not_yet_given__refused(ledger, scopes, actors, seats, entry):
    """L-3."""
    scopes.end_role(WORKSHOP, seats.confirmer, CONFIRMER, sender=actors.owner)
    with refused("ledger: not a confirmer", ledger):
        ledger.confirm(entry, sender=actors.confirmer)

    until = boa.env.timestamp + HOUR
    scopes.grant_role(WORKSHOP, seats.bystander, CONFIRMER, until, sender=actors.owner)
    ledger.confirm(entry, sender=actors.bystander)
    assert status(ledger, entry) == CONFIRMED


def test_confirm__allowance__to_the_last_unit(ledger, actors, seats, record):
    spend, more = record(effort_seconds=SEASON_ALLOWANCE), record(effort_seconds=1)
    ledger.confirm(spend, sender=actors.receiver)
    assert ledger.allowance_left(seats.receiver) == 0
    with refused("ledger: allowance used up", ledger):
        ledger.confirm(more, sender=actors.receiver)

    ledger.confirm(more, sender=actors.confirmer)
    assert ledger.recognition(seats.provider, season()) == SEASON_ALLOWANCE + 1


def test_confirm__one_entry_above_the_allowance__refused(ledger, actors, record):
    entry = record(effort_seconds=SEASON_ALLOWANCE + 1)
    with refused("ledger: allowance used up", ledger):
        ledger.confirm(entry, sender=actors.receiver)


def test_confirm__allowance_spans_scopes_and_providers(ledger, scopes, actors, seats, record):
    until = boa.env.timestamp + HOUR
    scopes.grant_role(ROOT, seats.confirmer, CONFIRMER, until, sender=actors.owner)
    entry = record(effort_seconds=SEASON_ALLOWANCE)
    other = record(sender=actors.bystander, scope=ROOT, effort_seconds=1)
    ledger.confirm(entry, sender=actors.confirmer)
    with refused("ledger: allowance used up", ledger):
        ledger.confirm(other, sender=actors.confirmer)


def test_confirm__next_season__allowance_is_whole_again(ledger, actors, seats, record):
    spend, more = record(effort_seconds=SEASON_ALLOWANCE), record()
    ledger.confirm(spend, sender=actors.receiver)
    travel(1)
    assert ledger.allowance_left(seats.receiver) == SEASON_ALLOWANCE
    ledger.confirm(more, sender=actors.receiver)
    assert ledger.allowance_left(seats.receiver) == SEASON_ALLOWANCE - HOUR


def test_confirm__late__counts_for_the_season_of_confirmation(ledger, actors, seats, entry):
    recorded = season()
    travel(1)
    ledger.confirm(entry, sender=actors.receiver)
    [event] = ledger.get_logs()
    assert event.season == recorded + 1
    assert ledger.recognition(seats.provider, recorded) == 0
    assert ledger.recognition(seats.provider, recorded + 1) == HOUR


def test_confirm__three_seasons__last_two_stay(ledger, actors, seats, record):
    """L-2."""
    start = season()
    for index in range(3):
        for _ in range(index + 1):
            ledger.confirm(record(), sender=actors.receiver)
        held = [ledger.recognition(seats.provider, start + s) // HOUR for s in range(4)]
        assert held == [[1, 0, 0, 0], [1, 2, 0, 0], [0, 2, 3, 0]][index]
        travel(1)


def test_confirm__skipped_seasons__old_lanes_read_as_zero(ledger, actors, seats, record):
    start = season()
    ledger.confirm(record(), sender=actors.receiver)
    travel(2)
    held = [ledger.recognition(seats.provider, start + s) for s in range(-2, 4)]
    assert held == [0, 0, HOUR, 0, 0, 0]

    travel(3)
    ledger.confirm(record(), sender=actors.receiver)
    held = [ledger.recognition(seats.provider, start + s) for s in range(8)]
    assert held == [HOUR, 0, 0, 0, 0, HOUR, 0, 0]


def test_confirm__last_second_of_a_season__counts_for_it(ledger, actors, seats, record):
    first, second = record(), record()
    start = season()
    travel(1)
    boa.env.timestamp -= 1
    ledger.confirm(first, sender=actors.receiver)
    boa.env.timestamp += 1
    ledger.confirm(second, sender=actors.receiver)
    assert [ledger.recognition(seats.provider, start + s) for s in (0, 1)] == [HOUR, HOUR]


def test_confirm__giver_who_also_earns__figures_stay_apart(ledger, actors, seats, record):
    ledger.confirm(record(), sender=actors.receiver)
    back = record(sender=actors.receiver, receiver=seats.provider, effort_seconds=2 * HOUR)
    ledger.confirm(back, sender=actors.provider)
    assert ledger.recognition(seats.provider, season()) == HOUR
    assert ledger.recognition(seats.receiver, season()) == 2 * HOUR
    assert ledger.allowance_left(seats.provider) == SEASON_ALLOWANCE - 2 * HOUR
    assert ledger.allowance_left(seats.receiver) == SEASON_ALLOWANCE - HOUR


def test_confirm__provider_who_left__keeps_the_recognition(
    ledger, membership, actors, seats, entry
):
    membership.leave(sender=actors.provider)
    ledger.confirm(entry, sender=actors.receiver)
    membership.admit([actors.provider], 1, sender=actors.owner)
    assert ledger.recognition(seats.provider, season()) == HOUR


def test_confirm__worthless_entry__uses_no_allowance(ledger, actors, seats, record):
    ledger.set_weight(WORKSHOP, SKILL, 0, sender=actors.owner)
    entry = record()
    ledger.confirm(entry, sender=actors.receiver)
    assert status(ledger, entry) == CONFIRMED
    assert ledger.recognition(seats.provider, season()) == 0
    assert ledger.allowance_left(seats.receiver) == SEASON_ALLOWANCE


def test_confirm__mandate_of_the_account__not_of_a_second_one(ledger, membership, actors, entry):
    """A seat acts by its one account: another account gets another seat, without the mandate."""
    membership.admit([actors.outsider], 1, sender=actors.owner)
    with refused("ledger: not a confirmer", ledger):
        ledger.confirm(entry, sender=actors.outsider)
    with boa.reverts("membership: already seated"):
        membership.admit([actors.confirmer], 1, sender=actors.owner)
