# SPDX-License-Identifier: Apache-2.0
"""What all domains share: a contract, reads from one block, writes that can be simulated, actions.

A verb of a domain is named like the contract's function. It either sends and returns the `Receipt`,
or with `simulate=True` says what would happen and sends nothing. What only a vote may do is there
as an `Action`, which a proposal carries.

Errors: `BadInput` for an argument that no contract and no model could take, beside those that each
verb names.
"""

import inspect
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, NamedTuple

from eth_abi.exceptions import EncodingError
from eth_typing import ChecksumAddress
from pydantic import BaseModel, ConfigDict, ValidationError
from web3.contract.contract import Contract
from web3.exceptions import MismatchedABI

from cosmolocal.chain import Chain, Outcome
from cosmolocal.errors import BadInput, CosmolocalError
from cosmolocal.events import Event
from cosmolocal.signers import Signer
from cosmolocal.units import to_address

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


def first_issue(error: ValidationError) -> str:
    """Name the first thing that is wrong, and where; pydantic's own text leads to its website."""
    [issue, *_] = error.errors(include_url=False)
    said = str(issue["msg"]).removeprefix("Value error, ")
    return ": ".join(filter(None, (".".join(map(str, issue["loc"])), said)))


def worded(verb: Callable[..., Any]) -> Callable[..., Any]:
    """Have a verb refuse in words what does not fit, whichever library notices."""
    _, *parameters = inspect.signature(verb).parameters.values()
    names = [each.name for each in parameters]
    places = [each.name for each in parameters if "ChecksumAddress" in str(each.annotation)]

    @wraps(verb)
    def run(self: Any, *arguments: Any, **named: Any) -> Any:
        told = dict(zip(names, arguments, strict=False)) | named
        for name in places:
            _require_addresses(name, told.get(name))
        try:
            return verb(self, *arguments, **named)
        except CosmolocalError:
            raise
        except (ValueError, MismatchedABI, EncodingError, OverflowError) as error:
            reason = _reason(error)
        raise BadInput(f"{verb.__name__} cannot take {_in_words(told)}{reason}", next_step=_RANGES)

    return run


def _reason(error: Exception) -> str:
    """Say what a model or a library has against it; web3's text is a page."""
    if isinstance(error, ValidationError):
        return f": {first_issue(error)}"
    return f": {error}" if isinstance(error, ValueError) else ": it does not fit"


def _require_addresses(name: str, given: Any) -> None:
    """Refuse what is no address before web3 takes it for a name of some registry."""
    for each in (given,) if isinstance(given, str) else given or ():
        try:
            if isinstance(each, str):
                to_address(each)
        except ValueError as reason:
            raise BadInput(f"{name}: {reason}") from None


def _in_words(given: dict[str, Any]) -> str:
    """Write arguments on a line, without those that sign."""
    shown = {name: repr(value) for name, value in given.items() if name not in _SIGNING}
    return ", ".join(f"{name} {text[:_MOST_SHOWN]}" for name, text in shown.items()) or "this"


_SIGNING = {"signer", "simulate"}
_MOST_SHOWN = 80
_RANGES = "Check each against its range: ids and amounts are whole, not negative, and not endless."


class Worded:
    """What refuses in words every argument that does not fit."""

    def __init_subclass__(cls, **options: Any) -> None:
        """Put every verb behind the same guard."""
        super().__init_subclass__(**options)
        for name, member in list(vars(cls).items()):
            if inspect.isfunction(member) and not name.startswith("_"):
                setattr(cls, name, worded(member))


class Domain(Worded):
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
