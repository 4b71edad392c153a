# SPDX-License-Identifier: Apache-2.0
"""Faults are planted where they should be, and each is known by its text.

operators → one fault each, in the text of the source and nowhere else
key       → the function and the text, numbered where two read alike; lines do not matter
statement → where it begins, though the fault is on a later line; of a lock, the whole function
targets   → every source and every test file exists; every source belongs to one that has it in it
"""

import pytest

from tests.mutation.operators import mutants
from tests.mutation.reach import parts
from tests.mutation.targets import TARGETS, deployables, sources_of, unlisted
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


def test_key__the_same_text_twice__is_numbered_and_does_not_know_lines():
    twice = SAMPLE.replace("    log Paid", "    self.total += amount\n    log Paid")
    keys = [mutant.key for mutant in mutants("\n" + twice) if mutant.operator == "write"]
    assert keys == [
        "pay: write: self.total += amount -> pass",
        "pay: write: self.total += amount -> pass (2)",
    ]


def test_statements__a_fault_on_a_later_line__where_the_statement_begins():
    lines = SAMPLE.splitlines()
    first = lines.index('    assert amount < shares and not amount == 7, "pay: refused"') + 1
    folded = SAMPLE.replace("amount < shares and not", "(amount < shares\n        and not")
    folded = folded.replace('7, "pay', '7), "pay')
    [number] = [mutant for mutant in mutants(folded) if mutant.operator == "number"]
    assert (number.line, number.statements) == (first + 1, {first})
    [lock] = [mutant for mutant in mutants(SAMPLE) if mutant.operator == "lock"]
    assert lock.statements == {first, first + 1, first + 2, first + 3}


def test_targets__every_test_file__exists():
    for contract, target in TARGETS.items():
        assert target.files(), contract
        for path in sources_of(contract):
            assert (ROOT / "contracts" / path).is_file(), path
    assert unlisted(ROOT / "contracts") == {"funding/allocation_word.vy"}  # has constants only


@pytest.mark.parametrize("contract", TARGETS)
def test_targets__every_source__is_in_what_is_tested(contract):
    """A fault in a source that a contract is not made of would change nothing in it."""
    made = {source for path in deployables(contract) for source in parts(path)}
    assert {ROOT / "contracts" / path for path in sources_of(contract)} <= made
