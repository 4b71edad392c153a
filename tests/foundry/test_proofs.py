# SPDX-License-Identifier: Apache-2.0
"""Arithmetic that holds for every input, proved on the bytecode by halmos.

Each property is proved within the solver's model of the machine, for every value of its arguments.
A property that meets a fault must fail: see the control.
"""

import pytest

from tests.foundry.forge import lay_out, proofs, tried

HOSTS = ("MeterWordMock", "PackingMock", "PotWordMock", "AwardsMock", "UnitsMock")


@pytest.fixture(scope="module", autouse=True)
def code():
    lay_out(*HOSTS)


def proved(contract, *properties):
    found = proofs(contract)
    assert set(found) == {f"check_{name}" for name in properties}
    assert all(found.values()), found


def test_meter__any_word__charges_exactly_and_keeps_the_rest():
    """G-3."""
    proved("MeterProof", "charge", "places", "receipt")


def test_packing__any_word__writes_a_field_and_nothing_else():
    proved("PackingProof", "field", "wide")


def test_pot_and_stream__any_word__keep_terms_and_caps():
    """T-2, T-3, T-5."""
    proved("PotProof", "charge", "stream", "terms")


def test_claims__any_round__marks_one_project_once():
    """F-6."""
    proved("AwardsProof", "capped", "claim")


def test_units__like_exactly__unlike_never():
    proved("UnitsProof", "larger", "unlike")


@pytest.mark.parametrize(
    ("contract", "name"), [("AwardsProof", "test_shares"), ("UnitsProof", "test_smaller")]
)
def test_divisions__many_inputs__hold(contract, name):
    """F-4: what no solver finishes with is tried with 20,000 inputs."""
    assert tried(contract) == {name: True}


def test_control__a_wrong_property__is_refuted():
    """The prover can fail: a charge beyond what the solver is told of reaches into the budget."""
    assert proofs("ControlProof") == {"check_wrong": False}
