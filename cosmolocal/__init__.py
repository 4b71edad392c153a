# SPDX-License-Identifier: Apache-2.0
"""Cosmolocal: an alliance in a box.

Names are loaded when they are first used: the command line starts without the chain libraries.
"""

import os
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

# Chosen before any chain library loads: four times faster than the backend picked by default.
if find_spec("sha3") is not None:
    os.environ.setdefault("ETH_HASH_BACKEND", "pysha3")

if TYPE_CHECKING:
    from cosmolocal.alliance import Alliance as Alliance
    from cosmolocal.chain import Chain as Chain
    from cosmolocal.chain import Receipt as Receipt
    from cosmolocal.chain import Simulation as Simulation
    from cosmolocal.errors import CosmolocalError as CosmolocalError
    from cosmolocal.local import open_local_chain as open_local_chain
    from cosmolocal.signers import KeystoreSigner as KeystoreSigner
    from cosmolocal.signers import LocalSigner as LocalSigner

__version__ = "0.1.0"

_HOME = {
    "Alliance": "cosmolocal.alliance",
    "Chain": "cosmolocal.chain",
    "CosmolocalError": "cosmolocal.errors",
    "KeystoreSigner": "cosmolocal.signers",
    "LocalSigner": "cosmolocal.signers",
    "Receipt": "cosmolocal.chain",
    "Simulation": "cosmolocal.chain",
    "open_local_chain": "cosmolocal.local",
}


def __getattr__(name: str) -> Any:
    """Load an exported name from the module it lives in."""
    if name not in _HOME:
        raise AttributeError(f"module 'cosmolocal' has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOME])
