# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Seat Word (module)
@notice The one word that `Membership.standing(account)` returns: all that another contract needs of a member.
@dev Stateless. Layout, from the lowest bit:
       0  seat          32   number of the seat; 0 means that the account has none
      32  kind           8   1 person, 2 organisation
      40  status         8   0 none, 1 active, 2 left, 3 expelled, 4 moved: its seat went to another account
      48  credits_from  40   when its voice credits begin [UTC seconds]
      88  term_end      40   first second after its term, 0: none; of a seat that is over, when that was [UTC seconds]
     128  last_season   16   last season in which the seat acted, plus one; NOT_RECORDED where nothing goes dormant
     144  woke_at       40   when it last woke from dormancy; 0: never [UTC seconds]
     184  awake_until   40   first second without it in the quorum base, unless it acts or renews before; of a seat that is
                             over, the second in which it ceased to count [UTC seconds]
     224  asleep        32   how long the dormancy that ended at woke_at lasted [seconds]
     Fields are read with plain shifts, not through `packing`: every ballot and every record reads several of them.
@custom:units times are UTC seconds
@custom:invariant the fields fill the word and do not overlap, and writing one changes no other
"""

from contracts.common import packing

PERSON: constant(uint256) = 1
ORGANISATION: constant(uint256) = 2

ACTIVE: constant(uint256) = 1
LEFT: constant(uint256) = 2
EXPELLED: constant(uint256) = 3
MOVED: constant(uint256) = 4

# The year 36812: a seat that never goes dormant.
NEVER: constant(uint256) = 2**40 - 1
# In place of a season, where there is no dormancy to keep track of; and in its place in the word.
NOT_RECORDED: constant(uint256) = 2**16 - 1
UNRECORDED: constant(uint256) = NOT_RECORDED << 128

MASK_8: constant(uint256) = 2**8 - 1
MASK_16: constant(uint256) = 2**16 - 1
MASK_32: constant(uint256) = 2**32 - 1
MASK_40: constant(uint256) = 2**40 - 1


@internal
@pure
def _new(kind: uint256, credits_from: uint256) -> uint256:
    """
    @notice The word of an active seat without a number, a term and a last season yet.
    """
    word: uint256 = packing._with_field(0, 32, 8, kind)
    word = packing._with_field(word, 40, 8, ACTIVE)
    return packing._with_field(word, 48, 40, credits_from)


@internal
@pure
def _of_moved() -> uint256:
    """
    @notice The word of an account whose seat went to another one: it has no seat, and gets none again.
    """
    return MOVED << 40


@internal
@pure
def _ended(word: uint256, status: uint256, at: uint256) -> uint256:
    """
    @notice The word of the same seat when it is over: left, or expelled; it counts no longer than until then.
    @dev Who left and is expelled afterwards counts until they left.
    """
    ended: uint256 = packing._with_field(packing._with_field(word, 40, 8, status), 88, 40, at)
    return packing._with_field(ended, 184, 40, min(self._awake_until(word), at))


@internal
@pure
def _with_term(word: uint256, term_end: uint256) -> uint256:
    """
    @notice The word with another end of its term.
    """
    return packing._with_field(word, 88, 40, term_end)


@internal
@pure
def _acted(word: uint256, last_season: uint256, awake_until: uint256) -> uint256:
    """
    @notice The word after the seat acted.
    @param last_season Season plus one, or NOT_RECORDED.
    """
    return packing._with_field(
        packing._with_field(word, 128, 16, last_season), 184, 40, awake_until
    )


@internal
@pure
def _woken(word: uint256, at: uint256) -> uint256:
    """
    @notice The word of a dormant seat that wakes at `at`.
    @dev A sleep longer than 32 bits is 136 years.
    """
    asleep: uint256 = min(at - self._awake_until(word), MASK_32)
    return packing._with_field(packing._with_field(word, 144, 40, at), 224, 32, asleep)


@internal
@pure
def _seat(word: uint256) -> uint256:
    """
    @notice Number of the seat; 0 for an account that has none.
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
    @notice 0 none, 1 active, 2 left, 3 expelled, 4 moved.
    """
    return (word >> 40) & MASK_8


@internal
@pure
def _credits_from(word: uint256) -> uint256:
    """
    @notice When the seat's voice credits begin: a joining delay after it was taken [UTC seconds].
    """
    return (word >> 48) & MASK_40


@internal
@pure
def _term_end(word: uint256) -> uint256:
    """
    @notice First second after the term, 0 where there is none; when a seat that is over ended [UTC seconds].
    """
    return (word >> 88) & MASK_40


@internal
@pure
def _last_season(word: uint256) -> uint256:
    """
    @notice Last season in which the seat acted, plus one; NOT_RECORDED where nothing goes dormant.
    """
    return (word >> 128) & MASK_16


@internal
@pure
def _acted_in(word: uint256, season: uint256) -> bool:
    """
    @notice Whether the seat's action in `season` needs no mark: it has one, or there is no dormancy.
    """
    return (word >> 128) & MASK_16 > season


@internal
@pure
def _woke_at(word: uint256) -> uint256:
    """
    @notice When the seat last woke from dormancy; 0 for never [UTC seconds].
    """
    return (word >> 144) & MASK_40


@internal
@pure
def _awake_until(word: uint256) -> uint256:
    """
    @notice First second in which the seat is dormant, unless it acts or renews before [UTC seconds].
    """
    return (word >> 184) & MASK_40


@internal
@pure
def _asleep(word: uint256) -> uint256:
    """
    @notice How long the seat's last dormancy was, if it woke from one [seconds].
    """
    return word >> 224


@internal
@view
def _is_active(word: uint256) -> bool:
    """
    @notice Whether the seat may act now: taken, and within its term. A dormant seat may: that wakes it.
    """
    if (word >> 40) & MASK_8 != ACTIVE:
        return False
    term_end: uint256 = (word >> 88) & MASK_40
    return term_end == 0 or block.timestamp < term_end


@internal
@pure
def _counted(word: uint256, timepoint: uint256) -> bool:
    """
    @notice Whether the seat had a vote at `timepoint`: its credits had begun, and it was not dormant.
    @dev Knows the present stay and the last dormancy, which is all that a vote of this season or the last needs.
    """
    if timepoint < (word >> 48) & MASK_40 or timepoint >= (word >> 184) & MASK_40:
        return False
    woke_at: uint256 = (word >> 144) & MASK_40
    return timepoint >= woke_at or timepoint < unsafe_sub(woke_at, word >> 224)


@internal
@view
def _was_active(word: uint256, timepoint: uint256) -> bool:
    """
    @notice Whether the seat may act now and had a vote at `timepoint` (a vote's snapshot).
    @dev `_is_active` and `_counted` in one: calling them would make up a tenth of what a ballot computes.
    """
    if (word >> 40) & MASK_8 != ACTIVE:
        return False
    if timepoint < (word >> 48) & MASK_40 or timepoint >= (word >> 184) & MASK_40:
        return False
    term_end: uint256 = (word >> 88) & MASK_40
    if term_end != 0 and block.timestamp >= term_end:
        return False
    woke_at: uint256 = (word >> 144) & MASK_40
    return timepoint >= woke_at or timepoint < unsafe_sub(woke_at, word >> 224)
