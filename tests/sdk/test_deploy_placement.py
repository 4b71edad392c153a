# SPDX-License-Identifier: Apache-2.0
"""Where contracts come to stand: CREATE2 where the proxy is, and what somebody in front can do.

placement
├── address → that of EIP-1014; another one for every deployer, description and moment
├── proxy → used where it stands; another program there, or the network's entry says no → by nonce
├── somebody creates a contract first → it is the same one and is taken, nothing is lost
│   ├── before the deployment begins
│   ├── between the look and the send
│   └── the rest of the deployment stays its own
├── a constructor refuses → its own reason is told, not the proxy's silence
└── the journal is lost → what the manifest knows is not sent again
"""

import pytest

from cosmolocal.calls import Call
from cosmolocal.chain import Chain, Step
from cosmolocal.deploy import apply as apply_module
from cosmolocal.deploy.apply import apply
from cosmolocal.deploy.blueprint import settle
from cosmolocal.deploy.description import read_example
from cosmolocal.deploy.manifest import Manifest
from cosmolocal.deploy.opening import begin, find_factory
from cosmolocal.deploy.placement import PROXY, Placement, salt_of
from cosmolocal.deploy.plan import plan
from cosmolocal.deploy.steps import stages
from cosmolocal.errors import ContractError
from cosmolocal.signers import dev_signer
from tests.sdk.conftest import open_engine

DESCRIBED = read_example("travelling-makers")
DEPLOYER, OTHER = dev_signer("account 0"), dev_signer("account 1")


@pytest.fixture(scope="module")
def anvil():
    with open_engine("anvil", accounts=2) as local:
        yield local


@pytest.fixture
def node(anvil):
    before = anvil.snapshot()
    yield anvil
    anvil.revert(before)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "guild.json"


def first_creation(manifest):
    """The call that creates the first contract of a deployment that has only been planned."""
    blueprint = settle(
        DESCRIBED,
        deployer=manifest.deployer,
        chain_id=manifest.chain_id,
        now=manifest.started_at,
    )
    [step] = next(stages(blueprint, {}))
    return manifest.placement.creation(step.call({}))


def get_ahead(node, call):
    """Create what is about to be created, at somebody else's cost."""
    Chain(node.w3).send_many([Step(call, OTHER)])


def sent_by_deployer(node):
    return Chain(node.w3).nonce(DEPLOYER.address)


def check_taken(manifest, node, contract):
    """The alliance stands as described although `contract` was created by somebody else."""
    assert manifest.status == "verified"
    assert manifest.contracts[contract].tx_hash is None
    assert manifest.first_block <= manifest.contracts[contract].block
    others = [record for record in manifest.steps if record.tx_hash]
    assert len(others) == len(manifest.steps) - 1


# --- addresses --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("factory", "salt", "code", "address"),
    [  # EIP-1014, examples 1, 3 and 5
        (20 * "00", bytes(32), "00", "0x4D1A2e2bB4F88F0250f26Ffff098B0b30B26BF38"),
        (
            "deadbeef00000000000000000000000000000000",
            bytes.fromhex("feed").rjust(14, b"\0").ljust(32, b"\0"),
            "00",
            "0xD04116cDd17beBE565EB2422F2497E06cC1C9833",
        ),
        (
            "00000000000000000000000000000000deadbeef",
            (0xCAFEBABE).to_bytes(32),
            "deadbeef",
            "0x60f3f640a8508fC6a86d45DF051962668E1e8AC7",
        ),
    ],
)
def test_address__examples_of_the_standard__are_met(factory, salt, code, address):
    placement = Placement("0x" + factory, salt)

    assert placement.address(Call(None, bytes.fromhex(code))) == address


def test_salt__of_another_deployer_description_or_moment__is_another():
    salts = {
        salt_of(deployer, description, moment)
        for deployer in (DEPLOYER.address, OTHER.address)
        for description in (DESCRIBED.digest, read_example().digest)
        for moment in (1, 2)
    }

    assert len(salts) == 8


