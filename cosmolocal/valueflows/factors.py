# SPDX-License-Identifier: Apache-2.0
"""Emission factors: what a quantity is estimated to emit, exact until the last floor.

Reads three published sets: US EPA freight (short tons and statute miles become tonne-kilometres and
kilometres), Ember grid intensity by country, and USEEIO per 2021 US dollar. An estimate is the
quantity of a `produce` with the basis ESTIMATE; a measurement replaces it later.

Units: factors in kg of carbon dioxide (equivalent where the set says so) for one unit.
Errors: `ValueError` for a file that is none of the sets, or a name that is not in it.
"""

import csv
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import floor

MILE = Fraction("1.609344")
"""Kilometres in a statute mile, exact."""
SHORT_TON = Fraction("0.90718474")
"""Tonnes in a US short ton, exact."""
_CONVERTED = {"vehicle-mile": ("KMT", MILE), "ton-mile": ("TKM", MILE * SHORT_TON)}
_DOLLAR_YEAR = 2021


@dataclass(frozen=True, slots=True)
class Factor:
    """What one unit of something emits; `unit` is a Rec 20 code, or the currency's."""

    name: str
    unit: str
    kilograms: Fraction
    year: int

    def estimate(self, quantity: int) -> int:
        """Millionths of a kilogram emitted by millionths of the unit, floored."""
        return floor(quantity * self.kilograms)


def read(text: str) -> list[Factor]:
    """Read any of the three sets."""
    head = text.lstrip("\ufeff \n")
    try:
        if head.startswith("{"):
            return [each for code, row in grid(text).items() for each in _by_both_names(code, row)]
        if "Supply Chain Emission Factors" in head.partition("\n")[0]:
            found = supply_chain(text).items()
            return [each for code, row in found for each in _by_both_names(code, row)]
        if factors := list(freight(text).values()):
            return factors
    except (KeyError, TypeError, AttributeError, RecursionError) as missing:
        raise ValueError(f"this is none of the known sets of factors: no {missing}") from None
    raise ValueError("there is no factor in it")


def find(known: Sequence[Factor], name: str, unit: str) -> Factor:
    """Find a factor by its name or code and the unit it is for."""
    named = [each for each in known if each.name.lower() == name.lower()]
    for each in named:
        if each.unit == unit:
            return each
    if named:
        units = ", ".join(sorted({each.unit for each in named}))
        raise ValueError(f"the factor of {name!r} is for {units}, not for {unit or 'no unit'}")
    raise ValueError(f"no factor is named {name!r}")


def _by_both_names(code: str, factor: Factor) -> Iterator[Factor]:
    yield replace(factor, name=code)
    yield factor


def freight(text: str) -> dict[tuple[str, str], Factor]:
    """Read US EPA freight factors by (vehicle, unit); footnote letters of the names go."""
    found = {}
    for row in csv.DictReader(text.lstrip("\ufeff").splitlines()):
        if row.get("Units") not in _CONVERTED:
            raise ValueError(f"no freight factor in {row.get('Units')!r}")
        unit, size = _CONVERTED[row["Units"]]
        name = re.sub(r"(?<=[a-z])\s?[A-Z]$", "", row["Vehicle Type"].strip())
        kilograms = Fraction(row["CO2 Factor (kg CO2 / unit)"]) / size
        found[name, unit] = Factor(name, unit, kilograms, int(row["Year"]))
    return found


def grid(text: str) -> dict[str, Factor]:
    """Read Ember's grid intensity: what a kilowatt-hour emits, by country code."""
    countries: Mapping[str, Mapping[str, object]] = json.loads(text)
    return {
        code: Factor(
            str(row["country_or_region"]),
            "KWH",
            Fraction(str(row["emissions_intensity_gco2_per_kwh"])) / 1_000,
            int(str(row["year"])),
        )
        for code, row in countries.items()
    }


def supply_chain(text: str) -> dict[str, Factor]:
    """Read USEEIO factors with margins, by NAICS code: what a 2021 US dollar of goods emits."""
    rows = csv.DictReader(text.lstrip("\ufeff").splitlines())
    return {
        row["NAICS Code 2017"]: Factor(
            row["NAICS Title 2017"],
            "USD",
            Fraction(row["Supply Chain Emission Factors with Margins"]),
            _DOLLAR_YEAR,
        )
        for row in rows
    }
