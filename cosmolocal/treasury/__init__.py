# SPDX-License-Identifier: Apache-2.0
"""The treasury: what the alliance holds, its pots, pay runs, streams, milestones and books."""

from cosmolocal.replay.treasury import TreasuryState, replay
from cosmolocal.treasury.domain import ETH, NO_MEMO, Treasury, skipped
from cosmolocal.treasury.models import (
    Balance,
    Milestone,
    MilestoneState,
    MilestoneTerms,
    Pot,
    PotTerms,
    Stream,
    StreamTerms,
)

__all__ = [
    "ETH",
    "NO_MEMO",
    "Balance",
    "Milestone",
    "MilestoneState",
    "MilestoneTerms",
    "Pot",
    "PotTerms",
    "Stream",
    "StreamTerms",
    "Treasury",
    "TreasuryState",
    "replay",
    "skipped",
]
