# SPDX-License-Identifier: Apache-2.0
"""state, queue, execute: from the vote to the deed (G-4, G-5, G-7, G-8, G-14).

state, by the second (all periods are half-open)
├── start - 1 pending, start active, end - 1 active, end defeated or succeeded
├── succeeded until end + grace - 1, then expired; queued until eta + grace - 1, then expired
└── an unknown proposal → "governor: unknown proposal"
outcome, under the rule frozen when it was proposed
├── quorum: heads of all sides, at its exact boundary, rounded up, never nobody
├── margin: of for + against, at its exact boundary; a tie never passes
├── who joins, leaves after the snapshot: no influence on the quorum
└── a later, easier rule: what was defeated stays defeated
queue
├── any state but succeeded → "governor: not passed"
└── succeeded → timelock operation by OpenZeppelin's id, eta = now + the rule's delay or, if that
    has become longer, the timelock's minimum
execute
├── any state but queued → "governor: not queued"; before eta → "timelock: not ready"
├── by the side door (the timelock itself) → "roles: role missing", also once expired
├── a call refuses → its reason; still queued; may be tried again until it expires
└── queued → done, once; ETH that comes along passes through
"""

from dataclasses import replace
from math import ceil

import boa
import pytest

from tests.reference.governance import DONE, READY, UNSET, WAITING, State
from tests.suite import account, accounts, fields, refused
from tests.unit.governance.stage import (
    ABSTAIN,
    AGAINST,
    DAY,
    FOR,
    MIN_DELAY,
    NOTHING,
    PERSONS,
    RULE,
    content,
)

EVERYBODY = PERSONS[:5]  # all active persons; two of them are 40 %


def states(governor, proposal, seconds):
    """State at each of the given times."""
    found = []
    for second in seconds:
        boa.env.timestamp = second
        found.append(State(governor.state(proposal.id)))
    return found


def operation_state(timelock, governor, proposal):
    return timelock.getOperationState(proposal.operation(governor.address))


# --- by the second -----------------------------------------------------------------------------


def test_state__of_a_defeated__by_the_second(governor, pending):
    start = governor.proposalSnapshot(pending.id) + 1
    end = start + RULE.period_seconds
    seconds = (start - 1, start, end - 1, end, end + 10 * RULE.grace_seconds)
    assert states(governor, pending, seconds) == [
        State.PENDING,
        State.ACTIVE,
        State.ACTIVE,
        State.DEFEATED,
        State.DEFEATED,
    ]


def test_state__of_one_that_nobody_queues__by_the_second(governor, actors, succeeded):
    end = governor.proposalDeadline(succeeded.id) + 1
    last = end + RULE.grace_seconds - 1
    assert states(governor, succeeded, (end, last, last + 1)) == [
        State.SUCCEEDED,
        State.SUCCEEDED,
        State.EXPIRED,
    ]
    with refused("governor: not passed", governor):
        governor.queue(*succeeded.hashed, sender=actors.relayer)


def test_queue__on_the_last_second__queued(governor, actors, succeeded):
    boa.env.timestamp = governor.proposalDeadline(succeeded.id) + RULE.grace_seconds
    governor.queue(*succeeded.hashed, sender=actors.relayer)
    assert governor.state(succeeded.id) == State.QUEUED


def test_state__of_one_that_nobody_executes__by_the_second(governor, timelock, actors, queued):
    """G-8, G-14: its operation stays ready, and nobody can run it."""
    eta = governor.proposalEta(queued.id)
    last = eta + RULE.grace_seconds - 1
    assert states(governor, queued, (eta - 1, eta, last, last + 1)) == [
        State.QUEUED,
        State.QUEUED,
        State.QUEUED,
        State.EXPIRED,
    ]
    with refused("governor: not queued", governor, timelock):
        governor.execute(*queued.hashed, sender=actors.relayer)
    batch = (*queued.hashed[:3], NOTHING, salt(governor, queued))
    for name in ("farmer", "guardian", "deployer", "relayer"):
        with refused("roles: role missing", timelock):
            timelock.executeBatch(*batch, sender=getattr(actors, name))
    assert operation_state(timelock, governor, queued) == READY


