# SPDX-License-Identifier: Apache-2.0
"""The process that `test_deploy_crash` kills: it deploys an example, and dies at a boundary."""

from cosmolocal.chain import Chain
from cosmolocal.deploy.apply import apply
from cosmolocal.deploy.description import read_example
from cosmolocal.journal import Journal
from cosmolocal.signers import dev_signer
from tests.sdk import killing

DEPLOYER = dev_signer("deployer")


def run(url, example, manifest, journal, die):
    """Deploy, and die at `die`, a boundary of `killing`, or get through if it is None."""
    killing.die_at(die)
    chain = Chain.connect(url, journal=Journal(journal))
    apply(read_example(example), chain, DEPLOYER, path=manifest)
