# SPDX-License-Identifier: Apache-2.0
"""Runs forge and halmos on the Vyper bytecode, and reads what they say."""

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from cosmolocal.artifacts import load
from cosmolocal.deploy.contracts import CONTRACTS
from tests.requirements import IS_DEEP, ROOT, require_forge, require_halmos
from tests.suite import source

PROJECT = ROOT / "tests" / "foundry"
BUILD = ROOT / ".build" / "foundry"
LONGER = 10 if IS_DEEP else 1
"""`make deep` runs ten times as many histories as `make test`."""


@dataclass(frozen=True)
class Campaign:
    """What forge did in one invariant suite."""

    passed: bool
    reason: str
    calls: dict[str, int]
    """Verb -> how often it was tried."""
    refused: dict[str, int]

    @property
    def accepted(self) -> dict[str, int]:
        """Verb -> how often it did something."""
        return {verb: count - self.refused[verb] for verb, count in self.calls.items()}


def lay_out(*mocks: str, folder: Path = BUILD / "code") -> None:
    """Write the creation code of every contract, and of some mocks, where Solidity reads it."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in CONTRACTS:
        _write(folder / f"{name}.hex", load(name).bytecode)
    for name in mocks:
        code = source(f"mocks/{name}.vy").compiler_data.bytecode
        _write(folder / f"{name}.hex", "0x" + code.hex())


def _write(path: Path, text: str) -> None:
    """Whole or not at all: another worker may be reading."""
    mine = path.with_suffix(f".{os.getpid()}")
    mine.write_text(text)
    mine.replace(path)


def campaign(suite: str, *, runs: int = 500 * LONGER, code: Path = BUILD / "code") -> Campaign:
    """Run one invariant suite: so many histories of 200 calls, the same every time."""
    settings = {"FOUNDRY_INVARIANT_RUNS": str(runs), "COSMOLOCAL_CODE": str(code)}
    # What one campaign found must not be played again to another one, which may run beside it.
    with TemporaryDirectory() as failures:
        settings["FOUNDRY_INVARIANT_FAILURE_PERSIST_DIR"] = failures
        said = _forge("test", "--json", "--match-contract", f"^{suite}$", **settings)
    [results] = json.loads(said).values()
    [result] = results["test_results"].values()
    metrics = result["kind"].get("Invariant", {}).get("metrics", {})
    verbs = {name.rpartition(".")[2]: figures for name, figures in metrics.items()}
    return Campaign(
        passed=result["status"] == "Success",
        reason=result["reason"] or "",
        calls={verb: figures["calls"] - figures["discards"] for verb, figures in verbs.items()},
        refused={verb: figures["reverts"] for verb, figures in verbs.items()},
    )


def proofs(contract: str, *, divides: bool = False, code: Path = BUILD / "code") -> dict[str, bool]:
    """Have halmos prove the properties of a contract: name -> whether it holds for every input.

    A contract that divides by what is not known needs other solvers than halmos' own. `code` is
    where the bytecode lies that the properties are about.
    """
    halmos = Path(require_halmos())
    solver = f"{halmos.with_name('python')} {PROJECT / 'solver.py'}"
    report = BUILD / f"{contract}-{os.getpid()}.json"
    report.unlink(missing_ok=True)
    done = subprocess.run(
        [
            halmos,
            *(("--solver-command", solver) if divides else ()),
            *("--root", ".", "--forge-build-out", "../../.build/foundry/proofs"),
            *("--ffi", "--storage-layout", "generic", "--loop", "32", "--function", "check_"),
            *("--contract", contract, "--json-output", str(report)),
        ],
        cwd=PROJECT,
        env=os.environ
        | {"FOUNDRY_PROFILE": "proofs", "FOUNDRY_OUT": "../../.build/foundry/proofs"}
        | {"PATH": f"{require_forge().parent}{os.pathsep}{os.environ['PATH']}"}
        | {"COSMOLOCAL_CODE": str(code)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert report.exists(), done.stdout + done.stderr
    [results] = json.loads(report.read_text())["test_results"].values()
    # 0: proved; 1: refuted by an input; everything else: not decided.
    assert all(each["exitcode"] in (0, 1) for each in results), done.stdout
    return {each["name"].partition("(")[0]: each["exitcode"] == 0 for each in results}


def tried(contract: str) -> dict[str, bool]:
    """Have forge try properties with many inputs: name -> whether all of them held."""
    settings = {
        "FOUNDRY_PROFILE": "proofs",
        "FOUNDRY_OUT": "../../.build/foundry/proofs",
        "FOUNDRY_FUZZ_RUNS": str(20_000 * LONGER),
    }
    said = _forge("test", "--json", "--match-contract", f"^{contract}$", **settings)
    [results] = json.loads(said).values()
    return {
        name.partition("(")[0]: result["status"] == "Success"
        for name, result in results["test_results"].items()
    }


def _forge(*arguments: str, **settings: str) -> str:
    """What the native program printed; the launcher that npm installs hides failures."""
    done = subprocess.run(
        [require_forge(), *arguments],
        cwd=PROJECT,
        env=os.environ | settings,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.lstrip().startswith("{"), done.stdout + done.stderr
    return done.stdout