def salt(governor, proposal):
    """Salt of a proposal's operation."""
    number = int(governor.address, 16) << 96 ^ int.from_bytes(proposal.hashed[3], "big")
    return number.to_bytes(32, "big")


def test_execute__on_the_last_second__executed(governor, actors, target, queued):
    boa.env.timestamp = governor.proposalEta(queued.id) + RULE.grace_seconds - 1
    governor.execute(*queued.hashed, sender=actors.relayer)
    assert target.notes() == [1]


def test_state__unknown__refused(governor, active):
    for view in (governor.state, governor.proposal_quorum):
        with boa.reverts("governor: unknown proposal"):
            view(active.id + 1)


# --- quorum and margin -------------------------------------------------------------------------


@pytest.fixture
def decide(alliance, governor, propose, vote, close):
    """Vote on a proposal under a rule; return its state in the first second after."""

    def decided(ballots, rule=RULE, persons=EVERYBODY):
        alliance.rules.set_type(0, rule.values(), [], sender=alliance.timelock.address)
        proposal = propose(text=f"{ballots} {rule}")
        boa.env.timestamp = governor.proposalSnapshot(proposal.id) + 1
        for name, (support, votes) in zip(persons, ballots, strict=False):
            vote(proposal, name, support, votes)
        close(proposal)
        return State(governor.state(proposal.id))

    return decided


@pytest.mark.parametrize(
    ("quorum_bps", "needed"), [(1, 1), (2_000, 1), (2_001, 2), (4_000, 2), (4_001, 3), (10_000, 5)]
)
def test_outcome__quorum__to_the_last_head(decide, quorum_bps, needed):
    """G-4: a share of the five active persons, rounded up."""
    assert needed == max(1, ceil(5 * quorum_bps / 10_000))
    rule = replace(RULE, quorum_bps=quorum_bps)
    assert decide([(FOR, 1)] * needed, rule) == State.SUCCEEDED
    assert decide([(FOR, 9)] * (needed - 1), rule) == State.DEFEATED


@pytest.mark.parametrize("ballot", [(AGAINST, 1), (ABSTAIN, 0)])
def test_outcome__every_head_counts_toward_the_quorum(decide, ballot):
    rule = replace(RULE, quorum_bps=6_000)
    assert decide([(FOR, 5), (FOR, 1)], rule) == State.DEFEATED
    assert decide([(FOR, 5), (FOR, 1), ballot], rule) == State.SUCCEEDED


def test_outcome__withdrawn_ballot__is_no_head(governor, active, vote, close):
    for name in ("farmer", "miller"):
        vote(active, name, FOR, 3)
    vote(active, "miller", FOR, 0)
    close(active)
    assert governor.proposal_heads(active.id) == 1 < governor.proposal_quorum(active.id)[0]
    assert governor.state(active.id) == State.DEFEATED


MARGINS = [
    (6_000, [(FOR, 3), (AGAINST, 2)], State.SUCCEEDED),
    (6_001, [(FOR, 3), (AGAINST, 2)], State.DEFEATED),
    (6_000, [(FOR, 5), (AGAINST, 4)], State.DEFEATED),
    (5_000, [(FOR, 5), (AGAINST, 4)], State.SUCCEEDED),
    (5_000, [(FOR, 4), (AGAINST, 4)], State.DEFEATED),
    (5_000, [(FOR, 4), (AGAINST, 5)], State.DEFEATED),
    (10_000, [(FOR, 1), (ABSTAIN, 0)], State.SUCCEEDED),
    (10_000, [(FOR, 10), (AGAINST, 1)], State.DEFEATED),
    (5_000, [(ABSTAIN, 0), (ABSTAIN, 0)], State.DEFEATED),
    (5_000, [(AGAINST, 1), (AGAINST, 1)], State.DEFEATED),
]


@pytest.mark.parametrize(("margin_bps", "ballots", "expected"), MARGINS)
def test_outcome__margin__to_the_last_vote(decide, margin_bps, ballots, expected):
    """G-4."""
    assert decide(ballots, replace(RULE, margin_bps=margin_bps)) == expected


def test_outcome__intensity_is_no_quorum(decide):
    """One member with every credit is still one head."""
    assert decide([(FOR, 10)]) == State.DEFEATED


