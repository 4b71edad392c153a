# SPDX-License-Identifier: Apache-2.0
"""One alliance, deployed through ape, on each chain that ape can start here."""

import os
from dataclasses import dataclass, field
from typing import Any

import ape
import pytest

from cosmolocal.alliance import Alliance
from cosmolocal.ape_signer import ApeSigner
from cosmolocal.chain import Chain
from cosmolocal.deploy.apply import apply
from cosmolocal.deploy.blueprint import scope_numbers, throwaway_signer
from cosmolocal.deploy.description import Description, read_example
from cosmolocal.privacy import TextStore
from tests.requirements import require_tool

IN_PROCESS, ANVIL = "ethereum:local:test", "ethereum:local:foundry"
ETHER = 10**18


@dataclass(frozen=True)
class Valley:
    """The example's alliance behind an ape provider."""

    provider: Any
    description: Description
    alliance: Alliance
    deployer: ApeSigner
    texts: TextStore = field(default_factory=TextStore)

    @property
    def chain(self):
        return self.alliance.chain

    @property
    def now(self):
        """Time of the newest block [UTC seconds]."""
        return self.chain.at().timestamp

    def signer(self, name):
        """The key of a founding seat, with some ether."""
        signer = throwaway_signer(self.description, name)
        if self.provider.get_balance(signer.address) == 0:
            ape.accounts.test_accounts[1].transfer(signer.address, ETHER)
        return signer

    def scope(self, name):
        return scope_numbers(self.description)[name]

    def warp(self, moment):
        """Mine a block at `moment`, if it is not over."""
        if moment > self.now:
            ape.chain.mine(timestamp=moment)


@pytest.fixture(
    scope="module",
    params=[IN_PROCESS, pytest.param(ANVIL, marks=pytest.mark.anvil)],
    ids=["in-process", "anvil"],
)
def provider(request):
    if request.param == ANVIL:
        folder = require_tool("anvil").parent
        os.environ["PATH"] = f"{folder}{os.pathsep}{os.environ['PATH']}"  # where ape-foundry looks
    with ape.networks.parse_network_choice(request.param) as connected:
        yield connected


@pytest.fixture(scope="module")
def valley(provider, tmp_path_factory):
    """Deployed once for each chain."""
    description, chain = read_example(), Chain(provider.web3)
    deployer = ApeSigner(ape.accounts.test_accounts[0], provider.network.ecosystem)
    path = tmp_path_factory.mktemp("deployments") / "valley.json"
    apply(description, chain, deployer, path=path)
    return Valley(provider, description, Alliance.connect(chain, path), deployer)
