# SPDX-License-Identifier: Apache-2.0
"""What a test needs from outside the repository, asked for in one voice.

A test that needs a tool or the `../shared` data calls `require_tool` or `require_shared` first.
Where the thing is missing the test is skipped, and every skip is counted in the summary. With
REQUIRE_ALL=1 a skip is a failure.
"""

import os
import shutil
from pathlib import Path

import pytest

from cosmolocal.local import find_anvil

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
IS_DEEP = os.environ.get("HYPOTHESIS_PROFILE") == "deep"
"""Whether tests that have a short and a long form take the long one (`make deep`)."""
REQUIRE_ALL = os.environ.get("REQUIRE_ALL", "") not in ("", "0")

OPTIONAL = "optional: "
_OF_THE_DISTRIBUTION = {"chromium", "hledger"}
"""Programs of the distribution: `make system` installs them, and no command may count on it."""
_HINTS = {
    "anvil": "`make dev` fetches it where npm exists",
    "npm": "install Node.js",
    "bean-check": "`make dev` installs beancount",
    "chromium": "`make system` installs it on Debian",
    "hledger": "`make system` installs it on Debian",
}


def require_tool(name: str) -> Path:
    """Return the path of a program, or skip the test."""
    found = find_anvil() if name == "anvil" else shutil.which(name)
    if found is None:
        kind = OPTIONAL if name in _OF_THE_DISTRIBUTION else ""
        pytest.skip(f"{kind}{name} is missing: {_HINTS.get(name, 'put it on PATH')}")
    return Path(found)


def require_shared(dataset: str) -> Path:
    """Return the folder `../shared/data/<dataset>`, or skip the test."""
    folder = SHARED / "data" / dataset
    if not folder.is_dir():
        pytest.skip(f"../shared/data/{dataset} is missing: lay the data folder beside the checkout")
    return folder


def require_safe() -> Path:
    """Return the folder of the Safe's official contracts, or skip the test."""
    return _require_package("safe", "@safe-global/safe-contracts", "the Safe's contracts")


def require_openzeppelin() -> Path:
    """Return the folder of OpenZeppelin's published contracts, or skip the test."""
    return _require_package("openzeppelin", "@openzeppelin/contracts", "OpenZeppelin's contracts")


def require_viem() -> Path:
    """Return the folder of viem, or skip the test."""
    return _require_package("javascript", "viem", "viem and TypeScript")


def require_forge() -> Path:
    """Return forge's native program, or skip the test."""
    [*found] = (ROOT / ".tools" / "forge" / "node_modules" / "@foundry-rs").glob(
        "forge-*/bin/forge"
    )
    if not found:
        pytest.skip("forge is missing: `make dev` fetches it where npm exists")
    return found[0]


def require_halmos() -> Path:
    """Return the prover, which lives in an environment of its own, or skip the test."""
    found = ROOT / ".tools" / "halmos" / "bin" / "halmos"
    if not found.exists():
        pytest.skip("halmos is missing: `make dev` installs it")
    return found


def _require_package(folder: str, package: str, what: str) -> Path:
    found = ROOT / ".tools" / folder / "node_modules" / package
    if not found.is_dir():
        pytest.skip(f"{what} are missing: `make dev` fetches them where npm exists")
    return found


def require_axe() -> Path:
    """Return the script of axe, or skip the test."""
    return _require_package("axe", "axe-core", "axe's rules") / "axe.min.js"
