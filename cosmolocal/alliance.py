# SPDX-License-Identifier: Apache-2.0
"""One alliance on one chain: connect once, then every domain is at hand.

    alliance = Alliance.connect("http://127.0.0.1:8545", "deployments/31337/river-valley.json")
    alliance.governance.quote(proposal_id, votes=9, account=mine)

Errors: `WrongChain` and `NoContract` if the node does not serve what the manifest records.
"""

from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from web3 import Web3
from web3.contract.contract import Contract

from cosmolocal import artifacts
from cosmolocal.chain import Chain
from cosmolocal.deploy.contracts import CONTRACTS
from cosmolocal.deploy.manifest import Manifest
from cosmolocal.domain import EventSource
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
        places = {name: manifest.address(name) for name in CONTRACTS}
        self.contracts = chain.contracts(places)
        self._addresses = frozenset(places.values())
        self.store = self.open_store(store) if store else None
        self._known: History | None = None

    # A domain is made when it is first asked for, as are its contracts: most need one or two.

    @cached_property
    def membership(self) -> Membership:
        """Seats, delegation, terms and recovery."""
        return Membership(self.chain, self.contracts["Membership"])

    @cached_property
    def vouching(self) -> Vouching:
        """Joining by the word of members."""
        return Vouching(self.chain, self.contracts["Vouching"], membership=self.membership)

    @cached_property
    def scopes(self) -> Scopes:
        """Places and topics, and who belongs to them."""
        return Scopes(self.chain, self.contracts["Scopes"], membership=self.membership)

    @cached_property
    def ledger(self) -> Ledger:
        """Contributions, resources and recognition."""
        ledger, resources = self.contracts["ContributionLedger"], self.contracts["Resources"]
        return Ledger(self.chain, ledger, resources=resources, events=self.events)

    @cached_property
    def governance(self) -> Governance:
        """Proposals, ballots and the timelock."""
        return Governance(
            self.chain,
            self.contracts["QuadraticGovernor"],
            rules=self.contracts["ProposalRules"],
            relay=self.contracts["BallotRelay"],
            membership=self.membership,
            events=self.events,
        )

    @cached_property
    def treasury(self) -> Treasury:
        """Pots, payments, streams and milestones."""
        pool = self.manifest.address("RetroFunding")
        return Treasury(self.chain, self.contracts["Treasury"], pool=pool, events=self.events)

    @cached_property
    def grants(self) -> Grants:
        """Grants that the treasury made."""
        return Grants(self.chain, self.manifest.address("Treasury"))

    @cached_property
    def funding(self) -> Funding:
        """Retroactive rounds."""
        return Funding(self.chain, self.contracts["RetroFunding"], *self._of_rounds())

    @cached_property
    def matching(self) -> Matching:
        """Matching rounds."""
        return Matching(self.chain, self.contracts["MatchingFunding"], *self._of_rounds())

    @cached_property
    def results(self) -> Results:
        """Results that publishers answer for with a bond."""
        desk, pool = self.contracts["ResultDesk"], self.contracts["PublishedFunding"]
        return Results(self.chain, desk, pool, self.events)

    @cached_property
    def published(self) -> Published:
        """Rounds that are paid by a published result."""
        pool = self.contracts["PublishedFunding"]
        return Published(self.chain, pool, *self._of_rounds(), results=self.results)

    def _of_rounds(self) -> tuple[Contract, Membership, EventSource]:
        return self.contracts["FundingDesk"], self.membership, self.events

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
        places = ((self.manifest.address(name), name) for name in CONTRACTS)
        known = ((place, name, artifacts.load(name).abi) for place, name in places)
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
