# SPDX-License-Identifier: Apache-2.0
"""Economic events of every kind: recorded, signed as slips, corrected, anchored; stocks.

Units: quantities in millionths of their unit, effort in seconds, times in UTC seconds, masses in
mg, energies in J.
"""

import secrets
from collections.abc import Callable, Sequence
from functools import partial
from threading import Lock
from typing import TypeVar

from eth_typing import ChecksumAddress
from eth_utils.crypto import keccak
from pydantic import Field
from web3.contract.contract import Contract, ContractFunction

from cosmolocal.calls import Outcome, Receipt
from cosmolocal.chain import Chain
from cosmolocal.domain import Action as Proposed
from cosmolocal.domain import Domain, EventSource, Frozen
from cosmolocal.errors import BadInput, NothingThere
from cosmolocal.events import Event
from cosmolocal.replay.ledger import EntryState, LedgerReplay, LedgerState, replay
from cosmolocal.signers import Signer
from cosmolocal.typed_data import Confirmation, TypedMessage
from cosmolocal.typed_data import Domain as SigningDomain
from cosmolocal.typed_data import Slip as SlipMessage
from cosmolocal.units import Address, Bytes32, EntryId, HexData, UtcSeconds, Word
from cosmolocal.valueflows.flow import Flow
from cosmolocal.valueflows.rows import Batch, Proof
from cosmolocal.valueflows.stocks import Process, Resource, Spec
from cosmolocal.valueflows.units import code_number

Thing = TypeVar("Thing")

MAX_BATCH = 50
WHOLE = 1 << 244


class Slip(Frozen):
    """An event that its provider signed; anybody may bring it until the deadline."""

    facts: Word
    stock: Word
    place: Word
    about: Bytes32
    evidence: Bytes32
    account: Address
    nonce: Word
    deadline: UtcSeconds
    signature: HexData = Field(max_length=1_024)

    @property
    def flow(self) -> Flow:
        """The event."""
        return Flow.unpack(self.facts, self.stock, self.place, self.about, self.evidence)


class SignedConfirmation(Frozen):
    """That one stands by a row; anybody may bring it until the deadline."""

    entry: EntryId
    account: Address
    deadline: UtcSeconds
    signature: HexData = Field(max_length=1_024)


