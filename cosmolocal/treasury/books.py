# SPDX-License-Identifier: Apache-2.0
"""The books of the treasury: every movement, and the balances that they add up to.

What left is told by the treasury's own events, what came in of a token by that token's. What no
event explains (ETH that was forced in, a token that grew by itself) is a booking of its own, so
that the bookings always add up to what the chain says is held, to the unit.

Errors: those of reading.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

from eth_typing import ChecksumAddress
from eth_utils.crypto import keccak
from pydantic import Field

from cosmolocal import codec
from cosmolocal.alliance import Alliance
from cosmolocal.domain import Frozen
from cosmolocal.events import Event
from cosmolocal.replay.treasury import PaymentState, TreasuryState, replay
from cosmolocal.treasury.assets import Asset, read_asset
from cosmolocal.units import (
    ZERO_ADDRESS,
    Address,
    BlockNumber,
    Season,
    SignedAmount,
    TokenAmount,
    UtcSeconds,
)

Kind = Literal["gift", "payment", "round", "unexplained"]
_TRANSFER = keccak(text="Transfer(address,address,uint256)")
_BLOCKS = 5_000
"""Blocks of one look at a token's log: what common nodes allow."""


class Booking(Frozen):
    """One movement; `amount` is negative where money left [smallest units]."""

    at: UtcSeconds
    kind: Kind
    token: Address
    amount: SignedAmount
    party: Address = Field(description="who gave or was paid; the zero address for nobody")
    tx_hash: str = ""
    season: Season
    category: int = 0
    scope: int = Field(default=0, description="whose pot it left; 0 for a vote's payment")
    memo: str = Field(default="", description="the text, if it is kept here")


class Books(Frozen):
    """All bookings up to a block, and what was held of each token then."""

    block: BlockNumber
    at: UtcSeconds
    assets: dict[str, Asset]
    bookings: tuple[Booking, ...]
    balances: dict[str, TokenAmount]

    def of_season(self, season: int) -> "Books":
        """Keep what moved in one season; the balances are those after it."""
        kept = tuple(booking for booking in self.bookings if booking.season == season)
        after = (b for b in self.bookings if b.season > season)
        moved: dict[str, int] = defaultdict(int)
        for booking in after:
            moved[booking.token] += booking.amount
        balances = {token: held - moved[token] for token, held in self.balances.items()}
        return self.model_copy(update={"bookings": kept, "balances": balances})


def read_books(alliance: Alliance, texts: Mapping[bytes, str] | Any = None) -> Books:
    """Read the books up to the newest block; `texts` finds the words behind memos."""
    view = alliance.chain.at()
    state = replay(alliance.events(view.block))
    tokens = sorted({ZERO_ADDRESS, *(p.token for p in state.pots.values()), *_paid_in(state)})
    assets = {token: read_asset(alliance.chain, token) for token in tokens}
    call = alliance.treasury.contract.functions
    held = view.batch([call.balance_of(token) for token in tokens])
    reading = _Reading(alliance, state, texts)
    bookings = [*reading.left(), *reading.gifts(view.block)]
    for token in tokens[1:]:  # the first is ETH
        bookings += reading.came(token, view.block)
    balances = dict(zip(tokens, held, strict=True))
    bookings += reading.unexplained(bookings, balances, view.timestamp)
    return Books(
        block=view.block,
        at=view.timestamp,
        assets=assets,
        bookings=tuple(sorted(bookings, key=lambda booking: booking.at)),
        balances=balances,
    )


def _paid_in(state: TreasuryState) -> set[ChecksumAddress]:
    return {payment.token for payment in state.payments}


class _Reading:
    """Makes bookings of events and logs."""

    def __init__(self, alliance: Alliance, state: TreasuryState, texts: Any) -> None:
        self._alliance, self._state, self._texts = alliance, state, texts
        self._seasons = alliance.membership.seasons
        self._treasury = alliance.treasury.address

    def left(self) -> Iterator[Booking]:
        """What was paid."""
        for payment in self._state.payments:
            pot = self._state.pots.get(payment.pot or 0)
            yield Booking(
                at=payment.at,
                kind="payment" if payment.round_id is None else "round",
                token=payment.token,
                amount=-payment.amount,
                party=payment.to,
                tx_hash=payment.tx_hash,
                season=self._seasons.at(payment.at),
                category=payment.category,
                scope=pot.scope if pot else 0,
                memo=self._memo(payment),
            )

    def gifts(self, last: int) -> Iterator[Booking]:
        """ETH that came in."""
        for event in self._alliance.events(last):
            if (event.contract, event.name) == ("Treasury", "Received"):
                yield self._gift(ZERO_ADDRESS, event["sender"], event["amount"], event)

    def came(self, token: ChecksumAddress, last: int) -> Iterator[Booking]:
        """Transfers of a token to the treasury."""
        node, to = self._alliance.chain.node, "0x" + self._treasury[2:].lower().rjust(64, "0")
        first = self._alliance.manifest.first_block
        for start in range(first, last + 1, _BLOCKS):
            end = min(start + _BLOCKS - 1, last)
            topics = [codec.as_hex(_TRANSFER), None, to]
            place = {"fromBlock": hex(start), "toBlock": hex(end)}
            for log in node.ask("eth_getLogs", {"address": token, "topics": topics, **place}):
                amount = int.from_bytes(codec.as_bytes(log["data"])[:32])
                sender = codec.checksummed(codec.as_bytes(log["topics"][1])[12:])
                moment = self._alliance.chain.at(codec.as_int(log["blockNumber"])).timestamp
                yield Booking(
                    at=moment,
                    kind="gift",
                    token=token,
                    amount=amount,
                    party=sender,
                    tx_hash=codec.as_hex(log["transactionHash"]),
                    season=self._seasons.at(moment),
                )

    def unexplained(
        self, bookings: Sequence[Booking], balances: Mapping[str, int], now: int
    ) -> Iterator[Booking]:
        """What no event explains, once for each token."""
        sums: dict[str, int] = defaultdict(int)
        for booking in bookings:
            sums[booking.token] += booking.amount
        for token, held in balances.items():
            if held != sums[token]:
                yield Booking(
                    at=now,
                    kind="unexplained",
                    token=codec.checksummed(token),
                    amount=held - sums[token],
                    party=ZERO_ADDRESS,
                    season=self._seasons.at(now),
                )

    def _gift(
        self, token: ChecksumAddress, sender: ChecksumAddress, amount: int, event: Event
    ) -> Booking:
        return Booking(
            at=event.timestamp,
            kind="gift",
            token=token,
            amount=amount,
            party=sender,
            tx_hash=event.tx_hash,
            season=self._seasons.at(event.timestamp),
        )

    def _memo(self, payment: PaymentState) -> str:
        if self._texts is None or not any(payment.memo):
            return ""
        return str(self._texts.find(payment.memo) or "")
