# SPDX-License-Identifier: Apache-2.0
"""Signatures of a Safe: its owners sign what the Safe is asked to stand by (ERC-1271).

A Safe has no key. It says yes to a hash if enough owners have signed a `SafeMessage` that holds the
hash; the signatures go side by side, in the order of the owners' addresses.

Errors: `BadInput` without owners.
Source: Safe 1.4.1, CompatibilityFallbackHandler.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from eth_typing import ChecksumAddress
from eth_utils.address import to_canonical_address

from cosmolocal.errors import BadInput
from cosmolocal.signers import MessageSigner
from cosmolocal.typed_data import Domain, Struct, TypedMessage


@dataclass(frozen=True, slots=True)
class SafeMessage(Struct):
    """What the owners of a Safe sign: `message` is the hash that the Safe is asked about."""

    TYPE: ClassVar[str] = "SafeMessage(bytes message)"

    message: bytes


class SafeAccount:
    """A Safe that votes: `owners` are as many of its owners as it asks for.

    It signs messages, and sends nothing: somebody else hands its ballots in.
    """

    def __init__(
        self, address: ChecksumAddress, chain_id: int, owners: Sequence[MessageSigner]
    ) -> None:
        if not owners:
            raise BadInput("a Safe signs by its owners: name those who sign")
        self.address, self._domain = address, Domain(None, None, chain_id, address)
        self._owners = tuple(owners)

    def sign_typed_data(self, message: TypedMessage) -> bytes:
        """Have every owner sign."""
        asked = safe_message(message, self._domain)
        signed = {owner.address: owner.sign_typed_data(asked) for owner in self._owners}
        return joined(signed)


def safe_message(message: TypedMessage, domain: Domain) -> TypedMessage:
    """What each owner signs so that the Safe stands by `message`."""
    return TypedMessage(domain, SafeMessage(message.digest()))


def joined(signatures: Mapping[ChecksumAddress, bytes]) -> bytes:
    """Put the owners' signatures side by side, as a Safe reads them."""
    return b"".join(signatures[owner] for owner in sorted(signatures, key=to_canonical_address))
