# SPDX-License-Identifier: Apache-2.0
"""Deploy an alliance with an ape account, or go on with a deployment that was interrupted.

ape run deploy alliance.yaml --network ethereum:local:foundry --account NAME [--dry-run]
"""

from pathlib import Path

import click
from ape.cli import ConnectedProviderCommand, account_option

from cosmolocal.ape_signer import ApeSigner
from cosmolocal.chain import Chain
from cosmolocal.deploy.apply import apply
from cosmolocal.deploy.description import read_description
from cosmolocal.deploy.manifest import default_path
from cosmolocal.deploy.opening import opened
from cosmolocal.deploy.plan import plan
from cosmolocal.units import from_units


@click.command(cls=ConnectedProviderCommand)
@click.argument("description", type=click.Path(path_type=Path))
@click.option("--manifest", "path", type=click.Path(path_type=Path), help="Where to record it.")
@click.option("--dry-run", is_flag=True, help="Show the plan, send nothing.")
@account_option()
def cli(description, path, dry_run, account, provider):
    """Deploy the alliance that DESCRIPTION describes."""
    chain, described = Chain(provider.web3), read_description(description)
    signer = ApeSigner(account, provider.network.ecosystem)
    path = path or default_path(chain.chain_id, described.name)
    manifest = opened(path, described, chain, signer.address)
    forecast = plan(described, chain, signer.address, begun=manifest)
    for name, address in forecast.addresses.items():
        click.echo(f"{name:20} {address}")
    cost = from_units(forecast.cost, 18)
    click.echo(f"{len(forecast.steps)} transactions, {forecast.gas:,} gas, about {cost} in fees")
    if dry_run:
        return
    manifest.save(path)
    done = apply(described, chain, signer, path=path, progress=lambda step: click.echo(step.name))
    click.echo(f"{done.status}: {path}")
