# SPDX-License-Identifier: Apache-2.0
"""Merkle trees in OpenZeppelin's standard format, built fast and kept small.

    leaf  = keccak256(keccak256(abi.encode(values)))
    node  = keccak256(smaller child, larger child)
    nodes = one array of 2n - 1 hashes: the root first, the leaves last, sorted from the right

What this module writes, the npm package `@openzeppelin/merkle-tree` loads, and the other way round.
A tree of 1,000,000 rows takes 64 MB for its nodes and 4 MB for the places of its rows. Hashing is
most of the work; a pool of processes may share it.

Units: hashes are 32 bytes; rows are numbered from 0, in the order in which they were given.
"""

import json
import mmap
from array import array
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO, Any, TypeVar

from eth_abi.abi import encode
from eth_abi.exceptions import EncodingError, ParseError
from sha3 import keccak_256  # type: ignore[import-untyped]  # half the time of a call through eth_utils, 3 million times

WORD = 32
FORMAT = "standard-v1"
MAGIC = b"cosmolocal-merkle-1\n"
_CHUNK, _AHEAD = 8_192, 8

Value = int | str | bytes | bool
Row = Sequence[Value]
Encode = Callable[[Row], bytes]
Part = TypeVar("Part")


@dataclass(frozen=True, slots=True)
class Tree:
    """Hashes of a tree, without the rows it was built from.

    `nodes` is any buffer: bytes in memory, or a file mapped by `open_tree`.
    """

    nodes: bytes | memoryview
    places: "array[int] | memoryview"

    @property
    def root(self) -> bytes:
        """The hash that binds every row."""
        return bytes(self.nodes[:WORD])

    def __len__(self) -> int:
        return len(self.places)

    def leaf(self, row: int) -> bytes:
        """Return the hash of a row."""
        return self.node(self._place(row))

    def proof(self, row: int) -> list[bytes]:
        """Return the hashes that lead from a row to the root."""
        place, siblings = self._place(row), []
        while place > 0:
            siblings.append(self.node(place + 1 if place % 2 else place - 1))
            place = (place - 1) // 2
        return siblings

    def audit(self) -> None:
        """Hash every node again; `ValueError` names the first that does not fit its children."""
        for place in range(len(self) - 1):
            children = self.node(2 * place + 1), self.node(2 * place + 2)
            if hash_pair(*children) != self.node(place):
                raise ValueError(f"node {place} is not the hash of its two children")

    def save(self, file: IO[bytes]) -> None:
        """Write the tree in the form that `open_tree` maps."""
        file.write(MAGIC + len(self).to_bytes(8, "big"))
        places = array("I", self.places)
        file.write(places.tobytes())
        file.write(self.nodes)

    def _place(self, row: int) -> int:
        if not 0 <= row < len(self):
            raise IndexError(f"no row {row}: the tree has {len(self)}")
        return int(self.places[row])

    def node(self, place: int) -> bytes:
        """Return the hash at a place; the root has place 0."""
        return bytes(self.nodes[place * WORD : (place + 1) * WORD])


