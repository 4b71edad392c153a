# SPDX-License-Identifier: Apache-2.0
"""Roles and the delay of the timelock: who may change what (G-5, G-10, G-11).

deploy
├── delay outside an hour .. a year → "timelock: delay out of range"; at both ends → deployed
└── admin: the timelock itself and the deployer, who then renounces
grantRole, revokeRole
├── not an admin → "roles: role missing"
├── the zero address → "roles: zero account": no role is open to everybody
└── by an admin → one event; a second time nothing happens
renounceRole
├── for somebody else → "roles: not your own"
└── one's own → gone
updateDelay
├── not the timelock → "timelock: only by itself"
├── out of range → refused, also by an operation
└── by an operation → new operations wait longer, old ones keep theirs
permissions → every function that writes, times every actor
"""

from contextlib import nullcontext

import boa
import pytest

from tests.suite import account, deploy_timelock, fields, refused, writing_functions
from tests.unit.governance.clock import (
    MIN_DELAY,
    ROLES,
    SALT,
    Batch,
    Operation,
    deploy_clock,
    note,
    notes,
)
from tests.unit.governance.stage import ADMIN_ROLE, NOBODY, PROPOSER_ROLE

HOUR, YEAR = 3_600, 365 * 86_400
RANGE = "timelock: delay out of range"


@pytest.fixture(scope="module")
def clock():
    return deploy_clock()


@pytest.fixture(scope="module")
def timelock(clock):
    return clock.timelock


@pytest.fixture(scope="module")
def by(clock):
    return clock.actors


@pytest.fixture
def decide(timelock, by):
    """Have the timelock make a call to itself."""

    def decided(payload):
        call = Operation(timelock.address, 0, payload, salt=SALT)
        timelock.schedule(*call, timelock.getMinDelay(), sender=by.proposer)
        boa.env.timestamp = timelock.getTimestamp(call.id)
        timelock.execute(*call, sender=by.executor)

    return decided


# --- deploy ------------------------------------------------------------------------------------


@pytest.mark.parametrize("delay", [HOUR, YEAR])
def test_deploy__within_range__administers_itself(by, delay):
    timelock = deploy_timelock(delay, by.admin)
    changed, own, deployers = timelock.get_logs()
    assert fields(changed) == {"oldDuration": 0, "newDuration": delay}
    assert [event.account for event in (own, deployers)] == [timelock.address, by.admin]
    assert timelock.getMinDelay() == delay
    assert timelock.getRoleAdmin(PROPOSER_ROLE) == timelock.DEFAULT_ADMIN_ROLE() == ADMIN_ROLE
    for holder in (timelock.address, by.admin):
        assert timelock.hasRole(ADMIN_ROLE, holder)


@pytest.mark.parametrize("delay", [0, HOUR - 1, YEAR + 1, 2**256 - 1])
def test_deploy__out_of_range__refused(by, delay):
    """G-5."""
    with boa.reverts(RANGE):
        deploy_timelock(delay, by.admin)


def test_deploy__admin_renounces__no_plain_account_has_a_role(by):
    """G-11."""
    timelock = deploy_timelock(MIN_DELAY, by.admin)
    timelock.renounceRole(ADMIN_ROLE, by.admin, sender=by.admin)
    for role in ROLES.values():
        assert not timelock.hasRole(role, by.admin)
        with refused("roles: role missing", timelock):
            timelock.grantRole(role, by.admin, sender=by.admin)


# --- roles -------------------------------------------------------------------------------------


def test_grant_role__by_admin__told_once(timelock, by):
    timelock.grantRole(PROPOSER_ROLE, by.outsider, sender=by.admin)
    [event] = timelock.get_logs()
    expected = {"role": PROPOSER_ROLE, "account": by.outsider, "sender": by.admin}
    assert fields(event) == expected
    assert timelock.hasRole(PROPOSER_ROLE, by.outsider)
    timelock.grantRole(PROPOSER_ROLE, by.outsider, sender=by.admin)
    assert timelock.get_logs() == []

    timelock.revokeRole(PROPOSER_ROLE, by.outsider, sender=by.admin)
    [event] = timelock.get_logs()
    assert (type(event).__name__, fields(event)) == ("RoleRevoked", expected)
    assert not timelock.hasRole(PROPOSER_ROLE, by.outsider)
    timelock.revokeRole(PROPOSER_ROLE, by.outsider, sender=by.admin)
    assert timelock.get_logs() == []


def test_grant_role__zero_address__refused(timelock, by):
    for role in ROLES.values():
        with refused("roles: zero account", timelock):
            timelock.grantRole(role, NOBODY, sender=by.admin)


