# SPDX-License-Identifier: Apache-2.0
"""ABI words to Python values and back, compiled once per ABI entry.

Addresses come out with checksum, structs as dictionaries by member name, arrays as tuples, bytes
as `bytes`. Data made of plain 32-byte words, the common case of events, takes a path of its own
that is several times faster than the general decoder.

Errors: `eth_abi.exceptions.DecodingError` if data does not fit its types.
Source: the contract ABI specification.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from eth_abi.decoding import ContextFramesBytesIO, TupleDecoder
from eth_abi.exceptions import InsufficientDataBytes, NonEmptyPaddingBytes
from eth_abi.registry import registry
from eth_typing import ChecksumAddress
from eth_utils.address import to_checksum_address
from eth_utils.crypto import keccak

Component = Mapping[str, Any]  # one input or output of a JSON ABI
Decode = Callable[[bytes], tuple[Any, ...]]

WORD = 32


@lru_cache(maxsize=65_536)
def checksummed(address: bytes | str) -> ChecksumAddress:
    """Write an address with its checksum; the same few thousand come again and again."""
    return to_checksum_address(address)


def type_text(component: Component) -> str:
    """Write the canonical type, with the members of a struct spelled out."""
    kind: str = component["type"]
    if not kind.startswith("tuple"):
        return kind
    members = ",".join(type_text(member) for member in component["components"])
    return f"({members}){kind.removeprefix('tuple')}"


def signature(entry: Mapping[str, Any]) -> str:
    """Write `name(types)` of a function, event or error."""
    return f"{entry['name']}({','.join(type_text(item) for item in entry['inputs'])})"


def topic(event: Mapping[str, Any]) -> bytes:
    """Hash that marks an event in the log."""
    return keccak(text=signature(event))


def decoder(components: Sequence[Component]) -> Decode:
    """Compile the decoder of a list of values."""
    words = [_word_reader(component["type"]) for component in components]
    plain = [word for word in words if word is not None]
    if len(plain) == len(words):
        return _plain_decoder(plain)
    decode = _general_decoder([type_text(item) for item in components])
    named = [_naming(component) for component in components]

    def general(data: bytes) -> tuple[Any, ...]:
        return tuple(name(value) for name, value in zip(named, decode(data), strict=True))

    return general


def _general_decoder(types: Sequence[str]) -> Decode:
    """Compile eth-abi's decoder once instead of at every call."""
    decode = _untyped(TupleDecoder)(decoders=[registry.get_decoder(kind) for kind in types])
    stream = _untyped(ContextFramesBytesIO)
    return lambda data: tuple(decode(stream(data)))


def _untyped(callable_: Any) -> Any:
    """Hide a callable whose library carries no types."""
    return callable_


def result_decoder(outputs: Sequence[Component]) -> Callable[[bytes], Any]:
    """Compile the decoder of a function's answer: nothing, one value, or a tuple of several."""
    decode = decoder(outputs)
    if not outputs:
        return lambda _: None
    if len(outputs) == 1:
        return lambda data: decode(data)[0]
    return decode


def topic_decoder(component: Component) -> Callable[[bytes], Any]:
    """Compile the reader of an indexed argument; what does not fit a word is there as its hash."""
    return _word_reader(component["type"]) or bytes


def as_int(value: int | str) -> int:
    """Read a quantity of JSON-RPC."""
    return value if isinstance(value, int) else int(value, 16)


def as_bytes(value: bytes | str) -> bytes:
    """Read data of JSON-RPC."""
    return bytes(value) if isinstance(value, bytes) else bytes.fromhex(value.removeprefix("0x"))


def as_hex(value: bytes | str) -> str:
    """Write data of JSON-RPC with its prefix."""
    return value if isinstance(value, str) else "0x" + value.hex()


def _plain_decoder(readers: Sequence[Callable[[bytes], Any]]) -> Decode:
    """Decode data of one word per value."""
    slots = [(reader, WORD * i, WORD * (i + 1)) for i, reader in enumerate(readers)]
    size = WORD * len(slots)

    def plain(data: bytes) -> tuple[Any, ...]:
        if len(data) < size:
            raise InsufficientDataBytes(f"{len(data)} bytes where {size} were expected")
        return tuple([read(data[start:end]) for read, start, end in slots])

    return plain


def _word_reader(kind: str) -> Callable[[bytes], Any] | None:
    """Return the reader of a type that fills exactly one word, or None."""
    if kind == "address":
        return _read_address
    if kind == "bool":
        return _read_bool
    if kind.endswith("]"):
        return None
    if kind.startswith("uint"):
        return _read_uint(int(kind[4:]))
    if kind.startswith("int"):
        return _read_int(int(kind[3:]))
    if kind.startswith("bytes") and kind != "bytes":
        return _read_bytes(int(kind[5:]))
    return None


def _read_address(word: bytes) -> ChecksumAddress:
    if any(word[:12]):
        raise NonEmptyPaddingBytes(f"0x{word.hex()} is no address")
    return checksummed(word[12:])


def _read_bool(word: bytes) -> bool:
    value = int.from_bytes(word)
    if value > 1:
        raise NonEmptyPaddingBytes(f"0x{word.hex()} is neither true nor false")
    return value == 1


def _read_uint(bits: int) -> Callable[[bytes], int]:
    def read(word: bytes) -> int:
        value = int.from_bytes(word)
        if value >> bits:
            raise NonEmptyPaddingBytes(f"{value} does not fit uint{bits}")
        return value

    return read


def _read_int(bits: int) -> Callable[[bytes], int]:
    bound = 1 << (bits - 1)

    def read(word: bytes) -> int:
        value = int.from_bytes(word, signed=True)
        if not -bound <= value < bound:
            raise NonEmptyPaddingBytes(f"{value} does not fit int{bits}")
        return value

    return read


def _read_bytes(size: int) -> Callable[[bytes], bytes]:
    def read(word: bytes) -> bytes:
        if any(word[size:]):
            raise NonEmptyPaddingBytes(f"0x{word.hex()} does not fit bytes{size}")
        return word[:size]

    return read


def _naming(component: Component) -> Callable[[Any], Any]:
    """Compile the step from eth-abi's values to ours."""
    kind: str = component["type"]
    if kind.endswith("]"):
        item = _naming({**component, "type": kind[: kind.rindex("[")]})
        return lambda values: tuple(item(value) for value in values)
    if kind == "address":
        return checksummed
    if kind == "tuple":
        members = [(member["name"], _naming(member)) for member in component["components"]]
        return lambda values: {
            name: convert(value) for (name, convert), value in zip(members, values, strict=True)
        }
    return lambda value: value
