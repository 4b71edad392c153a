# SPDX-License-Identifier: Apache-2.0
"""The 19 actions: the contract's and the package's words say what the official table says.

actions.vy  every column of every action, decoded by the contract's own helpers
valueflows  the same, decoded in Python
"""

import json

import boa
import pytest

from cosmolocal.valueflows.actions import EFFECTS, LABELS, LIFECYCLE, RULES, Action
from tests.requirements import require_shared

COLUMNS = {
    "accounting": ("accountingEffect", "effect"),
    "on_hand": ("onhandEffect", "effect"),
    "side": ("inputOutput", "inputOutput"),
    "creates": ("createResource", "createResource"),
    "accountable": ("accountableEffect", "accountable"),
    "location": ("locationEffect", "location"),
    "contained": ("containedEffect", "contained"),
    "stage": ("stageEffect", "stage"),
    "state": ("stateEffect", "state"),
    "counts": ("eventQuantity", "eventQuantity"),
}


@pytest.fixture(scope="module")
def table():
    return json.loads((require_shared("valueflows-examples") / "vf-actions.json").read_text())


@pytest.fixture(scope="module")
def decode():
    return boa.load("contracts/mocks/ActionsMock.vy").row


@pytest.mark.parametrize("action", Action, ids=lambda action: action.term)
def test_words__of_each_action__are_the_official_row(table, decode, action):
    official, codes = table["actions"][action.term], table["packed"]["codes"]
    expected = tuple(codes[code][official[name]] for name, code in COLUMNS.values())

    assert table["order"][action] == action.term
    assert tuple(decode(action)) == expected
    assert tuple(RULES[action]) == expected


def test_words__as_a_whole__are_those_of_the_table(table):
    packed = table["packed"]
    words = (EFFECTS, LIFECYCLE, LABELS)
    assert words == tuple(int(packed[name], 16) for name in ("effects", "lifecycle", "labels"))


@pytest.mark.parametrize("term", ["vf:transferAllRights", "transfer-all-rights"])
def test_of__a_word_of_the_ontology__is_its_action(term):
    assert Action.of(term) is Action.TRANSFER_ALL_RIGHTS


def test_of__another_word__is_refused():
    with pytest.raises(ValueError, match="none of the 19 actions"):
        Action.of("vf:steal")
