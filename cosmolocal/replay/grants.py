# SPDX-License-Identifier: Apache-2.0
"""What became of one grant, rebuilt from its events.

A grant is a contract beside those of the alliance: whoever applies creates it, and names it as the
payout address. What came into it is not followed: its balance tells, and anybody may add to it.

Source: contracts/treasury/Grant.vy.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from cosmolocal.events import Event
from cosmolocal.replay.base import Difference, Handlers, Replay


@dataclass(frozen=True, slots=True)
class GrantState:
    """What it stores: milestones by bit, the end of a stream [UTC seconds], and what left it."""

    accepted: int = 0
    taken_back: int = 0
    stopped_at: int = 0
    withdrawn: int = 0
    given_back: int = 0


class GrantReplay(Replay):
    """Takes in the events of one grant, whose terms are in its code."""

    domain = "treasury"
    ignored = frozenset({("Grant", "Received")})

    def __init__(self, terms: Mapping[str, Any]) -> None:
        super().__init__()
        self.state, self._terms = GrantState(), terms

    def handlers(self) -> Handlers:
        """Map each event to its method."""
        return {
            ("Grant", "Granted"): self._granted,
            ("Grant", "Accepted"): self._accepted,
            ("Grant", "TakenBack"): self._taken_back,
            ("Grant", "Stopped"): self._stopped,
            ("Grant", "Withdrawn"): self._withdrawn,
            ("Grant", "GivenBack"): self._given_back,
        }

    def _granted(self, event: Event) -> None:
        for name in ("payee", "token", "scope"):
            self.expect(f"{name} of grant {event.address}", self._terms[name], event[name])

    def _accepted(self, event: Event) -> None:
        bits = self.state.accepted | self._open_bit(event)
        self.state = replace(self.state, accepted=bits)

    def _taken_back(self, event: Event) -> None:
        bits = self.state.taken_back | self._open_bit(event)
        self.state = replace(self.state, taken_back=bits)

    def _open_bit(self, event: Event) -> int:
        """The bit of a milestone, which was neither accepted nor taken back before."""
        number: int = event["milestone"]
        bit, decided = 1 << number, self.state.accepted | self.state.taken_back
        name = f"milestone {number} of grant {event.address} was open"
        self.expect(name, True, not decided & bit)  # noqa: FBT003
        return bit

    def _stopped(self, event: Event) -> None:
        elapsed = max(0, event.timestamp - self._terms["start"])
        self.expect(f"elapsed of grant {event.address}", elapsed, event["elapsed"])
        self.state = replace(self.state, stopped_at=event.timestamp)

    def _withdrawn(self, event: Event) -> None:
        self.state = replace(self.state, withdrawn=self.state.withdrawn + event["amount"])

    def _given_back(self, event: Event) -> None:
        self.state = replace(self.state, given_back=self.state.given_back + event["amount"])


def replay(
    events: Iterable[Event], terms: Mapping[str, Any]
) -> tuple[GrantState, list[Difference]]:
    """Rebuild one grant from its events; its terms are those in its code."""
    known = GrantReplay(terms)
    known.run(events)
    return known.state, known.contradictions
