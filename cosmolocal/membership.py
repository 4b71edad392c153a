# SPDX-License-Identifier: Apache-2.0
"""Who belongs: seats for persons and organisations."""

from collections.abc import Sequence
from enum import IntEnum, IntFlag

from eth_typing import ChecksumAddress
from pydantic import Field

from cosmolocal.calls import Outcome
from cosmolocal.domain import Action, Domain, Frozen
from cosmolocal.errors import BadInput, NothingThere
from cosmolocal.json_file import JsonFile
from cosmolocal.reader import Function, Reader
from cosmolocal.replay.membership import NEVER, MembershipState, SeatState, replay
from cosmolocal.signers import Signer
from cosmolocal.typed_data import Delegation, TypedMessage
from cosmolocal.typed_data import Domain as SigningDomain
from cosmolocal.units import (
    ZERO_ADDRESS,
    Address,
    BlockNumber,
    HexData,
    Season,
    SeatId,
    Seconds,
    UtcSeconds,
)

__all__ = [
    "Counts",
    "Membership",
    "MembershipState",
    "Notice",
    "Power",
    "Seasons",
    "SeatKind",
    "SeatStatus",
    "SignedDelegation",
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
    EXPELLED = 3
    MOVED = 4


class Power(IntFlag):
    """What a contract may do with the roll."""

    NONE = 0
    RECORDER = 1
    ADMITTER = 2


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
    credits_from: UtcSeconds = Field(description="when its credits begin; 0 without a seat")
    term_end: UtcSeconds | None = Field(description="end of its term, or of the seat; None: none")
    awake_until: UtcSeconds | None = Field(
        description="when it falls dormant unless it acts; None: never"
    )
    is_active: bool = Field(description="whether it may act: seated, and within its term")
    is_dormant: bool = Field(description="whether it counts for no quorum until it acts")
    block: BlockNumber


class Notice(Frozen):
    """An expulsion that was decided and has not taken effect."""

    until: UtcSeconds = Field(description="when it can take effect")
    appealed: bool = Field(description="whether a second vote has to confirm it")
    block: BlockNumber


class SignedDelegation(JsonFile):
    """A delegation that anybody may hand in."""

    account: Address
    delegatee: Address
    nonce: int = Field(ge=0)
    expiry: UtcSeconds
    signature: HexData


class Counts(Frozen):
    """Active seats of each kind."""

    persons: int = Field(ge=0)
    organisations: int = Field(ge=0)
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
        return _standing(account, word, view)

    def seat(self, account: ChecksumAddress) -> SeatId:
        """Return the seat of an account, active or not; `BadInput` if it never had one."""
        standing = self.standing(account)
        if standing.seat is None:
            raise NothingThere(
                f"{account} has no seat", next_step="A vote of the alliance admits it."
            )
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
        return tuple(_standing(account, word, view) for account, word in pairs)

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

    def check_in(self, *, signer: Signer, simulate: bool = False) -> Outcome:
        """Say that the signer is still there: its seat stays awake, or wakes."""
        return self._write("check_in", signer=signer, simulate=simulate)

    def covenant(self) -> bytes:
        """Read the hash of the covenant that newcomers accept."""
        return bytes(self.chain.read(self.contract.functions.covenant()))

    def accept_covenant(
        self, covenant: bytes, *, signer: Signer, simulate: bool = False
    ) -> Outcome:
        """Accept the present covenant by its hash."""
        return self._write("accept_covenant", covenant, signer=signer, simulate=simulate)

    def renew(self, covenant: bytes, *, signer: Signer, simulate: bool = False) -> Outcome:
        """Begin another term of the signer's seat, accepting the present covenant."""
        return self._write("renew", covenant, signer=signer, simulate=simulate)

    def extend_action(self, account: ChecksumAddress) -> Action:
        """Describe another term for a member, whatever the eligibility adapter says."""
        return self._action("extend", account)

    def set_covenant_action(self, covenant: bytes) -> Action:
        """Describe a change of the covenant, by its hash."""
        return self._action("set_covenant", covenant)

    def set_powers_action(self, account: ChecksumAddress, powers: Power) -> Action:
        """Describe what a contract may do with the roll from then on."""
        return self._action("set_powers", account, powers)

    def set_eligibility_action(self, adapter: ChecksumAddress, grace_seconds: int) -> Action:
        """Describe another eligibility adapter; the zero address means none."""
        return self._action("set_eligibility", adapter, grace_seconds)

    def set_dao_uri_action(self, uri: str) -> Action:
        """Describe where the alliance publishes its ERC-4824 documents from then on."""
        return self._action("set_dao_uri", uri)

    def notice(self, seat: int) -> Notice | None:
        """Read the expulsion of a seat that was decided and has not taken effect."""
        view = self.chain.at()
        found = view.call(self.contract.functions.notice(seat))
        return Notice(**found, block=view.block) if found["until"] else None

    def give_notice_action(self, seat: int, reason: bytes) -> Action:
        """Describe an expulsion; `reason` is the hash of a text."""
        return self._action("give_notice", seat, reason)

    def withdraw_notice_action(self, seat: int) -> Action:
        """Describe that an expulsion is dropped."""
        return self._action("withdraw_notice", seat)

    def expel_action(self, seat: int) -> Action:
        """Describe that an expulsion takes effect in spite of an appeal."""
        return self._action("expel", seat)

    def appeal(self, grounds: bytes, *, signer: Signer, simulate: bool = False) -> Outcome:
        """Ask for a second decision on the signer's expulsion; `grounds` is the hash of a text."""
        return self._write("appeal", grounds, signer=signer, simulate=simulate)

    def expel(self, seat: int, *, signer: Signer, simulate: bool = False) -> Outcome:
        """Let an expulsion take effect whose notice is over."""
        return self._write("expel", seat, signer=signer, simulate=simulate)

    def review(self, seat: int, *, signer: Signer, simulate: bool = False) -> Outcome:
        """Have the eligibility adapter look at a seat."""
        return self._write("review", seat, signer=signer, simulate=simulate)

    def holder(self, seat: int) -> ChecksumAddress:
        """Read the account of a seat, also after it left; `BadInput` for a seat never granted."""
        account = ChecksumAddress(self.chain.read(self.contract.functions.holder(seat)))
        if account == ZERO_ADDRESS:
            raise NothingThere(
                f"there is no seat {seat}", next_step="See `cosmolocal membership roll`."
            )
        return account

    def delegate_of(self, account: ChecksumAddress) -> ChecksumAddress:
        """Read who may cast ballots for an account's seat; the account itself from the start."""
        return ChecksumAddress(self.chain.read(self.contract.functions.delegates(account)))

    def delegate(
        self, delegatee: ChecksumAddress, *, signer: Signer, simulate: bool = False
    ) -> Outcome:
        """Let somebody cast ballots for the signer's seat too; the signer itself ends that."""
        return self._write("delegate", delegatee, signer=signer, simulate=simulate)

    def sign_delegation(
        self, delegatee: ChecksumAddress, expiry: int, *, signer: Signer
    ) -> SignedDelegation:
        """Sign a delegation without sending it; `expiry` is its last second [UTC seconds]."""
        call = self.contract.functions
        nonce, domain = self.chain.at().batch([call.nonces(signer.address), call.eip712Domain()])
        message = TypedMessage(SigningDomain(*domain[1:5]), Delegation(delegatee, nonce, expiry))
        return SignedDelegation(
            account=signer.address,
            delegatee=delegatee,
            nonce=nonce,
            expiry=expiry,
            signature=signer.sign_typed_data(message),
        )

    def delegate_by_signature(
        self, signed: SignedDelegation, *, signer: Signer, simulate: bool = False
    ) -> Outcome:
        """Hand in somebody's signed delegation; the signer only pays for it."""
        function = self.delegation_function(signed)
        return self.chain.write(function, signer=signer, simulate=simulate)

    def delegation_function(self, signed: SignedDelegation) -> Function:
        """Bind the call that hands in a signed delegation."""
        arguments = tuple(signed.model_dump().values())
        return self.contract.functions.delegate_by_signature(*arguments)


def _standing(account: ChecksumAddress, word: int, view: Reader) -> Standing:
    """Read a seat word, as of the newest block."""
    state = SeatState.of_word(account, word)
    seat, active = word & 0xFFFF_FFFF, state.is_active(view.timestamp)
    return Standing(
        account=account,
        seat=seat or None,
        kind=SeatKind(state.kind) if seat else None,
        status=SeatStatus(state.status),
        credits_from=state.credits_from,
        term_end=state.term_end or None,
        awake_until=None if state.awake_until == NEVER else state.awake_until,
        is_active=active,
        is_dormant=active and view.timestamp >= state.awake_until,
        block=view.block,
    )
