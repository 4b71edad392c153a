# SPDX-License-Identifier: Apache-2.0
"""Which contracts an alliance is made of."""

CONTRACTS = (
    "Timelock",
    "Membership",
    "Vouching",
    "Scopes",
    "Resources",
    "ContributionLedger",
    "ProposalRules",
    "QuadraticGovernor",
    "BallotRelay",
    "Treasury",
    "AwardRule",
    "FundingDesk",
    "RetroFunding",
    "MatchingFunding",
    "ResultDesk",
    "PublishedFunding",
)
"""The contracts of an alliance, in the order of their creation."""
OWNED = (
    "Membership",
    "Vouching",
    "Scopes",
    "ProposalRules",
    "Treasury",
    "FundingDesk",
    "RetroFunding",
    "MatchingFunding",
    "ResultDesk",
    "PublishedFunding",
)
"""Contracts with an owner, which is the timelock once the set-up is over."""
