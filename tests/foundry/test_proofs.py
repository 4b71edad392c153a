# SPDX-License-Identifier: Apache-2.0
"""Arithmetic that holds for every input, proved on the bytecode by halmos.

Each property is proved within the solver's model of the machine, for every value of its arguments.
A property that meets a fault must fail: see the control.
"""

import pytest

from tests.foundry.forge import lay_out, proofs, tried

HOSTS = ("MeterWordMock", "PackingMock", "PotWordMock", "AwardsMock", "PromisesMock", "UnitsMock")


@pytest.fixture(scope="module", autouse=True)
def code():
    lay_out(*HOSTS)


def proved(contract, *properties, divides=False):
    found = proofs(contract, divides=divides)
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


def test_units__unlike__never():
    proved("UnitsProof", "unlike")


def test_units__like__by_the_factor_exactly_or_not_at_all():
    """Every quantity of 128 bits."""
    proved("ConversionProof", "larger", "mass", "time", divides=True)


def test_shares__any_pot_and_weights__rounded_down_by_less_than_a_unit():
    """F-4: every pot and weight of 96 bits."""
    proved("SharesProof", "bound", "floor", "rest", divides=True)


def test_shares_of_a_pot__many_inputs__leave_only_dust():
    """F-4: what follows for three projects together is a sum; forge tries 20,000 inputs."""
    assert tried("AwardsProof") == {"test_shares": True}


def test_stream__any_terms_and_second__earns_its_rate_rounded_down_within_its_deposit():
    """T-3: the treasury's arithmetic exactly; and that it is never above the rate, nor falls."""
    proved("StreamProof", "earned", "early", divides=True)
    proved("AccrualProof", "rate", "rest", "rises", divides=True)


@pytest.mark.parametrize(
    ("contract", "divides"), [("ControlProof", False), ("DivisionControlProof", True)]
)
def test_control__a_wrong_property__is_refuted(contract, divides):
    """The prover can fail: a charge beyond its bound reaches into the budget; shares leave dust."""
    assert proofs(contract, divides=divides) == {"check_wrong": False}
