# SPDX-License-Identifier: Apache-2.0
"""Invariants of money, credits, decisions and claims, on the bytecode, by forge.

500 histories of 200 calls each, the same histories every time; `make deep` runs ten times as many.
Each verb of a suite must have been accepted in some calls and refused in others.
"""

import shutil
from contextlib import chdir

import boa
import pytest

from tests.foundry.forge import campaign, lay_out
from tests.requirements import ROOT

TOKENS = ("TokenMock", "MissingReturnTokenMock", "ReentrantTokenMock", "FeeTokenMock")
CAST = (*TOKENS, "GreedyTokenMock", "RebasingTokenMock", "PayeeMock", "TargetMock")


@pytest.fixture(scope="module", autouse=True)
def code():
    lay_out(*CAST)


def held(suite, *never_refused):
    """The suite passes, and its verbs did what they are for."""
    found = campaign(suite)
    assert found.passed, found.reason
    assert all(found.accepted.values()), found.accepted
    idle = {verb for verb, count in found.refused.items() if count == 0}
    assert idle <= set(never_refused), idle
    return found


def test_solvency__any_history__owes_no_more_than_it_holds():
    """S-3, S-4, S-6, T-2, T-3, T-5, T-6, X-2."""
    held("SolvencyTest", "donate", "mandate", "refuse", "shrink", "timePasses", "toll")


def test_credits__any_history__the_sum_of_squares_within_the_budget():
    """G-2, G-3."""
    held("CreditsTest", "delegate", "propose", "timePasses")


def test_decisions__any_history__once_and_only_after_vote_and_delay():
    """G-1, G-4, G-5, G-6, G-7, G-8, G-9, G-14, X-2."""
    found = campaign("DecisionsTest")
    assert found.passed, found.reason
    accepted = found.accepted
    assert accepted.pop("executePastTheGovernor") == 0
    assert all(accepted.values()), accepted


def test_claims__any_history__each_share_once_and_no_more_than_came():
    """S-1, S-2, S-3, F-1, F-2, F-4, F-5, F-6, F-9, X-2."""
    held("ClaimsTest", "donate", "open", "timePasses", "toll")


FAULTS = [  # suite, contract, module, the statement that it goes without
    ("Solvency", "treasury/Treasury", "treasury/promises", "vault._release(token, terms.amount)"),
    ("Solvency", "treasury/Treasury", "treasury/pots", "self._unbook(pot, batch, skipped, unpaid)"),
    (
        "Credits",
        "governance/QuadraticGovernor",
        "governance/ballots",
        'assert meter_word._spent(meter) <= meter_word._budget(meter), "governor: over budget"',
    ),
    (
        "Decisions",
        "governance/ProposalRules",
        "governance/code_records",
        "self._check_record(known, target, block.timestamp)",
    ),
    (
        "Claims",
        "funding/RetroFunding",
        "funding/awards",
        "self._claimed[round_id] |= 1 << (project - 1)",
    ),
]


@pytest.mark.parametrize(
    ("suite", "contract", "module", "statement"),
    FAULTS,
    ids=lambda text: text.rpartition("/")[2][:24],
)
def test_control__a_planted_fault__is_found(suite, contract, module, statement, tmp_path):
    """The suites can fail: one statement less, and they do."""
    shutil.copytree(ROOT / "contracts", tmp_path / "contracts")
    place = tmp_path / "contracts" / f"{module}.vy"
    assert place.read_text().count(statement) == 1
    place.write_text(place.read_text().replace(statement, "pass"))
    lay_out(*CAST, folder=tmp_path / "code")
    with chdir(tmp_path):
        code = boa.load_partial(f"contracts/{contract}.vy", compiler_args={"evm_version": "cancun"})
        faulty = code.compiler_data.bytecode
    (tmp_path / "code" / f"{contract.rpartition('/')[2]}.hex").write_text("0x" + faulty.hex())
    assert not campaign(f"{suite}Test", runs=100, code=tmp_path / "code").passed