def test_quorum__seats_after_the_snapshot__no_influence(alliance, governor, actors, active, vote):
    """G-4, M-4."""
    membership, owner = alliance.membership, alliance.timelock.address
    assert governor.proposal_quorum(active.id) == (2, 0)
    membership.admit(accounts("newcomer", 20), 1, sender=owner)
    for name in ("smith", "weaver", "baker"):
        membership.leave(sender=getattr(actors, name))
    boa.env.timestamp += 1
    assert governor.proposal_quorum(active.id) == (2, 0)
    assert governor.quorum(governor.proposalSnapshot(active.id)) == 2
    assert governor.quorum(boa.env.timestamp - 1) == ceil(22 * 0.4)


def test_quorum__organisations__do_not_count(alliance, governor):
    owner = alliance.timelock.address
    alliance.membership.admit(accounts("cooperative", 20), 2, sender=owner)
    boa.env.timestamp += 1
    assert governor.quorum(boa.env.timestamp - 1) == 2


def test_quorum__nobody_left__is_one(alliance, governor, actors):
    for name in EVERYBODY:
        alliance.membership.leave(sender=getattr(actors, name))
    boa.env.timestamp += 1
    assert governor.quorum(boa.env.timestamp - 1) == 1


def test_outcome__easier_rule_afterwards__defeated_stays_defeated(
    alliance, governor, actors, active, vote, close
):
    """G-4: lowering quorum and margin revives nothing."""
    vote(active, "farmer", FOR, 2)
    close(active)
    assert governor.state(active.id) == State.DEFEATED
    easier = replace(RULE, quorum_bps=1, margin_bps=5_000, grace_seconds=365 * DAY)
    alliance.rules.set_type(0, easier.values(), [], sender=alliance.timelock.address)
    assert governor.state(active.id) == State.DEFEATED
    assert governor.proposal_quorum(active.id) == (2, 0)
    with refused("governor: not passed", governor):
        governor.queue(*active.hashed, sender=actors.relayer)


def test_outcome__harder_rule_afterwards__passed_stays_passed(
    alliance, governor, actors, succeeded
):
    """G-4."""
    harder = replace(RULE, quorum_bps=10_000, margin_bps=10_000, timelock_seconds=30 * DAY)
    alliance.rules.set_type(0, harder.values(), [], sender=alliance.timelock.address)
    governor.queue(*succeeded.hashed, sender=actors.relayer)
    assert governor.proposalEta(succeeded.id) == boa.env.timestamp + RULE.timelock_seconds


# --- queue -------------------------------------------------------------------------------------


def test_queue__succeeded__waits_in_the_timelock(governor, timelock, actors, succeeded):
    """G-14: the operation has OpenZeppelin's id, its salt binds the governor."""
    assert operation_state(timelock, governor, succeeded) == UNSET
    assert governor.queue(*succeeded.hashed, sender=actors.outsider) == succeeded.id
    eta = boa.env.timestamp + RULE.timelock_seconds
    queued, scheduled, salted = governor.get_logs()
    assert fields(queued) == {"proposalId": succeeded.id, "etaSeconds": eta}
    assert scheduled.id == salted.id == succeeded.operation(governor.address)
    assert (scheduled.predecessor, salted.salt) == (NOTHING, salt(governor, succeeded))
    assert governor.proposalEta(succeeded.id) == eta
    assert timelock.getTimestamp(scheduled.id) == eta
    assert operation_state(timelock, governor, succeeded) == WAITING


def test_queue__twice_or_not_passed__refused(governor, actors, pending, vote, close):
    with refused("governor: not passed", governor):
        governor.queue(*pending.hashed, sender=actors.relayer)
    boa.env.timestamp = governor.proposalSnapshot(pending.id) + 1
    for name in ("farmer", "miller"):
        vote(pending, name)
    with refused("governor: not passed", governor):
        governor.queue(*pending.hashed, sender=actors.relayer)
    close(pending)
    governor.queue(*pending.hashed, sender=actors.relayer)
    with refused("governor: not passed", governor):
        governor.queue(*pending.hashed, sender=actors.relayer)


def test_queue__other_content__refused(governor, actors, succeeded, note):
    changed = succeeded._replace(calldatas=[note(2)[2]])
    for verb in (governor.queue, governor.execute, governor.cancel):
        with refused("governor: unknown proposal", governor):
            verb(*changed.hashed, sender=actors.farmer)


