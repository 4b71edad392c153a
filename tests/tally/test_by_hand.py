# SPDX-License-Identifier: Apache-2.0
"""Each rule on a round small enough to reckon by hand, by reference and twin.

tally
├── quadratic-votes: against, dropped, and below zero
├── quadratic-funding: one donor alone, small gifts, inclusive
├── capital-constrained, clrfund-linear: the contract's formulas, unspent credits, no surplus
├── pairwise: a pair that agrees counts half
├── cluster-match, cocm: one cluster, none, donors outside
├── median, mean, sum, percent: blanks, zeros, quorum of support, middle of two
├── metric-median-capped: factor before normalising, cap per ballot
├── nested-median: pool, categories, cut
├── metric-score: clip, variants, floors, chains
└── conflicts count nowhere
"""

from fractions import Fraction
from math import isqrt

import pytest

from cosmolocal.tally.registry import RULES
from cosmolocal.tally.round import Figure, Round, Sums

F = Fraction


def both(name, round_, **given):
    rule = RULES[name]
    parameters = rule.parameters(**given)
    twin, reference = (rule.tally(round_, parameters, exact=e) for e in (False, True))
    assert twin.scores == reference.scores
    assert twin.allocation == reference.allocation
    return twin


def scores(tally):
    return {line.project: line.score.value for line in tally.lines}


def awards(tally):
    return {line.project: line.award for line in tally.lines}


def round_of(ballots, pot=100, scale=1, decimals=0, **more):
    projects = dict.fromkeys(p for given in ballots.values() for p in given)
    return Round(pot, tuple(projects), decimals, ballots=ballots, scale=scale, **more)


def test_quadratic_votes__against__counts_or_is_dropped():
    votes = round_of({"a": {"x": 3, "y": -2}, "b": {"x": -1, "y": 1, "z": 2}})
    assert scores(both("quadratic-votes", votes)) == {"x": 2, "y": -1, "z": 2}
    assert scores(both("quadratic-votes", votes, negative="drop")) == {"x": 3, "y": 1, "z": 2}
    assert awards(both("quadratic-votes", votes)) == {"x": 50, "y": 0, "z": 50}


def test_quadratic_funding__one_donor_and_small_gifts():
    gifts = round_of({"a": {"x": 4, "y": 100}, "b": {"x": 9}, "c": {"x": 1}})
    assert scores(both("quadratic-funding", gifts)) == {"x": 22, "y": 0}
    assert scores(both("quadratic-funding-inclusive", gifts)) == {"x": 36, "y": 100}
    few = both("quadratic-funding", gifts, least_gift="2")
    assert scores(few) == {"x": 12, "y": 0}
    assert [line.score.ballots for line in few.lines] == [2, 1]


def test_quadratic_funding__sums__like_the_ballots_they_are_of():
    sums = {"x": Sums(F(6), F(14), 3), "y": Sums(F(10), F(100), 1)}
    tally = both("quadratic-funding", Round(100, ("x", "y"), 0, sums=sums))
    assert scores(tally) == {"x": 22, "y": 0}


