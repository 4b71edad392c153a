# SPDX-License-Identifier: Apache-2.0
"""What a tally tells: result, bundle, explanation, comparison, measures, report.

figures → the JSON of the issue, exact decimals
write_files → result, rule with its hash, awards with reasons, ballots
explain → ballots, those in conflict, steps, cap, dust, other rules
compare → every rule that can count the round
measures → Gini, Herfindahl, top, participation, cost of a hundredth
report → one page, complete and escaped
program → --json, --explain, --compare, --out, --report; refusals with exit code 2
"""

import json
from dataclasses import replace
from fractions import Fraction

import pytest

from cosmolocal.counting.measures import cost_to_move, gini, herfindahl, measures, top
from cosmolocal.counting.result import compare, counted, explain, figures, others, write_files
from cosmolocal.errors import BadInput, CannotWrite
from cosmolocal.report.page import render
from cosmolocal.report.tally import tally_page
from cosmolocal.tally.registry import RULES, rule_hash
from cosmolocal.tally.round import Figure, Round, Sums
from tests.cli.conftest import program

BALLOTS = {
    "mara": {"mill": 6, "boat": 2},
    "ilse": {"mill": 1, "boat": -1, "<oven>": 4},
    "noor": {"boat": 2},
}
GIFTS = {"mara": {"mill": 6, "boat": 2}, "noor": {"boat": 2}, "ilse": {"mill": 4}}
ROUND = Round(1_000, ("mill", "boat", "<oven>"), 2, ballots=BALLOTS)
SUMS = Round(1_000, ("mill",), 2, sums={"mill": Sums(Fraction(7), Fraction(37), 2)})
MEASURED = Round(1_000, ("mill",), 2, figures=(Figure("mill", "loaves", Fraction(3)),))


def tally_of(rule="quadratic-votes", round_=ROUND, **given):
    return counted(RULES[rule], round_, RULES[rule].parameters(**given), exact=True)


def test_figures__are_exact_decimals():
    assert figures(tally_of(quorum=2)) == {
        "rule": "quadratic-votes",
        "pot": "10",
        "paid": "10",
        "dust": "0",
        "projects": [
            {"project": "mill", "score": "7", "award": "7", "eligible": True},
            {"project": "boat", "score": "3", "award": "3", "eligible": True},
            {"project": "<oven>", "score": "4", "award": "0", "eligible": False},
        ],
    }


def test_write_files__bundle__names_rule_and_reasons(tmp_path):
    tally = tally_of(quorum=2)
    assert [path.name for path in write_files(tally, tmp_path / "out")] == [
        "result.json",
        "rule.json",
        "awards.csv",
        "ballots.csv",
    ]
    rule = json.loads((tmp_path / "out" / "rule.json").read_text())
    assert rule["name"] == "quadratic-votes"
    assert rule["parameters"]["quorum"] == 2
    assert rule["hash"] == "0x" + rule_hash(tally.rule, tally.parameters).hex()
    assert "<oven>,4,0,false,1 of 2 ballots" in (tmp_path / "out" / "awards.csv").read_text()
    with pytest.raises(CannotWrite, match="cannot write into"):
        write_files(tally, tmp_path / "out" / "rule.json")


def test_write_files__sums__have_no_ballots(tmp_path):
    names = [path.name for path in write_files(tally_of(round_=SUMS), tmp_path / "out")]
    assert names == ["result.json", "rule.json", "awards.csv"]


def test_counted__implementations_that_differ__are_a_fault_of_ours():
    rule = RULES["quadratic-votes"]
    blind = replace(rule, twin=lambda round_, p: rule.twin(replace(round_, ballots={}), p))
    with pytest.raises(AssertionError, match="the two implementations of quadratic-votes differ"):
        counted(blind, ROUND, rule.parameters(), exact=True)


def test_rule_hash__names_every_parameter():
    rule = RULES["median-quorum"]
    hashes = {
        rule_hash(rule, rule.parameters(**given))
        for given in ({}, {"quorum": 1}, {"cap": "10%"}, {"dust": "floor"}, {"minimum": "1"})
    }
    assert len(hashes) == 5
    assert rule_hash(rule, rule.parameters(quorum=0)) in hashes
    other = RULES["mean-quorum"]
    assert rule_hash(other, other.parameters()) not in hashes


def test_explain__says_ballots_steps_and_other_rules():
    round_ = replace(ROUND, conflicts=frozenset({("mara", "mill")}))
    told = explain(tally_of("quadratic-funding", replace(round_, ballots=GIFTS)), "boat")
    assert told["ballots"] == [{"voter": "mara", "amount": "2"}, {"voter": "noor", "amount": "2"}]
    assert told["steps"][0]["step"] == "square of the sum of roots"
    assert (told["award"], told["eligible"], told["at_the_cap"]) == ("10", True, False)
    elsewhere = {each["rule"]: each for each in told["under_other_rules"]}
    assert len(elsewhere) == 14
    assert elsewhere["metric-score"]["why_not"] == "needs metrics"
    assert elsewhere["quadratic-votes"]["award"] == "5"

    mill = explain(tally_of(round_=round_), "mill")
    assert mill["excluded_for_conflict"] == ["mara"]
    assert mill["ballots"] == [{"voter": "ilse", "amount": "1"}]
    with pytest.raises(BadInput, match="there is no project 'weir'"):
        explain(tally_of(), "weir")


