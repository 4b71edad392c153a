# SPDX-License-Identifier: Apache-2.0
"""Networks: the shipped table, the user's own entries, and a deployment on each of their chain ids.

networks
├── shipped → every network that the guides name, with what people need
├── own file → adds and replaces; by variable or in the folder of settings
├── own file that is none, or no table → BadInput with its line
├── unknown chain → its number, one confirmation
└── a node with that chain id and a block time → deploys, verifies, waits for confirmations
"""

import subprocess

import pytest

from cosmolocal.alliance import Alliance
from cosmolocal.chain import Chain
from cosmolocal.deploy.apply import apply
from cosmolocal.deploy.description import read_example
from cosmolocal.errors import BadInput, KeyRefused
from cosmolocal.local import find_anvil, free_port
from cosmolocal.networks import network, networks
from cosmolocal.rpc import Node, connect
from cosmolocal.signers import LocalSigner, dev_signer
from tests.requirements import require_tool

TESTNETS = {
    11155111: "Ethereum Sepolia",
    11155420: "OP Sepolia",
    84532: "Base Sepolia",
    11142220: "Celo Sepolia",
    10200: "Gnosis Chiado",
}


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch, tmp_path):
    monkeypatch.delenv("COSMOLOCAL_NETWORKS", raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "settings"))


def own(folder, text):
    path = folder / "networks.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def test_shipped__every_testnet__has_what_people_need():
    known = networks()
    assert {number: known[number].name for number in TESTNETS} == TESTNETS
    for number in TESTNETS:
        each = known[number]
        assert each.faucet, each.name
        assert each.currency, each.name
        assert each.confirmations > 1, each.name
        assert each.link("0x12") == f"{each.explorer}/tx/0x12"
        assert each.sourcify, each.name
        assert each.create2_proxy, each.name
        assert each.multicall3, each.name
    assert network(31337).link("0x12") == ""


def test_unknown_chain__is_its_number():
    found = network(424242)
    assert (found.name, found.confirmations, found.explorer) == ("chain 424242", 1, "")


@pytest.mark.parametrize("named", [True, False], ids=["named", "in the folder of settings"])
def test_own_file__adds_and_replaces(tmp_path, monkeypatch, named):
    text = """
networks:
  - {chain_id: 84532, name: Ours, currency: OUR, confirmations: 9}
  - {chain_id: 5, name: Private, currency: P}
"""
    path = own(tmp_path / "settings" / "cosmolocal" if not named else tmp_path, text)
    if named:
        monkeypatch.setenv("COSMOLOCAL_NETWORKS", str(path))
    assert (network(84532).name, network(84532).confirmations) == ("Ours", 9)
    assert network(5).currency == "P"
    assert network(10200).name == "Gnosis Chiado"


def test_own_file__that_is_none__is_refused(tmp_path, monkeypatch):
    monkeypatch.setenv("COSMOLOCAL_NETWORKS", str(tmp_path / "none.yaml"))
    with pytest.raises(BadInput, match="which is no file") as refused:
        networks()
    assert "unset" in refused.value.next_step


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("networks:\n  - {chain_id: 5, name: A, currency: B, gas: 1}", r"networks\.yaml:2:"),
        ("networks:\n  - {chain_id: 5, name: A}", "currency"),
        ("networks:\n  - {chain_id: -5, name: A, currency: B}", "chain_id"),
        (
            "networks:\n  - {chain_id: 5, name: A, currency: B, explorer: 'http://x'}",
            "explorer",
        ),
        (
            "networks:\n  - {chain_id: 5, name: A, currency: B, sourcify: 'ftp://x'}",
            "sourcify",
        ),
        (
            "networks:\n  - {chain_id: 5, name: A, currency: B, create2_proxy: 1}",
            "create2_proxy",
        ),
        ("networks:" + 2 * "\n  - {chain_id: 5, name: A, currency: B}", "comes twice"),
    ],
)
def test_own_file__that_is_no_table__says_where(tmp_path, monkeypatch, text, complaint):
    monkeypatch.setenv("COSMOLOCAL_NETWORKS", str(own(tmp_path, text)))
    with pytest.raises(BadInput, match=complaint):
        networks()


@pytest.fixture
def node(request):
    """A node as a testnet has it: another chain id, blocks that come by the clock."""
    require_tool("anvil")
    port = free_port()
    given = {"port": port, "chain-id": request.param, "block-time": 0.2, "hardfork": "cancun"}
    flags = [word for name, value in given.items() for word in (f"--{name}", str(value))]
    process = subprocess.Popen([find_anvil(), "--silent", "--host", "127.0.0.1", *flags])
    w3 = connect(f"http://127.0.0.1:{port}")
    Node(w3).ask("eth_chainId")
    yield w3
    process.terminate()
    process.wait()


def with_accounts(described):
    """The same alliance with an account for each seat, as any chain but a development one asks."""
    seats = {
        kind: tuple(
            seat.model_copy(update={"account": dev_signer(seat.name).address}) for seat in members
        )
        for kind, members in described.seats
    }
    return described.model_copy(update={"seats": described.seats.model_copy(update=seats)})


@pytest.mark.anvil
@pytest.mark.slow
@pytest.mark.parametrize("node", list(TESTNETS), ids=list(TESTNETS.values()), indirect=True)
def test_testnet__a_node_with_its_id__takes_an_alliance(node, tmp_path):
    chain, deployer = Chain(node, confirmations=2), LocalSigner(bytes(31) + b"\x07")
    node.provider.make_request("anvil_setBalance", [deployer.address, hex(10**20)])
    described, path = read_example("travelling-makers"), tmp_path / "guild.json"

    with pytest.raises(BadInput, match="account"):
        apply(described, chain, deployer, path=path)  # no throw-away keys here
    assert not path.exists()
    manifest = apply(with_accounts(described), chain, deployer, path=path)

    assert (manifest.status, manifest.chain_id) == ("verified", chain.chain_id)
    assert network(chain.chain_id).name == TESTNETS[manifest.chain_id]
    with pytest.raises(KeyRefused):  # the keys of development chains sign nothing here
        Alliance.connect(chain, path).membership.leave(signer=dev_signer("Anouk Mertens"))
