# SPDX-License-Identifier: Apache-2.0
"""Who belongs: seats for persons and organisations, and the tree of scopes with its mandates."""

from collections.abc import Sequence
from enum import IntEnum

from eth_typing import ChecksumAddress
from pydantic import Field

from cosmolocal.calls import Outcome
from cosmolocal.domain import Action, Domain, Frozen
from cosmolocal.errors import BadInput
from cosmolocal.replay.membership import MembershipState, Role, replay
from cosmolocal.signers import Signer
from cosmolocal.units import (
    Address,
    BlockNumber,
    ScopeId,
    Season,
    SeatId,
    Seconds,
    UtcSeconds,
)

__all__ = [
    "Counts",
    "Membership",
    "MembershipState",
    "Role",
    "ScopeKind",
    "ScopeView",
    "Scopes",
    "Seasons",
    "SeatKind",
    "SeatStatus",
    "Standing",
    "replay",
]


class SeatKind(IntEnum):
    """The chamber a seat belongs to."""

    PERSON = 1
    ORGANISATION = 2


class SeatStatus(IntEnum):
    """Whether a seat is taken."""

    NONE = 0
    ACTIVE = 1
    LEFT = 2


class ScopeKind(IntEnum):
    """What a scope is."""

    ALLIANCE = 1
    PLACE = 2
    GUILD = 3
    FUNCTION = 4
    PUBLIC = 5
    ECOSYSTEM = 6


class Seasons(Frozen):
    """The clock of the alliance; season n is [start(n), start(n + 1))."""

    genesis: UtcSeconds
    seconds: Seconds = Field(description="length of a season [seconds]")

    def at(self, moment: int) -> int:
        """Number of the season that contains a moment [UTC seconds]."""
        if moment < self.genesis:
            raise BadInput(f"{moment} is before the first season, which began at {self.genesis}")
        return (moment - self.genesis) // self.seconds

    def start(self, season: int) -> int:
        """First second of a season [UTC seconds]."""
        return self.genesis + season * self.seconds


class Standing(Frozen):
    """What an account is in the alliance."""

    account: Address
    seat: SeatId | None = Field(description="None if it never had one")
    kind: SeatKind | None
    status: SeatStatus
    joined_at: UtcSeconds = Field(description="when it last took its seat; 0 for never")
    block: BlockNumber

    @property
    def is_active(self) -> bool:
        """Whether the account holds its seat now."""
        return self.status is SeatStatus.ACTIVE


class Counts(Frozen):
    """Active seats of each kind."""

    persons: int = Field(ge=0)
    organisations: int = Field(ge=0)
    block: BlockNumber


class ScopeView(Frozen):
    """One scope of the tree."""

    scope: ScopeId
    parent: ScopeId | None = Field(description="None for the alliance itself")
    kind: ScopeKind
    depth: int = Field(ge=1)
    founded_at: UtcSeconds
    block: BlockNumber


class Membership(Domain):
    """Admit members, leave, and look members up.

    Units: times in UTC seconds. Errors: the classes of reverts that begin with `membership:`.
    Source: contracts/membership/Membership.vy; nothing is cached between calls but the clock.
    """

    _clock: Seasons | None = None

    @property
    def seasons(self) -> Seasons:
        """The clock, which never changes."""
        if self._clock is None:
            call = self.contract.functions
            genesis, seconds = self.chain.at().batch([call.GENESIS(), call.SEASON_SECONDS()])
            self._clock = Seasons(genesis=genesis, seconds=seconds)
        return self._clock

    def season(self) -> Season:
        """Number of the present season, by the newest block."""
        return self.seasons.at(self.chain.at().timestamp)

    def standing(self, account: ChecksumAddress) -> Standing:
        """Look an account up."""
        view = self.chain.at()
        word = view.call(self.contract.functions.standing(account))
        return _standing(account, word, view.block)

    def seat(self, account: ChecksumAddress) -> SeatId:
        """Return the seat of an account, active or not; `BadInput` if it never had one."""
        standing = self.standing(account)
        if standing.seat is None:
            raise BadInput(f"{account} has no seat", next_step="A vote of the alliance admits it.")
        return standing.seat

    def counts(self) -> Counts:
        """Count the seats that were active in the second before the newest block."""
        view = self.chain.at()
        at = self.contract.functions.active_at(view.timestamp - 1)
        persons, organisations = view.call(at)
        return Counts(persons=persons, organisations=organisations, block=view.block)

    def roll(self) -> tuple[Standing, ...]:
        """List every seat ever granted, by number."""
        view, call = self.chain.at(), self.contract.functions
        numbers = range(1, view.call(call.seat_count()) + 1)
        accounts = view.batch([call.holder(number) for number in numbers])
        words = view.batch([call.standing(account) for account in accounts])
        pairs = zip(accounts, words, strict=True)
        return tuple(_standing(account, word, view.block) for account, word in pairs)

    def admit(
        self,
        accounts: Sequence[ChecksumAddress],
        kind: SeatKind,
        *,
        signer: Signer,
        simulate: bool = False,
    ) -> Outcome:
        """Give up to 64 accounts a seat; only the owner may, so after the set-up only a vote."""
        return self._write("admit", accounts, kind, signer=signer, simulate=simulate)

    def admit_action(self, accounts: Sequence[ChecksumAddress], kind: SeatKind) -> Action:
        """Describe `admit` for a proposal."""
        return self._action("admit", accounts, kind)

    def leave(self, *, signer: Signer, simulate: bool = False) -> Outcome:
        """Give up the signer's seat; its number and history stay with the account."""
        return self._write("leave", signer=signer, simulate=simulate)


