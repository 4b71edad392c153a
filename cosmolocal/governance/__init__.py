# SPDX-License-Identifier: Apache-2.0
"""Governance: proposals, ballots and voice credits, and what becomes of them."""

from cosmolocal.governance.ballots import (
    BATCH,
    BallotFacts,
    BallotResult,
    SignedBallot,
    results_of,
    sign_ballot,
)
from cosmolocal.governance.domain import Governance
from cosmolocal.governance.models import (
    ChamberVotes,
    Content,
    Meter,
    Proposal,
    ProposalStatus,
    Quote,
    Side,
    content_of,
    proposal_of,
)
from cosmolocal.replay.governance import GovernanceState, replay

__all__ = [
    "BATCH",
    "BallotFacts",
    "BallotResult",
    "ChamberVotes",
    "Content",
    "Governance",
    "GovernanceState",
    "Meter",
    "Proposal",
    "ProposalStatus",
    "Quote",
    "Side",
    "SignedBallot",
    "content_of",
    "proposal_of",
    "replay",
    "results_of",
    "sign_ballot",
]
