# SPDX-License-Identifier: Apache-2.0
"""`cosmolocal funding`: what the alliance rewards."""

from cosmolocal.cli.common import READ, command
from cosmolocal.cli.funding import applications, ballots, money, opening, payouts, results, rounds
from cosmolocal.cli.funding.group import app
from cosmolocal.cli.replay import replay
from cosmolocal.cli.verify import verifying

__all__ = ["app", "applications", "ballots", "money", "opening", "payouts", "results", "rounds"]

command(app)(replay)
command(app, "verify", options=READ)(verifying("funding"))
