# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Proposal Word (module)
@notice The header of a proposal, in one word.
@dev Stateless. Layout, from the lowest bit:
       0  start       40   first second of the vote [UTC seconds]; 0: no such proposal
      40  end         40   first second after the vote [UTC seconds]
      80  eta         40   when its operation is ready [UTC seconds]; 0: not queued
     120  type         8   proposal type
     128  version     16   version of the type, frozen when proposed
     144  ordinal     16   place among the proposals whose ballots the same season pays, from 0
     160  seat        32   the proposer's
     192  number      32   place among all proposals, from 1
     224  canceled     1
     225  executed     1
     226  dual         1   organisations vote in a chamber of their own
     227  constitution 1   the guardian has no say
     228  extension   28   how much longer the vote goes on after a late swing; 0: it has, or never does [seconds]
     Fields are read with plain shifts, not through `packing`: a vote reads six of them.
@custom:units times are UTC seconds
@custom:invariant the fields do not overlap; after proposing only eta, canceled and executed change, and once end and extension
"""

from contracts.governance import rule_word

MASK_8: constant(uint256) = 2**8 - 1
MASK_16: constant(uint256) = 2**16 - 1
MASK_32: constant(uint256) = 2**32 - 1
MASK_40: constant(uint256) = 2**40 - 1
CANCELED: constant(uint256) = 1 << 224
EXECUTED: constant(uint256) = 1 << 225


@internal
@pure
def _new(
    start: uint256,
    end: uint256,
    proposal_type: uint256,
    rule: uint256,
    ordinal: uint256,
    seat: uint256,
    number: uint256,
) -> uint256:
    """
    @notice The word of a new proposal, with what it freezes of its rule, its places and its proposer.
    @dev `ProposalRules` bounds type, version and spans, `docket_word` and `Membership` the places and the seat, so that
         each fits its field.
    """
    word: uint256 = start | (end << 40) | (proposal_type << 120) | (rule_word._version(rule) << 128)
    word |= (ordinal << 144) | (seat << 160) | (number << 192)
    word |= convert(rule_word._organisation_quorum_bps(rule) != 0, uint256) << 226
    word |= convert(rule_word._is_constitutional(rule), uint256) << 227
    return word | (rule_word._extension_seconds(rule) << 228)


@internal
@pure
def _queued(word: uint256, eta: uint256) -> uint256:
    """
    @notice The same proposal, queued.
    """
    return word | (eta << 80)


@internal
@pure
def _start(word: uint256) -> uint256:
    """
    @notice First second of the vote [UTC seconds].
    """
    return word & MASK_40


@internal
@pure
def _end(word: uint256) -> uint256:
    """
    @notice First second after the vote [UTC seconds].
    """
    return (word >> 40) & MASK_40


@internal
@pure
def _eta(word: uint256) -> uint256:
    """
    @notice When the queued operation is ready [UTC seconds]; 0 if not queued.
    """
    return (word >> 80) & MASK_40


@internal
@pure
def _type(word: uint256) -> uint256:
    """
    @notice Proposal type.
    """
    return (word >> 120) & MASK_8


@internal
@pure
def _version(word: uint256) -> uint256:
    """
    @notice Frozen version of the type.
    """
    return (word >> 128) & MASK_16


@internal
@pure
def _ordinal(word: uint256) -> uint256:
    """
    @notice Place in the season, from 0.
    """
    return (word >> 144) & MASK_16


@internal
@pure
def _seat(word: uint256) -> uint256:
    """
    @notice The proposer's seat.
    """
    return (word >> 160) & MASK_32


@internal
@pure
def _number(word: uint256) -> uint256:
    """
    @notice Place among all proposals, from 1; 0 for no proposal.
    """
    return (word >> 192) & MASK_32


@internal
@pure
def _is_canceled(word: uint256) -> bool:
    """
    @notice Whether the proposal was canceled.
    """
    return word & CANCELED != 0


@internal
@pure
def _is_executed(word: uint256) -> bool:
    """
    @notice Whether the proposal was executed.
    """
    return word & EXECUTED != 0


@internal
@pure
def _is_dual(word: uint256) -> bool:
    """
    @notice Whether organisations vote on it too.
    """
    return (word >> 226) & 1 != 0


@internal
@pure
def _is_constitutional(word: uint256) -> bool:
    """
    @notice Whether the guardian must leave it alone.
    """
    return (word >> 227) & 1 != 0


@internal
@pure
def _extension(word: uint256) -> uint256:
    """
    @notice How much longer the vote goes on after a late swing [seconds].
    """
    return word >> 228


@internal
@pure
def _extended(word: uint256, end: uint256) -> uint256:
    """
    @notice The same proposal with a later end, that is not moved again.
    """
    without_extension: uint256 = (word << 28) >> 28
    return without_extension ^ ((self._end(word) ^ end) << 40)
