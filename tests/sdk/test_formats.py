# SPDX-License-Identifier: Apache-2.0
"""Figures and days in the language that is spoken; no digit is lost."""

import pytest

from cosmolocal.pages import formats
from cosmolocal.words import speaking

MOMENT = 1_772_323_200  # 2026-03-01T00:00:00Z


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "1,234,567"), ("es", "1.234.567"), ("fr", "1\u202f234\u202f567")],
)
def test_number__in_the_marks_of_the_language(language, text):
    with speaking(language):
        assert formats.number(1_234_567) == text


@pytest.mark.parametrize(
    ("units", "decimals", "text"),
    [
        (2**256 - 1, 0, f"{2**256 - 1:,}"),
        (1, 18, "0.000000000000000001"),
        (15 * 10**17, 18, "1.5"),
        (-(10**24) - 1, 18, "-1,000,000.000000000000000001"),
        (0, 18, "0"),
    ],
)
def test_amount__every_digit(units, decimals, text):
    assert formats.amount(units, decimals) == text
    assert formats.amount(units, decimals, "ETH") == f"{text} ETH"


def test_share__of_nothing_is_none():
    assert formats.share(1, 3) == "33.3%"
    assert formats.share(1, 0) == "\N{EN DASH}"
    with speaking("fr"):
        assert formats.share(1, 8) == "12,5\xa0%"


def test_day__in_words():
    assert formats.day(MOMENT) == "March 1, 2026"
    assert formats.iso(MOMENT) == "2026-03-01T00:00:00Z"
    with speaking("pt"):
        assert formats.day(MOMENT) == "1 de março de 2026"


def test_distance__before_and_after():
    assert formats.distance(MOMENT + 3 * 86_400, MOMENT) == "in 3 days"
    with speaking("es"):
        assert formats.distance(MOMENT - 7_200, MOMENT) == "hace 2 horas"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(3_600, "1 hour"), (9_000, "2 hours 30 min"), (90, "1 min"), (0, "0 hours")],
)
def test_hours__whole_and_rest(seconds, text):
    assert formats.hours(seconds) == text


def test_span__days_if_they_are_whole():
    assert formats.span(30 * 86_400) == "30 days"
    assert formats.span(5_400) == "1 hour 30 min"
