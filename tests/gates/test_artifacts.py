# SPDX-License-Identifier: Apache-2.0
"""Generated files equal a fresh compile, contracts fit a chain, all tools compile the same code."""

import boa
import pytest

from cosmolocal.deploy.sources import COMPILER, standard_input
from scripts import artifacts
from tests import suite
from tests.gates import snapshots

CONTRACTS = artifacts.deployables()
names = pytest.mark.parametrize("path", CONTRACTS, ids=lambda path: path.stem)


def test_artifacts__equal_a_fresh_compile():
    assert artifacts.stale_files() == [], "run `make artifacts`"


@names
def test_overview__has_a_row(path):
    assert f"\n| `{path.stem}` |" in artifacts.OVERVIEW.read_text(), "describe it in the table"


@names
def test_size__fits_with_room_for_a_correction(path):
    deployed = artifacts.size(artifacts.artifact(path))["deployed"]
    assert deployed <= artifacts.SIZE_LIMIT, f"{path.stem}: {deployed} bytes; split it"


def test_size__is_what_a_chain_holds():
    """The figure counts immutables: a compiler's `bytecode_runtime` alone does not."""
    path = artifacts.CONTRACTS / "mocks" / "SeasonsMock.vy"
    on_chain = boa.env.get_code(boa.load(str(path), 1, 3_600).address)
    art = artifacts.artifact(path)

    assert artifacts.size(art)["deployed"] == len(on_chain)
    genesis = art["immutables"]["seasons.GENESIS"]
    start = artifacts.size(art)["runtime"] + genesis["offset"]
    assert int.from_bytes(on_chain[start : start + genesis["length"]], "big") == 1


@names
def test_boa__tests_the_code_that_is_deployed(path):
    tested = suite.source(str(path.relative_to(artifacts.CONTRACTS))).compiler_data.bytecode_runtime
    assert "0x" + tested.hex() == artifacts.artifact(path)["runtime_bytecode"]


@names
def test_snapshot__abi_and_storage_are_as_accepted(path):
    accepted = snapshots.FOLDER / f"{path.stem}.json"
    assert accepted.exists(), "new contract: `make snapshots`"
    assert snapshots.text(path) == accepted.read_text(), "accept by `make snapshots`"


@names
def test_explorers__get_what_the_compiler_writes(path):
    written, ours = artifacts.compiled(path)["solc_json"], standard_input(path.stem)

    assert ours["sources"] == written["sources"]
    assert ours["settings"] == written["settings"]
    assert written["compiler_version"] == f"v{COMPILER}"


def test_snapshot__none_without_a_contract():
    assert {file.stem for file in snapshots.FOLDER.glob("*.json")} == {
        path.stem for path in CONTRACTS
    }
