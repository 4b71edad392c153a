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
        str | None, typer.Option("--round", help="A published round, compared with its events.")
    ] = None,
) -> Answer:
    """Rebuild every figure from events; with --round or --bundle, count a published result again.

    A round is counted from its events, and the count compared with the latest published result. A
    bundle alone needs no node: its inputs are counted by its rule. With both, the bundle's inputs
    are compared with the events of the round, too.
    """
    from cosmolocal.funding import Bundle

    known = None if bundle is None else Bundle.read(bundle)
    differences = [] if known is None else known.differences()
    if round_id is not None:
        known, found = _with_round(session, published_number(session, round_id), known)
        differences += found
    if known is None:
        return verifying("funding")(session)
    data = known.commitment() | {"lines": len(known.lines), "differences": differences}
    text = "" if differences else "The result is what its inputs come to."
    return Answer(data, text, exit_code=1 if differences else 0)


def _with_round(
    session: "Session", number: int, known: "Bundle | None"
) -> "tuple[Bundle, list[str]]":
    """Count a round from its events; compare with a bundle, if any, and with what is published."""
    published, results = session.alliance.published, session.alliance.results
    counted = published.count_round(number, None if known is None else known.tables)
    result = known or counted
    found = [
        f"{name} is not what the events tell"
        for name in ("facts", "projects", "ballots")
        if getattr(result, name) != getattr(counted, name)
    ]
    latest = results.latest(published.address, number)
    return result, found + (results.differences(latest, result) if latest else [])
