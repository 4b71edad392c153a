# SPDX-License-Identifier: Apache-2.0
"""A description settled for one chain, one deployer and one moment: numbers and addresses only.

Nothing in here needs to be kept from the chain: names and texts have become the numbers of seats
and scopes, accounts and hashes.

Errors: `BadInput` where the description does not fit the chain or the moment.
"""

from collections.abc import Iterator, Sequence
from typing import TypeVar

from eth_typing import ChecksumAddress
from eth_utils.address import is_hex_address
from pydantic import Field

from cosmolocal.deploy.beginnings import Pot, ProposalType
from cosmolocal.deploy.consistency import CHAMBERS, ROLES, pot_issue
from cosmolocal.deploy.description import (
    Description,
    Mandates,
    Scope,
    Seat,
    Vouches,
)
from cosmolocal.deploy.rules import Proposals
from cosmolocal.deploy.source import Location
from cosmolocal.deploy.words import Count, Strictly, moment
from cosmolocal.errors import BadInput
from cosmolocal.privacy import public_hash
from cosmolocal.signers import DEV_CHAIN_IDS, LocalSigner, dev_signer
from cosmolocal.units import (
    ZERO_ADDRESS,
    Address,
    Bytes32,
    ScopeId,
    SeatId,
    Seconds,
    TokenAmount,
    UtcSeconds,
    to_address,
)

Item = TypeVar("Item")

BATCH = 64
"""Accounts or seats in one transaction; that of contracts/membership/Membership.vy."""
ROOT = 1
"""The scope that is the alliance itself."""
MAX_MANDATE_SECONDS = 2 * 365 * 86_400
"""That of contracts/membership/Scopes.vy."""
_WEEK = 604_800
KINDS = ("alliance", "place", "guild", "function", "public", "ecosystem")
"""Kinds of scope, in the order of their numbers from 1."""


class Terms(Strictly):
    """The rules of belonging, in the order in which `Membership` takes them."""

    joining_delay: Count
    dormant_after: Count
    term_seasons: Count
    notice_seconds: Count


class SeatBatch(Strictly):
    """Accounts of one kind that are seated together; their numbers follow each other."""

    kind: Count = Field(description="1 person, 2 organisation")
    first_seat: SeatId
    accounts: tuple[Address, ...]


class PlannedScope(Strictly):
    """A scope below the root."""

    scope: ScopeId
    parent: ScopeId
    depth: Count = Field(description="levels from the root, which has 1")
    kind: Count
    charter: Bytes32


class Mandate(Strictly):
    """A role of one seat in one scope."""

    scope: ScopeId
    seat: SeatId
    role: Count = Field(description="1 steward, 2 confirmer, 3 reviewer, 4 arbiter")
    until: UtcSeconds


class Welcome(Strictly):
    """Seats that a scope takes in."""

    scope: ScopeId
    seats: tuple[SeatId, ...]


class PlannedWeight(Strictly):
    """What an hour of a skill counts in a scope."""

    scope: ScopeId
    skill: Count
    weight_bps: Count


class PlannedPot(Strictly):
    """A pot, as `Treasury` takes it; amounts in the token's smallest unit."""

    scope: ScopeId
    token: Address
    start: UtcSeconds
    end: UtcSeconds
    period: Seconds
    cap: TokenAmount
    per_payment: TokenAmount


class Blueprint(Strictly):
    """All that a deployment sets on the chain."""

    deployer: Address
    public_name: str
    symbol: str
    charter: Bytes32 = Field(description="hash of the covenant")
    genesis: UtcSeconds
    season_seconds: Seconds
    terms: Terms
    vouching: Vouches
    seats: tuple[SeatBatch, ...] = Field(description="the first two batches found the alliance")
    scopes: tuple[PlannedScope, ...]
    welcomes: tuple[Welcome, ...]
    mandates: tuple[Mandate, ...]
    rule: Proposals
    constitution: Proposals
    base_credits: Count
    organisation_credits: Count
    bonus_unit: Count
    bonus_cap: Count
    guardian: Address
    guardian_until: UtcSeconds
    min_delay: Seconds
    season_allowance: Count
    weights: tuple[PlannedWeight, ...]
    pots: tuple[PlannedPot, ...]
    types: tuple[ProposalType, ...] = Field(description="from type 2 on")


