# SPDX-License-Identifier: Apache-2.0
"""Tables of gas, a row per operation, a column per size; and the file that holds them."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

BOOK = Path(__file__).parent.parent / "load.json"


class Table(dict[str, dict[str, int]]):
    """Gas by operation and by how much there was of what grows."""

    def add(self, size: int, gas: Mapping[str, int]) -> None:
        """Enter what was measured at a size."""
        for operation, used in gas.items():
            self.setdefault(operation, {})[str(size)] = used
        print(size, dict(gas), flush=True)


def read_book() -> dict[str, Any]:
    """Read what was measured before."""
    return dict(json.loads(BOOK.read_text())) if BOOK.exists() else {}


def write_book(book: Mapping[str, Any]) -> None:
    """Write every table."""
    BOOK.write_text(json.dumps(book, indent=2) + "\n")
