# SPDX-License-Identifier: Apache-2.0
"""A key that a signing service holds: Web3Signer, a hardware wallet's bridge, a node that has it.

The service speaks JSON-RPC: `eth_signTransaction` and `eth_signTypedData_v4`. It is trusted with
the key only, never with what is signed: what comes back must be what was asked, signed by the
account; anything else is refused, and nothing is sent.

Errors: `KeyRefused`, with what the service said. Its address may hold a password: only its host is
shown.
"""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from eth_account import Account
from eth_typing import ChecksumAddress
from eth_utils.crypto import keccak
from rlp import decode  # type: ignore[import-untyped]

from cosmolocal.errors import KeyRefused, NodeTrouble
from cosmolocal.rpc import Node, connect
from cosmolocal.signers import SignedTransaction, unsigned_fields
from cosmolocal.typed_data import TypedMessage
from cosmolocal.units import to_address

PATIENCE_SECONDS = 120.0
"""How long somebody may take to press the button of a hardware wallet."""

_HERE = ("127.0.0.1", "::1", "localhost")
_QUANTITIES = ("nonce", "gas", "value", "chainId", "maxFeePerGas", "maxPriorityFeePerGas")


class RemoteSigner:
    """Signs at a service; its `url` is https, or http on this machine."""

    def __init__(self, address: str, url: str) -> None:
        place = urlsplit(url)
        if place.scheme != "https" and (place.scheme != "http" or place.hostname not in _HERE):
            raise KeyRefused(
                "a signing service is reached by https, or by http on this machine",
                next_step="Name it as https://HOST or http://127.0.0.1:PORT.",
            )
        self._address = to_address(address)
        self._node = Node(connect(url, attempt_seconds=PATIENCE_SECONDS))

    @property
    def address(self) -> ChecksumAddress:
        """The account that signs."""
        return self._address

    def sign_transaction(self, transaction: Mapping[str, Any]) -> SignedTransaction:
        """Have a complete transaction signed (nonce, gas, fees and chain id are set)."""
        fields, data = unsigned_fields(transaction), transaction["data"]
        asked: dict[str, Any] = {name: hex(transaction[name]) for name in _QUANTITIES}
        asked |= {"from": self.address, "type": "0x2", "accessList": []}
        asked["data"] = data if isinstance(data, str) else "0x" + data.hex()
        if transaction.get("to"):
            asked["to"] = transaction["to"]
        answer = self._ask("eth_signTransaction", asked)
        raw = self._read(answer.get("raw") if isinstance(answer, dict) else answer)
        self._check(lambda: raw[:1] == b"\2" and decode(raw[1:])[: len(fields)] == fields)
        self._check(lambda: Account.recover_transaction(raw) == self.address)
        return SignedTransaction(raw, keccak(raw))

    def sign_typed_data(self, message: TypedMessage) -> bytes:
        """Have an EIP-712 message signed; 65 bytes r, s, v with v 27 or 28."""
        answer = self._ask("eth_signTypedData_v4", self.address, message.full_message())
        signature = self._read(answer)
        self._check(lambda: len(signature) == 65 and signature[64] in (27, 28))
        signable = message.signable()
        self._check(lambda: Account.recover_message(signable, signature=signature) == self.address)
        return signature

    def _ask(self, method: str, *params: Any) -> Any:
        try:
            return self._node.tell(method, *params)
        except NodeTrouble as error:
            raise self._refusal(f"did not sign: {error}") from None

    def _read(self, answer: Any) -> bytes:
        try:
            return bytes.fromhex(str(answer).removeprefix("0x"))
        except ValueError:
            raise self._refusal("answered with something that is no signature") from None

    def _check(self, is_ours: Callable[[], bool]) -> None:
        """Refuse what was not asked, or was signed by another key; the bytes are a stranger's."""
        try:
            is_so = is_ours()
        except Exception:  # noqa: BLE001 - libraries raise many kinds about bytes from elsewhere
            is_so = False
        if not is_so:
            raise self._refusal(f"signed something else, or not as {self.address}")

    def _refusal(self, reason: str) -> KeyRefused:
        return KeyRefused(
            f"the signing service at {self._node.name} {reason}",
            next_step="Look at the service: does it hold this account, is it unlocked?",
        )
