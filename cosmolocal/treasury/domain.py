# SPDX-License-Identifier: Apache-2.0
"""What the alliance holds in common: paid by vote, or by stewards out of pots that a vote opens."""

from collections.abc import Sequence
from typing import Any

from eth_typing import ChecksumAddress
from web3.contract.contract import Contract

from cosmolocal.calls import Call, Outcome, Receipt
from cosmolocal.chain import Chain, Function, Step
from cosmolocal.domain import Action, Domain, EventSource
from cosmolocal.errors import BadInput, NothingThere
from cosmolocal.events import Event
from cosmolocal.replay.treasury import TreasuryState, replay
from cosmolocal.signers import Signer
from cosmolocal.transactions import GAS_MARGIN_BPS
from cosmolocal.treasury.models import (
    Balance,
    Milestone,
    MilestoneState,
    MilestoneTerms,
    Pot,
    PotTerms,
    Stream,
    StreamTerms,
)
from cosmolocal.units import BPS, ZERO_ADDRESS

ETH = ZERO_ADDRESS
"""Stands for native currency where a token is asked for."""
MAX_AMOUNT = 2**96 - 1
"""Most that a row of a batch, a stream or a milestone can hold [smallest units]."""
NO_MEMO = bytes(32)
ROW_GAS = 320_000
"""Gas that must be left when a row is paid, and a little more; see contracts/treasury/pots.vy."""


