# SPDX-License-Identifier: Apache-2.0
"""Verification: events against storage, and a bundle against what it says it was counted from."""

from typing import TYPE_CHECKING, Annotated

import typer

from cosmolocal.cli.common import READ, Answer, command
from cosmolocal.cli.funding.group import BundleFolder, app, published_number
from cosmolocal.cli.verify import verifying

if TYPE_CHECKING:
    from cosmolocal.cli.session import Session
    from cosmolocal.funding import Bundle


@command(app, options=READ)
def verify(
    session: "Session",
    bundle: BundleFolder = None,
    round_id: Annotated[
        str | None, typer.Option("--round", help="Compare with this round on chain, too.")
    ] = None,
) -> Answer:
    """Rebuild every figure from events; with --bundle, count a published result again.

    A bundle alone needs no node: its inputs are counted by its rule. With --round its inputs are
    compared with the events of that round, and its hashes with the latest published result.
    """
    if bundle is None:
        return verifying("funding")(session)
    from cosmolocal.funding import Bundle

    known = Bundle.read(bundle)
    differences = known.differences()
    if round_id is not None:
        differences += _on_chain(session, published_number(session, round_id), known)
    data = known.commitment() | {"lines": len(known.lines), "differences": differences}
    text = "" if differences else "The result is what its inputs come to."
    return Answer(data, text, exit_code=1 if differences else 0)


def _on_chain(session: "Session", number: int, known: "Bundle") -> list[str]:
    published, results = session.alliance.published, session.alliance.results
    counted = published.count_round(number, known.tables)
    found = [
        f"{name} is not what the events tell"
        for name in ("facts", "projects", "ballots")
        if getattr(known, name) != getattr(counted, name)
    ]
    latest = results.latest(published.address, number)
    return found + (results.differences(latest, known) if latest else [])
