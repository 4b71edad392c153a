# SPDX-License-Identifier: Apache-2.0
"""Every refusal of a contract is unique, and becomes one exception with a next step."""

from collections import defaultdict

import pytest

from cosmolocal.errors import REVERTS, ContractError
from tests.gates.vyper_source import ROOT, Source, sources, vy_ast


def revert_sites(files):
    """Each revert text of the contracts -> the places that give it."""
    sites = defaultdict(list)
    for source in files:
        for node in source.tree.get_descendants((vy_ast.Assert, vy_ast.Raise)):
            text = node.msg if isinstance(node, vy_ast.Assert) else node.exc
            if isinstance(text, vy_ast.Str):
                sites[text.value].append(f"{source.name}:{node.lineno}")
    return dict(sites)


def repeated(sites):
    """Texts given at more than one place: a reader could not tell which."""
    return {text: places for text, places in sites.items() if len(places) > 1}


SITES = revert_sites(source for source in sources(ROOT / "contracts") if not source.is_mock)


def test_revert_texts__are_unique():
    assert repeated(SITES) == {}


def test_revert_texts__repeated__are_found(tmp_path):
    path = tmp_path / "sample.vy"
    path.write_text('@internal\ndef f():\n    assert self.a, "x: y"\n    raise "x: y"\n')
    assert list(repeated(revert_sites([Source(path, tmp_path)]))) == ["x: y"]


def test_catalogue__is_complete_and_has_nothing_else():
    """X-8."""
    missing = sorted(f"{text}  ({SITES[text][0]})" for text in SITES.keys() - REVERTS.keys())
    unknown = sorted(REVERTS.keys() - SITES.keys())
    assert not missing, "without a class in cosmolocal/errors:\n" + "\n".join(missing)
    assert not unknown, "in cosmolocal/errors, given by no contract:\n" + "\n".join(unknown)


@pytest.mark.parametrize("text", sorted(REVERTS))
def test_catalogue__each_entry__says_what_to_do_next(text):
    error = REVERTS[text]
    assert issubclass(error, ContractError)
    assert len(error.next_step.split()) >= 3, f"{error.__name__} has no next step"
    assert error().reason == text
