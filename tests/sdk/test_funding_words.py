# SPDX-License-Identifier: Apache-2.0
"""Rounds on paper, without a chain: ballots in files, rules by name, results in folders.

├── a ballot as a table; files of two alliances → kept apart
├── a rule by name: text too long, whole votes with decimals, dropped votes → no check of a line
├── a folder of a result: a rule that needs tables, a line left out, no line at all → named
├── a published ballot: room for so many projects; an empty one is zero
└── evidence that ends before it begins, money below nothing → refused
"""

import pytest
from pydantic import ValidationError

from cosmolocal.errors import BadInput
from cosmolocal.funding import NamedRule, PublishedTerms
from cosmolocal.funding.ballot_files import BallotFile, read_ballot_csv
from cosmolocal.funding.bundle import Bundle, Entrant, Facts
from cosmolocal.funding.forms import Evidence, PastFunding
from cosmolocal.funding.lines import Lines
from cosmolocal.funding.named_rule import NOTHING
from cosmolocal.replay.amount_words import MAX_ALLOCATIONS, amount_hash, amount_words
from cosmolocal.units import ZERO_ADDRESS

HERE = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"


def facts(rule):
    return Facts(
        chain_id=1,
        pool=HERE,
        round_id=1,
        pot=9,
        token=ZERO_ADDRESS,
        token_decimals=0,
        ballot_decimals=0,
        rule=rule.text,
    )


def counted(rule="sum-minimum", **parameters):
    """What two ballots over two projects come to."""
    projects = (Entrant(1, 7, HERE), Entrant(2, 8, HERE))
    ballots = {3: {1: 4, 2: 1}, 4: {1: 1}}
    return Bundle.count(facts(NamedRule.of(rule, **parameters)), projects, ballots)


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ("0,5", "line 2: '0' is no number of a project"),
        ("mill,5", "'mill' is no number of a project"),
        ("1,5\n1,6", "line 3: project 1 comes twice"),
        ("1,half", "'half' are no whole votes"),
    ],
)
def test_ballot__table_that_is_none__is_refused_with_its_line(tmp_path, rows, reason):
    path = tmp_path / "ballot.csv"
    path.write_text(f"project,amount\n{rows}\n")
    with pytest.raises(BadInput) as refused:
        read_ballot_csv(path)
    assert reason in str(refused.value)


def test_ballots__of_two_alliances__are_not_put_into_one_file():
    one = BallotFile(chain_id=1, pool=HERE)
    assert one.joined(one) == one
    with pytest.raises(BadInput, match=r"others for .* on chain 1") as refused:
        one.joined(BallotFile(chain_id=2, pool=HERE))
    assert "files of their own" in refused.value.next_step


def test_rule__longer_than_a_round_holds__is_refused():
    weights = {f"metric {number}": "1" for number in range(99)}
    with pytest.raises(BadInput, match="its parameters take more than 1024 bytes"):
        NamedRule.of("metric-score", weights=weights)


def test_rule__that_drops_votes__has_lines_that_nobody_can_check():
    assert NamedRule.of("quadratic-votes").check != NOTHING
    assert NamedRule.of("quadratic-votes", negative="drop").check == NOTHING


def test_terms__whole_votes_with_decimals__are_refused():
    terms = {"scope": 1, "bond": 1, "applications_end": 2, "review_end": 3, "voting_end": 4}
    with pytest.raises(BadInput, match="ballots of quadratic-votes give whole votes"):
        PublishedTerms(**terms, claims_end=5, decimals=2).under(NamedRule.of("quadratic-votes"))


def test_result__line_left_out_or_changed__is_told():
    bundle = counted()
    assert [line.amount for line in bundle.lines] == [8, 1]
    assert bundle.differences() == []
    short = Bundle(bundle.facts, bundle.projects, bundle.ballots, bundle.lines[:1])
    assert short.differences() == ["1 lines, but 2 admitted projects"]


def test_result__rule_that_needs_tables__names_the_missing_one():
    with pytest.raises(BadInput, match="the round's rule needs clusters") as refused:
        counted("cluster-match")
    assert refused.value.next_step == "Give --clusters CSV."


def test_result__columns_of_another_table__are_refused(tmp_path):
    bundle = counted()
    bundle.write(tmp_path)
    assert Bundle.read(tmp_path) == bundle
    (tmp_path / "projects.csv").write_text("seat,project,payee\n")
    with pytest.raises(BadInput, match=r"projects\.csv: columns are project,seat,payee"):
        Bundle.read(tmp_path)


def test_lines__none_or_of_a_stranger__are_refused():
    with pytest.raises(BadInput, match="has no admitted project"):
        Lines(1, HERE, 1, [])
    with pytest.raises(BadInput, match="project 9 has no line"):
        counted().book.of_project(9)


def test_amounts__of_too_many_projects__are_refused_and_of_none_are_zero():
    most = dict.fromkeys(range(1, MAX_ALLOCATIONS + 1), 1)
    assert amount_hash({}) == bytes(32)
    assert amount_hash(most) != bytes(32)
    with pytest.raises(BadInput, match=f"it has room for {MAX_ALLOCATIONS}"):
        amount_words(most | {MAX_ALLOCATIONS + 1: 1})


def test_form__that_cannot_be__is_refused():
    with pytest.raises(ValidationError, match="it ends before it begins"):
        Evidence(what="an oven", since="2027-02-01", until="2027-01-01")
    with pytest.raises(ValidationError, match="less than nothing"):
        PastFunding(source="the town", amount="-1", unit="EUR", received="2027-01-01")
