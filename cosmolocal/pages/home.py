# SPDX-License-Identifier: Apache-2.0
"""The first page: the two verbs, and what is asked of everybody now."""

from typing import Any

from cosmolocal.pages.page import Pages, Visit
from cosmolocal.pages.state import State
from cosmolocal.replay.governance import ACTIVE, PENDING
from cosmolocal.replay.ledger import PENDING as NOT_CONFIRMED
from cosmolocal.replay.membership import ORGANISATION, PERSON

APPLICATIONS, VOTING = 1, 3
"""Of `PoolRound.state_at`."""

pages = Pages()


@pages.add("/", "home.html")
def home(visit: Visit) -> dict[str, Any]:
    """Show what one can give and decide, and how the alliance stands."""
    state = visit.state
    kinds = [state.membership.seats[seat].kind for seat in state.members]
    proposals = state.governance.proposals.values()
    by_status = [(state.status_of(each), each) for each in proposals]
    return {
        "open_votes": sorted((p for s, p in by_status if s == ACTIVE), key=lambda p: p.end),
        "coming_votes": sorted((p for s, p in by_status if s == PENDING), key=lambda p: p.start),
        "open_rounds": _open_rounds(state),
        "to_confirm": sum(e.status == NOT_CONFIRMED for e in state.ledger.entries.values()),
        "persons": kinds.count(PERSON),
        "organisations": kinds.count(ORGANISATION),
        "recognised": sum(
            lane.earned
            for (_, season), lane in state.ledger.lanes.items()
            if season == state.season
        ),
    }


def _open_rounds(state: State) -> dict[str, int]:
    """Count the rounds of every kind that take applications, and those that take ballots."""
    pools = (state.funding.rounds, state.funding.matching, state.funding.published)
    states = [each.state_at(state.now) for rounds in pools for each in rounds.values()]
    return {"applications": states.count(APPLICATIONS), "ballots": states.count(VOTING)}


@pages.add("/without-script", "without_script.html")
def without_script(_visit: Visit) -> dict[str, Any]:
    """Say how to sign where no script runs: forms lead here then."""
    return {}
