# SPDX-License-Identifier: Apache-2.0
"""Codec: the fast path and the general one read what eth-abi writes, and refuse what is bad."""

import pytest
from eth_abi import encode
from eth_abi.exceptions import DecodingError
from hypothesis import given
from hypothesis import strategies as st

from cosmolocal import codec
from cosmolocal.units import to_address

SIZES = range(8, 257, 8)
ADDRESSES = st.binary(min_size=20, max_size=20).map(to_address)


@st.composite
def plain(draw):
    """A type of one word with a value."""
    kind = draw(st.sampled_from(["uint", "int", "bool", "address", "bytes"]))
    bits = draw(st.sampled_from(list(SIZES)))
    if kind == "uint":
        return f"uint{bits}", draw(st.integers(0, 2**bits - 1))
    if kind == "int":
        return f"int{bits}", draw(st.integers(-(2 ** (bits - 1)), 2 ** (bits - 1) - 1))
    if kind == "bytes":
        return f"bytes{bits // 8}", draw(st.binary(min_size=bits // 8, max_size=bits // 8))
    return kind, draw(st.booleans() if kind == "bool" else ADDRESSES)


@st.composite
def longer(draw):
    """A type of any length with a value."""
    kind = draw(st.sampled_from(["bytes", "string", "array", "plain"]))
    if kind == "array":
        item, first = draw(plain())
        return f"{item}[]", draw(st.lists(st.just(first), max_size=3).map(tuple))
    if kind == "plain":
        return draw(plain())
    return kind, draw(st.binary(max_size=40) if kind == "bytes" else st.text(max_size=20))


def components(pairs):
    return [{"name": f"x{i}", "type": kind} for i, (kind, _) in enumerate(pairs)]


@given(st.lists(plain(), max_size=6))
def test_decoder__words__reads_what_was_written(pairs):
    data = encode([kind for kind, _ in pairs], [value for _, value in pairs])
    assert codec.decoder(components(pairs))(data) == tuple(value for _, value in pairs)


@given(st.lists(longer(), min_size=1, max_size=5))
def test_decoder__any_types__reads_what_was_written(pairs):
    data = encode([kind for kind, _ in pairs], [value for _, value in pairs])
    assert codec.decoder(components(pairs))(data) == tuple(value for _, value in pairs)


@given(plain(), st.binary(min_size=32, max_size=32))
def test_decoder__any_word__is_read_or_refused_like_by_eth_abi(pair, word):
    kind = pair[0]
    fast, general = codec.decoder([{"name": "x", "type": kind}]), codec._general_decoder([kind])
    try:
        expected = general(word)
    except DecodingError:
        with pytest.raises(DecodingError):
            fast(word)
    else:
        found = fast(word)
        assert found == ((to_address(word[12:]),) if kind == "address" else expected)


@pytest.mark.parametrize(
    ("kind", "word"),
    [
        ("uint8", (256).to_bytes(32)),
        ("uint248", (2**248).to_bytes(32)),
        ("int8", (128).to_bytes(32)),
        ("int8", (-129).to_bytes(32, signed=True)),
        ("bool", (2).to_bytes(32)),
        ("address", (2**160).to_bytes(32)),
        ("bytes4", b"abcde".ljust(32, b"\0")),
    ],
)
def test_decoder__word_too_wide_for_its_type__is_refused(kind, word):
    with pytest.raises(DecodingError):
        codec.decoder([{"name": "x", "type": kind}])(word)


@given(st.lists(plain(), min_size=1, max_size=4), st.integers(1, 31))
def test_decoder__too_short__is_refused(pairs, missing):
    data = encode([kind for kind, _ in pairs], [value for _, value in pairs])
    with pytest.raises(DecodingError):
        codec.decoder(components(pairs))(data[:-missing])


def test_decoder__structs_and_arrays__have_names_and_are_tuples():
    pair = {
        "name": "pair",
        "type": "tuple",
        "components": [{"name": "left", "type": "uint8"}, {"name": "right", "type": "address"}],
    }
    pairs = {**pair, "name": "pairs", "type": "tuple[2][]"}
    one = (3, to_address(b"\x11" * 20))
    data = encode(["(uint8,address)", "(uint8,address)[2][]"], [one, [(one, one)]])

    named = {"left": 3, "right": one[1]}
    assert codec.decoder([pair, pairs])(data) == (named, ((named, named),))


def test_signature__with_structs__spells_the_members():
    struct = {"name": "t", "type": "tuple[]", "components": [{"name": "a", "type": "uint8"}]}
    entry = {"name": "open_round", "inputs": [struct, {"name": "b", "type": "bytes32"}]}
    assert codec.signature(entry) == "open_round((uint8)[],bytes32)"


def test_topic__transfer__is_the_one_everybody_knows():
    kinds = ["address", "address", "uint256"]
    entry = {"name": "Transfer", "inputs": [{"name": "", "type": kind} for kind in kinds]}
    assert codec.topic(entry).hex() == (
        "ddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef"
    )


def test_result_decoder__none_one_or_several():
    word = encode(["uint8"], [7])
    assert codec.result_decoder([])(b"") is None
    assert codec.result_decoder([{"name": "", "type": "uint8"}])(word) == 7
    assert codec.result_decoder([{"name": "", "type": "uint8"}] * 2)(word * 2) == (7, 7)
