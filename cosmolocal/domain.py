# SPDX-License-Identifier: Apache-2.0
"""What all domains share: a contract, reads from one block, writes that can be simulated, actions.

A verb of a domain is named like the contract's function. It either sends and returns the `Receipt`,
or with `simulate=True` says what would happen and sends nothing. What only a vote may do is there
as an `Action`, which a proposal carries.
"""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from eth_typing import ChecksumAddress
from pydantic import BaseModel, ConfigDict
from web3.contract.contract import Contract

from cosmolocal.chain import Chain, Outcome
from cosmolocal.events import Event
from cosmolocal.signers import Signer

EventSource = Callable[[], Sequence[Event]]
"""Gives every event of the alliance up to the newest block."""


class Frozen(BaseModel):
    """A model that never changes and takes no field that is not described."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Action(NamedTuple):
    """One call that the timelock makes once a proposal has passed."""

    target: ChecksumAddress
    value: int
    calldata: bytes
    label: str = ""


class Domain:
    """One contract with its verbs; `contract` is open for whatever has no verb."""

    def __init__(self, chain: Chain, contract: Contract) -> None:
        self.chain, self.contract = chain, contract

    @property
    def address(self) -> ChecksumAddress:
        """Where the contract is."""
        return ChecksumAddress(self.contract.address)

    def _write(
        self, name: str, *arguments: Any, signer: Signer, simulate: bool, value: int = 0
    ) -> Outcome:
        """Send a call of the contract, or simulate it."""
        function = self.contract.functions[name](*arguments)
        return self.chain.write(function, signer=signer, simulate=simulate, value=value)

    def _action(self, name: str, *arguments: Any, value: int = 0) -> Action:
        """Describe a call of the contract for a proposal."""
        call = self.chain.call_of(self.contract.functions[name](*arguments))
        return Action(self.address, value, call.data, call.label)
