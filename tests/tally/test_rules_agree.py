# SPDX-License-Identifier: Apache-2.0
"""Every rule, whatever the round: reference and twin agree, and money is neither made nor lost.

tally
├── reference in fractions and twin in integers find the same scores, awards and reasons
├── pot and gifts are what is paid and what is left
├── largest remainders leave less than a unit, unless a cap or an empty round stands in the way
├── no award is over its cap
├── the order of voters and projects changes no figure
└── parts of one gift to one project count like the whole
"""

from dataclasses import replace
from math import floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cosmolocal.tally.registry import RULES
from cosmolocal.tally.round import Round
from tests.tally.rounds import NAMES, parameters_for, round_for


def attempt(count):
    """What a count finds, or why it cannot be made."""
    try:
        return count()
    except ValueError as reason:
        return str(reason)


@st.composite
def questions(draw, name):
    rule = RULES[name]
    return rule, draw(round_for(rule)), draw(parameters_for(rule))


@pytest.mark.parametrize("name", NAMES)
@given(data=st.data())
def test_tally__any_round__reference_and_twin_agree(name, data):
    rule, round_, parameters = data.draw(questions(name))
    twin = attempt(lambda: rule.tally(round_, parameters))
    reference = attempt(lambda: rule.tally(round_, parameters, exact=True))
    if isinstance(twin, str):
        assert reference == twin
        return
    assert twin.scores == reference.scores
    assert twin.allocation == reference.allocation


@pytest.mark.parametrize("name", NAMES)
@given(data=st.data())
def test_tally__any_round__no_unit_is_made_or_lost(name, data):
    """F-4."""
    rule, round_, parameters = data.draw(questions(name))
    tally = attempt(lambda: rule.tally(round_, parameters))
    if isinstance(tally, str):
        return
    awards = [line.award for line in tally.lines]

    assert sum(awards) == tally.paid
    assert tally.paid + tally.dust == tally.pot + tally.scores.beside
    assert all(award >= 0 for award in awards)
    assert tally.dust >= 0
    assert all(line.award == 0 for line in tally.lines if not line.eligible)


@pytest.mark.parametrize("name", NAMES)
@given(data=st.data())
def test_tally__bounds__hold_for_every_award(name, data):
    rule, round_, parameters = data.draw(questions(name))
    tally = attempt(lambda: rule.tally(round_, parameters))
    if isinstance(tally, str) or tally.scores.awards is not None:
        return
    pot = round_.pot if tally.scores.pot is None else tally.scores.pot
    limits = parameters.limits(pot, round_.decimals)
    awards = [line.award for line in tally.lines]

    assert limits.cap is None or max(awards, default=0) <= limits.cap
    if limits.dust == "largest-remainder" and limits.cap is None:
        is_shared = any(line.score.value > 0 and line.eligible for line in tally.lines)
        assert sum(awards) == (pot if is_shared else 0)


@pytest.mark.parametrize("name", NAMES)
@given(data=st.data())
def test_tally__another_order__same_figures(name, data):
    """F-2."""
    rule, round_, parameters = data.draw(questions(name))
    turned = replace(
        round_,
        projects=round_.projects[::-1],
        ballots=dict(reversed(round_.ballots.items())),
        figures=None if round_.figures is None else round_.figures[::-1],
    )
    one, other = (attempt(lambda r=r: rule.tally(r, parameters)) for r in (round_, turned))
    if isinstance(one, str):
        assert one == other
        return
    assert one.scores.of == other.scores.of
    assert one.allocation == other.allocation


def test_parts_of_a_gift__count_like_the_whole():
    """Ballots hold one amount for each donor and project: there is nothing to split."""
    rule = RULES["quadratic-funding"]
    gifts = {"mara": {"mill": 400}, "ilse": {"mill": 100, "weir": 900}, "noor": {"weir": 100}}
    whole = Round(pot=1000, projects=("mill", "weir"), decimals=0, ballots=gifts, scale=1)
    tally = rule.tally(whole, rule.parameters())

    assert [floor(line.score.value) for line in tally.lines] == [400, 600]
    assert [line.award for line in tally.lines] == [400, 600]
