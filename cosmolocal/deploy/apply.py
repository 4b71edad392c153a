# SPDX-License-Identifier: Apache-2.0
"""Carry out a deployment, or the rest of one: every step once, whatever happens in between.

A step is signed and in the journal before it is sent, and in the manifest when it is mined. To
resume is to apply again: what the journal knows is looked up on the chain and never sent twice.

Errors: those of the chain; `BadInput` if manifest and description do not belong together;
`NotAsDescribed` if the result differs from the description.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from eth_typing import ChecksumAddress
from eth_utils.crypto import keccak

from cosmolocal import __version__, artifacts, codec
from cosmolocal.calls import Receipt
from cosmolocal.chain import Chain, Step
from cosmolocal.deploy.blueprint import settle
from cosmolocal.deploy.description import Description
from cosmolocal.deploy.manifest import (
    ContractRecord,
    Manifest,
    StepRecord,
    default_path,
    genesis_hash,
    slug,
)
from cosmolocal.deploy.steps import PlannedStep, Stage, stages
from cosmolocal.deploy.verify import verify
from cosmolocal.errors import BadInput, NotAsDescribed
from cosmolocal.journal import Journal
from cosmolocal.signers import Signer

Progress = Callable[[PlannedStep], None]
"""Told of every step once it is mined."""


def apply(
    description: Description,
    chain: Chain,
    signer: Signer,
    *,
    path: Path | None = None,
    progress: Progress = lambda _: None,
) -> Manifest:
    """Deploy an alliance, or finish deploying it; return its manifest, which is also at `path`."""
    path = path or default_path(chain.chain_id, description.name)
    chain = _with_durable_journal(chain, path)
    with chain.journal.locked():
        return _Deployment(description, chain, signer, path, progress).run()


class _Deployment:
    """One deployment on its way; `manifest` is what is on disk as soon as all of it is possible."""

    def __init__(
        self,
        description: Description,
        chain: Chain,
        signer: Signer,
        path: Path,
        progress: Progress,
    ) -> None:
        self.chain, self.signer, self.path, self.progress = chain, signer, path, progress
        self.description = description
        self.manifest = _opened(path, description, chain, signer)
        self.blueprint = settle(
            description,
            deployer=signer.address,
            chain_id=chain.chain_id,
            now=self.manifest.started_at,
        )
        self._save()

    def run(self) -> Manifest:
        """Go through all stages."""
        if self.manifest.status == "verified":
            return self.manifest
        addresses = {name: r.address for name, r in self.manifest.contracts.items()}
        for stage in stages(self.blueprint, addresses):
            for step, receipt in zip(stage, self._send(stage, addresses), strict=True):
                if step.is_creation and receipt.contract_address:
                    addresses[step.contract] = receipt.contract_address
                self._record(step, receipt)
        return self._verified(self._save(status="applied"))

    def _send(self, stage: Stage, addresses: dict[str, ChecksumAddress]) -> list[Receipt]:
        """Send the steps of one stage; those sent before come back with their receipts."""
        return self.chain.send_many(
            Step(step.call(addresses), self.signer, name=f"{self.manifest.name}: {step.name}")
            for step in stage
        )

    def _record(self, step: PlannedStep, receipt: Receipt) -> None:
        """Put a mined step into the manifest."""
        if any(step.name == known.name for known in self.manifest.steps):
            return
        record = StepRecord(
            name=step.name,
            contract=step.contract,
            function=step.function,
            arguments=tuple(_plain(argument) for argument in step.arguments),
            tx_hash=codec.as_bytes(receipt.tx_hash),
            block=receipt.block,
            gas_used=receipt.gas_used,
        )
        contracts = dict(self.manifest.contracts)
        if receipt.contract_address:
            contracts[step.contract] = self._contract(record, receipt.contract_address)
        steps = (*self.manifest.steps, record)
        self._save(status="applying", contracts=contracts, steps=steps)
        self.progress(step)

    def _contract(self, record: StepRecord, address: ChecksumAddress) -> ContractRecord:
        """Describe the contract that a step created."""
        return ContractRecord(
            address=address,
            tx_hash=record.tx_hash,
            block=record.block,
            creation_hash=_creation_hash(record.contract),
            code_hash=keccak(self.chain.at(record.block).code(address)),
            arguments=record.arguments,
        )

    def _verified(self, manifest: Manifest) -> Manifest:
        """Look at the result before anybody relies on it."""
        comparison = verify(self.description, self.chain, manifest)
        if not comparison.is_as_described:
            raise NotAsDescribed("\n".join(map(str, comparison.drift)))
        return self._save(status="verified")

    def _save(self, **changes: Any) -> Manifest:
        self.manifest = self.manifest.model_copy(update=changes)
        self.manifest.save(self.path)
        return self.manifest


def _with_durable_journal(chain: Chain, path: Path) -> Chain:
    """Give a chain whose journal is in memory only one that survives this process."""
    if chain.journal.path is not None:
        return chain
    return Chain(chain.w3, journal=Journal(path.with_suffix(".journal")))


def _opened(path: Path, description: Description, chain: Chain, signer: Signer) -> Manifest:
    """Take up the manifest that is there, or begin one."""
    if path.exists():
        return _taken_up(path, description, chain, signer)
    return Manifest(
        tool=__version__,
        name=slug(description.name),
        chain_id=chain.chain_id,
        genesis_hash=genesis_hash(chain),
        description=description.digest,
        deployer=signer.address,
        started_at=chain.at().timestamp,
    )


def _taken_up(path: Path, description: Description, chain: Chain, signer: Signer) -> Manifest:
    """Read a manifest; it must be of the same chain, description, deployer and contracts."""
    manifest = Manifest.load(path)
    manifest.check_chain(chain)
    if manifest.description != description.digest:
        raise BadInput(
            f"{path} records the deployment of another description",
            next_step="Use the alliance.yaml it was begun with, or another name.",
        )
    if manifest.deployer != signer.address:
        raise BadInput(f"{path} was begun by {manifest.deployer}, not by {signer.address}")
    for name, record in manifest.contracts.items():
        if record.creation_hash != _creation_hash(name):
            raise BadInput(
                f"{path} was begun by cosmolocal {manifest.tool}, whose {name} is another one",
                next_step=f"Finish it with that version: pip install cosmolocal=={manifest.tool}",
            )
    return manifest


def _creation_hash(contract: str) -> bytes:
    return keccak(codec.as_bytes(artifacts.load(contract).bytecode))


def _plain(value: Any) -> Any:
    """Write arguments the way JSON has them."""
    if isinstance(value, bytes):
        return codec.as_hex(value)
    return [_plain(item) for item in value] if isinstance(value, tuple) else value
