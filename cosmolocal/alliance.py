# SPDX-License-Identifier: Apache-2.0
"""One alliance on one chain: connect once, then every domain is at hand.

    alliance = Alliance.connect("http://127.0.0.1:8545", "deployments/31337/river-valley.json")
    alliance.governance.quote(proposal_id, votes=9, account=mine)

Errors: `WrongChain` and `NoContract` if the node does not serve what the manifest records.
"""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from web3 import Web3

from cosmolocal.chain import Chain
from cosmolocal.deploy.contracts import CONTRACTS
from cosmolocal.deploy.manifest import Manifest
from cosmolocal.errors import BadInput, ChainReorganised
from cosmolocal.events import Decoder, Event
from cosmolocal.events.reader import History, read_events
from cosmolocal.funding import Funding, Matching, Published, Results
from cosmolocal.governance import Governance
from cosmolocal.ledger import Ledger
from cosmolocal.membership import Membership
from cosmolocal.scopes import Scopes
from cosmolocal.treasury import Treasury
from cosmolocal.treasury.grants import Grants
from cosmolocal.vouching import Vouching

if TYPE_CHECKING:
    from cosmolocal.events.store import EventStore


class Alliance:
    """The domains of one alliance, from membership to funding and matching.

    `chain` reads and sends, `manifest` says where everything is; `store`, if a file is named for
    it, keeps the events from one run to the next.
    """

    def __init__(self, chain: Chain, manifest: Manifest, *, store: Path | None = None) -> None:
        self.chain, self.manifest = chain, manifest
        opened = {name: chain.contract(name, manifest.address(name)) for name in CONTRACTS}
        self.contracts = opened
        self._addresses = frozenset(contract.address for contract in opened.values())
        self.store = self.open_store(store) if store else None
        self._known: History | None = None
        self.membership = Membership(chain, opened["Membership"])
        self.vouching = Vouching(chain, opened["Vouching"], membership=self.membership)
        self.scopes = Scopes(chain, opened["Scopes"], membership=self.membership)
        self.ledger = Ledger(
            chain,
            opened["ContributionLedger"],
            resources=opened["Resources"],
            events=self.events,
        )
        self.governance = Governance(
            chain,
            opened["QuadraticGovernor"],
            rules=opened["ProposalRules"],
            relay=opened["BallotRelay"],
            membership=self.membership,
            events=self.events,
        )
        self.treasury = Treasury(
            chain,
            opened["Treasury"],
            pool=opened["RetroFunding"].address,
            events=self.events,
        )
        self.grants = Grants(chain, opened["Treasury"].address)
        parts = (opened["FundingDesk"], self.membership, self.events)
        self.funding = Funding(chain, opened["RetroFunding"], *parts)
        self.matching = Matching(chain, opened["MatchingFunding"], *parts)
        pool = opened["PublishedFunding"]
        self.results = Results(chain, opened["ResultDesk"], pool, self.events)
        self.published = Published(chain, pool, *parts, results=self.results)

    @classmethod
    def connect(
        cls,
        rpc: str | Web3 | Chain,
        manifest: Manifest | Path | str,
        *,
        store: Path | str | None = None,
        **options: Any,
    ) -> Self:
        """Open an alliance by RPC address, Web3 or chain; `options` are those of `Chain`.

        The chain's id and first block, and the code of every contract, must be those recorded.
        Events are kept in the file `store`, if one is named (needs the extra `analytics`).
        """
        record = manifest if isinstance(manifest, Manifest) else Manifest.load(Path(manifest))
        chain = rpc if isinstance(rpc, Chain) else Chain.connect(rpc, **options)
        record.check_chain(chain)
        record.check_code(chain)
        return cls(chain, record, store=Path(store) if store else None)

    def events(self, last: int | None = None) -> tuple[Event, ...]:
        """Return every event of the alliance up to a block, by default the newest.

        What was read before is kept, as long as its last block is still part of the chain.
        """
        known, end = self._known, self.chain.at(last)
        if known is None or not self._stands(known):
            known = self._read(self.manifest.first_block, end.block)
        elif known.last < end.block:
            more = self._read(known.last + 1, end.block)
            known = replace(more, events=known.events + more.events, first=known.first)
        self._known = known
        mine = (event for event in known.events if event.address in self._addresses)
        return tuple(event for event in mine if event.block <= end.block)

    def open_store(self, path: Path) -> "EventStore":
        """Open a file that keeps the events of the alliance; needs the extra `analytics`."""
        try:
            from cosmolocal.events.store import EventStore  # noqa: PLC0415 - an extra
        except ModuleNotFoundError as error:
            raise BadInput(
                f"keeping events in a file needs the library {error.name}",
                next_step="Install the extra: cosmolocal[analytics].",
            ) from None
        known = ((each.address, name, each.abi) for name, each in self.contracts.items())
        return EventStore(path, Decoder(known), first=self.manifest.first_block)

    def _read(self, first: int, last: int) -> History:
        read = self.store.read if self.store else read_events
        return read(self.chain, first=first, last=last)

    def _stands(self, history: History) -> bool:
        """Whether the last block that was read is still there; a chain may also have shrunk."""
        try:
            return self.chain.at(history.last).block_hash == history.last_hash
        except ChainReorganised:
            return False
