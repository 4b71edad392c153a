# SPDX-License-Identifier: Apache-2.0
"""Payments of the treasury, rebuilt from its events.

Every payment must be one that the timelock was told to make. ETH is followed in both directions;
what came in of a token is told by that token's own events only.

Source: contracts/treasury/Treasury.vy.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from eth_abi.abi import encode
from eth_typing import ChecksumAddress
from eth_utils.crypto import keccak

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
    """Takes in the events of the treasury, and what the timelock, its owner, called."""

    domain = "treasury"
    owned = ("Treasury",)

    def __init__(self) -> None:
        super().__init__()
        self._received = 0
        self._payments: list[PaymentState] = []
        self._undecided: list[bytes] = []  # calldata of payments whose decision has not come yet

    def handlers(self) -> Handlers:
        """Map each event to its method."""
        return {
            ("Treasury", "Received"): self._came_in,
            ("Treasury", "Paid"): self._paid,
            ("Treasury", "RoundFunded"): self._funded,
        }

    def take(self, event: Event) -> None:
        """Take in one event; the timelock tells of a call after what it caused."""
        if event.name == "CallExecuted" and event["data"] in self._undecided:
            self._undecided.remove(event["data"])
        super().take(event)

    def state(self) -> TreasuryState:
        """Freeze what was taken in."""
        self.expect("payments without a decision", 0, len(self._undecided))
        return TreasuryState(
            received=self._received,
            payments=tuple(self._payments),
            ownership=self.ownership["Treasury"],
            contradictions=tuple(self.contradictions),
        )

    def _came_in(self, event: Event) -> None:
        self._received += event["amount"]

    def _paid(self, event: Event) -> None:
        token, to, amount = event["token"], event["to"], event["amount"]
        category, memo = event["category"], event["memo"]
        self._undecided.append(_PAY + encode(_PAY_TYPES, (token, to, amount, category, memo)))
        self._payments.append(PaymentState(token, to, amount, event.timestamp, category, memo))

    def _funded(self, event: Event) -> None:
        pool, round_id = event["pool"], event["round_id"]
        token, amount = event["token"], event["amount"]
        self._undecided.append(_FUND + encode(_FUND_TYPES, (pool, round_id, token, amount)))
        payment = PaymentState(token, pool, amount, event.timestamp, round_id=round_id)
        self._payments.append(payment)


def _selector(name: str, types: tuple[str, ...]) -> bytes:
    return keccak(text=f"{name}({','.join(types)})")[:4]


_PAY_TYPES = ("address", "address", "uint256", "uint256", "bytes32")
_FUND_TYPES = ("address", "uint256", "address", "uint256")
_PAY, _FUND = _selector("pay", _PAY_TYPES), _selector("fund", _FUND_TYPES)
