# SPDX-License-Identifier: Apache-2.0
"""What the treasury is asked for and what it answers: pots, streams, milestones, balances.

Units: amounts in the token's smallest unit, times in UTC seconds, spans in seconds.
Source: contracts/interfaces/ITreasury.vyi.
"""

from enum import IntEnum

from pydantic import Field

from cosmolocal.domain import Frozen
from cosmolocal.units import (
    Address,
    BlockNumber,
    Bytes32,
    ScopeId,
    SeatId,
    Seconds,
    TokenAmount,
    Uint,
    UtcSeconds,
)


class Balance(Frozen):
    """What the treasury holds of one token, and how much of it is promised to nobody."""

    token: Address
    amount: TokenAmount
    free: TokenAmount
    block: BlockNumber


class PotTerms(Frozen):
    """What the stewards of a scope may spend: `cap` in each period, `per_payment` at once."""

    scope: ScopeId
    token: Address
    start: UtcSeconds
    end: UtcSeconds
    period: Seconds = Field(ge=1)
    cap: TokenAmount
    per_payment: TokenAmount


class Pot(PotTerms):
    """A pot and its present period; `spent` includes what was promised."""

    number: int = Field(ge=1)
    closed: bool
    spent: TokenAmount
    block: BlockNumber

    @property
    def left(self) -> int:
        """What the present period still allows."""
        return self.cap - self.spent


class StreamTerms(Frozen):
    """A stream: `amount` every `seconds` from `start` on, until its deposit is used up."""

    pot: Uint
    payee: Address
    start: Uint
    amount: TokenAmount
    seconds: Seconds
    category: Uint
    memo: Bytes32


class Stream(StreamTerms):
    """A stream and how far it has come; `steward` is the seat that answers for it.

    Nothing is earned from `runs_until` on: the end of its steward's mandate, or of its closed pot.
    """

    id: Bytes32
    deposit: TokenAmount
    earned: TokenAmount
    withdrawn: TokenAmount
    steward: SeatId
    runs_until: UtcSeconds


class MilestoneState(IntEnum):
    """How far a milestone has come."""

    PROMISED = 1
    ACCEPTED = 2
    CLAIMED = 3
    TAKEN_BACK = 4


class MilestoneTerms(Frozen):
    """A milestone: `amount` once it was accepted; it may be taken back from `due_at` on."""

    pot: Uint
    payee: Address
    amount: TokenAmount
    due_at: UtcSeconds
    category: Uint
    memo: Bytes32


class Milestone(MilestoneTerms):
    """A milestone and its state."""

    id: Bytes32
    state: MilestoneState
