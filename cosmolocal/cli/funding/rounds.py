# SPDX-License-Identifier: Apache-2.0
"""Rounds: looked at, closed, cancelled, swept."""

from functools import partial
from typing import TYPE_CHECKING, Any

from cosmolocal.cli.common import READ, WRITE, Answer, Decimals, Plan, Why, command
from cosmolocal.cli.funding.group import Round, app, pool_of

if TYPE_CHECKING:
    from cosmolocal.cli.session import Session
    from cosmolocal.funding import MatchingRound, PublishedRound
    from cosmolocal.funding import Round as RetroRound


@command(app, "list", options=READ)
def list_(session: "Session", decimals: Decimals = 18) -> Answer:
    """List all rounds."""
    retro, matching = session.alliance.funding, session.alliance.matching
    rows = [_row("retro", retro.show(number)) for number in range(1, retro.count() + 1)]
    rows += [_row("matching", matching.show(n)) for n in range(1, matching.count() + 1)]
    published = session.alliance.published
    rows += [_row("published", published.show(n)) for n in range(1, published.count() + 1)]
    return Answer(session.output.priced(rows, decimals))


def _row(kind: str, shown: "RetroRound | MatchingRound | PublishedRound") -> dict[str, Any]:
    return {
        "round": shown.round_id,
        "kind": kind,
        "status": shown.status.name.lower(),
        "projects": len(shown.projects),
        "pot": str(shown.pot),
        "paid": str(shown.paid),
    }


@command(app, options=READ)
def show(session: "Session", round_id: Round, decimals: Decimals = 18) -> Answer:
    """Show a round and its projects."""
    pool, number = pool_of(session, round_id)
    return Answer(session.output.priced(pool.show(number), decimals))


@command(app, options=WRITE)
def close(session: "Session", round_id: Round) -> Plan:
    """Close the count once the voting is over; claims begin."""
    pool, number = pool_of(session, round_id)
    return Plan(f"Close the count of round {round_id}.", partial(pool.settle, number))


@command(app, options=WRITE)
def sweep(session: "Session", round_id: Round) -> Plan:
    """Send what is left after the claims to the treasury."""
    pool, number = pool_of(session, round_id)
    return Plan(f"Sweep round {round_id}.", partial(pool.sweep, number))


@command(app, options=WRITE)
def cancel(session: "Session", round_id: Round, why: Why = None) -> Plan:
    """End a round before it is settled, as a steward; with --why, propose to."""
    pool, number = pool_of(session, round_id)
    if why is not None:
        action = pool.cancel_round_action(number)
        return session.proposal(f"cancel round {round_id}", [action], why)
    sentence = f"Cancel round {round_id}: who gave to it takes the money back."
    return Plan(sentence, partial(pool.cancel_round, number))
