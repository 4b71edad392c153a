# SPDX-License-Identifier: Apache-2.0
"""Seasons: the clock that every contract copies.

deploy
├── genesis zero → "seasons: zero genesis"
├── a season under an hour → "seasons: season too short"; of an hour → deployed
└── a season over ten years → "seasons: season too long"; of ten years → deployed
season_at
├── before genesis → "seasons: before genesis"
└── from genesis on → whole seasons since, changing on the first second of each
season_end    first second of the next season
is_open       half-open: the start is in, the end is out; empty if both are the same
"""

import boa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.suite import GENESIS, deploy_mock

HOUR, TEN_YEARS, WEEK = 3_600, 10 * 365 * 86_400, 7 * 86_400


@pytest.fixture(scope="module")
def seasons():
    return deploy_mock("SeasonsMock", GENESIS, WEEK)


@pytest.mark.parametrize("span", [HOUR, TEN_YEARS])
def test_deploy__span_at_its_bounds__kept(span):
    seasons = deploy_mock("SeasonsMock", GENESIS, span)
    assert (seasons.GENESIS(), seasons.SEASON_SECONDS()) == (GENESIS, span)


@pytest.mark.parametrize(
    ("genesis", "span", "reason"),
    [
        (0, WEEK, "seasons: zero genesis"),
        (GENESIS, HOUR - 1, "seasons: season too short"),
        (GENESIS, TEN_YEARS + 1, "seasons: season too long"),
    ],
)
def test_deploy__bad_clock__refused(genesis, span, reason):
    with boa.reverts(reason):
        deploy_mock("SeasonsMock", genesis, span)


@pytest.mark.parametrize(
    ("after_genesis", "season"),
    [(0, 0), (WEEK - 1, 0), (WEEK, 1), (2 * WEEK - 1, 1), (2 * WEEK, 2), (1_000 * WEEK, 1_000)],
)
def test_season_at__edges__change_on_the_first_second(seasons, after_genesis, season):
    assert seasons.season_at(GENESIS + after_genesis) == season


@given(timestamp=st.integers(GENESIS, 2**40 - 1))
def test_season_at__any_second__lies_in_its_season_only(seasons, timestamp):
    season = seasons.season_at(timestamp)
    assert season == (timestamp - GENESIS) // WEEK
    assert seasons.season_end(season) - WEEK <= timestamp < seasons.season_end(season)


@pytest.mark.parametrize("timestamp", [0, GENESIS - 1])
def test_season_at__before_genesis__refused(seasons, timestamp):
    with boa.reverts("seasons: before genesis"):
        seasons.season_at(timestamp)


@pytest.mark.parametrize(
    ("start", "end", "is_open"),
    [(0, 1, True), (0, 0, False), (-1, 0, False), (1, 2, False), (-1, 1, True), (1, -1, False)],
)
def test_is_open__around_now__half_open(seasons, start, end, is_open):
    now = boa.env.timestamp
    assert seasons.is_open(now + start, now + end) is is_open
