# SPDX-License-Identifier: Apache-2.0
"""cosmolocal.tally.merkle: OpenZeppelin's standard tree.

of / dumps / loads
├── what OpenZeppelin's package wrote of three rows          → the same tree, byte for byte
├── any rows                                                 → come back from their JSON
├── a row, a hash or a place that was edited; another format → ValueError
proof
├── any row of any number of rows                            → leads to the root
├── of another row, or an inner node as a leaf               → does not
└── no such row                                              → IndexError
build
├── any number of rows, hashed in parts                      → node by node what the formula says
└── by a pool of processes                                   → the same tree
row_encoder
├── words, and other types                                   → what eth_abi gives
└── a value of another type, a short bytes32                 → ValueError
save / open_tree / audit
├── stored and mapped                                        → the same root and proofs
└── cut off, another file, one bit turned                    → ValueError
"""

import json
from concurrent.futures import ProcessPoolExecutor

import pytest
from eth_abi import encode
from hypothesis import given
from hypothesis import strategies as st

from cosmolocal.tally import merkle
from cosmolocal.tally.merkle import (
    StandardTree,
    build,
    hash_leaf,
    hash_pair,
    open_tree,
    root_of,
    row_encoder,
)

# Written by @openzeppelin/merkle-tree 1.0.8.
TYPES = ("address", "uint256")
ROWS = (
    ("0x1111111111111111111111111111111111111111", 5_000_000_000_000_000_000),
    ("0x2222222222222222222222222222222222222222", 2_500_000_000_000_000_000),
    ("0x3333333333333333333333333333333333333333", 7),
)
NODES = [
    "0xe264190c3e22d981e46853866509a7576d5037da794a48ed577d392cc9a9b415",
    "0x1d079e8489684395a2a7a25ec7ee7c2b84871c4c44e8105ffef65c5b40526c88",
    "0xeb02c421cfa48976e66dfb29120745909ea3a0f843456c263cf8f1253483e283",
    "0xbe3b42a05702c04893d953884f1140495cc5b2fea835e19e0bb1d150bd5f9c6a",
    "0xb92c48e9d7abe27fd8dfd6b5dfdbfb1c9a463f80c712b66f3a5180a090cccafc",
]
PLACES = [2, 4, 3]

counts = st.integers(1, 40)


def made(count):
    encoded = row_encoder(["uint256", "uint256"])
    return build(encoded((number, number % 3)) for number in range(count))


@given(counts, st.integers(1, 5))
def test_build__in_parts_of_any_size__is_what_the_formula_says(count, size):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(merkle, "_CHUNK", size)
        tree = made(count)

    rows = [encode(["uint256", "uint256"], [number, number % 3]) for number in range(count)]
    nodes = [b""] * (count - 1) + sorted(map(hash_leaf, rows), reverse=True)
    for place in reversed(range(count - 1)):
        nodes[place] = hash_pair(nodes[2 * place + 1], nodes[2 * place + 2])
    assert bytes(tree.nodes) == b"".join(nodes)
    assert [tree.leaf(row) for row in range(count)] == list(map(hash_leaf, rows))


def test_build__by_a_pool_of_processes__is_the_same_tree():
    rows = [number.to_bytes(32, "big") for number in range(100_003)]
    with ProcessPoolExecutor(2) as pool:
        shared = build(rows, pool=pool)

    alone = build(rows)
    assert (shared.nodes, shared.places) == (alone.nodes, alone.places)
    alone.audit()


def test_dumps__rows_of_openzeppelins_package__give_its_tree():
    tree = StandardTree.of(TYPES, ROWS)

    document = json.loads(tree.dumps())

    assert document["format"] == "standard-v1"
    assert document["leafEncoding"] == list(TYPES)
    assert document["tree"] == NODES
    assert [value["treeIndex"] for value in document["values"]] == PLACES
    assert document["values"][0]["value"] == [ROWS[0][0], str(ROWS[0][1])]


