# SPDX-License-Identifier: Apache-2.0
"""Compile every deployable contract into `cosmolocal/artifacts` and record the sizes.

The sizes go to `benchmarks/size.json` and into the table of `contracts/README.md`.

    python scripts/artifacts.py [--check]        ape run artifacts

A deployable is a CamelCase file below `contracts/`, mocks aside. The package deploys from these
files, so that a user needs no compiler; `--check` compares them with a fresh compile and changes
nothing.
"""

import argparse
import json
import re
import subprocess
import sys
import warnings
from functools import cache
from pathlib import Path
from typing import Any

from vyper.compiler import compile_from_file_input
from vyper.compiler.input_bundle import FilesystemInputBundle
from vyper.compiler.settings import Settings
from vyper.warnings import ContractSizeLimit, VyperWarning

ROOT = Path(__file__).resolve().parent.parent
CONTRACTS = ROOT / "contracts"
ARTIFACTS = ROOT / "cosmolocal" / "artifacts"
SIZES = ROOT / "benchmarks" / "size.json"
OVERVIEW = CONTRACTS / "README.md"

# Cancun is the oldest chain we deploy on: the reentrancy lock needs its transient storage.
TOOLCHAIN = {"compiler": "vyper 0.4.3", "evm_version": "cancun", "optimize": "gas"}
# EIP-170 allows 24,576 bytes; the rest is room for a correction.
SIZE_LIMIT = 23_500


def deployables() -> list[Path]:
    """Every contract that is deployed, by name."""
    found = (path for path in CONTRACTS.rglob("[A-Z]*.vy") if "mocks" not in path.parts)
    return sorted(found, key=lambda path: path.stem)


@cache
def compiled(path: Path) -> dict[str, Any]:
    """Compile one contract from the repository's own sources alone; nothing else is importable."""
    bundle = FilesystemInputBundle([ROOT])
    with warnings.catch_warnings():
        warnings.simplefilter("error", VyperWarning)
        warnings.simplefilter("ignore", ContractSizeLimit)  # our own limit is lower, and a gate
        return compile_from_file_input(
            bundle.load_file(path.relative_to(ROOT)),
            input_bundle=bundle,
            settings=Settings(
                evm_version=TOOLCHAIN["evm_version"]
            ),  # a pragma may ask for smaller code
            output_formats=("abi", "bytecode", "bytecode_runtime", "layout", "solc_json"),
        )


def artifact(path: Path) -> dict[str, Any]:
    """What the package needs to deploy `path` and to recognise it on a chain.

    A chain holds `runtime_bytecode` followed by `immutables_bytes` bytes of values that the
    constructor set; `immutables` names them, offsets counting from the end of `runtime_bytecode`.
    """
    output = compiled(path)
    immutables = _flatten(output["layout"].get("code_layout", {}))
    return {
        "name": path.stem,
        "source": path.relative_to(ROOT).as_posix(),
        **TOOLCHAIN,
        "abi": output["abi"],
        "bytecode": output["bytecode"],
        "runtime_bytecode": output["bytecode_runtime"],
        "immutables": immutables,
        "immutables_bytes": sum(slot["length"] for slot in immutables.values()),
    }


def _flatten(layout: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    """Nested module layout as one level: `seasons.GENESIS -> {type, offset, length}`."""
    flat: dict[str, Any] = {}
    for name, entry in layout.items():
        if "offset" in entry:
            flat[prefix + name] = {key: entry[key] for key in ("type", "offset", "length")}
        else:
            flat |= _flatten(entry, f"{prefix}{name}.")
    return flat


def size(art: dict[str, Any]) -> dict[str, int]:
    """Bytes of one contract: on the chain (`deployed`: runtime, immutables) and to create it."""
    runtime = _bytes(art["runtime_bytecode"])
    return {
        "deployed": runtime + art["immutables_bytes"],
        "runtime": runtime,
        "immutables": art["immutables_bytes"],
        "creation": _bytes(art["bytecode"]),
    }


def _bytes(code: str) -> int:
    return len(code.removeprefix("0x")) // 2


def expected_files() -> dict[Path, str]:
    """Each generated file and the text that it must have."""
    built = [artifact(path) for path in deployables()]
    files = {ARTIFACTS / f"{art['name']}.json": text(art) for art in built}
    return files | summaries(built)


def summaries(built: list[dict[str, Any]]) -> dict[Path, str]:
    """The files about the sizes of all contracts, and the text that each must have."""
    sizes = {art["name"]: size(art) for art in built}
    table = {**TOOLCHAIN, "unit": "bytes", "limit": SIZE_LIMIT, "contracts": sizes}
    return {SIZES: text(table), OVERVIEW: _overview(sizes)}


def _overview(sizes: dict[str, dict[str, int]]) -> str:
    """The table in `contracts/README.md` with its last column, bytes, filled in."""

    def filled(row: re.Match[str]) -> str:
        known = sizes.get(row["name"])
        return f"{row['cells']}{known['deployed']:,} |" if known else row[0]

    return re.sub(
        r"^(?P<cells>\| `(?P<name>\w+)` \|.*\| )[\d,]+ \|$",
        filled,
        OVERVIEW.read_text(),
        flags=re.M,
    )


def text(content: dict[str, Any]) -> str:
    """How generated JSON is written."""
    return json.dumps(content, indent=1) + "\n"


def stale_files() -> list[Path]:
    """Generated files that differ from a fresh compile, are missing, or have no contract."""
    expected = expected_files()
    orphans = set(ARTIFACTS.glob("*.json")) - expected.keys()
    wrong = {path for path, text in expected.items() if _read(path) != text}
    return sorted(orphans | wrong)


def _read(path: Path) -> str | None:
    return path.read_text() if path.exists() else None


def write() -> list[Path]:
    """Bring every generated file up to date; return those that changed."""
    changed = stale_files()
    expected = expected_files()
    for path in changed:
        if path in expected:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(expected[path])
        else:
            path.unlink()
    return changed


def main(*, check: bool = False) -> int:
    """Write the generated files, or only compare them; return the exit code."""
    changed = stale_files() if check else write()
    for path in changed:
        print(f"{'stale' if check else 'wrote'}: {path.relative_to(ROOT)}")
    if check and changed:
        print("The contracts changed since these files were written: run `make artifacts`.")
        return 1
    # In a process of its own: it reads what was just written.
    arguments = ["--check"] if check else []
    package = [sys.executable, "-m", "scripts.javascript", *arguments]
    if subprocess.run(package, cwd=ROOT, check=False).returncode:  # noqa: S603 - our own
        return 1
    print(f"{len(deployables())} contracts, artifacts up to date")
    return 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="compare only, change nothing")
    sys.exit(main(check=parser.parse_args().check))
