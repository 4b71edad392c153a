# SPDX-License-Identifier: Apache-2.0
"""Vouching: a member who lost a key goes on under a new one (M-2).

back_recovery, by call or by slip
├── not by a seat that may vouch → as for a vouch; by the seat itself → "vouching: backs itself"
└── otherwise → counted until it ends
ask_recovery, by call or by slip
├── slip expired, or for another recovery → "vouching: slip expired", "vouching: bad signature"
├── too few backers → "vouching: too few backers"
├── a key that ever had a seat → "vouching: key has a past"; a seat that is over → refused
├── another recovery waits → "vouching: recovery under way"
└── otherwise → waits for the old key to object
object, by call or by signature → only the holder, once, while it waits
complete_recovery
├── none, objected, too early → refused by name
└── after the delay → seat, credits and word move; the old key has no seat and gets none again
decide_recovery → the owner: completes or drops what was objected to; drops any other
open_recovery → the owner, in place of backers
"""

import boa
import pytest

from cosmolocal.typed_data import Asking, Backing, Objection
from tests.reference.membership import MOVED, NOBODY, PERSON
from tests.suite import account, refused
from tests.unit.membership.stage import log_of, wait
from tests.unit.membership.test_vouching_join import DAY, NEWCOMER, RULES, SLIPS, copy, sign, world

__all__ = ["copy", "world"]
SEAT = 1
WAIT = RULES[5]


@pytest.fixture
def asked(world):
    """The first person's new key, backed by two and waiting."""
    _, vouching, persons, _ = world
    key = account("new key")
    for person in persons[1:3]:
        vouching.back_recovery(SEAT, key, sender=person)
    vouching.ask_recovery(SEAT, sender=key)
    return key


def test_recovery__backed_and_unopposed__moves_the_seat_with_all_that_is_its_own(world, asked):
    membership, vouching, persons, _ = world
    before = membership.standing(persons[0])
    assert tuple(vouching.recovery(SEAT)) == (asked, boa.env.timestamp + WAIT, False)
    membership.delegate(persons[4], sender=persons[0])
    wait(WAIT - 1)
    with refused("vouching: objection still open", vouching, membership):
        vouching.complete_recovery(SEAT, sender=asked)
    wait()
    vouching.complete_recovery(SEAT, sender=account("outsider"))
    decided = {"seat": SEAT, "account": asked, "approved": True}
    assert ("RecoveryDecided", decided) in log_of(vouching)

    assert membership.standing(asked) == before
    assert membership.standing(persons[0]) == MOVED << 40
    assert (membership.holder(SEAT), membership.ownerOf(SEAT)) == (asked, asked)
    assert membership.delegates(asked) == asked  # the old key's choice is over
    assert (membership.balanceOf(persons[0]), membership.getVotes(persons[0])) == (0, 0)
    assert tuple(vouching.recovery(SEAT)) == (NOBODY, 0, False)
    with refused("vouching: no recovery", vouching, membership):
        vouching.complete_recovery(SEAT, sender=asked)


def test_recovery__the_old_key__never_gets_a_seat_again(world, asked):
    membership, vouching, persons, owner = world
    wait(WAIT)
    vouching.complete_recovery(SEAT, sender=asked)
    with refused("membership: seat has moved", membership):
        membership.admit([persons[0]], PERSON, sender=owner)
    with refused("vouching: key has a past", vouching):
        vouching.open_recovery(2, persons[0], sender=owner)


@pytest.mark.parametrize("approved", [True, False])
def test_object__by_the_old_key__leaves_it_to_a_vote(world, asked, approved):
    membership, vouching, persons, owner = world
    with refused("vouching: not your seat", vouching):
        vouching.object(SEAT, sender=persons[1])
    vouching.object(SEAT, sender=persons[0])
    assert log_of(vouching) == [("RecoveryObjected", {"seat": SEAT})]
    with refused("vouching: already objected", vouching):
        vouching.object(SEAT, sender=persons[0])
    wait(WAIT)
    with refused("vouching: a vote must decide", vouching, membership):
        vouching.complete_recovery(SEAT, sender=asked)
    with refused("owned: not the owner", vouching, membership):
        vouching.decide_recovery(SEAT, approved, sender=asked)

    vouching.decide_recovery(SEAT, approved, sender=owner)
    assert membership.holder(SEAT) == (asked if approved else persons[0])
    with refused("vouching: nothing to decide", vouching):
        vouching.decide_recovery(SEAT, approved, sender=owner)


def test_decide_recovery__nobody_objected__can_only_be_dropped(world, asked):
    membership, vouching, persons, owner = world
    with refused("vouching: nobody objected", vouching, membership):
        vouching.decide_recovery(SEAT, True, sender=owner)
    vouching.decide_recovery(SEAT, False, sender=owner)
    fields = {"seat": SEAT, "account": asked, "approved": False}
    assert log_of(vouching) == [("RecoveryDecided", fields)]
    with refused("vouching: too few backers", vouching):
        vouching.ask_recovery(SEAT, sender=asked)  # the old backings are used up
    with refused("vouching: nothing to object to", vouching):
        vouching.object(SEAT, sender=persons[0])


