# SPDX-License-Identifier: Apache-2.0
"""Whose share of the relay's money a message uses.

A member's messages use the share of its seat; what a new key asks for uses that of the seat it asks
for. Newcomers have one share together: each needs the vouches of members before the chain takes its
word. A claim uses another share of the seat that it is for: anybody may ask for it, so it must not
use up what the member wants to say.
"""

from typing import cast

from cosmolocal.alliance import Alliance
from cosmolocal.errors import NothingThere, NotRelayed
from cosmolocal.funding.pool import SignedPayoutChange
from cosmolocal.serve.claims import Claim, Claims, PoolName, pool_of
from cosmolocal.serve.loads import Message
from cosmolocal.serve.policy import Policy
from cosmolocal.vouching import Slip

NEWCOMERS = 0
"""The share of all who have no seat yet."""
_ASKING = "ask_recovery_by_signature"


class Shares:
    """The shares under a policy."""

    def __init__(self, alliance: Alliance, policy: Policy, claims: Claims) -> None:
        self._alliance, self._policy, self._claims = alliance, policy, claims

    def of(self, message: Message) -> int:
        """Return the share that pays for a message: that of a seat, or `-seat` for its claims."""
        if message.kind not in self._policy.takes:
            raise NotRelayed(f"{message.kind} are not taken here")
        if message.kind == "joinings":
            return NEWCOMERS
        if message.kind == "claims":
            return -self._served(self._claims.seat(cast(Claim, message.signed)))
        if message.kind == "payout changes":
            return self._served(self._applicant(message))
        if isinstance(message.signed, Slip) and message.signed.verb == _ASKING:
            return self._served(int(message.signed.arguments[0]))
        return self._served(self._member(message))

    def _applicant(self, message: Message) -> int:
        change = cast(SignedPayoutChange, message.signed)
        pool = pool_of(self._alliance, cast(PoolName, message.place))
        return pool.applicant(change.round_id, change.project)

    def _member(self, message: Message) -> int:
        """Return the seat of an active member."""
        if message.account is None:
            raise NothingThere("there is no such seat")
        standing = self._alliance.membership.standing(message.account)
        if standing.seat is None or not standing.is_active:
            raise NotRelayed(f"{message.account} is no active member")
        return standing.seat

    def _served(self, seat: int) -> int:
        members = self._policy.members
        if members != "all" and seat not in members:
            raise NotRelayed(f"seat {seat} is not served here")
        return seat
