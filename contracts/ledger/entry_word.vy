# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Entry Word (module)
@notice The one word that `ContributionLedger.entry_word(entry)` returns: all that is stored of an entry.
@dev Stateless. Layout, from the lowest bit:
       0  provider      32   seat that gave
      32  receiver      32   seat that received; 0: the scope itself
      64  scope         32   where it counts
      96  skill         24   kind of work, by the alliance's own table; 0: not stated
     120  action         8   number of the Valueflows action, in the order of its ontology
     128  effort        32   [seconds]
     160  recognition   32   fixed at recording: effort times the weight of that moment
     192  occurred_at   40   [UTC seconds]
     232  status         8   0 no entry, 1 pending, 2 confirmed, 3 disputed, 4 rejected
@custom:units effort in seconds; recognition in weighted seconds; times in UTC seconds
@custom:invariant the fields do not overlap; of a recorded entry only the status ever changes
"""

from contracts.common import packing

# Place of `work` in the Valueflows action table (produce 0, consume 1, use 2, work 3, ...).
WORK: constant(uint256) = 3

PENDING: constant(uint256) = 1
CONFIRMED: constant(uint256) = 2
DISPUTED: constant(uint256) = 3
REJECTED: constant(uint256) = 4

MAX_SKILL: constant(uint256) = 2**24 - 1


@internal
@pure
def _new_work(
    provider: uint256,
    receiver: uint256,
    scope: uint256,
    skill: uint256,
    effort: uint256,
    recognition: uint256,
    occurred_at: uint256,
) -> uint256:
    """
    @notice The word of a new, still pending record of work.
    """
    word: uint256 = packing._with_field(0, 0, 32, provider)
    word = packing._with_field(word, 32, 32, receiver)
    word = packing._with_field(word, 64, 32, scope)
    word = packing._with_field(word, 96, 24, skill)
    word = packing._with_field(word, 120, 8, WORK)
    word = packing._with_field(word, 128, 32, effort)
    word = packing._with_field(word, 160, 32, recognition)
    word = packing._with_field(word, 192, 40, occurred_at)
    return self._with_status(word, PENDING)


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
