# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Book Word (module)
@notice The newest figures of the roll: how many seats were granted, and how many lines of absence were written.
@dev Stateless. Layout, from the lowest bit:
       0  persons        28   granted so far
      28  organisations  28   granted so far
      56  lines          40   of absence
@custom:units counts are whole seats and whole lines
@custom:invariant the fields do not overlap, and writing one changes no other
"""

from contracts.common import packing

COUNTS: constant(uint256) = 2**56 - 1


@internal
@pure
def _granted(word: uint256) -> uint256:
    """
    @notice Persons granted in the lower 28 bits, organisations in the next 28.
    """
    return word & COUNTS


@internal
@pure
def _with_granted(word: uint256, granted: uint256) -> uint256:
    """
    @notice The word with other counts of seats granted, as `_granted` returns them.
    """
    return packing._with_field(word, 0, 56, granted)


@internal
@pure
def _seats(word: uint256) -> uint256:
    """
    @notice Seats granted so far, of both kinds.
    """
    return (word & (2**28 - 1)) + ((word >> 28) & (2**28 - 1))


@internal
@pure
def _lines(word: uint256) -> uint256:
    """
    @notice Lines of absence written so far.
    """
    return word >> 56


@internal
@pure
def _one_line_more(word: uint256) -> uint256:
    """
    @notice The word after another line was written.
    """
    return word + (1 << 56)
