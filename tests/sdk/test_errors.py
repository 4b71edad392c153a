# SPDX-License-Identifier: Apache-2.0
"""Errors: one tree, exit codes, names that follow from revert texts, no harm to terminals."""

import re

import pytest

from cosmolocal import errors
from cosmolocal.errors import REVERTS, ContractError, CosmolocalError


def descendants(kind):
    for child in kind.__subclasses__():
        yield child
        yield from descendants(child)


OURS = [
    kind for kind in descendants(CosmolocalError) if kind.__module__.startswith(errors.__name__)
]


def test_tree__docstring__draws_every_branch():
    drawn = set(re.findall(r"[├└]── (\w+)", errors.__doc__))
    assert drawn == {kind.__name__ for kind in OURS} - {kind.__name__ for kind in REVERTS.values()}


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (errors.BadInput, 2),
        (errors.KeyRefused, 2),
        (errors.GovernorOverBudget, 1),
        (errors.Replaced, 1),
        (errors.NodeBusy, 3),
        (errors.OutcomeUnknown, 4),
    ],
)
def test_exit_code__follows_from_the_branch(kind, code):
    assert kind.exit_code == code


def test_next_step__every_error_has_one():
    leaves = [kind for kind in OURS if not kind.__subclasses__()]
    assert [kind.__name__ for kind in leaves if not kind.next_step] == []


def test_catalogue__class_name__spells_the_revert_text():
    for text, kind in REVERTS.items():
        spelt = "".join(word.capitalize() for word in re.findall(r"[a-z0-9]+", text))
        assert kind.__name__ == spelt
        assert getattr(errors, spelt) is kind


def test_catalogue__the_same_text_twice__is_refused():
    with pytest.raises(TypeError, match="two classes"):
        type("Another", (ContractError,), {}, reason="governor: over budget")
    assert REVERTS["governor: over budget"] is errors.GovernorOverBudget


def test_contract_error__says_why_and_where():
    error = errors.GovernorOverBudget(contract="QuadraticGovernor", function="castVote")
    assert str(error) == "governor: over budget (in QuadraticGovernor.castVote)"
    assert "n * n credits" in error.next_step


def test_contract_error__foreign_text__cannot_steer_the_terminal():
    error = ContractError("no\x1b[2J\u202etoken\n")
    assert str(error) == "no\ufffd[2J\ufffdtoken\ufffd"
    assert error.reason == "no\x1b[2J\u202etoken\n"


def test_user_fixable__is_a_value_error():
    with pytest.raises(ValueError, match="wrong row"):
        raise errors.BadInput("wrong row")