def test_compare__every_rule_that_can_count_the_round():
    rows = compare(tally_of())
    assert [row["project"] for row in rows] == ["mill", "boat", "<oven>"]
    assert rows[0]["quadratic-votes"] == "5"
    assert {"median-quorum", "pairwise", "clrfund-linear"} <= set(rows[0])
    assert not {"metric-score", "metric-median-capped"} & set(rows[0])


def test_compare__rules_that_would_take_minutes__are_left_out():
    """2,500 donors of one project are three million pairs; 300 projects are as many clusters."""
    many = {f"v{n}": {"x": 1} for n in range(2_500)}
    wide = {"a": {f"p{n}": 1 for n in range(300)}}
    for ballots, slow in ((many, "pairwise"), (wide, "cocm")):
        projects = tuple(dict.fromkeys(p for given in ballots.values() for p in given))
        found = others(tally_of("sum-minimum", Round(100, projects, 0, ballots=ballots)))
        assert found[slow] == "too large to be compared here"
        assert found["quadratic-funding"] != found[slow]


def test_compare__sums_or_metrics__tell_what_the_others_lack():
    assert others(tally_of(round_=SUMS))["median-quorum"] == "needs the ballots, not their sums"
    found = others(tally_of("metric-score", MEASURED, weights={"loaves": "1"}))
    assert found["quadratic-votes"] == "needs ballots over projects"


def test_measures__nothing_is_paid_or_cocm__no_cost_is_searched():
    nobody = replace(ROUND, ballots={"mara": {"mill": -1}})
    for tally in (tally_of(round_=nobody), tally_of("cocm", replace(ROUND, ballots=GIFTS))):
        assert measures(tally)["cost_to_move_a_hundredth"] == []


def test_measures__spread_participation_and_cost():
    assert gini([1, 1, 1, 1]) == 0
    assert gini([0, 0, 0, 1]) == Fraction(3, 4)
    assert gini([]) == gini([0, 0]) == 0
    assert herfindahl([1, 1]) == Fraction(1, 2)
    assert top([1, 2, 3, 4], 2) == Fraction(7, 10)

    tally = tally_of()
    found = measures(tally)
    assert (found["voters"], found["amounts"], found["paid"]) == (3, 6, 3)
    assert found["median_ballots_of_a_project"] == "2"
    assert found["cost_to_move_a_hundredth"][0] == {"project": "mill", "cost": "1"}


@pytest.mark.parametrize(("votes", "cost"), [(7, 1), (700, 841)])
def test_cost_to_move__is_the_least_that_suffices(votes, cost):
    """(700 + v) / (1,400 + v) is 51 % from 29 votes on: 841 credits."""
    round_ = Round(10**6, ("x", "y"), 0, ballots={"a": {"x": votes, "y": votes}})
    tally = tally_of(round_=round_)
    assert cost_to_move(tally, "x") == cost


def test_cost_to_move__median_of_many__no_ballot_can():
    ballots = {f"v{n}": {"x": 5, "y": 5} for n in range(9)}
    tally = tally_of("median-quorum", Round(10**6, ("x", "y"), 0, ballots=ballots))
    assert cost_to_move(tally, "x") is None


def test_report__is_complete_and_escaped():
    tally = tally_of(cap="50%")
    html = render(tally_page(tally, measures(tally)))
    assert "&lt;oven&gt;" in html
    assert "<oven>" not in html
    assert "Gini coefficient" in html
    assert rule_hash(tally.rule, tally.parameters).hex() in html
    assert "at the cap" in html
    assert "<script" not in html


def test_report__of_sums__tells_of_no_voters():
    tally = tally_of(round_=SUMS)
    html = render(tally_page(tally, measures(tally)))
    assert "Gini coefficient" in html
    assert "Amounts on them" not in html


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "ballots.csv"
    path.write_text("voter,project,amount\nmara,mill,3\nilse,mill,4\nilse,boat,1\n")
    return path


def test_program__json__is_that_of_the_issue(table, tmp_path):
    asked = ("tally", "mean-quorum", "--ballots", table, "--pot", "10", "--decimals", "2")
    ran = program(*asked, "--out", tmp_path / "o", "--report", "--exact", "--json")
    assert ran.returncode == 0, ran.stderr
    told = json.loads(ran.stdout)
    assert list(told) == ["rule", "pot", "paid", "dust", "projects"]
    assert told["projects"][0] == {
        "project": "mill",
        "score": "3.5",
        "award": "7.78",
        "eligible": True,
    }
    names = {path.name for path in (tmp_path / "o").iterdir()}
    assert {"report.html", "measures.json", "result.json", "ballots.csv"} <= names


def test_program__explain_and_compare(table):
    asked = ("tally", "quadratic-votes", "--ballots", table, "--pot", "10", "--json")
    assert json.loads(program(*asked, "--explain", "boat").stdout)["score"] == "1"
    assert json.loads(program(*asked, "--compare").stdout)[0]["project"] == "mill"


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (("--pot", "-1"), "pot: -1 is less than nothing"),
        (("--pot", "1e3"), "pot: '1e3' is not an amount"),
        (("--pot", "1", "--report"), "a report needs a folder"),
        (("--pot", "1", "--cap", "200%"), "cap: more than 100 %"),
        (("--pot", "1", "--explain", "weir"), "there is no project 'weir'"),
        (("--pot", "1", "--budget", "16"), "costs 17; the budget is 16"),
    ],
)
def test_program__refusal__exit_two_and_a_next_step(table, options, reason):
    ran = program("tally", "quadratic-votes", "--ballots", table, *options)
    assert ran.returncode == 2
    assert reason in ran.stderr
    assert "→" in ran.stderr
    assert "Traceback" not in ran.stderr
