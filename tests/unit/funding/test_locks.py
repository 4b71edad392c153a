# SPDX-License-Identifier: Apache-2.0
"""Which functions that write can be entered while another one runs.

compiled contract → each function holds the lock, but for those told here

The desk calls `claim_one` and `relay_one` of itself, one of many; `claim_many` calls `claim`, which
takes the lock.
"""

import pytest

from tests.suite import unlocked_functions


@pytest.mark.parametrize(
    ("contract", "unlocked"),
    [
        ("FundingDesk", {"claim_one", "relay_one"}),
        ("RetroFunding", set()),
        ("MatchingFunding", set()),
        ("PublishedFunding", {"claim_many"}),
        ("ResultDesk", set()),
    ],
)
def test_lock__functions_that_write__hold_it_but_for_some(contract, unlocked):
    assert unlocked_functions(f"funding/{contract}.vy") == unlocked
