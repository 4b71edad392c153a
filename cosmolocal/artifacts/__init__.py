# SPDX-License-Identifier: Apache-2.0
"""Compiled contracts that ship with the package: nobody who uses it needs a compiler.

`scripts/artifacts.py` writes one `<Contract>.json` each; a gate compiles again and compares.

Errors: `BadInput` for a name that does not exist.
"""

import json
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from cosmolocal.errors import BadInput


@dataclass(frozen=True, slots=True)
class Artifact:
    """One compiled contract; code is 0x-prefixed text.

    A chain holds `runtime_bytecode` and behind it `immutables_bytes` bytes that the constructor
    set; `immutables` names them, with offsets from the end of `runtime_bytecode`.
    """

    name: str
    abi: list[dict[str, Any]] = field(repr=False)
    bytecode: str = field(repr=False)
    runtime_bytecode: str = field(default="", repr=False)
    immutables: dict[str, dict[str, Any]] = field(default_factory=dict, repr=False)
    immutables_bytes: int = 0
    source: str = ""
    compiler: str = ""
    evm_version: str = ""
    optimize: str = ""


def names() -> tuple[str, ...]:
    """List every contract that ships, in alphabetical order."""
    found = (path.name for path in files(__package__).iterdir())
    return tuple(sorted(name.removesuffix(".json") for name in found if name.endswith(".json")))


@cache
def load(name: str) -> Artifact:
    """Read one contract by its name."""
    if name not in names():
        raise BadInput(
            f"no contract named {name!r} ships with this package",
            next_step=f"Choose one of: {', '.join(names())}.",
        )
    text = files(__package__).joinpath(f"{name}.json").read_text(encoding="utf-8")
    return Artifact(**json.loads(text))
