# SPDX-License-Identifier: Apache-2.0
"""What we decide: proposals, what each would do, and the ballot with what it costs."""

from math import isqrt
from typing import Any

from cosmolocal.errors import NothingThere
from cosmolocal.governance.models import MAX_VOTES
from cosmolocal.pages import deeds
from cosmolocal.pages.motions import body_of
from cosmolocal.pages.page import Pages, Visit, part_of
from cosmolocal.pages.state import State
from cosmolocal.replay.governance import (
    ACTIVE,
    CANCELED,
    DEFEATED,
    EXECUTED,
    EXPIRED,
    PENDING,
    QUEUED,
    SUCCEEDED,
    BallotState,
    ProposalState,
)
from cosmolocal.words import _

pages = Pages()


def status_words(status: int) -> tuple[str, str]:
    """Say where a proposal stands, and how its badge looks."""
    return {
        PENDING: (_("Soon"), "plain"),
        ACTIVE: (_("Vote open"), "open"),
        CANCELED: (_("Withdrawn"), "plain"),
        DEFEATED: (_("Not passed"), "bad"),
        SUCCEEDED: (_("Passed"), "good"),
        QUEUED: (_("Passed, waiting"), "waits"),
        EXPIRED: (_("Lapsed"), "plain"),
        EXECUTED: (_("Done"), "good"),
    }[status]


@pages.add("/proposals", "proposals.html")
def proposals(visit: Visit) -> dict[str, Any]:
    """List proposals, the newest first."""
    part = part_of(list(visit.state.governance.proposals.values())[::-1], visit)
    rows = [(each, *status_words(visit.state.status_of(each))) for each in part.rows]
    return {"part": part, "rows": rows}


@pages.add("/proposals/{number:int}", "proposal.html")
def proposal(visit: Visit, number: int) -> dict[str, Any]:
    """Show one proposal in words, and the form to vote on it."""
    state, (proposal_id, motion) = visit.state, _find(visit.state, number)
    status = state.status_of(motion)
    has_begun = motion.start <= state.now
    quorums = state.governance.quorums(motion, state.active_at(motion.start - 1))
    return {
        "id": proposal_id,
        "motion": motion,
        "text": body_of(state, motion),
        "status": status_words(status),
        "is_open": status == ACTIVE,
        "deeds": deeds.deeds(state, motion),
        "quorums": quorums if has_begun else None,
        "rule": state.governance.rules[motion.proposal_type, motion.version],
        "proposer": state.seat_of(motion.proposer),
        "cost": _cost(visit, proposal_id, motion),
    }


@pages.add("/proposals/{number:int}/cost", "cost.html")
def cost(visit: Visit, number: int) -> dict[str, Any]:
    """Say what a number of votes would cost: a part of the page that changes while one types."""
    return {"cost": _cost(visit, *_find(visit.state, number))}


@pages.add("/proposals/{number:int}/ballots", "ballots.html")
def ballots(visit: Visit, number: int) -> dict[str, Any]:
    """List the ballots of a proposal: they are public."""
    proposal_id, motion = _find(visit.state, number)
    cast = visit.state.index.ballots_on.get(proposal_id, [])
    given = [(seat, ballot) for seat, ballot in cast if ballot.side]
    part = part_of(sorted(given, key=lambda row: (-row[1].votes, row[0])), visit)
    return {"motion": motion, "part": part, "sides": sides()}


def sides() -> dict[int, str]:
    """Name the sides of a ballot, as the replay numbers them."""
    return {1: _("Against"), 2: _("For"), 3: _("Abstain")}


def _cost(visit: Visit, proposal_id: int, motion: ProposalState) -> dict[str, int | None]:
    """Reckon the cost of `?votes=` and, for `?seat=`, what is left and what it could give."""
    state, votes = visit.state, visit.number("votes", 1, most=MAX_VOTES)
    seat = visit.number("seat")
    told: dict[str, int | None] = dict.fromkeys(("seat", "budget", "left", "most", "cast"))
    told |= {"votes": votes, "credits": votes**2}
    if seat in state.membership.seats:
        meter = state.credits_of(seat, motion.season)
        ballot = state.governance.ballots.get((proposal_id, seat), BallotState())
        left = meter.budget - meter.spent + ballot.votes**2
        told |= {"left": left, "most": min(isqrt(left), MAX_VOTES), "budget": meter.budget}
        told |= {"seat": seat, "cast": ballot.votes}
    return told


def _find(state: State, number: int) -> tuple[int, ProposalState]:
    proposal_id = state.index.by_number.get(number)
    if proposal_id is None:
        raise NothingThere(
            _("There is no proposal %(number)s", number=number),
            next_step=_("Look for it in the list of proposals."),
        )
    return proposal_id, state.governance.proposals[proposal_id]
