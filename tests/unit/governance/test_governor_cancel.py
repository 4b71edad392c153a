# SPDX-License-Identifier: Apache-2.0
"""cancel, zero votes, set_guardian: stopping a proposal, and what it cost (G-8, G-12, G-14).

cancel
├── by the proposer, whoever's account, seat active: pending, active, succeeded → canceled
│   ├── queued, executed, defeated, expired, canceled → "governor: too late to cancel"
│   └── who has left → "governor: not yours to cancel"
├── by the guardian in its term: pending, active, succeeded, queued → canceled
│   └── executed, defeated, expired, canceled → "governor: too late to cancel"
├── by a guardian whose term is over, a former one, anybody else → "governor: not yours to cancel"
└── canceled: final; the timelock's operation is forgotten with it
zero votes
├── not canceled and closed, or canceled and votes → "governor: voting is not open"
├── no ballot, taken back already, lane taken over → the same
└── canceled → credits back, ballot out of the tally; also on a page, and after the most revisions
set_guardian
├── not the timelock → "governor: only the timelock"
├── a term over two years → "governor: guardian term too long"
└── by a decision → told; the old one is nobody
"""

import boa
import pytest

from tests.reference.governance import MAX_REVISIONS, UNSET, State
from tests.suite import account, fields, refused, storage
from tests.unit.governance.stage import (
    AGAINST,
    BASE_CREDITS,
    CONSTITUTIONAL,
    DAY,
    FOR,
    NOBODY,
    RULE,
    SEASON,
    season_start,
)

LATE, NOT_YOURS = "governor: too late to cancel", "governor: not yours to cancel"


@pytest.fixture
def in_state(governor, actors, vote, close, propose):
    """Bring a proposal of the farmer's into a state; a failed vote for DEFEATED."""

    def brought(state):
        proposal = propose(text=state.name)
        boa.env.timestamp = governor.proposalSnapshot(proposal.id)
        if state == State.PENDING:
            return proposal
        boa.env.timestamp += 1
        voters = ("miller",) if state == State.DEFEATED else ("miller", "baker")
        for name in voters:
            vote(proposal, name, FOR, 3)
        if state == State.ACTIVE:
            return proposal
        if state == State.CANCELED:
            governor.cancel(*proposal.hashed, sender=actors.guardian)
            return proposal
        close(proposal)
        if state in (State.SUCCEEDED, State.DEFEATED):
            return proposal
        governor.queue(*proposal.hashed, sender=actors.relayer)
        boa.env.timestamp = governor.proposalEta(proposal.id)
        if state == State.EXPIRED:
            boa.env.timestamp += RULE.grace_seconds
        if state == State.EXECUTED:
            governor.execute(*proposal.hashed, sender=actors.relayer)
        return proposal

    return brought


BY_PROPOSER = {State.PENDING, State.ACTIVE, State.SUCCEEDED}
BY_GUARDIAN = BY_PROPOSER | {State.QUEUED}


# --- cancel ------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize(("name", "may"), [("farmer", BY_PROPOSER), ("guardian", BY_GUARDIAN)])
def test_cancel__in_each_state__until_it_is_too_late(
    governor, timelock, actors, in_state, state, name, may
):
    """G-8: what is over stays as it is."""
    proposal, sender = in_state(state), getattr(actors, name)
    assert governor.state(proposal.id) == state
    if state not in may:
        with refused(LATE, governor, timelock):
            governor.cancel(*proposal.hashed, sender=sender)
        return
    assert governor.cancel(*proposal.hashed, sender=sender) == proposal.id
    canceled = governor.get_logs()[0]
    assert (type(canceled).__name__, canceled.proposalId) == ("ProposalCanceled", proposal.id)
    assert governor.state(proposal.id) == State.CANCELED
    for later in (RULE.delay_seconds, RULE.period_seconds, RULE.grace_seconds, 100 * DAY):
        boa.env.timestamp += later
        assert governor.state(proposal.id) == State.CANCELED
        with refused("governor: not passed", governor):
            governor.queue(*proposal.hashed, sender=actors.relayer)
        with refused("governor: not queued", governor):
            governor.execute(*proposal.hashed, sender=actors.relayer)


def test_cancel__queued__operation_is_forgotten(governor, timelock, actors, queued):
    """G-8, G-14."""
    operation = queued.operation(governor.address)
    assert timelock.isOperationPending(operation)
    governor.cancel(*queued.hashed, sender=actors.guardian)
    canceled, forgotten = governor.get_logs()
    assert fields(canceled) == {"proposalId": queued.id}
    assert fields(forgotten) == {"id": operation}
    assert timelock.getOperationState(operation) == UNSET


