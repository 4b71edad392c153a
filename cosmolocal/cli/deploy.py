# SPDX-License-Identifier: Apache-2.0
"""`cosmolocal deploy`: from an `alliance.yaml` to an alliance on a chain, as it is described."""

from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from cosmolocal.cli.common import SEND, Answer, command, group
from cosmolocal.words import _

if TYPE_CHECKING:
    from cosmolocal.cli.session import Session
    from cosmolocal.deploy.description import Description
    from cosmolocal.deploy.manifest import Manifest
    from cosmolocal.deploy.plan import Plan

app = group("Found an alliance: look at the plan, carry it out, go on after a stop, compare.")

DescriptionFile = Annotated[Path, typer.Argument(help="The alliance.yaml.", show_default=False)]
Record = Annotated[
    Path | None,
    typer.Option("--manifest", help="Record of it; else deployments/<chain id>/<name>.json."),
]


@command(app, options=("rpc", "account"))
def plan(session: "Session", description: DescriptionFile, record: Record = None) -> Answer:
    """Show every address, cost and power, and write them down for `apply`; nothing is sent."""
    from cosmolocal.deploy.description import read_description

    described = read_description(description)
    path = _path(session, described, record)
    forecast, manifest = _forecast(session, described, path, session.address, anew=True)
    manifest.save(path)
    text = f"Nothing was sent. {path} keeps these addresses: `cosmolocal deploy apply` uses them."
    if not forecast.is_affordable:
        text = f"{_too_poor(session, forecast)}. {text}"
    return Answer(forecast, text, view="")


@command(app, options=SEND)
def apply(session: "Session", description: DescriptionFile, record: Record = None) -> Answer:
    """Deploy an alliance as planned, or go on with it; then compare all with the file."""
    from cosmolocal.deploy.description import read_description

    described = read_description(description)
    return _carried_out(session, described, _path(session, described, record))


@command(app, options=SEND)
def resume(session: "Session", description: DescriptionFile, record: Record = None) -> Answer:
    """Go on with a deployment that stopped: what was sent is looked up, never sent again."""
    from cosmolocal.deploy.description import read_description
    from cosmolocal.errors import BadInput

    described = read_description(description)
    path = _path(session, described, record)
    if not path.exists():
        raise BadInput(
            f"there is no {path}: nothing was begun",
            next_step="Begin with `cosmolocal deploy apply`, or name the record with --manifest.",
        )
    return _carried_out(session, described, path)


@command(app, options=("rpc",))
def verify(session: "Session", description: DescriptionFile, record: Record = None) -> Answer:
    """Prove from the chain that code, owners, roles, wiring and figures are those of the file."""
    from cosmolocal.deploy.description import read_description

    described = read_description(description)
    return _compared(session, described, _path(session, described, record))


@command(app, "verify-source", options=("rpc", "yes", "no_input"))
def verify_source(
    session: "Session",
    description: DescriptionFile,
    record: Record = None,
    service: Annotated[
        Literal["sourcify", "etherscan"], typer.Option("--with", help="Whose interface.")
    ] = "sourcify",
    url: Annotated[
        str | None, typer.Option(help="Where it answers; else as the network's entry says.")
    ] = None,
    key_file: Annotated[
        Path | None, typer.Option("--token-file", help="File with the token of Etherscan's API.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Write the compiler inputs into this folder, send nothing.")
    ] = None,
) -> Answer:
    """Show the sources of a deployment to an explorer, so that anybody can read them there."""
    from cosmolocal.deploy import explorers
    from cosmolocal.deploy.description import read_description
    from cosmolocal.deploy.manifest import Manifest

    path = _path(session, read_description(description), record)
    subjects = explorers.subjects(Manifest.load(path))
    if out:
        return _inputs_written(session, [subject.contract for subject in subjects], out)
    explorer, address = _explorer(session, service, url, key_file)
    facts = {subject.contract: subject.address for subject in subjects}
    session.announce(f"Show the sources of {len(subjects)} contracts to {address}.", facts)
    session.confirm(_("Send them?"))
    found = []
    with session.output.progress() as tell:
        for number, subject in enumerate(subjects, start=1):
            found.append(explorers.verify_source(explorer, subject))
            tell(subject.contract, number, len(subjects))
    failed = [each for each in found if each.state in ("refused", "not done")]
    text = f"{len(found) - len(failed)} of {len(found)} sources can be read there."
    return Answer(found, text, exit_code=1 if failed else 0)


def _explorer(
    session: "Session", service: str, url: str | None, key_file: Path | None
) -> tuple[Any, str]:
    """Open the interface of an explorer; return it and its address."""
    from cosmolocal.deploy.explorers import Etherscan, Sourcify
    from cosmolocal.errors import BadInput

    address = url or getattr(session.network, service)
    if not address:
        raise BadInput(
            f"{session.network.name} has no entry for {service}",
            next_step="Give --url, or add it to your networks.yaml.",
        )
    if service == "sourcify":
        return Sourcify(address), address
    if key_file is None:
        raise BadInput("Etherscan's interface asks for a token", next_step="Give --token-file.")
    return Etherscan(address, session.inputs.file(key_file).strip()), address


