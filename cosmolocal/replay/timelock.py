# SPDX-License-Identifier: Apache-2.0
"""Roles and operations of the timelock, rebuilt from the events of `Timelock`.

Source: contracts/governance/Timelock.vy, OpenZeppelin's TimelockController.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from eth_typing import ChecksumAddress

from cosmolocal.events import Event
from cosmolocal.replay.base import Handlers, Replay

DONE = 1
"""What `getTimestamp` says of an operation that has run."""


TimelockCall = tuple[ChecksumAddress, int, bytes]  # target, value, data


@dataclass(frozen=True, slots=True)
class OperationState:
    """One operation: when it is ready [UTC seconds; 1 done, 0 cancelled], and its calls."""

    ready_at: int
    calls: tuple[TimelockCall, ...] = ()
    executed: tuple[TimelockCall, ...] = ()
    salt: bytes = bytes(32)


@dataclass(frozen=True)
class TimelockState:
    """Who may do what, who once could, and every operation."""

    min_delay: int
    roles: frozenset[tuple[bytes, ChecksumAddress]]
    past_roles: frozenset[tuple[bytes, ChecksumAddress]]
    operations: Mapping[bytes, OperationState]


class TimelockReplay(Replay):
    """Takes in the events of the timelock."""

    domain = "governance"

    def __init__(self) -> None:
        super().__init__()
        self.min_delay = 0
        self.roles: set[tuple[bytes, ChecksumAddress]] = set()
        self.past_roles: set[tuple[bytes, ChecksumAddress]] = set()
        self.operations: dict[bytes, OperationState] = {}

    def handlers(self) -> Handlers:
        """Map each event to its method."""
        return {
            ("Timelock", "MinDelayChange"): self._delay_changed,
            ("Timelock", "RoleGranted"): self._granted,
            ("Timelock", "RoleRevoked"): self._revoked,
            ("Timelock", "CallScheduled"): self._scheduled,
            ("Timelock", "CallSalt"): self._salted,
            ("Timelock", "CallExecuted"): self._executed,
            ("Timelock", "Cancelled"): lambda event: self._change(event, ready_at=0),
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
        ready_at = event.timestamp + event["delay"]
        known = self.operations.get(event["id"], OperationState(0))
        if event["index"] == 0:  # a cancelled operation may be scheduled again
            known = OperationState(ready_at)
        name = f"operation 0x{event['id'].hex()}"
        self.expect(f"calls of {name}", len(known.calls), event["index"])
        self.expect(f"time of {name}", known.ready_at, ready_at)
        self.expect(f"predecessor of {name}", bytes(32), event["predecessor"])
        self.operations[event["id"]] = replace(known, calls=(*known.calls, _call(event)))

    def _salted(self, event: Event) -> None:
        self._change(event, salt=event["salt"])

    def _executed(self, event: Event) -> None:
        known = self.operations[event["id"]]
        name = f"operation 0x{event['id'].hex()}"
        self.expect(f"executed calls of {name}", len(known.executed), event["index"])
        if known.ready_at != DONE and not 0 < known.ready_at <= event.timestamp:
            self.expect(f"time of {name}", known.ready_at, event.timestamp)
        self._change(event, ready_at=DONE, executed=(*known.executed, _call(event)))

    def _change(self, event: Event, **changes: Any) -> None:
        self.operations[event["id"]] = replace(self.operations[event["id"]], **changes)


def _call(event: Event) -> TimelockCall:
    return (event["target"], event["value"], event["data"])
