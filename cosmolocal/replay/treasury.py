# SPDX-License-Identifier: Apache-2.0
"""Payments of the treasury, rebuilt from its events.

ETH is followed in both directions. What came in of a token is told by that token's own events only:
of tokens this knows what went out.

Source: contracts/treasury/Treasury.vy.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from eth_typing import ChecksumAddress

from cosmolocal.events import Event
from cosmolocal.replay.base import Difference, Handlers, Ownership, Replay
from cosmolocal.units import ZERO_ADDRESS


@dataclass(frozen=True, slots=True)
class PaymentState:
    """Money that left; `round_id` is set if it funded a round, else `category` and `memo` are."""

    token: ChecksumAddress
    to: ChecksumAddress
    amount: int
    at: int
    category: int = 0
    memo: bytes = bytes(32)
    round_id: int | None = None


@dataclass(frozen=True)
class TreasuryState:
    """The book of the treasury [smallest units]."""

    received: int
    payments: tuple[PaymentState, ...]
    ownership: Ownership
    contradictions: tuple[Difference, ...]

    @property
    def balance(self) -> int:
        """ETH that is left [wei]."""
        return self.received - self.spent(ZERO_ADDRESS)

    def spent(self, token: ChecksumAddress) -> int:
        """All that went out of a token."""
        return sum(payment.amount for payment in self.payments if payment.token == token)


def replay(events: Iterable[Event]) -> TreasuryState:
    """Rebuild the book."""
    purse = TreasuryReplay()
    purse.run(events)
    return purse.state()


class TreasuryReplay(Replay):
    """Takes in the events of the treasury."""

    domain = "treasury"
    owned = ("Treasury",)

    def __init__(self) -> None:
        super().__init__()
        self._received = 0
        self._payments: list[PaymentState] = []

    def handlers(self) -> Handlers:
        """Map each event to its method."""
        return {
            ("Treasury", "Received"): self._came_in,
            ("Treasury", "Paid"): self._paid,
            ("Treasury", "RoundFunded"): self._funded,
        }

    def state(self) -> TreasuryState:
        """Freeze what was taken in."""
        return TreasuryState(
            received=self._received,
            payments=tuple(self._payments),
            ownership=self.ownership["Treasury"],
            contradictions=tuple(self.contradictions),
        )

    def _came_in(self, event: Event) -> None:
        self._received += event["amount"]

    def _paid(self, event: Event) -> None:
        self._payments.append(
            PaymentState(
                token=event["token"],
                to=event["to"],
                amount=event["amount"],
                at=event.timestamp,
                category=event["category"],
                memo=event["memo"],
            )
        )

    def _funded(self, event: Event) -> None:
        self._payments.append(
            PaymentState(
                token=event["token"],
                to=event["pool"],
                amount=event["amount"],
                at=event.timestamp,
                round_id=event["round_id"],
            )
        )
