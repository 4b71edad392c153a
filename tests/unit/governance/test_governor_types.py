# SPDX-License-Identifier: Apache-2.0
"""Proposal types at work: chambers, characters, proposers, allowed calls, late swings, delegates.

two chambers   organisations vote in their own; both must pass; otherwise "governor: persons only"
optimistic     passes in silence; not if the votes against reach quorum and margin
constitution   reserved calls need it; it stands alone; the guardian has no say
restricted     target, function, value and range as listed, anything else refused
proposers      too few sponsors, season limit reached
late swing     the vote goes on once
delegate       votes for a seat, until it speaks itself
"""

from dataclasses import replace

import boa
import pytest

from tests.reference.governance import State
from tests.suite import refused
from tests.unit.governance.stage import AGAINST, CONSTITUTIONAL, DAY, FOR, RULE, content


@pytest.fixture
def adopt(alliance):
    """Adopt a type 2 as the timelock would."""

    def adopted(permissions=(), **changes):
        rule = replace(RULE, **changes).values()
        owner = alliance.timelock.address
        alliance.rules.set_type(2, rule, list(permissions), sender=owner)

    return adopted


@pytest.fixture
def opened(governor, propose):
    """A proposal of type 2 in the first second of its vote."""

    def proposed(*calls):
        proposal = propose(*calls, proposal_type=2)
        boa.env.timestamp = governor.proposalSnapshot(proposal.id) + 1
        return proposal

    return proposed


@pytest.mark.parametrize(("side", "state"), [(FOR, State.SUCCEEDED), (AGAINST, State.DEFEATED)])
def test_two_chambers__organisations__decide_too(governor, adopt, opened, vote, close, side, state):
    """G-4."""
    adopt(organisation_quorum_bps=1)
    proposal = opened()
    for name in ("farmer", "miller"):
        vote(proposal, name)
    vote(proposal, "cooperative", side)
    assert governor.proposal_quorum(proposal.id) == (2, 1)
    assert sum(governor.chamber_votes(proposal.id)[:2]) == 1
    assert governor.proposalVotes(proposal.id) == (0, 2, 0)
    close(proposal)
    assert governor.state(proposal.id) == state


@pytest.mark.parametrize(
    ("objectors", "state"), [((), State.SUCCEEDED), (("farmer",), State.SUCCEEDED)]
)
def test_optimistic__too_few_objections__passes(
    governor, adopt, opened, vote, close, objectors, state
):
    adopt(is_optimistic=True)
    proposal = opened()
    for name in objectors:
        vote(proposal, name, AGAINST)
    close(proposal)
    assert governor.state(proposal.id) == state


def test_optimistic__enough_objections__defeated(governor, adopt, opened, vote, close):
    adopt(is_optimistic=True)
    proposal = opened()
    for name in ("farmer", "miller"):
        vote(proposal, name, AGAINST)
    close(proposal)
    assert governor.state(proposal.id) == State.DEFEATED


def test_constitution__reserved_calls__need_it_and_stand_alone(alliance, governor, actors, note):
    """G-12."""
    call = (governor.address, 0, governor.set_guardian.prepare_calldata(actors.smith, 0))
    owner = (alliance.target.address, 0, bytes.fromhex("f0350c04") + bytes(32))
    for reserved in (call, owner, (alliance.rules.address, 0, b"1234")):
        with refused("rules: needs the constitution", governor):
            governor.propose(*content([reserved], actors.farmer), sender=actors.farmer)
    both = content([call, note(1)], actors.farmer)
    with refused("rules: must stand alone", governor):
        governor.proposeTyped(*both, CONSTITUTIONAL, sender=actors.farmer)


def test_constitution__guardian__cannot_cancel(governor, actors, propose):
    """G-12."""
    proposal = propose(proposal_type=CONSTITUTIONAL)
    with refused("governor: not yours to cancel", governor):
        governor.cancel(*proposal.hashed, sender=actors.guardian)


def test_restricted__calls__only_as_listed(governor, actors, target, adopt, note):
    call = note(5)
    selector = call[2][:4]
    adopt([(target.address, selector, 0, [(0, 5, 9)])])
    cases = {
        "rules: parameter out of range": note(10),
        "rules: parameter missing": (target.address, 0, selector),
        "rules: value not allowed": (target.address, 1, call[2]),
        "rules: call not allowed": (target.address, 0, b"\1\2\3\4" + bytes(32)),
    }
    for reason, refused_call in cases.items():
        with refused(reason, governor):
            governor.proposeTyped(*content([refused_call], actors.farmer), 2, sender=actors.farmer)
    governor.proposeTyped(*content([note(9)], actors.farmer), 2, sender=actors.farmer)


def test_sponsors__too_few__refused_until_they_asked(alliance, governor, actors, adopt, note):
    adopt(sponsors=1)
    proposal = content([note(1)], actors.farmer)
    alliance.rules.sponsor(proposal.id, sender=actors.farmer)  # the proposer's own does not count
    with refused("rules: too few sponsors", governor):
        governor.proposeTyped(*proposal, 2, sender=actors.farmer)
    alliance.rules.sponsor(proposal.id, sender=actors.miller)
    governor.proposeTyped(*proposal, 2, sender=actors.farmer)


def test_season_limit__reached__refused_until_the_next_season(governor, actors, adopt, propose):
    adopt(proposals_per_season=1)
    propose(text="first", proposal_type=2)
    with refused("rules: season limit reached", governor):
        propose(text="second", proposal_type=2)
    boa.env.timestamp += 90 * DAY
    propose(text="second", proposal_type=2)


def test_late_swing__once__the_vote_goes_on(governor, adopt, opened, vote):
    adopt(extension_seconds=DAY)
    proposal = opened()
    vote(proposal, "farmer")
    end = governor.proposalDeadline(proposal.id) + 1
    boa.env.timestamp = end - 10
    vote(proposal, "miller")
    assert governor.proposalDeadline(proposal.id) + 1 == boa.env.timestamp + DAY
    boa.env.timestamp += DAY - 5
    vote(proposal, "baker", AGAINST, 9)
    assert governor.proposalDeadline(proposal.id) + 1 == end - 10 + DAY


def test_cast_for__a_delegators_seat__until_it_speaks_itself(
    alliance, governor, actors, seats, active, vote
):
    """G-3: each seat pays from its own credits."""
    alliance.membership.delegate(actors.farmer, sender=actors.miller)
    both = [seats.miller, seats.baker]  # the baker named nobody
    assert governor.castFor(active.id, FOR, b"", both, sender=actors.farmer) == 1
    assert governor.receipt(active.id, seats.miller) == (2, 1, 0)
    vote(active, "miller", AGAINST, 2)
    assert governor.castFor(active.id, FOR, b"", both, sender=actors.farmer) == 0
    assert governor.proposalVotes(active.id) == (2, 0, 0)