def test_loads__what_was_dumped__is_the_same_tree():
    types = ("bytes32", "uint256", "bool", "string")
    tree = StandardTree.of(types, [(b"\1" * 32, 7, True, "seven"), (b"\2" * 32, 8, False, "")])

    loaded = StandardTree.loads(tree.dumps())

    assert (loaded.types, loaded.rows, loaded.root) == (tree.types, tree.rows, tree.root)
    assert loaded.proof(1) == tree.proof(1)


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (lambda d: d.update(format="simple-v1"), "standard-v1"),
        (lambda d: d["values"][1].update(value=[ROWS[1][0], "1"]), "row 1 is not"),
        (lambda d: d["values"][1].update(treeIndex=9), "row 1 points outside"),
        (lambda d: d["tree"].__setitem__(0, "0x" + "00" * 32), "node 0 is not"),
        (lambda d: d["tree"].pop(), "number of hashes"),
    ],
)
def test_loads__an_edited_tree__is_refused(edit, said):
    document = json.loads(StandardTree.of(TYPES, ROWS).dumps())
    edit(document)

    with pytest.raises(ValueError, match=said):
        StandardTree.loads(json.dumps(document))


@given(count=counts, data=st.data())
def test_proof__any_row__leads_to_the_root(count, data):
    """F-7 a proof leads to the root from its own row only, and no inner node passes for a row."""
    tree = made(count)
    row = data.draw(st.integers(0, count - 1))

    assert root_of(tree.leaf(row), tree.proof(row)) == tree.root
    assert tree.leaf(row) == hash_leaf(encode(["uint256", "uint256"], [row, row % 3]))
    if count > 1:
        other = (row + 1) % count
        assert root_of(tree.leaf(other), tree.proof(row)) != tree.root
        children = tree.node(1) + tree.node(2)
        assert hash_leaf(children) != tree.root


@pytest.mark.parametrize("row", [-1, 3])
def test_proof__no_such_row__is_an_index_error(row):
    with pytest.raises(IndexError, match="the tree has 3"):
        made(3).proof(row)


def test_build__no_rows__is_refused():
    with pytest.raises(ValueError, match="at least one row"):
        build([])


@given(number=st.integers(0, 2**256 - 1), word=st.binary(min_size=32, max_size=32))
def test_row_encoder__words__are_what_the_abi_says(number, word):
    types = ["bytes32", "uint256", "uint256"]
    assert row_encoder(types)((word, number, 0)) == encode(types, [word, number, 0])


@pytest.mark.parametrize(
    "row", [(b"\1" * 32,), (b"\1" * 32, True), (7, b"\1" * 32), (b"\1" * 31, 7)]
)
def test_row_encoder__a_row_that_does_not_fit__is_refused(row):
    with pytest.raises(ValueError, match=r"cannot be|32 bytes"):
        row_encoder(["bytes32", "uint256"])(row)


def test_open_tree__what_was_saved__gives_the_same_proofs(tmp_path):
    tree, path = made(11), tmp_path / "tree"
    with path.open("wb") as file:
        tree.save(file)

    stored = open_tree(path)
    stored.audit()

    assert (len(stored), stored.root) == (11, tree.root)
    assert [stored.proof(row) for row in range(11)] == [tree.proof(row) for row in range(11)]


@pytest.mark.parametrize(
    ("damage", "said"), [(lambda b: b[:-1], "cut off"), (lambda b: b"{}" + b, "not a stored")]
)
def test_open_tree__another_file__is_refused(tmp_path, damage, said):
    path = tmp_path / "tree"
    with path.open("wb") as file:
        made(5).save(file)
    path.write_bytes(damage(path.read_bytes()))

    with pytest.raises(ValueError, match=said):
        open_tree(path)


def test_audit__one_bit_turned__names_the_node(tmp_path):
    path = tmp_path / "tree"
    with path.open("wb") as file:
        made(5).save(file)
    stored = bytearray(path.read_bytes())
    stored[-1] ^= 1
    path.write_bytes(stored)

    with pytest.raises(ValueError, match="node 3 is not"):
        open_tree(path).audit()
