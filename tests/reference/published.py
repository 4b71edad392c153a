# SPDX-License-Identifier: Apache-2.0
"""Published rounds in plain Python: ballots, lines, trees and what one line of ballots comes to.

Units: amounts of ballots are whole numbers, money smallest units, times UTC seconds.
Source: contracts/funding/PublishedFunding.vy, contracts/funding/ResultDesk.vy
"""

from dataclasses import dataclass, fields
from fractions import Fraction
from statistics import median

from eth_abi import encode
from eth_utils import keccak

from cosmolocal.tally import merkle
from tests.reference.rounds import BOTH

HOUR, DAY = 3_600, 86_400
NOTHING, SUM, MEDIAN = 0, 1, 2
LINE, PIECE, OTHER = 1, 2, 3
SHOW, REVEAL, DECIDE, CLOSED = 1, 2, 3, 4
OPEN, STANDS, FELL = 1, 2, 3
UPHELD, DISMISSED, UNDECIDED, WITHOUT_OBJECT = 1, 2, 3, 4
BOND = 10**17
MAX_TOTAL = 2**96 - 2
RULE = '{"name":"median-quorum","parameters":{},"version":1}'
TAG = keccak(text="cosmolocal.published.Line/1")
ROW = (
    "bytes32",
    "uint256",
    "address",
    "uint256",
    "(uint256,uint256,address,uint256,uint256,int256)",
)


@dataclass(frozen=True)
class PublishedTerms:
    """The terms of a round, in the order of the contract's struct."""

    scope: int
    token: str
    applications_end: int
    review_end: int
    appeals_end: int
    voting_end: int
    claims_end: int
    approvals: int = 1
    chambers: int = BOTH
    check: int = MEDIAN
    decimals: int = 0
    budget: int = 0
    squared: bool = False
    allow_negative: bool = False
    bond: int = BOND
    challenge_seconds: int = 2 * DAY
    answer_seconds: int = DAY
    decision_seconds: int = 5 * DAY

    def values(self) -> tuple:
        """The struct as calls take it."""
        return tuple(getattr(self, each.name) for each in fields(self))


@dataclass(frozen=True)
class Line:
    """One line of a result."""

    number: int
    project: int
    payee: str
    amount: int
    heads: int = 0
    score: int = 0

    def values(self) -> tuple:
        """The struct as calls take it."""
        return tuple(getattr(self, each.name) for each in fields(self))


class Book:
    """A result's lines with their tree."""

    def __init__(self, chain_id: int, pool: str, round_id: int, lines: list[Line]) -> None:
        self.lines = lines
        place = (TAG, chain_id, pool, round_id)
        self.tree = merkle.build(encode(ROW, (*place, line.values())) for line in lines)
        self.root = self.tree.root
        self.total = sum(line.amount for line in lines)

    def claim(self, row: int) -> tuple:
        """A line and its proof, as calls take them."""
        return self.lines[row].values(), self.tree.proof(row)


def allocations(amounts: dict[int, int]) -> list[int]:
    """A ballot as the contract takes it: four lanes to a word, project << 48 | amount."""
    lanes = [project << 48 | given % 2**48 for project, given in sorted(amounts.items())]
    rows = [lanes[start : start + 4] for start in range(0, len(lanes), 4)]
    return [sum(lane << 64 * index for index, lane in enumerate(row)) for row in rows]


def ballot_hash(amounts: dict[int, int]) -> bytes:
    """What the contract keeps of a ballot; zero for none."""
    if not amounts:
        return bytes(32)
    return keccak(encode(["uint256[]"], [allocations(amounts)]))[:30] + bytes(2)


def finding(check: int, amounts: list[int]) -> tuple[int, int]:
    """How many ballots name a project, and its score as the check takes it."""
    if check == SUM:
        return len(amounts), sum(amounts)
    return len(amounts), int(2 * median([Fraction(each) for each in amounts] or [Fraction(0)]))
