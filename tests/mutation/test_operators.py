# SPDX-License-Identifier: Apache-2.0
"""Faults are planted where they should be, and their results are whole.

operators → one fault each, in the text of the source and nowhere else
a contract's faults → the same order every time, operators in turn
results → every contract listed; every survivor has its reason
"""

import json
import tomllib
from pathlib import Path

from tests.mutation.operators import mutants
from tests.mutation.run import RESULTS, chosen
from tests.mutation.targets import TARGETS, sources_of
from tests.requirements import ROOT

SAMPLE = '''# pragma version 0.4.3
# pragma nonreentrancy on
event Paid:
    amount: uint256


total: uint256


@external
def pay(amount: uint256, shares: uint256) -> uint256:
    """
    @notice A docstring, in which amount < shares is no comparison.
    """
    assert amount < shares and not amount == 7, "pay: refused"
    self.total += amount
    log Paid(amount=amount)
    return amount // shares
'''
REASONS = Path(__file__).with_name("survivors.toml")


def told(operator):
    return [mutant.told for mutant in mutants(SAMPLE) if mutant.operator == operator]


def test_operators__a_small_contract__each_fault_once():
    assert told("assert") == ['assert amount < shares and not amount == 7, "pay: refused" -> pass']
    assert told("compare") == ["amount < shares [<] -> <=", "amount == 7 [==] -> !="]
    assert told("logic") == [
        "amount < shares and not amount == 7 [and] -> or",
        "not amount == 7 -> amount == 7",
    ]
    assert told("log") == ["log Paid(amount=amount) -> pass"]
    assert told("write") == ["self.total += amount -> pass"]
    assert told("rounding") == ["amount // shares -> ((amount) + (shares) - 1) // (shares)"]
    assert told("lock") == ["def pay -> @reentrant"]
    assert told("number") == ["7 -> 8"]


def test_apply__a_fault__changes_that_place_only():
    [fault] = [mutant for mutant in mutants(SAMPLE) if mutant.operator == "log"]
    assert fault.apply(SAMPLE) == SAMPLE.replace("log Paid(amount=amount)", "pass")
    [lock] = [mutant for mutant in mutants(SAMPLE) if mutant.operator == "lock"]
    assert "@external\n@reentrant\ndef pay(" in lock.apply(SAMPLE)


def test_chosen__twice__the_same_faults():
    first = chosen("Timelock")
    assert first == chosen("Timelock")
    assert len({mutant.operator for _, mutant in first[:8]}) == 8


def test_targets__every_test_file__exists():
    for contract, target in TARGETS.items():
        assert target.files(), contract
        for path in sources_of(contract):
            assert (ROOT / "contracts" / path).is_file(), path


def test_results__every_survivor__has_its_reason():
    book = json.loads(RESULTS.read_text())
    reasons = tomllib.loads(REASONS.read_text())
    survivors = {
        f"{row['source']}: {row['fault']}"
        for part in book.values()
        for row in part["faults"]
        if row["result"] == "survived"
    }
    assert survivors == set(reasons), survivors ^ set(reasons)
    for part in book.values():
        assert part["killed"] == sum(row["result"] == "killed" for row in part["faults"])
        assert part["tested"] == len(part["faults"])
