# SPDX-License-Identifier: Apache-2.0
"""Packing: fields of one word, against shifts of Python's unbounded integers.

field       any word, any place → the bits of that place
with_field
├── content fits → that place holds it, every other bit is as before
└── content is wider than its place → "packing: value too wide"
"""

import boa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.suite import deploy_mock

FULL = 2**256 - 1
PLACES = [(0, 1), (0, 255), (1, 255), (255, 1), (0, 32), (88, 40), (224, 32), (128, 128)]

words = st.integers(0, FULL)
# A place of at most 255 bits: a field of the whole word is no field.
places = st.integers(0, 255).flatmap(
    lambda offset: st.tuples(st.just(offset), st.integers(1, min(255, 256 - offset)))
)


@pytest.fixture(scope="module")
def packing():
    return deploy_mock("PackingMock")


@given(word=words, place=places)
def test_field__any_word__the_bits_of_its_place(packing, word, place):
    offset, width = place
    assert packing.field(word, offset, width) == word // 2**offset % 2**width


@given(word=words, place=places, data=st.data())
def test_with_field__content_fits__replaces_that_place_only(packing, word, place, data):
    offset, width = place
    content = data.draw(st.integers(0, 2**width - 1))
    after = packing.with_field(word, offset, width, content)
    assert packing.field(after, offset, width) == content
    below, above = word % 2**offset, word // 2 ** (offset + width)
    assert (after % 2**offset, after // 2 ** (offset + width)) == (below, above)


@pytest.mark.parametrize(("offset", "width"), PLACES)
@pytest.mark.parametrize("word", [0, FULL])
def test_with_field__extremes__nothing_else_changes(packing, word, offset, width):
    mask = (2**width - 1) << offset
    assert packing.with_field(word, offset, width, 0) == word & ~mask
    assert packing.with_field(word, offset, width, 2**width - 1) == word | mask


@pytest.mark.parametrize(("offset", "width"), PLACES)
@pytest.mark.parametrize("excess", [0, FULL])
def test_with_field__content_too_wide__refused(packing, offset, width, excess):
    with boa.reverts("packing: value too wide"):
        packing.with_field(0, offset, width, max(2**width, excess))
