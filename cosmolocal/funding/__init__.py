# SPDX-License-Identifier: Apache-2.0
"""What we reward: retro rounds of quadratic ballots, and gifts matched quadratically."""

from cosmolocal.funding.matching import (
    MatchedProject,
    Matching,
    MatchingRound,
    Pledge,
    pledge_of,
)
from cosmolocal.funding.pool import Pool, SignedPayoutChange, project_of, round_of
from cosmolocal.funding.retro import Ballot, Funding, Project, Round, SignedBallot
from cosmolocal.funding.terms import (
    Application,
    Chambers,
    MatchingTerms,
    Review,
    RoundStatus,
    RoundTerms,
    Terms,
)
from cosmolocal.replay.funding import FundingState, replay

__all__ = [
    "Application",
    "Ballot",
    "Chambers",
    "Funding",
    "FundingState",
    "MatchedProject",
    "Matching",
    "MatchingRound",
    "MatchingTerms",
    "Pledge",
    "Pool",
    "Project",
    "Review",
    "Round",
    "RoundStatus",
    "RoundTerms",
    "SignedBallot",
    "SignedPayoutChange",
    "Terms",
    "pledge_of",
    "project_of",
    "replay",
    "round_of",
]
