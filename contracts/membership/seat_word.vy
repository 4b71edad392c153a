# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Seat Word (module)
@notice The one word that `Membership.standing(account)` returns: all that another contract needs of a member.
@dev Stateless. Layout, from the lowest bit:
       0  seat          32   number of the seat; 0 means that the account never had one
      32  kind           8   1 person, 2 organisation
      40  status         8   0 none, 1 active, 2 left
      48  joined_at     40   when the account last took its seat [UTC seconds]
      88  term_end      40   0: no term [UTC seconds]
     128  last_season   16   last season in which the seat acted, plus one; 0: not recorded
     Fields are read with plain shifts, not through `packing`: every ballot and every record reads several of them.
@custom:units times are UTC seconds
@custom:invariant the fields do not overlap, and writing one changes no other
"""

from contracts.common import packing

PERSON: constant(uint256) = 1
ORGANISATION: constant(uint256) = 2

ACTIVE: constant(uint256) = 1
LEFT: constant(uint256) = 2

MASK_8: constant(uint256) = 2**8 - 1
MASK_32: constant(uint256) = 2**32 - 1
MASK_40: constant(uint256) = 2**40 - 1


@internal
@pure
def _new(seat: uint256, kind: uint256, joined_at: uint256) -> uint256:
    """
    @notice The word of a seat taken at `joined_at`.
    """
    word: uint256 = packing._with_field(0, 0, 32, seat)
    word = packing._with_field(word, 32, 8, kind)
    word = packing._with_field(word, 40, 8, ACTIVE)
    return packing._with_field(word, 48, 40, joined_at)


@internal
@pure
def _with_seat(word: uint256, seat: uint256) -> uint256:
    """
    @notice The word of `seat`, made from one of seat 0. Unchecked: seats are counted, and 32 bits are never reached.
    """
    return word | seat


@internal
@pure
def _seat(word: uint256) -> uint256:
    """
    @notice Number of the seat; 0 for an account that never had one.
    """
    return word & MASK_32


@internal
@pure
def _kind(word: uint256) -> uint256:
    """
    @notice 1 person, 2 organisation.
    """
    return (word >> 32) & MASK_8


@internal
@pure
def _status(word: uint256) -> uint256:
    """
    @notice 0 none, 1 active, 2 left.
    """
    return (word >> 40) & MASK_8


@internal
@pure
def _with_status(word: uint256, status: uint256) -> uint256:
    """
    @notice The same seat with another status.
    """
    return packing._with_field(word, 40, 8, status)


@internal
@pure
def _joined_at(word: uint256) -> uint256:
    """
    @notice When the account last took its seat [UTC seconds].
    """
    return (word >> 48) & MASK_40


@internal
@pure
def _term_end(word: uint256) -> uint256:
    """
    @notice First second after the term; 0 where there is none [UTC seconds].
    """
    return (word >> 88) & MASK_40


@internal
@view
def _is_active(word: uint256) -> bool:
    """
    @notice Whether the seat may act now: taken, and within its term.
    """
    if (word >> 40) & MASK_8 != ACTIVE:
        return False
    term_end: uint256 = (word >> 88) & MASK_40
    return term_end == 0 or block.timestamp < term_end


@internal
@view
def _was_active(word: uint256, timepoint: uint256) -> bool:
    """
    @notice Whether the seat may act now and had been taken at or before `timepoint` (a vote's snapshot).
    """
    return self._is_active(word) and (word >> 48) & MASK_40 <= timepoint
