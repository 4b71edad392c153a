# SPDX-License-Identifier: Apache-2.0
"""`cosmolocal governance`: how the alliance decides."""

from cosmolocal.cli.governance import ballots, deciding, delegating, looking
from cosmolocal.cli.governance.group import app

__all__ = ["app", "ballots", "deciding", "delegating", "looking"]
