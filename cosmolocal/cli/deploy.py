# SPDX-License-Identifier: Apache-2.0
"""`cosmolocal deploy`: from an `alliance.yaml` to an alliance on a chain."""

from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cosmolocal.cli.common import Answer

if TYPE_CHECKING:
    from cosmolocal.cli.session import Session
    from cosmolocal.deploy.plan import Plan


def deploy(
    session: "Session",
    description: Annotated[Path, typer.Argument(help="The alliance.yaml.", show_default=False)],
    manifest: Annotated[
        Path | None, typer.Option(help="Record of it; else deployments/<chain id>/<name>.json.")
    ] = None,
) -> Answer:
    """Deploy an alliance, or go on with a deployment that was interrupted."""
    from cosmolocal.deploy.apply import apply
    from cosmolocal.deploy.description import read_description
    from cosmolocal.deploy.manifest import default_path
    from cosmolocal.deploy.plan import plan

    described = read_description(description)
    chain, signer = session.chain, session.signer
    forecast = plan(described, chain, signer.address)
    session.announce(f"Deploy {described.name} on chain {chain.chain_id}.", _facts(forecast))
    if session.dry_run:
        return Answer(forecast, "Dry run: nothing was sent.")
    session.confirm("Deploy it?")
    path = manifest or default_path(chain.chain_id, described.name)
    steps, mined = len(forecast.steps), count(1)
    with session.output.progress() as tell:
        done = apply(
            described,
            chain,
            signer,
            path=path,
            progress=lambda step: tell(step.name, next(mined), steps),
        )
    contracts = {name: record.address for name, record in done.contracts.items()}
    return Answer({"manifest": str(path), "status": done.status, "contracts": contracts}, "Done.")


def _facts(forecast: "Plan") -> dict[str, Any]:
    """Say what a deployment does and costs, and who may do what afterwards."""
    from cosmolocal.units import from_units

    return {
        "from": forecast.deployer,
        "seats": forecast.seats,
        "scopes": forecast.scopes,
        "transactions": len(forecast.steps),
        "gas": f"{forecast.gas:,}",
        "cost": f"about {from_units(forecast.cost, 18)} of {from_units(forecast.balance, 18)}",
        "contracts": forecast.addresses,
        "powers": [
            {"contract": power.contract, "role": power.role, "holder": power.holder}
            for power in forecast.powers
        ],
    }
