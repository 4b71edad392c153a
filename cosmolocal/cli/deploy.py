# SPDX-License-Identifier: Apache-2.0
"""`cosmolocal deploy`: from an `alliance.yaml` to an alliance on a chain, as it is described."""

from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cosmolocal.cli.common import Answer

if TYPE_CHECKING:
    from cosmolocal.cli.session import Session
    from cosmolocal.deploy.description import Description
    from cosmolocal.deploy.plan import Plan


def deploy(
    session: "Session",
    description: Annotated[Path, typer.Argument(help="The alliance.yaml.", show_default=False)],
    manifest: Annotated[
        Path | None, typer.Option(help="Record of it; else deployments/<chain id>/<name>.json.")
    ] = None,
) -> Answer:
    """Deploy an alliance, or go on where a deployment stopped; then compare all with the file."""
    from cosmolocal.deploy.description import read_description
    from cosmolocal.deploy.manifest import Manifest, default_path

    described, chain = read_description(description), session.chain
    path = manifest or default_path(chain.chain_id, described.name)
    if path.exists() and Manifest.load(path).status in ("applied", "verified"):
        return _compared(session, described, path)
    forecast = _forecast(session, described, path)
    if session.dry_run:
        return Answer(forecast, "Dry run: nothing was sent.")
    session.confirm("Deploy it?")
    _apply(session, described, path, len(forecast.steps))
    return _compared(session, described, path)


def _forecast(session: "Session", described: "Description", path: Path) -> "Plan":
    """Show what the deployment does and costs, and who may do what afterwards."""
    from cosmolocal.deploy.manifest import Manifest
    from cosmolocal.deploy.plan import plan
    from cosmolocal.errors import NotEnoughFunds
    from cosmolocal.units import from_units

    begun = Manifest.load(path) if path.exists() else None
    forecast = plan(described, session.chain, session.signer.address, begun=begun)
    head = "Go on deploying" if begun else "Deploy"
    session.announce(f"{head} {described.name} on chain {forecast.chain_id}.", _facts(forecast))
    if not forecast.is_affordable:
        cost, balance = (from_units(wei, 18) for wei in (forecast.cost, forecast.balance))
        raise NotEnoughFunds(f"it costs about {cost}, and {forecast.deployer} holds {balance}")
    return forecast


def _facts(forecast: "Plan") -> dict[str, Any]:
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


def _apply(session: "Session", described: "Description", path: Path, steps: int) -> None:
    from cosmolocal.deploy.apply import apply

    mined = count(1)
    with session.output.progress() as tell:
        apply(
            described,
            session.chain,
            session.signer,
            path=path,
            progress=lambda step: tell(step.name, next(mined), steps),
        )


def _compared(session: "Session", described: "Description", path: Path) -> Answer:
    """Read everything back, and compare it with the description."""
    from cosmolocal.deploy.manifest import Manifest
    from cosmolocal.deploy.verify import verify

    manifest = Manifest.load(path)
    found = verify(described, session.chain, manifest)
    data = {
        "manifest": str(path),
        "status": manifest.status,
        "contracts": {name: record.address for name, record in manifest.contracts.items()},
        "compared": found.compared,
        "different": [str(drift) for drift in found.drift],
    }
    as_described = "as described" if found.is_as_described else "NOT as described"
    text = f"{described.name} stands {as_described}; {found.compared} settings were compared."
    return Answer(data, text, exit_code=0 if found.is_as_described else 1)