@dataclass(frozen=True)
class StandardTree:
    """A tree with its rows, as OpenZeppelin's package keeps it in a JSON file."""

    types: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    tree: Tree

    @classmethod
    def of(cls, types: Sequence[str], rows: Iterable[Row]) -> "StandardTree":
        """Build the tree of `rows`, each a value for each of the ABI `types`."""
        kept = tuple(tuple(row) for row in rows)
        encoded = row_encoder(types)
        return cls(tuple(types), kept, build(map(encoded, kept)))

    @property
    def root(self) -> bytes:
        """The hash that binds every row."""
        return self.tree.root

    def proof(self, row: int) -> list[bytes]:
        """Return the hashes that lead from a row to the root."""
        return self.tree.proof(row)

    def dumps(self) -> str:
        """Write the JSON that OpenZeppelin's `StandardMerkleTree.load` reads."""
        places = range(2 * len(self.rows) - 1)
        document = {
            "format": FORMAT,
            "leafEncoding": list(self.types),
            "tree": ["0x" + self.tree.node(place).hex() for place in places],
            "values": [
                {"value": [_as_json(value) for value in row], "treeIndex": self.tree.places[number]}
                for number, row in enumerate(self.rows)
            ],
        }
        return json.dumps(document)

    @classmethod
    def loads(cls, text: str) -> "StandardTree":
        """Read such JSON; `ValueError` if it is of another kind or a hash does not fit."""
        try:
            return cls._read(json.loads(text))
        except _MISREAD as error:
            raise ValueError(f"not a Merkle tree: {error}") from None

    @classmethod
    def _read(cls, document: Any) -> "StandardTree":
        if not isinstance(document, dict) or document.get("format") != FORMAT:
            raise ValueError(f"not a Merkle tree of the format {FORMAT!r}")
        types = tuple(document["leafEncoding"])
        values = document["values"]
        rows = tuple(tuple(map(_from_json, types, value["value"])) for value in values)
        nodes = b"".join(bytes.fromhex(node.removeprefix("0x")) for node in document["tree"])
        tree = Tree(nodes, array("I", (value["treeIndex"] for value in values)))
        _check_loaded(tree, rows, row_encoder(types))
        return cls(types, rows, tree)


# What JSON of another shape, or values of another type, end in.
_MISREAD = (
    *(LookupError, TypeError, AttributeError, OverflowError, RecursionError),
    *(EncodingError, ParseError),
)


def build(encoded_rows: Iterable[bytes], *, pool: Executor | None = None) -> Tree:
    """Build a tree of ABI-encoded rows; only their hashes are kept.

    A `pool` hashes beside this process: worth while from some 100,000 rows on.
    """
    leaves: list[bytes] = []
    for hashed in _each(pool, _hash_leaves, _chunks(encoded_rows)):
        leaves += _words(hashed)
    count = len(leaves)
    if not count:
        raise ValueError("a tree needs at least one row")
    order = sorted(range(count), key=leaves.__getitem__, reverse=True)
    leaves = [leaves[row] for row in order]
    places = _places(order)
    del order
    return Tree(_join(leaves, pool), places)


def open_tree(path: Path) -> Tree:
    """Map a saved tree into memory: a proof reads a few pages of it; `ValueError` if damaged."""
    with path.open("rb") as file:
        if file.read(len(MAGIC)) != MAGIC:
            raise ValueError(f"{path.name} is not a stored Merkle tree")
        count = int.from_bytes(file.read(8), "big")
        mapped = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
    start = len(MAGIC) + 8
    middle = start + 4 * count
    if not count or len(mapped) != middle + (2 * count - 1) * WORD:
        raise ValueError(f"{path.name} is cut off or longer than its {count} rows")
    places = array("I")
    places.frombytes(mapped[start:middle])
    return Tree(mapped[middle:], places)


def hash_leaf(encoded_row: bytes) -> bytes:
    """Hash a row twice, so that no inner node can pass for a row."""
    return bytes(keccak_256(keccak_256(encoded_row).digest()).digest())


def hash_pair(one: bytes, other: bytes) -> bytes:
    """Hash two nodes, the smaller first: a proof needs no directions."""
    return bytes(keccak_256(one + other if one < other else other + one).digest())


def root_of(leaf: bytes, proof: Iterable[bytes]) -> bytes:
    """Return the root that a proof leads to from a leaf."""
    for sibling in proof:
        leaf = hash_pair(leaf, sibling)
    return leaf


def row_encoder(types: Sequence[str]) -> Encode:
    """Compile the ABI encoder of a row: words directly, everything else by `eth_abi`."""
    names = list(types)
    expected = [_PLAIN.get(kind) for kind in names]
    if None in expected:
        return lambda row: encode(names, list(row))
    size = len(names) * WORD

    def words(row: Row) -> bytes:
        if [type(value) for value in row] != expected:
            raise ValueError(f"a row of {tuple(names)} cannot be {tuple(row)!r}")
        # One comprehension for all: a call for each value would take three times as long.
        parts = [value if type(value) is bytes else value.to_bytes(WORD, "big") for value in row]  # type: ignore[union-attr]
        encoded = b"".join(parts)
        if len(encoded) != size:
            raise ValueError(f"a bytes32 of {tuple(row)!r} has not 32 bytes")
        return encoded

    return words


