# SPDX-License-Identifier: Apache-2.0
"""leave: a member goes, at any time (M-2, M-3).

leave
├── no seat, or left before → "membership: nothing to leave"
├── active → inactive at once; number, kind, joining time and account stay with the seat
├── before and after the seal, in the second of joining, the last member too → allowed
├── come back and gone again → allowed
└── several in one second, returns included → one line of history, one slot
"""

import boa
import pytest

from tests.reference.membership import LEFT, NOBODY, ORGANISATION, PERSON
from tests.suite import refused, storage
from tests.unit.membership.conftest import FOUNDED_AT
from tests.unit.membership.stage import log_of, seat_word, wait


@pytest.mark.parametrize(
    ("name", "seat", "kind"), [("farmer", 1, PERSON), ("town", 5, ORGANISATION)]
)
def test_leave__active_member__goes_and_keeps_the_number(membership, actors, name, seat, kind):
    member = getattr(actors, name)
    wait(50)
    membership.leave(sender=member)

    assert log_of(membership) == [
        ("Transfer", {"sender": member, "receiver": NOBODY, "token_id": seat}),
        ("SeatLeft", {"seat": seat, "account": member}),
    ]
    now = boa.env.timestamp
    assert membership.standing(member) == seat_word(seat, kind, FOUNDED_AT, LEFT, now)
    assert membership.holder(seat) == member
    assert (membership.seat_count(), membership.totalSupply()) == (5, 4)
    assert membership.balanceOf(member) == 0


@pytest.mark.parametrize("name", ["outsider", "owner"])
def test_leave__no_seat__refused(membership, actors, name):
    with refused("membership: nothing to leave", membership):
        membership.leave(sender=getattr(actors, name))


def test_leave__twice__refused(membership, actors):
    membership.leave(sender=actors.farmer)
    with refused("membership: nothing to leave", membership):
        membership.leave(sender=actors.farmer)


def test_leave__everybody__empties_the_roll(membership, actors):
    membership.seal(actors.owner, sender=actors.owner)
    for name in ("farmer", "baker", "carter", "mill", "town"):
        membership.leave(sender=getattr(actors, name))
    wait()
    assert membership.totalSupply() == 0
    assert membership.active_at(boa.env.timestamp - 1) == (0, 0)


def test_leave__after_coming_back__goes_again(membership, actors):
    for _ in range(3):
        membership.leave(sender=actors.farmer)
        assert membership.totalSupply() == 4
        membership.admit([actors.farmer], PERSON, sender=actors.owner)
        assert membership.totalSupply() == 5


def test_leave__several_in_a_second__share_one_slot(membership, actors):
    for _ in range(2):
        wait()
        slots = len(storage(membership))
        for member in (actors.farmer, actors.baker):
            membership.leave(sender=member)
        membership.admit([actors.farmer, actors.baker], PERSON, sender=actors.owner)
        assert len(storage(membership)) == slots + 1
