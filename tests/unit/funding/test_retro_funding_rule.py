# SPDX-License-Identifier: Apache-2.0
"""The rule of a round: quorum, zeros, cap and minimum, as its terms say (F-3, F-4).

quorum
├── a project on too few ballots → nothing, its part goes to the others
├── abstaining is no head; a zero is one where the terms say so, and never a vote
└── a withdrawn ballot takes its heads along
cap → what is above goes to the others; no more takers → it stays in the pot for the treasury;
      reached exactly, or not below the pot → it binds nobody
minimum → what is below goes to the others
minimum of one → leaves out who would get nothing
minimum and cap → who reaches the minimum by what others may not take stays
AwardRule and its Python twins → the same awards, for any weights (F-4, X-3)
"""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cosmolocal.tally.allocation import Limits, exact, fast
from tests.reference.rounds import awards as oracle_awards
from tests.suite import gas_used, refused, source


def payouts(funding, round_id):
    return [funding.payout(round_id, project) for project in (1, 2, 3)]


def settle(stage, round_id):
    """Settle; what was shown before is what is awarded."""
    funding = stage.funding
    stage.go_to(round_id, "voting_end")
    before = payouts(funding, round_id)
    funding.settle(round_id)
    for project, due in enumerate(before, start=1):
        if due:
            funding.claim(round_id, project)
    assert funding.paid(round_id) == sum(before)
    return before


@pytest.mark.parametrize(("count_zeros", "heads"), [(False, [2, 1, 0]), (True, [2, 2, 1])])
def test_quorum__zeros__count_as_the_terms_say(stage, funding, actors, count_zeros, heads):
    round_id = stage.voting_round(pot=90, quorum=2, count_zeros=count_zeros)
    stage.cast(round_id, actors.voter, {1: 2, 2: 0, 3: 0})
    stage.cast(round_id, actors.elector, {1: 1, 2: 6})
    assert [funding.heads(round_id, project) for project in (1, 2, 3)] == heads
    assert settle(stage, round_id) == ([90, 0, 0] if not count_zeros else [30, 60, 0])


def test_quorum__ballot_withdrawn__its_heads_go(stage, funding, actors):
    round_id = stage.voting_round(pot=90, quorum=1, count_zeros=True)
    stage.cast(round_id, actors.voter, {1: 2, 2: 0})
    stage.cast(round_id, actors.voter, {2: 1}, previous={1: 2, 2: 0})
    assert [funding.heads(round_id, project) for project in (1, 2)] == [0, 1]
    stage.cast(round_id, actors.voter, {}, previous={2: 1})
    assert [funding.heads(round_id, project) for project in (1, 2)] == [0, 0]
    assert settle(stage, round_id) == [0, 0, 0]


def test_quorum__none__takes_no_zeros(stage, funding, actors):
    round_id = stage.voting_round()
    with refused("funding: zero votes", funding):
        stage.cast(round_id, actors.voter, {1: 0})
    assert funding.heads(round_id, 1) == 0


def test_cap__what_is_above__goes_to_the_others(stage, actors):
    round_id = stage.voting_round(pot=100, cap_bps=5_000)
    stage.cast(round_id, actors.voter, {1: 8, 2: 1, 3: 1})
    assert settle(stage, round_id) == [50, 25, 25]


def test_cap__nobody_left_to_take_it__stays_in_the_pot(stage, funding, actors):
    round_id = stage.voting_round(pot=100, cap_bps=2_000)
    stage.cast(round_id, actors.voter, {1: 8, 2: 1})
    assert settle(stage, round_id) == [20, 20, 0]
    assert funding.pot(round_id) - funding.paid(round_id) == 60


def test_minimum__what_is_below__goes_to_the_others(stage, actors):
    round_id = stage.voting_round(pot=100, minimum=21)
    stage.cast(round_id, actors.voter, {1: 6, 2: 2, 3: 2})
    assert settle(stage, round_id) == [100, 0, 0]


def test_minimum__reached_with_what_is_above_the_cap__stays(stage, actors):
    round_id = stage.voting_round(pot=100, minimum=21, cap_bps=5_000)
    stage.cast(round_id, actors.voter, {1: 6, 2: 2, 3: 2})
    assert settle(stage, round_id) == [50, 25, 25]


def test_cap__of_a_pot_too_small_for_it__still_binds(stage, funding, actors):
    round_id = stage.voting_round(pot=9, cap_bps=1_000)
    stage.cast(round_id, actors.voter, {1: 6})
    assert settle(stage, round_id) == [0, 0, 0]


@pytest.fixture(scope="module")
def award_rule():
    return source("funding/AwardRule.vy").deploy()


WEIGHTS = st.lists(st.integers(0, 40) | st.integers(0, 2**144), max_size=12)


@given(
    weights=WEIGHTS,
    pot=st.integers(0, 200) | st.integers(0, 2**96),
    cap=st.none() | st.integers(0, 50) | st.integers(0, 2**95),
    minimum=st.integers(0, 30),
)
def test_award_rule__any_weights__as_all_twins_say(award_rule, weights, pot, cap, minimum):
    """F-4: nothing is awarded twice, nothing above the cap, and never more than the pot."""
    most = 2**256 - 1 if cap is None else cap
    found = award_rule.allot(weights, pot, most, minimum)
    awards = [
        0
        if found.left_out >> place & 1
        else cap
        if found.capped >> place & 1
        else found.rest_pot * weight // found.rest_weight
        for place, weight in enumerate(weights)
    ]
    scores = {str(place): Fraction(weight) for place, weight in enumerate(weights)}
    for twin in (exact, fast):
        assert awards == list(
            twin(scores, pot, Limits("floor", cap, minimum=minimum)).awards.values()
        )
    positive = {place: weight for place, weight in enumerate(weights) if weight}
    expected = oracle_awards(positive, pot, cap, minimum)
    assert awards == [expected.get(place, 0) for place in range(len(weights))]
    assert found.amount == sum(awards) <= pot
    assert max(awards, default=0) <= most


@pytest.mark.parametrize(
    ("weights", "cap", "stands"), [([1, 1], 5, 5), ([1, 1], 10, 0), ([1, 0], 11, 0)]
)
def test_cap__reached_exactly_or_not_below_the_pot__caps_nobody(award_rule, weights, cap, stands):
    found = award_rule.allot(weights, 10, cap, 0)
    assert (found.capped, found.cap, found.rest_pot, found.amount) == (0, stands, 10, 10)


def test_minimum__of_one__leaves_out_who_would_get_nothing(award_rule):
    found = award_rule.allot([100, 1], 10, 2**256 - 1, 1)
    assert (found.left_out, found.amount) == (0b10, 10)


def test_award_rule__as_many_passes_as_there_can_be__fits_a_block(award_rule):
    """X-3: caps of a hundredth, reached one after the other."""
    weights = [2 ** min(place, 130) for place in range(256)]
    award_rule.allot(weights, 10**6, 10**4, 1)
    assert gas_used(award_rule) < 15_000_000
