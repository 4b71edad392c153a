# SPDX-License-Identifier: Apache-2.0
"""The JavaScript package: written from the artefacts, typed for viem, equal to Python's figures.

sources → what the generator writes now, with a version that is the package's own
addresses → those of the manifests that are named
a dApp's code → type-checks; run, it encodes and hashes as Python does
a mistake in it → the type checker finds it
npm pack → holds what package.json promises, and nothing else
"""

import json
import shutil
import subprocess

import pytest

from cosmolocal import __version__
from cosmolocal.deploy.contracts import CONTRACTS
from cosmolocal.errors import REVERTS
from cosmolocal.typed_data import Domain, ExtendedBallot, TypedMessage
from scripts import javascript
from tests.requirements import ROOT, require_tool, require_viem

PACKAGE = ROOT / "javascript"
PROPOSAL = 2**200 + 7
VOTER = "0x80b3DdD32f01259eeD788bf178a88EE1a9F28cD4"
PLACES = {name: f"0x{number:040x}" for number, name in enumerate(CONTRACTS, start=0x1000)}


def test_sources__are_what_the_generator_writes():
    stale = [name for name, text in javascript.sources().items() if javascript._read(name) != text]
    assert stale == [], "run `python scripts/javascript.py`"
    assert {path.name for path in javascript.SOURCES.iterdir()} == set(javascript.sources())
    assert json.loads((PACKAGE / "package.json").read_text())["version"] == __version__


def test_check__a_stale_file__is_found(monkeypatch, tmp_path, capsys):
    shutil.copytree(javascript.SOURCES, tmp_path, dirs_exist_ok=True)
    monkeypatch.setattr(javascript, "SOURCES", tmp_path)
    assert javascript.main(["--check"]) == 0
    (tmp_path / "messages.ts").write_text("export const messages = {}\n")
    assert javascript.main(["--check"]) == 1
    assert "messages.ts is stale" in capsys.readouterr().out
    assert javascript.main([]) == 0
    assert javascript.main(["--check"]) == 0


class Manifest:
    """As much of a manifest as is written."""

    chain_id, name = 11155111, "river-valley"

    def address(self, name):
        return PLACES[name]


def test_deployments__are_those_of_the_manifests():
    written = javascript.deployments([Manifest()])
    assert '"11155111": {"river-valley": {"Timelock": "0x' in written
    assert PLACES["Treasury"] in written


@pytest.fixture(scope="module")
def tools():
    """A folder in which viem and TypeScript are found."""
    return require_viem().parent


@pytest.fixture(scope="module")
def project(tools, tmp_path_factory):
    """A dApp that depends on viem and on the package as npm would install it."""
    folder = tmp_path_factory.mktemp("dapp")
    modules = folder / "node_modules"
    modules.mkdir()
    for path in tools.iterdir():
        (modules / path.name).symlink_to(path)
    packed = modules / "cosmolocal"
    shutil.copytree(PACKAGE, packed, ignore=shutil.ignore_patterns("node_modules", "dist"))
    run("node", modules / "typescript/bin/tsc", "--project", packed, folder=packed)
    (folder / "package.json").write_text('{"type": "module"}')
    return folder


def run(program, *arguments, folder, fails=False):
    command = [require_tool(program), *map(str, arguments)]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert (done.returncode != 0) == fails, done.stdout + done.stderr
    return done.stdout


def check(project, *names, fails=False):
    options = ("--strict", "--target", "es2022", "--module", "nodenext", "--skipLibCheck")
    compiler = project / "node_modules" / "typescript" / "bin" / "tsc"
    return run("node", compiler, *options, *names, folder=project, fails=fails)


CONSUMER = (PACKAGE / "test" / "consumer.ts").read_text()
MISTAKES = (
    ("functionName: 'castVote'", "functionName: 'castVotes'"),
    ("args: [BigInt(given.proposal), side]", "args: [given.proposal, side]"),
    ("nonce: 7n,", "nonce: 'seven',"),
    ("[1n, 2n, 3n]", "[1n, 2n]"),
    ("'Treasury']", "'Treasure']"),
    ("Side = Side.FOR", "Side = 4"),
)


def test_consumer__type_checks__and_agrees_with_python(project):
    (project / "consumer.ts").write_text(CONSUMER)
    check(project, "consumer.ts")
    given = {"proposal": str(PROPOSAL), "voter": VOTER, "contracts": PLACES}
    told = json.loads(run("node", "consumer.js", json.dumps(given), folder=project))

    ballot = ExtendedBallot(PROPOSAL, 1, VOTER, 7, "", b"\x12\x34")
    domain = Domain("River Valley", "1", 31337, PLACES["QuadraticGovernor"])
    assert told["digest"] == "0x" + TypedMessage(domain, ballot).digest().hex()
    assert told["call"] == f"0x56781388{PROPOSAL:064x}{1:064x}"
    assert told["next"] == REVERTS["governor: over budget"].next_step
    assert told["known"] == [True, True]


def test_consumer__each_mistake__is_found_by_the_type_checker(project):
    names = [f"mistake{number}.ts" for number in range(len(MISTAKES))]
    for name, (right, wrong) in zip(names, MISTAKES, strict=True):
        assert right in CONSUMER
        (project / name).write_text(CONSUMER.replace(right, wrong))
    said = check(project, *names, fails=True)
    assert [name for name in names if f"{name}(" not in said] == []


def test_pack__holds_what_is_promised(project):
    folder = project / "node_modules" / "cosmolocal"
    command = ("pack", "--dry-run", "--json", "--ignore-scripts", "--offline")
    [packed] = json.loads(run("npm", *command, folder=folder))
    names = {each["path"] for each in packed["files"]}
    assert {"dist/index.js", "dist/index.d.ts", "src/abis.ts", "package.json"} <= names
    assert not any(name.startswith(("test/", "example/", "node_modules/")) for name in names)
