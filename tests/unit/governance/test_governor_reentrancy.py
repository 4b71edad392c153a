# SPDX-License-Identifier: Apache-2.0
"""Reentrancy (X-2, G-7): what a decision calls cannot use the doors behind which it stands.

The attacker is called by the timelock, inside the execution of a passed proposal. It holds a
person's seat, is the guardian, and has every role of the timelock, so that nothing but locks and
order stop it. The lock answers without a reason, and before any other check could.
"""

import boa
import pytest

from tests.reference.governance import READY, UNSET, State
from tests.suite import deploy_mock
from tests.unit.governance.stage import (
    ABSTAIN,
    CANCELLER_ROLE,
    CONSTITUTIONAL,
    DAY,
    EXECUTOR_ROLE,
    FOR,
    HOUR,
    NOTHING,
    PROPOSER_ROLE,
    SEASON,
    content,
    params,
)


@pytest.fixture
def attacker(alliance, timelock):
    """Seated, powerful, and called with empty calldata."""
    contract = deploy_mock("PayeeMock")
    alliance.membership.admit([contract.address], 1, sender=timelock.address)
    for role in (PROPOSER_ROLE, EXECUTOR_ROLE, CANCELLER_ROLE):
        timelock.grantRole(role, contract.address, sender=timelock.address)
    until = boa.env.timestamp + 200 * DAY
    alliance.governor.set_guardian(contract.address, until, sender=timelock.address)
    boa.env.timestamp += 1
    return contract


@pytest.fixture
def stage(governor, actors, attacker, propose, note):
    """Proposals of the attacker's: the one that calls it and another are ready, one has passed, one
    is canceled, one is open to votes."""
    everybody = (attacker.address, actors.farmer, actors.miller)
    attack = (attacker.address, 0, b"")
    calls = {"attack": attack, "ready": note(2), "passed": note(3), "canceled": note(4)}
    made = {name: propose(call, proposer=actors.farmer, text=name) for name, call in calls.items()}
    boa.env.timestamp = governor.proposalSnapshot(made["attack"].id) + 1
    for proposal in made.values():
        for account in everybody:
            governor.castVote(proposal.id, FOR, sender=account)
    governor.cancel(*made["canceled"].hashed, sender=actors.farmer)
    boa.env.timestamp = governor.proposalDeadline(made["attack"].id) + 1
    for name in ("attack", "ready"):
        governor.queue(*made[name].hashed, sender=actors.relayer)
    made["open"] = propose(note(5), text="open")
    boa.env.timestamp = governor.proposalSnapshot(made["open"].id) + 1
    assert boa.env.timestamp >= governor.proposalEta(made["attack"].id)
    return made


def doors(alliance, attacker, stage):
    """Every way to write, as calldata, by name: the governor's and the timelock's."""
    governor, timelock, target = alliance.governor, alliance.timelock, alliance.target
    fresh = content([(target.address, 0, b"")], attacker.address, "from inside")
    batch = (*stage["ready"].hashed[:3], NOTHING, salt(governor, stage["ready"]))
    single = (target.address, 0, target.note.prepare_calldata(9), NOTHING, NOTHING)
    extended = (stage["open"].id, FOR, "", params(3))
    proof = (attacker.address, b"\1" * 65)
    return {
        "propose": (governor, governor.propose.prepare_calldata(*fresh)),
        "proposeTyped": (
            governor,
            governor.proposeTyped.prepare_calldata(*fresh, CONSTITUTIONAL),
        ),
        "castVote": (governor, governor.castVote.prepare_calldata(stage["open"].id, FOR)),
        "castVoteWithReason": (
            governor,
            governor.castVoteWithReason.prepare_calldata(stage["open"].id, ABSTAIN, "now"),
        ),
        "castVoteWithReasonAndParams": (
            governor,
            governor.castVoteWithReasonAndParams.prepare_calldata(*extended),
        ),
        "castVoteBySig": (
            governor,
            governor.castVoteBySig.prepare_calldata(stage["open"].id, FOR, *proof),
        ),
        "castVoteWithReasonAndParamsBySig": (
            governor,
            governor.castVoteWithReasonAndParamsBySig.prepare_calldata(
                *extended[:2], proof[0], *extended[2:], proof[1]
            ),
        ),
        "queue": (governor, governor.queue.prepare_calldata(*stage["passed"].hashed)),
        "execute": (governor, governor.execute.prepare_calldata(*stage["ready"].hashed)),
        "execute itself": (governor, governor.execute.prepare_calldata(*stage["attack"].hashed)),
        "cancel": (governor, governor.cancel.prepare_calldata(*stage["open"].hashed)),
        "castFor": (
            governor,
            governor.castFor.prepare_calldata(stage["open"].id, FOR, b"", [1]),
        ),
        "timelock: schedule": (timelock, timelock.schedule.prepare_calldata(*single, 30 * DAY)),
        "timelock: scheduleBatch": (
            timelock,
            timelock.scheduleBatch.prepare_calldata(
                [target.address], [0], [b""], NOTHING, NOTHING, 30 * DAY
            ),
        ),
        "timelock: executeBatch": (timelock, timelock.executeBatch.prepare_calldata(*batch)),
        "timelock: cancel": (
            timelock,
            timelock.cancel.prepare_calldata(stage["ready"].operation(governor.address)),
        ),
    }


