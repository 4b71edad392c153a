# SPDX-License-Identifier: Apache-2.0
"""The treasury in plain Python: one balance for each token and a list of what left.

Units: amounts in smallest units. Source: contracts/treasury/Treasury.vy, whose refusals `Refused`
repeats in order, and the token mocks of contracts/mocks.
"""

from collections import Counter
from dataclasses import dataclass, field
from enum import Enum

from tests.reference.refusal import require

NOBODY = "0x" + 40 * "0"
ETH = NOBODY


class Kind(Enum):
    """How an asset moves."""

    ETH = "with the call"
    PLAIN = "as asked"
    REFUSING = "not at all for accounts on its list: it returns false"
    FEE = "less arrives than was sent"
    SURCHARGE = "more is taken than was asked: one unit"


@dataclass
class Treasury:
    """What is held of each token, and everything that left: (recipient, token, amount)."""

    address: str
    owner: str
    kinds: dict[str, Kind]  # token: how it moves; the zero address is ETH
    pools: set[str]  # contracts that can be funded
    barred: set[str] = field(default_factory=set)  # accounts that a refusing token serves no more
    held: Counter = field(default_factory=Counter)
    left: list[tuple[str, str, int]] = field(default_factory=list)
    came: Counter = field(default_factory=Counter)

    def receive(self, token: str, amount: int) -> None:
        """Money comes in; anybody may give."""
        self.held[token] += amount
        self.came[token] += amount

    def pay(self, caller: str, token: str, to: str, amount: int) -> None:
        """Money leaves to an account."""
        self._check(caller, token, to, amount)
        self._move(token, to, amount, "tokens: transfer refused")

    def fund(self, caller: str, pool: str, token: str, amount: int) -> None:
        """Money leaves to a round of a pool."""
        self._check(caller, token, pool, amount)
        require(pool in self.pools, "treasury: no such pool")
        self._move(token, pool, amount, "tokens: approve refused")

    def transfer_ownership(self, caller: str, new_owner: str) -> None:
        """Another one decides."""
        require(caller == self.owner, "owned: not the owner")
        require(new_owner != NOBODY, "owned: zero new owner")
        self.owner = new_owner

    def _check(self, caller: str, token: str, to: str, amount: int) -> None:
        require(caller == self.owner, "owned: not the owner")
        require(to != NOBODY, "treasury: zero recipient")
        require(to != self.address, "treasury: pays itself")
        require(amount > 0, "treasury: zero amount")
        require(token in self.kinds, "treasury: no such token")
        require(amount <= self.held[token], "treasury: balance too small")

    def _move(self, token: str, to: str, amount: int, refusal: str) -> None:
        kind = self.kinds[token]
        require(kind is not Kind.REFUSING or to not in self.barred, refusal)
        if kind is Kind.SURCHARGE:
            require(amount + 1 <= self.held[token], "token: balance too small")
        require(kind is not Kind.SURCHARGE, "treasury: moved another amount")
        self.held[token] -= amount
        self.left.append((to, token, amount))
