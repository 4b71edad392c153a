# SPDX-License-Identifier: Apache-2.0
"""Which functions that write can be entered while another one runs.

compiled contract → each function holds the lock, but for those told here

What an operation does to the timelock itself, or to the guardian, runs inside `execute`; ETH may
come in at any time; `proposeTyped` leads to `propose`, which takes the lock; `enter` calls nobody
but `Scopes`.
"""

import pytest

from tests.suite import unlocked_functions


@pytest.mark.parametrize(
    ("contract", "unlocked"),
    [
        ("Timelock", {"__default__", "grantRole", "revokeRole", "renounceRole", "updateDelay"}),
        ("QuadraticGovernor", {"proposeTyped", "set_guardian"}),
        ("ProposalRules", {"enter"}),
        ("BallotRelay", set()),
    ],
)
def test_lock__functions_that_write__hold_it_but_for_some(contract, unlocked):
    assert unlocked_functions(f"governance/{contract}.vy") == unlocked
