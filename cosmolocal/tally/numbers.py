# SPDX-License-Identifier: Apache-2.0
"""Exact numbers of all rules, and the two places where a rule may lose digits.

A rule is defined down to its last digit: wherever its formula has a root, or a quotient that would
grow without bound, it is cut after `DIGITS` digits behind the point. Both implementations of a rule
cut in the same places, so they agree on every unit; nothing is ever a float.
"""

from fractions import Fraction
from math import floor, isqrt, lcm

from cosmolocal.units import from_units

DIGITS = 36
ONE = 10**DIGITS
"""One whole, as the integer twins count what was cut."""

SHOWN = 18
"""Digits of a figure as text."""


def cut(figure: Fraction) -> Fraction:
    """Cut a figure off after `DIGITS` digits, towards minus infinity."""
    return Fraction(floor(figure * ONE), ONE)


def root(figure: Fraction) -> Fraction:
    """Take the square root, cut off after `DIGITS` digits."""
    return Fraction(isqrt(floor(figure * ONE * ONE)), ONE)


def text(figure: Fraction) -> str:
    """Write a figure as an exact decimal; one that never ends is cut off after 18 digits."""
    twos_and_fives = figure.denominator
    for prime in (2, 5):
        while twos_and_fives % prime == 0:
            twos_and_fives //= prime
    digits = SHOWN
    if twos_and_fives == 1:
        while 10**digits % figure.denominator:
            digits += 1
        digits = min(digits, DIGITS)
    cut_off = abs(figure.numerator) * 10**digits // figure.denominator
    return from_units(-cut_off if figure < 0 else cut_off, digits)


def over_common_denominator(figures: list[Fraction]) -> tuple[list[int], int]:
    """Bring figures to integers over one denominator."""
    denominator = lcm(*(figure.denominator for figure in figures)) if figures else 1
    return [f.numerator * (denominator // f.denominator) for f in figures], denominator