_PLAIN: dict[str, type] = {"uint256": int, "bytes32": bytes}
"""Types that are one word as they stand."""


def _join(leaves: list[bytes], pool: Executor | None) -> memoryview:
    """Fill in the nodes level by level, from below."""
    count = len(leaves)
    nodes = bytearray((2 * count - 1) * WORD)
    nodes[(count - 1) * WORD :] = b"".join(leaves)
    first = 1 << (2 * count - 1).bit_length() - 1  # one more than the place of the deepest level
    end = 2 * count - 1
    while first > 1:
        level, end = nodes[(first - 1) * WORD : end * WORD], first - 1
        first //= 2
        place = (first - 1) * WORD
        for hashed in _each(pool, _hash_pairs, _spans(level)):
            nodes[place : place + len(hashed)] = hashed
            place += len(hashed)
    return memoryview(nodes).toreadonly()


def _chunks(rows: Iterable[bytes]) -> Iterator[list[bytes]]:
    source = iter(rows)
    while chunk := list(islice(source, _CHUNK)):
        yield chunk


def _spans(level: bytearray) -> Iterator[bytearray]:
    """Cut a level into parts of whole pairs."""
    size = 2 * _CHUNK * WORD
    return (level[start : start + size] for start in range(0, len(level), size))


def _each(
    pool: Executor | None, task: Callable[[Part], bytes], parts: Iterable[Part]
) -> Iterator[bytes]:
    """Do the task for each part, in order; a pool is a few parts ahead, never all."""
    if pool is None:
        yield from map(task, parts)
        return
    waiting = deque[Future[bytes]]()
    for part in parts:
        waiting.append(pool.submit(task, part))
        if len(waiting) == _AHEAD:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


def _hash_leaves(encoded_rows: list[bytes]) -> bytes:
    k = keccak_256
    return b"".join([k(k(row).digest()).digest() for row in encoded_rows])


def _hash_pairs(level: bytearray) -> bytes:
    k, words = keccak_256, _words(bytes(level))
    pairs = zip(words[::2], words[1::2], strict=True)
    return b"".join([k(a + b if a < b else b + a).digest() for a, b in pairs])


def _words(joined: bytes) -> list[bytes]:
    return [joined[place : place + WORD] for place in range(0, len(joined), WORD)]


def _places(order: Sequence[int]) -> "array[int]":
    """Turn the rows in the order of the leaves into the place of each row."""
    count = len(order)
    places = array("I", bytes(4 * count))
    for rank, row in enumerate(order):
        places[row] = count - 1 + rank
    return places


def _check_loaded(tree: Tree, rows: Sequence[Row], encoded: Encode) -> None:
    if not rows or len(tree.nodes) != (2 * len(rows) - 1) * WORD:
        raise ValueError("the number of hashes does not fit the number of rows")
    for number, row in enumerate(rows):
        if not 0 <= tree.places[number] < 2 * len(rows) - 1:
            raise ValueError(f"row {number} points outside the tree")
        if hash_leaf(encoded(row)) != tree.leaf(number):
            raise ValueError(f"row {number} is not what the tree has at its place")
    tree.audit()


def _as_json(value: Value) -> str | bool:
    if isinstance(value, bool):
        return value
    return "0x" + value.hex() if isinstance(value, bytes) else str(value)


def _from_json(kind: str, value: Any) -> Value:
    if kind.startswith(("uint", "int")):
        return int(value)
    if kind.startswith("bytes"):
        return bytes.fromhex(value.removeprefix("0x"))
    return value if isinstance(value, bool) else str(value)
