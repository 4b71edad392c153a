# SPDX-License-Identifier: Apache-2.0
"""A hostile eligibility adapter (X-2): asked when somebody joins, renews, or is reviewed.

calls back into `Membership` or `Vouching` → its call fails, and nothing is half done
writes                                     → no answer: lets nobody in, takes nobody's seat
burns its gas                              → no answer; the caller pays a bounded amount
"""

import boa
import pytest

from tests.reference.membership import PERSON, Terms
from tests.suite import (
    CHARTER,
    GENESIS,
    SEASON_SECONDS,
    account,
    accounts,
    deploy_membership,
    deploy_mock,
    deploy_vouching,
    gas_used,
    refused,
)

CALLS_BACK, WRITES, BURNS_GAS = range(3)
DAY = 86_400
RULES = (1, 2, 30 * DAY, 60 * DAY, 1, 14 * DAY)
NEWCOMER = account("newcomer")


@pytest.fixture(scope="module")
def world():
    """Three persons of a season ago, a newcomer that one vouches for, and the adapter."""
    boa.env.timestamp = GENESIS
    owner, persons = account("owner"), accounts("person", 3)
    membership = deploy_membership(persons, owner=owner, terms=Terms(0, 2, 0, 14 * DAY))
    vouching = deploy_vouching(membership, RULES, owner=owner)
    boa.env.timestamp = GENESIS + SEASON_SECONDS
    vouching.vouch(NEWCOMER, PERSON, sender=persons[0])
    adapter = deploy_mock("HostileEligibilityMock")
    membership.set_eligibility(adapter.address, DAY, sender=owner)
    # Whatever powers a contract could be given by mistake, it has.
    membership.set_powers(adapter.address, 3, sender=owner)
    return membership, vouching, adapter, persons


@pytest.fixture(autouse=True)
def copy(world):
    with boa.env.anchor():
        yield


def attacks(world):
    """What the adapter tries while it is asked: (target, calldata)."""
    membership, vouching, adapter, _ = world
    return {
        "review": (membership, membership.review.prepare_calldata(1)),
        "mark": (membership, membership.mark.prepare_calldata(1)),
        "admit": (
            membership,
            membership.admit_vouched.prepare_calldata(adapter.address, PERSON, CHARTER),
        ),
        "move": (membership, membership.move.prepare_calldata(1, adapter.address)),
        "withdraw": (vouching, vouching.withdraw_vouch.prepare_calldata(NEWCOMER)),
        "complete": (vouching, vouching.complete_recovery.prepare_calldata(1)),
    }


@pytest.mark.parametrize("attack", ["review", "mark", "admit", "move", "withdraw", "complete"])
def test_join__adapter_calls_back__fails_and_nothing_changed(world, attack):
    """X-2."""
    membership, vouching, adapter, _ = world
    target, calldata = attacks(world)[attack]
    adapter.behave(CALLS_BACK, target.address, calldata)
    with refused("membership: not eligible", membership, vouching, adapter):
        vouching.join(PERSON, CHARTER, sender=NEWCOMER)
    assert membership.seat_count() == 3


def test_join__adapter_only_reads__is_let_in(world):
    """The control: the same adapter may read whatever it likes, and then its yes counts."""
    membership, vouching, adapter, _ = world
    reading = membership.standing.prepare_calldata(NEWCOMER)
    adapter.behave(CALLS_BACK, membership.address, reading)
    vouching.join(PERSON, CHARTER, sender=NEWCOMER)
    assert membership.holder(4) == NEWCOMER


@pytest.mark.parametrize("behaviour", [WRITES, BURNS_GAS])
def test_review_and_join__adapter_writes_or_burns__no_answer(world, behaviour):
    """X-2: an adapter that fails takes nobody's seat, and lets nobody in."""
    membership, vouching, adapter, persons = world
    adapter.behave(behaviour, membership.address, b"")
    with refused("membership: no answer", membership, adapter):
        membership.review(1, sender=persons[1])
    assert gas_used(membership) < 400_000
    with refused("membership: not eligible", membership, vouching, adapter):
        vouching.join(PERSON, CHARTER, sender=NEWCOMER)
    assert gas_used(vouching) < 500_000
    with refused("membership: not eligible", membership, adapter):
        membership.renew(CHARTER, sender=persons[0])
    assert membership.balanceOf(persons[0]) == 1
