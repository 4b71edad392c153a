# SPDX-License-Identifier: Apache-2.0
"""How pages say what stands: of a seat, a new key, a proposal; what is kept makes room."""

from types import SimpleNamespace

import pytest

from cosmolocal.pages import members, packed, stewards
from cosmolocal.pages.motions import text_of
from cosmolocal.replay.membership import EXPELLED, LEFT, SeatState
from cosmolocal.replay.vouching import RecoveryState

DAY = 86_400
HERE = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"


@pytest.mark.parametrize(
    ("changes", "said", "badge"),
    [
        ({}, "Member", "good"),
        ({"status": LEFT}, "Has left", "plain"),
        ({"status": EXPELLED}, "Had to leave", "plain"),
        ({"term_end": 5}, "Term is over", "waits"),
        ({"awake_until": 5}, "Not heard for a while", "waits"),
    ],
)
def test_seat__its_standing__in_words(changes, said, badge):
    seat = SeatState(account=HERE, **{"term_end": 9 * DAY, "awake_until": 9 * DAY, **changes})
    assert members.standing_words(seat, DAY) == (said, badge)


def test_recoveries__that_are_asked_for__wait_for_a_day_or_a_vote():
    recoveries = {
        1: RecoveryState(HERE, ready_at=7),
        2: RecoveryState(HERE, ready_at=7, objected=True),
        3: RecoveryState(),
    }
    state = SimpleNamespace(
        vouching=SimpleNamespace(recoveries=recoveries),
        name_of=lambda seat: "The baker" if seat == 1 else "",
    )
    asked = [(task.what, task.who, task.until) for task in stewards._recoveries(state)]
    assert asked == [
        ("A new key for The baker", "Anybody, from the day on", 7),
        ("A new key for Member 2", "The alliance, by vote", None),
    ]


def test_motions__that_passed__wait_for_anybody():
    standing = {1: stewards.SUCCEEDED, 2: stewards.QUEUED, 3: stewards.QUEUED, 4: None}
    proposals = {n: SimpleNamespace(number=n, eta=20 if n == 3 else 10) for n in standing}
    state = SimpleNamespace(
        governance=SimpleNamespace(proposals=proposals),
        status_of=lambda proposal: standing[proposal.number],
        now=10,
    )
    assert [task.what for task in stewards._motions(state)] == [
        "Queue proposal 1",
        "Carry out proposal 2",
    ]


def test_text__written_as_it_is__needs_no_store():
    proposal = SimpleNamespace(description="A mill\nby the weir#proposer=0x12")
    assert text_of(None, proposal) == "A mill\nby the weir"


def test_kept__more_than_there_is_room_for__the_oldest_goes(monkeypatch):
    monkeypatch.setattr(packed, "_MOST_KEPT", 2)
    kept = packed.Kept()
    for name in "abc":
        kept.keep((name, ""), name)
    assert [kept.get((name, "")) for name in "abc"] == [None, "b", "c"]
