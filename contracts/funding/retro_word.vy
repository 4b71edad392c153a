# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Retro Word (module)
@notice What a retro round says of itself: 27 bits of its round word, and one word of its rule.
@dev Stateless. Bits of the round word, counted from `round_word.MECHANISM`:
       0  budget          24   voice credits of one ballot
      24  allow_negative   1
      25  ruled            1   whether the rule has a quorum, a cap or a minimum: else its word is zero and never read
     Layout of the word of a rule, from the lowest bit:
       0  minimum  128   smallest award [smallest units]; 0: none
     128  quorum    32   ballots that a project must be on; 0: none
     160  cap_bps   16   largest award, of the pot; 0: none
     176  zeros      1   whether a ballot that gives a project zero votes counts for its quorum
@custom:units credits are whole numbers; cap in basis points
@custom:invariant the fields do not overlap; nothing changes them after the opening
"""

from contracts.common import packing
from contracts.funding import round_word

MAX_BUDGET: constant(uint256) = 2**24 - 1
NEGATIVE: constant(uint256) = 1 << 24
RULED: constant(uint256) = 1 << 25
# Where the last of them stands in the round word.
IS_RULED: constant(uint256) = RULED << round_word.MECHANISM


@internal
@pure
def _mechanism(budget: uint256, allow_negative: bool, rule: uint256) -> uint256:
    """
    @notice The part of the round word.
    """
    bits: uint256 = budget
    if allow_negative:
        bits |= NEGATIVE
    if rule != 0:
        bits |= RULED
    return bits


@internal
@pure
def _rule(minimum: uint256, quorum: uint256, cap_bps: uint256, count_zeros: bool) -> uint256:
    """
    @notice The word of a rule.
    """
    word: uint256 = packing._with_field(0, 0, 128, minimum)
    word = packing._with_field(word, 128, 32, quorum)
    word = packing._with_field(word, 160, 16, cap_bps)
    return packing._with_field(word, 176, 1, convert(count_zeros, uint256))


@internal
@pure
def _budget(word: uint256) -> uint256:
    """
    @notice What one ballot may cost [voice credits].
    """
    return (word >> round_word.MECHANISM) & MAX_BUDGET


@internal
@pure
def _allows_negative(word: uint256) -> bool:
    """
    @notice Whether a ballot may hold votes against a project.
    """
    return (word >> round_word.MECHANISM) & NEGATIVE != 0


@internal
@pure
def _is_ruled(word: uint256) -> bool:
    """
    @notice Whether there is a word of a rule to be read.
    """
    return word & IS_RULED != 0


@internal
@pure
def _minimum(rule: uint256) -> uint256:
    """
    @notice The smallest award; 0: none [smallest units].
    """
    return rule & (2**128 - 1)


@internal
@pure
def _quorum(rule: uint256) -> uint256:
    """
    @notice How many ballots a project must be on; 0: none.
    """
    return (rule >> 128) & (2**32 - 1)


@internal
@pure
def _cap_bps(rule: uint256) -> uint256:
    """
    @notice The largest award, of the pot; 0: none [basis points].
    """
    return (rule >> 160) & (2**16 - 1)


@internal
@pure
def _counts_zeros(rule: uint256) -> bool:
    """
    @notice Whether a ballot that gives a project zero votes counts for its quorum.
    """
    return (rule >> 176) & 1 == 1
