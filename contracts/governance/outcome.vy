# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Outcome (module)
@notice When a proposal has passed: heads and votes of one chamber against its quorum and margin.
@dev Stateless, on the words of `rule_word` and `tally_word`. Sums are unchecked: votes have 56 bits, a margin 16, and
     there are at most 2**32 seats.
@custom:units votes and heads are whole numbers, shares basis points
@custom:invariant more votes on the winning side never turn a win into a loss
"""

from contracts.governance import rule_word
from contracts.governance import tally_word

BPS: constant(uint256) = 10_000


@internal
@pure
def _quorum(seats: uint256, share_bps: uint256) -> uint256:
    """
    @notice A share of the seats active at a snapshot, rounded up, and never nobody [heads].
    """
    return max(unsafe_add(unsafe_mul(seats, share_bps), BPS - 1) // BPS, 1)


@internal
@pure
def _carries(tally: uint256, rule: uint256, quorum: uint256) -> bool:
    """
    @notice Whether one chamber lets a proposal pass: it is for it, or, under an optimistic rule, not against it.
    """
    votes_for: uint256 = tally_word._for(tally)
    votes_against: uint256 = tally_word._against(tally)
    votes: uint256 = unsafe_add(votes_for, votes_against)
    is_valid: bool = tally_word._heads(tally) >= quorum
    if rule_word._is_optimistic(rule):
        return not (is_valid and self._wins(votes_against, votes, rule))
    return is_valid and self._wins(votes_for, votes, rule)


@internal
@pure
def _wins(side: uint256, votes: uint256, rule: uint256) -> bool:
    """
    @notice Whether one side has more than the other, and the margin.
    """
    return side << 1 > votes and unsafe_mul(side, BPS) >= unsafe_mul(
        votes, rule_word._margin_bps(rule)
    )
