# SPDX-License-Identifier: Apache-2.0
"""Rule "quadratic-votes/1:floor" without a chain: the exact reference and its fast twin.

exact, fast
├── a round reckoned by hand → votes, shares, payouts, dust
├── nobody has positive votes, or nobody voted → nothing is paid
├── any ballots → both give the same (F-3)
│   ├── payouts and dust are the pot; there is less dust than projects with votes (F-4)
│   ├── the order of ballots and projects changes no figure
│   └── one more supporter never lowers a project's votes or its share (F-11)
└── a project twice, an unknown project, a negative pot → ValueError
cost
└── sum of squares, whatever the sign
"""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cosmolocal.tally.quadratic_votes import cost, exact, fast

PROJECTS = ("mill", "seeds", "bakery", "orchard")
POTS = st.integers(0, 10**30)
BALLOTS = st.lists(
    st.dictionaries(st.sampled_from(PROJECTS), st.integers(-4096, 4096)), max_size=12
)


def rows(ballots):
    """Ballots as a table of (project, votes)."""
    return [row for ballot in ballots for row in ballot.items()]


def both(projects, ballots, pot):
    """The outcome on which the two implementations agree."""
    outcome = exact(projects, ballots, pot)
    assert fast(projects, rows(ballots), pot) == outcome
    return outcome


def test_outcome__reckoned_by_hand__is_met():
    ballots = [{"mill": 3, "seeds": -1}, {"mill": 2, "bakery": 2, "seeds": -1}, {"orchard": 0}]
    outcome = both(PROJECTS, ballots, 100)

    assert dict(outcome.votes) == {"mill": 5, "seeds": -2, "bakery": 2, "orchard": 0}
    assert outcome.total_votes == 7
    assert outcome.share("mill") == Fraction(5, 7)
    assert outcome.share("seeds") == outcome.share("orchard") == 0
    assert dict(outcome.payouts) == {"mill": 71, "seeds": 0, "bakery": 28, "orchard": 0}
    assert (outcome.paid, outcome.dust) == (99, 1)


@pytest.mark.parametrize("ballots", [[], [{}], [{"mill": 0}], [{"mill": -3, "seeds": -1}]])
def test_outcome__nobody_has_positive_votes__nothing_is_paid(ballots):
    outcome = both(PROJECTS, ballots, 100)
    assert set(outcome.payouts.values()) == {0}
    assert (outcome.total_votes, outcome.paid, outcome.dust) == (0, 0, 100)


@given(ballots=BALLOTS, pot=POTS)
def test_outcome__any_ballots__payouts_and_dust_are_the_pot(ballots, pot):
    """F-4: and the two implementations agree."""
    outcome = both(PROJECTS, ballots, pot)
    winners = [project for project, votes in outcome.votes.items() if votes > 0]

    assert outcome.paid + outcome.dust == pot
    assert {project for project, payout in outcome.payouts.items() if payout} <= set(winners)
    if winners:
        assert 0 <= outcome.dust < len(winners)


@given(ballots=BALLOTS, pot=POTS, order=st.permutations(PROJECTS))
def test_outcome__another_order__same_figures(ballots, pot, order):
    """F-2."""
    outcome, other = both(PROJECTS, ballots, pot), both(order, ballots[::-1], pot)
    assert dict(other.votes) == dict(outcome.votes)
    assert dict(other.payouts) == dict(outcome.payouts)


@given(ballots=BALLOTS, project=st.sampled_from(PROJECTS), votes=st.integers(1, 4096))
def test_outcome__one_more_supporter__never_costs_the_project(ballots, project, votes):
    """F-11."""
    before = both(PROJECTS, ballots, 10**18)
    after = both(PROJECTS, [*ballots, {project: votes}], 10**18)
    assert after.votes[project] == before.votes[project] + votes
    assert after.share(project) >= before.share(project)


@pytest.mark.parametrize(
    ("projects", "ballots", "pot", "reason"),
    [
        (["mill", "mill"], [], 1, "a project is given twice"),
        (["mill"], [{"weir": 1}], 1, r"votes for unknown projects: \['weir'\]"),
        (["mill"], [], -1, "a pot of -1 is less than nothing"),
    ],
)
def test_outcome__cannot_be_counted__says_why(projects, ballots, pot, reason):
    with pytest.raises(ValueError, match=reason):
        exact(projects, ballots, pot)
    with pytest.raises(ValueError, match=reason):
        fast(projects, rows(ballots), pot)


def test_cost__votes_of_either_sign__sum_of_squares():
    assert cost([3, -1, 0]) == 10
    assert cost([]) == 0
