# SPDX-License-Identifier: Apache-2.0
"""The one catalogue of EIP-712 messages that members sign.

Each message is a frozen dataclass whose `TYPE` is the exact type string that the contract hashes;
its fields are in the same order. The hashes of Python and Vyper are equal by test.

Source: EIP-712; contracts/common/signatures.vy (domain and digest). The ballots are those of
OpenZeppelin's Governor of version 5, so that its wallets and relayers understand them.
"""

import re
from dataclasses import astuple, dataclass, fields
from typing import Any, ClassVar

from eth_account.messages import SignableMessage, encode_typed_data
from eth_typing import ChecksumAddress
from eth_utils.crypto import keccak

DESK_NAME = "cosmolocal funding"
"""Name of the signing domain of contracts/funding/FundingDesk.vy."""
SCOPES_NAME = "cosmolocal scopes"
"""Name of the signing domain of contracts/membership/Scopes.vy."""
DOMAIN_TYPE = "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"


@dataclass(frozen=True, slots=True)
class Domain:
    """Which contract on which chain a signature is for; a Safe's domain has no name or version."""

    name: str | None
    version: str | None
    chain_id: int
    verifying_contract: ChecksumAddress


class Struct:
    """What is signed; subclasses are frozen dataclasses with fields in the order of `TYPE`."""

    __slots__ = ()
    TYPE: ClassVar[str]

    @classmethod
    def type_hash(cls) -> bytes:
        """Hash of the type string, the first word of the signed struct."""
        return keccak(text=cls.TYPE)


@dataclass(frozen=True, slots=True)
class Ballot(Struct):
    """A plain vote of one vote; `support` is 0 against, 1 for, 2 abstain.

    `nonce` is the revision of this voter's ballot on this proposal (`ballot_nonce`).
    """

    TYPE: ClassVar[str] = "Ballot(uint256 proposalId,uint8 support,address voter,uint256 nonce)"

    proposal_id: int
    support: int
    voter: ChecksumAddress
    nonce: int


@dataclass(frozen=True, slots=True)
class ExtendedBallot(Struct):
    """A vote with a reason and parameters: ABI-encoded (votes) or (votes, deadline)."""

    TYPE: ClassVar[str] = (
        "ExtendedBallot(uint256 proposalId,uint8 support,address voter,uint256 nonce,"
        "string reason,bytes params)"
    )

    proposal_id: int
    support: int
    voter: ChecksumAddress
    nonce: int
    reason: str
    params: bytes


@dataclass(frozen=True, slots=True)
class Sponsorship(Struct):
    """A seat asks for a proposal that somebody else will make; `deadline` is its last second."""

    TYPE: ClassVar[str] = "Sponsorship(uint256 proposalId,address sponsor,uint256 deadline)"

    proposal_id: int
    sponsor: ChecksumAddress
    deadline: int


@dataclass(frozen=True, slots=True)
class Delegation(Struct):
    """Who may vote for the signer's seat (ERC-5805); `expiry` is its last second [UTC seconds]."""

    TYPE: ClassVar[str] = "Delegation(address delegatee,uint256 nonce,uint256 expiry)"

    delegatee: ChecksumAddress
    nonce: int
    expiry: int


@dataclass(frozen=True, slots=True)
class Slip(Struct):
    """An economic event that its provider signed; fields as in `cosmolocal.valueflows.Flow`."""

    TYPE: ClassVar[str] = (
        "Slip(uint256 action,uint256 scope,uint256 provider,uint256 receiver,uint256 kind,"
        "uint256 effort,uint256 occurredAt,uint256 quantity,uint256 unit,uint256 resource,"
        "uint256 toResource,uint256 place,bytes32 about,bytes32 evidence,uint256 nonce,"
        "uint256 deadline)"
    )

    action: int
    scope: int
    provider: int
    receiver: int
    kind: int
    effort: int
    occurred_at: int
    quantity: int
    unit: int
    resource: int
    to_resource: int
    place: int
    about: bytes
    evidence: bytes
    nonce: int
    deadline: int


@dataclass(frozen=True, slots=True)
class FundingBallot(Struct):
    """A ballot of a funding round, and the one that it replaces, both as the contract logs them.

    `nonce` is the number of the voter's next signature at the desk.
    """

    TYPE: ClassVar[str] = (
        "Ballot(address pool,uint256 round,address voter,uint256[] allocations,"
        "uint256[] previous,uint256 nonce,uint256 deadline)"
    )

    pool: ChecksumAddress
    round: int
    voter: ChecksumAddress
    allocations: tuple[int, ...]
    previous: tuple[int, ...]
    nonce: int
    deadline: int


@dataclass(frozen=True, slots=True)
class Confirmation(Struct):
    """That one stands by an entry of the ledger."""

    TYPE: ClassVar[str] = "Confirmation(bytes32 entry,uint256 deadline)"

    entry: bytes
    deadline: int


