# SPDX-License-Identifier: Apache-2.0
"""The timelock beside published ones, over the same calls in the same order (G-7).

Beside snekmate's and OpenZeppelin's: both accept or both refuse, know the same ids with the same
timestamps and states, and act on their own target alike. Beside OpenZeppelin's, their events are
the same to the byte, too. Left out is what ours refuses on purpose: delays below an hour, roles for
the zero address, calldata where there is no code.
"""

import json
from collections import Counter
from functools import cache

import boa
import pytest
from eth_abi import encode
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from tests.requirements import require_openzeppelin
from tests.suite import account, deploy_mock, deploy_timelock
from tests.unit.governance.clock import MIN_DELAY, ROLES, Batch, Operation, note, notes
from tests.unit.governance.stage import NOTHING

# An oracle only: it is AGPL and no deployed source imports it.
SNEKMATE = """
# pragma version ~=0.4.3
from snekmate.auth import access_control
from snekmate.governance import timelock_controller

initializes: access_control
initializes: timelock_controller[access_control := access_control]
exports: timelock_controller.__interface__

@deploy
def __init__(delay: uint256, admin: address):
    access_control.__init__()
    timelock_controller.__init__(delay, [], [], admin)
"""


@cache
def snekmate():
    """The published timelock, compiled once."""
    return boa.loads_partial(SNEKMATE)


@cache
def openzeppelin():
    """The build of OpenZeppelin's timelock, as its package has it."""
    built = require_openzeppelin() / "build" / "contracts" / "TimelockController.json"
    return json.loads(built.read_text())


def deploy_openzeppelin(delay, admin):
    """Deploy it; `admin` gives out the roles."""
    built = openzeppelin()
    arguments = encode(["uint256", "address[]", "address[]", "address"], [delay, [], [], admin])
    code = bytes.fromhex(built["bytecode"].removeprefix("0x")) + arguments
    place, _ = boa.env.deploy_code(bytecode=code)
    return boa.loads_abi(json.dumps(built["abi"]), name="TimelockController").at(place)


# The name of each of our functions in snekmate's, where it is another.
THEIRS = {
    "scheduleBatch": "schedule_batch",
    "executeBatch": "execute_batch",
    "updateDelay": "update_delay",
    "getTimestamp": "get_timestamp",
    "getOperationState": "get_operation_state",
    "getMinDelay": "get_minimum_delay",
}
DELAYS = st.sampled_from((MIN_DELAY - 1, MIN_DELAY, MIN_DELAY, MIN_DELAY + 7))
SENDERS = st.sampled_from((*ROLES, *ROLES, "outsider"))
NUMBERS = st.integers(0, 3)
AFTER = st.sampled_from((None,) * 8 + (0, 1, 2, 3))  # mostly nothing has to run first
OUTCOMES = Counter()


