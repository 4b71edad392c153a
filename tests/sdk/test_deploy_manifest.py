# SPDX-License-Identifier: Apache-2.0
"""The manifest: written whole or not at all, read back exactly, refused on another chain."""

import json
from pathlib import Path

import pytest

from cosmolocal.deploy.manifest import Manifest, default_path, slug
from cosmolocal.errors import BadInput, NoContract, WrongChain


def test_save__manifest__is_read_back_exactly(valley, tmp_path):
    path = tmp_path / "deep" / "valley.json"

    valley.manifest.save(path)

    assert Manifest.load(path) == valley.manifest
    assert [file.name for file in path.parent.iterdir()] == ["valley.json"]


def test_load__unknown_key__is_bad_input(valley, tmp_path):
    path = tmp_path / "valley.json"
    content = json.loads(valley.manifest.model_dump_json()) | {"colour": "green"}
    path.write_text(json.dumps(content))

    with pytest.raises(BadInput, match="is no manifest of version 1"):
        Manifest.load(path)


def test_load__no_file__is_bad_input(tmp_path):
    with pytest.raises(BadInput, match="cannot read the manifest"):
        Manifest.load(tmp_path / "none.json")


def test_check_chain__other_id_or_first_block__is_refused(valley):
    chain = valley.local.chain

    with pytest.raises(WrongChain, match="serves chain 31337, not 1"):
        valley.manifest.model_copy(update={"chain_id": 1}).check_chain(chain)
    with pytest.raises(WrongChain, match="another chain that also has the id 31337"):
        valley.manifest.model_copy(update={"genesis_hash": bytes(32)}).check_chain(chain)


def test_check_code__another_contract_there__is_refused(valley):
    contracts = dict(valley.manifest.contracts)
    contracts["Treasury"] = contracts["Treasury"].model_copy(
        update={"address": contracts["Scopes"].address}
    )

    with pytest.raises(NoContract, match="has not the code that was deployed"):
        valley.manifest.model_copy(update={"contracts": contracts}).check_code(valley.local.chain)


def test_address__unfinished_deployment__says_how_to_go_on(valley):
    begun = valley.manifest.model_copy(update={"contracts": {}, "status": "applying"})

    with pytest.raises(NoContract, match="has no Treasury yet: its deployment is applying"):
        begun.address("Treasury")
    assert begun.first_block == 0


def test_manifest__of_the_example__names_nobody(valley):
    written = valley.manifest.model_dump_json()

    for seat in valley.description.all_seats:
        assert seat.name not in written


@pytest.mark.parametrize(
    ("name", "file"),
    [("River Valley", "river-valley"), ("Vale do Côa / 2", "vale-do-coa-2"), ("山", "alliance")],
)
def test_default_path__name__is_a_plain_file(name, file):
    assert slug(name) == file
    assert default_path(31337, name) == Path("deployments") / "31337" / f"{file}.json"
