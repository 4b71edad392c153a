# SPDX-License-Identifier: Apache-2.0
"""Emission factors: three published sets, with the units they come in."""

from fractions import Fraction

import pytest

from cosmolocal.valueflows.factors import find, freight, grid, read, supply_chain
from cosmolocal.valueflows.units import MICRO
from tests.requirements import require_shared


def text(name):
    return (require_shared("emission-factors") / name).read_text(encoding="utf-8")


def test_freight__short_tons_and_miles__become_tonne_kilometres():
    factors = freight(text("usepa_2024_freight.csv"))
    rail = factors["Rail", "TKM"]
    # One short ton over one mile is 1.459972... tonne-kilometres.
    assert rail.kilograms * Fraction("0.90718474") * Fraction("1.609344") == Fraction(
        "0.021893211868107464"
    )
    assert rail.estimate(1_000 * MICRO) == 14_995_634
    truck = "Medium- and Heavy-Duty Truck"
    assert {unit for name, unit in factors if name == truck} == {"KMT", "TKM"}
    assert ("Passenger Car", "KMT") in factors


def test_grid__a_country__in_grams_for_a_kilowatt_hour():
    albania = grid(text("ember_grid_intensity.json"))["ALB"]
    assert (albania.unit, albania.estimate(100 * MICRO)) == ("KWH", 2_442_000)


def test_supply_chain__has_all_commodities():
    factors = supply_chain(text("useeio_v1.2_naics_co2e_usd2021.csv"))
    assert len(factors) == 1_016
    assert factors["111110"].estimate(10 * MICRO) == 13_260_000


def test_freight__another_file__is_refused():
    with pytest.raises(ValueError, match="no freight factor"):
        freight("a,b\n1,2\n")


@pytest.mark.parametrize(
    ("file", "name", "unit"),
    [
        ("usepa_2024_freight.csv", "rail", "TKM"),
        ("ember_grid_intensity.json", "alb", "KWH"),
        ("ember_grid_intensity.json", "Albania", "KWH"),
        ("useeio_v1.2_naics_co2e_usd2021.csv", "111110", "USD"),
    ],
)
def test_read__any_set__is_told_by_its_content(file, name, unit):
    known = read(text(file))
    assert find(known, name, unit).unit == unit
    with pytest.raises(ValueError, match=f"is for .*{unit}.*, not for KGM"):
        find(known, name, "KGM")
    with pytest.raises(ValueError, match="no factor is named 'unicorn'"):
        find(known, "unicorn", unit)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"ALB": 1}', "a,b\n1,2\n"])
def test_read__another_file__is_refused(text):
    with pytest.raises(ValueError, match=r"factor|known sets|Expecting|property"):
        read(text)
