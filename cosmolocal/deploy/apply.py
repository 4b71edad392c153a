# SPDX-License-Identifier: Apache-2.0
"""Carry out a deployment, or the rest of one: every step once, whatever happens in between.

A step is signed and in the journal before it is sent, and in the manifest when it is mined. To
resume is to apply again: what the manifest and the journal know is looked up on the chain and never
sent twice. A contract that somebody else has created at its address by CREATE2 is the same one, and
is taken as it is.

Errors: those of the chain; `BadInput` if manifest and description do not belong together;
`NotAsDescribed` if the result differs from the description.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from eth_typing import ChecksumAddress
from eth_utils.crypto import keccak

from cosmolocal import codec
from cosmolocal.calls import Receipt
from cosmolocal.chain import Chain, Step
from cosmolocal.deploy.blueprint import settle
from cosmolocal.deploy.description import Description
from cosmolocal.deploy.manifest import ContractRecord, Manifest, StepRecord, default_path
from cosmolocal.deploy.opening import creation_hash, opened
from cosmolocal.deploy.steps import PlannedStep, Stage, stages
from cosmolocal.deploy.verify import verify
from cosmolocal.errors import ContractError, NotAsDescribed
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
        self.manifest = opened(path, description, chain, signer.address)
        self.blueprint = settle(
            description,
            deployer=signer.address,
            chain_id=chain.chain_id,
            now=self.manifest.started_at,
        )
        self.placement = self.manifest.placement
        self.addresses = {name: r.address for name, r in self.manifest.contracts.items()}

    def run(self) -> Manifest:
        """Go through all stages."""
        if self.manifest.status == "verified":
            return self.manifest
        done = self._mined()
        self._save(status="applying")
        for stage in stages(self.blueprint, self.addresses):
            left = tuple(step for step in stage if step.name not in done)
            if left and left[0].is_creation:
                self._create(left[0])
            elif left:
                for step, receipt in zip(left, self._send(left), strict=True):
                    self._record(step, receipt)
        return self._verified(self._save(status="applied"))

    def _mined(self) -> set[str]:
        """Ask the chain which of the recorded steps it still has."""
        recorded = self.manifest.steps
        hashes = [codec.as_hex(step.tx_hash) for step in recorded if step.tx_hash]
        receipts = self.chain.node.ask_all([("eth_getTransactionReceipt", [h]) for h in hashes])
        there = {codec.as_hex(receipt["transactionHash"]) for receipt in receipts if receipt}
        return {s.name for s in recorded if s.tx_hash and codec.as_hex(s.tx_hash) in there}

    def _send(self, stage: Stage) -> list[Receipt]:
        """Send the steps of one stage; those sent before come back with their receipts."""
        return self.chain.send_many(
            Step(step.call(self.addresses), self.signer, name=self._name(step)) for step in stage
        )

    def _name(self, step: PlannedStep) -> str:
        """Name a step in the journal."""
        return f"{self.manifest.name}: {step.name}"

    def _create(self, step: PlannedStep) -> None:
        """Create a contract, unless somebody was quicker: by CREATE2 it is the same one."""
        plain = step.call(self.addresses)
        there, call = self.placement.address(plain), self.placement.creation(plain)
        sent = Step(call, self.signer, name=self._name(step))
        if self._stands(there) and not self.chain.remembers(sent):
            self._record_contract(step, there)
            return
        try:
            [receipt] = self.chain.send_many([sent])
        except ContractError:
            if not self._stands(there):
                self.chain.simulate(plain, self.signer.address)  # the proxy keeps the reason back
                raise
            self._record_contract(step, there)
            return
        self._record_contract(step, there or receipt.contract_address, receipt)

    def _stands(self, address: ChecksumAddress | None) -> bool:
        return address is not None and bool(self.chain.at().code(address))

    def _record_contract(
        self, step: PlannedStep, address: ChecksumAddress | None, receipt: Receipt | None = None
    ) -> None:
        """Put a contract and the step that created it into the manifest."""
        if address is None:
            raise NotAsDescribed(f"{step.name}: its receipt names no contract")
        self.addresses[step.contract] = address
        self._record(step, receipt, address)

    def _record(
        self,
        step: PlannedStep,
        receipt: Receipt | None,
        address: ChecksumAddress | None = None,
    ) -> None:
        """Put a mined step into the manifest."""
        if any(step.name == known.name for known in self.manifest.steps):
            return
        record = StepRecord(
            name=step.name,
            contract=step.contract,
            function=step.function,
            arguments=tuple(_plain(argument) for argument in step.arguments),
            tx_hash=codec.as_bytes(receipt.tx_hash) if receipt else None,
            block=receipt.block if receipt else self.manifest.started_block,
            gas_used=receipt.gas_used if receipt else 0,
        )
        contracts = dict(self.manifest.contracts)
        if address:
            contracts[step.contract] = self._contract(record, address)
        self._save(contracts=contracts, steps=(*self.manifest.steps, record))
        self.progress(step)

    def _contract(self, record: StepRecord, address: ChecksumAddress) -> ContractRecord:
        """Describe the contract that a step created."""
        return ContractRecord(
            address=address,
            tx_hash=record.tx_hash,
            block=record.block,
            creation_hash=creation_hash(record.contract),
            code_hash=keccak(self.chain.at().code(address)),
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


def _plain(value: Any) -> Any:
    """Write arguments the way JSON has them."""
    if isinstance(value, bytes):
        return codec.as_hex(value)
    return [_plain(item) for item in value] if isinstance(value, tuple) else value
