# SPDX-License-Identifier: Apache-2.0
"""schedule, scheduleBatch, cancel: what waits, and since when (G-5, G-7).

schedule / scheduleBatch
├── not a proposer → "roles: role missing"
├── lists of different lengths (batch) → "timelock: length mismatch"
├── known already: waiting, ready or done → "timelock: already scheduled"
├── delay below the minimum → "timelock: delay too short"; at the minimum → scheduled
└── scheduled: OpenZeppelin's id, ready at now + delay, one event for each call, salt told
cancel
├── not a canceller → "roles: role missing"
├── unknown or done → "timelock: not pending"
└── waiting or ready → forgotten; may be scheduled again
hashOperation, hashOperationBatch → OpenZeppelin's ids, at every length
"""

import boa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.reference.governance import DONE, READY, UNSET, WAITING
from tests.suite import fields, refused
from tests.unit.governance.clock import (
    MIN_DELAY,
    SALT,
    Batch,
    Operation,
    deploy_clock,
    note,
    notes,
)
from tests.unit.governance.stage import NOBODY, NOTHING


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
def operation(clock):
    """One call, scheduled."""
    call = note(clock.target, 1)
    clock.timelock.schedule(*call, MIN_DELAY, sender=clock.actors.proposer)
    return call


def test_schedule__by_proposer__waits_from_now(timelock, clock, by):
    call = note(clock.target, 7, salt=SALT)
    timelock.schedule(*call, MIN_DELAY + 5, sender=by.proposer)
    scheduled, salted = timelock.get_logs()
    assert fields(scheduled) == {
        "id": call.id,
        "index": 0,
        "target": clock.target.address,
        "value": 0,
        "data": call.payload,
        "predecessor": NOTHING,
        "delay": MIN_DELAY + 5,
    }
    assert fields(salted) == {"id": call.id, "salt": SALT}
    assert timelock.getTimestamp(call.id) == boa.env.timestamp + MIN_DELAY + 5
    assert clock.target.notes() == []


def test_schedule_batch__by_proposer__one_event_for_each_call(timelock, clock, by):
    batch = notes(clock.target, 1, 2, 3, predecessor=SALT)
    timelock.scheduleBatch(*batch, MIN_DELAY, sender=by.proposer)
    events = timelock.get_logs()
    assert [event.index for event in events] == [0, 1, 2]
    assert [event.data for event in events] == batch.payloads
    assert {(event.id, event.predecessor, event.delay) for event in events} == {
        (batch.id, SALT, MIN_DELAY)
    }
    assert timelock.getTimestamp(batch.id) == boa.env.timestamp + MIN_DELAY


def test_schedule__anybody_else__refused(timelock, clock, by):
    for name in ("admin", "executor", "canceller", "outsider"):
        sender = getattr(by, name)
        with refused("roles: role missing", timelock):
            timelock.schedule(*note(clock.target, 1), MIN_DELAY, sender=sender)
        with refused("roles: role missing", timelock):
            timelock.scheduleBatch(*notes(clock.target, 1), MIN_DELAY, sender=sender)


def test_schedule_batch__lengths_differ__refused(timelock, clock, by):
    whole = notes(clock.target, 1, 2)
    for name in ("targets", "values", "payloads"):
        batch = whole._replace(**{name: getattr(whole, name)[:1]})
        with refused("timelock: length mismatch", timelock):
            timelock.scheduleBatch(*batch, MIN_DELAY, sender=by.proposer)


def test_schedule__delay__at_least_the_minimum(timelock, clock, by):
    """G-5."""
    call = note(clock.target, 1)
    for delay in (0, MIN_DELAY - 1):
        with refused("timelock: delay too short", timelock):
            timelock.schedule(*call, delay, sender=by.proposer)
    timelock.schedule(*call, MIN_DELAY, sender=by.proposer)


