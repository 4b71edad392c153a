# SPDX-License-Identifier: Apache-2.0
"""execute, executeBatch: once, in order, all or none, not before the delay (G-5, G-7, X-2).

execute / executeBatch
├── not an executor → "roles: role missing"; a role granted to the zero address is refused before
├── lists of different lengths (batch) → "timelock: length mismatch"
├── unknown, waiting until the last second, done → "timelock: not ready"
├── the predecessor has not run → "timelock: predecessor not done"
├── calldata for an address without code → "timelock: target has no code"; plain ETH → sent
├── a call refuses → its own reason, nothing done, still ready
├── a call re-enters → the lock refuses; the operation runs once
└── ready → calls made in order by the timelock, with their values; done
ETH: comes in, leaves with a call; what a call sends back the next one may spend
"""

import boa
import pytest
from eth_abi import encode
from eth_utils import keccak

from tests.reference.governance import DONE, READY
from tests.suite import account, deploy_mock, fields, gas_used, refused
from tests.unit.governance.clock import (
    MIN_DELAY,
    SALT,
    Batch,
    Operation,
    deploy_clock,
    note,
    notes,
)
from tests.unit.governance.stage import EXECUTOR_ROLE, NOTHING, PROPOSER_ROLE

LARGEST_TRANSACTION = 15_000_000  # half of the smallest common block


@pytest.fixture(scope="module")
def clock():
    return deploy_clock()


@pytest.fixture(scope="module")
def timelock(clock):
    return clock.timelock


@pytest.fixture(scope="module")
def target(clock):
    return clock.target


@pytest.fixture(scope="module")
def by(clock):
    return clock.actors


@pytest.fixture
def ready(timelock, by):
    """Schedule an operation and wait for it."""

    def scheduled(operation):
        verb = timelock.scheduleBatch if isinstance(operation, Batch) else timelock.schedule
        verb(*operation, MIN_DELAY, sender=by.proposer)
        boa.env.timestamp += MIN_DELAY
        return operation

    return scheduled


def test_execute__ready__done_by_the_timelock(timelock, target, by, ready):
    call = ready(note(target, 7))
    timelock.execute(*call, sender=by.executor)
    [event] = timelock.get_logs()
    assert fields(event) == {
        "id": call.id,
        "index": 0,
        "target": target.address,
        "value": 0,
        "data": call.payload,
    }
    assert (target.notes(), target.last_caller()) == ([7], timelock.address)
    assert timelock.getOperationState(call.id) == DONE


def test_execute_batch__ready__in_order(timelock, target, by, ready):
    batch = ready(notes(target, 3, 1, 2))
    timelock.executeBatch(*batch, sender=by.executor)
    events = timelock.get_logs()
    assert [(event.index, event.data) for event in events] == list(enumerate(batch.payloads))
    assert target.notes() == [3, 1, 2]


def test_execute__before_the_delay__refused(timelock, target, by):
    """G-5."""
    call = note(target, 1)
    with refused("timelock: not ready", timelock):
        timelock.execute(*call, sender=by.executor)
    timelock.schedule(*call, MIN_DELAY, sender=by.proposer)
    boa.env.timestamp += MIN_DELAY - 1
    with refused("timelock: not ready", timelock, target):
        timelock.execute(*call, sender=by.executor)
    boa.env.timestamp += 1
    timelock.execute(*call, sender=by.executor)


def test_execute__twice__refused(timelock, target, by, ready):
    """G-7."""
    call, batch = ready(note(target, 1)), ready(notes(target, 2))
    timelock.execute(*call, sender=by.executor)
    timelock.executeBatch(*batch, sender=by.executor)
    with refused("timelock: not ready", timelock, target):
        timelock.execute(*call, sender=by.executor)
    with refused("timelock: not ready", timelock, target):
        timelock.executeBatch(*batch, sender=by.executor)


def test_execute__one_part_changed__is_another_operation(timelock, target, by, ready):
    call, another = ready(note(target, 1)), deploy_mock("TargetMock")
    changes = {
        "target": another.address,
        "value": 1,
        "payload": call.payload[:-1] + b"\0",
        "predecessor": SALT,
        "salt": SALT,
    }
    for name, content in changes.items():
        with refused("timelock: not ready", timelock, target):
            timelock.execute(*call._replace(**{name: content}), sender=by.executor)


def test_execute__anybody_else__refused(timelock, target, by, ready):
    call, batch = ready(note(target, 1)), ready(notes(target, 2))
    for name in ("admin", "proposer", "canceller", "outsider"):
        sender = getattr(by, name)
        with refused("roles: role missing", timelock, target):
            timelock.execute(*call, sender=sender)
        with refused("roles: role missing", timelock, target):
            timelock.executeBatch(*batch, sender=sender)


