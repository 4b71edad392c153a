# SPDX-License-Identifier: Apache-2.0
"""An account of the ape framework as a signer of this package, without importing ape.

Whatever ape can unlock (its keystores, hardware wallets, test accounts) can so deploy and use an
alliance from `ape run` and `ape console`; `provider.web3` is what `Chain` takes.

Errors: `KeyRefused` if the account declines to sign.
"""

from collections.abc import Callable, Mapping
from typing import Any

from eth_typing import ChecksumAddress
from eth_utils.crypto import keccak

from cosmolocal.errors import KeyRefused
from cosmolocal.signers import SignedTransaction
from cosmolocal.typed_data import TypedMessage
from cosmolocal.units import to_address


class ApeSigner:
    """Signs with an ape account; `ecosystem` is that of its provider: `networks.ethereum`."""

    def __init__(self, account: Any, ecosystem: Any) -> None:
        self._account, self._ecosystem = account, ecosystem

    @property
    def address(self) -> ChecksumAddress:
        """The account that signs."""
        return to_address(str(self._account.address))

    def sign_transaction(self, transaction: Mapping[str, Any]) -> SignedTransaction:
        """Sign a complete transaction (nonce, gas, fees and chain id are set)."""
        unsigned = self._ecosystem.create_transaction(**{"from": self.address, **transaction})
        signed = self._agreed(self._account.sign_transaction, unsigned)
        raw = bytes(signed.serialize_transaction())
        return SignedTransaction(raw, keccak(raw))

    def sign_typed_data(self, message: TypedMessage) -> bytes:
        """Sign an EIP-712 message; 65 bytes r, s, v with v 27 or 28."""
        return bytes(self._agreed(self._account.sign_message, message.signable()).encode_rsv())

    def _agreed(self, sign: Callable[[Any], Any], what: Any) -> Any:
        signed = sign(what)
        if signed is None:
            raise KeyRefused(f"{self.address} did not sign", next_step="Unlock it, then try again.")
        return signed
