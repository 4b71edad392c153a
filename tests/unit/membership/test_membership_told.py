# SPDX-License-Identifier: Apache-2.0
"""What events tell of a seat and of the rules: indexers know nothing else (X-7).

owner     → covenant, URI, eligibility, a notice withdrawn
member    → an appeal, another covenant accepted, a delegate, a term renewed
admitter  → a seat moved to a new key
Vouching  → its rules, a recovery opened, decided, and completed
"""

import boa
import pytest

from tests.reference.membership import NOBODY, Terms
from tests.suite import CHARTER, GENESIS, account, deploy_membership, deploy_mock
from tests.unit.membership.stage import log_of, wait
from tests.unit.membership.test_vouching_join import RULES, world

__all__ = ["world"]
SEASON, DAY = 90 * 86_400, 86_400
OTHER, FARMER = bytes([0xC5] * 32), 1


@pytest.fixture(autouse=True)
def copy():
    with boa.env.anchor():
        yield


@pytest.fixture
def roll(actors):
    """Seats that go dormant after one idle season, with terms of two."""
    boa.env.timestamp = GENESIS
    terms = Terms(0, 1, 2, notice_seconds=14 * DAY)
    persons = [actors.farmer, actors.baker]
    return deploy_membership(persons, [], owner=actors.owner, terms=terms)


def test_told__what_the_owner_sets__as_it_stands_then(roll, actors):
    adapter, uri = deploy_mock("EligibilityMock").address, "https://valley.example/dao.json"
    roll.set_covenant(OTHER, sender=actors.owner)
    assert log_of(roll) == [("CovenantSet", {"covenant": OTHER})]
    roll.set_dao_uri(uri, sender=actors.owner)
    assert log_of(roll) == [("DAOURIUpdate", {"dao_address": roll.address, "dao_uri": uri})]
    assert roll.daoURI() == uri
    roll.set_eligibility(adapter, DAY, sender=actors.owner)
    told = [("EligibilitySet", {"adapter": adapter, "grace_seconds": DAY})]
    assert log_of(roll) == told


def test_told__a_notice__appealed_and_withdrawn(roll, actors):
    roll.give_notice(FARMER, CHARTER, sender=actors.owner)
    roll.appeal(OTHER, sender=actors.farmer)
    assert ("NoticeAppealed", {"seat": FARMER, "grounds": OTHER}) in log_of(roll)
    roll.withdraw_notice(FARMER, sender=actors.owner)
    assert log_of(roll) == [("NoticeWithdrawn", {"seat": FARMER})]


def test_told__a_delegate__before_and_after(roll, actors):
    roll.delegate(actors.baker, sender=actors.farmer)
    there = {"from_delegate": actors.farmer, "to_delegate": actors.baker}
    assert ("DelegateChanged", {"delegator": actors.farmer, **there}) in log_of(roll)
    roll.delegate(NOBODY, sender=actors.farmer)
    back = {"from_delegate": actors.baker, "to_delegate": actors.farmer}
    assert ("DelegateChanged", {"delegator": actors.farmer, **back}) in log_of(roll)


def test_told__a_term_renewed__with_its_end_and_the_covenant(roll, actors):
    roll.set_covenant(OTHER, sender=actors.owner)
    boa.env.timestamp = GENESIS + SEASON
    roll.renew(OTHER, sender=actors.farmer)
    told = dict(log_of(roll))
    assert told["CovenantAccepted"] == {"seat": FARMER, "covenant": OTHER}
    dates = {"term_end": GENESIS + 3 * SEASON, "awake_until": GENESIS + 3 * SEASON}
    assert told["SeatRenewed"] == {"seat": FARMER, **dates}


def test_told__a_seat_moved__as_a_transfer_too(roll, actors):
    admitter = deploy_mock("EligibilityMock").address
    roll.set_powers(admitter, 2, sender=actors.owner)
    roll.move(FARMER, actors.newcomer, sender=admitter)
    keys = {"previous_account": actors.farmer, "account": actors.newcomer}
    transfer = {"sender": actors.farmer, "receiver": actors.newcomer, "token_id": FARMER}
    assert log_of(roll) == [("Transfer", transfer), ("SeatMoved", {"seat": FARMER, **keys})]


def test_told__the_rules_of_vouching__as_they_are_now(world):
    _, vouching, _, owner = world
    rules = (*RULES[:3], RULES[3] + 1, *RULES[4:])
    vouching.set_rules(rules, sender=owner)
    [(name, told)] = log_of(vouching)
    assert (name, tuple(told["rules"])) == ("RulesSet", rules)


@pytest.mark.parametrize("approved", [True, False])
def test_told__a_recovery__opened_and_decided(world, approved):
    _, vouching, persons, owner = world
    recovery = {"seat": FARMER, "account": account("new key")}
    vouching.open_recovery(*recovery.values(), sender=owner)
    ready_at = boa.env.timestamp + RULES[5]
    assert log_of(vouching) == [("RecoveryOpened", {**recovery, "ready_at": ready_at})]
    vouching.object(FARMER, sender=persons[0])
    vouching.decide_recovery(FARMER, approved, sender=owner)
    assert ("RecoveryDecided", {**recovery, "approved": approved}) in log_of(vouching)


def test_told__a_recovery_that_nobody_opposed__completed(world):
    _, vouching, _, owner = world
    recovery = {"seat": FARMER, "account": account("new key")}
    vouching.open_recovery(*recovery.values(), sender=owner)
    wait(RULES[5])
    vouching.complete_recovery(FARMER, sender=account("outsider"))
    assert ("RecoveryDecided", {**recovery, "approved": True}) in log_of(vouching)
