# SPDX-License-Identifier: Apache-2.0
"""What pages show: the alliance at one block, rebuilt from its events alone.

The replays go on where they were: a new block costs what is new in it. A `State` is read while
nothing is taken in, so both happen on one thread: that of the server's loop.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from math import isqrt

from eth_typing import ChecksumAddress

from cosmolocal.alliance import Alliance
from cosmolocal.events import Event
from cosmolocal.membership import Seasons
from cosmolocal.pages.assets import Assets
from cosmolocal.pages.index import Index
from cosmolocal.pages.names import Names
from cosmolocal.replay.funding import FundingReplay, FundingState
from cosmolocal.replay.governance import GovernanceReplay, GovernanceState, MeterState
from cosmolocal.replay.governance import ProposalState as Proposal
from cosmolocal.replay.ledger import LedgerReplay, LedgerState
from cosmolocal.replay.membership import PERSON, MembershipReplay, MembershipState
from cosmolocal.replay.treasury import TreasuryReplay, TreasuryState
from cosmolocal.replay.vouching import VouchingReplay, VouchingState

FindText = Callable[[bytes], str | None]
"""The text of a commitment, if this page may show it."""


@dataclass(frozen=True)
class Terms:
    """What never changes: the clock, and how voice credits are given."""

    name: str
    chain_id: int
    seasons: Seasons
    base_credits: int
    organisation_credits: int
    bonus_unit: int
    bonus_cap: int
    contracts: Mapping[str, ChecksumAddress]

    @classmethod
    def read(cls, alliance: Alliance) -> "Terms":
        """Read them once."""
        governor, roll = (alliance.contracts[n] for n in ("QuadraticGovernor", "Membership"))
        call = governor.functions
        name, base, organisations, bonus_unit, bonus_cap = alliance.chain.at().batch(
            [
                roll.functions.name(),
                call.BASE_CREDITS(),
                call.ORGANISATION_CREDITS(),
                call.BONUS_UNIT(),
                call.BONUS_CAP(),
            ]
        )
        return cls(
            name=name,
            chain_id=alliance.chain.chain_id,
            seasons=alliance.membership.seasons,
            base_credits=base,
            organisation_credits=organisations,
            bonus_unit=bonus_unit,
            bonus_cap=bonus_cap,
            contracts={name: each.address for name, each in alliance.contracts.items()},
        )


class Replays:
    """The replays of all domains, fed in the order of the chain."""

    def __init__(self, chain_id: int, seasons: Seasons) -> None:
        self.membership, self.vouching = MembershipReplay(), VouchingReplay()
        self.ledger = LedgerReplay(chain_id)
        self.governance = GovernanceReplay(chain_id, seasons)
        self.treasury, self.funding = TreasuryReplay(), FundingReplay()
        self.earlier: dict[int, list[ChecksumAddress]] = {}
        self.actives: dict[int, tuple[int, int]] = {}
        self.events: list[Event] = []

    def take(self, events: Iterable[Event]) -> None:
        """Take in what is new."""
        for event in events:
            for domain in (
                self.membership,
                self.vouching,
                self.ledger,
                self.governance,
                self.treasury,
                self.funding,
            ):
                domain.take(event)
            if event.name == "SeatMoved":
                self.earlier.setdefault(event["seat"], []).append(event["previous_account"])
            self.events.append(event)


@dataclass(frozen=True)
class State:
    """The alliance at one block; `now` is that block's time [UTC seconds]."""

    block: int
    block_hash: str
    now: int
    terms: Terms
    names: Names
    assets: Assets
    find_text: FindText = field(repr=False)
    replays: Replays = field(repr=False)

    @cached_property
    def membership(self) -> MembershipState:
        """Seats, scopes, mandates."""
        return self.replays.membership.state()

    @cached_property
    def vouching(self) -> VouchingState:
        """Vouches and recoveries."""
        return self.replays.vouching.state()

    @cached_property
    def ledger(self) -> LedgerState:
        """Entries, recognition, stocks."""
        return self.replays.ledger.state()

    @cached_property
    def governance(self) -> GovernanceState:
        """Rules, proposals, ballots, voice credits."""
        return self.replays.governance.state()

    @cached_property
    def treasury(self) -> TreasuryState:
        """Money that came and went, pots, streams."""
        return self.replays.treasury.state()

    @cached_property
    def funding(self) -> FundingState:
        """Rounds of every kind."""
        return self.replays.funding.state()

    @cached_property
    def index(self) -> Index:
        """All of it by seat, by place and by proposal."""
        return Index(self.membership, self.vouching, self.ledger, self.governance)

    @cached_property
    def members(self) -> list[int]:
        """The seats that may act now."""
        seats = self.membership.seats.items()
        return [number for number, seat in seats if seat.is_active(self.now)]

    @property
    def events(self) -> list[Event]:
        """Everything that happened, in order."""
        return self.replays.events

    @property
    def season(self) -> int:
        """Number of the present season."""
        return self.terms.seasons.at(self.now)

    @property
    def season_end(self) -> int:
        """When the present season is over [UTC seconds]."""
        return self.terms.seasons.start(self.season + 1)

    # --- who and what, by name

    def seat_of(self, account: ChecksumAddress) -> int | None:
        """Return the seat that an account holds."""
        return self.replays.membership.seat_of.get(account)

    def name_of(self, seat: int) -> str | None:
        """Name a seat, also by an account it had before; None if the page knows no name."""
        accounts = [self.membership.seats[seat].account, *self.replays.earlier.get(seat, ())]
        return next(
            (self.names.people[each] for each in accounts if each in self.names.people), None
        )

    def about(self, seat: int) -> str:
        """Say what the names tell of a seat."""
        accounts = [self.membership.seats[seat].account, *self.replays.earlier.get(seat, ())]
        return next((self.names.about[each] for each in accounts if each in self.names.about), "")

    def text(self, commitment: bytes) -> str | None:
        """Return a public text by its hash, or a text of the page's own store."""
        return self.names.texts.get(commitment) or self.find_text(commitment)

    # --- what several pages ask

    def active_at(self, moment: int) -> tuple[int, int]:
        """Count persons and organisations in the base of quorums; the past never changes."""
        known = self.replays.actives
        if moment not in known:
            counts = self.membership.active_at(moment)
            if moment >= self.now:
                return counts
            known[moment] = counts
        return known[moment]

    def status_of(self, proposal: Proposal) -> int:
        """State of a proposal now, as OpenZeppelin numbers it."""
        return self.governance.state_of(proposal, self.now, self.active_at(proposal.start - 1))

    def credits_of(self, seat: int, season: int | None = None) -> MeterState:
        """Voice credits of a seat in a season: frozen at its first ballot, till then as earned."""
        season = self.season if season is None else season
        frozen = self.governance.meters.get((seat, season))
        if frozen:
            return frozen
        is_person = self.membership.seats[seat].kind == PERSON
        base = self.terms.base_credits if is_person else self.terms.organisation_credits
        earned = self.recognition_of(seat, season - 1)
        bonus = min(self.terms.bonus_cap, isqrt(earned // self.terms.bonus_unit))
        return MeterState(base + bonus, recognition=earned)

    def recognition_of(self, seat: int, season: int | None = None) -> int:
        """Recognised work of a seat in a season [weighted seconds]."""
        lane = self.ledger.lanes.get((seat, self.season if season is None else season))
        return lane.earned if lane else 0
