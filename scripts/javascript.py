# SPDX-License-Identifier: Apache-2.0
"""Write the JavaScript package out of the artefacts: `python scripts/javascript.py [--check]`.

ABIs, signed messages, enumerations, next steps of refusals; `--manifest FILE`, repeated, adds the
addresses of alliances. What it writes is committed, and a gate writes it again and compares.
"""

import argparse
import json
from collections.abc import Sequence
from enum import IntEnum
from pathlib import Path
from typing import Any

from cosmolocal import artifacts
from cosmolocal.deploy.contracts import CONTRACTS
from cosmolocal.deploy.manifest import Manifest
from cosmolocal.errors import REVERTS
from cosmolocal.funding import Chambers, Review, RoundStatus
from cosmolocal.governance import ProposalStatus, Side
from cosmolocal.membership import SeatKind, SeatStatus
from cosmolocal.scopes import Role, ScopeKind
from cosmolocal.typed_data import CATALOGUE, Struct
from cosmolocal.valueflows.actions import Action

SOURCES = Path(__file__).resolve().parent.parent / "javascript" / "src"
HEADER = (
    "// SPDX-License-Identifier: Apache-2.0\n// Written by scripts/javascript.py: do not edit.\n"
)
ENUMERATIONS: tuple[type[IntEnum], ...] = (
    Action,
    Chambers,
    ProposalStatus,
    Review,
    Role,
    RoundStatus,
    ScopeKind,
    SeatKind,
    SeatStatus,
    Side,
)
INDEX = """export * from './abis.js'
export * from './deployments.js'
export * from './enumerations.js'
export * from './messages.js'
export * from './refusals.js'
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Write, or with --check compare; 1 if a file is not what would be written."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="write nothing, compare")
    parser.add_argument("--manifest", type=Path, action="append", default=[])
    given = parser.parse_args(arguments)
    files = sources([Manifest.load(path) for path in given.manifest])
    if given.check:
        stale = [name for name, text in files.items() if _read(name) != text]
        print("\n".join(f"{name} is stale: run scripts/javascript.py" for name in stale))
        return 1 if stale else 0
    for name, text in files.items():
        (SOURCES / name).write_text(text, encoding="utf-8")
    return 0


def sources(manifests: Sequence[Manifest] = ()) -> dict[str, str]:
    """Every file of the package's sources."""
    return {
        "abis.ts": HEADER + abis(),
        "deployments.ts": HEADER + deployments(manifests),
        "enumerations.ts": HEADER + "\n".join(map(enumeration, ENUMERATIONS)),
        "index.ts": HEADER + INDEX,
        "messages.ts": HEADER + messages(),
        "refusals.ts": HEADER + refusals(),
    }


def abis() -> str:
    """Write the ABI of every contract, and all of them by name."""
    parts = [constant(f"{_lower(name)}Abi", artifacts.load(name).abi) for name in CONTRACTS]
    named = ",\n".join(f"  {name}: {_lower(name)}Abi" for name in CONTRACTS)
    parts.append(f"/** Contract -> its ABI. */\nexport const abis = {{\n{named},\n}} as const\n")
    parts.append("export type ContractName = keyof typeof abis\n")
    return "\n".join(parts)


def deployments(manifests: Sequence[Manifest]) -> str:
    """Write where alliances are, by chain id and name."""
    known: dict[str, Any] = {}
    for manifest in manifests:
        places = {name: manifest.address(name) for name in CONTRACTS}
        known.setdefault(str(manifest.chain_id), {})[manifest.name] = places
    return (
        "import type { ContractName } from './abis.js'\n\n"
        "export type Address = `0x${string}`\n\n"
        "/** Where the contracts of one alliance are; so does `GET /alliance` of its service. */\n"
        "export type Contracts = Record<ContractName, Address>\n\n"
        "/** Chain id -> alliance -> contract -> address. */\n" + constant("deployments", known)
    )


def enumeration(kind: type[IntEnum]) -> str:
    """Write an enumeration as an object and the type of its values."""
    [said, *_] = (kind.__doc__ or "").splitlines()
    held = {each.name: int(each) for each in kind}
    name = kind.__name__
    also = f"export type {name} = (typeof {name})[keyof typeof {name}]\n"
    return f"/** {said} */\n" + constant(name, held) + also


def messages() -> str:
    """Write the types of every message that members sign (EIP-712)."""
    found = {kind.__name__: _members(kind) for kind in CATALOGUE}
    return "/** Message -> its `types` for `signTypedData`. */\n" + constant("messages", found)


def refusals() -> str:
    """Write what to do about every refusal of a contract."""
    steps = {text: REVERTS[text].next_step for text in sorted(REVERTS)}
    return "/** Text of a revert -> what to do next. */\n" + constant("refusals", steps)


def constant(name: str, value: Any) -> str:
    """Write a constant whose type is its value, a line for each of its parts."""
    if isinstance(value, dict):
        parts = [f"  {_json(key)}: {_json(inner)}," for key, inner in value.items()]
        text = "\n".join(["{", *parts, "}"])
    else:
        text = "\n".join(["[", *(f"  {_json(each)}," for each in value), "]"])
    return f"export const {name} = {text} as const\n"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _members(kind: type[Struct]) -> dict[str, list[dict[str, str]]]:
    name, _, rest = kind.TYPE.rstrip(")").partition("(")
    pairs = (member.split(" ") for member in rest.split(","))
    return {name: [{"name": name, "type": kind} for kind, name in pairs]}


def _lower(name: str) -> str:
    return name[0].lower() + name[1:]


def _read(name: str) -> str:
    path = SOURCES / name
    return path.read_text(encoding="utf-8") if path.is_file() else ""


if __name__ == "__main__":
    raise SystemExit(main())
