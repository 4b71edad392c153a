# SPDX-License-Identifier: Apache-2.0
"""Tally row: eight signed lanes in one word, against plain lists of eight integers.

tally_row
├── project p has lane (p - 1) % 8 of row (p - 1) // 8
├── plus, minus → lane by lane what lists give, at the extremes and for any lanes
├── a lane that would leave its range → a refusal, whatever its neighbours
├── votes → the signed figure of one lane
└── positive → max(votes, 0) of one lane
"""

import boa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.suite import deploy_mock

LOWEST, HIGHEST = -(2**31), 2**31 - 1
EXTREMES = [LOWEST, LOWEST + 1, -1, 0, 1, HIGHEST - 1, HIGHEST]
LANES = st.lists(st.sampled_from(EXTREMES) | st.integers(LOWEST, HIGHEST), min_size=8, max_size=8)
OUT_OF_RANGE = {"plus": "tally_row: votes out of range", "minus": "tally_row: rest out of range"}


@pytest.fixture(scope="module")
def rows():
    return deploy_mock("TallyRowMock")


def word(lanes):
    """Eight figures as one word, the first in the lowest bits."""
    return sum(votes % 2**32 << 32 * place for place, votes in enumerate(lanes))


def check(rows, name, left, right, expected):
    """The word of the expected lanes, or a refusal if one of them has no room."""
    operation = getattr(rows, name)
    if all(LOWEST <= votes <= HIGHEST for votes in expected):
        assert operation(word(left), word(right)) == word(expected)
    else:
        with boa.reverts(OUT_OF_RANGE[name]):
            operation(word(left), word(right))


@pytest.mark.parametrize("project", [1, 2, 8, 9, 16, 17, 255, 256])
def test_place__any_project__row_and_shift(rows, project):
    assert rows.place(project) == ((project - 1) // 8, (project - 1) % 8 * 32)


@given(left=LANES, right=LANES)
def test_plus__any_lanes__as_lists(rows, left, right):
    check(rows, "plus", left, right, [a + b for a, b in zip(left, right, strict=True)])


@given(left=LANES, right=LANES)
def test_minus__any_lanes__as_lists(rows, left, right):
    check(rows, "minus", left, right, [a - b for a, b in zip(left, right, strict=True)])


@pytest.mark.parametrize("lane", range(8))
@pytest.mark.parametrize("neighbours", [0, -1, HIGHEST, LOWEST])
@pytest.mark.parametrize("left", EXTREMES)
def test_plus_minus__one_lane__neighbours_untouched(rows, lane, neighbours, left):
    for right in EXTREMES:
        lefts, rights = [neighbours] * 8, [0] * 8
        lefts[lane], rights[lane] = left, right
        sums, rests = list(lefts), list(lefts)
        sums[lane], rests[lane] = left + right, left - right
        check(rows, "plus", lefts, rights, sums)
        check(rows, "minus", lefts, rights, rests)


@given(lanes=LANES)
def test_votes_and_positive__any_lanes__one_figure(rows, lanes):
    row = word(lanes)
    assert [rows.votes(row, lane + 1) for lane in range(8)] == lanes
    assert [rows.votes(row, lane + 249) for lane in range(8)] == lanes
    assert [rows.positive(row, lane) for lane in range(8)] == [max(v, 0) for v in lanes]
