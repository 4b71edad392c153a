# SPDX-License-Identifier: Apache-2.0
"""open_round

├── by the owner, or a steward of the scope → the round stands, its terms and rule hash are logged
├── by anybody else → refused
│   ├── no seat, or a seat that left → "funding: seat not active"
│   └── a seat without the office, or with it in another scope → "funding: not a steward"
├── a scope that does not exist → "funding: no such scope"
├── appeals that end before the review → "funding: appeals before review"
├── no approvals, or more than seven → "funding: approvals out of range"
├── a cap that is no part of the pot, or below a hundredth → "funding: cap out of range"
├── zeros that count for no quorum → "funding: zeros without a quorum"
├── a figure wider than its field → "packing: value too wide"
├── any of the four periods under an hour → "funding: period too short"; an hour is enough
├── ten years and a second → "funding: round too long"; ten years are not
├── budget of zero, or wider than its field → "funding: budget out of range"
├── chambers none, or unknown → "funding: no such chamber"
└── a token without code → "escrow: token has no code"
"""

import boa
import pytest

from tests.reference.funding import MAX_BUDGET, RULE
from tests.reference.rounds import (
    APPLICATIONS,
    BOTH,
    ETH,
    MAX_ROUND_SECONDS,
    ORGANISATIONS,
    PERSONS,
)
from tests.suite import refused
from tests.unit.funding.stage import DAY, ROOT, the_event

HOUR = 3_600


@pytest.mark.parametrize("caller", ["owner", "steward"])
def test_open_round__entitled__stands_with_its_terms(stage, funding, actors, caller):
    terms = stage.terms(budget=MAX_BUDGET, chambers=ORGANISATIONS, allow_negative=False)
    assert funding.open_round(terms.values(), sender=getattr(actors, caller)) == 1
    opened = the_event(funding, "RoundOpened")

    assert (opened["round_id"], opened["scope"], opened["rule"]) == (1, terms.scope, RULE)
    assert opened["rule_hash"] == terms.rule_hash()
    assert tuple(opened["terms"]) == terms.values() == tuple(funding.terms(1))
    assert funding.round_count() == 1
    assert funding.RULE() == RULE
    assert funding.state(1) == APPLICATIONS
    assert (funding.pot(1), funding.paid(1), funding.project_count(1)) == (0, 0, 0)


def test_open_round__twice__numbers_follow_each_other(stage, funding):
    token = stage.token()
    assert [stage.open_round(), stage.open_round(token=token.address)] == [1, 2]
    assert [funding.terms(1).token, funding.terms(2).token] == [ETH, token.address]


@pytest.mark.parametrize("caller", ["outsider", "former"])
def test_open_round__no_active_seat__refused(stage, funding, actors, caller):
    with refused("funding: seat not active", funding):
        funding.open_round(stage.terms().values(), sender=getattr(actors, caller))


@pytest.mark.parametrize("caller", ["applicant", "reviewer"])
def test_open_round__without_the_office__refused(stage, funding, actors, caller):
    with refused("funding: not a steward", funding):
        funding.open_round(stage.terms().values(), sender=getattr(actors, caller))


def test_open_round__steward_of_another_scope__refused(stage, funding, actors):
    with refused("funding: not a steward", funding):
        funding.open_round(stage.terms(scope=ROOT).values(), sender=actors.steward)


def test_open_round__office_ended__refused(stage, funding, actors):
    boa.env.timestamp += 365 * DAY
    with refused("funding: not a steward", funding):
        funding.open_round(stage.terms().values(), sender=actors.steward)


@pytest.mark.parametrize("scope", [0, 3, 2**32 - 1])
def test_open_round__no_such_scope__refused(stage, funding, actors, scope):
    with refused("funding: no such scope", funding):
        funding.open_round(stage.terms(scope=scope).values(), sender=actors.owner)


ENDS = ["applications_end", "review_end", "voting_end", "claims_end"]


@pytest.mark.parametrize("short", range(4))
def test_open_round__a_period_under_an_hour__refused(stage, funding, actors, short):
    lengths = [HOUR - (place == short) for place in range(4)]
    with refused("funding: period too short", funding):
        funding.open_round(_terms_of(stage, lengths), sender=actors.steward)


