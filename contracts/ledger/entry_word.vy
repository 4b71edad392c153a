# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Entry Word (module)
@notice The one word that `ContributionLedger.entry_word(entry)` returns: all that is stored of an entry.
@dev Stateless. Layout, from the lowest bit:
       0  provider      32   seat that gave, or a scope with the highest bit set
      32  receiver      32   seat that received; 0: the scope itself; or another scope, with the highest bit set
      64  scope         32   where it counts
      96  skill         24   kind of work, by the alliance's own table; 0: not stated
     120  action         8   number of the Valueflows action, in the order of its ontology
     128  effort        32   [seconds]
     160  recognition   32   fixed at recording: effort times the weight of that moment. What a scope provides earns
                             none: there it is the seat of the steward who recorded it
     192  occurred_at   40   [UTC seconds]
     232  status         8   0 no entry, 1 pending, 2 confirmed, 3 disputed, 4 rejected
     240  missing        3   confirmations that are still needed
     243  flags          4   METERED, WHOLE, SEVERAL, CORRECTION: see there
     The `facts` of an event are these fields without recognition and everything from status upwards.
@custom:units effort in seconds; recognition in weighted seconds; times in UTC seconds
@custom:invariant the fields do not overlap; of a recorded entry only the status and what is missing ever change
"""

from contracts.common import packing

# Place of `work` in the Valueflows action table (produce 0, consume 1, use 2, work 3, ...).
WORK: constant(uint256) = 3

PENDING: constant(uint256) = 1
CONFIRMED: constant(uint256) = 2
DISPUTED: constant(uint256) = 3
REJECTED: constant(uint256) = 4

MAX_SKILL: constant(uint256) = 2**24 - 1
SCOPE_AGENT: constant(uint256) = 2**31

# The scope bounds what one seat confirms in it in a season.
METERED: constant(uint256) = 2**243
# It moves stocks or amends an entry: whoever decides it brings the whole row.
WHOLE: constant(uint256) = 2**244
# More than one confirmation was needed from the start.
SEVERAL: constant(uint256) = 2**245
# It takes back part of an earlier entry.
CORRECTION: constant(uint256) = 2**246
# Where recognition, status and everything above them are.
NOT_FACTS: constant(uint256) = (2**32 - 1) * 2**160 + (2**24 - 1) * 2**232


@internal
@pure
def _work(
    provider: uint256,
    receiver: uint256,
    scope: uint256,
    skill: uint256,
    effort: uint256,
    occurred_at: uint256,
) -> uint256:
    """
    @notice The facts of a record of work.
    """
    word: uint256 = packing._with_field(0, 0, 32, provider)
    word = packing._with_field(word, 32, 32, receiver)
    word = packing._with_field(word, 64, 32, scope)
    word = packing._with_field(word, 96, 24, skill)
    word = packing._with_field(word, 120, 8, WORK)
    word = packing._with_field(word, 128, 32, effort)
    return packing._with_field(word, 192, 40, occurred_at)


@internal
@pure
def _pending(facts: uint256, recognition: uint256, needed: uint256, flags: uint256) -> uint256:
    """
    @notice The word of a new, still pending entry.
    """
    word: uint256 = packing._with_field(facts, 160, 32, recognition) | (PENDING << 232)
    return word | (needed << 240) | flags


@internal
@pure
def _amending(facts: uint256, effort: uint256, occurred_at: uint256) -> uint256:
    """
    @notice The facts of an event that repeats the parties and the links of another one.
    """
    word: uint256 = packing._with_field(facts, 128, 32, effort)
    return packing._with_field(word, 192, 40, occurred_at)


@internal
@pure
def _provider(word: uint256) -> uint256:
    """
    @notice Seat that gave.
    """
    return packing._field(word, 0, 32)


@internal
@pure
def _receiver(word: uint256) -> uint256:
    """
    @notice Seat that received; 0 for the scope itself.
    """
    return packing._field(word, 32, 32)


@internal
@pure
def _scope(word: uint256) -> uint256:
    """
    @notice Where the entry counts.
    """
    return packing._field(word, 64, 32)


@internal
@pure
def _skill(word: uint256) -> uint256:
    """
    @notice Kind of work, or number of the spec of what moved.
    """
    return packing._field(word, 96, 24)


@internal
@pure
def _action(word: uint256) -> uint256:
    """
    @notice Number of the Valueflows action.
    """
    return packing._field(word, 120, 8)


@internal
@pure
def _effort(word: uint256) -> uint256:
    """
    @notice How long it took [seconds].
    """
    return packing._field(word, 128, 32)


@internal
@pure
def _occurred_at(word: uint256) -> uint256:
    """
    @notice When it happened [UTC seconds].
    """
    return packing._field(word, 192, 40)


@internal
@pure
def _recognition(word: uint256) -> uint256:
    """
    @notice What a confirmation adds to the provider's recognition [weighted seconds].
    """
    return packing._field(word, 160, 32)


@internal
@pure
def _status(word: uint256) -> uint256:
    """
    @notice 0 no entry, 1 pending, 2 confirmed, 3 disputed, 4 rejected.
    """
    return packing._field(word, 232, 8)


@internal
@pure
def _with_status(word: uint256, status: uint256) -> uint256:
    """
    @notice The same entry with another status.
    """
    return packing._with_field(word, 232, 8, status)


@internal
@pure
def _missing(word: uint256) -> uint256:
    """
    @notice Confirmations that are still needed.
    """
    return packing._field(word, 240, 3)


@internal
@pure
def _with_one_less(word: uint256) -> uint256:
    """
    @notice The same entry after one of several confirmations.
    """
    return word - (1 << 240)


@internal
@pure
def _is_earning(word: uint256) -> bool:
    """
    @notice Whether a seat provided it: a scope earns no recognition.
    """
    return word & SCOPE_AGENT == 0


@internal
@pure
def _recorder(word: uint256) -> uint256:
    """
    @notice The seat that recorded it.
    """
    provider: uint256 = packing._field(word, 0, 32)
    if provider & SCOPE_AGENT == 0:
        return provider
    return packing._field(word, 160, 32)
