# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Round Word (module)
@notice Everything of a round that its actions ask for again and again, in one word: terms, flags, number of projects.
@dev Stateless. Layout, from the lowest bit:
       0  scope             32
      32  applications_end  40   [UTC seconds]
      72  review_end        40   [UTC seconds]
     112  voting_end        40   [UTC seconds]
     152  claims_end        40   [UTC seconds]
     192  budget            24   voice credits of one ballot
     216  chambers           2   bit 0 persons, bit 1 organisations
     218  allow_negative     1
     219  cancelled          1
     220  settled            1
     221  swept              1
     224  projects          16   how many have applied; they are numbered from 1
@custom:units times are UTC seconds; periods are half-open; credits are whole numbers
@custom:invariant the fields do not overlap; after opening only the flags 219 to 221, once each, and `projects` change;
                  no round's word is zero, because no scope has the number 0
"""

from contracts.common import packing
from contracts.interfaces import IRetroFunding

MAX_BUDGET: constant(uint256) = 2**24 - 1
BOTH_CHAMBERS: constant(uint256) = 3

CANCELLED: constant(uint256) = 1 << 219
SETTLED: constant(uint256) = 1 << 220
SWEPT: constant(uint256) = 1 << 221
ONE_PROJECT: constant(uint256) = 1 << 224


@internal
@pure
def _new(terms: IRetroFunding.Terms) -> uint256:
    """
    @notice The word of a round that opens under `terms`.
    """
    word: uint256 = packing._with_field(0, 0, 32, terms.scope)
    word = packing._with_field(word, 32, 40, terms.applications_end)
    word = packing._with_field(word, 72, 40, terms.review_end)
    word = packing._with_field(word, 112, 40, terms.voting_end)
    word = packing._with_field(word, 152, 40, terms.claims_end)
    word = packing._with_field(word, 192, 24, terms.budget)
    word = packing._with_field(word, 216, 2, terms.chambers)
    return packing._with_field(word, 218, 1, convert(terms.allow_negative, uint256))


@internal
@pure
def _terms(word: uint256, token: address) -> IRetroFunding.Terms:
    """
    @notice The terms that the round was opened with; its token is kept elsewhere.
    """
    return IRetroFunding.Terms(
        scope=self._scope(word),
        token=token,
        applications_end=self._applications_end(word),
        review_end=self._review_end(word),
        voting_end=self._voting_end(word),
        claims_end=self._claims_end(word),
        budget=self._budget(word),
        chambers=self._chambers(word),
        allow_negative=self._allows_negative(word),
    )


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
    return (word >> 32) & (2**40 - 1)


@internal
@pure
def _review_end(word: uint256) -> uint256:
    """
    @notice First second of the voting [UTC seconds].
    """
    return (word >> 72) & (2**40 - 1)


@internal
@pure
def _voting_end(word: uint256) -> uint256:
    """
    @notice First second in which the round can be settled [UTC seconds].
    """
    return (word >> 112) & (2**40 - 1)


@internal
@pure
def _claims_end(word: uint256) -> uint256:
    """
    @notice First second in which the rest can be swept [UTC seconds].
    """
    return (word >> 152) & (2**40 - 1)


@internal
@pure
def _budget(word: uint256) -> uint256:
    """
    @notice What one ballot may cost [voice credits].
    """
    return (word >> 192) & (2**24 - 1)


@internal
@pure
def _chambers(word: uint256) -> uint256:
    """
    @notice Who votes: 1 persons, 2 organisations, 3 both. A kind of seat is its own bit.
    """
    return (word >> 216) & (2**2 - 1)


@internal
@pure
def _allows_negative(word: uint256) -> bool:
    """
    @notice Whether a ballot may hold votes against a project.
    """
    return (word >> 218) & 1 == 1


@internal
@pure
def _projects(word: uint256) -> uint256:
    """
    @notice How many projects have applied.
    """
    return (word >> 224) & (2**16 - 1)


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
    if block.timestamp < self._voting_end(word):
        return 3
    if word & SETTLED == 0:
        return 4
    return 5 if block.timestamp < self._claims_end(word) else 6
