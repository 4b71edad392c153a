# SPDX-License-Identifier: Apache-2.0
"""The public face (ABI) and the storage layout of every deployable, as text that people can read.

`make snapshots` accepts the present ones; a difference in review means that integrators or storage
change.
"""

import argparse
import json
from pathlib import Path
from typing import Any

from scripts.artifacts import compiled, deployables

FOLDER = Path(__file__).parent / "snapshots"


def snapshot(path: Path) -> dict[str, Any]:
    """The ABI as sorted declarations and the storage as `module.variable -> slot`."""
    output = compiled(path)
    return {
        "abi": sorted(_declaration(item) for item in output["abi"]),
        "storage": _storage(output["layout"].get("storage_layout", {})),
    }


def _declaration(item: dict[str, Any]) -> str:
    words = [item["type"], item.get("name", "")]
    declaration = " ".join(word for word in words if word) + _parameters(item.get("inputs", []))
    if item.get("outputs"):
        declaration += f" -> {_parameters(item['outputs'])}"
    return f"{declaration} {item.get('stateMutability', '')}".rstrip()


def _parameters(parameters: list[dict[str, Any]]) -> str:
    return "(" + ", ".join(_parameter(parameter) for parameter in parameters) + ")"


def _parameter(parameter: dict[str, Any]) -> str:
    kind = parameter["type"]
    if kind.startswith("tuple"):
        kind = _parameters(parameter["components"]) + kind.removeprefix("tuple")
    indexed = "indexed" if parameter.get("indexed") else ""
    return " ".join(word for word in (kind, indexed, parameter["name"]) if word)


def _storage(layout: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, entry in layout.items():
        if "slot" in entry:
            flat[prefix + name] = {key: entry[key] for key in ("slot", "n_slots", "type")}
        else:
            flat |= _storage(entry, f"{prefix}{name}.")
    return dict(sorted(flat.items(), key=lambda pair: pair[1]["slot"]))


def text(path: Path) -> str:
    """What the snapshot file of one contract must hold."""
    return json.dumps(snapshot(path), indent=1) + "\n"


def write() -> None:
    """Rewrite every snapshot; drop those of contracts that are gone."""
    FOLDER.mkdir(exist_ok=True)
    files = {FOLDER / f"{path.stem}.json": text(path) for path in deployables()}
    for orphan in set(FOLDER.glob("*.json")) - files.keys():
        orphan.unlink()
    for file, content in files.items():
        file.write_text(content)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--write", action="store_true", required=True)
    parser.parse_args()
    write()
