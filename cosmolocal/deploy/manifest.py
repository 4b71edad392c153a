# SPDX-License-Identifier: Apache-2.0
"""The record of a deployment, version 1: what was put where, and how far it has come.

One file `deployments/<chain id>/<name>.json`, rewritten whole after every step. It holds addresses,
hashes and figures, no names of members and no texts.

Errors: `BadInput` for a file that is no manifest, `CannotWrite`, `WrongChain`, `NoContract`.
"""

import re
import unicodedata
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from eth_utils.crypto import keccak
from pydantic import Field, Strict, ValidationError

from cosmolocal import codec, files
from cosmolocal.deploy.placement import Placement, salt_of
from cosmolocal.deploy.words import Count, Strictly
from cosmolocal.errors import BadInput, CannotWrite, NoContract, WrongChain
from cosmolocal.reader import ChainView
from cosmolocal.units import Address, BlockNumber, Bytes32, Gas, UtcSeconds

FOLDER = Path("deployments")

Status = Literal["planned", "applying", "applied", "verified"]
Text = Annotated[str, Strict()]


class StepRecord(Strictly):
    """One transaction of a deployment, mined."""

    name: Text
    contract: Text
    function: Text
    arguments: tuple[Any, ...]
    tx_hash: Bytes32 | None = Field(description="none: somebody else had created the contract")
    block: BlockNumber = Field(description="in which it happened, or after which")
    gas_used: Gas


class ContractRecord(Strictly):
    """One contract, as it stands on the chain."""

    address: Address
    tx_hash: Bytes32 | None
    block: BlockNumber
    creation_hash: Bytes32 = Field(description="keccak of the creation code, without arguments")
    code_hash: Bytes32 = Field(description="keccak of the code on the chain")
    arguments: tuple[Any, ...] = Field(description="of the constructor")


class Manifest(Strictly):
    """A deployment, finished or not."""

    version: Literal[1] = 1
    tool: Text = Field(description="version of cosmolocal that wrote it")
    name: Text = Field(description="name of the file")
    chain_id: Count
    genesis_hash: Bytes32 = Field(description="hash of the chain's first block")
    description: Bytes32 = Field(description="hash of the alliance.yaml")
    deployer: Address
    started_at: UtcSeconds = Field(description="what `now` means in the alliance.yaml")
    started_block: BlockNumber = Field(default=0, description="newest block at that moment")
    factory: Address | None = Field(
        default=None, description="the CREATE2 proxy that creates; none: by the deployer's nonces"
    )
    status: Status = "planned"
    contracts: dict[str, ContractRecord] = Field(default_factory=dict)
    steps: tuple[StepRecord, ...] = ()

    @property
    def first_block(self) -> int:
        """Block from which on the alliance has events."""
        return min((record.block for record in self.contracts.values()), default=0)

    @property
    def placement(self) -> Placement:
        """How its contracts come to stand where they do."""
        return Placement(self.factory, salt_of(self.deployer, self.description, self.started_at))

    def address(self, contract: str) -> Address:
        """Where a contract is."""
        if contract not in self.contracts:
            raise NoContract(
                f"{self.name} has no {contract} yet: its deployment is {self.status}",
                next_step="Finish it first: `cosmolocal deploy resume alliance.yaml`.",
            )
        return self.contracts[contract].address

    def check_chain(self, chain: ChainView) -> None:
        """Refuse another chain than the one this was deployed on."""
        if chain.chain_id != self.chain_id:
            raise WrongChain(f"the node serves chain {chain.chain_id}, not {self.chain_id}")
        if genesis_hash(chain) != self.genesis_hash:
            raise WrongChain(f"the node serves another chain that also has the id {self.chain_id}")

    def check_code(self, chain: ChainView) -> None:
        """Refuse a chain on which a contract is missing or has other code."""
        codes = chain.at().codes([record.address for record in self.contracts.values()])
        for (name, record), code in zip(self.contracts.items(), codes, strict=True):
            if keccak(code) != record.code_hash:
                raise NoContract(f"{name} at {record.address} has not the code that was deployed")

    def save(self, path: Path) -> None:
        """Write the file: after a crash it is either the old one or the new one."""
        try:
            files.write(path, self.model_dump_json(indent=2) + "\n")
        except CannotWrite as error:
            raise CannotWrite(
                str(error),
                next_step="Free space or mend permissions, then `cosmolocal deploy resume`:"
                " what was sent stands in the journal and is not sent again.",
            ) from error

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read a file."""
        try:
            return cls.model_validate_json(files.read(path, what="the manifest "))
        except BadInput as error:
            step = "Give the path that `deploy` printed."
            raise BadInput(str(error), next_step=step) from error
        except ValidationError as error:
            raise BadInput(f"{path} is no manifest of version 1: {error}") from error


def genesis_hash(chain: ChainView) -> bytes:
    """Hash of the first block: it tells apart chains that share an id."""
    return codec.as_bytes(chain.at(0).block_hash)


def slug(name: str) -> str:
    """Make a file name of an alliance's name."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "alliance"


def default_path(chain_id: int, name: str, folder: Path = FOLDER) -> Path:
    """Where the manifest of an alliance lives."""
    return folder / str(chain_id) / f"{slug(name)}.json"
