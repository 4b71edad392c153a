# SPDX-License-Identifier: Apache-2.0
"""Rebuild an alliance from its events and compare every figure with the chain.

ape run verify deployments/31337/river-valley.json [--description alliance.yaml] --network …
"""

from pathlib import Path

import click
from ape.cli import ConnectedProviderCommand

from cosmolocal.alliance import Alliance
from cosmolocal.deploy.description import read_description
from cosmolocal.deploy.verify import verify as verify_deployment
from cosmolocal.verify import verify


@click.command(cls=ConnectedProviderCommand)
@click.argument("manifest", type=click.Path(path_type=Path))
@click.option("--description", type=click.Path(path_type=Path), help="Compare with it as well.")
def cli(manifest, description, provider):
    """Verify the alliance that MANIFEST records; exit code 1 if anything differs."""
    alliance = Alliance.connect(provider.web3, manifest)
    found = verify(alliance)
    for check in found.checks:
        click.echo(f"{check.domain:12} {check.compared:6} compared, {check.different} different")
    lines = list(found.differences)
    if description:
        described = read_description(description)
        comparison = verify_deployment(described, alliance.chain, alliance.manifest)
        click.echo(f"{'description':12} {comparison.compared:6} compared")
        lines += map(str, comparison.drift)
    click.echo("\n".join(lines) or "All equal.")
    raise SystemExit(1 if lines else 0)
