# SPDX-License-Identifier: Apache-2.0
"""What is to be known of a network beside its node: name, currency, confirmations, explorer.

The table is `networks.yaml` beside this file. Entries of the user's own file replace or add to it:
`$COSMOLOCAL_NETWORKS`, or `networks.yaml` in `$XDG_CONFIG_HOME/cosmolocal` (by default
`~/.config/cosmolocal`).

Errors: `BadInput` with line and reason for a file that is no such table.
"""

import os
from importlib import resources
from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from cosmolocal.deploy import source
from cosmolocal.deploy.words import Count, Strictly, Text
from cosmolocal.errors import BadInput

Https = Annotated[str, StringConstraints(pattern=r"^(https://[^\s/]+(/[^\s]*[^\s/])?)?$")]


class Network(Strictly):
    """One network; an explorer shows `<explorer>/tx/<hash>` and `<explorer>/address/<address>`."""

    chain_id: Count
    name: Annotated[str, StringConstraints(min_length=1, max_length=64)]
    currency: Annotated[str, StringConstraints(min_length=1, max_length=32)]
    confirmations: int = Field(
        default=1, ge=1, le=256, description="blocks until a transaction counts, its own included"
    )
    explorer: Https = ""
    faucet: Text = ""
    sourcify: Https = Field(default="", description="where Sourcify's interface answers")
    etherscan: Https = Field(default="", description="where Etherscan's interface answers")
    create2_proxy: bool = Field(
        default=True, strict=True, description="use the CREATE2 proxy, if its code is there"
    )
    multicall3: bool = Field(
        default=True, strict=True, description="read through Multicall3, if its code is there"
    )

    def link(self, tx_hash: str) -> str:
        """Where people look at a transaction; nothing without an explorer."""
        return f"{self.explorer}/tx/{tx_hash}" if self.explorer else ""


class _Table(Strictly):
    networks: tuple[Network, ...]

    @model_validator(mode="after")
    def _has_each_once(self) -> Self:
        numbers = [each.chain_id for each in self.networks]
        if len(set(numbers)) != len(numbers):
            raise ValueError("a chain id comes twice")
        return self


def network(chain_id: int) -> Network:
    """Return what is known of a chain; of an unknown one, its number."""
    unknown = Network(
        chain_id=chain_id, name=f"chain {chain_id}", currency="of the chain's currency"
    )
    return networks().get(chain_id, unknown)


def networks() -> dict[int, Network]:
    """Every known network by chain id, with the user's own entries."""
    shipped = resources.files("cosmolocal") / "networks.yaml"
    table = source.parse(shipped.read_bytes(), _Table, name=shipped.name)
    own = _own_file()
    entries = table.networks + (source.read(own, _Table).networks if own else ())
    return {each.chain_id: each for each in entries}


def _own_file() -> Path | None:
    """Find the user's file; one that is named must be there."""
    if named := os.environ.get("COSMOLOCAL_NETWORKS"):
        path = Path(named)
        if not path.is_file():
            raise BadInput(
                f"COSMOLOCAL_NETWORKS names {path}, which is no file",
                next_step="Correct the variable, or unset it.",
            )
        return path
    folder = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    path = Path(folder) / "cosmolocal" / "networks.yaml"
    return path if path.is_file() else None
