# SPDX-License-Identifier: Apache-2.0
"""Bulk rows under one Merkle root: built, stored, proved and audited in bounded memory.

A batch is a folder: `rows.bin` (three words a row: facts, stock, evidence) and `tree.bin`. Only
the root goes to the chain; `ContributionLedger.prove` checks any one row against it.

Errors: `BadInput` for a folder that is no batch or was changed.
Source: contracts/ledger/ContributionLedger.vy for the tag and the words of a leaf.
"""

import hashlib
from collections.abc import Iterable, Iterator
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path

from eth_utils.crypto import keccak

from cosmolocal.errors import BadInput
from cosmolocal.files import replacing
from cosmolocal.tally.merkle import Tree, build, hash_leaf, open_tree, root_of
from cosmolocal.valueflows.flow import NOTHING, Flow

TAG = keccak(text="cosmolocal: row of a ledger")
ROWS, TREE = "rows.bin", "tree.bin"
_ROW = 96


@dataclass(frozen=True, slots=True)
class Proof:
    """One row with all that the ledger needs to check it."""

    root: bytes
    flow: Flow
    siblings: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Batch:
    """A stored batch."""

    folder: Path
    tree: Tree

    @classmethod
    def open(cls, folder: Path) -> "Batch":
        """Map a batch; nothing is read but its size."""
        try:
            tree = open_tree(folder / TREE)
            size = (folder / ROWS).stat().st_size
        except (OSError, ValueError) as reason:
            raise BadInput(f"{folder} is no batch: {reason}") from reason
        if size != len(tree) * _ROW:
            raise BadInput(f"{folder / ROWS} has not the {len(tree)} rows of its tree")
        return cls(folder, tree)

    @property
    def root(self) -> bytes:
        """What is anchored."""
        return self.tree.root

    def __len__(self) -> int:
        return len(self.tree)

    def content(self) -> bytes:
        """Hash the rows, as the anchor names them."""
        with (self.folder / ROWS).open("rb") as file:
            return hashlib.file_digest(file, "sha256").digest()

    def row(self, number: int) -> Flow:
        """Read one row."""
        self.tree.leaf(number)
        with (self.folder / ROWS).open("rb") as file:
            file.seek(number * _ROW)
            return _flow(file.read(_ROW))

    def prove(self, number: int) -> Proof:
        """Prove one row."""
        return Proof(self.root, self.row(number), tuple(self.tree.proof(number)))

    def audit(self) -> None:
        """Hash every row and every node again."""
        with (self.folder / ROWS).open("rb") as file:
            for number in range(len(self)):
                if hash_leaf(TAG + file.read(_ROW)) != self.tree.leaf(number):
                    raise BadInput(f"row {number} of {self.folder} was changed")
        try:
            self.tree.audit()
        except ValueError as reason:
            raise BadInput(f"{self.folder}: {reason}") from reason


def write_batch(flows: Iterable[Flow], folder: Path, *, pool: Executor | None = None) -> Batch:
    """Store rows as they come and build their tree; rows move no stock when they are anchored.

    A `pool` of processes shares the hashing, see `cosmolocal.tally.merkle.build`.
    """
    with replacing(folder / ROWS, folder / TREE) as (rows, nodes):
        try:
            tree = build(_leaves(flows, rows.write), pool=pool)
        except ValueError as reason:
            raise BadInput(f"cannot batch: {reason}") from reason
        tree.save(nodes)
    return Batch.open(folder)


def verify(proof: Proof) -> bool:
    """Check a proof without the chain."""
    leaf = hash_leaf(TAG + _encoded(proof.flow))
    return root_of(leaf, proof.siblings) == proof.root


def _leaves(flows: Iterable[Flow], write: object) -> Iterator[bytes]:
    for flow in flows:
        row = _encoded(flow)
        write(row)  # type: ignore[operator]
        yield TAG + row


def _encoded(flow: Flow) -> bytes:
    words = flow.words
    if words.place or words.about != NOTHING:
        raise ValueError("an anchored row has no process, place or reference: record it instead")
    return words.facts.to_bytes(32, "big") + words.stock.to_bytes(32, "big") + words.evidence


def _flow(row: bytes) -> Flow:
    facts, stock = (int.from_bytes(row[start : start + 32], "big") for start in (0, 32))
    return Flow.unpack(facts, stock, 0, NOTHING, row[64:])
