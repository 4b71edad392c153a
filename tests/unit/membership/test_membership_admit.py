# SPDX-License-Identifier: Apache-2.0
"""admit, admit_vouched: the owner gives seats, and whom it named for that (M-1, M-3).

admit
├── caller is not the owner → "owned: not the owner"; after the seal the old owner neither
├── nobody named → "membership: nobody to admit"
├── kind is neither 1 nor 2 → "membership: unknown kind"
├── one of the accounts
│   ├── is the zero address → "membership: zero address"
│   ├── holds an active seat, or is named twice → "membership: already seated"
│   └── left as another kind → "membership: another kind before"
│   (one refusal refuses the whole batch)
├── newcomers → the next seats in order, with events and one summary
├── somebody who left → the old seat, joined now; no summary
└── both together → each of its own way, the summary counts the newcomers
admit_vouched
├── accepting another covenant than the present one → "membership: another covenant"
└── accepting that → the next seat, and the covenant is noted
"""

import boa
import pytest

from tests.reference.membership import LEFT, NOBODY, ORGANISATION, PERSON
from tests.suite import GENESIS, SEASON_SECONDS, accounts, deploy_mock, refused
from tests.unit.membership.stage import log_of, seat_word, wait

ADMITTER = 2


def seated(account, seat):
    """The two events of any seat taken."""
    return [
        ("Transfer", {"sender": NOBODY, "receiver": account, "token_id": seat}),
        ("Locked", {"token_id": seat}),
    ]


def from_now_on():
    """What the events of an admission say of a seat where nothing goes dormant."""
    season = (boa.env.timestamp - GENESIS) // SEASON_SECONDS
    never = {"term_end": 0, "awake_until": 2**40 - 1}
    return {"season": season, "credits_from": boa.env.timestamp, **never}


def restored(account, seat):
    """The event of a seat taken again."""
    return ("SeatRestored", {"seat": seat, "account": account, **from_now_on()})


def granted(first_seat, kind, count):
    """The summary of a batch."""
    batch = {"first_seat": first_seat, "kind": kind, "count": count}
    return ("SeatsGranted", {**batch, **from_now_on()})


@pytest.mark.parametrize("kind", [PERSON, ORGANISATION])
def test_admit__newcomers__take_the_next_seats(membership, actors, kind):
    wait(30)
    newcomers = [actors.newcomer, actors.neighbour]
    membership.admit(newcomers, kind, sender=actors.owner)

    log = log_of(membership)
    assert log == [*seated(newcomers[0], 6), *seated(newcomers[1], 7), granted(6, kind, 2)]
    for seat, newcomer in enumerate(newcomers, start=6):
        assert membership.standing(newcomer) == seat_word(seat, kind)
        assert membership.holder(seat) == newcomer
    assert (membership.seat_count(), membership.totalSupply()) == (7, 7)


def test_admit_vouched__another_covenant__refused(membership, actors):
    admitter, present = deploy_mock("EligibilityMock").address, membership.covenant()
    membership.set_powers(admitter, ADMITTER, sender=actors.owner)
    for other in (bytes(32), bytes([*present[:31], present[31] ^ 1])):
        with refused("membership: another covenant", membership):
            membership.admit_vouched(actors.newcomer, PERSON, other, sender=admitter)
    membership.admit_vouched(actors.newcomer, PERSON, present, sender=admitter)
    assert (membership.holder(6), membership.covenant_of(6)) == (actors.newcomer, present)


def test_admit__largest_batch__all_seated(membership, actors):
    newcomers = accounts("newcomer", 64)
    membership.admit(newcomers, PERSON, sender=actors.owner)
    assert [membership.holder(seat) for seat in range(6, 70)] == newcomers
    with boa.reverts():
        membership.admit(accounts("another", 65), PERSON, sender=actors.owner)


def test_admit__one_who_left__gets_the_old_seat_back(membership, actors):
    wait()
    membership.leave(sender=actors.baker)
    wait(100)
    membership.admit([actors.baker], PERSON, sender=actors.owner)

    assert log_of(membership) == [restored(actors.baker, 2), *seated(actors.baker, 2)]
    assert membership.standing(actors.baker) == seat_word(2, PERSON)  # joined now
    assert membership.holder(2) == actors.baker
    assert (membership.seat_count(), membership.totalSupply()) == (5, 5)


def test_admit__newcomers_and_one_who_left__each_its_own_way(membership, actors):
    wait()
    membership.leave(sender=actors.mill)
    wait()
    batch = [actors.newcomer, actors.mill, actors.neighbour]
    membership.admit(batch, ORGANISATION, sender=actors.owner)

    assert log_of(membership) == [
        *seated(actors.newcomer, 6),
        restored(actors.mill, 4),
        *seated(actors.mill, 4),
        *seated(actors.neighbour, 7),
        granted(6, ORGANISATION, 2),
    ]
    assert (membership.seat_count(), membership.totalSupply()) == (7, 7)


def test_admit__somebody_else_than_the_owner__refused(membership, actors):
    for caller in (actors.outsider, actors.farmer, membership.address):
        with refused("owned: not the owner", membership):
            membership.admit([actors.newcomer], PERSON, sender=caller)


def test_admit__after_the_seal__the_new_owner_only(membership, actors):
    membership.seal(actors.town, sender=actors.owner)
    with refused("owned: not the owner", membership):
        membership.admit([actors.newcomer], PERSON, sender=actors.owner)
    membership.admit([actors.newcomer], PERSON, sender=actors.town)
    assert membership.balanceOf(actors.newcomer) == 1


def test_admit__nobody__refused(membership, actors):
    with refused("membership: nobody to admit", membership):
        membership.admit([], PERSON, sender=actors.owner)


@pytest.mark.parametrize("kind", [0, 3, 2**256 - 1])
def test_admit__unknown_kind__refused(membership, actors, kind):
    with refused("membership: unknown kind", membership):
        membership.admit([actors.newcomer], kind, sender=actors.owner)


def test_admit__zero_address__refused(membership, actors):
    with refused("membership: zero address", membership):
        membership.admit([actors.newcomer, NOBODY], PERSON, sender=actors.owner)


@pytest.mark.parametrize("kind", [PERSON, ORGANISATION])
@pytest.mark.parametrize("batch", [["farmer"], ["newcomer", "mill"], ["newcomer", "newcomer"]])
def test_admit__already_seated__refused(membership, actors, batch, kind):
    named = [getattr(actors, name) for name in batch]
    with refused("membership: already seated", membership):
        membership.admit(named, kind, sender=actors.owner)


@pytest.mark.parametrize(("name", "other_kind"), [("farmer", ORGANISATION), ("mill", PERSON)])
def test_admit__another_kind_before__refused(membership, actors, name, other_kind):
    leaver = getattr(actors, name)
    membership.leave(sender=leaver)
    left = membership.standing(leaver)
    with refused("membership: another kind before", membership):
        membership.admit([actors.newcomer, leaver], other_kind, sender=actors.owner)
    assert membership.standing(leaver) == left
    assert left >> 40 & 0xFF == LEFT


def test_admit__restored_twice_in_a_batch__refused(membership, actors):
    membership.leave(sender=actors.farmer)
    with refused("membership: already seated", membership):
        membership.admit([actors.farmer, actors.farmer], PERSON, sender=actors.owner)
