# SPDX-License-Identifier: Apache-2.0
"""Begin a deployment, or take up one that was begun: its manifest says which, and nothing is sent.

What a manifest settles is kept from the plan to the end: the moment that `now` means, and how the
contracts come to stand where they will.

Errors: `BadInput` if manifest and description do not belong together, `WrongChain`.
"""

from pathlib import Path

from eth_typing import ChecksumAddress
from eth_utils.crypto import keccak

from cosmolocal import __version__, artifacts, codec
from cosmolocal.deploy.description import Description
from cosmolocal.deploy.manifest import Manifest, genesis_hash, slug
from cosmolocal.deploy.placement import PROXY, PROXY_CODE_HASH
from cosmolocal.errors import BadInput
from cosmolocal.networks import network
from cosmolocal.reader import ChainView


def opened(
    path: Path,
    description: Description,
    chain: ChainView,
    deployer: ChecksumAddress,
    *,
    anew: bool = False,
) -> Manifest:
    """Take up the manifest that is there, or begin one; nothing is written yet.

    `anew` begins again what is only planned, so that its `now` is this moment.
    """
    if not path.exists():
        return begin(description, chain, deployer)
    manifest = Manifest.load(path)
    manifest.check_chain(chain)
    fits = (manifest.description, manifest.deployer) == (description.digest, deployer)
    if manifest.status == "planned" and (anew or not fits):  # nothing was sent for it
        return begin(description, chain, deployer)
    _check(path, manifest, description, deployer)
    return manifest


def creation_hash(contract: str) -> bytes:
    """Hash of the creation code that ships, without arguments."""
    return keccak(codec.as_bytes(artifacts.load(contract).bytecode))


def begin(description: Description, chain: ChainView, deployer: ChecksumAddress) -> Manifest:
    """Settle what a deployment that begins now is of, and how its contracts are created."""
    head = chain.at()
    return Manifest(
        tool=__version__,
        name=slug(description.name),
        chain_id=chain.chain_id,
        genesis_hash=genesis_hash(chain),
        description=description.digest,
        deployer=deployer,
        started_at=head.timestamp,
        started_block=head.block,
        factory=find_factory(chain),
    )


def find_factory(chain: ChainView) -> ChecksumAddress | None:
    """Find the proxy, if this chain has it and its network's entry does not forbid it."""
    if not network(chain.chain_id).create2_proxy:
        return None
    there = keccak(chain.at().code(PROXY)) == PROXY_CODE_HASH
    return PROXY if there else None


def _check(
    path: Path, manifest: Manifest, description: Description, deployer: ChecksumAddress
) -> None:
    """Refuse to go on with another description, deployer or other contracts."""
    if manifest.description != description.digest:
        raise BadInput(
            f"{path} records the deployment of another description",
            next_step="Use the alliance.yaml it was begun with, or another name.",
        )
    if manifest.deployer != deployer:
        raise BadInput(f"{path} was begun by {manifest.deployer}, not by {deployer}")
    for name, record in manifest.contracts.items():
        if record.creation_hash != creation_hash(name):
            raise BadInput(
                f"{path} was begun by cosmolocal {manifest.tool}, whose {name} is another one",
                next_step=f"Finish it with that version: pip install cosmolocal=={manifest.tool}",
            )
