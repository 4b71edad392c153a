# SPDX-License-Identifier: Apache-2.0
"""What governance tools read: rights, quorum, spans, and what is not there.

getVotes, getVotesWithParams → 1 for a person seated at a past second and still, else 0
├── the present second or later → "governor: not yet past"
quorum → of the default type's latest rule; the present second → "membership: not yet past"
votingDelay, votingPeriod → of the default type's latest rule
proposalThreshold → one seat
unknown proposal → 0 where OpenZeppelin answers 0, refused where it refuses
"""

from dataclasses import replace

import boa

from tests.suite import account, refused
from tests.unit.governance.stage import HOUR, NOBODY, RULE, params


def test_get_votes__person__one_from_its_seat_on(alliance, governor, actors):
    newcomer, now = account("newcomer"), boa.env.timestamp
    alliance.membership.admit([newcomer], 1, sender=alliance.timelock.address)
    boa.env.timestamp = now + 10
    for view in (governor.getVotes, lambda *a: governor.getVotesWithParams(*a, params(9))):
        assert view(newcomer, now - 1) == 0
        assert view(newcomer, now) == view(newcomer, now + 9) == 1
        assert view(actors.farmer, now - 1) == 1
        for name in ("cooperative", "former", "outsider"):
            assert view(getattr(actors, name), now) == 0


def test_get_votes__who_left__none(alliance, governor, actors):
    now = boa.env.timestamp
    boa.env.timestamp += 10
    alliance.membership.leave(sender=actors.smith)
    assert governor.getVotes(actors.smith, now) == 0


def test_get_votes__not_yet_past__refused(governor, actors):
    for later in (boa.env.timestamp, boa.env.timestamp + 1, 2**256 - 1):
        with boa.reverts("governor: not yet past"):
            governor.getVotes(actors.farmer, later)
        with boa.reverts("membership: not yet past"):
            governor.quorum(later)


def test_defaults__latest_rule_of_type_0(alliance, governor):
    assert (governor.votingDelay(), governor.votingPeriod()) == (
        RULE.delay_seconds,
        RULE.period_seconds,
    )
    past = boa.env.timestamp - 1
    assert governor.quorum(past) == 2
    other = replace(RULE, quorum_bps=10_000, delay_seconds=HOUR, period_seconds=2 * HOUR)
    alliance.rules.set_type(0, other.values(), [], sender=alliance.timelock.address)
    assert (governor.votingDelay(), governor.votingPeriod()) == (HOUR, 2 * HOUR)
    assert governor.quorum(past) == 5
    assert governor.proposalThreshold() == 1


def test_proposal_quorum__before_the_vote__refused(governor, pending):
    boa.env.timestamp = governor.proposalSnapshot(pending.id)
    with boa.reverts("membership: not yet past"):
        governor.proposal_quorum(pending.id)
    boa.env.timestamp += 1
    assert governor.proposal_quorum(pending.id) == (2, 0)


def test_views__unknown_proposal__as_openzeppelin(governor, actors, seats):
    assert governor.proposalSnapshot(7) == governor.proposalDeadline(7) == 0
    assert governor.proposalEta(7) == governor.proposal_number(7) == 0
    assert governor.proposalProposer(7) == NOBODY
    assert (governor.proposalVotes(7), governor.proposal_heads(7)) == ((0, 0, 0), 0)
    for view in (
        lambda: governor.hasVoted(7, actors.farmer),
        lambda: governor.receipt(7, seats.farmer),
        lambda: governor.ballot_nonce(7, actors.farmer),
        lambda: governor.state(7),
    ):
        with refused("governor: unknown proposal", governor):
            view()


def test_receipt__seat_that_does_not_exist__nothing(governor, actors, active):
    assert governor.receipt(active.id, 0) == governor.receipt(active.id, 999) == (0, 0, 0)
    assert not governor.hasVoted(active.id, actors.outsider)
    assert governor.ballot_nonce(active.id, actors.outsider) == 0
