# SPDX-License-Identifier: Apache-2.0
"""Roles and operations of the timelock, rebuilt from the events of `Timelock`.

Source: contracts/governance/Timelock.vy, OpenZeppelin's TimelockController.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from eth_typing import ChecksumAddress

from cosmolocal.events import Event
from cosmolocal.replay.base import Handlers, Replay

DONE = 1
"""What `getTimestamp` says of an operation that has run."""


@dataclass(frozen=True)
class TimelockState:
    """Who may do what, and when each operation is ready [UTC seconds]; 1 done, 0 cancelled."""

    min_delay: int
    roles: frozenset[tuple[bytes, ChecksumAddress]]
    past_roles: frozenset[tuple[bytes, ChecksumAddress]]
    operations: Mapping[bytes, int]


class TimelockReplay(Replay):
    """Takes in the events of the timelock."""

    domain = "governance"
    ignored: ClassVar[frozenset[tuple[str, str]]] = frozenset({("Timelock", "CallSalt")})

    def __init__(self) -> None:
        super().__init__()
        self.min_delay = 0
        self.roles: set[tuple[bytes, ChecksumAddress]] = set()
        self.past_roles: set[tuple[bytes, ChecksumAddress]] = set()
        self.operations: dict[bytes, int] = {}

    def handlers(self) -> Handlers:
        """Map each event to its method."""
        return {
            ("Timelock", "MinDelayChange"): self._delay_changed,
            ("Timelock", "RoleGranted"): self._granted,
            ("Timelock", "RoleRevoked"): self._revoked,
            ("Timelock", "CallScheduled"): self._scheduled,
            ("Timelock", "CallExecuted"): self._executed,
            ("Timelock", "Cancelled"): self._cancelled,
        }

    def state(self) -> TimelockState:
        """Freeze what was taken in."""
        return TimelockState(
            min_delay=self.min_delay,
            roles=frozenset(self.roles),
            past_roles=frozenset(self.past_roles - self.roles),
            operations=self.operations,
        )

    def _delay_changed(self, event: Event) -> None:
        self.expect("min_delay", self.min_delay, event["oldDuration"])
        self.min_delay = event["newDuration"]

    def _granted(self, event: Event) -> None:
        self.roles.add((event["role"], event["account"]))

    def _revoked(self, event: Event) -> None:
        held = (event["role"], event["account"])
        if held not in self.roles:
            self.expect(f"role 0x{event['role'].hex()} of {event['account']}", None, "revoked")
        self.roles.discard(held)
        self.past_roles.add(held)

    def _scheduled(self, event: Event) -> None:
        self.operations[event["id"]] = event.timestamp + event["delay"]

    def _executed(self, event: Event) -> None:
        ready_at = self.operations.get(event["id"], 0)
        if ready_at != DONE and not 0 < ready_at <= event.timestamp:
            self.expect(f"operation 0x{event['id'].hex()} ready at", ready_at, event.timestamp)
        self.operations[event["id"]] = DONE

    def _cancelled(self, event: Event) -> None:
        self.operations[event["id"]] = 0
