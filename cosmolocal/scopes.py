# SPDX-License-Identifier: Apache-2.0
"""The tree of places, guilds, functions and ecosystems: belonging, mandates, topics, travellers."""

from collections.abc import Sequence
from enum import IntEnum

from pydantic import Field
from web3.contract.contract import Contract

from cosmolocal.calls import Outcome
from cosmolocal.chain import Chain
from cosmolocal.domain import Action, Domain, Frozen
from cosmolocal.errors import BadInput, NothingThere
from cosmolocal.membership import Membership
from cosmolocal.replay.membership import CEDED, Role
from cosmolocal.signers import Signer
from cosmolocal.typed_data import Domain as SigningDomain
from cosmolocal.typed_data import Residency as ResidencyMessage
from cosmolocal.typed_data import TypedMessage
from cosmolocal.units import Address, BlockNumber, HexData, ScopeId, SeatId, UtcSeconds

__all__ = [
    "Residency",
    "ResidencySlip",
    "Role",
    "ScopeKind",
    "ScopeView",
    "Scopes",
    "Topic",
    "TopicView",
]


class ScopeKind(IntEnum):
    """What a scope is."""

    ALLIANCE = 1
    PLACE = 2
    GUILD = 3
    FUNCTION = 4
    PUBLIC = 5
    ECOSYSTEM = 6


class Topic(IntEnum):
    """What a scope decides on, as far as the contract heeds it; an alliance may number more."""

    BELONGING = 1
    CONFIRMING = 2
    FOUNDING = 3


class ScopeView(Frozen):
    """One scope of the tree."""

    scope: ScopeId
    parent: ScopeId | None = Field(description="None for the alliance itself")
    kind: ScopeKind
    depth: int = Field(ge=1)
    founded_at: UtcSeconds
    block: BlockNumber


class TopicView(Frozen):
    """Who decides on a topic for a scope."""

    scope: ScopeId
    topic: int = Field(ge=0)
    decided_by: ScopeId = Field(description="the scope itself, or one above it")
    is_ceded: bool
    own_from: UtcSeconds | None = Field(description="when a topic reclaimed is its own; None: is")
    block: BlockNumber


class Residency(Frozen):
    """The latest stay of a seat in a host scope."""

    seat: SeatId
    host: ScopeId
    begins: UtcSeconds
    ends: UtcSeconds = Field(description="first second after it")
    block: BlockNumber


class ResidencySlip(Frozen):
    """One side's agreement to a stay, which anybody may hand in together with the other's."""

    host: ScopeId
    seat: SeatId
    begins: UtcSeconds
    ends: UtcSeconds
    nonce: int = Field(ge=0)
    deadline: UtcSeconds
    account: Address = Field(description="who signed: a steward of the host, or the guest")
    signature: HexData

    @property
    def message(self) -> ResidencyMessage:
        """What was signed."""
        stay = (self.host, self.seat, self.begins, self.ends)
        return ResidencyMessage(*stay, self.nonce, self.deadline)


class Scopes(Domain):
    """Found scopes, join, leave and visit them, give and end mandates, cede and reclaim topics.

    Units: times in UTC seconds. Errors: the classes of reverts that begin with `scopes:`.
    Source: contracts/membership/Scopes.vy; nothing is cached between calls.
    """

    def __init__(self, chain: Chain, contract: Contract, *, membership: Membership) -> None:
        super().__init__(chain, contract)
        self._membership = membership

    def show(self, scope: int) -> ScopeView:
        """Read one scope."""
        view = self.chain.at()
        found = view.call(self.contract.functions.scope(scope))
        if not found["kind"]:
            raise NothingThere(f"there is no scope {scope}", next_step="They count from 1.")
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

    def end_role_action(self, scope: int, seat: int, role: Role) -> Action:
        """Describe for a proposal that somebody is recalled from a role."""
        return self._action("end_role", scope, seat, role)

    def topic(self, scope: int, topic: int) -> TopicView:
        """Say who decides on a topic for a scope."""
        view, call = self.chain.at(), self.contract.functions
        reads = [call.authority(scope, topic), call.own_from(scope, topic)]
        decider, own_from = view.batch(reads)
        pending = own_from if view.timestamp < own_from < CEDED else None
        return TopicView(
            scope=scope,
            topic=topic,
            decided_by=decider,
            is_ceded=own_from == CEDED,
            own_from=pending,
            block=view.block,
        )

    def cede(self, scope: int, topic: int, *, signer: Signer, simulate: bool = False) -> Outcome:
        """Let the scope above decide on a topic, as a steward of the scope itself."""
        return self._write("cede", scope, topic, signer=signer, simulate=simulate)

    def reclaim(self, scope: int, topic: int, *, signer: Signer, simulate: bool = False) -> Outcome:
        """Take a topic back, a season from now, as somebody who belongs to the scope."""
        return self._write("reclaim", scope, topic, signer=signer, simulate=simulate)

    def residency(self, seat: int) -> Residency | None:
        """Read the latest residency of a seat."""
        view = self.chain.at()
        stay = view.call(self.contract.functions.residency(seat))
        return Residency(seat=seat, **stay, block=view.block) if stay["host"] else None

    def sign_residency(
        self, host: int, seat: int, begins: int, ends: int, deadline: int, *, signer: Signer
    ) -> ResidencySlip:
        """Agree to a stay, as a steward of the host or as the guest, for the other to hand in."""
        call = self.contract.functions
        nonce, domain = self.chain.at().batch([call.residency_nonce(seat), call.eip712Domain()])
        message = ResidencyMessage(host, seat, begins, ends, nonce, deadline)
        typed = TypedMessage(SigningDomain(*domain[1:5]), message)
        return ResidencySlip(
            host=host,
            seat=seat,
            begins=begins,
            ends=ends,
            nonce=nonce,
            deadline=deadline,
            account=signer.address,
            signature=signer.sign_typed_data(typed),
        )

    def agree_residency(
        self, *slips: ResidencySlip, signer: Signer, simulate: bool = False
    ) -> Outcome:
        """Agree to a stay: one side's slip handed in by the other side, or both by anybody."""
        first, *others = slips
        if any(other.message != first.message for other in others):
            raise BadInput("the slips are about different stays")
        signed = {slip.account: slip.signature for slip in slips}
        guest = self._membership.holder(first.seat)
        hosts = [account for account in (*signed, signer.address) if account != guest]
        steward = hosts[0] if hosts else signer.address
        stay = (first.host, first.begins, first.ends)
        given = (signed.get(steward, "0x"), signed.get(guest, "0x"))
        arguments = (stay, first.seat, steward, first.deadline, *given)
        return self._write("agree_residency", *arguments, signer=signer, simulate=simulate)

    def end_residency(self, seat: int, *, signer: Signer, simulate: bool = False) -> Outcome:
        """End a stay early, as the guest or as a steward of the host."""
        return self._write("end_residency", seat, signer=signer, simulate=simulate)
