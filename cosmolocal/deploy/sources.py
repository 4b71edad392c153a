# SPDX-License-Identifier: Apache-2.0
"""What explorers compile again: the sources of a contract as the compiler's standard JSON input.

The sources ship with the package. What a contract imports is found in them; a gate holds the result
equal to what the compiler itself writes.

Errors: `BadInput` for a name that does not exist.
"""

import re
from hashlib import sha256
from importlib import resources
from pathlib import Path
from typing import Any

from cosmolocal import artifacts
from cosmolocal.errors import BadInput

COMPILER = "0.4.3+commit.bff19ea2"
FOLDER = "contracts"
_IMPORT = re.compile(r"^from (?P<package>contracts(?:\.\w+)+) import (?P<module>\w+)", re.M)


def standard_input(name: str) -> dict[str, Any]:
    """Return what the compiler takes to make a contract's code again."""
    artifact = artifacts.load(name)
    return {
        "language": "Vyper",
        "sources": {path: _entry(text) for path, text in sorted(_closure(artifact.source).items())},
        "settings": {
            "outputSelection": {artifact.source: ["*"]},
            "search_paths": ["."],
            "evmVersion": artifact.evm_version,
        },
    }


def identifier(name: str) -> str:
    """Name a contract as explorers do: its file and itself."""
    return f"{artifacts.load(name).source}:{name}"


def _entry(text: str) -> dict[str, str]:
    return {"content": text, "sha256sum": sha256(text.encode()).hexdigest()}


def _closure(path: str) -> dict[str, str]:
    """Read a source and all that it imports, directly or not."""
    found: dict[str, str] = {}
    left = [path]
    while left:
        here = left.pop()
        if here not in found:
            found[here] = _read(here)
            left += map(_imported, _IMPORT.finditer(found[here]))
    return found


def _imported(line: re.Match[str]) -> str:
    """Find the file of an import: a module, or an interface."""
    stem = f"{line['package'].replace('.', '/')}/{line['module']}"
    return f"{stem}.vy" if (_root() / f"{stem}.vy").is_file() else f"{stem}.vyi"


def _read(path: str) -> str:
    try:
        return (_root() / path).read_text(encoding="utf-8")
    except OSError as error:
        raise BadInput(
            f"the source {path} is not here: {error.strerror}",
            next_step="Install cosmolocal again, or work in a whole checkout.",
        ) from error


def _root() -> Path:
    """Find the folder above `contracts`: the installed package, or the checkout it lies in."""
    package = Path(str(resources.files("cosmolocal")))
    return package if (package / FOLDER).is_dir() else package.parent
