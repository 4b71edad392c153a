# SPDX-License-Identifier: Apache-2.0
"""Artifacts: what ships is found by name, and a wrong name says which there are."""

import pytest

from cosmolocal import artifacts
from cosmolocal.errors import BadInput


def test_load__each_name__has_abi_and_code():
    assert "Membership" in artifacts.names()
    for name in artifacts.names():
        artifact = artifacts.load(name)
        assert artifact.name == name
        assert artifact.bytecode.startswith("0x")
        assert any(entry["type"] == "function" for entry in artifact.abi)
        assert artifact.compiler == "vyper 0.4.3"


def test_load__unknown_name__says_which_there_are():
    with pytest.raises(BadInput, match="no contract named 'Membrship'") as refused:
        artifacts.load("Membrship")
    assert "Membership" in refused.value.next_step


def test_repr__does_not_print_the_code():
    assert len(repr(artifacts.load("Membership"))) < 500
