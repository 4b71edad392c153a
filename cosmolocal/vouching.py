# SPDX-License-Identifier: Apache-2.0
"""Members stand up for newcomers, and for members who lost a key."""

from typing import Any, Literal, Self

from eth_typing import ChecksumAddress
from pydantic import Field, TypeAdapter, model_validator
from web3.contract.contract import Contract

from cosmolocal.calls import Outcome
from cosmolocal.chain import Chain
from cosmolocal.domain import Action, Domain, Frozen
from cosmolocal.membership import Membership, SeatKind
from cosmolocal.reader import Function
from cosmolocal.signers import Signer
from cosmolocal.typed_data import Asking, Backing, Joining, Objection, Struct, TypedMessage, Vouch
from cosmolocal.typed_data import Domain as SigningDomain
from cosmolocal.units import Address, BlockNumber, Bytes32, HexData, SeatId, UtcSeconds, to_address

_SHAPES: dict[str, TypeAdapter[Any]] = {
    "vouch_by_signature": TypeAdapter(tuple[Address, Address, SeatKind, UtcSeconds]),
    "join_by_signature": TypeAdapter(tuple[Address, SeatKind, Bytes32, UtcSeconds]),
    "back_recovery_by_signature": TypeAdapter(tuple[Address, SeatId, Address, UtcSeconds]),
    "ask_recovery_by_signature": TypeAdapter(tuple[SeatId, Address, UtcSeconds]),
    "object_by_signature": TypeAdapter(tuple[SeatId]),
}
_SIGNED_BY = {
    "vouch_by_signature": 0,
    "join_by_signature": 0,
    "back_recovery_by_signature": 0,
    "ask_recovery_by_signature": 1,
}
"""Verb -> which argument is the account that signed; of an objection it is the seat's holder."""


class Slip(Frozen):
    """Something signed that anybody may hand in: `verb` with `arguments`, the signature last."""

    verb: Literal[
        "vouch_by_signature",
        "join_by_signature",
        "back_recovery_by_signature",
        "ask_recovery_by_signature",
        "object_by_signature",
    ]
    arguments: tuple[int | str, ...]
    signature: HexData = Field(max_length=1_024)

    @model_validator(mode="after")
    def _fits_the_verb(self) -> Self:
        _SHAPES[self.verb].validate_python(self.arguments)
        return self


class Recovery(Frozen):
    """A new key that enough members backed, waiting for the old one to object."""

    seat: SeatId
    account: Address
    ready_at: UtcSeconds = Field(description="from when it can be completed")
    objected: bool = Field(description="whether a vote has to decide")
    block: BlockNumber


