# SPDX-License-Identifier: Apache-2.0
"""What tokens are called, how they are counted, and how much the treasury holds of each.

A token that does not say how many decimals it has is counted in its smallest unit.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from eth_typing import ChecksumAddress

from cosmolocal.alliance import Alliance
from cosmolocal.errors import BadInput
from cosmolocal.events import Event
from cosmolocal.networks import network
from cosmolocal.reader import Reader
from cosmolocal.treasury.assets import ETHER, Asset, read_asset
from cosmolocal.units import ZERO_ADDRESS


@dataclass(frozen=True)
class Assets:
    """Tokens that events have named, and what is held of them at a block [smallest units]."""

    known: Mapping[ChecksumAddress, Asset] = field(default_factory=dict)
    held: Mapping[ChecksumAddress, int] = field(default_factory=dict)

    def of(self, token: ChecksumAddress) -> Asset:
        """Say how a token is counted."""
        return self.known.get(token) or _uncounted(token)

    def at(self, alliance: Alliance, view: Reader, events: Sequence[Event]) -> "Assets":
        """Read anew at a block; `events` are those that came since the last time."""
        known = dict(self.known) or {ZERO_ADDRESS: _currency(alliance)}
        for token in _named_in(events):
            if token not in known:
                known[token] = _read(alliance, token)
        call = alliance.treasury.contract.functions
        held = view.batch([call.balance_of(token) for token in known])
        return Assets(known, dict(zip(known, held, strict=True)))


def _named_in(events: Sequence[Event]) -> Iterator[ChecksumAddress]:
    for event in events:
        token = event.args.get("token") or (event.args.get("terms") or {}).get("token")
        if token:
            yield token


def _currency(alliance: Alliance) -> Asset:
    return ETHER.model_copy(update={"symbol": network(alliance.chain.chain_id).currency})


def _read(alliance: Alliance, token: ChecksumAddress) -> Asset:
    try:
        return read_asset(alliance.chain, token)
    except BadInput:
        return _uncounted(token)


def _uncounted(token: ChecksumAddress) -> Asset:
    return Asset(address=token, symbol=f"{token[:6]}…{token[-4:]}", decimals=0)