def test_execute_batch__lengths_differ__refused(timelock, target, by):
    batch = notes(target, 1, 2)._replace(values=[0])
    with refused("timelock: length mismatch", timelock):
        timelock.executeBatch(*batch, sender=by.executor)


def test_execute__predecessor__first(timelock, target, by, ready):
    first = ready(note(target, 1))
    second = ready(note(target, 2, predecessor=first.id))
    batch = ready(notes(target, 3, predecessor=second.id))
    with refused("timelock: predecessor not done", timelock, target):
        timelock.execute(*second, sender=by.executor)
    with refused("timelock: predecessor not done", timelock, target):
        timelock.executeBatch(*batch, sender=by.executor)
    timelock.execute(*first, sender=by.executor)
    timelock.execute(*second, sender=by.executor)
    timelock.executeBatch(*batch, sender=by.executor)
    assert target.notes() == [1, 2, 3]


def test_execute__no_code_at_target__refused_unless_plain_eth(timelock, by, ready):
    payee = account("payee")
    boa.env.set_balance(timelock.address, 5)
    before = boa.env.get_balance(payee)
    call = ready(Operation(payee, 2, b"\x12\x34\x56\x78"))
    batch = ready(Batch([payee], [2], [b"\0"]))
    with refused("timelock: target has no code", timelock):
        timelock.execute(*call, sender=by.executor)
    with refused("timelock: target has no code", timelock):
        timelock.executeBatch(*batch, sender=by.executor)
    gift = ready(Operation(payee, 3))
    timelock.execute(*gift, sender=by.executor)
    assert boa.env.get_balance(payee) - before == 3


def test_execute__call_refuses__nothing_done_and_still_ready(timelock, target, by, ready):
    call, batch = ready(note(target, 7)), ready(notes(target, 1, 2))
    target.refuse(1)
    with refused("target: refused", timelock, target):
        timelock.execute(*call, sender=by.executor)
    with refused("target: refused", timelock, target):
        timelock.executeBatch(*batch, sender=by.executor)
    target.refuse(0)
    timelock.execute(*call, sender=by.executor)
    assert timelock.getOperationState(batch.id) == READY


def test_execute_batch__last_call_refuses__first_is_undone(timelock, target, by, ready):
    """G-7."""
    refusal = target.refuse.prepare_calldata(2)
    payloads = [target.note.prepare_calldata(1), refusal, target.note.prepare_calldata(2)]
    batch = ready(Batch([target.address] * 3, [0] * 3, payloads))
    with boa.reverts():
        timelock.executeBatch(*batch, sender=by.executor)
    assert (target.notes(), target.refusal()) == ([], 0)
    assert timelock.getOperationState(batch.id) == READY


# --- ETH ---------------------------------------------------------------------------------------


def test_eth__in_passing__leaves_with_the_calls(timelock, target, by, ready):
    batch = ready(notes(target, 1, 2)._replace(values=[3, 4]))
    with boa.reverts():
        timelock.executeBatch(*batch, value=6, sender=by.executor)
    timelock.executeBatch(*batch, value=7, sender=by.executor)
    assert boa.env.get_balance(timelock.address) == 0
    assert (boa.env.get_balance(target.address), target.last_value()) == (7, 4)


def test_eth__sent_by_anybody__taken_in(timelock, target, by, ready):
    by_hand = {"to_address": timelock.address, "sender": by.outsider, "value": 5}
    boa.env.execute_code(**by_hand)
    call = ready(note(target, 1)._replace(value=5))
    timelock.execute(*call, sender=by.executor)
    assert boa.env.get_balance(target.address) == 5


def test_eth__one_call_brings_it__the_next_spends_it(timelock, target, by, ready):
    purse = deploy_mock("PayeeMock")
    boa.env.set_balance(purse.address, 9)
    bring = purse.act.prepare_calldata(timelock.address, b"", 9)
    payloads = [bring, target.note.prepare_calldata(1)]
    batch = ready(Batch([purse.address, target.address], [0, 9], payloads))
    timelock.executeBatch(*batch, sender=by.executor)
    assert boa.env.get_balance(target.address) == 9