class Treasury(Domain):
    """Look at the treasury, give to it, spend its pots, and describe payments for a proposal.

    Units: amounts in the token's smallest unit; `token` is the zero address for ETH. Memos are
    commitments or codes, never texts.
    Errors: the classes of reverts that begin with `treasury:`, `tokens:`; for what a vote decides,
    when it is executed.
    Source: contracts/treasury/Treasury.vy; nothing is cached between calls.
    """

    def __init__(
        self, chain: Chain, contract: Contract, *, pool: ChecksumAddress, events: EventSource
    ) -> None:
        super().__init__(chain, contract)
        self._pool = pool  # where rounds are held
        self._events = events

    # --- looking ----------------------------------------------------------------------------

    def balance(self, token: ChecksumAddress = ETH) -> Balance:
        """Read what is held of a token."""
        view, call = self.chain.at(), self.contract.functions
        amount, free = view.batch([call.balance_of(token), call.free_of(token)])
        return Balance(token=token, amount=amount, free=free, block=view.block)

    def state(self) -> TreasuryState:
        """Rebuild the treasury's book from its events."""
        return replay(self._events())

    def pots(self) -> tuple[Pot, ...]:
        """Read every pot, in the order of their numbers."""
        view, call = self.chain.at(), self.contract.functions
        numbers = range(1, view.call(call.pot_count()) + 1)
        answers = view.batch(
            [f(n) for n in numbers for f in (call.pot, call.is_closed, call.spent_of)]
        )
        return tuple(
            Pot(number=n, closed=closed, spent=spent, block=view.block, **terms)
            for n, terms, closed, spent in zip(
                numbers, answers[::3], answers[1::3], answers[2::3], strict=True
            )
        )

    def pot(self, number: int) -> Pot:
        """Read one pot."""
        for pot in self.pots():
            if pot.number == number:
                return pot
        raise NothingThere(
            f"there is no pot {number}", next_step="See `cosmolocal treasury pots` for all."
        )

    def streams(self) -> tuple[Stream, ...]:
        """List every stream with what it has earned by now."""
        state, now = self.state(), self.chain.at().timestamp
        return tuple(
            Stream(
                **dict(zip(StreamTerms.model_fields, s.terms, strict=True)),
                id=s.id,
                deposit=s.deposit,
                earned=state.earned(s, now),
                withdrawn=s.withdrawn,
                steward=s.steward,
                runs_until=state.runs_until(s),
            )
            for s in state.streams.values()
        )

    def milestones(self) -> tuple[Milestone, ...]:
        """List every milestone with its state."""
        return tuple(
            Milestone(
                **dict(zip(MilestoneTerms.model_fields, m.terms, strict=True)),
                id=m.id,
                state=MilestoneState(m.state),
            )
            for m in self.state().milestones.values()
        )

    # --- anybody ----------------------------------------------------------------------------

    def deposit(self, amount: int, *, signer: Signer, simulate: bool = False) -> Outcome:
        """Give ETH to the alliance [wei]; tokens are sent like to any account."""
        gift = Call(self.address, b"", "Treasury", "deposit")
        return self.chain.write(gift, signer=signer, simulate=simulate, value=amount)

    # --- by vote ----------------------------------------------------------------------------

    def pay_action(
        self,
        to: ChecksumAddress,
        amount: int,
        *,
        token: ChecksumAddress = ETH,
        category: int = 0,
        memo: bytes = NO_MEMO,
    ) -> Action:
        """Describe a payment; `category` is a number of the alliance's own budget table."""
        return self._action("pay", token, to, amount, category, memo)

    def fund_action(
        self,
        round_id: int,
        amount: int,
        *,
        token: ChecksumAddress = ETH,
        pool: ChecksumAddress | None = None,
    ) -> Action:
        """Describe putting money into a round, by default a retro round."""
        return self._action("fund", pool or self._pool, round_id, token, amount)

    def open_pot_action(self, terms: PotTerms) -> Action:
        """Describe letting the stewards of a scope spend within caps."""
        return self._action("open_pot", tuple(terms.model_dump().values()))

    def close_pot_action(self, pot: int) -> Action:
        """Describe ending a pot at once; what was earned stays payable."""
        return self._action("close_pot", pot)

    def set_guardian_action(self, guardian: ChecksumAddress, until: int) -> Action:
        """Describe naming the guardian and the end of its term."""
        return self._action("set_guardian", guardian, until)

    # --- the guardian -----------------------------------------------------------------------

    def pause(
        self,
        tokens: Sequence[ChecksumAddress],
        seconds: int,
        *,
        signer: Signer,
        simulate: bool = False,
    ) -> Outcome:
        """Halt new spending of some tokens; it lifts by itself."""
        return self._write("pause", list(tokens), seconds, signer=signer, simulate=simulate)

    def resume(
        self, tokens: Sequence[ChecksumAddress], *, signer: Signer, simulate: bool = False
    ) -> Outcome:
        """Lift a halt early."""
        return self._write("resume", list(tokens), signer=signer, simulate=simulate)

    # --- stewards ---------------------------------------------------------------------------

    def spend(
        self,
        pot: int,
        to: ChecksumAddress,
        amount: int,
        *,
        category: int = 0,
        memo: bytes = NO_MEMO,
        signer: Signer,
        simulate: bool = False,
    ) -> Outcome:
        """Pay one payee out of a pot."""
        payment = (pot, to, amount, category, memo)
        return self._write("spend", *payment, signer=signer, simulate=simulate)

    def open_stream(
        self, terms: StreamTerms, deposit: int, *, signer: Signer, simulate: bool = False
    ) -> Outcome:
        """Open a stream; a start in the past means now."""
        fixed = tuple(terms.model_dump().values())
        return self._write("open_stream", fixed, deposit, signer=signer, simulate=simulate)

    def top_up(
        self, stream: bytes, amount: int, *, signer: Signer, simulate: bool = False
    ) -> Outcome:
        """Let a stream run longer, or with 0 on as it is; the signer answers for it."""
        fixed = self._terms_of_stream(stream)
        return self._write("top_up", fixed, amount, signer=signer, simulate=simulate)

    def stop_stream(self, stream: bytes, *, signer: Signer, simulate: bool = False) -> Outcome:
        """End a stream now; what was earned stays payable."""
        fixed = self._terms_of_stream(stream)
        return self._write("stop_stream", fixed, signer=signer, simulate=simulate)

    def promise_milestone(
        self, terms: MilestoneTerms, *, signer: Signer, simulate: bool = False
    ) -> Outcome:
        """Set money aside for something that is to be done."""
        fixed = tuple(terms.model_dump().values())
        return self._write("promise_milestone", fixed, signer=signer, simulate=simulate)

    def accept_milestone(
        self, milestone: bytes, *, signer: Signer, simulate: bool = False
    ) -> Outcome:
        """Say that it was done."""
        fixed = self._terms_of_milestone(milestone)
        return self._write("accept_milestone", fixed, signer=signer, simulate=simulate)

    def claw_back(self, milestone: bytes, *, signer: Signer, simulate: bool = False) -> Outcome:
        """Take a milestone back that was not accepted."""
        fixed = self._terms_of_milestone(milestone)
        return self._write("claw_back", fixed, signer=signer, simulate=simulate)

    # --- payees -----------------------------------------------------------------------------

    def withdraw(
        self,
        stream: bytes,
        to: ChecksumAddress | None = None,
        *,
        signer: Signer,
        simulate: bool = False,
    ) -> Outcome:
        """Pay out what a stream has earned, to its payee unless the payee says otherwise."""
        function = self.withdrawal_function(stream, to)
        return self.chain.write(function, signer=signer, simulate=simulate)

    def withdrawal_function(self, stream: bytes, to: ChecksumAddress | None = None) -> Function:
        """Bind the call that pays out a stream; anybody may make it for the payee."""
        fixed = self._terms_of_stream(stream)
        return self.contract.functions.withdraw(fixed, to or fixed[1])

    def claim_milestone(
        self,
        milestone: bytes,
        to: ChecksumAddress | None = None,
        *,
        signer: Signer,
        simulate: bool = False,
    ) -> Outcome:
        """Pay a milestone that was accepted, to its payee unless the payee says otherwise."""
        function = self.milestone_function(milestone, to)
        return self.chain.write(function, signer=signer, simulate=simulate)

    def milestone_function(self, milestone: bytes, to: ChecksumAddress | None = None) -> Function:
        """Bind the call that pays a milestone; anybody may make it for the payee."""
        fixed = self._terms_of_milestone(milestone)
        return self.contract.functions.claim_milestone(fixed, to or fixed[1])

    # --- batches: what pay runs are made of -------------------------------------------------

    def batch_call(
        self,
        pot: int,
        batch: bytes,
        first: int,
        payments: Sequence[tuple[ChecksumAddress, int]],
        *,
        category: int = 0,
        memos: Sequence[bytes] = (),
    ) -> Call:
        """Describe rows `first` and following of a batch; with memos, one for each row."""
        rows = [_packed(to, amount) for to, amount in payments]
        function = self.contract.functions
        head = (pot, batch, first, category)
        if any(map(any, memos)):
            return self.chain.call_of(function.pay_batch_noted(*head, list(memos), rows))
        return self.chain.call_of(function.pay_batch(*head, NO_MEMO, rows))

    def batch_step(
        self, call: Call, *, signer: Signer, name: str, gas_used: int | None = None
    ) -> Step:
        """Take rows of a batch as a step; under the same name it is sent once.

        `gas_used` is what a simulation said. The contract wants more at hand for its last row than
        that row uses, which not every node's estimate finds out.
        """
        if gas_used is None:
            gas_used = self.chain.simulate(call, signer.address).gas_used
        limit = gas_used + gas_used * GAS_MARGIN_BPS // BPS + ROW_GAS
        return Step(call, signer, name=name, gas=limit)

    def pay_batch(
        self, call: Call, *, signer: Signer, name: str, gas_used: int | None = None
    ) -> Receipt:
        """Send rows of a batch; under the same name they are sent once."""
        step = self.batch_step(call, signer=signer, name=name, gas_used=gas_used)
        [receipt] = self.chain.send_many([step])
        return receipt

    # --- what names a promise ---------------------------------------------------------------

    def _terms_of_stream(self, stream: bytes) -> tuple[Any, ...]:
        known = self.state().streams
        if stream not in known:
            raise NothingThere(
                f"there is no stream 0x{stream.hex()}",
                next_step="See `cosmolocal treasury stream list`.",
            )
        return known[stream].terms

    def _terms_of_milestone(self, milestone: bytes) -> tuple[Any, ...]:
        known = self.state().milestones
        if milestone not in known:
            raise NothingThere(
                f"there is no milestone 0x{milestone.hex()}",
                next_step="See `cosmolocal treasury milestone list`.",
            )
        return known[milestone].terms


def skipped(receipt: Receipt) -> tuple[Event, ...]:
    """Return the rows of a batch that could not be paid."""
    return tuple(event for event in receipt.events if event.name == "PaymentSkipped")


def _packed(to: ChecksumAddress, amount: int) -> int:
    if not 0 < amount <= MAX_AMOUNT:
        raise BadInput(f"{amount} is not an amount that a batch can pay", next_step="Pay it alone.")
    return int(to, 16) << 96 | amount
