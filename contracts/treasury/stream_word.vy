# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Stream Word (module)
@notice What moves in a stream: its deposit, what was withdrawn, and the steward who answers for it.
@dev Stateless. Layout, from the lowest bit:
       0  deposit     96   what it pays in the end [smallest units]
      96  withdrawn   96   what the payee took of it [smallest units]
     192  steward     32   seat that opened it or filled it last; never 0, so that no word of a stream is
     The rest, which never changes, is hashed into the stream's id. A stream that was stopped has a deposit of what was
     earned until then: that ends it.
@custom:units amounts in the token's smallest unit
@custom:invariant T-3 withdrawn <= deposit
"""

from contracts.common import packing

MAX_AMOUNT: constant(uint256) = 2**96 - 1


@internal
@pure
def _new(deposit: uint256, steward: uint256) -> uint256:
    """
    @notice The word of a stream of which nothing was withdrawn. Unchecked: a pot's cap holds the deposit.
    """
    return deposit | (steward << 192)


@internal
@pure
def _deposit(word: uint256) -> uint256:
    """
    @notice What it pays in the end.
    """
    return word & MAX_AMOUNT


@internal
@pure
def _withdrawn(word: uint256) -> uint256:
    """
    @notice What the payee took.
    """
    return (word >> 96) & MAX_AMOUNT


@internal
@pure
def _steward(word: uint256) -> uint256:
    """
    @notice Seat that answers for it.
    """
    return word >> 192


@internal
@pure
def _with_deposit(word: uint256, deposit: uint256) -> uint256:
    """
    @notice The word with another deposit.
    """
    return packing._with_field(word, 0, 96, deposit)


@internal
@pure
def _with_withdrawn(word: uint256, withdrawn: uint256) -> uint256:
    """
    @notice The word with more withdrawn.
    """
    return packing._with_field(word, 96, 96, withdrawn)


@internal
@pure
def _with_steward(word: uint256, steward: uint256) -> uint256:
    """
    @notice The word with another steward.
    """
    return packing._with_field(word, 192, 32, steward)