class Flows(Domain):
    """Verbs of `ContributionLedger` and `Resources` that take whole events.

    Errors: the classes of reverts that begin with `ledger:`, `resources:` and `units:`.
    """

    def __init__(
        self, chain: Chain, contract: Contract, *, resources: Contract, events: EventSource
    ) -> None:
        super().__init__(chain, contract)
        self.resources, self._events = resources, events
        self._replay = LedgerReplay(chain.chain_id)
        self._replayed: Sequence[Event] = ()
        self._replaying = Lock()  # a service looks rows up on several threads

    def state(self) -> LedgerState:
        """Rebuild the ledger and every stock from events."""
        return replay(self._events(), chain_id=self.chain.chain_id)

    def row(self, entry: bytes) -> EntryState:
        """Find the whole row of an entry; `BadInput` if there is none."""
        with self._replaying:
            row = self._rows().get(entry)
        if row is None:
            raise NothingThere(
                f"no entry 0x{entry.hex()}", next_step="Copy its id from its receipt."
            )
        return row

    def record(self, flow: Flow, *, signer: Signer, simulate: bool = False) -> Outcome:
        """Record an event that the signer's seat provides, or a scope it is the steward of."""
        return self._write("record", _words(flow), signer=signer, simulate=simulate)

    def record_batch(
        self, flows: Sequence[Flow], *, signer: Signer, simulate: bool = False
    ) -> Outcome:
        """Record up to 50 events of the signer, all or none."""
        if not 0 < len(flows) <= MAX_BATCH:
            raise BadInput(f"{len(flows)} events: one to {MAX_BATCH} fit in a batch")
        rows = [_words(flow) for flow in flows]
        return self._write("record_batch", rows, signer=signer, simulate=simulate)

    def confirm(self, entry: bytes, *, signer: Signer, simulate: bool = False) -> Outcome:
        """Confirm a row, as its receiver or as a confirmer of its scope."""
        if not self._is_whole(entry):
            return self._write("confirm", entry, signer=signer, simulate=simulate)
        row = self.row(entry)
        arguments = (_words(row.flow), row.previous)
        return self._write("confirm_flow", *arguments, signer=signer, simulate=simulate)

    def confirm_batch(
        self, entries: Sequence[bytes], *, signer: Signer, simulate: bool = False
    ) -> Outcome:
        """Confirm up to 50 rows of work, all or none."""
        return self._write("confirm_batch", list(entries), signer=signer, simulate=simulate)

    def resolve(
        self, entry: bytes, *, uphold: bool, signer: Signer, simulate: bool = False
    ) -> Outcome:
        """Decide a disputed row, as an arbiter of its scope."""
        if not self._is_whole(entry):
            return self._write("resolve", entry, uphold, signer=signer, simulate=simulate)
        row = self.row(entry)
        arguments = (_words(row.flow), row.previous, uphold)
        return self._write("resolve_flow", *arguments, signer=signer, simulate=simulate)

    def correct(
        self,
        entry: bytes,
        *,
        evidence: bytes,
        occurred_at: int,
        quantity: int = 0,
        effort: int = 0,
        signer: Signer,
        simulate: bool = False,
    ) -> Outcome:
        """Take back part of a confirmed row of the signer's; confirmed like any other."""
        amend = self._amending(entry, quantity, effort, occurred_at, evidence, measured=False)
        return amend(signer=signer, simulate=simulate)

    def measure(
        self,
        entry: bytes,
        quantity: int,
        *,
        evidence: bytes,
        occurred_at: int,
        signer: Signer,
        simulate: bool = False,
    ) -> Outcome:
        """Replace an estimate of the signer's by what was measured."""
        amend = self._amending(entry, quantity, 0, occurred_at, evidence, measured=True)
        return amend(signer=signer, simulate=simulate)

    def sign_slip(
        self, flow: Flow, *, deadline: int, signer: Signer, nonce: int | None = None
    ) -> Slip:
        """Sign an event, for anybody to bring; a nonce is drawn if none is given."""
        return sign_slip(self._domain(), flow, deadline=deadline, signer=signer, nonce=nonce)

    def record_slip(
        self, slip: Slip, *, accept: bool = False, signer: Signer, simulate: bool = False
    ) -> Outcome:
        """Bring a slip; `accept` confirms it in the same transaction, as the signer."""
        function = self.slip_function(slip, accept=accept)
        return self.chain.write(function, signer=signer, simulate=simulate)

    def slip_function(self, slip: Slip, *, accept: bool = False) -> ContractFunction:
        """Bind the call that brings a slip."""
        terms = (slip.account, slip.nonce, slip.deadline, slip.signature, accept)
        return self.contract.functions.record_slip(_words(slip.flow), *terms)

    def sign_confirmation(
        self, entry: bytes, *, deadline: int, signer: Signer
    ) -> SignedConfirmation:
        """Sign that one stands by a row, for anybody to bring."""
        return sign_confirmation(self._domain(), entry, deadline=deadline, signer=signer)

    def confirm_slip(
        self,
        entry: bytes,
        account: ChecksumAddress,
        deadline: int,
        signature: bytes,
        *,
        signer: Signer,
        simulate: bool = False,
    ) -> Outcome:
        """Bring somebody's signed confirmation; the signer only pays for it."""
        signed = SignedConfirmation(
            entry=entry, account=account, deadline=deadline, signature=signature
        )
        function = self.confirmation_function(signed)
        return self.chain.write(function, signer=signer, simulate=simulate)

    def confirmation_function(self, signed: SignedConfirmation) -> ContractFunction:
        """Bind the call that brings a signed confirmation."""
        row = self.row(signed.entry)
        terms = (signed.account, signed.deadline, signed.signature)
        return self.contract.functions.confirm_slip(_words(row.flow), row.previous, *terms)

    def anchor(
        self, scope: int, batch: Batch, *, signer: Signer, simulate: bool = False
    ) -> Outcome:
        """Bind a stored batch by its root, as a steward or a confirmer of the scope."""
        if batch.row(0).scope != scope:
            raise BadInput(f"the rows are of scope {batch.row(0).scope}, not of {scope}")
        arguments = (scope, batch.root, len(batch), batch.content())
        return self._write("anchor", *arguments, signer=signer, simulate=simulate)

    def prove(self, proof: Proof) -> bool:
        """Ask the chain whether a row is among those anchored under its root."""
        words = proof.flow.words
        row = (words.facts, words.stock, words.evidence, list(proof.siblings))
        return bool(self.chain.read(self.contract.functions.prove(proof.root, *row)))

    def define_spec(
        self, spec: Spec, content: bytes, *, signer: Signer, simulate: bool = False
    ) -> Outcome:
        """Define a kind of thing for ever; `spec_of(receipt)` is its number."""
        figures = (spec.mass, spec.energy, spec.tolerance_bps, content)
        call = self.resources.functions.define_spec(spec.kind, code_number(spec.unit), *figures)
        return self.chain.write(call, signer=signer, simulate=simulate)

    def open_process(
        self,
        scope: int,
        spec: int,
        *,
        plan: bytes = bytes(32),
        signer: Signer,
        simulate: bool = False,
    ) -> Outcome:
        """Begin a process; `process_of(receipt)` is its number."""
        call = self.resources.functions.open_process(scope, spec, plan)
        return self.chain.write(call, signer=signer, simulate=simulate)

    def close_process(self, process: int, *, signer: Signer, simulate: bool = False) -> Outcome:
        """Close a process that balances, as whoever opened it or a steward of its scope."""
        call = self.resources.functions.close_process(process)
        return self.chain.write(call, signer=signer, simulate=simulate)

    def resource(self, number: int) -> Resource:
        """Find a resource; `BadInput` if there is none."""
        return _found(self.state().stocks.resources, number, "resource")

    def process(self, number: int) -> Process:
        """Find a process; `BadInput` if there is none."""
        return _found(self.state().stocks.processes, number, "process")

    def set_rule_action(self, scope: int, needed: int, allowance: int) -> Proposed:
        """Describe for a proposal what it shall take to confirm in a scope."""
        return self._action("set_rule", scope, needed, allowance)

    def _rows(self) -> dict[bytes, EntryState]:
        """Take in what is new; begin anew if the chain took something back."""
        events, known = self._events(), len(self._replayed)
        if known and (known > len(events) or events[known - 1] is not self._replayed[-1]):
            self._replay, known = LedgerReplay(self.chain.chain_id), 0
        self._replay.run(events[known:])
        self._replayed = events
        return self._replay.entries

    def _amending(
        self,
        entry: bytes,
        quantity: int,
        effort: int,
        occurred_at: int,
        evidence: bytes,
        *,
        measured: bool,
    ) -> Callable[..., Outcome]:
        row = self.row(entry)
        figures = (quantity, effort, occurred_at, evidence, measured)
        return partial(self._write, "amend", _words(row.flow), row.previous, *figures)

    def _is_whole(self, entry: bytes) -> bool:
        """Whether the contract needs the whole row to decide an entry."""
        return bool(self.chain.read(self.contract.functions.entry_word(entry)) & WHOLE)

    def _domain(self) -> SigningDomain:
        found = self.chain.read(self.contract.functions.eip712Domain())
        return SigningDomain(*found[1:5])


