# SPDX-License-Identifier: Apache-2.0
"""How messages become transactions: many ballots in one, everything else in one of its own."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from typing import cast

from eth_typing import ChecksumAddress

from cosmolocal.calls import Receipt, Simulation
from cosmolocal.chain import Chain, Function
from cosmolocal.deploy.blueprint import in_batches
from cosmolocal.errors import REVERTS, ContractError
from cosmolocal.flows import Flows, SignedConfirmation, Slip
from cosmolocal.funding import SignedBallot as RoundBallot
from cosmolocal.funding.pool import SignedPayoutChange
from cosmolocal.funding.signed_ballots import RESERVE_GAS as ROUND_RESERVE_GAS
from cosmolocal.funding.signed_ballots import ROUND_BATCH, BallotPool
from cosmolocal.governance import BATCH, Governance, SignedBallot, results_of
from cosmolocal.governance.ballots import MAX_CALL_BYTES, RESERVE_GAS
from cosmolocal.membership import SignedDelegation
from cosmolocal.serve.claims import Claim
from cosmolocal.serve.policy import Kind
from cosmolocal.transactions import GAS_CAP
from cosmolocal.vouching import Slip as VouchingSlip

_MOST_WORDS = 800
"""Of eight projects each, in one transaction: 8,500 gas, and three times that for the first."""

Signed = (
    SignedBallot
    | RoundBallot
    | Slip
    | SignedConfirmation
    | VouchingSlip
    | SignedDelegation
    | SignedPayoutChange
    | Claim
)


@dataclass(frozen=True, slots=True)
class Message:
    """Something that `account` signed, or a claim that nobody has to sign.

    `place` tells apart what could be for two contracts, or what is asked for every day.
    """

    kind: Kind
    account: ChecksumAddress | None
    signed: Signed
    place: str = ""

    @property
    def name(self) -> str:
        """Name it by its content."""
        text = f"{self.kind}:{self.place}:{self.signed.model_dump_json()}"
        return sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Load:
    """Messages that one call brings.

    `refusals` says of each what a receipt has against it. `tried` tries a message where the call
    that brings it never fails, and asks for more gas than it takes.
    """

    chain: Chain
    messages: tuple[Message, ...]
    function: Function
    refusals: Callable[[Receipt], list[ContractError | None]]
    tried: Callable[[], Simulation] | None = None
    reserve: int = 0

    @property
    def name(self) -> str:
        """Name the step by what it brings: asked for twice, it is sent once."""
        return sha256("".join(sorted(each.name for each in self.messages)).encode()).hexdigest()

    def attempt(self, payer: ChecksumAddress) -> int:
        """Simulate it and return the gas that it takes; a refusal is raised."""
        if self.tried:
            return self.tried().gas_used
        return self.chain.simulate(self.function, payer).gas_used

    def limit(self, payer: ChecksumAddress) -> int:
        """Choose a limit of gas: what comes before it in a block changes what it has to write."""
        return min(2 * self.attempt(payer) + self.reserve, GAS_CAP)


def ballot_loads(governance: Governance, messages: Sequence[Message]) -> Iterator[Load]:
    """Pack ballots on proposals: one by itself, more through the relay contract."""
    calls = {each.name: governance.ballot_call(_ballot(each)) for each in messages}
    short = [each for each in messages if len(calls[each.name].data) <= MAX_CALL_BYTES]
    many = short if len(short) > 1 else []
    for each in messages:
        if each not in many:
            yield Load(governance.chain, (each,), calls[each.name], _taken)
    for part in in_batches(many, BATCH):
        ballots = [_ballot(each) for each in part]
        function = governance.relay_function(ballots)
        told = partial(_refusals, ballots)
        yield Load(governance.chain, tuple(part), function, told, reserve=RESERVE_GAS)


def _ballot(message: Message) -> SignedBallot:
    return cast(SignedBallot, message.signed)


def _refusals(ballots: Sequence[SignedBallot], receipt: Receipt) -> list[ContractError | None]:
    """Say what the governor had against each ballot of a batch."""
    return [
        None if each.is_accepted else REVERTS.get(each.reason, ContractError)(each.reason)
        for each in results_of(ballots, receipt)
    ]


def round_loads(pool: BallotPool, messages: Sequence[Message]) -> Iterator[Load]:
    """Pack ballots of rounds: those of a round together."""
    by_round: dict[int, list[Message]] = {}
    for each in messages:
        by_round.setdefault(cast(RoundBallot, each.signed).round_id, []).append(each)
    for number, here in by_round.items():
        for part in _fitting(here):
            yield _round_load(pool, number, part)


def _fitting(messages: Sequence[Message]) -> Iterator[list[Message]]:
    """Divide ballots into batches that one transaction has room for, large ones into smaller."""
    part: list[Message] = []
    words = 0
    for each in messages:
        ballot = cast(RoundBallot, each.signed)
        more = len(ballot.allocations) + len(ballot.previous)
        if part and (len(part) == ROUND_BATCH or words + more > _MOST_WORDS):
            yield part
            part, words = [], 0
        part.append(each)
        words += more
    if part:
        yield part


def _round_load(pool: BallotPool, number: int, part: Sequence[Message]) -> Load:
    ballots = [cast(RoundBallot, each.signed) for each in part]

    def refusals(receipt: Receipt) -> list[ContractError | None]:
        skipped = {event["voter"] for event in receipt.events if event.name == "BallotSkipped"}
        unnamed = ContractError("the ballot was skipped")
        return [(pool.refusal(b) or unnamed) if b.voter in skipped else None for b in ballots]

    # The desk skips what it does not take, so its call never fails: one alone is tried.
    alone = partial(pool.try_ballot, ballots[0]) if len(ballots) == 1 else None
    return Load(
        pool.chain,
        tuple(part),
        pool.relay_function(number, ballots),
        refusals,
        tried=alone,
        reserve=ROUND_RESERVE_GAS,
    )


def slip_function(flows: Flows, message: Message) -> Function:
    """Bind the call that brings a slip or a confirmation of the ledger.

    A slip is never accepted on behalf of its receiver: that would be the word of the relay.
    """
    if isinstance(message.signed, Slip):
        return flows.slip_function(message.signed)
    return flows.confirmation_function(cast(SignedConfirmation, message.signed))


def single_loads(
    chain: Chain, messages: Sequence[Message], bind: Callable[[Message], Function]
) -> Iterator[Load]:
    """Bring each message by a call of its own."""
    for each in messages:
        yield Load(chain, (each,), bind(each), _taken)


def _taken(_: Receipt) -> list[ContractError | None]:
    """Say what a call that was mined has against its only message: nothing."""
    return [None]
