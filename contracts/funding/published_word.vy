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
     Word of its money: left 96 [smallest units] | token 160.
     A root of 220 bits takes 2**110 trees to find two of one root; that spares each claim a slot of its own.
@custom:units amounts in the token's smallest unit; times are UTC seconds
@custom:invariant the fields do not overlap; of a root only `left` changes, and only downwards
"""

from contracts.common import packing
from contracts.funding import round_word

SUM: constant(uint256) = 1
MEDIAN: constant(uint256) = 2
SQUARED: constant(uint256) = 1 << 2
NEGATIVE: constant(uint256) = 1 << 3
MAX_DECIMALS: constant(uint256) = 18

TIME: constant(uint256) = 2**36 - 1
MAX_TOTAL: constant(uint256) = 2**96 - 1


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
def _root(root: bytes32, claims_end: uint256) -> uint256:
    """
    @notice The word of a root.
    """
    return packing._with_field(convert(root, uint256), 0, 36, claims_end)


@internal
@pure
def _is_root(word: uint256, root: bytes32) -> bool:
    """
    @notice Whether a word is that of `root`.
    """
    return (word ^ convert(root, uint256)) >> 36 == 0


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
    return packing._with_field(convert(token, uint256) << 96, 0, 96, left)


@internal
@pure
def _left(word: uint256) -> uint256:
    """
    @notice What is not claimed yet [smallest units].
    """
    return word & MAX_TOTAL


@internal
@pure
def _token(word: uint256) -> address:
    """
    @notice What the root pays in; zero address: ETH.
    """
    return convert(word >> 96, address)