def test_object__by_signature__is_for_one_recovery_only(world):
    membership, vouching, _, owner = world
    for number, key in enumerate((account("new key"), account("another key")), start=1):
        vouching.open_recovery(5, key, sender=owner)
        objection = sign(vouching, Objection(5, key, number), SLIPS)
        if number == 1:
            first = objection
        else:
            with refused("vouching: bad signature", vouching, membership):
                vouching.object_by_signature(5, first)
        vouching.object_by_signature(5, objection, sender=account("outsider"))
        vouching.decide_recovery(5, False, sender=owner)


def test_ask_recovery__too_few_that_still_count__refused(world):
    membership, vouching, persons, _ = world
    key = account("new key")
    vouching.back_recovery(SEAT, key, sender=persons[1])
    wait(RULES[2])
    vouching.back_recovery(SEAT, key, sender=persons[2])
    assert vouching.backings(SEAT, key) == 1
    with refused("vouching: too few backers", vouching, membership):
        vouching.ask_recovery(SEAT, sender=key)


def test_ask_recovery__by_slip__is_for_one_recovery_and_no_later_one(world):
    """X-1."""
    membership, vouching, persons, owner = world
    key, deadline = NEWCOMER.address, boa.env.timestamp + DAY
    slip = sign(vouching, Asking(SEAT, key, 0, deadline), NEWCOMER)
    with refused("vouching: too few backers", vouching, membership):
        vouching.ask_recovery_by_signature(SEAT, key, deadline, slip)
    for person in persons[1:3]:
        vouching.back_recovery(SEAT, key, sender=person)
    for wrong in (
        (SEAT, account("new key"), deadline),
        (2, key, deadline),
        (SEAT, key, deadline + 1),
    ):
        with refused("vouching: bad signature", vouching, membership):
            vouching.ask_recovery_by_signature(*wrong, slip)
    vouching.ask_recovery_by_signature(SEAT, key, deadline, slip, sender=account("outsider"))
    assert tuple(vouching.recovery(SEAT)) == (key, boa.env.timestamp + WAIT, False)

    vouching.decide_recovery(SEAT, False, sender=owner)
    for person in persons[1:3]:
        vouching.back_recovery(SEAT, key, sender=person)
    with refused("vouching: bad signature", vouching, membership):
        vouching.ask_recovery_by_signature(SEAT, key, deadline, slip)
    late = sign(vouching, Asking(SEAT, key, 1, deadline), NEWCOMER)
    wait(DAY + 1)
    with refused("vouching: slip expired", vouching, membership):
        vouching.ask_recovery_by_signature(SEAT, key, deadline, late)


def test_ask_recovery__one_at_a_time_and_of_an_active_seat(world, asked):
    membership, vouching, persons, owner = world
    other = account("another key")
    for person in persons[1:3]:
        vouching.back_recovery(SEAT, other, sender=person)
        vouching.back_recovery(4, other, sender=person)
    with refused("vouching: recovery under way", vouching, membership):
        vouching.ask_recovery(SEAT, sender=other)
    membership.leave(sender=persons[3])
    with refused("vouching: no such active seat", vouching, membership):
        vouching.ask_recovery(4, sender=other)
    with refused("vouching: no new key", vouching, membership):
        vouching.open_recovery(2, NOBODY, sender=owner)


def test_back_recovery__wrongly__refused(world):
    membership, vouching, persons, owner = world
    key = account("new key")
    with refused("vouching: backs itself", vouching, membership):
        vouching.back_recovery(SEAT, key, sender=persons[0])
    with refused("vouching: no active seat", vouching, membership):
        vouching.back_recovery(SEAT, key, sender=key)
    late = account("late")
    membership.admit([late], PERSON, sender=owner)
    with refused("vouching: seat too young", vouching, membership):
        vouching.back_recovery(SEAT, key, sender=late)


def test_back_recovery__by_slip__counts_once(world):
    membership, vouching, *_ = world
    key, deadline = account("new key"), boa.env.timestamp + DAY
    slip = sign(vouching, Backing(SEAT, key, 5, 0, deadline), SLIPS)
    with refused("vouching: bad signature", vouching, membership):
        vouching.back_recovery_by_signature(SLIPS.address, 2, key, deadline, slip)
    vouching.back_recovery_by_signature(SLIPS.address, SEAT, key, deadline, slip)
    until = boa.env.timestamp + RULES[2]
    fields = {"seat": SEAT, "account": key, "backer": 5, "until": until}
    assert log_of(vouching) == [("RecoveryBacked", fields)]
    with refused("vouching: bad signature", vouching, membership):
        vouching.back_recovery_by_signature(SLIPS.address, SEAT, key, deadline, slip)
    assert vouching.backings(SEAT, key) == 1