def test_cancel__anybody_else__refused(governor, timelock, actors, active):
    for name in ("miller", "cooperative", "former", "outsider", "deployer", "relayer"):
        with refused(NOT_YOURS, governor, timelock):
            governor.cancel(*active.hashed, sender=getattr(actors, name))
    with refused(NOT_YOURS, governor):
        governor.cancel(*active.hashed, sender=timelock.address)


def test_cancel__proposer_who_left__refused(alliance, governor, actors, active):
    alliance.membership.leave(sender=actors.farmer)
    with refused(NOT_YOURS, governor):
        governor.cancel(*active.hashed, sender=actors.farmer)


def test_cancel__guardians_term__to_its_last_second(governor, timelock, actors, active):
    until = boa.env.timestamp + 10
    governor.set_guardian(actors.guardian, until, sender=timelock.address)
    boa.env.timestamp = until
    with refused(NOT_YOURS, governor):
        governor.cancel(*active.hashed, sender=actors.guardian)
    boa.env.timestamp = until - 1
    governor.cancel(*active.hashed, sender=actors.guardian)


def test_cancel__guardian_who_is_proposer__has_both_powers(governor, timelock, actors, queued):
    until = boa.env.timestamp + DAY
    governor.set_guardian(actors.farmer, until, sender=timelock.address)
    governor.cancel(*queued.hashed, sender=actors.farmer)
    assert governor.state(queued.id) == State.CANCELED


def test_cancel__unknown__refused(governor, actors, pending):
    other = pending._replace(description="another")
    with refused("governor: unknown proposal", governor):
        governor.cancel(*other.hashed, sender=actors.guardian)


# --- taking back --------------------------------------------------------------------------------


def test_zero_votes__canceled__credits_and_ballot_back(governor, actors, seats, active, vote):
    """G-3."""
    vote(active, "farmer", FOR, 6)
    vote(active, "miller", AGAINST, 4)
    governor.cancel(*active.hashed, sender=actors.farmer)
    vote(active, "farmer", FOR, 0)
    [event] = governor.get_logs()
    assert (event.voter, event.proposalId, event.weight) == (actors.farmer, active.id, 0)
    assert governor.credits(seats.farmer, SEASON) == (BASE_CREDITS, 0)
    assert governor.receipt(active.id, seats.farmer) == (0, 0, 1)
    assert (governor.proposalVotes(active.id), governor.proposal_heads(active.id)) == ((4, 0, 0), 1)
    assert governor.credits(seats.miller, SEASON) == (BASE_CREDITS, 16)


def test_zero_votes__what_came_back__can_be_spent(governor, actors, propose, vote):
    """G-3."""
    first, second = propose(text="first"), propose(text="second")
    boa.env.timestamp = governor.proposalSnapshot(first.id) + 1
    vote(first, "miller", FOR, 10)
    governor.cancel(*first.hashed, sender=actors.farmer)
    with refused("governor: over budget", governor):
        vote(second, "miller", FOR, 1)
    vote(first, "miller", FOR, 0)
    vote(second, "miller", FOR, 10)


def test_zero_votes__twice_or_nothing_there__refused(governor, actors, active, vote):
    vote(active, "farmer", FOR, 2)
    governor.cancel(*active.hashed, sender=actors.farmer)
    vote(active, "farmer", FOR, 0)
    for name in ("farmer", "miller", "baker", "cooperative", "outsider"):
        with refused("governor: voting is not open", governor):
            vote(active, name, FOR, 0)


@pytest.mark.parametrize("votes", [1, 2])
def test_votes__canceled__refused(governor, actors, active, vote, votes):
    vote(active, "farmer", FOR, 2)
    governor.cancel(*active.hashed, sender=actors.farmer)
    with refused("governor: voting is not open", governor):
        vote(active, "farmer", FOR, votes)


CLOSED = (s for s in State if s not in (State.CANCELED, State.ACTIVE))


@pytest.mark.parametrize("state", CLOSED)
def test_zero_votes__not_canceled__spent(governor, in_state, vote, state):
    """G-3: win or lose."""
    proposal = in_state(state)
    with refused("governor: voting is not open", governor):
        vote(proposal, "miller", FOR, 0)


