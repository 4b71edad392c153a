# SPDX-License-Identifier: Apache-2.0
"""`cosmolocal treasury`: what the alliance holds, and every way in which it is paid."""

from cosmolocal.cli.common import READ, command
from cosmolocal.cli.treasury import books, budget, grants, looking, paying, payrun, promises, safe
from cosmolocal.cli.treasury.group import app
from cosmolocal.cli.verify import verifying

__all__ = ["app", "books", "budget", "grants", "looking", "paying", "payrun", "promises", "safe"]

command(app, "verify", options=READ)(verifying("treasury"))
