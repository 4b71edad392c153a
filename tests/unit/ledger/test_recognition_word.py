# SPDX-License-Identifier: Apache-2.0
"""Recognition word: two seasons of a seat in one word, by parity.

recognition_word
├── the present season adds up
├── the next season lives beside it, the one after takes the first lane over
├── a skipped season leaves the other lane alone
├── season 0 of an empty word is empty, though its number is 0
├── lanes hold their largest figures side by side
└── one more than the largest figure or season → "packing: value too wide"
"""

import boa
import pytest

from tests.suite import source

LARGEST = 2**48 - 1
LAST_SEASON = 2**32 - 2


@pytest.fixture(scope="module")
def words():
    return source("mocks/RecognitionWordMock.vy").deploy()


def figures(words, word, seasons):
    return {s: (words.earned(word, s), words.given(word, s)) for s in seasons}


def test_with_added__same_season__adds_up(words):
    word = words.with_added(words.with_added(0, 7, 30, 2), 7, 5, 1)
    assert figures(words, word, range(10)) == {s: (35, 3) if s == 7 else (0, 0) for s in range(10)}


def test_with_added__two_seasons_on__takes_the_lane_over(words):
    word = words.with_added(0, 4, 10, 1)
    word = words.with_added(word, 5, 20, 2)
    assert figures(words, word, (4, 5)) == {4: (10, 1), 5: (20, 2)}

    word = words.with_added(word, 6, 30, 3)
    assert figures(words, word, (4, 5, 6)) == {4: (0, 0), 5: (20, 2), 6: (30, 3)}


def test_with_added__skipped_season__leaves_the_other_lane(words):
    word = words.with_added(words.with_added(0, 4, 10, 1), 9, 20, 2)
    assert figures(words, word, (4, 5, 7, 9)) == {4: (10, 1), 5: (0, 0), 7: (0, 0), 9: (20, 2)}


@pytest.mark.parametrize("season", [0, 1])
def test_earned__empty_word__nothing(words, season):
    assert (words.earned(0, season), words.given(0, season)) == (0, 0)


def test_with_added__season_zero__is_told_from_never_used(words):
    word = words.with_added(0, 0, 10, 1)
    assert figures(words, word, (0, 2)) == {0: (10, 1), 2: (0, 0)}


def test_with_added__largest_figures__fit_side_by_side(words):
    seasons = (LAST_SEASON - 1, LAST_SEASON)
    word = 0
    for season in seasons:
        word = words.with_added(word, season, LARGEST, LARGEST)
    assert figures(words, word, seasons) == dict.fromkeys(seasons, (LARGEST, LARGEST))
    assert words.with_added(word, seasons[0], 0, 0) == word


@pytest.mark.parametrize(
    ("season", "earned", "given"), [(3, LARGEST, 0), (3, 0, LARGEST), (LAST_SEASON + 1, 0, 0)]
)
def test_with_added__too_much__refused(words, season, earned, given):
    word = words.with_added(0, 3, 1, 1)
    with boa.reverts("packing: value too wide"):
        words.with_added(word, season, earned, given)