def sign_slip(
    domain: SigningDomain, flow: Flow, *, deadline: int, signer: Signer, nonce: int | None = None
) -> Slip:
    """Sign an event for the ledger of `domain`; needs no network."""
    drawn = secrets.randbelow(1 << 64) if nonce is None else nonce
    message = TypedMessage(domain, _slip_message(flow, drawn, deadline))
    return Slip(
        **flow.words._asdict(),
        account=signer.address,
        nonce=drawn,
        deadline=deadline,
        signature=signer.sign_typed_data(message),
    )


def sign_confirmation(
    domain: SigningDomain, entry: bytes, *, deadline: int, signer: Signer
) -> SignedConfirmation:
    """Sign that one stands by a row of the ledger of `domain`; needs no network."""
    message = TypedMessage(domain, Confirmation(entry, deadline))
    return SignedConfirmation(
        entry=entry,
        account=signer.address,
        deadline=deadline,
        signature=signer.sign_typed_data(message),
    )


def entries_of(receipt: Receipt) -> list[bytes]:
    """Return the ids of every row that a receipt wrote, in their order."""
    names = ("WorkRecorded", "FlowRecorded")
    return [bytes(event["entry"]) for event in receipt.events if event.name in names]


def spec_of(receipt: Receipt) -> int:
    """Return the number of the spec that a receipt defined."""
    return int(receipt.event("SpecDefined")["spec"])


def process_of(receipt: Receipt) -> int:
    """Return the number of the process that a receipt opened."""
    return int(receipt.event("ProcessOpened")["process"])


def text_hash(text: str) -> bytes:
    """Hash a public text, such as the description of a kind of thing."""
    return keccak(text=text)


def _words(flow: Flow) -> tuple[int, int, int, bytes, bytes]:
    try:
        return flow.words
    except ValueError as reason:
        raise BadInput(str(reason)) from reason


def _found(known: dict[int, Thing], number: int, sort: str) -> Thing:
    if number not in known:
        raise NothingThere(f"no {sort} {number}")
    return known[number]


def _slip_message(flow: Flow, nonce: int, deadline: int) -> SlipMessage:
    return SlipMessage(
        action=int(flow.action),
        scope=flow.scope,
        provider=flow.provider,
        receiver=flow.receiver,
        kind=flow.kind,
        effort=flow.effort,
        occurred_at=flow.occurred_at,
        quantity=flow.quantity,
        unit=code_number(flow.unit),
        resource=flow.resource,
        to_resource=flow.to_resource,
        place=flow.words.place,
        about=flow.about,
        evidence=flow.evidence,
        nonce=nonce,
        deadline=deadline,
    )
