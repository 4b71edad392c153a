# SPDX-License-Identifier: Apache-2.0
"""Grants: what a round pays to one project, handed out by the second or by milestones.

A grant is a contract of its own. Whoever applies creates it and names its address as the payout
address; reviewers read its terms here, where its code is compared first: an account that is no such
grant of this treasury is refused.

Units: amounts in the token's smallest unit, shares in basis points, times in UTC seconds.
Errors: `BadInput` for terms that fit no grant, `NoContract` for an address that is none; the
classes of reverts that begin with `grant:`.
Source: contracts/treasury/Grant.vy; nothing is cached between calls.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Self

from eth_typing import ChecksumAddress
from pydantic import Field, model_validator
from web3.contract.contract import Contract

from cosmolocal import artifacts, codec
from cosmolocal.calls import Outcome, deployment_of
from cosmolocal.chain import Chain
from cosmolocal.domain import Domain, Frozen, Worded
from cosmolocal.errors import NoContract
from cosmolocal.events import Decoder, Event
from cosmolocal.events.reader import decoded, read_parts
from cosmolocal.reader import Reader
from cosmolocal.signers import Signer
from cosmolocal.units import (
    BPS,
    Address,
    BasisPoints,
    BlockNumber,
    ScopeId,
    Seconds,
    TokenAmount,
    UtcSeconds,
)
from cosmolocal.views import Views

MOST_MILESTONES = 8


class GrantMilestone(Frozen):
    """A share of all that comes in, paid once accepted; it may be taken back from `due_at` on."""

    share_bps: BasisPoints = Field(ge=1)
    due_at: UtcSeconds


class GrantTerms(Frozen):
    """What never changes of a grant: a stream over `seconds`, or else milestones."""

    payee: Address
    token: Address
    scope: ScopeId = Field(description="whose stewards and arbiters answer for it")
    start: UtcSeconds = 0
    seconds: Seconds = 0
    milestones: tuple[GrantMilestone, ...] = Field(default=(), max_length=MOST_MILESTONES)

    @model_validator(mode="after")
    def _one_schedule(self) -> Self:
        if (self.seconds > 0) == (len(self.milestones) > 0):
            raise ValueError("a grant is a stream or has milestones")
        if self.milestones and sum(each.share_bps for each in self.milestones) != BPS:
            raise ValueError("the shares of the milestones do not add up to 100 %")
        return self


class Grant(GrantTerms):
    """A grant and how far it has come, all figures of one block."""

    address: Address
    received: TokenAmount
    earned: TokenAmount
    withdrawn: TokenAmount
    lost: TokenAmount = Field(description="what nobody will earn, given back or not")
    given_back: TokenAmount
    stopped_at: UtcSeconds = Field(description="0 if its stream was not stopped")
    accepted: tuple[int, ...] = Field(description="numbers of milestones, from 0")
    taken_back: tuple[int, ...]
    block: BlockNumber


class Grants(Worded):
    """Create grants for a treasury, look at them, and use them."""

    def __init__(self, chain: Chain, treasury: ChecksumAddress) -> None:
        self.chain, self.treasury = chain, treasury

    def create(self, terms: GrantTerms, *, signer: Signer, simulate: bool = False) -> Outcome:
        """Create a grant; it is at `receipt.contract_address`."""
        milestones = [(each.share_bps, each.due_at) for each in terms.milestones]
        fixed = (terms.payee, terms.token, terms.scope, terms.start, terms.seconds, milestones)
        call = deployment_of(artifacts.load("Grant"), (self.treasury, fixed))
        return self.chain.write(call, signer=signer, simulate=simulate)

    def show(self, address: ChecksumAddress) -> Grant:
        """Read a grant."""
        call, view = self._contract(address).functions, self.chain.at()
        names = ("received", "earned", "withdrawn", "lost", "given_back", "stopped_at")
        asked = [call.terms(), call.accepted(), call.taken_back(), *(call[n]() for n in names)]
        terms, accepted, taken_back, *figures = view.batch(asked)
        return Grant(
            **dict(terms),
            **dict(zip(names, figures, strict=True)),
            address=address,
            accepted=_numbers(accepted),
            taken_back=_numbers(taken_back),
            block=view.block,
        )

    def among(
        self, accounts: Iterable[ChecksumAddress], view: Reader
    ) -> dict[ChecksumAddress, dict[str, Any]]:
        """Find the grants of this treasury among accounts, with their terms."""
        known = list(dict.fromkeys(accounts))
        codes = zip(known, view.codes(known), strict=True)
        grants = [Views("Grant", account) for account, code in codes if _is_grant(code)]
        treasuries = view.batch([grant.TREASURY() for grant in grants])
        ours = [g for g, named in zip(grants, treasuries, strict=True) if named == self.treasury]
        terms = view.batch([grant.terms() for grant in ours])
        return {grant.address: dict(each) for grant, each in zip(ours, terms, strict=True)}

    def events(
        self, addresses: Sequence[ChecksumAddress], *, first: int, last: int
    ) -> tuple[Event, ...]:
        """Read the events of grants in a range of blocks, both included."""
        abi = artifacts.load("Grant").abi
        decoder = Decoder((address, "Grant", abi) for address in addresses)
        parts = read_parts(self.chain, decoder.addresses, first=first, last=last)
        return tuple(e for part in parts for e in decoded(self.chain, decoder, part.logs))

    def withdraw(
        self,
        address: ChecksumAddress,
        to: ChecksumAddress | None = None,
        *,
        signer: Signer,
        simulate: bool = False,
    ) -> Outcome:
        """Pay out what was earned, to the payee unless the payee says otherwise."""
        to = to or self.show(address).payee
        return self._write(address, "withdraw", to, signer=signer, simulate=simulate)

    def accept(
        self, address: ChecksumAddress, milestone: int, *, signer: Signer, simulate: bool = False
    ) -> Outcome:
        """Say that a milestone was reached, as a steward or an arbiter of its scope."""
        return self._write(address, "accept", milestone, signer=signer, simulate=simulate)

    def take_back(
        self, address: ChecksumAddress, milestone: int, *, signer: Signer, simulate: bool = False
    ) -> Outcome:
        """Give up on a milestone that was not accepted."""
        return self._write(address, "take_back", milestone, signer=signer, simulate=simulate)

    def stop(self, address: ChecksumAddress, *, signer: Signer, simulate: bool = False) -> Outcome:
        """End a stream now; what was earned stays."""
        return self._write(address, "stop", signer=signer, simulate=simulate)

    def give_back(
        self, address: ChecksumAddress, *, signer: Signer, simulate: bool = False
    ) -> Outcome:
        """Send what nobody will earn to the treasury."""
        return self._write(address, "give_back", signer=signer, simulate=simulate)

    def _write(
        self,
        address: ChecksumAddress,
        name: str,
        *arguments: object,
        signer: Signer,
        simulate: bool,
    ) -> Outcome:
        domain = Domain(self.chain, self._contract(address))
        return domain._write(name, *arguments, signer=signer, simulate=simulate)  # noqa: SLF001

    def _contract(self, address: ChecksumAddress) -> Contract:
        """Open a grant; its program must be ours, and its treasury this one."""
        if not _is_grant(self.chain.at().code(address)):
            raise NoContract(
                f"{address} is no grant",
                next_step="Ask for the address that `cosmolocal treasury grant create` told.",
            )
        contract = self.chain.contract("Grant", address)
        treasury = self.chain.at().call(contract.functions.TREASURY())
        if treasury != self.treasury:
            raise NoContract(
                f"{address} is a grant of another treasury: {treasury}",
                next_step="Ask for one that gives back to this alliance.",
            )
        return contract


def _is_grant(code: bytes) -> bool:
    """Whether code is that of a grant, whatever its terms."""
    artifact = artifacts.load("Grant")
    program = codec.as_bytes(artifact.runtime_bytecode)
    length = len(program) + artifact.immutables_bytes
    return code[: len(program)] == program and len(code) == length


def _numbers(bits: int) -> tuple[int, ...]:
    return tuple(number for number in range(MOST_MILESTONES) if bits >> number & 1)
