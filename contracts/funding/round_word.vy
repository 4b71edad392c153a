# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Round Word (module)
@notice Everything of a round that its actions ask for again and again, in one word: terms, flags, number of projects.
@dev Stateless. Layout, from the lowest bit:
       0  scope             32
      32  applications_end  36   [UTC seconds]
      68  review_end        36   [UTC seconds]
     104  appeals_end       36   [UTC seconds]
     140  voting_end        36   [UTC seconds]
     176  claims_end        36   [UTC seconds]
     212  approvals          3   reviewers who must agree
     215  cancelled          1
     216  settled            1
     217  swept              1
     218  projects           9   how many have applied; they are numbered from 1
     227  chambers           2   bit 0 persons, bit 1 organisations
     229  mechanism         27   what each contract says of its own rounds
@custom:units times are UTC seconds (36 bits reach the year 4147); periods are half-open
@custom:invariant the fields do not overlap; after opening only the flags 215 to 217, once each, `projects` and, where
                  results may be late, `claims_end` change; no round's word is zero, because no scope has the number 0
"""

from contracts.common import packing
from contracts.membership import seat_word

MAX_APPROVALS: constant(uint256) = 7
BOTH_CHAMBERS: constant(uint256) = 3
MECHANISM: constant(uint256) = 229

CANCELLED: constant(uint256) = 1 << 215
SETTLED: constant(uint256) = 1 << 216
SWEPT: constant(uint256) = 1 << 217
ONE_PROJECT: constant(uint256) = 1 << 218

TIME: constant(uint256) = 2**36 - 1


@internal
@pure
def _new(
    scope: uint256,
    applications_end: uint256,
    review_end: uint256,
    appeals_end: uint256,
    voting_end: uint256,
    claims_end: uint256,
    approvals: uint256,
    chambers: uint256,
    mechanism: uint256,
) -> uint256:
    """
    @notice The word of a round that opens now.
    """
    assert chambers > 0 and chambers <= BOTH_CHAMBERS, "funding: no such chamber"
    assert approvals > 0 and approvals <= MAX_APPROVALS, "funding: approvals out of range"
    word: uint256 = packing._with_field(0, 0, 32, scope)
    word = packing._with_field(word, 32, 36, applications_end)
    word = packing._with_field(word, 68, 36, review_end)
    word = packing._with_field(word, 104, 36, appeals_end)
    word = packing._with_field(word, 140, 36, voting_end)
    word = packing._with_field(word, 176, 36, claims_end)
    word = packing._with_field(word, 212, 3, approvals)
    word = packing._with_field(word, 227, 2, chambers)
    return packing._with_field(word, MECHANISM, 27, mechanism)


@internal
@pure
def _scope(word: uint256) -> uint256:
    """
    @notice The scope whose stewards and reviewers look after the round.
    """
    return word & (2**32 - 1)


@internal
@pure
def _applications_end(word: uint256) -> uint256:
    """
    @notice First second of the review [UTC seconds].
    """
    return (word >> 32) & TIME


@internal
@pure
def _review_end(word: uint256) -> uint256:
    """
    @notice First second in which nobody but the owner decides on applications [UTC seconds].
    """
    return (word >> 68) & TIME


@internal
@pure
def _appeals_end(word: uint256) -> uint256:
    """
    @notice First second of the voting [UTC seconds].
    """
    return (word >> 104) & TIME


@internal
@pure
def _voting_end(word: uint256) -> uint256:
    """
    @notice First second in which the round can be settled [UTC seconds].
    """
    return (word >> 140) & TIME


@internal
@pure
def _claims_end(word: uint256) -> uint256:
    """
    @notice First second in which the rest can be swept [UTC seconds].
    """
    return (word >> 176) & TIME


@internal
@pure
def _with_claims_end(word: uint256, claims_end: uint256) -> uint256:
    """
    @notice The same round with a later end of its claims.
    """
    return packing._with_field(word, 176, 36, claims_end)


@internal
@pure
def _approvals(word: uint256) -> uint256:
    """
    @notice How many reviewers must agree.
    """
    return (word >> 212) & MAX_APPROVALS


@internal
@pure
def _projects(word: uint256) -> uint256:
    """
    @notice How many projects have applied.
    """
    return (word >> 218) & (2**9 - 1)


@internal
@pure
def _chambers(word: uint256) -> uint256:
    """
    @notice Who votes: 1 persons, 2 organisations, 3 both. A kind of seat is its own bit.
    """
    return (word >> 227) & BOTH_CHAMBERS


@internal
@pure
def _check_live(word: uint256):
    """
    @notice Refuse a round that is not there, or cancelled.
    """
    self._check_exists(word)
    assert word & CANCELLED == 0, "funding: round cancelled"


@internal
@pure
def _check_exists(word: uint256):
    """
    @notice Refuse a round that is not there.
    """
    assert word != 0, "funding: no such round"


@internal
@pure
def _check_project(word: uint256, project: uint256):
    """
    @notice Refuse a number that no project of the round has.
    """
    self._check_known(project > 0 and project <= self._projects(word))


@internal
@pure
def _check_known(known: bool):
    """
    @notice Refuse a project that nobody applied with.
    """
    assert known, "funding: no such project"


@internal
@view
def _check_active(standing: uint256):
    """
    @notice Refuse an account whose seat may not act now.
    """
    assert seat_word._is_active(standing), "funding: seat not active"


@internal
@view
def _state(word: uint256) -> uint256:
    """
    @notice Where the round stands now; 0: there is no round.
    """
    if word == 0:
        return 0
    if word & CANCELLED != 0:
        return 8
    if word & SWEPT != 0:
        return 7
    if block.timestamp < self._applications_end(word):
        return 1
    if block.timestamp < self._review_end(word):
        return 2
    if block.timestamp < self._appeals_end(word):
        return 9
    if block.timestamp < self._voting_end(word):
        return 3
    if word & SETTLED == 0:
        return 4
    return 5 if block.timestamp < self._claims_end(word) else 6
