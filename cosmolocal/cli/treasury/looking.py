# SPDX-License-Identifier: Apache-2.0
"""What is held, and what stewards may spend of it."""

from typing import TYPE_CHECKING

from cosmolocal.cli.common import READ, Answer, Token, command
from cosmolocal.cli.treasury.group import app

if TYPE_CHECKING:
    from cosmolocal.cli.session import Session


@command(app, options=READ)
def balance(session: "Session", token: Token = None) -> Answer:
    """Show what is held of a token, and how much of it is free."""
    from cosmolocal.treasury.assets import read_asset

    held = session.alliance.treasury.balance(session.inputs.token(token))
    asset = read_asset(session.chain, held.token)
    facts = {"held": asset.text(held.amount), "free": asset.text(held.free), "block": held.block}
    return Answer(session.output.priced(held, asset.decimals), view=facts)


@command(app, options=READ)
def pots(session: "Session") -> Answer:
    """List the pots: their caps, and what their present periods have left."""
    from cosmolocal.treasury.assets import read_asset

    treasury, now, rows = session.alliance.treasury, session.now, []
    for pot in treasury.pots():
        asset = read_asset(session.chain, pot.token)
        state = "closed" if pot.closed else "over" if now >= pot.end else "open"
        rows.append(
            {
                "pot": pot.number,
                "scope": pot.scope,
                "state": "not begun" if now < pot.start else state,
                "token": asset.symbol,
                "left": session.output.amount(pot.left, asset.decimals),
                "cap": session.output.amount(pot.cap, asset.decimals),
                "at once": session.output.amount(pot.per_payment, asset.decimals),
                "period": session.output.span(pot.period),
                "ends": session.output.day(pot.end),
            }
        )
    return Answer(treasury.pots(), view=rows)
