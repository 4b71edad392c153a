# SPDX-License-Identifier: Apache-2.0
"""What `cosmolocal tally RULE --help` offers is what the rules take."""

import re
from pathlib import Path

import pytest

from cosmolocal.cli import tally_help
from cosmolocal.counting import columns
from cosmolocal.tally.registry import RULES
from tests.requirements import ROOT

# Mappings have no option: they stand in a file of parameters.
IN_FILES_ONLY = {"weights", "variants", "periods", "chains", "floors"}
ISSUE = [
    "quadratic-votes",
    "quadratic-funding",
    "quadratic-funding-inclusive",
    "capital-constrained",
    "clrfund-linear",
    "pairwise",
    "cluster-match",
    "cocm",
    "median-quorum",
    "mean-quorum",
    "sum-minimum",
    "percent-average",
    "metric-median-capped",
    "nested-median",
    "metric-score",
]


def test_rules__are_those_of_the_issue():
    assert list(RULES) == list(tally_help.RULES) == ISSUE


@pytest.mark.parametrize("name", ISSUE)
def test_help__options__are_the_parameters_and_their_defaults(name):
    fields = RULES[name].parameters.model_fields
    options = {own.name: own for own in tally_help.RULES[name].options}
    options.pop("allow_negative", None)

    assert set(options) == set(fields) - IN_FILES_ONLY
    for field, own in options.items():
        assert own.default == str(
            fields[field].default or "none" if field == "cap" else fields[field].default
        )


@pytest.mark.parametrize("name", ISSUE)
def test_help__tables__are_those_the_rule_takes(name):
    rule, tables = RULES[name], set(tally_help.RULES[name].tables)
    assert ("ballots" in tables) == rule.takes_ballots
    assert ("sums" in tables) == rule.takes_sums
    assert ("metrics" in tables) == rule.takes_metrics
    assert ("clusters" in tables) == rule.takes_clusters
    assert tally_help.RULES[name].has_engines == (name in columns.RULES)


@pytest.mark.parametrize("name", ISSUE)
def test_rule__says_formula_and_source(name):
    formula = RULES[name].formula
    assert f'"{name}/1"' in formula or f'"{name}/1:floor"' in formula
    assert re.search(r"^Source: ", formula, re.MULTILINE)


@pytest.mark.parametrize("name", ISSUE)
def test_reference_page__has_the_rule(name):
    page = Path(ROOT, "docs", "reference", "tally.md").read_text()
    assert f"## {name}\n" in page
