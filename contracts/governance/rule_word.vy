# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Rule Word (module)
@notice One version of a proposal type, in one word.
@dev Stateless. Layout, from the lowest bit:
       0  quorum_bps               16
      16  margin_bps               16
      32  delay_seconds            32
      64  period_seconds           32
      96  timelock_seconds         32
     128  grace_seconds            32
     160  organisation_quorum_bps  16
     176  extension_seconds        32
     208  proposer_kind             4
     212  proposer_role             4
     216  sponsors                  8
     224  proposals_per_season      8
     232  is_constitutional         1
     233  is_optimistic             1
     234  is_restricted             1   only the calls that the version lists
     240  version                  16   the number of the version, from 1
     The host has checked the bounds of the rule, so that no field is wider than its place.
@custom:units shares in basis points, spans in seconds
@custom:invariant unpacking gives the packed rule and its version back
"""

from contracts.common import packing
from contracts.interfaces import IProposalRules

MASK_4: constant(uint256) = 2**4 - 1
MASK_8: constant(uint256) = 2**8 - 1
MASK_16: constant(uint256) = 2**16 - 1
MASK_32: constant(uint256) = 2**32 - 1


@internal
@pure
def _pack(rule: IProposalRules.Rule, is_restricted: bool, version: uint256) -> uint256:
    """
    @notice The word of a rule.
    """
    word: uint256 = packing._with_field(0, 0, 16, rule.quorum_bps)
    word = packing._with_field(word, 16, 16, rule.margin_bps)
    word = packing._with_field(word, 32, 32, rule.delay_seconds)
    word = packing._with_field(word, 64, 32, rule.period_seconds)
    word = packing._with_field(word, 96, 32, rule.timelock_seconds)
    word = packing._with_field(word, 128, 32, rule.grace_seconds)
    word = packing._with_field(word, 160, 16, rule.organisation_quorum_bps)
    word = packing._with_field(word, 176, 32, rule.extension_seconds)
    word = packing._with_field(word, 208, 4, rule.proposer_kind)
    word = packing._with_field(word, 212, 4, rule.proposer_role)
    word = packing._with_field(word, 216, 8, rule.sponsors)
    word = packing._with_field(word, 224, 8, rule.proposals_per_season)
    word = packing._with_field(word, 232, 1, convert(rule.is_constitutional, uint256))
    word = packing._with_field(word, 233, 1, convert(rule.is_optimistic, uint256))
    word = packing._with_field(word, 234, 1, convert(is_restricted, uint256))
    return packing._with_field(word, 240, 16, version)


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
        organisation_quorum_bps=self._organisation_quorum_bps(word),
        extension_seconds=self._extension_seconds(word),
        proposer_kind=self._proposer_kind(word),
        proposer_role=self._proposer_role(word),
        sponsors=self._sponsors(word),
        proposals_per_season=self._proposals_per_season(word),
        is_constitutional=self._is_constitutional(word),
        is_optimistic=self._is_optimistic(word),
    )


@internal
@pure
def _quorum_bps(word: uint256) -> uint256:
    """
    @notice Heads that must take part, of the persons active at the snapshot [basis points].
    """
    return word & MASK_16


@internal
@pure
def _margin_bps(word: uint256) -> uint256:
    """
    @notice For-votes needed, of for + against, in every chamber that is counted [basis points].
    """
    return (word >> 16) & MASK_16


@internal
@pure
def _delay_seconds(word: uint256) -> uint256:
    """
    @notice From proposing to the first vote.
    """
    return (word >> 32) & MASK_32


@internal
@pure
def _period_seconds(word: uint256) -> uint256:
    """
    @notice From the first vote to the last.
    """
    return (word >> 64) & MASK_32


@internal
@pure
def _timelock_seconds(word: uint256) -> uint256:
    """
    @notice From queueing to execution.
    """
    return (word >> 96) & MASK_32


@internal
@pure
def _grace_seconds(word: uint256) -> uint256:
    """
    @notice How long a passed or queued proposal stays usable.
    """
    return (word >> 128) & MASK_32


@internal
@pure
def _organisation_quorum_bps(word: uint256) -> uint256:
    """
    @notice Heads of organisations that must take part; 0 where their chamber is not asked [basis points].
    """
    return (word >> 160) & MASK_16


@internal
@pure
def _extension_seconds(word: uint256) -> uint256:
    """
    @notice How long a vote goes on after a late swing.
    """
    return (word >> 176) & MASK_32


@internal
@pure
def _proposer_kind(word: uint256) -> uint256:
    """
    @notice Kind of seat that may propose; 0 for any.
    """
    return (word >> 208) & MASK_4


@internal
@pure
def _proposer_role(word: uint256) -> uint256:
    """
    @notice Role in the alliance that the proposer needs; 0 for none.
    """
    return (word >> 212) & MASK_4


@internal
@pure
def _sponsors(word: uint256) -> uint256:
    """
    @notice Seats beside the proposer that must have asked for the proposal.
    """
    return (word >> 216) & MASK_8


@internal
@pure
def _proposals_per_season(word: uint256) -> uint256:
    """
    @notice Proposals that one seat may make in a season; 0 for any number.
    """
    return (word >> 224) & MASK_8


@internal
@pure
def _is_constitutional(word: uint256) -> bool:
    """
    @notice Whether it may change the rules, the governor and the timelock, and stands alone.
    """
    return (word >> 232) & 1 != 0


@internal
@pure
def _is_optimistic(word: uint256) -> bool:
    """
    @notice Whether it passes unless objected.
    """
    return (word >> 233) & 1 != 0


@internal
@pure
def _is_restricted(word: uint256) -> bool:
    """
    @notice Whether it may make only the calls that its version lists.
    """
    return (word >> 234) & 1 != 0


@internal
@pure
def _version(word: uint256) -> uint256:
    """
    @notice Number of the version; 0 where no rule was ever adopted.
    """
    return word >> 240
