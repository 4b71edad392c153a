# SPDX-License-Identifier: Apache-2.0
"""Files of slips of membership: each says for which contract on which chain its slips are."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from cosmolocal import files
from cosmolocal.cli.common import Answer
from cosmolocal.errors import BadInput, CosmolocalError
from cosmolocal.words import _

if TYPE_CHECKING:
    from collections.abc import Callable

    from cosmolocal.cli.session import Session
    from cosmolocal.domain import Domain, Frozen
    from cosmolocal.vouching import Slip

SlipTo = Annotated[
    Path | None,
    typer.Option("--slip", help="Sign it into this file instead; anybody may bring it: `relay`."),
]
GoodUntil = Annotated[str, typer.Option(help="How long a slip is good: a date, or a span.")]
Files = Annotated[list[Path], typer.Argument(help="Files of slips.", show_default=False)]

Model = TypeVar("Model", bound="Frozen")


def sign(
    session: "Session", path: Path, domain: "Domain", said: str, signed: "Callable[[], Frozen]"
) -> Answer:
    """Show what is signed, ask, sign, and add it to a file, which may hold slips already."""
    file = _load(path) if path.exists() else _empty(domain)
    _check(file, domain, path)
    facts = {"from": session.address, "contract": domain.address, "chain": file["chain_id"]}
    session.announce(said, facts)
    session.confirm(_("Sign it?"), done="signed")
    file["slips"].append(signed().model_dump(mode="json"))
    session.output.write_file(path, json.dumps(file, indent=2) + "\n")
    data = {"sent": False, "file": str(path), "slips": len(file["slips"])}
    return Answer(data, f"{path} holds {len(file['slips'])} slips.", view="")


def read(paths: Sequence[Path], domain: "Domain", model: type[Model]) -> list[Model]:
    """Read the slips of some files, all for one contract."""
    from pydantic import ValidationError

    found = []
    for path in paths:
        file = _load(path)
        _check(file, domain, path)
        try:
            found += [model.model_validate(slip) for slip in file["slips"]]
        except ValidationError as error:
            raise BadInput(f"{path} holds something else than these slips: {error}") from None
    return found


def relay(session: "Session", slips: "Sequence[Slip]") -> Answer:
    """Ask, then bring slips one after the other; one that is refused holds up no other."""
    vouching, signer = session.alliance.vouching, session.signer
    session.announce(f"Bring {len(slips)} slips.", {"from": signer.address})
    if not session.dry_run:
        session.confirm(_("Send them?"))
    sent: list[Any] = []
    refused: list[dict[str, str]] = []
    for slip in slips:
        what = f"{slip.verb.removesuffix('_by_signature')} {slip.arguments[0]}"
        try:
            sent.append(vouching.relay(slip, signer=signer, simulate=session.dry_run))
        except CosmolocalError as error:
            refused.append({"slip": what, "reason": str(error), "next_step": error.next_step})
            session.output.say(f"Refused: {what}: {error}", f"→ {error.next_step}")
    hashes = [] if session.dry_run else [receipt.tx_hash for receipt in sent]
    data = {"sent": not session.dry_run, "transactions": hashes, "refused": refused}
    fit = "would be taken now" if session.dry_run else "were brought"
    text = f"{len(sent)} slips {fit}, {len(refused)} refused."
    return Answer(data, text, view="", exit_code=1 if refused else 0)


def _empty(domain: "Domain") -> dict[str, Any]:
    return {"chain_id": domain.chain.chain_id, "contract": domain.address, "slips": []}


def _load(path: Path) -> dict[str, Any]:
    try:
        file = files.parsed(files.read_text(path))
        slips, _, _ = file["slips"].copy(), file["chain_id"], file["contract"]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadInput(f"{path} is no file of slips: {error}") from None
    return {**file, "slips": slips}


def _check(file: dict[str, Any], domain: "Domain", path: Path) -> None:
    here = _empty(domain)
    if any(file[name] != here[name] for name in ("chain_id", "contract")):
        told = f"{file['contract']} on chain {file['chain_id']}"
        raise BadInput(
            f"{path} holds slips for {told}, this is {domain.address} on chain {here['chain_id']}"
        )
