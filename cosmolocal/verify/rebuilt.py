# SPDX-License-Identifier: Apache-2.0
"""The states of all domains after the events of an alliance."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from math import isqrt
from typing import Any

from eth_typing import ChecksumAddress

from cosmolocal.alliance import Alliance
from cosmolocal.chain import Function
from cosmolocal.events import Event
from cosmolocal.membership import Seasons
from cosmolocal.reader import Reader
from cosmolocal.replay import funding, governance, grants, ledger, membership, treasury, vouching
from cosmolocal.replay.base import Difference, Ownership
from cosmolocal.views import Views

Figure = tuple[str, Any, Function]
"""Its name, what the events give, and the view that has it."""


def events_of(alliance: Alliance, block: int | None = None) -> tuple[Event, ...]:
    """Every event that is verified: those of the alliance, and those of its grants."""
    own = alliance.events(block)
    view = alliance.chain.at(block)
    found = alliance.grants.among(_payout_addresses(own), view)
    first = alliance.manifest.first_block
    more = alliance.grants.events(list(found), first=first, last=view.block)
    return tuple(sorted((*own, *more), key=lambda event: event.place))


def _payout_addresses(events: Iterable[Event]) -> list[ChecksumAddress]:
    """Every address that an application ever named, in the order of the events."""
    named = (e.args.get("payout_address") for e in events if e.contract == "FundingDesk")
    return list(dict.fromkeys(address for address in named if address))


class Rebuilt:
    """The states rebuilt from events, beside the contracts that hold the same figures."""

    def __init__(self, alliance: Alliance, view: Reader, events: Sequence[Event]) -> None:
        self.events, self.now = events, view.timestamp
        self.broken: list[Difference] = []
        self.views = {name: Views(name, c.address) for name, c in alliance.contracts.items()}
        self.seasons: Seasons = alliance.membership.seasons
        governor = self.views["QuadraticGovernor"]
        *bases, self.unit, self.cap, self.allowance = view.batch(
            [
                governor.BASE_CREDITS(),
                governor.ORGANISATION_CREDITS(),
                governor.BONUS_UNIT(),
                governor.BONUS_CAP(),
                self.views["ContributionLedger"].SEASON_ALLOWANCE(),
            ]
        )
        self.bases = dict(enumerate(bases, start=1))  # kind of seat: credits
        chain_id = alliance.chain.chain_id
        self.membership = membership.replay(events)
        self.vouching = vouching.replay(events)
        self.ledger = ledger.replay(events, chain_id=chain_id)
        self.governance = governance.replay(events, chain_id=chain_id, seasons=self.seasons)
        self.treasury = treasury.replay(events)
        self.funding = funding.replay(events)
        self.grants = {
            address: grants.replay([e for e in events if e.address == address], terms)
            for address, terms in alliance.grants.among(_payout_addresses(events), view).items()
        }

    def contradictions(self) -> Iterator[Difference]:
        """List what the events say against each other, or leave out."""
        yield from self.broken
        domains = (self.membership, self.vouching, self.ledger, self.governance)
        for state in (*domains, self.treasury, self.funding):
            yield from state.contradictions
        for _, told in self.grants.values():
            yield from told
        yield from self._budgets()
        yield from self._clock()
        yield from self._order()

    def _budgets(self) -> Iterator[Difference]:
        """Compute every frozen budget again from the recognition of the season before."""
        for (seat, season), meter in self.governance.meters.items():
            base = self.bases[self.membership.seats[seat].kind]
            budget = base + min(self.cap, isqrt(meter.recognition // self.unit))
            if budget != meter.budget:
                name = f"budget of seat {seat} in season {season}"
                yield Difference("governance", name, budget, meter.budget)

    def _clock(self) -> Iterator[Difference]:
        """Put every season that an event names beside the clock."""
        for event in self.events:
            if event.name != "EntryConfirmed":
                continue
            due = self.seasons.at(event.timestamp)
            if due != event["season"]:
                name = f"season of {event.name} in block {event.block}"
                yield Difference("ledger", name, due, event["season"])

    def _order(self) -> Iterator[Difference]:
        """Find events that are told twice or out of order."""
        for before, event in pairwise(self.events):
            if event.place <= before.place:
                name = f"place of {event.contract}.{event.name}"
                yield Difference("events", name, f"after {before.place}", event.place)


def ownership(rebuilt: Rebuilt, contract: str, known: Ownership) -> Iterator[Figure]:
    """Whom a contract belongs to, and whether its set-up is over."""
    call = rebuilt.views[contract]
    yield f"owner of {contract}", known.owner, call.owner()
    yield f"sealed of {contract}", known.sealed, call.sealed()