def test_renounce_role__ones_own_only(timelock, by):
    with refused("roles: not your own", timelock):
        timelock.renounceRole(PROPOSER_ROLE, by.proposer, sender=by.admin)
    timelock.renounceRole(PROPOSER_ROLE, by.proposer, sender=by.proposer)
    [event] = timelock.get_logs()
    assert (event.account, event.sender) == (by.proposer, by.proposer)
    assert not timelock.hasRole(PROPOSER_ROLE, by.proposer)


def test_roles__by_an_operation__changed_after_the_delay(timelock, by, decide):
    """G-10."""
    timelock.renounceRole(ADMIN_ROLE, by.admin, sender=by.admin)
    decide(timelock.grantRole.prepare_calldata(PROPOSER_ROLE, by.outsider))
    assert timelock.hasRole(PROPOSER_ROLE, by.outsider)
    decide(timelock.revokeRole.prepare_calldata(PROPOSER_ROLE, by.proposer))
    assert not timelock.hasRole(PROPOSER_ROLE, by.proposer)


# --- the delay ---------------------------------------------------------------------------------


def test_update_delay__by_an_operation__for_later_ones(timelock, clock, by, decide):
    """G-10."""
    earlier = note(clock.target, 1)
    timelock.schedule(*earlier, 2 * MIN_DELAY, sender=by.proposer)
    ready = timelock.getTimestamp(earlier.id)
    decide(timelock.updateDelay.prepare_calldata(YEAR))
    [changed, _] = timelock.get_logs()
    assert fields(changed) == {"oldDuration": MIN_DELAY, "newDuration": YEAR}
    assert (timelock.getMinDelay(), timelock.getTimestamp(earlier.id)) == (YEAR, ready)
    with refused("timelock: delay too short", timelock):
        timelock.schedule(*note(clock.target, 2), YEAR - 1, sender=by.proposer)


@pytest.mark.parametrize("delay", [0, HOUR - 1, YEAR + 1])
def test_update_delay__out_of_range__refused(timelock, by, decide, delay):
    """G-5: no vote can make the delay zero."""
    with boa.reverts(RANGE):
        decide(timelock.updateDelay.prepare_calldata(delay))
    assert timelock.getMinDelay() == MIN_DELAY


# --- every function, every actor ---------------------------------------------------------------

MAY = None
NO_ROLE, NOT_ITSELF = "roles: role missing", "timelock: only by itself"
FUNCTIONS = {
    "schedule": "proposer",
    "scheduleBatch": "proposer",
    "cancel": "canceller",
    "execute": "executor",
    "executeBatch": "executor",
    "grantRole": "admin",
    "revokeRole": "admin",
    "renounceRole": "anybody",
    "updateDelay": "nobody",
}


def test_functions__only_these_write():
    assert writing_functions("governance/Timelock.vy") == set(FUNCTIONS)


@pytest.mark.parametrize("name", [*ROLES, "outsider"])
@pytest.mark.parametrize("function", FUNCTIONS)
def test_permissions__each_actor_each_function__one_role_each(timelock, clock, by, function, name):
    """G-10, X-6."""
    waiting, ready = note(clock.target, 1), note(clock.target, 2)
    batch = notes(clock.target, 3)
    for operation in (waiting, ready):
        timelock.schedule(*operation, MIN_DELAY, sender=by.proposer)
    timelock.scheduleBatch(*batch, MIN_DELAY, sender=by.proposer)
    boa.env.timestamp += MIN_DELAY
    sender = getattr(by, name)
    arguments = {
        "schedule": (*note(clock.target, 4), MIN_DELAY),
        "scheduleBatch": (*notes(clock.target, 4), MIN_DELAY),
        "cancel": (waiting.id,),
        "execute": ready,
        "executeBatch": batch,
        "grantRole": (PROPOSER_ROLE, account("newcomer")),
        "revokeRole": (PROPOSER_ROLE, by.proposer),
        "renounceRole": (PROPOSER_ROLE, sender),
        "updateDelay": (2 * MIN_DELAY,),
    }[function]
    holder = FUNCTIONS[function]
    reason = NOT_ITSELF if function == "updateDelay" else NO_ROLE
    expected = nullcontext() if holder in (name, "anybody") else refused(reason, timelock)
    with expected:
        getattr(timelock, function)(*arguments, sender=sender)


def test_batch__empty__is_an_operation_like_any(timelock, by):
    """As in OpenZeppelin's: it does nothing, once."""
    batch = Batch([], [], [])
    timelock.scheduleBatch(*batch, MIN_DELAY, sender=by.proposer)
    boa.env.timestamp += MIN_DELAY
    timelock.executeBatch(*batch, sender=by.executor)
    assert timelock.isOperationDone(batch.id)