def test_zero_votes__after_the_most_revisions__still(governor, actors, seats, active, vote):
    for number in range(MAX_REVISIONS):
        vote(active, "farmer", FOR, 1 + number % 2)
    governor.cancel(*active.hashed, sender=actors.farmer)
    vote(active, "farmer", FOR, 0)
    assert governor.receipt(active.id, seats.farmer) == (0, 0, MAX_REVISIONS)


def test_zero_votes__on_a_further_page__as_well(governor, actors, seats, propose, vote):
    proposals = [propose(text=f"number {number}") for number in range(13)]
    boa.env.timestamp = governor.proposalSnapshot(proposals[-1].id) + 1
    vote(proposals[0], "farmer", FOR, 2)
    vote(proposals[12], "farmer", FOR, 3)
    governor.cancel(*proposals[12].hashed, sender=actors.farmer)
    vote(proposals[12], "farmer", FOR, 0)
    assert governor.credits(seats.farmer, SEASON) == (BASE_CREDITS, 4)
    assert governor.receipt(proposals[0].id, seats.farmer) == (2, 2, 1)


def test_zero_votes__lane_taken_over__too_late(governor, actors, seats, active, vote, propose):
    """The credits of a season are worth nothing two seasons on, and its lane has another meter."""
    vote(active, "farmer", FOR, 5)
    vote(active, "miller", FOR, 5)
    governor.cancel(*active.hashed, sender=actors.farmer)
    boa.env.timestamp = season_start(SEASON + 2)
    later = propose(text="two seasons on")
    boa.env.timestamp = governor.proposalSnapshot(later.id) + 1
    vote(later, "farmer", FOR, 7)
    with refused("governor: voting is not open", governor):
        vote(active, "farmer", FOR, 0)
    assert governor.credits(seats.farmer, SEASON + 2)[1] == 49
    vote(active, "miller", FOR, 0)
    assert governor.credits(seats.miller, SEASON)[1] == 0


# --- guardian ----------------------------------------------------------------------------------


def test_set_guardian__anybody_but_the_timelock__refused(governor, actors):
    for sender in vars(actors).values():
        with refused("governor: only the timelock", governor):
            governor.set_guardian(sender, boa.env.timestamp + DAY, sender=sender)


def test_set_guardian__term_too_long__refused(governor, timelock, actors):
    longest = boa.env.timestamp + 2 * 365 * DAY
    with refused("governor: guardian term too long", governor):
        governor.set_guardian(actors.miller, longest + 1, sender=timelock.address)
    governor.set_guardian(actors.miller, longest, sender=timelock.address)


def test_set_guardian__by_a_decision__the_old_one_is_nobody(
    governor, timelock, actors, propose, vote, close
):
    """G-10: the governor is called from inside its own execution."""
    heir, until = account("heir"), boa.env.timestamp + 30 * DAY
    call = (governor.address, 0, governor.set_guardian.prepare_calldata(heir, until))
    proposal = propose(call, proposal_type=CONSTITUTIONAL)
    boa.env.timestamp = governor.proposalSnapshot(proposal.id) + 1
    for name in ("farmer", "miller"):
        vote(proposal, name)
    close(proposal)
    governor.queue(*proposal.hashed, sender=actors.relayer)
    boa.env.timestamp = governor.proposalEta(proposal.id)
    governor.execute(*proposal.hashed, sender=actors.relayer)
    [told] = [event for event in governor.get_logs() if type(event).__name__ == "GuardianSet"]
    assert fields(told) == {"guardian": heir, "until": until}
    other = propose(text="another")
    with refused(NOT_YOURS, governor):
        governor.cancel(*other.hashed, sender=actors.guardian)
    governor.cancel(*other.hashed, sender=heir)


def test_set_guardian__to_nobody__nobody_has_the_power(governor, timelock, actors, active):
    governor.set_guardian(NOBODY, 0, sender=timelock.address)
    with refused(NOT_YOURS, governor):
        governor.cancel(*active.hashed, sender=actors.guardian)


def test_guardian__every_power_it_has__takes_nothing(alliance, governor, timelock, actors, active):
    """G-12: a cancel changes one flag; no balance, role, seat or credit."""
    others = [alliance.membership, alliance.scopes, alliance.ledger, alliance.rules, timelock]
    before = [storage(contract) for contract in (*others, governor)]
    governor.cancel(*active.hashed, sender=actors.guardian)
    after = [storage(contract) for contract in (*others, governor)]
    assert after[:-1] == before[:-1]
    changed = [slot for slot in after[-1] if after[-1][slot] != before[-1].get(slot)]
    assert len(changed) == 1
    assert after[-1][changed[0]] ^ before[-1][changed[0]] == 1 << 224