@dataclass(frozen=True, slots=True)
class PayoutChange(Struct):
    """The wish of a project's recipient to have its money elsewhere, three days from now."""

    TYPE: ClassVar[str] = (
        "PayoutChange(address pool,uint256 round,uint256 project,address payoutAddress,"
        "uint256 nonce,uint256 deadline)"
    )

    pool: ChecksumAddress
    round: int
    project: int
    payout_address: ChecksumAddress
    nonce: int
    deadline: int


@dataclass(frozen=True, slots=True)
class Residency(Struct):
    """A seat belongs to a host scope for a time; `nonce` is `residency_nonce(seat)`."""

    TYPE: ClassVar[str] = (
        "Residency(uint256 host,uint256 seat,uint256 begins,uint256 ends,uint256 nonce,"
        "uint256 deadline)"
    )

    host: int
    seat: int
    begins: int
    ends: int
    nonce: int
    deadline: int


@dataclass(frozen=True, slots=True)
class Vouch(Struct):
    """A member stands up for a newcomer; `nonce` is `vouch_nonce(seat, account)`."""

    TYPE: ClassVar[str] = (
        "Vouch(address account,uint256 kind,uint256 seat,uint256 nonce,uint256 deadline)"
    )

    account: ChecksumAddress
    kind: int
    seat: int
    nonce: int
    deadline: int


@dataclass(frozen=True, slots=True)
class Backing(Struct):
    """A member says that `account` is the new key of a seat; `nonce` as that of a vouch."""

    TYPE: ClassVar[str] = (
        "Backing(uint256 seat,address account,uint256 backer,uint256 nonce,uint256 deadline)"
    )

    seat: int
    account: ChecksumAddress
    backer: int
    nonce: int
    deadline: int


@dataclass(frozen=True, slots=True)
class Joining(Struct):
    """A newcomer takes a seat and accepts the covenant; `nonce` is `joining_nonce(account)`."""

    TYPE: ClassVar[str] = (
        "Joining(address account,uint256 kind,bytes32 covenant,uint256 nonce,uint256 deadline)"
    )

    account: ChecksumAddress
    kind: int
    covenant: bytes
    nonce: int
    deadline: int


@dataclass(frozen=True, slots=True)
class Asking(Struct):
    """A new key asks for the seat that members back it for; `nonce` is `objection_nonce(seat)`."""

    TYPE: ClassVar[str] = "Asking(uint256 seat,address account,uint256 nonce,uint256 deadline)"

    seat: int
    account: ChecksumAddress
    nonce: int
    deadline: int


@dataclass(frozen=True, slots=True)
class Objection(Struct):
    """The holder of a seat stops its recovery; `nonce` is `objection_nonce(seat)`."""

    TYPE: ClassVar[str] = "Objection(uint256 seat,address account,uint256 nonce)"

    seat: int
    account: ChecksumAddress
    nonce: int


VOUCHING: tuple[type[Struct], ...] = (Vouch, Backing, Joining, Asking, Objection)
"""Slips of `Vouching`."""
CATALOGUE: tuple[type[Struct], ...] = (
    *VOUCHING,
    Ballot,
    ExtendedBallot,
    Sponsorship,
    Delegation,
    Slip,
    Confirmation,
    FundingBallot,
    PayoutChange,
)
"""Every message of this package."""


@dataclass(frozen=True, slots=True)
class TypedMessage:
    """One struct in one domain, ready to be shown to its signer, hashed and signed."""

    domain: Domain
    struct: Any  # a dataclass of the catalogue

    def full_message(self) -> dict[str, Any]:
        """Return the message as wallets take it (`eth_signTypedData_v4`)."""
        name, members = _parse(self.struct.TYPE)
        values = (_plain(getattr(self.struct, field.name)) for field in fields(self.struct))
        _, parts = _parse(DOMAIN_TYPE)
        known = dict(zip((part["name"] for part in parts), astuple(self.domain), strict=True))
        domain = {part: value for part, value in known.items() if value is not None}
        return {
            "types": {
                "EIP712Domain": [part for part in parts if part["name"] in domain],
                name: members,
            },
            "primaryType": name,
            "domain": domain,
            "message": dict(zip((m["name"] for m in members), values, strict=True)),
        }

    def signable(self) -> SignableMessage:
        """Return what eth-account signs."""
        return encode_typed_data(full_message=self.full_message())

    def struct_hash(self) -> bytes:
        """Hash of the struct alone, as the contract passes it to its digest."""
        return self.signable().body

    def digest(self) -> bytes:
        """Hash that the key signs."""
        signable = self.signable()
        return keccak(b"\x19" + signable.version + signable.header + signable.body)


def _plain(value: Any) -> Any:
    """Write an array as wallets and libraries expect it."""
    return list(value) if isinstance(value, tuple) else value


def _parse(type_string: str) -> tuple[str, list[dict[str, str]]]:
    """Split `Name(type field,…)` into its name and members."""
    match = re.fullmatch(r"(\w+)\((.*)\)", type_string)
    if match is None:
        raise TypeError(f"{type_string!r} is no EIP-712 type")
    members = (member.split(" ") for member in match[2].split(","))
    return match[1], [{"name": name, "type": kind} for kind, name in members]