def test_queue__timelocks_minimum_has_grown__waits_as_long(governor, timelock, actors, succeeded):
    """G-5."""
    longer = RULE.timelock_seconds + 5
    assert longer > MIN_DELAY
    timelock.updateDelay(longer, sender=timelock.address)
    governor.queue(*succeeded.hashed, sender=actors.relayer)
    assert governor.proposalEta(succeeded.id) == boa.env.timestamp + longer


# --- execute -----------------------------------------------------------------------------------


def test_execute__ready__done_once(governor, timelock, target, actors, ready):
    """G-7, G-14."""
    assert governor.execute(*ready.hashed, sender=actors.outsider) == ready.id
    executed, called = governor.get_logs()
    assert fields(executed) == {"proposalId": ready.id}
    assert called.id == ready.operation(governor.address)
    assert (target.notes(), target.last_caller()) == ([1], timelock.address)
    assert governor.state(ready.id) == State.EXECUTED
    assert operation_state(timelock, governor, ready) == DONE
    with refused("governor: not queued", governor, timelock, target):
        governor.execute(*ready.hashed, sender=actors.outsider)
    boa.env.timestamp += 10 * RULE.grace_seconds
    assert governor.state(ready.id) == State.EXECUTED


def test_execute__before_eta__refused(governor, timelock, target, actors, queued):
    """G-5: queued at most `now - delay` before."""
    eta = governor.proposalEta(queued.id)
    assert eta - boa.env.timestamp == RULE.timelock_seconds >= MIN_DELAY
    for early in (boa.env.timestamp, eta - 1):
        boa.env.timestamp = early
        with refused("timelock: not ready", governor, timelock, target):
            governor.execute(*queued.hashed, sender=actors.relayer)
    boa.env.timestamp = eta
    governor.execute(*queued.hashed, sender=actors.relayer)


def test_execute__not_queued__refused(governor, actors, succeeded):
    with refused("governor: not queued", governor):
        governor.execute(*succeeded.hashed, sender=actors.relayer)


def test_execute__call_refuses__may_be_tried_again(governor, timelock, target, actors, ready):
    target.refuse(1)
    with refused("target: refused", governor, timelock, target):
        governor.execute(*ready.hashed, sender=actors.relayer)
    assert governor.state(ready.id) == State.QUEUED
    target.refuse(0)
    governor.execute(*ready.hashed, sender=actors.relayer)
    assert target.notes() == [1]


def test_execute__with_eth__passes_through(
    governor, timelock, target, actors, propose, vote, close
):
    payload = target.note.prepare_calldata(7)
    proposal = propose((target.address, 5, payload))
    boa.env.timestamp = governor.proposalSnapshot(proposal.id) + 1
    for name in ("farmer", "miller"):
        vote(proposal, name)
    close(proposal)
    governor.queue(*proposal.hashed, sender=actors.relayer)
    boa.env.timestamp = governor.proposalEta(proposal.id)
    with boa.reverts():
        governor.execute(*proposal.hashed, sender=actors.relayer, value=4)
    governor.execute(*proposal.hashed, sender=actors.relayer, value=5)
    held = [boa.env.get_balance(c.address) for c in (governor, timelock, target)]
    assert held == [0, 0, 5]


def test_eth__sent_to_the_governor__refused(governor, actors):
    computation = boa.env.execute_code(to_address=governor.address, sender=actors.relayer, value=1)
    assert computation.is_error


def test_acquire_vote_execute__in_one_block__refused_at_each_step(alliance, governor, actors, note):
    """G-1, G-5: no seat, vote or deed can be had within the second in which it begins."""
    newcomer = account("newcomer")
    owner = alliance.timelock.address
    alliance.membership.admit([newcomer], 1, sender=owner)
    proposal = content([note(1)], newcomer)
    governor.propose(*proposal, sender=newcomer)
    with refused("governor: voting is not open", governor):
        governor.castVote(proposal.id, FOR, sender=newcomer)
    with refused("governor: not passed", governor):
        governor.queue(*proposal.hashed, sender=newcomer)
    with refused("governor: not queued", governor):
        governor.execute(*proposal.hashed, sender=newcomer)
