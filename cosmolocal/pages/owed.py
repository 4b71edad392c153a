# SPDX-License-Identifier: Apache-2.0
"""What a member could claim now: earned from streams, milestones that were accepted, awards."""

from collections.abc import Iterator
from typing import NamedTuple

from eth_typing import ChecksumAddress

from cosmolocal.pages.deeds import amount_of
from cosmolocal.pages.state import State
from cosmolocal.words import _

CLAIMS = 5
"""Of `PoolRound.state_at`: settled, and claims are open."""


class Owed(NamedTuple):
    """One thing that waits to be claimed, until when, and where."""

    words: str
    amount: str
    until: int
    path: str


def owed_to(state: State, number: int) -> list[Owed]:
    """List what waits for a member."""
    account = state.membership.seats[number].account
    return [*_streams(state, account), *_awards(state, number)]


def _streams(state: State, account: ChecksumAddress) -> Iterator[Owed]:
    treasury = state.treasury
    for stream in treasury.streams.values():
        waits = treasury.earned(stream, state.now) - stream.withdrawn
        if stream.payee == account and waits > 0:
            token = treasury.pots[stream.pot].token
            yield Owed(_("from a stream"), amount_of(state, token, waits), 0, "/treasury")


def _awards(state: State, number: int) -> Iterator[Owed]:
    pools = {
        "funding": state.funding.rounds,
        "matching": state.funding.matching,
        "published": state.funding.published,
    }
    for pool, rounds in pools.items():
        for round_id, each in rounds.items():
            if each.state_at(state.now) != CLAIMS:
                continue
            mine = [n for n, p in each.projects.items() if p.seat == number and p.claimed is None]
            for amount in filter(None, (each.payouts().get(n, 0) for n in mine)):
                yield Owed(
                    _("from round %(number)s", number=round_id),
                    amount_of(state, each.terms["token"], amount),
                    each.terms["claims_end"],
                    f"/rounds/{pool}/{round_id}",
                )
