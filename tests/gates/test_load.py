# SPDX-License-Identifier: Apache-2.0
"""What an operation costs does not depend on how many members there are."""

import json

from tests.requirements import ROOT

SIZES = {"10", "100", "1000", "10000"}
CALLDATA = 60  # gas: hashes differ in how many zero bytes they have


def test_gas__as_the_alliance_grows__is_flat():
    book = json.loads((ROOT / "benchmarks" / "load.json").read_text())
    for operation, row in book["gas by members"].items():
        assert set(row) == SIZES, operation
        assert max(row.values()) - min(row.values()) <= CALLDATA, operation
