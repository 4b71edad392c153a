# SPDX-License-Identifier: Apache-2.0
"""Awards from scores, reckoned by hand.

exact, fast
├── shares are linear in scores; nobody above zero: nothing is paid
├── dust
│   ├── floor: what is left is nobody's
│   └── largest-remainder: a unit each to the largest remainders
│       ├── ties go by id: numbers by size, names by characters
│       └── with a cap that binds: the sum is exact and nobody is over it
├── cap
│   ├── cut leaves the excess; redistribute and walk give it to the others, over several passes
│   └── all caps together less than the pot: the rest is dust
└── minimum
    ├── once: those below drop out once, the others share again
    ├── above the cap: nobody is left out for being capped
    └── repeat: until nobody is below; those below drop together
"""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cosmolocal.tally.allocation import Limits, exact, fast


def both(scores, pot, **limits):
    scores = {project: Fraction(score) for project, score in scores.items()}
    found = fast(scores, pot, Limits(**limits))
    assert exact(scores, pot, Limits(**limits)) == found
    return found


def awards(scores, pot, **limits):
    return list(both(scores, pot, **limits).awards.values())


def test_shares__are_linear_and_below_zero_is_nothing():
    assert awards({"a": 3, "b": 1, "c": -2, "d": 0}, 100) == [75, 25, 0, 0]


@pytest.mark.parametrize("dust", ["floor", "largest-remainder"])
@pytest.mark.parametrize("scores", [{}, {"a": 0}, {"a": -1, "b": 0}])
def test_shares__nobody_above_zero__nothing_is_paid(scores, dust):
    assert sum(awards(scores, 100, dust=dust)) == 0


def test_dust__floor__is_left():
    assert awards({"a": 1, "b": 1, "c": 1}, 100) == [33, 33, 33]


def test_dust__largest_remainder__goes_to_the_largest():
    scores = {"a": Fraction(1, 7), "b": Fraction(2, 7), "c": Fraction(4, 7)}
    assert awards(scores, 10, dust="floor") == [1, 2, 5]
    assert awards(scores, 10, dust="largest-remainder") == [1, 3, 6]


@pytest.mark.parametrize(
    ("projects", "topped"),
    [
        (("c", "b", "a"), {"a"}),
        (("10", "9", "2"), {"2"}),
        (("10", "9", "b"), {"10"}),
        (("é", "z", "Z"), {"Z"}),
    ],
)
def test_dust__ties__go_by_id(projects, topped):
    found = both(dict.fromkeys(projects, 1), 100, dust="largest-remainder")
    assert found.topped == topped
    assert sum(found.awards.values()) == 100


def test_cap__cut__leaves_the_excess():
    assert awards({"a": 8, "b": 1, "c": 1}, 100, cap=50, cap_mode="cut") == [50, 10, 10]


@pytest.mark.parametrize("mode", ["redistribute", "walk"])
def test_cap__excess__goes_to_the_others_over_several_passes(mode):
    """After a is cut, b is over the cap too, which no single pass would see."""
    scores = {"a": 60, "b": 35, "c": 4, "d": 1}
    assert awards(scores, 1000, cap=450, cap_mode=mode) == [450, 450, 80, 20]


@pytest.mark.parametrize("mode", ["cut", "redistribute", "walk"])
def test_cap__all_caps_together_below_the_pot__rest_is_dust(mode):
    found = both({"a": 5, "b": 5}, 100, cap=30, cap_mode=mode, dust="largest-remainder")
    assert found.awards == {"a": 30, "b": 30}
    assert found.capped == {"a", "b"}


@given(
    scores=st.dictionaries(st.sampled_from("abcdefgh"), st.fractions(0, 100), max_size=8),
    pot=st.integers(0, 10**6),
    cap=st.integers(0, 10**6),
)
def test_cap__redistribute_and_walk__are_one_figure(scores, pot, cap):
    one = both(scores, pot, cap=cap, cap_mode="redistribute", dust="largest-remainder")
    assert one == both(scores, pot, cap=cap, cap_mode="walk", dust="largest-remainder")


def test_minimum__once__then_those_below_stay():
    scores = {"a": 69, "b": 20, "c": 11}
    limits = {"minimum": 30, "cap": 69}
    assert awards(scores, 100, minimum=12) == [77, 22, 0]
    assert awards(scores, 100, passes="once", **limits) == [69, 0, 0]


@pytest.mark.parametrize("passes", ["once", "repeat"])
def test_minimum__above_the_cap__leaves_nobody_out_for_being_capped(passes):
    limits = {"minimum": 16, "cap": 10, "passes": passes}
    assert awards({"a": 50, "b": 25, "c": 5}, 60, **limits) == [10, 10, 10]
    assert awards({"a": 50, "b": 50, "c": 5}, 25, **limits) == [10, 10, 0]


def test_minimum__repeat__until_nobody_is_below():
    """Those below leave together: 25 and 26 both go, though 26 alone would have reached 30."""
    found = both({"a": 25, "b": 26, "c": 49}, 100, minimum=30)
    assert found.awards == {"a": 0, "b": 0, "c": 100}
    assert found.dropped == {"a", "b"}
