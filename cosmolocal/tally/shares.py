# SPDX-License-Identifier: Apache-2.0
"""Shares as text."""

from fractions import Fraction
from math import floor

from cosmolocal.units import from_units

SHARE_DIGITS = 18


def cut(share: Fraction) -> str:
    """Write a share of one whole as a decimal, cut off after 18 digits."""
    return from_units(floor(share * 10**SHARE_DIGITS), SHARE_DIGITS)
