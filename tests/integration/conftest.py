# SPDX-License-Identifier: Apache-2.0
"""One alliance, deployed through ape, on each chain that ape can start here."""

from dataclasses import dataclass
from typing import Any

import ape
import pytest

from cosmolocal.alliance import Alliance
from cosmolocal.ape_signer import ApeSigner
from cosmolocal.chain import Chain
from cosmolocal.deploy.apply import apply
from cosmolocal.deploy.blueprint import throwaway_signer
from cosmolocal.deploy.description import Description, read_example
from tests.requirements import require_tool

IN_PROCESS, ANVIL = "ethereum:local:test", "ethereum:local:foundry"
ETHER = 10**18


@dataclass(frozen=True)
class Valley:
    """The example's alliance behind an ape provider."""

    provider: Any
    description: Description
    alliance: Alliance
    founder: ApeSigner

    def signer(self, name):
        """The key of a founding seat, with some ether."""
        signer = throwaway_signer(self.description, name)
        if self.provider.get_balance(signer.address) == 0:
            ape.accounts.test_accounts[1].transfer(signer.address, ETHER)
        return signer

    def warp(self, moment):
        """Mine a block at `moment`."""
        ape.chain.mine(timestamp=moment)


@pytest.fixture(scope="module", params=[IN_PROCESS, ANVIL], ids=["in-process", "anvil"])
def network(request):
    if request.param == ANVIL:
        require_tool("anvil")
    return request.param


@pytest.fixture(scope="module")
def provider(network):
    with ape.networks.parse_network_choice(network) as connected:
        yield connected


@pytest.fixture(scope="module")
def valley(provider, tmp_path_factory):
    """Deployed once for each chain."""
    description = read_example()
    founder = ApeSigner(ape.accounts.test_accounts[0], provider.network.ecosystem)
    chain = Chain(provider.web3)
    path = tmp_path_factory.mktemp("deployment") / "valley.json"
    manifest = apply(description, chain, founder, path=path)
    return Valley(provider, description, Alliance.connect(chain, manifest), founder)