class Scopes(Domain):
    """Found scopes, join and leave them, give and end mandates.

    Units: times in UTC seconds. Errors: the classes of reverts that begin with `scopes:`.
    Source: contracts/membership/Scopes.vy; nothing is cached between calls.
    """

    def show(self, scope: int) -> ScopeView:
        """Read one scope."""
        view = self.chain.at()
        found = view.call(self.contract.functions.scope(scope))
        parent = found["parent"] or None
        return ScopeView(**{**found, "scope": scope, "parent": parent, "block": view.block})

    def count(self) -> int:
        """How many scopes there are; they are numbered from 1, the alliance itself."""
        return int(self.chain.read(self.contract.functions.scope_count()))

    def is_member(self, scope: int, seat: int) -> bool:
        """Whether both sides agreed that a seat belongs to a scope."""
        return bool(self.chain.read(self.contract.functions.is_member(scope, seat)))

    def mandates(self, scope: int, seat: int) -> dict[Role, UtcSeconds]:
        """Read the end of each role a seat was ever given in a scope, be it past or to come."""
        functions = [self.contract.functions.role_until(scope, seat, role) for role in Role]
        ends = zip(Role, self.chain.at().batch(functions), strict=True)
        return {role: end for role, end in ends if end}

    def has_role(self, scope: int, seat: int, role: Role) -> bool:
        """Whether a mandate is open now."""
        return bool(self.chain.read(self.contract.functions.has_role(scope, seat, role)))

    def found(
        self,
        parent: int,
        kind: ScopeKind,
        charter: bytes,
        *,
        signer: Signer,
        simulate: bool = False,
    ) -> Outcome:
        """Found a scope as a steward of its parent; `charter` is the hash of a text."""
        return self._write("found", parent, kind, charter, signer=signer, simulate=simulate)

    def join(self, scope: int, *, signer: Signer, simulate: bool = False) -> Outcome:
        """Agree to belong to a scope; the seat does once the scope agrees too."""
        return self._write("join", scope, signer=signer, simulate=simulate)

    def accept(
        self, scope: int, seats: Sequence[int], *, signer: Signer, simulate: bool = False
    ) -> Outcome:
        """Agree, as a steward of the scope, that up to 64 seats belong."""
        return self._write("accept", scope, seats, signer=signer, simulate=simulate)

    def leave(self, scope: int, *, signer: Signer, simulate: bool = False) -> Outcome:
        """Stop belonging to a scope; every role in it ends too."""
        return self._write("leave", scope, signer=signer, simulate=simulate)

    def grant_role(
        self,
        scope: int,
        seat: int,
        role: Role,
        until: int,
        *,
        signer: Signer,
        simulate: bool = False,
    ) -> Outcome:
        """Give a role until at most two years ahead [UTC seconds]; stewards give CONFIRMER only."""
        return self._write("grant_role", scope, seat, role, until, signer=signer, simulate=simulate)

    def grant_role_action(self, scope: int, seat: int, role: Role, until: int) -> Action:
        """Describe `grant_role` for a proposal."""
        return self._action("grant_role", scope, seat, role, until)

    def end_role(
        self, scope: int, seat: int, role: Role, *, signer: Signer, simulate: bool = False
    ) -> Outcome:
        """End a role early: its holder, or a steward for CONFIRMER."""
        return self._write("end_role", scope, seat, role, signer=signer, simulate=simulate)


def _standing(account: ChecksumAddress, word: int, block: int) -> Standing:
    """Read a seat word; its layout is that of contracts/membership/seat_word.vy."""
    seat = word & 0xFFFF_FFFF
    return Standing(
        account=account,
        seat=seat or None,
        kind=SeatKind(word >> 32 & 0xFF) if seat else None,
        status=SeatStatus(word >> 40 & 0xFF),
        joined_at=word >> 48 & 0xFF_FFFF_FFFF,
        block=block,
    )