def rule_of(terms: Proposals, *, is_constitutional: bool = False) -> dict[str, int | bool]:
    """Write a rule as `ProposalRules` has it; only further types say who may propose."""
    kind, role, optimistic = 0, 0, False
    if isinstance(terms, ProposalType):
        kind = ("anybody", "persons", "organisations").index(terms.proposer)
        role = ("none", "steward", "confirmer", "reviewer", "arbiter").index(terms.proposer_role)
        optimistic = terms.optimistic
    said = {name: getattr(terms, name) for name in Proposals.model_fields}
    late = {name: said.pop(name) for name in ("sponsors", "proposals_per_season")}
    return {
        **said,
        "proposer_kind": kind,
        "proposer_role": role,
        **late,
        "is_constitutional": is_constitutional,
        "is_optimistic": optimistic,
    }


def account_of(description: Description, seat: Seat) -> ChecksumAddress:
    """Address of a seat's holder; the one of its throw-away key if it says `auto`."""
    if seat.account == "auto":
        return throwaway_signer(description, seat.name).address
    return to_address(seat.account)


def throwaway_signer(description: Description, name: str) -> LocalSigner:
    """Key of a seat whose account is `auto`; it signs on development chains only."""
    for seat in description.all_seats:
        if seat.name == name and seat.account == "auto":
            return dev_signer(f"{description.name}/{name}")
    raise BadInput(f"no seat with a throw-away key is called {name!r}")


def seat_numbers(description: Description) -> dict[str, int]:
    """Number the seats by name, in the order in which a deployment grants them."""
    granted = (seat.name for _, seats in _batches(description) for seat in seats)
    return {name: number for number, name in enumerate(granted, start=1)}


def scope_numbers(description: Description) -> dict[str, int]:
    """Number the scopes below the alliance by name, in the order in which they are founded."""
    below = (scope.name for _, scope in _by_level(description))
    return {name: number for number, name in enumerate(below, start=ROOT + 1)}


def settle(
    description: Description, *, deployer: ChecksumAddress, chain_id: int, now: int
) -> Blueprint:
    """Settle a description for a chain; `now` is what the word means in it [UTC seconds]."""
    automatic = [seat.name for seat in description.all_seats if seat.account == "auto"]
    if automatic and chain_id not in DEV_CHAIN_IDS:
        raise BadInput(
            f"{len(automatic)} seats have no account, the first is {automatic[0]!r}",
            next_step=f"Throw-away keys are for development chains: on chain {chain_id} give each "
            'seat its `account: "0x…"`.',
        )
    return _Settlement(description, deployer, now).blueprint()