class SideBySide(RuleBasedStateMachine):
    """Two timelocks and what they act upon, which is itself for changes of the delay."""

    names = THEIRS

    @staticmethod
    def deploy_theirs(delay, admin):
        return snekmate().deploy(delay, admin)

    @staticmethod
    def state_there(state):
        """Snekmate's states are flags."""
        return 1 << state

    def there(self, function):
        """A function of theirs by its name in ours."""
        return getattr(self.theirs, self.names.get(function, function))

    @initialize()
    def deploy(self):
        self.actors = {name: account(name) for name in (*ROLES, "outsider")}
        self.ours = deploy_timelock(MIN_DELAY, self.actors["admin"])
        self.theirs = self.deploy_theirs(MIN_DELAY, self.actors["admin"])
        self.targets = {lock: deploy_mock("TargetMock") for lock in (self.ours, self.theirs)}
        self.known = {}  # key: ids of the same operation in both
        self.touched = set()  # keys of what the last step was about
        for name, role in ROLES.items():
            if name != "admin":
                self.both("grantRole", lambda _, n=name, r=role: (r, self.actors[n]), "admin")

    def both(self, function, arguments, sender):
        """Call both; `arguments` depends on the timelock. Return whether they accepted."""
        accepted = []
        for lock in (self.ours, self.theirs):
            call = getattr(lock, function) if lock is self.ours else self.there(function)
            try:
                call(*arguments(lock), sender=self.actors[sender])
                accepted.append(True)
            except boa.BoaError:
                accepted.append(False)
        assert len(set(accepted)) == 1, (function, sender, accepted)
        OUTCOMES["accepted" if accepted[0] else "refused"] += 1
        OUTCOMES[function, accepted[0]] += 1

    def operation(self, lock, number, after):
        """Operation 0 changes the delay, 3 is a batch; `after` is the one that must run first."""
        predecessor = NOTHING
        if after is not None:
            predecessor = self.operation(lock, after, None).id
        if number == 0:
            change = lock.updateDelay if lock is self.ours else self.there("updateDelay")
            payload = change.prepare_calldata(MIN_DELAY + 3)
            return Operation(lock.address, 0, payload, predecessor)
        make = note if number < 3 else notes
        return make(self.targets[lock], number, predecessor=predecessor)

    def act(self, verb, number, after, sender, *more):
        function = f"{verb}Batch" if number == 3 else verb
        self.known[number, after] = tuple(
            self.operation(lock, number, after).id for lock in (self.ours, self.theirs)
        )
        self.touched.add((number, after))
        self.both(function, lambda lock: (*self.operation(lock, number, after), *more), sender)

    @rule(number=NUMBERS, after=AFTER, delay=DELAYS, wrong=SENDERS, is_wrong=NUMBERS)
    def schedule(self, number, after, delay, wrong, is_wrong):
        self.act("schedule", number, after, "proposer" if is_wrong else wrong, delay)

    @rule(data=st.data(), wrong=SENDERS, is_wrong=st.integers(0, 5))
    def execute(self, data, wrong, is_wrong):
        ready = [key for key, (id_, _) in self.known.items() if self.ours.isOperationReady(id_)]
        key = data.draw(st.sampled_from([*self.known, (1, 2)] + 5 * ready))
        self.act("execute", *key, "executor" if is_wrong else wrong)

    @rule(data=st.data(), wrong=SENDERS, is_wrong=NUMBERS)
    def cancel(self, data, wrong, is_wrong):
        key = data.draw(st.sampled_from([*self.known, (1, 2)]))
        sender = "canceller" if is_wrong else wrong
        self.touched.add(key)
        self.both("cancel", lambda lock: (self.operation(lock, *key).id,), sender)

    @rule(sender=SENDERS, number=NUMBERS)
    def suspend_the_proposer(self, sender, number):
        """Take the role away, try without it, give it back."""
        role, proposer = ROLES["proposer"], self.actors["proposer"]
        self.both("revokeRole", lambda _: (role, proposer), sender)
        self.act("schedule", number, None, "proposer", MIN_DELAY)
        self.both("grantRole", lambda _: (role, proposer), "admin")

    @rule(refusal=st.sampled_from((0, 0, 0, 0, 1, 2)))
    def change_mood(self, refusal):
        for target in self.targets.values():
            target.refuse(refusal)

    @rule(offset=st.sampled_from((-1, 0, 0, 0)))
    def wait(self, offset):
        """Until the next operation is ready, or the second before."""
        now = boa.env.timestamp
        times = [self.ours.getTimestamp(ours) for ours, _ in self.known.values()]
        later = [time for time in times if time > now]
        boa.env.timestamp = max(now + 1, min(later, default=now) + offset)
        self.touched.update(self.known)

    @rule(lengths=st.tuples(*[st.integers(0, 2)] * 3).filter(lambda few: len(set(few)) > 1))
    def schedule_uneven_lists(self, lengths):
        def uneven(lock):
            columns = (self.targets[lock].address, 0, b"")
            lists = [[entry] * length for entry, length in zip(columns, lengths, strict=True)]
            return (*Batch(*lists), MIN_DELAY)

        self.both("scheduleBatch", uneven, "proposer")

    @invariant()
    def both_know_the_same(self):
        """G-7: each operation that the step was about; all of them after a wait and at the end."""
        if not hasattr(self, "targets"):
            return
        for key in self.touched & set(self.known):
            ours, theirs = self.known[key]
            assert self.ours.getTimestamp(ours) == self.there("getTimestamp")(theirs)
            state = self.ours.getOperationState(ours)
            assert self.state_there(state) == self.there("getOperationState")(theirs)
        self.touched.clear()
        ours, theirs = (target.notes() for target in self.targets.values())
        assert ours == theirs
        assert self.ours.getMinDelay() == self.there("getMinDelay")()

    def teardown(self):
        if hasattr(self, "targets"):
            self.touched.update(self.known)
            self.both_know_the_same()


