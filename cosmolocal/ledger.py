# SPDX-License-Identifier: Apache-2.0
"""What happened: work recorded by who did it, confirmed by who received it, recognised once."""

from enum import IntEnum

from pydantic import Field
from web3.contract.contract import Contract

from cosmolocal.calls import Outcome, Receipt
from cosmolocal.chain import Chain
from cosmolocal.domain import Action, Domain, EventSource, Frozen
from cosmolocal.errors import NothingThere
from cosmolocal.flows import Flows
from cosmolocal.replay.ledger import LedgerState, replay
from cosmolocal.signers import Signer
from cosmolocal.units import BlockNumber, EntryId, ScopeId, SeatId, Seconds, UtcSeconds

__all__ = ["Entry", "EntryStatus", "Ledger", "LedgerState", "Recognition", "entry_of", "replay"]

FOR_THE_SCOPE = 0
"""Receiver of work that was done for the scope as a whole."""


class EntryStatus(IntEnum):
    """Where an entry stands."""

    PENDING = 1
    CONFIRMED = 2
    DISPUTED = 3
    REJECTED = 4


class Entry(Frozen):
    """One row of the ledger."""

    entry: EntryId
    scope: ScopeId
    provider: SeatId
    receiver: SeatId | None = Field(description="None: the scope itself")
    skill: int = Field(ge=0, description="by the alliance's own table; 0: not stated")
    effort: Seconds
    recognition: Seconds = Field(description="effort times the scope's weight [weighted seconds]")
    occurred_at: UtcSeconds
    status: EntryStatus
    block: BlockNumber


class Recognition(Frozen):
    """What a seat earned, and may still confirm for others, in one season [weighted seconds]."""

    seat: SeatId
    season: int = Field(ge=0)
    earned: Seconds
    allowance_left: Seconds | None = Field(description="of the present season only")
    block: BlockNumber


class Ledger(Domain):
    """Record work, confirm it, dispute it, resolve disputes.

    Units: effort in seconds, recognition in weighted seconds, times in UTC seconds, weights in
    1/10,000. Evidence and reasons are commitments (`cosmolocal.privacy`), never texts.
    Errors: the classes of reverts that begin with `ledger:`.
    Source: contracts/ledger/ContributionLedger.vy; nothing is cached between calls.
    """

    def __init__(
        self, chain: Chain, contract: Contract, *, resources: Contract, events: EventSource
    ) -> None:
        super().__init__(chain, contract)
        self.flows = Flows(chain, contract, resources=resources, events=events)

    def entry(self, entry: bytes) -> Entry:
        """Read one row; `BadInput` if there is none."""
        view = self.chain.at()
        word = view.call(self.contract.functions.entry_word(entry))
        if word == 0:
            raise NothingThere(
                f"no entry 0x{entry.hex()}", next_step="Copy its id from its receipt."
            )
        return Entry(
            entry=entry,
            provider=_field(word, 0, 32),
            receiver=_field(word, 32, 32) or None,
            scope=_field(word, 64, 32),
            skill=_field(word, 96, 24),
            effort=_field(word, 128, 32),
            recognition=_field(word, 160, 32),
            occurred_at=_field(word, 192, 40),
            status=EntryStatus(_field(word, 232, 8)),
            block=view.block,
        )

    def recognition(self, seat: int, season: int | None = None) -> Recognition:
        """Read what a seat earned; the present and the last season are exact, older ones read 0."""
        view, call = self.chain.at(), self.contract.functions
        genesis, seconds = view.batch([call.GENESIS(), call.SEASON_SECONDS()])
        present = (view.timestamp - genesis) // seconds
        wanted = present if season is None else season
        earned, left = view.batch([call.recognition(seat, wanted), call.allowance_left(seat)])
        return Recognition(
            seat=seat,
            season=wanted,
            earned=earned,
            allowance_left=left if wanted == present else None,
            block=view.block,
        )

    def weight_bps(self, scope: int, skill: int) -> int:
        """Read what an hour of a skill counts in a scope; 10,000 is the plain hour."""
        return int(self.chain.read(self.contract.functions.weight_bps(scope, skill)))

    def head(self, scope: int) -> bytes:
        """Return the latest entry of a scope, which binds all before it."""
        return bytes(self.chain.read(self.contract.functions.head(scope)))

    def record_work(
        self,
        scope: int,
        *,
        effort_seconds: int,
        occurred_at: int,
        evidence: bytes,
        receiver: int = FOR_THE_SCOPE,
        skill: int = 0,
        signer: Signer,
        simulate: bool = False,
    ) -> Outcome:
        """Record the signer's own work; `entry_of(receipt)` is the id of the row."""
        arguments = (scope, receiver, skill, effort_seconds, occurred_at, evidence)
        return self._write("record_work", *arguments, signer=signer, simulate=simulate)

    def confirm(self, entry: bytes, *, signer: Signer, simulate: bool = False) -> Outcome:
        """Confirm a row, as its receiver or as a confirmer of its scope."""
        return self.flows.confirm(entry, signer=signer, simulate=simulate)

    def dispute(
        self, entry: bytes, reason: bytes, *, signer: Signer, simulate: bool = False
    ) -> Outcome:
        """Object to a row, as its receiver or as a confirmer of its scope."""
        return self._write("dispute", entry, reason, signer=signer, simulate=simulate)

    def resolve(
        self, entry: bytes, *, uphold: bool, signer: Signer, simulate: bool = False
    ) -> Outcome:
        """Decide a disputed row, as an arbiter of its scope."""
        return self.flows.resolve(entry, uphold=uphold, signer=signer, simulate=simulate)

    def set_weight_action(self, scope: int, skill: int, weight_bps: int) -> Action:
        """Describe for a proposal what an hour of a skill shall count from then on [1/10,000]."""
        return self._action("set_weight", scope, skill, weight_bps)


def entry_of(receipt: Receipt) -> bytes:
    """Return the id of the row that a receipt of `record_work` wrote."""
    return bytes(receipt.event("WorkRecorded")["entry"])


def _field(word: int, offset: int, width: int) -> int:
    """Read one field of an entry word: contracts/ledger/entry_word.vy."""
    return word >> offset & ((1 << width) - 1)
