# SPDX-License-Identifier: Apache-2.0
"""Plant faults in the contracts and count how many the fast tests notice.

    python -m tests.mutation.run --sample 20             # of each contract, all contracts
    python -m tests.mutation.run Treasury --sample 40    # more of one
    python -m tests.mutation.run Treasury --survivors    # after a new test: what survived, again
    python -m tests.mutation.run --sample 0 --table      # the figures, for the documentation

Which faults are planted depends on nothing but the sources and the sample's size. A fault that does
not compile, or compiles to the same bytecode, is no fault and another takes its place. What came
out is kept in results.json after every fault, so that a run can be stopped and taken up again.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from tests.mutation import book as books
from tests.mutation import workshop as workshops
from tests.mutation.operators import Mutant
from tests.mutation.targets import TARGETS
from tests.mutation.workshop import Workshop

NAMES = {
    workshops.SURVIVED: books.SURVIVED,
    workshops.KILLED: books.KILLED,
    workshops.INVALID: books.NO_FAULT,
    workshops.EQUIVALENT: books.NO_FAULT,
}


def measure(contract: str, sample: int, book: books.Book, *, survivors: bool) -> None:
    """Try faults of one contract until so many were tested."""
    places = books.faults(contract)
    part = book.setdefault(contract, {})
    for name in set(part) - set(places):  # the source has changed
        del part[name]
    again = [name for name, result in part.items() if survivors and result == books.SURVIVED]
    untried = [name for name in places if name not in part]
    if not again and (not untried or books.tested(part) >= sample):
        return
    with tempfile.TemporaryDirectory(prefix="mutation-") as folder:
        workshop = Workshop(contract, Path(folder))
        for name in again + untried:
            if name in untried and books.tested(part) >= sample:
                break
            part[name] = attempt(workshop, name, *places[name])
            books.write(book)


def attempt(workshop: Workshop, name: str, path: str, mutant: Mutant) -> str:
    """Whether a fault was noticed, or is none."""
    began = time.monotonic()
    verdict = workshop.verdict(path, mutant)
    result = NAMES[verdict]  # anything else means that the run itself is broken
    print(f"{result:8} {time.monotonic() - began:4.0f} s  line {mutant.line:4}  {name}", flush=True)
    return result


def main() -> None:
    """Measure what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("contracts", nargs="*", choices=[[], *TARGETS], default=[])
    parser.add_argument("--sample", type=int, default=books.ENOUGH, help="faults of each")
    parser.add_argument("--survivors", action="store_true", help="try again what survived")
    parser.add_argument("--anew", action="store_true", help="forget what was measured of these")
    parser.add_argument("--table", action="store_true", help="print the figures at the end")
    options = parser.parse_args()
    book = books.read()
    for contract in options.contracts or TARGETS:
        if options.anew:
            book.pop(contract, None)
        measure(contract, options.sample, book, survivors=options.survivors)
    if options.table:
        print(books.table(book))


if __name__ == "__main__":
    sys.exit(main())
