# SPDX-License-Identifier: Apache-2.0
"""Arithmetic that holds for every input, proved on the bytecode by halmos.

Each property is proved within the solver's model of the machine, for every value of its arguments.
A property that meets a fault must fail: see the controls, of which `make test` runs one.
"""

import shutil
from contextlib import chdir

import boa
import pytest

from tests.foundry.forge import lay_out, proofs, tried
from tests.requirements import IS_DEEP, ROOT

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
    """F-4, F-6."""
    proved("AwardsProof", "capped", "claim", "settled")


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


FAULTS = [  # module, a part of it, what stands there instead
    ("governance/meter_word", "unsafe_sub(meter, refund << 16)", "meter"),
    ("governance/meter_word", "unsafe_add(ordinal << 4, 64)", "unsafe_add(ordinal << 3, 64)"),
    (
        "governance/meter_word",
        "(word & ~(MASK_16 << offset)) |",
        "(word & ~(MASK_11 << offset)) |",
    ),
    ("common/packing", "(word & ~(mask << offset)) |", "word |"),
    ("common/packing", 'assert content <= mask, "packing: value too wide"', "pass"),
    ("treasury/pot_word", "_with_field(word, 176, 32, scope)", "_with_field(word, 175, 32, scope)"),
    (
        "treasury/pot_word",
        "assert spent <= self._amount((limits >> 160) & (2**48 - 1))",
        "assert True",
    ),
    ("funding/awards", "|= 1 << (project - 1)", "|= 3 << (project - 1)"),
    ("funding/awards", "return self._allotments[round_id].cap\n", "return 0\n"),
    (
        "funding/allotment",
        "return a.rest_pot * weight // a.rest_weight",
        "return a.rest_pot * weight // (a.rest_weight + 7) + 1",
    ),
    ("funding/allotment", "return a.cap", "return a.cap + 1"),
    (
        "common/units",
        'assert self._dimension(source) == self._dimension(target), "units: unlike units"',
        "pass",
    ),
    ("common/units", 'assert (quantity * over) % under == 0, "units: not exact"', "pass"),
    ("common/units", "return quantity * over // under", "return quantity * over // under + 1"),
    (
        "treasury/promises",
        "if until <= terms.start:\n        return 0",
        "if until <= terms.start:\n        return 1",
    ),
    (
        "treasury/promises",
        "// terms.seconds, stream_word._deposit(word))",
        "// terms.seconds, max_value(uint256))",
    ),
]
FAULTY = {  # how many properties, and whether they divide
    "PotProof": (3, False),
    "MeterProof": (3, False),
    "PackingProof": (2, False),
    "AwardsProof": (3, False),
    "UnitsProof": (1, False),
    "ConversionProof": (3, True),
    "SharesProof": (3, True),
    "StreamProof": (2, True),
}


@pytest.fixture(scope="module")
def faulty(tmp_path_factory):
    """The bytecode of contracts with a fault for every property."""
    folder = tmp_path_factory.mktemp("faulty")
    shutil.copytree(ROOT / "contracts", folder / "contracts")
    for module, part, instead in FAULTS:
        place = folder / "contracts" / f"{module}.vy"
        assert place.read_text().count(part) == 1, part
        place.write_text(place.read_text().replace(part, instead))
    with chdir(folder):
        for host in HOSTS:
            settings = {"evm_version": "cancun"}
            made = boa.load_partial(f"contracts/mocks/{host}.vy", compiler_args=settings)
            (folder / f"{host}.hex").write_text("0x" + made.compiler_data.bytecode.hex())
    return folder


@pytest.mark.parametrize("contract", FAULTY if IS_DEEP else ["PotProof"])
def test_control__a_planted_fault__refutes_each_property(contract, faulty):
    """None of them holds whatever the code does."""
    count, divides = FAULTY[contract]
    found = proofs(contract, divides=divides, code=faulty)
    assert len(found) == count
    assert not any(found.values()), found
