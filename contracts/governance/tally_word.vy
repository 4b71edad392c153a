# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Tally Word (module)
@notice What a ballot says, and the count of one proposal, each in one word.
@dev Stateless. Layout of a mark, what a ballot says; 0 says nothing:
       0  side        2   1 against, 2 for, 3 abstain: OpenZeppelin's support, plus one
       2  votes       9   at least 1, except that an abstention has none
     Layout of a tally, from the lowest bit:
       0  for        56   votes
      56  against    56   votes
     112  abstain    32   heads
     144  heads      32   seats with a ballot: at least one vote, or an abstention
     A mark adds a word of the same layout to the tally, so that casting is one addition and replacing one subtraction.
     No field can overflow into the next: 2**32 seats of 511 votes need 41 bits.
@custom:units votes and heads are whole numbers
@custom:invariant a tally is the sum of the words of the ballots that count
"""

SIDE_AGAINST: constant(uint256) = 1
SIDE_FOR: constant(uint256) = 2
SIDE_ABSTAIN: constant(uint256) = 3
# Width of a mark's votes.
MAX_VOTES: constant(uint256) = 511

ONE_ABSTENTION: constant(uint256) = 1 << 112
ONE_HEAD: constant(uint256) = 1 << 144
MASK_32: constant(uint256) = 2**32 - 1
MASK_56: constant(uint256) = 2**56 - 1


@internal
@pure
def _mark(support: uint256, votes: uint256) -> uint256:
    """
    @notice The mark of a ballot; no votes for or against say nothing.
    @dev The caller bounds support to 2, and votes to MAX_VOTES + 1, which no budget pays.
    """
    side: uint256 = unsafe_add(support, 1)
    if votes == 0 and side != SIDE_ABSTAIN:
        return 0
    return side | (votes << 2)


@internal
@pure
def _side(mark: uint256) -> uint256:
    """
    @notice 0 none, 1 against, 2 for, 3 abstain.
    """
    return mark & 3


@internal
@pure
def _votes(mark: uint256) -> uint256:
    """
    @notice Votes on that side.
    """
    return mark >> 2


@internal
@pure
def _cost(mark: uint256) -> uint256:
    """
    @notice Credits that a ballot costs: the square of its votes.
    """
    return unsafe_mul(mark >> 2, mark >> 2)


@internal
@pure
def _addend(mark: uint256) -> uint256:
    """
    @notice What a ballot that says something adds to the tally.
    """
    side: uint256 = mark & 3
    if side == SIDE_FOR:
        return (mark >> 2) | ONE_HEAD
    if side == SIDE_AGAINST:
        return ((mark >> 2) << 56) | ONE_HEAD
    return ONE_ABSTENTION | ONE_HEAD


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
