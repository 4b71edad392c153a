# SPDX-License-Identifier: Apache-2.0
"""Files of signed ballots, and of the ballots that a round counts.

A voter signs into a file; whoever has it hands it in and pays. A ballot that is not taken does not
hold up the others. What counts goes out as long CSV `voter,project,amount`, which
`cosmolocal tally` takes; a voter is a seat there.

Errors: `BadInput` for a file that holds no ballots, or ballots for another desk.
"""

import csv
from collections.abc import Iterable, Mapping
from io import StringIO
from pathlib import Path

from pydantic import Field

from cosmolocal.errors import BadInput
from cosmolocal.funding.signed_ballots import SignedBallot
from cosmolocal.json_file import JsonFile
from cosmolocal.tables import Row, open_table
from cosmolocal.units import Address, Uint, to_units

VERSION = 1
MOST_BALLOTS = 10_000
_PAIR = ("project", "amount")


class BallotFile(JsonFile):
    """Ballots for one pool of rounds, in the order in which they were signed."""

    version: int = Field(default=VERSION, ge=VERSION, le=VERSION)
    chain_id: Uint
    pool: Address
    ballots: tuple[SignedBallot, ...] = Field(default=(), max_length=MOST_BALLOTS)

    def joined(self, other: "BallotFile") -> "BallotFile":
        """Put the ballots of two files into one."""
        if (self.chain_id, self.pool) != (other.chain_id, other.pool):
            raise BadInput(
                f"ballots are for {other.pool} on chain {other.chain_id}, others for {self.pool}"
                f" on chain {self.chain_id}",
                next_step="Keep the ballots of each alliance in files of their own.",
            )
        every = tuple(dict.fromkeys((*self.ballots, *other.ballots)))
        return self.model_copy(update={"ballots": every})


def read_ballot_csv(path: Path, decimals: int = 0) -> dict[int, int]:
    """Read one ballot from `project,amount`; a blank amount abstains.

    Amounts come in 10^-decimals; without decimals they are whole votes.
    """
    ballot: dict[int, int] = {}

    def take(_: int, row: Row) -> None:
        project, amount = (row[column].strip() for column in _PAIR)
        if not (project.isascii() and project.isdecimal() and int(project)):
            raise ValueError(f"{project!r} is no number of a project")
        if not amount:
            return
        if not decimals and not (amount.removeprefix("-").isdecimal() and amount.isascii()):
            raise ValueError(f"{amount!r} are no whole votes")
        if int(project) in ballot:
            raise ValueError(f"project {project} comes twice")
        ballot[int(project)] = to_units(amount, decimals)

    open_table(path, _PAIR).each(take)
    return ballot


def ballots_csv(ballots: Mapping[int, Mapping[int, int]]) -> str:
    """Write the ballots of a round, by seat."""
    rows: Iterable[tuple[object, ...]] = (
        (seat, project, votes)
        for seat, ballot in sorted(ballots.items())
        for project, votes in sorted(ballot.items())
    )
    file = StringIO(newline="")
    csv.writer(file, lineterminator="\n").writerows([("voter", *_PAIR), *rows])
    return file.getvalue()
