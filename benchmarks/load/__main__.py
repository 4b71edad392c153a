# SPDX-License-Identifier: Apache-2.0
"""The command: measures what is asked for, and writes `benchmarks/load.json`."""

import argparse
import platform

from benchmarks.load import members
from benchmarks.load.steps import whole
from benchmarks.load.tables import read_book, write_book

MEMBERS = 10_000
PARTS = ("members", "whole")


def main() -> None:
    """Measure; a part that is not asked for keeps its figures."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.load")
    parser.add_argument("--only", choices=PARTS)
    parser.add_argument("--members", type=int, default=MEMBERS, help="of the whole")
    asked = parser.parse_args()
    book = read_book() | {"_header": {"python": platform.python_version(), "engine": "anvil"}}
    if asked.only in (None, "members"):
        table, admitted = members.measure()
        book |= {"gas by members": table, "admissions per second": admitted}
    if asked.only in (None, "whole"):
        book |= whole(asked.members)
    write_book(book)


if __name__ == "__main__":
    main()
