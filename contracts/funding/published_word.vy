# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Published Words (module)
@notice What a published round keeps of its terms beside its round word, and of each root what a claim needs.
@dev Stateless. Bits of the round word, counted from `round_word.MECHANISM`:
       0  check           2   0 nothing, 1 sum, 2 median
       2  squared         1
       3  allow_negative  1
       4  decimals        5
     Word of the game, from the lowest bit:
       0  bond       96   [wei]
      96  challenge  32   [seconds]
     128  answer     32   [seconds]
     160  decision   32   [seconds]
     192  claims     36   [seconds]
     Word of a root: claims_end 36 [UTC seconds] | the root's upper 220 bits.
     Word of a root's money, found by the root's word: left + 1 96 [smallest units] | token 160. Zero: no such root.
     Word of a page of 220 lines: claims_end 36, once a line of it is paid | a bit for each line that is.
     So a claim touches two slots, the page and the money: what its proof leads to is the name of the second. A root of
     220 bits takes 2**110 trees to find two of one root.
@custom:units amounts in the token's smallest unit; times are UTC seconds
@custom:invariant the fields do not overlap; of a root only `left` changes, and only downwards; a line's bit is set once
"""

from contracts.common import packing
from contracts.funding import round_word

SUM: constant(uint256) = 1
MEDIAN: constant(uint256) = 2
SQUARED: constant(uint256) = 1 << 2
NEGATIVE: constant(uint256) = 1 << 3
MAX_DECIMALS: constant(uint256) = 18

TIME: constant(uint256) = 2**36 - 1
TIME_BITS: constant(uint256) = 36
PAGE_LINES: constant(uint256) = 220
MAX_TOTAL: constant(uint256) = 2**96 - 2
LEFT: constant(uint256) = 2**96 - 1


@internal
@pure
def _mechanism(check: uint256, squared: bool, allow_negative: bool, decimals: uint256) -> uint256:
    """
    @notice The part of the round word.
    """
    bits: uint256 = check | decimals << 4
    if squared:
        bits |= SQUARED
    if allow_negative:
        bits |= NEGATIVE
    return bits


@internal
@pure
def _check(word: uint256) -> uint256:
    """
    @notice What a line's score can be checked as.
    """
    return (word >> round_word.MECHANISM) & 3


@internal
@pure
def _is_squared(word: uint256) -> bool:
    """
    @notice Whether the budget bounds the sum of squares.
    """
    return (word >> round_word.MECHANISM) & SQUARED != 0


@internal
@pure
def _allows_negative(word: uint256) -> bool:
    """
    @notice Whether a ballot may hold amounts below zero.
    """
    return (word >> round_word.MECHANISM) & NEGATIVE != 0


@internal
@pure
def _decimals(word: uint256) -> uint256:
    """
    @notice Digits behind the point of amounts.
    """
    return (word >> round_word.MECHANISM) >> 4 & 31


@internal
@pure
def _game(
    bond: uint256, challenge: uint256, answer: uint256, decision: uint256, claims: uint256
) -> uint256:
    """
    @notice The word of the game.
    """
    word: uint256 = packing._with_field(0, 0, 96, bond)
    word = packing._with_field(word, 96, 32, challenge)
    word = packing._with_field(word, 128, 32, answer)
    word = packing._with_field(word, 160, 32, decision)
    return packing._with_field(word, 192, 36, claims)


@internal
@pure
def _bond(game: uint256) -> uint256:
    """
    @notice What a result or a challenge puts down [wei].
    """
    return packing._field(game, 0, 96)


@internal
@pure
def _root(root: bytes32, claims_end: uint256) -> uint256:
    """
    @notice The word of a root; of `claims_end` any word that ends with it will do.
    """
    return convert(root, uint256) & ~TIME | claims_end & TIME


@internal
@pure
def _claims_end(word: uint256) -> uint256:
    """
    @notice First second in which nothing can be claimed any more [UTC seconds].
    """
    return word & TIME


@internal
@pure
def _money(token: address, left: uint256) -> uint256:
    """
    @notice The word of a root's money.
    """
    return packing._with_field(convert(token, uint256) << 96, 0, 96, left + 1)


@internal
@pure
def _left(word: uint256) -> uint256:
    """
    @notice What is not claimed yet; the word is not zero [smallest units].
    """
    return unsafe_sub(word & LEFT, 1)


@internal
@pure
def _token(word: uint256) -> address:
    """
    @notice What the root pays in; zero address: ETH.
    """
    return convert(word >> 96, address)


@internal
@pure
def _page_of(line: uint256) -> uint256:
    """
    @notice Number of the page that a line is noted on.
    """
    assert line >> 40 == 0, "published: no such line"
    return line // PAGE_LINES


@internal
@pure
def _bit(line: uint256) -> uint256:
    """
    @notice The bit of a line on its page.
    """
    return 1 << (TIME_BITS + line % PAGE_LINES)
