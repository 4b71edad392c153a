# SPDX-License-Identifier: Apache-2.0
"""Amounts in the language that is spoken; no digit is lost without a sign of it."""

import pytest

from cosmolocal.pages import formats
from cosmolocal.treasury.assets import ETHER, Asset
from cosmolocal.units import ZERO_ADDRESS
from cosmolocal.words import speaking

WHOLE = Asset(address=ZERO_ADDRESS, symbol="HRS", decimals=0)


@pytest.mark.parametrize(
    ("units", "asset", "text"),
    [
        (2**256 - 1, WHOLE, f"{2**256 - 1:,} HRS"),
        (1, ETHER, "0.000000000000000001 ETH"),
        (15 * 10**17, ETHER, "1.5 ETH"),
        (-(10**24) - 1, ETHER, "-1,000,000.000000000000000001 ETH"),
        (0, ETHER, "0 ETH"),
    ],
)
def test_exactly__every_digit(units, asset, text):
    assert formats.exactly(units, asset) == text


@pytest.mark.parametrize(
    ("units", "text"),
    [
        (15 * 10**17, "1.5 ETH"),
        (10**18 // 3, "0.3333… ETH"),
        (1, "0.0000… ETH"),
        (100 * 10**18, "100 ETH"),
        (10**48 + 1, "1,000,000,000,000,000,000,000,000,000,000.0000… ETH"),
    ],
)
def test_tokens__what_is_cut_off_shows(units, text):
    assert formats.tokens(units, ETHER) == text


def test_tokens__in_the_marks_of_the_language():
    with speaking("es"):
        assert formats.tokens(12_345 * 10**17, ETHER) == "1.234,5 ETH"
    with speaking("fr"):
        assert formats.figure("0.25…") == "0,25…"


def test_share__of_nothing_is_none():
    assert formats.share(1, 3) == "33.3%"
    assert formats.share(1, 0) == "\N{EN DASH}"
    with speaking("fr"):
        assert formats.share(1, 8) == "12,5\xa0%"
