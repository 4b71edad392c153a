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
       0  side       2   0 none, 1 against, 2 for, 3 abstain
       2  votes      9
      11  revision   5   how often the seat cast or withdrew this ballot; the nonce of its next signature
     A seat has two lanes of pages, by parity of the season: ballots of one season are over before the next but one
     begins, so a lane is free when its turn comes, and a word of another season reads as empty.
@custom:units credits and votes are whole numbers; v votes cost v * v credits
@custom:invariant the fields do not overlap, and writing one changes no other
"""

MASK_16: constant(uint256) = 2**16 - 1
MASK_24: constant(uint256) = 2**24 - 1
RECEIPTS_ON_METER: constant(uint256) = 11
RECEIPTS_ON_PAGE: constant(uint256) = 15

# Widths of a receipt's fields.
MAX_VOTES: constant(uint256) = 511
MAX_REVISIONS: constant(uint256) = 31


@internal
@pure
def _key(seat: uint256, season: uint256, page: uint256) -> uint256:
    """
    @notice Where a page of a seat's lane is stored.
    """
    return (page << 40) | (seat << 1) | (season & 1)


@internal
@pure
def _page(ordinal: uint256) -> uint256:
    """
    @notice Page that holds the receipt of the season's proposal number `ordinal`.
    """
    if ordinal < RECEIPTS_ON_METER:
        return 0
    return 1 + (ordinal - RECEIPTS_ON_METER) // RECEIPTS_ON_PAGE


@internal
@pure
def _offset(ordinal: uint256) -> uint256:
    """
    @notice Lowest bit of that receipt on its page.
    """
    if ordinal < RECEIPTS_ON_METER:
        return 64 + 16 * ordinal
    return 16 + 16 * ((ordinal - RECEIPTS_ON_METER) % RECEIPTS_ON_PAGE)


@internal
@pure
def _new_page(season: uint256) -> uint256:
    """
    @notice An empty page of a season.
    """
    return (season + 1) & MASK_16


@internal
@pure
def _new_meter(season: uint256, budget: uint256) -> uint256:
    """
    @notice An unused meter of a season.
    """
    return ((season + 1) & MASK_16) | (budget << 40)


@internal
@pure
def _is_of(word: uint256, season: uint256) -> bool:
    """
    @notice Whether a word belongs to a season.
    """
    return word & MASK_16 == season + 1


@internal
@pure
def _spent(word: uint256) -> uint256:
    """
    @notice Credits spent in the season.
    """
    return (word >> 16) & MASK_24


@internal
@pure
def _budget(word: uint256) -> uint256:
    """
    @notice Credits of the season.
    """
    return (word >> 40) & MASK_24


@internal
@pure
def _with_spent(word: uint256, spent: uint256) -> uint256:
    """
    @notice The same meter with other spending; at most the budget, so it fits its field.
    """
    return (word & ~(MASK_24 << 16)) | (spent << 16)


@internal
@pure
def _receipt(word: uint256, offset: uint256) -> uint256:
    """
    @notice The receipt at `offset`.
    """
    return (word >> offset) & MASK_16


@internal
@pure
def _with_receipt(word: uint256, offset: uint256, receipt: uint256) -> uint256:
    """
    @notice The same page with another receipt.
    """
    return (word & ~(MASK_16 << offset)) | (receipt << offset)


@internal
@pure
def _new_receipt(side: uint256, votes: uint256, revision: uint256) -> uint256:
    """
    @notice A receipt; the caller has checked the bounds.
    """
    return side | (votes << 2) | (revision << 11)


@internal
@pure
def _side(receipt: uint256) -> uint256:
    """
    @notice 0 none, 1 against, 2 for, 3 abstain.
    """
    return receipt & 3


@internal
@pure
def _votes(receipt: uint256) -> uint256:
    """
    @notice Votes on that side.
    """
    return (receipt >> 2) & MAX_VOTES


@internal
@pure
def _revision(receipt: uint256) -> uint256:
    """
    @notice How often the ballot was cast or withdrawn.
    """
    return receipt >> 11
