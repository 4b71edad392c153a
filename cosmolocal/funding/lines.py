# SPDX-License-Identifier: Apache-2.0
"""The lines of a published result, and the tree that binds them.

A leaf is (tag, chain id, pool, round, number, project, payee, amount, heads, score), hashed as
OpenZeppelin's standard tree does, so that its npm package loads the file `tree.json` of a bundle.

Source: contracts/funding/line_leaf.vy
"""

from collections.abc import Sequence
from dataclasses import astuple, dataclass

from eth_typing import ChecksumAddress
from eth_utils.crypto import keccak

from cosmolocal.errors import BadInput
from cosmolocal.tally.merkle import StandardTree

TAG = keccak(text="cosmolocal.published.Line/1")
TYPES = (
    *("bytes32", "uint256", "address", "uint256"),
    *("uint256", "uint256", "address", "uint256", "uint256", "int256"),
)


@dataclass(frozen=True, slots=True)
class Line:
    """One project of a result; the amount in smallest units.

    `heads` counts the ballots that name it; `score` is the sum of their amounts or twice their
    median, by the round's check; where nothing is checked the rule's score, cut after 18 digits.
    """

    number: int
    project: int
    payee: ChecksumAddress
    amount: int
    heads: int
    score: int

    def words(self) -> tuple[int | str, ...]:
        """Write the line in the order of the contract's struct."""
        return astuple(self)


class Lines(Sequence[Line]):
    """All lines of a result, in order, with the proof of each."""

    def __init__(
        self, chain_id: int, pool: ChecksumAddress, round_id: int, lines: Sequence[Line]
    ) -> None:
        if not lines:
            raise BadInput(
                f"round {round_id} has no admitted project, so there is nothing to publish",
                next_step="Cancel the round: who gave to it is refunded.",
            )
        self._lines = tuple(lines)
        rows = ((TAG, chain_id, pool, round_id, *line.words()) for line in lines)
        self.tree = StandardTree.of(TYPES, rows)

    def __len__(self) -> int:
        return len(self._lines)

    def __getitem__(self, place):  # type: ignore[no-untyped-def]
        return self._lines[place]

    @property
    def root(self) -> bytes:
        """The hash that binds every line."""
        return self.tree.root

    @property
    def total(self) -> int:
        """What the lines pay together."""
        return sum(line.amount for line in self._lines)

    def of_project(self, project: int) -> tuple[Line, list[bytes]]:
        """Find the line of a project, with its proof."""
        for row, line in enumerate(self._lines):
            if line.project == project:
                return line, self.tree.proof(row)
        raise BadInput(
            f"project {project} has no line in the result",
            next_step="Name a project that was admitted to the round.",
        )
