# SPDX-License-Identifier: Apache-2.0
"""The commands of `cosmolocal treasury` with ape's networks and accounts.

ape run steward --network ethereum:local:foundry --account NAME payrun payees.csv [--dry-run]
"""

import click
from ape.cli import ConnectedProviderCommand, account_option

from cosmolocal.ape_signer import ApeSigner
from cosmolocal.cli.app import app
from cosmolocal.cli.session import opened_by


@click.command(
    cls=ConnectedProviderCommand,
    context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False},
)
@click.argument("words", nargs=-1, type=click.UNPROCESSED)
@account_option()
def cli(words, account, provider):
    """Run a verb of the treasury: WORDS are what follows `cosmolocal treasury`."""
    with opened_by(provider.web3, ApeSigner(account, provider.network.ecosystem)):
        app(["treasury", *words], prog_name="cosmolocal")
