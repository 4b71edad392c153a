# SPDX-License-Identifier: Apache-2.0
"""kill -9 in a deployment: whatever was on its way, every transaction happens exactly once.

A process that deploys an example is killed before or after a write reaches the disk, before or
after a transaction is sent, before or after its receipt is read, and at points drawn by lot; then
it is started again and gets through. Kills and the boundaries they hit are counted. `make test`
does so with the smallest example, `make deep` with all three, at later boundaries too and at 50
points by lot, with the proxy of CREATE2 and without it.

Two deployers with one key: each alliance stands as described, and no transaction is lost or extra.
"""

import pytest

from cosmolocal.chain import Chain
from cosmolocal.deploy.description import EXAMPLES, read_example
from cosmolocal.deploy.manifest import Manifest
from cosmolocal.deploy.placement import PROXY
from cosmolocal.deploy.verify import verify
from cosmolocal.journal import Journal
from cosmolocal.rpc import Node
from tests.requirements import IS_DEEP
from tests.sdk import deploy_child, killing
from tests.sdk.conftest import open_engine

SMALL = "travelling-makers"
COUNTS, BY_LOT, MOST = ((1, 2, 9, 17), 50, 150) if IS_DEEP else ((1,), 2, 60)
BOUNDARIES = killing.boundaries(COUNTS)

pytestmark = [pytest.mark.anvil, pytest.mark.slow]


@pytest.fixture(scope="module")
def engine():
    with open_engine("anvil") as local:
        local.fund(deploy_child.DEPLOYER.address, 10**21)
        yield local


@pytest.fixture
def node(engine):
    before = engine.snapshot()
    yield engine
    engine.revert(before)


@pytest.fixture(params=["CREATE2", "CREATE"] if IS_DEEP else ["CREATE2"])
def placed(node, request):
    """A node with the proxy, or without it."""
    if request.param == "CREATE":
        Node(node.w3).tell("anvil_setCode", PROXY, "0x")
    return node


def crash_and_resume(node, example, folder, die):
    """Kill a deployment once, let it get through, undo it; whether it was hit."""
    before = node.snapshot()
    url, files = node.w3.provider.endpoint_uri, (folder / "a.json", folder / "journal.jsonl")
    was_hit = killing.is_killed(deploy_child.run, url, example, *files, die)
    assert not killing.is_killed(deploy_child.run, url, example, *files, None)
    check(node, [(example, files[0])], files[1])
    node.revert(before)
    return was_hit


def check(node, deployed, journal):
    """Every alliance is as described, out of exactly the transactions of its steps."""
    chain, hashes, contracts = Chain(node.w3), set(), set()
    for example, path in deployed:
        manifest = Manifest.load(path)
        assert manifest.status == "verified"
        assert verify(read_example(example), chain, manifest).drift == ()
        hashes |= {record.tx_hash.hex() for record in manifest.steps}
        contracts |= {record.address for record in manifest.contracts.values()}
    steps = sum(len(Manifest.load(path).steps) for _, path in deployed)
    assert chain.nonce(deploy_child.DEPLOYER.address) == steps == len(hashes)
    assert len(contracts) == sum(len(Manifest.load(path).contracts) for _, path in deployed)
    written = Journal(journal)
    with written.locked():
        entries = written.entries()
    assert {(entry.state, entry.status) for entry in entries} == {("mined", 1)}
    assert {entry.hash.removeprefix("0x") for entry in entries} == hashes


@pytest.mark.parametrize("example", EXAMPLES if IS_DEEP else [SMALL])
def test_kill__at_every_boundary__nothing_happens_twice_or_never(placed, example, tmp_path):
    hit = {
        die
        for number, die in enumerate(BOUNDARIES)
        if crash_and_resume(placed, example, tmp_path / str(number), die)
    }
    assert hit == set(BOUNDARIES)


def test_kill__at_points_by_lot__nothing_happens_twice_or_never(placed, tmp_path):
    kills = sum(
        crash_and_resume(placed, SMALL, tmp_path / str(number), die)
        for number, die in enumerate(killing.by_lot(BY_LOT, MOST))
    )
    assert kills == BY_LOT


def test_two_deployers_with_one_key__both_stand_and_nothing_is_lost(node, tmp_path):
    url, journal = node.w3.provider.endpoint_uri, tmp_path / "journal.jsonl"
    deployed = [(example, tmp_path / f"{example}.json") for example in (SMALL, "city-league")]

    running = [
        killing.started(deploy_child.run, url, example, path, journal, None)
        for example, path in deployed
    ]
    assert [killing.ended(child) for child in running] == [0, 0]

    check(node, deployed, journal)
    blocks = [{record.block for record in Manifest.load(path).steps} for _, path in deployed]
    assert not blocks[0] & blocks[1]


def test_two_deployers_of_one_alliance__deploy_it_once(node, tmp_path):
    url, files = node.w3.provider.endpoint_uri, (tmp_path / "a.json", tmp_path / "journal.jsonl")

    running = [killing.started(deploy_child.run, url, SMALL, *files, None) for _ in range(2)]
    assert [killing.ended(child) for child in running] == [0, 0]

    check(node, [(SMALL, files[0])], files[1])