class Vouching(Domain):
    """Vouch for newcomers, join, and recover a seat under a new key.

    Units: times in UTC seconds. Errors: the classes of reverts that begin with `vouching:`.
    Source: contracts/membership/Vouching.vy; nothing is cached between calls.
    """

    def __init__(self, chain: Chain, contract: Contract, *, membership: Membership) -> None:
        super().__init__(chain, contract)
        self._membership = membership

    def vouches(self, account: ChecksumAddress, kind: SeatKind) -> int:
        """Count the vouches for a newcomer that count now."""
        return int(self.chain.read(self.contract.functions.vouches(account, kind)))

    def needed(self) -> int:
        """Read how many vouches a newcomer needs; 0: joining is by vote."""
        return int(self.chain.read(self.contract.functions.rules())["vouches"])

    def recovery(self, seat: int) -> Recovery | None:
        """Read the recovery of a seat that is under way."""
        view = self.chain.at()
        found = view.call(self.contract.functions.recovery(seat))
        return Recovery(seat=seat, **found, block=view.block) if found["ready_at"] else None

    def vouch(
        self, account: ChecksumAddress, kind: SeatKind, *, signer: Signer, simulate: bool = False
    ) -> Outcome:
        """Stand up for a newcomer of the signer's own kind."""
        return self._write("vouch", account, kind, signer=signer, simulate=simulate)

    def sign_vouch(
        self, account: ChecksumAddress, kind: SeatKind, deadline: int, *, signer: Signer
    ) -> Slip:
        """Sign a vouch for somebody else to hand in until a deadline [UTC seconds]."""
        seat = self._membership.seat(signer.address)
        nonce = self.chain.read(self.contract.functions.vouch_nonce(seat, account))
        struct = Vouch(account, kind, seat, nonce, deadline)
        told = (signer.address, account, int(kind), deadline)
        return self._slip("vouch_by_signature", told, struct, signer)

    def withdraw_vouch(
        self, account: ChecksumAddress, *, signer: Signer, simulate: bool = False
    ) -> Outcome:
        """Take a vouch back, and make slips about this account void."""
        return self._write("withdraw_vouch", account, signer=signer, simulate=simulate)

    def join(self, kind: SeatKind, *, signer: Signer, simulate: bool = False) -> Outcome:
        """Take a seat that enough members vouch for, accepting the present covenant."""
        covenant = self._membership.covenant()
        return self._write("join", kind, covenant, signer=signer, simulate=simulate)

    def sign_joining(self, kind: SeatKind, deadline: int, *, signer: Signer) -> Slip:
        """Sign the present covenant and the wish to join, for somebody else to hand in."""
        nonce = self.chain.read(self.contract.functions.joining_nonce(signer.address))
        covenant = self._membership.covenant()
        struct = Joining(signer.address, kind, covenant, nonce, deadline)
        told = (signer.address, int(kind), f"0x{covenant.hex()}", deadline)
        return self._slip("join_by_signature", told, struct, signer)

    def back_recovery(
        self, seat: int, account: ChecksumAddress, *, signer: Signer, simulate: bool = False
    ) -> Outcome:
        """Say that an account is the new key of the member who holds a seat."""
        return self._write("back_recovery", seat, account, signer=signer, simulate=simulate)

    def sign_backing(
        self, seat: int, account: ChecksumAddress, deadline: int, *, signer: Signer
    ) -> Slip:
        """Sign a backing for somebody else to hand in until a deadline [UTC seconds]."""
        own = self._membership.seat(signer.address)
        nonce = self.chain.read(self.contract.functions.vouch_nonce(own, account))
        struct = Backing(seat, account, own, nonce, deadline)
        told = (signer.address, seat, account, deadline)
        return self._slip("back_recovery_by_signature", told, struct, signer)

    def ask_recovery(self, seat: int, *, signer: Signer, simulate: bool = False) -> Outcome:
        """Ask, with the new key, for a seat that enough members say is the signer's own."""
        return self._write("ask_recovery", seat, signer=signer, simulate=simulate)

    def sign_asking(self, seat: int, deadline: int, *, signer: Signer) -> Slip:
        """Sign, with the new key, the wish for a seat, for somebody else to hand in."""
        nonce = self.chain.read(self.contract.functions.objection_nonce(seat))
        struct = Asking(seat, signer.address, nonce, deadline)
        told = (seat, signer.address, deadline)
        return self._slip("ask_recovery_by_signature", told, struct, signer)

    def object(self, seat: int, *, signer: Signer, simulate: bool = False) -> Outcome:
        """Stop a recovery of the signer's seat: only a vote can complete it now."""
        return self._write("object", seat, signer=signer, simulate=simulate)

    def sign_objection(self, seat: int, *, signer: Signer) -> Slip:
        """Sign an objection for somebody else to hand in."""
        call = self.contract.functions
        recovery, nonce = self.chain.at().batch([call.recovery(seat), call.objection_nonce(seat)])
        struct = Objection(seat, recovery["account"], nonce)
        return self._slip("object_by_signature", (seat,), struct, signer)

    def complete_recovery(self, seat: int, *, signer: Signer, simulate: bool = False) -> Outcome:
        """Hand a seat over to its new key once the delay is over."""
        return self._write("complete_recovery", seat, signer=signer, simulate=simulate)

    def relay(self, slip: Slip, *, signer: Signer, simulate: bool = False) -> Outcome:
        """Hand in somebody's slip; the signer only pays for it."""
        return self.chain.write(self.slip_function(slip), signer=signer, simulate=simulate)

    def slip_function(self, slip: Slip) -> Function:
        """Bind the call that hands in a slip."""
        return self.contract.functions[slip.verb](*slip.arguments, slip.signature)

    def signer_of(self, slip: Slip) -> ChecksumAddress:
        """Say who signed a slip."""
        place = _SIGNED_BY.get(slip.verb)
        if place is None:
            return self._membership.holder(int(slip.arguments[0]))
        return ChecksumAddress(to_address(str(slip.arguments[place])))

    def open_recovery_action(self, seat: int, account: ChecksumAddress) -> Action:
        """Describe a recovery that a vote begins in place of backers."""
        return self._action("open_recovery", seat, account)

    def decide_recovery_action(self, seat: int, *, approved: bool) -> Action:
        """Describe the decision on a recovery that the old key objected to."""
        return self._action("decide_recovery", seat, approved)

    def set_rules_action(self, rules: tuple[int, ...]) -> Action:
        """Describe other rules, in the order of `IVouching.Rules`."""
        return self._action("set_rules", rules)

    def _slip(self, verb: str, told: tuple[Any, ...], struct: Struct, signer: Signer) -> Slip:
        domain = self.chain.read(self.contract.functions.eip712Domain())
        message = TypedMessage(SigningDomain(*domain[1:5]), struct)
        return Slip(verb=verb, arguments=told, signature=signer.sign_typed_data(message))
