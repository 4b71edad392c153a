# SPDX-License-Identifier: Apache-2.0
"""Which functions that write can be entered while another one runs.

compiled contract → each function holds the lock, but for those told here

ETH may come in at any time.
"""

import pytest

from tests.suite import unlocked_functions


@pytest.mark.parametrize(
    ("contract", "unlocked"),
    [
        ("Treasury", {"__default__"}),
        ("Grant", {"__default__"}),
    ],
)
def test_lock__functions_that_write__hold_it_but_for_some(contract, unlocked):
    assert unlocked_functions(f"treasury/{contract}.vy") == unlocked
