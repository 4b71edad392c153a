# SPDX-License-Identifier: Apache-2.0
"""What a wallet elsewhere is asked: to send a transaction, or to sign an EIP-712 message.

Every verb of the SDK that sends or signs can be asked of a `Wallet`, which knows an address only:

    wallet = Wallet(address)
    asked = wallet.transaction(alliance.governance.vote, proposal, Side.FOR, 3)
    asked.fields()                           # what `eth_sendTransaction` takes
    ballot = wallet.message(alliance.governance.sign_ballot, proposal, Side.FOR, 3)
    ballot.typed_data                        # what `eth_signTypedData_v4` takes
    alliance.governance.relay([ballot.signed(signature)], signer=whoever)

Errors: those of the verb: what the chain would refuse is refused before the wallet is asked.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Generic, TypeVar, cast

from pydantic import BaseModel, Field

from cosmolocal import codec
from cosmolocal.calls import Simulation
from cosmolocal.domain import Frozen
from cosmolocal.signers import AbsentSigner
from cosmolocal.transactions import GAS_CAP, GAS_MARGIN_BPS
from cosmolocal.typed_data import TypedMessage
from cosmolocal.units import BPS, Address, BlockNumber, Gas, HexData, Uint, Wei

Signed = TypeVar("Signed")

MOST_EXACT = 2**53 - 1
"""Largest integer that every reader of JSON reads exactly."""


class UnsignedTransaction(Frozen):
    """A transaction that was simulated, without nonce, fees and signature: wallets add them."""

    chain_id: Uint
    label: str = Field(description="contract and function")
    sender: Address
    to: Address
    data: HexData
    value: Wei
    gas: Gas = Field(description="limit: what the simulation used, and a margin")
    gas_used: Gas = Field(description="by the simulation")
    block: BlockNumber = Field(description="block the simulation stands on")

    def fields(self) -> dict[str, str]:
        """Return it as `eth_sendTransaction` takes it."""
        return {
            "from": self.sender,
            "to": self.to,
            "data": codec.as_hex(self.data),
            "value": hex(self.value),
            "gas": hex(self.gas),
            "chainId": hex(self.chain_id),
        }


@dataclass(frozen=True, slots=True)
class Request(Generic[Signed]):
    """A message to be signed: `typed_data` for the wallet, and what its signature completes."""

    typed_data: dict[str, Any]
    unsigned: Signed

    def signed(self, signature: bytes) -> Signed:
        """Put the wallet's signature where it belongs."""
        if isinstance(self.unsigned, BaseModel):
            fields = self.unsigned.model_dump() | {"signature": signature}
            return cast(Signed, type(self.unsigned).model_validate(fields))
        return cast(Signed, signature)


class Wallet(AbsentSigner):
    """An account whose key is in a wallet elsewhere."""

    def transaction(
        self, verb: Callable[..., Any], *arguments: Any, **named: Any
    ) -> UnsignedTransaction:
        """Simulate a verb that sends, and return what the wallet should sign and send."""
        tried: Simulation = verb(*arguments, signer=self, simulate=True, **named)
        most = tried.gas_used + tried.gas_used * GAS_MARGIN_BPS // BPS
        return UnsignedTransaction(
            chain_id=tried.chain_id,
            label=tried.label,
            sender=tried.sender,
            to=tried.call.to,
            data=tried.call.data,
            value=tried.value,
            gas=min(most, GAS_CAP),
            gas_used=tried.gas_used,
            block=tried.block,
        )

    def message(
        self, verb: Callable[..., Signed], *arguments: Any, **named: Any
    ) -> Request[Signed]:
        """Return what a verb that signs wants signed."""
        catcher = _Catcher(self.address)
        unsigned = verb(*arguments, signer=catcher, **named)
        return Request(_for_json(catcher.message.full_message()), unsigned)


class _Catcher(AbsentSigner):
    """Keeps the message that it is asked to sign, and signs nothing."""

    message: TypedMessage

    def sign_typed_data(self, message: TypedMessage) -> bytes:
        self.message = message
        return b""


def _for_json(value: Any) -> Any:
    """Write a message with what JSON has; integers that JavaScript would round become text."""
    if isinstance(value, dict):
        return {name: _for_json(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_for_json(inner) for inner in value]
    if isinstance(value, bytes):
        return codec.as_hex(value)
    is_long = isinstance(value, int) and not isinstance(value, bool) and value > MOST_EXACT
    return str(value) if is_long else int(value) if isinstance(value, IntEnum) else value