def test_plan__same_description_by_somebody_else__lies_elsewhere(node):
    chain = Chain(node.w3)

    mine, theirs = (
        plan(DESCRIBED, chain, deployer.address).addresses for deployer in (DEPLOYER, OTHER)
    )

    assert not set(mine.values()) & set(theirs.values())


# --- the proxy --------------------------------------------------------------------------------


@pytest.mark.anvil
def test_factory__where_the_proxy_stands__is_the_proxy(node):
    assert find_factory(Chain(node.w3)) == PROXY


@pytest.mark.anvil
@pytest.mark.parametrize("code", ["0x", "0x60006000f3"], ids=["nothing", "another program"])
def test_factory__another_program_there__is_not_trusted(node, path, code):
    chain = Chain(node.w3)
    chain.node.tell("anvil_setCode", PROXY, code)

    manifest = apply(DESCRIBED, chain, DEPLOYER, path=path)

    assert (manifest.factory, manifest.status) == (None, "verified")


@pytest.mark.anvil
def test_factory__network_says_no__is_not_used(node, tmp_path, monkeypatch):
    own = tmp_path / "networks.yaml"
    own.write_text("networks:\n  - {chain_id: 31337, name: x, currency: y, create2_proxy: false}\n")
    monkeypatch.setenv("COSMOLOCAL_NETWORKS", str(own))

    assert find_factory(Chain(node.w3)) is None


# --- somebody in front ------------------------------------------------------------------------


@pytest.mark.anvil
def test_front_run__before_the_first_transaction__is_the_same_contract(node, path):
    planned = begin(DESCRIBED, Chain(node.w3), DEPLOYER.address)
    planned.save(path)
    get_ahead(node, first_creation(planned))

    manifest = apply(DESCRIBED, Chain(node.w3), DEPLOYER, path=path)

    check_taken(manifest, node, "Timelock")
    assert sent_by_deployer(node) == len(manifest.steps) - 1
    assert apply(DESCRIBED, Chain(node.w3), DEPLOYER, path=path) == manifest


@pytest.mark.anvil
def test_front_run__between_look_and_send__is_the_same_contract(node, path, monkeypatch):
    honest, looked = apply_module._Deployment._stands, []

    def late(deployment, address):
        looked.append(address)
        if len(looked) > 1:
            return honest(deployment, address)
        get_ahead(node, first_creation(deployment.manifest))
        return False  # what was true a moment ago

    monkeypatch.setattr(apply_module._Deployment, "_stands", late)

    manifest = apply(DESCRIBED, Chain(node.w3), DEPLOYER, path=path)

    check_taken(manifest, node, "Timelock")
    assert sent_by_deployer(node) == len(manifest.steps) - 1


@pytest.mark.anvil
def test_constructor_refuses__its_reason_is_told(node, path):
    wrong = DESCRIBED.belonging.model_copy(update={"notice_seconds": 1})

    with pytest.raises(ContractError, match="notice"):
        apply(
            DESCRIBED.model_copy(update={"belonging": wrong}), Chain(node.w3), DEPLOYER, path=path
        )

    assert sent_by_deployer(node) == 1


# --- what is left when files are lost ---------------------------------------------------------


@pytest.mark.anvil
@pytest.mark.parametrize("behind", [0, 1], ids=["manifest whole", "manifest a step behind"])
def test_journal__lost__nothing_is_created_twice(node, path, behind):
    def stop(step):
        if step.contract == "Treasury":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        apply(DESCRIBED, Chain(node.w3), DEPLOYER, path=path, progress=stop)
    begun = Manifest.load(path)
    kept = list(begun.contracts)[: len(begun.contracts) - behind]
    begun.model_copy(
        update={
            "contracts": {name: begun.contracts[name] for name in kept},
            "steps": begun.steps[: len(kept)],
        }
    ).save(path)
    path.with_suffix(".journal").unlink()

    manifest = apply(DESCRIBED, Chain(node.w3), DEPLOYER, path=path)

    assert manifest.status == "verified"
    assert sent_by_deployer(node) == len(manifest.steps)
    assert (manifest.contracts["Treasury"].tx_hash is None) == bool(behind)
