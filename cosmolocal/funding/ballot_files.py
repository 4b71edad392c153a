# SPDX-License-Identifier: Apache-2.0
"""Files of signed ballots, and of the ballots that a round counts.

A voter signs into a file; whoever has it hands it in and pays. A ballot that is not taken does not
hold up the others. What counts goes out as long CSV `voter,project,amount`, which
`cosmolocal tally` takes; a voter is a seat there.

Errors: `BadInput` for a file that holds no ballots, or ballots for another desk.
"""

import csv
import json
from collections.abc import Iterable, Mapping
from io import StringIO
from pathlib import Path

from pydantic import Field, ValidationError

from cosmolocal.domain import Frozen
from cosmolocal.errors import BadInput
from cosmolocal.funding.retro import SignedBallot
from cosmolocal.tables import Row, open_table
from cosmolocal.units import Address, Uint

VERSION = 1
MOST_BALLOTS = 10_000
_PAIR = ("project", "amount")


class BallotFile(Frozen):
    """Ballots for one pool of rounds, in the order in which they were signed."""

    version: int = Field(default=VERSION, ge=VERSION, le=VERSION)
    chain_id: Uint
    pool: Address
    ballots: tuple[SignedBallot, ...] = Field(default=(), max_length=MOST_BALLOTS)

    @classmethod
    def load(cls, path: Path) -> "BallotFile":
        """Read a file of ballots."""
        try:
            return cls.model_validate(json.loads(path.read_text(encoding="utf-8")))
        except OSError as error:
            raise BadInput(f"cannot read {path}: {error.strerror}") from error
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            where = ".".join(map(str, first["loc"])) or "the file"
            raise BadInput(f"{path}: {where}: {first['msg']}") from None
        except ValueError as error:
            raise BadInput(f"{path} holds no ballots: {error}") from None

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

    def dumps(self) -> str:
        """Write it as JSON."""
        return self.model_dump_json(indent=2) + "\n"


def read_ballot_csv(path: Path) -> dict[int, int]:
    """Read one ballot from `project,amount`; a blank amount abstains."""
    ballot: dict[int, int] = {}

    def take(_: int, row: Row) -> None:
        project, amount = (row[column].strip() for column in _PAIR)
        if not (project.isascii() and project.isdecimal() and int(project)):
            raise ValueError(f"{project!r} is no number of a project")
        if not amount:
            return
        if not amount.removeprefix("-").isdecimal() or not amount.isascii():
            raise ValueError(f"{amount!r} are no whole votes")
        if int(project) in ballot:
            raise ValueError(f"project {project} comes twice")
        ballot[int(project)] = int(amount)

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
