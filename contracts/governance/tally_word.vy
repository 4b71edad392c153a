# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Tally Word (module)
@notice The count of one proposal, in one word, and what one ballot adds to it.
@dev Stateless. Layout, from the lowest bit:
       0  for      56   votes
      56  against  56   votes
     112  abstain  32   heads
     144  heads    32   seats with a ballot: at least one vote, or an abstention
     A ballot is written as a word of the same layout, so that casting is one addition and replacing one subtraction.
     No field can overflow into the next: 2**32 seats of 511 votes need 41 bits.
@custom:units votes and heads are whole numbers
@custom:invariant a tally is the sum of the words of the ballots that count
"""

# What a ballot may say; the numbers of `support` (0, 1, 2), one higher.
SIDE_AGAINST: constant(uint256) = 1
SIDE_FOR: constant(uint256) = 2
SIDE_ABSTAIN: constant(uint256) = 3

ONE_HEAD: constant(uint256) = 1 << 144
ONE_ABSTENTION: constant(uint256) = 1 << 112
MASK_32: constant(uint256) = 2**32 - 1
MASK_56: constant(uint256) = 2**56 - 1


@internal
@pure
def _ballot(side: uint256, votes: uint256) -> uint256:
    """
    @notice What a ballot adds to the tally; a side with zero votes is no ballot.
    """
    if side == SIDE_ABSTAIN:
        return ONE_ABSTENTION | ONE_HEAD
    if votes == 0:
        return 0
    if side == SIDE_FOR:
        return votes | ONE_HEAD
    return (votes << 56) | ONE_HEAD


@internal
@pure
def _for(word: uint256) -> uint256:
    """
    @notice Votes for.
    """
    return word & MASK_56


@internal
@pure
def _against(word: uint256) -> uint256:
    """
    @notice Votes against.
    """
    return (word >> 56) & MASK_56


@internal
@pure
def _abstain(word: uint256) -> uint256:
    """
    @notice Heads that abstain.
    """
    return (word >> 112) & MASK_32


@internal
@pure
def _heads(word: uint256) -> uint256:
    """
    @notice Seats that take part.
    """
    return (word >> 144) & MASK_32
