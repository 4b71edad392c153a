# SPDX-License-Identifier: Apache-2.0
"""`cosmolocal funding`: what the alliance rewards."""

from cosmolocal.cli.common import command
from cosmolocal.cli.funding import (
    applications,
    ballots,
    money,
    opening,
    payouts,
    published,
    results,
    rounds,
    verifying,
)
from cosmolocal.cli.funding.group import app
from cosmolocal.cli.replay import replay

__all__ = [
    "app",
    "applications",
    "ballots",
    "money",
    "opening",
    "payouts",
    "published",
    "results",
    "rounds",
    "verifying",
]

command(app)(replay)
