# SPDX-License-Identifier: Apache-2.0
"""Every function that writes is classified: a row of the permission page, and no row too many."""

import pytest

from tests.gates.permissions import NAMES, declared, phrase, row_of, writing

SAMPLE = """
## Scopes

| function | may | everybody else is told |
|---|---|---|
| `cede` | a steward | `scopes: not its steward` |
"""
EVERYBODY = {"nobody", "person", "steward", "timelock"}


@pytest.mark.parametrize("name", NAMES)
def test_page__has_each_function_that_writes__and_no_other(name):
    """X-6: what is not classified fails here before anybody can forget to try it."""
    assert set(declared()[name]) == writing(name), "run `make snapshots` and review the page"


@pytest.mark.parametrize("name", NAMES)
def test_page__every_function__says_who_may(name):
    for function, (may, refused) in declared()[name].items():
        assert may, f"{name}.{function}: say in WHO whom it concerns"
        assert bool(refused) == (may != "anybody"), f"{name}.{function}"


def test_declared__reads_a_table():
    assert declared(SAMPLE) == {"Scopes": {"cede": ("a steward", "`scopes: not its steward`")}}
    with pytest.raises(AssertionError, match="cede has two rows"):
        declared(SAMPLE + SAMPLE.splitlines()[-1])


def test_phrase__groups__have_their_own_words():
    assert phrase(set(EVERYBODY), EVERYBODY) == "anybody"
    assert phrase({"steward", "timelock"}, EVERYBODY) == "a steward, the timelock"
    assert phrase(set(), EVERYBODY) == ""


def test_row__who_may_and_who_is_told_what():
    told = dict.fromkeys(EVERYBODY, "scopes: not its steward") | {"steward": "may"}
    assert row_of(("Scopes", "cede"), told) == ("a steward", "`scopes: not its steward`")
    told |= {"nobody": "scopes: no active seat"}
    assert row_of(("Scopes", "cede"), told)[1] == (
        "an account without a seat: `scopes: no active seat`; "
        "a person's seat, the timelock: `scopes: not its steward`"
    )
