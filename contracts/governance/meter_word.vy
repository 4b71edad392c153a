# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Meter Word (module)
@notice A seat's voice credits and ballots of one season, in one word and, from the 12th proposal on, further pages.
@dev Stateless. Layout of page 0, the meter, from the lowest bit:
       0  season    16   number of the season plus one; 0: never used
      16  spent     24   credits
      40  budget    24   credits, frozen at the first use in the season
      64  receipts  16 each, of the season's proposals 0 .. 10
     Layout of page 1, 2, ...:
       0  season    16   as above
      16  receipts  16 each, of the season's next 15 proposals
     Layout of a receipt:
       0  mark      11   see tally_word
      11  revision   5   how often the seat cast or withdrew this ballot; the nonce of its next signature
     A seat has two lanes of pages, by parity of the season: ballots of one season are over before the next but one
     begins, so a lane is free when its turn comes, and a word of another season reads as empty. `docket_word` sees to
     it that season + 1 fits its field. Sums of bounded fields are unchecked: they cannot overflow, and votes are many.
@custom:units credits and votes are whole numbers
@custom:invariant the fields do not overlap, and writing one changes no other
"""

RECEIPTS_ON_METER: constant(uint256) = 11
RECEIPTS_ON_PAGE: constant(uint256) = 15
# Width of a receipt's revision.
MAX_REVISIONS: constant(uint256) = 31
# What the 511 votes cost that one mark can hold: nobody could spend more on one ballot.
MAX_BUDGET: constant(uint256) = 511**2

MASK_11: constant(uint256) = 2**11 - 1
MASK_16: constant(uint256) = 2**16 - 1
MASK_24: constant(uint256) = 2**24 - 1


@internal
@pure
def _key(seat: uint256, season: uint256) -> uint256:
    """
    @notice Where the meter of a seat's lane is stored.
    """
    return (seat << 1) | (season & 1)


@internal
@pure
def _page_key(key: uint256, ordinal: uint256) -> uint256:
    """
    @notice Where the receipt of the season's proposal `ordinal` is stored: with the meter, or on a page of its own.
    """
    if ordinal < RECEIPTS_ON_METER:
        return key
    page: uint256 = unsafe_sub(ordinal, RECEIPTS_ON_METER) // RECEIPTS_ON_PAGE
    return key | (unsafe_add(page, 1) << 40)


@internal
@pure
def _offset(ordinal: uint256) -> uint256:
    """
    @notice Lowest bit of that receipt in its word.
    """
    if ordinal < RECEIPTS_ON_METER:
        return unsafe_add(ordinal << 4, 64)
    place: uint256 = unsafe_sub(ordinal, RECEIPTS_ON_METER) % RECEIPTS_ON_PAGE
    return unsafe_add(place << 4, 16)


@internal
@pure
def _new(season: uint256, budget: uint256) -> uint256:
    """
    @notice An unused meter of a season; without a budget, an empty page.
    """
    return unsafe_add(season, 1) | (budget << 40)


@internal
@pure
def _is_of(word: uint256, season: uint256) -> bool:
    """
    @notice Whether a word belongs to a season.
    """
    return word & MASK_16 == unsafe_add(season, 1)


@internal
@pure
def _spent(meter: uint256) -> uint256:
    """
    @notice Credits spent in the season.
    """
    return (meter >> 16) & MASK_24


@internal
@pure
def _budget(meter: uint256) -> uint256:
    """
    @notice Credits of the season.
    """
    return (meter >> 40) & MASK_24


@internal
@pure
def _charged(meter: uint256, refund: uint256, cost: uint256) -> uint256:
    """
    @notice The same meter after a refund of what was spent, and a cost.
    @dev Neither can leave the field: a cost is at most 512**2, and so is what was spent.
    """
    return unsafe_add(unsafe_sub(meter, refund << 16), cost << 16)


@internal
@pure
def _receipt(word: uint256, offset: uint256) -> uint256:
    """
    @notice The receipt at `offset`.
    """
    return (word >> offset) & MASK_16


@internal
@pure
def _with_receipt(word: uint256, offset: uint256, mark: uint256, revision: uint256) -> uint256:
    """
    @notice The same word with another receipt at `offset`.
    """
    return (word & ~(MASK_16 << offset)) | ((mark | (revision << 11)) << offset)


@internal
@pure
def _mark(receipt: uint256) -> uint256:
    """
    @notice What the ballot says.
    """
    return receipt & MASK_11


@internal
@pure
def _revision(receipt: uint256) -> uint256:
    """
    @notice How often the ballot was cast or withdrawn.
    """
    return receipt >> 11
