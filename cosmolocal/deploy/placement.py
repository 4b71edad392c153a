# SPDX-License-Identifier: Apache-2.0
"""Where contracts come to stand: by CREATE2 through the deployment proxy, or else by nonce.

Most chains have the proxy at the same address. It creates what it is sent, for anybody, and the
address follows from the salt and from all that the constructor gets. The salt holds the deployer,
the description and the moment, so that nobody else's contract comes to stand there: who knows a
salt can only create the very same contract, owned by the same account, and pay for it.

Source: EIP-1014 for the address.
"""

from dataclasses import dataclass

from eth_typing import ChecksumAddress
from eth_utils.address import to_checksum_address
from eth_utils.crypto import keccak

from cosmolocal import codec
from cosmolocal.calls import Call

PROXY = to_checksum_address("0x4e59b44847b379578588920cA78FbF26c0B4956C")
PROXY_CODE_HASH = bytes.fromhex("2fa86add0aed31f33a762c9d88e807c475bd51d0f52bd0955754b2608f7e4989")
"""Of the code that stands there; another program is not trusted with a deployment."""
_SALT_DOMAIN = b"cosmolocal deployment 1"
_ACCOUNT_BYTES = 20


@dataclass(frozen=True, slots=True)
class Placement:
    """How one deployment creates its contracts; without a `factory` by the deployer's nonces."""

    factory: ChecksumAddress | None
    salt: bytes

    def creation(self, plain: Call) -> Call:
        """Return what to send so that a contract is created; `plain` holds its init code."""
        if self.factory is None:
            return plain
        data = self.salt + plain.data
        return Call(self.factory, data, plain.contract, plain.function, plain.arguments)

    def address(self, plain: Call) -> ChecksumAddress | None:
        """Return where the contract will stand; without a factory only its receipt tells."""
        if self.factory is None:
            return None
        content = b"\xff" + codec.as_bytes(self.factory) + self.salt + keccak(plain.data)
        return to_checksum_address(keccak(content)[-_ACCOUNT_BYTES:])


def salt_of(deployer: ChecksumAddress, description: bytes, started_at: int) -> bytes:
    """Return the salt of one deployment: by one account, of one description, at one moment."""
    moment = started_at.to_bytes(codec.WORD)
    return keccak(_SALT_DOMAIN + codec.as_bytes(deployer) + description + moment)
