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
     226  season      16   the season that contains start and pays the ballots
     Fields are read with plain shifts, not through `packing`: a vote reads five of them.
@custom:units times are UTC seconds
@custom:invariant the fields do not overlap; only eta and the two flags change after proposing
"""

MASK_8: constant(uint256) = 2**8 - 1
MASK_16: constant(uint256) = 2**16 - 1
MASK_32: constant(uint256) = 2**32 - 1
MASK_40: constant(uint256) = 2**40 - 1
CANCELED: constant(uint256) = 1 << 224
EXECUTED: constant(uint256) = 1 << 225


@internal
@pure
def _new(start: uint256, end: uint256, proposal_type: uint256, version: uint256) -> uint256:
    """
    @notice The word of a proposal that has no place yet.
    @dev `ProposalRules` bounds type, version and spans, so that each fits its field.
    """
    return start | (end << 40) | (proposal_type << 120) | (version << 128)


@internal
@pure
def _placed(
    word: uint256, season: uint256, ordinal: uint256, seat: uint256, number: uint256
) -> uint256:
    """
    @notice The same proposal with its places and its proposer.
    @dev `docket_word` and `Membership` bound them, so that each fits its field.
    """
    return word | (ordinal << 144) | (seat << 160) | (number << 192) | (season << 226)


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
def _season(word: uint256) -> uint256:
    """
    @notice The season that pays the ballots.
    """
    return word >> 226
