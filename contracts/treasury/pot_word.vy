# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Pot Word (module)
@notice A pot in two words: how much of which token it may spend, and for whom, when and how much it has spent.
@dev Stateless. Layout, from the lowest bit:
       limits    0 token 160 | 160 cap 48 | 208 per_payment 48
       use       0 spent 96 | 96 start 40 | 136 end 40 | 176 scope 32 | 208 period 32 | 240 index 15 | 255 closed 1
     Caps are decimal, digits 40 | zeros behind them 8: people decide on round figures, and those fit exactly. `spent`
     counts in the period of the index and in no other: an old index reads as nothing spent, so what a period leaves
     unspent returns by itself. A pot that was closed ended when it was.
@custom:units amounts in the token's smallest unit; times are UTC seconds, `period` is seconds; half-open [start, end)
@custom:invariant the fields do not overlap, and writing one changes no other; the use of a pot is never zero
"""

from contracts.common import packing

MAX_AMOUNT: constant(uint256) = 2**96 - 1
# Hourly periods for more than three years, daily ones for 89.
MAX_INDEX: constant(uint256) = 2**15 - 1
MAX_PERIOD: constant(uint256) = 2**32 - 1
MAX_DIGITS: constant(uint256) = 2**40 - 1
MASK_40: constant(uint256) = 2**40 - 1
CLOSED: constant(uint256) = 1 << 255
# No figure of 96 bits has more zeros behind its digits.
MAX_ZEROS: constant(uint256) = 28


@internal
@pure
def _limits(token: address, cap: uint256, per_payment: uint256) -> uint256:
    """
    @notice How much of a token a pot may spend in each period, and at once.
    """
    caps: uint256 = (self._compact(cap) << 160) | (self._compact(per_payment) << 208)
    return convert(token, uint256) | caps


@internal
@pure
def _unused(scope: uint256, start: uint256, end: uint256, period: uint256) -> uint256:
    """
    @notice The use of a new pot.
    """
    word: uint256 = packing._with_field(0, 96, 40, start)
    word = packing._with_field(word, 136, 40, end)
    word = packing._with_field(word, 176, 32, scope)
    return packing._with_field(word, 208, 32, period)


@internal
@pure
def _token(limits: uint256) -> address:
    """
    @notice What it pays in; the zero address is ETH.
    """
    return convert(limits & (2**160 - 1), address)


@internal
@pure
def _cap(limits: uint256) -> uint256:
    """
    @notice Most that it spends in one period.
    """
    return self._amount((limits >> 160) & (2**48 - 1))


@internal
@pure
def _per_payment(limits: uint256) -> uint256:
    """
    @notice Most that it spends at once.
    """
    return self._amount(limits >> 208)


@internal
@pure
def _start(use: uint256) -> uint256:
    """
    @notice When its first period begins [UTC seconds].
    """
    return (use >> 96) & MASK_40


@internal
@pure
def _end(use: uint256) -> uint256:
    """
    @notice First second after the pot [UTC seconds].
    """
    return (use >> 136) & MASK_40


@internal
@pure
def _scope(use: uint256) -> uint256:
    """
    @notice Whose stewards spend it.
    """
    return (use >> 176) & (2**32 - 1)


@internal
@pure
def _period(use: uint256) -> uint256:
    """
    @notice Length of a period [seconds].
    """
    return (use >> 208) & MAX_PERIOD


@internal
@pure
def _is_closed(use: uint256) -> bool:
    """
    @notice Whether a vote closed it before its time.
    """
    return use >= CLOSED


@internal
@pure
def _index_at(use: uint256, timestamp: uint256) -> uint256:
    """
    @notice The period that contains `timestamp`, from 0. Callers have checked that the pot has begun.
    """
    return (timestamp - self._start(use)) // self._period(use)


@internal
@pure
def _spent_in(use: uint256, index: uint256) -> uint256:
    """
    @notice What was spent in one period.
    """
    return use & MAX_AMOUNT if (use >> 240) & MAX_INDEX == index else 0


@internal
@view
def _charged(use: uint256, limits: uint256, amount: uint256, largest: uint256) -> uint256:
    """
    @notice The use after `amount` left the present period, in single payments of at most `largest`.
    @dev Every payment reads most fields of both words: calling their readers would cost as much as the rest of it.
    """
    assert block.timestamp < (use >> 136) & MASK_40, "treasury: pot is over"
    start: uint256 = (use >> 96) & MASK_40
    assert block.timestamp >= start, "treasury: pot not begun"
    assert largest <= self._amount(limits >> 208), "treasury: over the payment cap"
    # A pot that was closed is over, so what is above the period is the index alone; no period is zero.
    index: uint256 = unsafe_div(unsafe_sub(block.timestamp, start), (use >> 208) & MAX_PERIOD)
    spent: uint256 = amount
    if use >> 240 == index:
        spent = unsafe_add(amount, use & MAX_AMOUNT)  # 200 payments of 96 bits at most
    assert spent <= self._amount((limits >> 160) & (2**48 - 1)), "treasury: over the period cap"
    return (use & ~(MAX_AMOUNT | (MAX_INDEX << 240))) | spent | (index << 240)


@internal
@pure
def _closed(use: uint256, timestamp: uint256) -> uint256:
    """
    @notice The use of a pot that was closed at `timestamp`.
    """
    return packing._with_field(use, 136, 40, timestamp) | CLOSED


@internal
@pure
def _compact(amount: uint256) -> uint256:
    """
    @notice Write a cap as its digits and the number of zeros behind them.
    """
    digits: uint256 = amount
    zeros: uint256 = 0
    for _: uint256 in range(MAX_ZEROS):
        if digits <= MAX_DIGITS:
            break
        assert digits % 10 == 0, "treasury: too many digits in cap"
        digits //= 10
        zeros += 1
    return digits | (zeros << 40)


@internal
@pure
def _amount(compact: uint256) -> uint256:
    """
    @notice The cap behind its digits and zeros.
    """
    return unsafe_mul(compact & MAX_DIGITS, pow_mod256(10, compact >> 40))
