# SPDX-License-Identifier: Apache-2.0
"""What we reward: retro rounds of quadratic ballots, matched gifts, and any published rule."""

from cosmolocal.funding.bundle import Bundle, read_tables
from cosmolocal.funding.matching import (
    MatchedProject,
    Matching,
    MatchingRound,
    Pledge,
    pledge_of,
)
from cosmolocal.funding.named_rule import NamedRule
from cosmolocal.funding.pool import Pool, SignedPayoutChange, project_of, round_of
from cosmolocal.funding.published import Published, PublishedRound, PublishedTerms
from cosmolocal.funding.results import Challenge, Result, Results, challenge_of, result_of
from cosmolocal.funding.retro import Ballot, Funding, Project, Round
from cosmolocal.funding.signed_ballots import SignedBallot
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
    "Bundle",
    "Challenge",
    "Chambers",
    "Funding",
    "FundingState",
    "MatchedProject",
    "Matching",
    "MatchingRound",
    "MatchingTerms",
    "NamedRule",
    "Pledge",
    "Pool",
    "Project",
    "Published",
    "PublishedRound",
    "PublishedTerms",
    "Result",
    "Results",
    "Review",
    "Round",
    "RoundStatus",
    "RoundTerms",
    "SignedBallot",
    "SignedPayoutChange",
    "Terms",
    "challenge_of",
    "pledge_of",
    "project_of",
    "read_tables",
    "replay",
    "result_of",
    "round_of",
]