def _inputs_written(session: "Session", contracts: list[str], folder: Path) -> Answer:
    """Write each compiler input to a file, for explorers that take files only."""
    import json

    from cosmolocal.deploy.sources import standard_input

    for contract in contracts:
        text = json.dumps(standard_input(contract), indent=1) + "\n"
        session.output.write_file(folder / f"{contract}.json", text)
    files = [str(folder / f"{contract}.json") for contract in contracts]
    return Answer(files, f"{len(files)} compiler inputs are in {folder}; nothing was sent.")


def _path(session: "Session", described: "Description", record: Path | None) -> Path:
    from cosmolocal.deploy.manifest import default_path

    return record or default_path(session.chain.chain_id, described.name)


def _carried_out(session: "Session", described: "Description", path: Path) -> Answer:
    """Show the plan, ask, send, compare; of what is done only the last."""
    from cosmolocal.deploy.manifest import Manifest
    from cosmolocal.errors import NotEnoughFunds

    if path.exists() and Manifest.load(path).status in ("applied", "verified"):
        return _compared(session, described, path)
    forecast, manifest = _forecast(session, described, path, session.signer.address)
    if not forecast.is_affordable:
        raise NotEnoughFunds(_too_poor(session, forecast))
    if session.dry_run:
        return Answer(forecast, "Dry run: nothing was sent.", view="")
    session.confirm(_("Deploy it?"))
    manifest.save(path)
    _apply(session, described, path, len(forecast.steps))
    return _compared(session, described, path)


def _forecast(
    session: "Session",
    described: "Description",
    path: Path,
    deployer: Any,
    *,
    anew: bool = False,
) -> tuple["Plan", "Manifest"]:
    """Show what the deployment does and costs, and who may do what afterwards."""
    from cosmolocal.deploy.opening import opened
    from cosmolocal.deploy.plan import plan as make

    manifest = opened(path, described, session.chain, deployer, anew=anew)
    forecast = make(described, session.chain, deployer, begun=manifest)
    head = "Go on deploying" if manifest.steps else "Deploy"
    where = f"{session.network.name}, chain {forecast.chain_id}"
    session.announce(f"{head} {described.name} on {where}.", _facts(session, forecast))
    return forecast, manifest


def _too_poor(session: "Session", forecast: "Plan") -> str:
    from cosmolocal.units import from_units

    cost, balance = (from_units(wei, 18) for wei in (forecast.cost, forecast.balance))
    currency = session.network.currency
    return f"It costs about {cost} {currency}, and {forecast.deployer} holds {balance}"


def _facts(session: "Session", forecast: "Plan") -> dict[str, Any]:
    from cosmolocal.transactions import GAS_CAP
    from cosmolocal.units import from_units

    cost, balance = (from_units(wei, 18) for wei in (forecast.cost, forecast.balance))
    start = datetime.fromtimestamp(forecast.genesis, UTC).isoformat(timespec="seconds")
    return {
        "from": forecast.deployer,
        "seats": forecast.seats,
        "scopes": forecast.scopes,
        "first season": start.replace("+00:00", "Z"),
        "created by": f"CREATE2, {forecast.factory}"
        if forecast.factory
        else "nonces of the account",
        "transactions": len(forecast.steps),
        "gas": f"{forecast.gas:,}; the largest transaction {forecast.largest:,} of {GAS_CAP:,}",
        "cost": f"about {cost} of {balance} {session.network.currency}",
        "contracts": forecast.addresses,
        "powers": [
            {"contract": power.contract, "role": power.role, "holder": power.holder}
            for power in forecast.powers
        ],
    }


def _apply(session: "Session", described: "Description", path: Path, steps: int) -> None:
    from cosmolocal.deploy import apply as module

    mined = count(1)
    with session.output.progress() as tell:
        module.apply(
            described,
            session.chain,
            session.signer,
            path=path,
            progress=lambda step: tell(step.name, next(mined), steps),
        )


def _compared(session: "Session", described: "Description", path: Path) -> Answer:
    """Read everything back, and compare it with the description."""
    from cosmolocal.deploy.manifest import Manifest
    from cosmolocal.deploy.verify import verify as compare

    manifest = Manifest.load(path)
    found = compare(described, session.chain, manifest)
    data = {
        "manifest": str(path),
        "status": manifest.status,
        "block": found.block,
        "contracts": {name: record.address for name, record in manifest.contracts.items()},
        "compared": found.compared,
        "different": [str(drift) for drift in found.drift],
    }
    as_described = "as described" if found.is_as_described else "NOT as described"
    text = f"{described.name} stands {as_described}; {found.compared} settings were compared."
    return Answer(data, text, exit_code=0 if found.is_as_described else 1)