def test_schedule__known__refused(timelock, operation, by):
    """G-7: an operation that waits, is ready or done cannot be made another time."""
    for later in (0, MIN_DELAY, 100 * MIN_DELAY):
        boa.env.timestamp += later
        with refused("timelock: already scheduled", timelock):
            timelock.schedule(*operation, MIN_DELAY, sender=by.proposer)
    timelock.execute(*operation, sender=by.executor)
    with refused("timelock: already scheduled", timelock):
        timelock.schedule(*operation, MIN_DELAY, sender=by.proposer)


def test_schedule__same_call_with_another_salt__is_another_operation(timelock, operation, by):
    salted = operation._replace(salt=SALT)
    timelock.schedule(*salted, MIN_DELAY, sender=by.proposer)
    assert salted.id != operation.id


def test_states__from_unset_to_done(timelock, clock, operation, by):
    views = ("isOperation", "isOperationPending", "isOperationReady", "isOperationDone")
    unknown = note(clock.target, 2).id

    def look(key):
        return timelock.getOperationState(key), [getattr(timelock, view)(key) for view in views]

    assert look(unknown) == (UNSET, [False, False, False, False])
    boa.env.timestamp += MIN_DELAY - 1
    assert look(operation.id) == (WAITING, [True, True, False, False])
    boa.env.timestamp += 1
    assert look(operation.id) == (READY, [True, True, True, False])
    timelock.execute(*operation, sender=by.executor)
    assert look(operation.id) == (DONE, [True, False, False, True])
    assert timelock.getTimestamp(operation.id) == 1


@pytest.mark.parametrize("waited", [0, MIN_DELAY])
def test_cancel__pending__forgotten(timelock, operation, by, waited):
    boa.env.timestamp += waited
    timelock.cancel(operation.id, sender=by.canceller)
    [event] = timelock.get_logs()
    assert fields(event) == {"id": operation.id}
    assert timelock.getTimestamp(operation.id) == 0
    boa.env.timestamp += MIN_DELAY
    with refused("timelock: not ready", timelock):
        timelock.execute(*operation, sender=by.executor)
    timelock.schedule(*operation, MIN_DELAY, sender=by.proposer)


def test_cancel__unknown_or_done__refused(timelock, operation, by):
    with refused("timelock: not pending", timelock):
        timelock.cancel(SALT, sender=by.canceller)
    boa.env.timestamp += MIN_DELAY
    timelock.execute(*operation, sender=by.executor)
    with refused("timelock: not pending", timelock):
        timelock.cancel(operation.id, sender=by.canceller)


def test_cancel__anybody_else__refused(timelock, operation, by):
    for name in ("admin", "proposer", "executor", "outsider"):
        with refused("roles: role missing", timelock):
            timelock.cancel(operation.id, sender=getattr(by, name))


CALLS = st.tuples(
    st.sampled_from((NOBODY, "0x" + "ff" * 20)), st.integers(0, 2**256 - 1), st.binary(max_size=96)
)
WORD = st.binary(min_size=32, max_size=32)


@given(call=CALLS, predecessor=WORD, salt=WORD)
def test_hash_operation__any__openzeppelins_formula(timelock, call, predecessor, salt):
    operation = Operation(*call, predecessor, salt)
    assert timelock.hashOperation(*operation) == operation.id


@given(calls=st.lists(CALLS, max_size=10), predecessor=WORD, salt=WORD)
def test_hash_operation_batch__any__openzeppelins_formula(timelock, calls, predecessor, salt):
    columns = [list(column) for column in zip(*calls, strict=True)] or [[], [], []]
    batch = Batch(*columns, predecessor, salt)
    assert timelock.hashOperationBatch(*batch) == batch.id


@pytest.mark.parametrize("length", [2_047, 2_048])
def test_hash_operation__longest_payload__openzeppelins_formula(timelock, length):
    operation = Operation(NOBODY, 0, b"\xa5" * length)
    batch = Batch([NOBODY] * 10, [0] * 10, [operation.payload] * 10)
    assert timelock.hashOperation(*operation) == operation.id
    assert timelock.hashOperationBatch(*batch) == batch.id
