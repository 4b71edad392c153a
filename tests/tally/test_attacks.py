# SPDX-License-Identifier: Apache-2.0
"""The figures of docs/explain/attacks.md are those that the rules give.

attacks
├── the page holds the table as it is computed
├── an attacker who is one honest voter among thirty gets less than a thirtieth by quadratic rules
├── splitting money among sybils pays under quadratic funding, and is what the page says
└── a cap bounds what any attack gets
"""

from fractions import Fraction

import pytest

from benchmarks import attacks
from cosmolocal.tally.registry import RULES


def test_page__holds_the_figures_as_they_are_computed():
    page = attacks.PAGE.read_text()
    assert attacks.filled_in(page) == page
    assert page.count("| `") == len(attacks.COUNTED)


@pytest.mark.parametrize("name", ["quadratic-votes", "quadratic-funding", "pairwise", "cocm"])
def test_one_attacker__is_no_more_than_one_voter(name):
    assert attacks.share(name, attacks.with_sybils(name, 1)) < Fraction(1, attacks.HONEST)


def test_sybils__gain_by_splitting_money_and_not_by_looking_alike():
    one, many = (
        [attacks.share(name, attacks.with_sybils(name, count)) for count in (1, 20)]
        for name in ("quadratic-funding", "cluster-match")
    )
    assert one[1] > 2 * Fraction(attacks.MEANS, attacks.POT) > one[0]
    assert many == [0, 0]
    assert attacks.share("cluster-match", attacks.with_disguise("cluster-match", 20)) > one[1]


def test_quorum__makes_the_tenth_ballot_decide():
    counted = "median-quorum --quorum 10"
    nine, ten = (attacks.share(counted, attacks.with_bought(count)) for count in (9, 10))
    assert nine == 0
    assert ten > Fraction(1, 2)


@pytest.mark.parametrize("name", ["quadratic-votes", "sum-minimum", "percent-average"])
def test_cap__bounds_what_any_attack_gets(name):
    rule = RULES[name]
    round_ = attacks.as_read_by(rule, attacks.with_sybils(name, 20))
    capped = rule.tally(round_, rule.parameters(cap="10%")).allocation.awards
    free = rule.tally(round_, rule.parameters()).allocation.awards
    assert capped[attacks.TARGET] == round_.pot // 10 < free[attacks.TARGET]