def test_clrfund__formulas_of_the_contract():
    sums = {"x": Sums(F(15), F(75)), "y": Sums(F(8), F(64)), "z": Sums(F(0), F(0))}
    round_, f, pot = Round(10**6, ("x", "y", "z"), 0, sums=sums), 1000, 10**6
    linear = both("clrfund-linear", round_, credit_units=f)
    assert awards(linear) == {"x": pot * 15 // 23 + 75 * f, "y": pot * 8 // 23 + 64 * f, "z": 0}
    assert linear.paid + linear.dust == pot + 139 * f

    alpha = pot * 10**18 // (f * (225 + 64 - 139))
    paid = both("capital-constrained", round_, credit_units=f)
    assert awards(paid)["x"] == (alpha * f * 225 + 10**18 * f * 75 - alpha * f * 75) // 10**18
    assert awards(paid)["y"] == 64 * f


def test_clrfund__from_gifts__what_buys_no_whole_vote_joins_the_pot():
    gifts = round_of({"a": {"x": 50}, "b": {"x": 16}, "c": {"y": 3}}, pot=90)
    tally = both("clrfund-linear", gifts)
    bought = isqrt(50) ** 2 + 16 + 1
    assert awards(tally) == {"x": (90 + 69 - bought) * 11 // 12 + 65, "y": 92 * 1 // 12 + 1}
    assert tally.paid + tally.dust == 90 + 69


@pytest.mark.parametrize("votes", [{}, {"x": Sums(F(3), F(9))}])
def test_capital_constrained__nothing_to_match__is_refused_as_by_the_contract(votes):
    with pytest.raises(ValueError, match="no project has more than one supporter"):
        both("capital-constrained", Round(100, tuple(votes), 0, sums=votes))


def test_clrfund__sums_that_no_ballots_have__are_refused():
    sums = {"x": Sums(F(2), F(5))}
    with pytest.raises(ValueError, match="2 votes cannot have cost as much as 5 voice credits"):
        both("clrfund-linear", Round(100, ("x",), 0, sums=sums))
    with pytest.raises(ValueError, match="whole numbers"):
        both("clrfund-linear", Round(100, ("x",), 0, sums={"x": Sums(F(5, 2), F(1))}))


def test_pairwise__pair_that_agrees_as_much_as_the_bound__counts_half():
    """Roots 3 and 2 on x, 1 and 1 on y: T = 7; c shares only y with a and b."""
    gifts = round_of({"a": {"x": 9, "y": 1}, "b": {"x": 4, "y": 1}, "c": {"y": 16}})
    found = scores(both("pairwise", gifts, M="7"))
    assert found["x"] == F(6, 2)
    assert abs(found["y"] - (F(1, 2) + 2 * 4 * F(7, 11))) < F(1, 10**30)


def test_cluster_match__clusters_share_one_root():
    gifts = round_of({"a": {"x": 9}, "b": {"x": 16}, "c": {"x": 1, "y": 4}, "d": {"y": 9}})
    homes = {"a": {"one": F(1)}, "b": {"one": F(2)}, "c": {"two": F(1)}}
    found = scores(both("cluster-match", Round(**vars_of(gifts), clusters=homes)))
    assert found == {"x": (5 + 1) ** 2 - 26, "y": 0}
    assert scores(both("cluster-match", gifts))["x"] == (5 + 1) ** 2 - 26


def vars_of(round_):
    names = ("pot", "projects", "decimals", "ballots", "scale")
    return {name: getattr(round_, name) for name in names}


def test_cocm__one_cluster_and_none__have_no_score():
    gifts = round_of({"a": {"x": 9}, "b": {"x": 16}})
    for homes in ({"a": {"one": F(1)}, "b": {"one": F(1)}}, {"zed": {"one": F(1)}}):
        assert scores(both("cocm", Round(**vars_of(gifts), clusters=homes))) == {"x": 0}


def test_cocm__two_strangers__are_matched_like_a_pair():
    """Nobody is near the other cluster: k = 0, P = the gifts, score = 2 * root(9 * 16)."""
    gifts = round_of({"a": {"x": 9}, "b": {"x": 16}})
    homes = {"a": {"one": F(1)}, "b": {"two": F(1)}}
    round_ = Round(**vars_of(gifts), clusters=homes)
    assert (
        scores(both("cocm", round_)) == scores(both("cocm", round_, strength="soft")) == {"x": 24}
    )


POINTS = {"a": {"x": 4, "y": 0}, "b": {"x": 1, "y": 6}, "c": {"x": 10}, "d": {"x": 3, "z": 9}}


def test_median__zeros_count_and_blanks_do_not():
    tally = both("median-quorum", round_of(POINTS), quorum=2, minimum="3")
    assert scores(tally) == {"x": F(7, 2), "y": 3, "z": 9}
    assert [line.reason for line in tally.lines] == ["", "", "1 of 2 ballots"]
    strict = both("median-quorum", round_of(POINTS), quorum=2, quorum_counts="support")
    assert [line.eligible for line in strict.lines] == [True, False, False]
    assert not both("median-quorum", round_of(POINTS), minimum="3.1").lines[1].eligible


def test_median__quorum_of_zeros_only__is_a_quorum_without_money():
    """RetroPGF 3 had a project with twenty ballots and a median of zero."""
    tally = both("median-quorum", round_of({v: {"x": 0, "y": 1} for v in "abc"}), quorum=3)
    assert [(line.eligible, line.award) for line in tally.lines] == [(True, 0), (True, 100)]


def test_mean_and_sum():
    assert scores(both("mean-quorum", round_of(POINTS))) == {"x": F(18, 4), "y": 3, "z": 9}
    assert scores(both("sum-minimum", round_of(POINTS))) == {"x": 18, "y": 6, "z": 9}
    tally = both("sum-minimum", round_of(POINTS), minimum="30")
    assert awards(tally) == {"x": 100, "y": 0, "z": 0}
    assert [line.reason for line in tally.lines][1:] == ["award below the minimum"] * 2


def test_mean__sums__need_the_number_of_ballots():
    sums = {"x": Sums(F(18), F(0), 4), "y": Sums(F(6), F(0), 2)}
    round_ = Round(100, ("x", "y"), 0, sums=sums)
    assert scores(both("mean-quorum", round_, quorum=3)) == {"x": F(9, 2), "y": 3}
    unknown = Round(100, ("x",), 0, sums={"x": Sums(F(18))})
    with pytest.raises(ValueError, match="column 'ballots'"):
        both("mean-quorum", unknown)
    with pytest.raises(ValueError, match="a quorum needs ballots"):
        both("sum-minimum", unknown, quorum=1)


def test_percent_average__every_ballot_is_a_whole():
    points = round_of({"a": {"x": 1, "y": 3}, "b": {"x": 50}, "c": {"y": 0}})
    assert scores(both("percent-average", points)) == {"x": F(5, 8), "y": F(3, 8)}


def test_metric_ballots__factor_comes_before_normalising():
    figures = tuple(Figure(p, "m", F(v)) for p, v in {"x": 10, "y": 20, "z": 10}.items())
    ballots = {"a": {"m": 100, "open": 3}}
    round_ = Round(
        100, ("x", "y", "z"), 0, ballots=ballots, figures=figures, flags={"open": frozenset("x")}
    )
    assert awards(both("metric-median-capped", round_)) == {"x": 50, "y": 33, "z": 17}
    capped = both("metric-median-capped", round_, cap="40")
    assert awards(capped) == {"x": 40, "y": 40, "z": 20}


def test_metric_ballots__stranger__is_refused():
    figures = (Figure("x", "m", F(1)),)
    round_ = Round(100, ("x",), 0, ballots={"a": {"n": 1}}, figures=figures)
    with pytest.raises(ValueError, match="the metrics have no column 'n'"):
        both("metric-median-capped", round_)


def test_nested_median__pool_categories_projects():
    round_ = Round(
        pot=1000,
        projects=("oven", "wheat", "river"),
        decimals=0,
        ballots={"a": {"oven": 10, "wheat": 6}, "b": {"wheat": 8, "river": 3}},
        categories={"oven": "craft", "wheat": "land", "river": "land"},
        pool_votes={"a": 900, "b": 700, "c": 100},
        category_votes={"a": {"craft": 60, "land": 40}, "b": {"craft": 20, "land": 80}},
    )
    tally = both("nested-median", round_)
    assert awards(tally) == {"oven": 280, "wheat": 294, "river": 126}
    assert tally.dust == 300
    cut = both("nested-median", round_, cap="20%")
    assert awards(cut) == {"oven": 140, "wheat": 140, "river": 126}
    with pytest.raises(ValueError, match="no project is in the category 'sea'"):
        both("nested-median", Round(1, ("x",), category_votes={"a": {"sea": 1}}))


def test_metric_score__clip_variants_floors_chains():
    values = {"x": (1, 9), "y": (4, 5), "z": (3, 0)}
    figures = tuple(
        Figure(p, "visits", F(v), "base", when)
        for p, pair in values.items()
        for when, v in zip(("May", "June"), pair, strict=True)
    )
    figures += (Figure("y", "visits", F(8), "Side", "June"),)
    round_ = Round(100, ("x", "y", "z", "w"), 0, figures=figures)
    periods = {"previous": "May", "current": "June"}
    given = {"periods": periods, "variants": {"growth": "1"}, "chains": {"SIDE": "0.5"}}
    tally = both("metric-score", round_, **given)
    assert [line.eligible for line in tally.lines] == [True, True, True, False]
    grown = {"x": F(8), "y": F(5), "z": F(0)}
    assert [scores(tally)[p] ** 2 for p in "xz"] == [pytest.approx(F(1, 3), abs=1e-30), 0]
    assert scores(tally)["y"] / scores(tally)["x"] == pytest.approx(grown["y"] / 8, abs=1e-30)
    assert scores(both("metric-score", round_, floors={"visits": "10"}, **given))["x"] == 0
    with pytest.raises(ValueError, match="the metrics have no 'trees'"):
        both("metric-score", round_, weights={"trees": "1"})


def test_metric_score__percentile__is_interpolated():
    figures = tuple(Figure(f"p{n}", "m", F(v)) for n, v in enumerate((0, 10, 20, 100)))
    round_ = Round(100, tuple(f"p{n}" for n in range(4)), 0, figures=figures)
    found = scores(both("metric-score", round_, percentile="50"))
    assert found == {"p0": 0, "p1": pytest.approx(F(2, 3)), "p2": 1, "p3": 1}


@pytest.mark.parametrize("name", ["quadratic-votes", "quadratic-funding", "median-quorum"])
def test_conflicts__count_nowhere(name):
    ballots = {"a": {"x": 4, "y": 1}, "b": {"x": 9, "y": 1}, "c": {"x": 1, "y": 1}}
    without = {
        v: {p: n for p, n in of.items() if (v, p) != ("b", "x")} for v, of in ballots.items()
    }
    named = round_of(ballots, conflicts=frozenset({("b", "x")}))
    assert both(name, named, quorum=3).scores == both(name, round_of(without), quorum=3).scores
    assert both(name, named, quorum=3).lines[0].reason == "2 of 3 ballots"


def test_sum__sums__like_the_ballots_they_are_of():
    ballots = {"a": {"x": 3, "y": 1}, "b": {"x": 2}}
    sums = {"x": Sums(F(5), F(5), 2), "y": Sums(F(1), F(1), 1)}
    by_sums = both("sum-minimum", Round(100, ("x", "y"), 0, sums=sums))
    assert scores(by_sums) == scores(both("sum-minimum", round_of(ballots))) == {"x": 5, "y": 1}


@pytest.mark.parametrize(
    ("rule", "round_", "reason"),
    [
        ("median-quorum", Round(1, ("x",), 0, sums={"x": Sums(F(1), F(1))}), "needs the ballots"),
        ("metric-median-capped", round_of({"a": {"m": 1}}), "need the metrics of the projects"),
    ],
)
def test_inputs__of_another_kind__are_refused(rule, round_, reason):
    with pytest.raises(ValueError, match=reason):
        both(rule, round_)


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"percentile": "101"}, "percentile: more than 100"),
        ({"variants": {"growth": "1"}}, "variants need both periods"),
        ({"variants": {"growth": "1"}, "periods": {"current": "June"}}, "need both periods"),
    ],
)
def test_metric_score__parameters_that_do_not_fit__are_refused(given, reason):
    with pytest.raises(ValueError, match=reason):
        RULES["metric-score"].parameters(**given)