def test_open_round__periods_of_an_hour__accepted(stage, funding, actors):
    funding.open_round(_terms_of(stage, [HOUR] * 4), sender=actors.steward)
    assert funding.terms(1).claims_end == boa.env.timestamp + 4 * HOUR


def test_open_round__end_before_start__refused(stage, funding, actors):
    with refused("funding: period too short", funding):
        funding.open_round(_terms_of(stage, [-DAY, 2 * DAY, DAY, DAY]), sender=actors.steward)


def test_open_round__ten_years__accepted_and_a_second_more_refused(stage, funding, actors):
    end = boa.env.timestamp + MAX_ROUND_SECONDS
    with refused("funding: round too long", funding):
        funding.open_round(stage.terms(claims_end=end + 1).values(), sender=actors.steward)
    funding.open_round(stage.terms(claims_end=end).values(), sender=actors.steward)
    assert funding.terms(1).claims_end == end


@pytest.mark.parametrize("budget", [0, MAX_BUDGET + 1])
def test_open_round__budget_out_of_range__refused(stage, funding, actors, budget):
    with refused("funding: budget out of range", funding):
        funding.open_round(stage.terms(budget=budget).values(), sender=actors.steward)


@pytest.mark.parametrize("chambers", [0, 4])
def test_open_round__unknown_chamber__refused(stage, funding, actors, chambers):
    with refused("funding: no such chamber", funding):
        funding.open_round(stage.terms(chambers=chambers).values(), sender=actors.steward)


@pytest.mark.parametrize("chambers", [PERSONS, ORGANISATIONS, BOTH])
def test_open_round__known_chambers__accepted(stage, funding, chambers):
    assert funding.terms(stage.open_round(chambers=chambers)).chambers == chambers


def test_open_round__token_without_code__refused(stage, funding, actors):
    with refused("escrow: token has no code", funding):
        funding.open_round(stage.terms(token=actors.outsider).values(), sender=actors.steward)


def test_open_round__appeals_before_the_review_ends__refused(stage, funding, actors):
    terms = stage.terms()
    early = stage.terms(appeals_end=terms.review_end - 1)
    with refused("funding: appeals before review", funding):
        funding.open_round(early.values(), sender=actors.steward)


@pytest.mark.parametrize("approvals", [0, 8])
def test_open_round__approvals_out_of_range__refused(stage, funding, actors, approvals):
    with refused("funding: approvals out of range", funding):
        funding.open_round(stage.terms(approvals=approvals).values(), sender=actors.steward)


@pytest.mark.parametrize("cap_bps", [99, 10_001])
def test_open_round__cap_out_of_range__refused(stage, funding, actors, cap_bps):
    with refused("funding: cap out of range", funding):
        funding.open_round(stage.terms(cap_bps=cap_bps).values(), sender=actors.steward)


def test_open_round__zeros_without_quorum__refused(stage, funding, actors):
    with refused("funding: zeros without a quorum", funding):
        funding.open_round(stage.terms(count_zeros=True).values(), sender=actors.steward)


@pytest.mark.parametrize(
    "changes", [{"scope": 2**32}, {"quorum": 2**32}, {"minimum": 2**128}, {"claims_end": 2**36}]
)
def test_open_round__figure_too_wide__refused(stage, funding, actors, changes):
    with refused("packing: value too wide", funding):
        funding.open_round(stage.terms(**changes).values(), sender=actors.steward)


def test_open_round__every_rule__is_kept(stage, funding, actors):
    changes = {"quorum": 2**32 - 1, "count_zeros": True, "cap_bps": 10_000, "minimum": 2**128 - 1}
    terms = stage.terms(approvals=7, **changes)
    funding.open_round(terms.values(), sender=actors.steward)
    assert tuple(funding.terms(1)) == terms.values()


def _terms_of(stage, lengths):
    """Terms whose four periods have these lengths [seconds]."""
    moment, ends = boa.env.timestamp, {}
    for name, length in zip(ENDS, lengths, strict=True):
        moment += length
        ends[name] = moment
    return stage.terms(**ends).values()
