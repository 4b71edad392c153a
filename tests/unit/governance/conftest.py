# SPDX-License-Identifier: Apache-2.0
"""A real alliance for the governance tests, and short ways through a proposal's life."""

from types import SimpleNamespace

import boa
import pytest

from tests.unit.governance.stage import FOR, MEMBERS, content, deploy_alliance, params, people


@pytest.fixture(scope="module")
def actors():
    """Accounts by role."""
    return people()


@pytest.fixture(scope="module")
def seats():
    """Seat numbers by role."""
    return SimpleNamespace(**{name: number for number, name in enumerate(MEMBERS, start=1)})


@pytest.fixture(scope="module")
def alliance(actors):
    """Every contract, by its domain name."""
    return deploy_alliance(actors)


@pytest.fixture(scope="module")
def governor(alliance):
    return alliance.governor


@pytest.fixture(scope="module")
def timelock(alliance):
    return alliance.timelock


@pytest.fixture(scope="module")
def target(alliance):
    return alliance.target


@pytest.fixture(scope="module")
def note(target):
    """A call that notes a number."""
    return lambda word: (target.address, 0, target.note.prepare_calldata(word))


@pytest.fixture
def propose(governor, actors, note):
    """Propose calls as somebody; by default the farmer proposes to note 1."""

    def proposed(*calls, proposer=None, text="# Mend the mill", proposal_type=None):
        proposer = proposer or actors.farmer
        proposal = content(calls or [note(1)], proposer, text)
        if proposal_type is None:
            governor.propose(*proposal, sender=proposer)
        else:
            governor.proposeTyped(*proposal, proposal_type, sender=proposer)
        return proposal

    return proposed


@pytest.fixture
def pending(propose):
    """A proposal whose vote has not begun."""
    return propose()


@pytest.fixture
def active(governor, pending):
    """A proposal in the first second of its vote."""
    boa.env.timestamp = governor.proposalSnapshot(pending.id) + 1
    return pending


@pytest.fixture
def vote(governor, actors):
    """Cast a ballot by the names of voter and side."""

    def cast(proposal, name, support=FOR, votes=None, deadline=None):
        sender = getattr(actors, name)
        if votes is None:
            return governor.castVote(proposal.id, support, sender=sender)
        stated = params(votes, deadline)
        return governor.castVoteWithReasonAndParams(proposal.id, support, "", stated, sender=sender)

    return cast


@pytest.fixture
def close(governor):
    """Go to the first second after a vote."""

    def closed(proposal):
        boa.env.timestamp = governor.proposalDeadline(proposal.id) + 1

    return closed


@pytest.fixture
def succeeded(active, vote, close):
    """A proposal that has passed and is not queued."""
    for name in ("farmer", "miller"):
        vote(active, name)
    close(active)
    return active


@pytest.fixture
def queued(governor, actors, succeeded):
    """A proposal that waits in the timelock."""
    governor.queue(*succeeded.hashed, sender=actors.relayer)
    return succeeded


@pytest.fixture
def ready(governor, queued):
    """A proposal in the first second in which it may be executed."""
    boa.env.timestamp = governor.proposalEta(queued.id)
    return queued
