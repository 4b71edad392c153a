# SPDX-License-Identifier: Apache-2.0
"""Read a YAML file that people write, so that every complaint can name its line.

Only what an alliance needs of YAML is understood: mappings, lists, text, whole numbers, true and
false. An unquoted `0x…` is text and never a number; nothing becomes a float or a date by itself;
repeated keys, aliases and tags are refused.

Errors: `BadInput` with file, line and reason of everything that is wrong.
"""

import re
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from cosmolocal import files
from cosmolocal.errors import BadInput
from cosmolocal.yaml_text import MAX_BYTES, require_plain

Location = tuple[str | int, ...]
Issue = tuple[Location, str]
"""Place in the file, and reason."""
Described = TypeVar("Described", bound=BaseModel)

_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]*(?:_[0-9]+)*)")
_WORDS = {"true": True, "false": False, "null": None, "~": None, "": None}
# What pydantic says of these two is meant for programmers.
_PLAINER = {"extra_forbidden": "unknown key", "missing": "is missing"}


def read(path: Path, model: type[Described]) -> Described:
    """Read `path` and check it against `model`."""
    return parse(files.read(path, MAX_BYTES), model, name=path.name)


def parse(raw: bytes, model: type[Described], *, name: str) -> Described:
    """Check the YAML text `raw` against `model`; complaints call it `name`."""
    if len(raw) > MAX_BYTES:
        raise BadInput(f"{name} has more than {MAX_BYTES:,} bytes", next_step="Shorten its texts.")
    document = _Document(name)
    content = document.load(raw)
    try:
        return model.model_validate(content)
    except ValidationError as error:
        raise BadInput(
            "\n".join(document.complaint(issue["loc"], _reason(issue)) for issue in error.errors()),
            next_step=f"Mend {name} at the lines given.",
        ) from error


def _reason(issue: Any) -> str:
    """Say what is wrong with one value, for people."""
    plainer: str | None = _PLAINER.get(issue["type"])
    return plainer or str(issue["msg"]).removeprefix("Value error, ")


class _Document:
    """One file: its values, and the line of each of them."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._lines: dict[Location, int] = {(): 1}

    def load(self, raw: bytes) -> Any:
        """Return the content in plain Python values."""
        try:
            text = raw.decode("utf-8")
            require_plain(text)
            node = yaml.compose(text)
        except UnicodeDecodeError as error:
            raise BadInput(f"{self._name} is not UTF-8 text: {error.reason}") from error
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 1
            raise BadInput(f"{self._name}:{line}: {error.problem}") from error
        except yaml.YAMLError as error:
            raise BadInput(f"{self._name} is not YAML: {error}") from error
        except ValueError as error:
            raise BadInput(f"{self._name}: {error}") from None
        return None if node is None else self._value(node, ())

    def complaint(self, location: Location, reason: str) -> str:
        """Write one complaint; a key that is missing is reported at its parent."""
        known = location
        while known not in self._lines:
            known = known[:-1]
        where = f"{self._name}:{self._lines[known]}"
        return (
            f"{where}: {'.'.join(map(str, location))}: {reason}"
            if location
            else f"{where}: {reason}"
        )

    def _value(self, node: yaml.Node, location: Location) -> Any:
        """Turn one node into its value and remember its line."""
        self._lines.setdefault(location, node.start_mark.line + 1)
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, location)
        if isinstance(node, yaml.SequenceNode):
            return [self._value(item, (*location, i)) for i, item in enumerate(node.value)]
        text = str(node.value)
        if isinstance(node, yaml.ScalarNode) and node.style:  # quoted, or a block of text
            return text
        return int(text) if _INTEGER.fullmatch(text) else _WORDS.get(text, text)

    def _mapping(self, node: yaml.MappingNode, location: Location) -> dict[str, Any]:
        """Read a mapping; a key that is no text or comes twice is refused."""
        content: dict[str, Any] = {}
        for key_node, value_node in node.value:
            line, key = key_node.start_mark.line + 1, key_node.value
            if not isinstance(key, str):
                raise BadInput(f"{self._name}:{line}: a key must be a word")
            if key in content:
                raise BadInput(f"{self._name}:{line}: {key!r} comes twice")
            self._lines[(*location, key)] = line
            content[key] = self._value(value_node, (*location, key))
        return content
