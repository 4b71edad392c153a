# SPDX-License-Identifier: Apache-2.0
"""Generated files equal a fresh compile, contracts fit a chain, all tools compile the same code."""

from dataclasses import asdict

import boa
import pytest

from cosmolocal.artifacts import load
from cosmolocal.deploy.sources import COMPILER, standard_input
from scripts import artifacts
from tests import suite
from tests.gates import snapshots

CONTRACTS = artifacts.deployables()
names = pytest.mark.parametrize("path", CONTRACTS, ids=lambda path: path.stem)


@names
def test_contract__compiled_anew__is_what_is_committed(path):
    """Artifact, public face, storage and what explorers get: all of one compile."""
    kept, accepted = (
        folder / f"{path.stem}.json" for folder in (artifacts.ARTIFACTS, snapshots.FOLDER)
    )
    assert kept.exists(), "new contract: `make artifacts`"
    assert artifacts.text(artifacts.artifact(path)) == kept.read_text(), "run `make artifacts`"
    assert accepted.exists(), "new contract: `make snapshots`"
    assert snapshots.text(path) == accepted.read_text(), "accept by `make snapshots`"

    written, ours = artifacts.compiled(path)["solc_json"], standard_input(path.stem)
    assert ours["sources"] == written["sources"]
    assert ours["settings"] == written["settings"]
    assert written["compiler_version"] == f"v{COMPILER}"


def test_sizes__follow_from_the_artifacts():
    built = [asdict(load(path.stem)) for path in CONTRACTS]
    for file, text in artifacts.summaries(built).items():
        assert file.read_text() == text, "run `make artifacts`"


@pytest.mark.parametrize(
    "folder", [artifacts.ARTIFACTS, snapshots.FOLDER], ids=["kept", "accepted"]
)
def test_generated__none_without_a_contract(folder):
    assert {file.stem for file in folder.glob("*.json")} == {path.stem for path in CONTRACTS}


@names
def test_overview__has_a_row(path):
    assert f"\n| `{path.stem}` |" in artifacts.OVERVIEW.read_text(), "describe it in the table"


@names
def test_size__fits_with_room_for_a_correction(path):
    deployed = artifacts.size(asdict(load(path.stem)))["deployed"]
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
    assert "0x" + tested.hex() == load(path.stem).runtime_bytecode
