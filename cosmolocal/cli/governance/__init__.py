# SPDX-License-Identifier: Apache-2.0
"""`cosmolocal governance`: how the alliance decides."""

from cosmolocal.cli.common import READ, command
from cosmolocal.cli.governance import ballots, deciding, looking
from cosmolocal.cli.governance.group import app
from cosmolocal.cli.verify import verifying

__all__ = ["app", "ballots", "deciding", "looking"]

command(app, "verify", options=READ)(verifying("governance"))
