# SPDX-License-Identifier: Apache-2.0
"""Entry word: the layout of the ledger's storage, at its extremes.

entry_word
├── a new word holds each field in its documented place: all zero, all largest, one field at a time
├── a field wider than its place → "packing: value too wide"
├── writing the status changes nothing else
└── `work` is where the official Valueflows action table has it
"""

import json

import boa
import pytest

from tests.reference.ledger import CONFIRMED, LAYOUT, PENDING, REJECTED, WORK, Entry
from tests.requirements import require_shared
from tests.suite import source

GIVEN = ("provider", "receiver", "scope", "skill", "effort", "recognition", "occurred_at")
LARGEST = {name: (1 << width) - 1 for name, width in LAYOUT if name in GIVEN}
NONE = dict.fromkeys(GIVEN, 0)


@pytest.fixture(scope="module")
def words():
    return source("mocks/EntryWordMock.vy").deploy()


@pytest.mark.parametrize(
    "fields", [NONE, LARGEST, *({**NONE, name: LARGEST[name]} for name in GIVEN)]
)
def test_new_work__extreme_fields__each_in_its_place(words, fields):
    word = words.new_work(*fields.values())
    assert Entry.unpack(word) == Entry(**fields, status=PENDING, action=WORK)
    assert word == Entry(**fields).word()

    read = ("provider", "receiver", "scope", "recognition")
    assert words.fields(word) == (*(fields[name] for name in read), PENDING)


@pytest.mark.parametrize("name", GIVEN)
def test_new_work__field_too_wide__refused(words, name):
    with boa.reverts("packing: value too wide"):
        words.new_work(*{**NONE, name: LARGEST[name] + 1}.values())


@pytest.mark.parametrize("fields", [NONE, LARGEST])
def test_with_status__any_status__changes_nothing_else(words, fields):
    word = words.new_work(*fields.values())
    for status in (CONFIRMED, REJECTED, 255, 0):
        word = words.with_status(word, status)
        assert Entry.unpack(word) == Entry(**fields, status=status)


def test_with_status__too_wide__refused(words):
    with boa.reverts("packing: value too wide"):
        words.with_status(0, 256)


def test_action__work__is_its_place_in_the_official_table(words):
    table = json.loads((require_shared("valueflows-examples") / "vf-actions.json").read_text())
    recorded = Entry.unpack(words.new_work(*NONE.values())).action
    assert len(table["order"]) == 19
    assert table["order"][recorded] == "work"
    assert table["actions"]["work"]["eventQuantity"] == "effort"
