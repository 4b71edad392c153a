# SPDX-License-Identifier: Apache-2.0
"""Vouches and recoveries, rebuilt from the events of `Vouching`.

Source: contracts/membership/Vouching.vy for the meaning of each event.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from eth_typing import ChecksumAddress

from cosmolocal.events import Event
from cosmolocal.replay.base import Difference, Handlers, Ownership, Replay
from cosmolocal.units import ZERO_ADDRESS

Given = dict[int, tuple[int, int]]
"""Who gave it -> kind of seat it is for (0: a recovery), and when it ends [UTC seconds]."""


@dataclass(frozen=True, slots=True)
class RecoveryState:
    """A new key that waits for the old one to object."""

    account: ChecksumAddress = ZERO_ADDRESS
    ready_at: int = 0
    objected: bool = False


@dataclass(frozen=True)
class VouchingState:
    """Everything that members said of newcomers and of new keys."""

    rules: Mapping[str, Any]
    vouches: Mapping[ChecksumAddress, Given]
    backings: Mapping[tuple[int, ChecksumAddress], Given]
    recoveries: Mapping[int, RecoveryState]
    vouch_nonces: Mapping[tuple[int, ChecksumAddress], int]
    joining_nonces: Mapping[ChecksumAddress, int]
    objection_nonces: Mapping[int, int]
    ownership: Mapping[str, Ownership]
    contradictions: tuple[Difference, ...]


def replay(events: Iterable[Event]) -> VouchingState:
    """Rebuild vouches and recoveries."""
    vouching = VouchingReplay()
    vouching.run(events)
    return vouching.state()


class VouchingReplay(Replay):
    """Takes in the events of `Vouching`."""

    domain = "membership"
    owned = ("Vouching",)

    def __init__(self) -> None:
        super().__init__()
        self.rules: dict[str, Any] = {}
        self.vouches: dict[ChecksumAddress, Given] = {}
        self.backings: dict[tuple[int, ChecksumAddress], Given] = {}
        self.recoveries: dict[int, RecoveryState] = {}
        self.vouch_nonces: Counter[tuple[int, ChecksumAddress]] = Counter()
        self.joining_nonces: Counter[ChecksumAddress] = Counter()
        self.objection_nonces: Counter[int] = Counter()

    def handlers(self) -> Handlers:
        """Map each event to its method."""
        return {
            ("Vouching", "RulesSet"): self._rules_set,
            ("Vouching", "Vouched"): self._vouched,
            ("Vouching", "VouchWithdrawn"): self._withdrawn,
            ("Vouching", "Joined"): self._joined,
            ("Vouching", "RecoveryBacked"): self._backed,
            ("Vouching", "RecoveryOpened"): self._opened,
            ("Vouching", "RecoveryObjected"): self._objected,
            ("Vouching", "RecoveryDecided"): self._decided,
        }

    def state(self) -> VouchingState:
        """Freeze what was taken in."""
        return VouchingState(
            rules=self.rules,
            vouches=self.vouches,
            backings=self.backings,
            recoveries=self.recoveries,
            vouch_nonces=self.vouch_nonces,
            joining_nonces=self.joining_nonces,
            objection_nonces=self.objection_nonces,
            ownership=self.ownership,
            contradictions=tuple(self.contradictions),
        )

    def _rules_set(self, event: Event) -> None:
        self.rules = event["rules"]

    def _vouched(self, event: Event) -> None:
        given = self.vouches.setdefault(event["account"], {})
        given[event["seat"]] = (event["kind"], event["until"])
        self.vouch_nonces[event["seat"], event["account"]] += 1

    def _withdrawn(self, event: Event) -> None:
        self.vouches.setdefault(event["account"], {}).pop(event["seat"], None)
        self.vouch_nonces[event["seat"], event["account"]] += 1

    def _joined(self, event: Event) -> None:
        self.vouches[event["account"]] = {}
        self.joining_nonces[event["account"]] += 1

    def _backed(self, event: Event) -> None:
        given = self.backings.setdefault((event["seat"], event["account"]), {})
        given[event["backer"]] = (0, event["until"])
        self.vouch_nonces[event["backer"], event["account"]] += 1

    def _opened(self, event: Event) -> None:
        seat, account = event["seat"], event["account"]
        self.expect(f"recovery of seat {seat} before", None, self.recoveries.get(seat))
        self.recoveries[seat] = RecoveryState(account, event["ready_at"])
        self.backings.pop((seat, account), None)
        self.objection_nonces[seat] += 1

    def _objected(self, event: Event) -> None:
        seat = event["seat"]
        self.recoveries[seat] = replace(self.recoveries[seat], objected=True)

    def _decided(self, event: Event) -> None:
        known = self.recoveries.pop(event["seat"])
        self.expect(f"new key of seat {event['seat']}", known.account, event["account"])