class _Settlement:
    """The numbers that a deployment will give to names."""

    def __init__(self, description: Description, deployer: ChecksumAddress, now: int) -> None:
        self.description, self.deployer, self.now = description, deployer, now
        self.genesis = moment(description.season.start, now)
        if self.genesis > now:
            raise BadInput(
                "the first season has not begun",
                next_step="Set `season.start` to `now` or a past date, or deploy later.",
            )
        self.tree = _by_level(description)
        self.seat_ids, self.scope_ids = seat_numbers(description), scope_numbers(description)

    def blueprint(self) -> Blueprint:
        described = self.description
        guardian = described.guardian
        return Blueprint(
            deployer=self.deployer,
            public_name=described.public.name,
            symbol=described.public.symbol,
            charter=public_hash(described.covenant),
            genesis=self.genesis,
            season_seconds=described.season.seconds,
            terms=self._terms(),
            vouching=described.vouching,
            seats=tuple(self._seat_batches()),
            scopes=tuple(self._scopes()),
            welcomes=tuple(self._welcomes()),
            mandates=tuple(self._mandates()),
            rule=described.proposals,
            constitution=described.constitution_or_default,
            base_credits=described.credits.base,
            organisation_credits=described.credits.organisations or described.credits.base,
            bonus_unit=described.credits.bonus_unit,
            bonus_cap=described.credits.bonus_cap,
            guardian=self._guardian(guardian.account) if guardian else ZERO_ADDRESS,
            guardian_until=moment(guardian.until, self.genesis) if guardian else 0,
            min_delay=described.timelock.min_delay_seconds,
            season_allowance=described.ledger.season_allowance,
            weights=tuple(self._weights()),
            pots=tuple(self._pot(pot) for pot in described.pots),
            types=described.proposal_types,
        )

    def _terms(self) -> Terms:
        belonging, season = self.description.belonging, self.description.season.seconds
        delay = belonging.joining_delay_seconds
        return Terms(
            joining_delay=min(_WEEK, season) if delay is None else delay,
            dormant_after=belonging.dormant_after_seasons,
            term_seasons=belonging.term_seasons,
            notice_seconds=belonging.notice_seconds,
        )

    def _seat_batches(self) -> Iterator[SeatBatch]:
        first = 1
        for kind, seats in _batches(self.description):
            accounts = tuple(account_of(self.description, seat) for seat in seats)
            yield SeatBatch(kind=kind, first_seat=first, accounts=accounts)
            first += len(seats)

    def _scopes(self) -> Iterator[PlannedScope]:
        parents = {child.name: scope.name for _, scope in self.tree for child in scope.scopes}
        for place, scope in self.tree:
            parent = parents.get(scope.name)
            yield PlannedScope(
                scope=self.scope_ids[scope.name],
                parent=self.scope_ids[parent] if parent else ROOT,
                depth=1 + len(place) // 2,
                kind=KINDS.index(scope.kind) + 1,
                charter=public_hash(scope.charter),
            )

    def _welcomes(self) -> Iterator[Welcome]:
        for name, scope in self.scope_ids.items():
            seats = [s for s in self.description.all_seats if name in s.scopes]
            numbers = sorted(self.seat_ids[seat.name] for seat in seats)
            for part in in_batches(numbers, BATCH):
                yield Welcome(scope=scope, seats=tuple(part))

    def _mandates(self) -> Iterator[Mandate]:
        yield from self._mandates_of(ROOT, self.description.mandates)
        for _, scope in self.tree:
            yield from self._mandates_of(self.scope_ids[scope.name], scope.mandates)

    def _mandates_of(self, scope: int, mandates: Mandates | None) -> Iterator[Mandate]:
        if mandates is None:
            return
        until = moment(mandates.until, self.genesis)
        if not self.now < until <= self.now + MAX_MANDATE_SECONDS:
            raise BadInput(f"the mandates in scope {scope} end at {until}: not within two years")
        for role, key in enumerate(ROLES, start=1):
            for name in getattr(mandates, key):
                yield Mandate(scope=scope, seat=self.seat_ids[name], role=role, until=until)

    def _scope_of(self, name: str | None) -> int:
        return self.scope_ids[name] if name else ROOT

    def _weights(self) -> Iterator[PlannedWeight]:
        for w in self.description.weights:
            scope = self._scope_of(w.scope)
            yield PlannedWeight(scope=scope, skill=w.skill, weight_bps=w.weight_bps)

    def _pot(self, pot: Pot) -> PlannedPot:
        start, end = (moment(at, self.genesis) for at in (pot.start, pot.end))
        issue = "over already" if end <= self.now else pot_issue(start, end, pot.period)
        if issue:
            raise BadInput(f"a pot ends at {end}: {issue}", next_step="Mend its `end` in `pots`.")
        return PlannedPot(
            scope=self._scope_of(pot.scope),
            token=to_address(pot.address),
            start=start,
            end=end,
            period=pot.period,
            cap=pot.units(pot.cap),
            per_payment=pot.units(pot.per_payment),
        )

    def _guardian(self, account: str) -> ChecksumAddress:
        if is_hex_address(account):
            return to_address(account)
        [seat] = [seat for seat in self.description.all_seats if seat.name == account]
        return account_of(self.description, seat)


def in_batches(items: Sequence[Item], size: int) -> Iterator[Sequence[Item]]:
    """Cut a sequence into parts of at most `size`."""
    return (items[start : start + size] for start in range(0, len(items), size))


def _by_level(description: Description) -> list[tuple[Location, Scope]]:
    """Order scopes by depth: those of one level do not depend on each other."""
    return sorted(description.walk(), key=lambda found: len(found[0]))


def _batches(description: Description) -> Iterator[tuple[int, Sequence[Seat]]]:
    """Order the seats as they are granted: up to one batch of each kind at first, then the rest."""
    chambers = [getattr(description.seats, chamber) for chamber in CHAMBERS]
    for kind, seats in enumerate(chambers, start=1):
        yield kind, seats[:BATCH]
    for kind, seats in enumerate(chambers, start=1):
        yield from ((kind, part) for part in in_batches(seats[BATCH:], BATCH))
