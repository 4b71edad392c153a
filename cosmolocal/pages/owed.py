# SPDX-License-Identifier: Apache-2.0
"""What a member could claim now: earned from streams, milestones that were accepted, awards."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from eth_typing import ChecksumAddress

from cosmolocal.pages.deeds import amount_of
from cosmolocal.pages.state import State
from cosmolocal.replay.treasury import ACCEPTED
from cosmolocal.words import _

CLAIMS = 5
"""Of `PoolRound.state_at`: settled, and claims are open."""
_KINDS = {"funding": "retro"}
"""Pool -> its name in addresses of pages, where that differs."""


class Owed(NamedTuple):
    """One thing that waits to be claimed, until when, where, and what the relay is asked."""

    words: str
    amount: str
    until: int
    path: str
    claim: Mapping[str, str | int]


def owed_to(state: State, number: int) -> list[Owed]:
    """List what waits for a member."""
    account = state.membership.seats[number].account
    return [*_streams(state, account), *_milestones(state, account), *_awards(state, number)]


def _streams(state: State, account: ChecksumAddress) -> Iterator[Owed]:
    treasury = state.treasury
    for stream in treasury.streams.values():
        waits = treasury.earned(stream, state.now) - stream.withdrawn
        if stream.payee == account and waits > 0:
            token = treasury.pots[stream.pot].token
            claim = {"of": "stream", "stream": f"0x{stream.id.hex()}"}
            yield Owed(_("from a stream"), amount_of(state, token, waits), 0, "/treasury", claim)


def _milestones(state: State, account: ChecksumAddress) -> Iterator[Owed]:
    treasury = state.treasury
    for milestone in treasury.milestones.values():
        if milestone.payee == account and milestone.state == ACCEPTED:
            amount = amount_of(state, treasury.pots[milestone.pot].token, milestone.amount)
            claim = {"of": "milestone", "milestone": f"0x{milestone.id.hex()}"}
            yield Owed(_("for something that is done"), amount, 0, "/treasury", claim)


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
            due = [(n, each.payouts().get(n, 0)) for n in mine]
            for project, amount in filter(lambda row: row[1], due):
                yield Owed(
                    _("from round %(number)s", number=round_id),
                    amount_of(state, each.terms["token"], amount),
                    each.terms["claims_end"],
                    f"/rounds/{_KINDS.get(pool, pool)}/{round_id}",
                    {"of": "project", "pool": pool, "round_id": round_id, "project": project},
                )
