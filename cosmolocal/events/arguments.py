# SPDX-License-Identifier: Apache-2.0
"""Arguments of events as JSON and back, and as columns of a table.

Whole numbers are written as decimal text, for many do not fit the numbers of JSON, bytes as
hexadecimal text with 0x; an indexed text or array is there as its hash, as in the log.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

Component = Mapping[str, Any]  # one input of an event's ABI
Restore = Callable[[Any], Any]

# What a signed column of 64 bits and one of 38 decimal digits hold in any case.
_LONG_BITS, _DECIMAL_BITS = 63, 126


def to_json(arguments: Mapping[str, Any]) -> str:
    """Write arguments, in their order."""
    return json.dumps({name: _plain(value) for name, value in arguments.items()})


def _plain(value: Any) -> Any:
    kind = type(value)
    if kind is int:
        return str(value)
    if kind is bytes:
        return "0x" + value.hex()
    if kind is tuple:
        return [_plain(item) for item in value]
    if kind is dict:
        return {name: _plain(member) for name, member in value.items()}
    return value


def from_json(inputs: Sequence[Component]) -> Callable[[str], dict[str, Any]]:
    """Compile the reader of what `to_json` wrote for an event with these inputs."""
    readers = {each["name"]: _indexed(each) for each in inputs}

    def read(text: str) -> dict[str, Any]:
        return {name: readers[name](value) for name, value in json.loads(text).items()}

    return read


def _indexed(component: Component) -> Restore:
    """Read an argument; one that is indexed and no single word is a hash."""
    kind: str = component["type"]
    is_hash = kind in ("string", "bytes", "tuple") or kind.endswith("]")
    return _bytes if component["indexed"] and is_hash else _restorer(component)


def _restorer(component: Component) -> Restore:
    kind: str = component["type"]
    if kind.endswith("]"):
        item = _restorer({**component, "type": kind[: kind.rindex("[")]})
        return lambda values: tuple(item(value) for value in values)
    if kind == "tuple":
        members = {member["name"]: _restorer(member) for member in component["components"]}
        return lambda given: {name: members[name](value) for name, value in given.items()}
    if kind.startswith(("uint", "int")):
        return int
    if kind.startswith("bytes"):
        return _bytes
    return lambda value: value


def _bytes(text: str) -> bytes:
    return bytes.fromhex(text[2:])


def column_type(component: Component) -> str:
    """Name the type of a column that holds an argument exactly.

    Whole numbers wider than 126 bits stay text: cast them to `decimal(38, 0)`, which refuses what
    does not fit, to add them up.
    """
    kind: str = component["type"]
    if component["indexed"] and _indexed(component) is _bytes:
        return "string"
    if kind.endswith("]") or kind == "tuple":
        return "json"
    if kind == "bool":
        return "boolean"
    if kind.startswith(("uint", "int")):
        bits = int(kind.removeprefix("u").removeprefix("int"))
        if bits <= _LONG_BITS:
            return "int64"
        return "decimal(38, 0)" if bits <= _DECIMAL_BITS else "string"
    return "string"