# --- reentrancy --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "door", ["execute", "executeBatch", "schedule", "scheduleBatch", "cancel", "updateDelay"]
)
def test_execute__call_comes_back__every_door_is_shut(timelock, target, by, ready, door):
    """X-2, G-7: the attacker holds every role, so that nothing but lock and order can stop it."""
    attacker = deploy_mock("PayeeMock")
    for role in (PROPOSER_ROLE, EXECUTOR_ROLE, timelock.CANCELLER_ROLE()):
        timelock.grantRole(role, attacker.address, sender=by.admin)
    other, batch = ready(note(target, 5)), ready(notes(target, 6))
    attack = ready(Operation(attacker.address))
    fresh, fresh_batch = note(target, 8), notes(target, 9)
    calldata = {
        "execute": lambda: timelock.execute.prepare_calldata(*other),
        "executeBatch": lambda: timelock.executeBatch.prepare_calldata(*batch),
        "schedule": lambda: timelock.schedule.prepare_calldata(*fresh, MIN_DELAY),
        "scheduleBatch": lambda: timelock.scheduleBatch.prepare_calldata(*fresh_batch, MIN_DELAY),
        "cancel": lambda: timelock.cancel.prepare_calldata(other.id),
        "updateDelay": lambda: timelock.updateDelay.prepare_calldata(3_600),
    }[door]()
    attacker.arm(timelock.address, calldata)
    timelock.execute(*attack, sender=by.executor)

    assert (attacker.attempts(), attacker.succeeded()) == (1, False)
    assert (b"only by itself" in attacker.response()) == (door == "updateDelay")
    assert timelock.getOperationState(attack.id) == DONE
    assert timelock.getOperationState(other.id) == READY
    assert timelock.getOperationState(batch.id) == READY
    assert not timelock.isOperation(fresh.id)
    assert not timelock.isOperation(fresh_batch.id)
    assert target.notes() == []


def test_control__outside_of_an_execution__the_same_account_may(timelock, target, by):
    attacker = deploy_mock("PayeeMock")
    timelock.grantRole(PROPOSER_ROLE, attacker.address, sender=by.admin)
    call = note(target, 8)
    attacker.act(timelock.address, timelock.schedule.prepare_calldata(*call, MIN_DELAY), 0)
    assert timelock.isOperation(call.id)


def test_execute__call_runs_itself_again__once(timelock, by, ready):
    """G-7: done before its call, an operation cannot be run by what it calls."""
    attacker = deploy_mock("PayeeMock")
    timelock.grantRole(EXECUTOR_ROLE, attacker.address, sender=by.admin)
    attack = ready(Operation(attacker.address))
    attacker.arm(timelock.address, timelock.execute.prepare_calldata(*attack))
    timelock.execute(*attack, sender=by.executor)
    assert (attacker.attempts(), attacker.succeeded()) == (1, False)


def test_execute__views_while_it_runs__answer_with_done(timelock, by, ready):
    reader = deploy_mock("PayeeMock")
    attack = ready(Operation(reader.address))
    reader.arm(timelock.address, timelock.getOperationState.prepare_calldata(attack.id))
    timelock.execute(*attack, sender=by.executor)
    assert (reader.succeeded(), reader.response()) == (True, DONE.to_bytes(32, "big"))


# --- size --------------------------------------------------------------------------------------


def test_batch__largest__fits_half_a_block(timelock, target, by):
    """X-3."""
    payload = target.note.prepare_calldata(2**256 - 1) + b"\xff" * (2_048 - 36)
    batch = Batch([target.address] * 10, [0] * 10, [payload] * 10, NOTHING, SALT)
    timelock.scheduleBatch(*batch, MIN_DELAY, sender=by.proposer)
    assert gas_used(timelock) < LARGEST_TRANSACTION
    boa.env.timestamp += MIN_DELAY
    timelock.executeBatch(*batch, sender=by.executor)
    assert gas_used(timelock) < LARGEST_TRANSACTION
    assert len(target.notes()) == 10


@pytest.mark.parametrize("beyond", ["11 calls", "2,049 bytes"])
def test_batch__beyond_the_bounds__refused(timelock, target, by, beyond):
    count, size = (11, 4) if beyond == "11 calls" else (1, 2_049)
    batch = Batch([target.address] * count, [0] * count, [b"\xff" * size] * count)
    types = ["address[]", "uint256[]", "bytes[]", "bytes32", "bytes32", "uint256"]
    selector = keccak(text=f"scheduleBatch({','.join(types)})")[:4]
    data = selector + encode(types, [*batch, MIN_DELAY])  # more than its ABI would encode
    computation = boa.env.execute_code(to_address=timelock.address, sender=by.proposer, data=data)
    assert computation.is_error
    assert not timelock.isOperation(batch.id)
