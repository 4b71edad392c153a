# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Rule Word (module)
@notice One version of a proposal type, in one word.
@dev Stateless. Layout, from the lowest bit:
       0  quorum_bps        16
      16  margin_bps        16
      32  delay_seconds     40
      72  period_seconds    40
     112  timelock_seconds  40
     152  grace_seconds     40
     192  version           16   the number of the version, from 1
     The host has checked the bounds of the rule, so that no field is wider than its place.
@custom:units shares in basis points, spans in seconds
@custom:invariant unpacking gives the packed rule and its version back
"""

from contracts.common import packing
from contracts.interfaces import IProposalRules

MASK_16: constant(uint256) = 2**16 - 1
MASK_40: constant(uint256) = 2**40 - 1


@internal
@pure
def _pack(rule: IProposalRules.Rule, version: uint256) -> uint256:
    """
    @notice The word of a rule.
    """
    word: uint256 = packing._with_field(0, 0, 16, rule.quorum_bps)
    word = packing._with_field(word, 16, 16, rule.margin_bps)
    word = packing._with_field(word, 32, 40, rule.delay_seconds)
    word = packing._with_field(word, 72, 40, rule.period_seconds)
    word = packing._with_field(word, 112, 40, rule.timelock_seconds)
    word = packing._with_field(word, 152, 40, rule.grace_seconds)
    return packing._with_field(word, 192, 16, version)


@internal
@pure
def _unpack(word: uint256) -> IProposalRules.Rule:
    """
    @notice The rule of a word.
    """
    return IProposalRules.Rule(
        quorum_bps=self._quorum_bps(word),
        margin_bps=self._margin_bps(word),
        delay_seconds=self._delay_seconds(word),
        period_seconds=self._period_seconds(word),
        timelock_seconds=self._timelock_seconds(word),
        grace_seconds=self._grace_seconds(word),
    )


@internal
@pure
def _quorum_bps(word: uint256) -> uint256:
    """
    @notice Heads that must take part, of the seats active at the snapshot [basis points].
    """
    return word & MASK_16


@internal
@pure
def _margin_bps(word: uint256) -> uint256:
    """
    @notice For-votes needed, of for + against [basis points].
    """
    return (word >> 16) & MASK_16


@internal
@pure
def _delay_seconds(word: uint256) -> uint256:
    """
    @notice From proposing to the first vote.
    """
    return (word >> 32) & MASK_40


@internal
@pure
def _period_seconds(word: uint256) -> uint256:
    """
    @notice From the first vote to the last.
    """
    return (word >> 72) & MASK_40


@internal
@pure
def _timelock_seconds(word: uint256) -> uint256:
    """
    @notice From queueing to execution.
    """
    return (word >> 112) & MASK_40


@internal
@pure
def _grace_seconds(word: uint256) -> uint256:
    """
    @notice How long a passed or queued proposal stays usable.
    """
    return (word >> 152) & MASK_40


@internal
@pure
def _version(word: uint256) -> uint256:
    """
    @notice Number of the version; 0 where no rule was ever adopted.
    """
    return word >> 192
