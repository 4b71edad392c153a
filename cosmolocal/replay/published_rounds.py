# SPDX-License-Identifier: Apache-2.0
"""What a published round, a result and a challenge are, by what events have said.

Source: contracts/funding/PublishedFunding.vy, contracts/funding/ResultDesk.vy
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from eth_typing import ChecksumAddress

from cosmolocal.replay.rounds import PoolRound
from cosmolocal.units import ZERO_ADDRESS

PUBLISHED, RESULTS = "PublishedFunding", "ResultDesk"
"""The contracts that hold published rounds, and their results."""
NOTHING, SUM, MEDIAN = 0, 1, 2
"""What the score of a line can be checked as on chain."""
LINE, PIECE, OTHER = 1, 2, 3
"""What a challenge is about."""
SHOW, REVEAL, DECIDE, CLOSED = 1, 2, 3, 4
"""What a challenge waits for."""
OPEN, STANDS, FELL = 1, 2, 3
"""How a result stands."""
UPHELD, DISMISSED, UNDECIDED, WITHOUT_OBJECT = 1, 2, 3, 4
"""How a challenge ended."""
_ROOT_MASK = 2**256 - 2**36


@dataclass(frozen=True, slots=True)
class RootState:
    """An accepted root, with what was claimed under it: line -> amount."""

    root: bytes
    total: int
    claims_end: int
    claimed: Mapping[int, int] = field(default_factory=dict)
    returned: int = 0

    @property
    def left(self) -> int:
        """What is not claimed yet [smallest units]."""
        return self.total - sum(self.claimed.values()) - self.returned

    @property
    def kept(self) -> bytes:
        """What the contract keeps of the root: all but its last 36 bits."""
        return (int.from_bytes(self.root) & _ROOT_MASK).to_bytes(32)


@dataclass(frozen=True)
class PublishedRound(PoolRound):
    """One published round; ballots by seat, each project -> amount; roots by number, from 1."""

    ballots: Mapping[int, Mapping[int, int]] = field(default_factory=dict)
    roots: Mapping[int, RootState] = field(default_factory=dict)

    @property
    def dust(self) -> int:
        """What no root has set aside."""
        return self.rest - sum(root.left for root in self.roots.values())

    def payouts(self) -> Mapping[int, int]:
        """What each project was paid; what it will get is said by lines, not by the contract."""
        return {}


@dataclass(frozen=True, slots=True)
class Tape:
    """What the ballots that one account has revealed come to."""

    last_seat: int = 0
    heads: int = 0
    lower: int = 0
    upper: int = 0
    below: int = 0
    above: int = 0
    total: int = 0

    def with_ballot(self, seat: int, amount: int, score: int) -> "Tape":
        """Add the ballot of a further seat."""
        longer = replace(self, last_seat=seat, heads=self.heads + 1, total=self.total + amount)
        if 0 <= 2 * amount < score:
            return replace(longer, lower=self.lower + 1, below=max(self.below, amount))
        if amount >= 0 and 2 * amount > score:
            above = min(self.above, amount) if self.upper else amount
            return replace(longer, upper=self.upper + 1, above=above)
        return longer

    def agrees(self, check: int, heads: int, score: int) -> bool:
        """Whether a line with so many ballots and such a score is the one of the tape."""
        if self.heads != heads:
            return False
        if check == SUM:
            return self.total == score
        if not heads:
            return score == 0
        most = (heads - 1) // 2
        if self.lower <= most and self.upper <= most:
            return True
        halves = self.lower == self.upper and 2 * self.lower == heads
        return halves and self.below + self.above == score


@dataclass(frozen=True, slots=True)
class ResultState:
    """A published result."""

    pool: ChecksumAddress
    round_id: int
    proposer: ChecksumAddress
    root: bytes
    bundle: bytes
    pieces: int
    total: int
    bond: int
    until: int
    status: int = OPEN
    challenges: int = 0


@dataclass(frozen=True, slots=True)
class ChallengeState:
    """A challenge, with the shown line's heads and score and what was revealed by whom."""

    result: int
    challenger: ChecksumAddress
    kind: int
    subject: int
    bond: int
    status: int
    until: int
    best: ChecksumAddress = ZERO_ADDRESS
    heads: int = 0
    score: int = 0
    tapes: Mapping[ChecksumAddress, Tape] = field(default_factory=dict)
    outcome: int = 0


@dataclass(frozen=True)
class ResultsState:
    """All results and challenges by number, and bonds that are due."""

    results: Mapping[int, ResultState] = field(default_factory=dict)
    challenges: Mapping[int, ChallengeState] = field(default_factory=dict)
    due: Mapping[ChecksumAddress, int] = field(default_factory=dict)

    @property
    def held(self) -> int:
        """Bonds that are neither lost nor back [wei]."""
        results = sum(r.bond for r in self.results.values() if r.status == OPEN)
        return results + sum(c.bond for c in self.challenges.values() if c.status != CLOSED)

    def latest(self, pool: ChecksumAddress, round_id: int) -> int:
        """Number of the latest result of a round; 0: none was published."""
        return max(self.of(pool, round_id), default=0)

    def of(self, pool: ChecksumAddress, round_id: int) -> Iterable[int]:
        """Numbers of the results of a round."""
        return [n for n, r in self.results.items() if (r.pool, r.round_id) == (pool, round_id)]