def salt(governor, proposal):
    """Salt of a proposal's operation."""
    number = int(governor.address, 16) << 96 ^ int.from_bytes(proposal.hashed[3], "big")
    return number.to_bytes(32, "big")


NAMES = (
    "propose",
    "proposeTyped",
    "castVote",
    "castVoteWithReason",
    "castVoteWithReasonAndParams",
    "castVoteBySig",
    "castVoteWithReasonAndParamsBySig",
    "queue",
    "execute",
    "execute itself",
    "cancel",
    "castFor",
    "timelock: schedule",
    "timelock: scheduleBatch",
    "timelock: executeBatch",
    "timelock: cancel",
)
BY_SIGNATURE = {"castVoteBySig", "castVoteWithReasonAndParamsBySig"}  # needs a key, not a caller
# Whose ballots they are, the attacker does not decide.
NOT_THE_ATTACKERS = {*BY_SIGNATURE, "castFor"}


def test_doors__all_are_tried(alliance, attacker, stage):
    assert tuple(doors(alliance, attacker, stage)) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_execute__called_contract_comes_back__every_door_is_shut(
    alliance, actors, attacker, stage, name
):
    """X-2, G-7."""
    governor, timelock, target = alliance.governor, alliance.timelock, alliance.target
    door, payload = doors(alliance, attacker, stage)[name]
    attacker.arm(door.address, payload)
    governor.execute(*stage["attack"].hashed, sender=actors.relayer)

    assert (attacker.attempts(), attacker.succeeded(), attacker.response()) == (1, False, b"")
    states = {key: State(governor.state(proposal.id)) for key, proposal in stage.items()}
    assert states == {
        "attack": State.EXECUTED,
        "ready": State.QUEUED,
        "passed": State.SUCCEEDED,
        "canceled": State.CANCELED,
        "open": State.ACTIVE,
    }
    assert (governor.proposalCount(), target.notes()) == (5, [])
    assert governor.proposalVotes(stage["open"].id) == (0, 0, 0)
    assert governor.proposalVotes(stage["canceled"].id) == (0, 3, 0)
    ready, passed = (stage[key].operation(governor.address) for key in ("ready", "passed"))
    assert [timelock.getOperationState(key) for key in (ready, passed)] == [READY, UNSET]
    assert governor.credits(8, SEASON)[1] == 4


@pytest.mark.parametrize("name", [name for name in NAMES if name not in NOT_THE_ATTACKERS])
def test_control__outside_of_an_execution__the_same_call_goes_through(
    alliance, attacker, stage, name
):
    door, payload = doors(alliance, attacker, stage)[name]
    if name == "execute itself":
        attacker.arm(alliance.rules.address, b"")
    attacker.act(door.address, payload, 0)


def test_execute__reads_while_it_runs__answered_as_executed(governor, actors, attacker, stage):
    view = governor.state.prepare_calldata(stage["attack"].id)
    attacker.arm(governor.address, view)
    governor.execute(*stage["attack"].hashed, sender=actors.relayer)
    answer = State.EXECUTED.to_bytes(32, "big")
    assert (attacker.succeeded(), attacker.response()) == (True, answer)


def test_execute__guardian_set_by_the_called__refused(alliance, actors, attacker, stage):
    """X-2: the one door that stands open from inside is the timelock's alone."""
    governor = alliance.governor
    until = boa.env.timestamp + HOUR
    payload = governor.set_guardian.prepare_calldata(actors.outsider, until)
    attacker.arm(governor.address, payload)
    governor.execute(*stage["attack"].hashed, sender=actors.relayer)
    assert not attacker.succeeded()
    assert b"only the timelock" in attacker.response()
    assert governor.guardian() == attacker.address
