# SPDX-License-Identifier: Apache-2.0
"""What all replays share: events go to their handlers, contradictions are collected.

Errors: `BadInput` for an event that a domain does not know: nothing is passed over silently.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from eth_typing import ChecksumAddress

from cosmolocal.errors import BadInput
from cosmolocal.events import Event
from cosmolocal.units import ZERO_ADDRESS

Handlers = dict[tuple[str, str], Callable[[Event], None]]


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure that is not what it should be: rebuilt from events, and as stored or announced."""

    domain: str
    figure: str
    rebuilt: Any
    stored: Any

    def __str__(self) -> str:
        return f"{self.domain}: {self.figure}: events give {self.rebuilt}, found {self.stored}"


@dataclass(frozen=True, slots=True)
class Ownership:
    """Who owns a contract, and whether its set-up is over."""

    owner: ChecksumAddress = ZERO_ADDRESS
    sealed: bool = False


class Replay:
    """Walks through events in order; a subclass has one handler for each event of its contracts.

    The handler of `SeatsGranted` of `Membership` has the key `("Membership", "SeatsGranted")`.
    Contracts named in `owned` have an owner, whose events are taken in here.
    """

    domain: ClassVar[str]
    owned: ClassVar[tuple[str, ...]] = ()
    ignored: ClassVar[frozenset[tuple[str, str]]] = frozenset()

    def __init__(self) -> None:
        self.contradictions: list[Difference] = []
        self.ownership = {contract: Ownership() for contract in self.owned}
        self._handlers = self.handlers()
        for contract in self.owned:
            self._handlers[contract, "OwnershipTransferred"] = self._owner_named
            self._handlers[contract, "Sealed"] = self._sealed
        self._contracts = {contract for contract, _ in self._handlers}

    def handlers(self) -> Handlers:
        """Map (contract, event) to the method that takes it in."""
        raise NotImplementedError

    def run(self, events: Iterable[Event]) -> None:
        """Take in events, in their order on the chain."""
        for event in events:
            self.take(event)

    def take(self, event: Event) -> None:
        """Take in one event, if it is of this domain's contracts."""
        if event.contract not in self._contracts:
            return
        key = (event.contract, event.name)
        if key not in self._handlers:
            if key not in self.ignored:
                raise BadInput(f"{self.domain} cannot replay the event {'.'.join(key)}")
            return
        try:
            self._handlers[key](event)
        except LookupError as missing:  # it speaks of something that no event before it made
            self.expect(f"what {'.'.join(key)} speaks of", None, str(missing))

    def expect(self, figure: str, rebuilt: Any, announced: Any) -> None:
        """Note a contradiction unless both are equal."""
        if rebuilt != announced:
            self.contradictions.append(Difference(self.domain, figure, rebuilt, announced))

    def _owner_named(self, event: Event) -> None:
        before = self.ownership[event.contract]
        self.expect(f"owner of {event.contract}", before.owner, event["previous_owner"])
        self.ownership[event.contract] = replace(before, owner=event["new_owner"])

    def _sealed(self, event: Event) -> None:
        known = self.ownership[event.contract]
        self.expect(f"owner of the sealed {event.contract}", known.owner, event["owner"])
        self.ownership[event.contract] = replace(known, sealed=True)