class BesideOpenZeppelin(SideBySide):
    """The same beside OpenZeppelin's, whose names and states are ours."""

    names = {}  # noqa: RUF012 - a constant
    deploy_theirs = staticmethod(deploy_openzeppelin)

    @staticmethod
    def state_there(state):
        return state


@pytest.mark.parametrize("machine", [SideBySide, BesideOpenZeppelin])
def test_timelock__any_history__as_the_published_one(machine):
    """G-7."""
    if machine is BesideOpenZeppelin:
        require_openzeppelin()
    OUTCOMES.clear()
    run_state_machine_as_test(machine)
    assert OUTCOMES["accepted"], OUTCOMES
    assert OUTCOMES["refused"], OUTCOMES


def test_ids__same_calls__as_snekmates():
    theirs = snekmate().deploy(MIN_DELAY, account("admin"))
    ours = deploy_timelock(MIN_DELAY, account("admin"))
    target = deploy_mock("TargetMock")
    single, batch = note(target, 1, salt=b"\1" * 32), notes(target, 1, 2)
    assert ours.hashOperation(*single) == theirs.hash_operation(*single)
    assert ours.hashOperationBatch(*batch) == theirs.hash_operation_batch(*batch)


def test_events__same_operations__as_openzeppelins():
    """G-7: what watches OpenZeppelin's timelock understands ours, event by event."""
    admin, outsider = account("admin"), account("outsider")
    ours = deploy_timelock(MIN_DELAY, admin)
    theirs = deploy_openzeppelin(MIN_DELAY, admin)
    target = deploy_mock("TargetMock")
    said = [_said(lock, target, admin, outsider) for lock in (ours, theirs)]

    assert said[0] == said[1]
    assert len(said[0]) == 17


def _said(lock, target, admin, outsider):
    """The events of a timelock's life but for its own address: topics and data."""
    proposer, executor, canceller = (ROLES[name] for name in ("proposer", "executor", "canceller"))
    single, batch = note(target, 1, salt=b"\1" * 32), notes(target, 1, 2)
    dropped, own = note(target, 3), lock.updateDelay.prepare_calldata(MIN_DELAY + 5)
    story = [
        *(lock.grantRole.prepare_calldata(role, admin) for role in (proposer, executor, canceller)),
        lock.schedule.prepare_calldata(*single, MIN_DELAY),
        lock.scheduleBatch.prepare_calldata(*batch, MIN_DELAY + 1),
        lock.schedule.prepare_calldata(*dropped, MIN_DELAY),
        lock.cancel.prepare_calldata(dropped.id),
        lock.schedule.prepare_calldata(lock.address, 0, own, NOTHING, NOTHING, MIN_DELAY),
        None,
        lock.execute.prepare_calldata(*single),
        lock.executeBatch.prepare_calldata(*batch),
        lock.execute.prepare_calldata(lock.address, 0, own, NOTHING, NOTHING),
        lock.revokeRole.prepare_calldata(executor, admin),
        lock.grantRole.prepare_calldata(executor, outsider),
    ]
    events, start = [], boa.env.timestamp
    for data in story:
        if data is None:
            boa.env.timestamp += 2 * MIN_DELAY
            continue
        computation = boa.env.execute_code(to_address=lock.address, sender=admin, data=data)
        assert computation.is_success, data
        for emitter, topics, body in computation.get_log_entries():
            if emitter == bytes.fromhex(lock.address[2:]):
                events.append(_without(lock.address, topics, body))
    boa.env.timestamp = start
    return events


def _without(address, topics, body):
    """An event without the timelock's own address and the ids that depend on it."""
    own = bytes.fromhex(address[2:])
    depends = own in body
    words = [topic.to_bytes(32, "big") for topic in topics]
    return words[0] if depends else words, body.replace(own, bytes(20))
