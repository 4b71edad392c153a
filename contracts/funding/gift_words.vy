# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Gift Words (module)
@notice What a matching round keeps of gifts: one word for each donor and project, one for each project.
@dev Stateless. Layout of a gift, from the lowest bit:
       0  amount  96   all that the seat gave to the project [smallest units]
      96  donor  160   account that gave last; a refund goes there
     Layout of a project:
       0  amount  96   [smallest units]
      96  roots   80   sum of isqrt(2**16 * amount) over donors
     176  donors  32
     Amounts below 2**96 keep every product of the rule within 256 bits: roots squared are at most
     2**16 * donors * amount < 2**144, and times a pot 2**240.
@custom:units amounts in the token's smallest unit; roots in 2**-8 of its square root
@custom:invariant F-2 roots is the sum over donors of the root of all that each gave, so that splitting a gift adds nothing
"""

from contracts.common import packing

AMOUNT: constant(uint256) = 2**96 - 1
# A gift of one smallest unit has the root 256, so that small gifts keep two digits and more.
SCALE: constant(uint256) = 2**16


@internal
@pure
def _gift(amount: uint256, donor: address) -> uint256:
    """
    @notice The word of a gift.
    """
    assert amount <= AMOUNT, "gift_words: amount too large"
    return amount | convert(donor, uint256) << 96


@internal
@pure
def _amount(word: uint256) -> uint256:
    """
    @notice The amount of a gift, or of all gifts to a project [smallest units].
    """
    return word & AMOUNT


@internal
@pure
def _donor(gift: uint256) -> address:
    """
    @notice Where a refund of the gift goes.
    """
    return convert(gift >> 96, address)


@internal
@pure
def _roots(project: uint256) -> uint256:
    """
    @notice The sum of the donors' roots.
    """
    return (project >> 96) & (2**80 - 1)


@internal
@pure
def _donors(project: uint256) -> uint256:
    """
    @notice How many seats have given.
    """
    return (project >> 176) & (2**32 - 1)


@internal
@view
def _with_gift(project: uint256, before: uint256, after: uint256) -> uint256:
    """
    @notice A project's word when a seat's gift has grown from `before` to `after`.
    """
    roots: uint256 = self._roots(project) + self._root(after)
    donors: uint256 = self._donors(project)
    if before == 0:
        donors += 1
    else:
        roots -= self._root(before)
    word: uint256 = packing._with_field(0, 0, 96, self._amount(project) + after - before)
    word = packing._with_field(word, 96, 80, roots)
    return packing._with_field(word, 176, 32, donors)


@internal
@view
def _weight(project: uint256, inclusive: bool) -> uint256:
    """
    @notice roots ** 2, less what the gifts themselves make up if a lone gift is not to be matched.
    """
    square: uint256 = self._roots(project)**2
    if inclusive:
        return square
    # Roots are floored, so that of a lone gift the square may be the smaller one.
    alone: uint256 = self._amount(project) * SCALE
    return square - alone if square > alone else 0


@internal
@view
def _root(amount: uint256) -> uint256:
    """
    @notice The root of what one seat gave.
    """
    return isqrt(amount * SCALE)
