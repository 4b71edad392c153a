# SPDX-License-Identifier: Apache-2.0
"""What a proposal costs beside many others, and how many signed ballots come in a second.

At each size the next proposal is made, voted on, queued and executed; then the chain goes back and
more proposals are made. After the last size it stays, and with it everything that was decided.
"""

import time
from collections.abc import Sequence
from typing import Any

from benchmarks.load.crowd import DAY, ETHER, EVIDENCE, Crowd, per_second
from benchmarks.load.tables import Table
from cosmolocal.calls import Receipt
from cosmolocal.chain import Function, Step
from cosmolocal.deploy.blueprint import in_batches
from cosmolocal.governance import BATCH, Side, SignedBallot, proposal_of
from cosmolocal.governance.ballots import BallotFacts, sign_ballot
from cosmolocal.governance.models import content_of
from cosmolocal.serve import Book, Policy, Relay
from cosmolocal.serve.policy import Quota
from cosmolocal.signers import LocalSigner

SIZES = (1, 10, 100, 1_000)
TOGETHER = 50
EACH = 10  # proposals of a member, fewer than a season allows
PROPOSER, EARLY, LATE, PAYER = "Ilse Brandt", "Tomás Leite", "Noor Haddad", "Samuel Adeyemi"
GENEROUS = Policy(quota=Quota(messages=100_000), gas=10_000_000)


class Motions:
    """One proposer of payments, and those who vote on them."""

    def __init__(self, crowd: Crowd) -> None:
        self.crowd, self.governance = crowd, crowd.alliance.governance
        self.proposer, self.anybody = crowd.signer(PROPOSER), crowd.signer(PAYER)
        self.early, self.late = crowd.signer(EARLY), crowd.signer(LATE)
        self.ids: list[int] = []
        self.others = crowd.voters(SIZES[-1] // EACH)
        crowd.local.fund_many([each.address for each in self.others], ETHER)
        crowd.alliance.treasury.deposit(10 * ETHER, signer=self.anybody)
        self.action = crowd.alliance.treasury.pay_action(self.anybody.address, 1, memo=EVIDENCE)

    def fill(self, size: int) -> float | None:
        """Propose until there are so many; return how many came in a second."""
        missing, began = size - len(self.ids), time.perf_counter()
        if missing <= 0:
            return None
        steps = [self._step(number) for number in range(len(self.ids), size)]
        for part in in_batches(steps, TOGETHER):
            receipts = self.crowd.alliance.chain.send_many(part)
            self.ids += [proposal_of(receipt) for receipt in receipts]
        return per_second(missing, began)

    def gas(self, heads: int) -> tuple[dict[str, int], dict[str, Any]]:
        """Bring one more proposal to its end; return gas, and rates of its signed ballots."""
        [proposed] = self.crowd.send([self._call(self.proposer, len(self.ids))], self.proposer)
        motion = proposal_of(proposed)
        self.crowd.warp(self.governance.show(motion).start)
        facts = self.governance.ballot_facts(motion, self.early.address)
        rates = hand_in(self.crowd, signed(self.crowd, facts, heads), self.anybody)
        gas = {"propose, 1 action": proposed.gas_used} | self._votes(motion)
        self.crowd.warp(self.governance.show(motion).end)
        queued = self.governance.queue(motion, signer=self.anybody)
        self.crowd.warp(self.crowd.local.now + 2 * DAY)
        executed = self.governance.execute(motion, signer=self.anybody)
        gas |= {"queue, 1 action": _gas(queued), "execute, 1 action": _gas(executed)}
        return gas, rates

    def _votes(self, motion: int) -> dict[str, int]:
        """Vote as one who has voted on the proposal before, and as one who has not voted yet."""
        self.governance.vote(self.ids[-1], Side.FOR, 1, signer=self.early)
        steady = self.governance.vote(motion, Side.FOR, 1, signer=self.early)
        first = self.governance.vote(motion, Side.FOR, 1, signer=self.late)
        return {"vote, steady": _gas(steady), "vote, first of a season": _gas(first)}

    def _step(self, number: int) -> Step:
        """Have the first one made by who makes the measured ones: its words are nonzero then."""
        proposer = self.others[number // EACH] if number else self.proposer
        return Step(self._call(proposer, number), proposer)

    def _call(self, proposer: LocalSigner, number: int) -> Function:
        """Name a proposal by so many digits that all of them are equally long."""
        text = f"Payment {number + 1:05}"
        content = content_of([self.action], text, proposer.address)
        arguments = (content.targets, content.values, content.calldatas, content.description)
        return self.governance.contract.functions.propose(*arguments)


def signed(crowd: Crowd, facts: BallotFacts, heads: int) -> list[SignedBallot]:
    """Sign first ballots of that many members, each without a node."""
    return [
        sign_ballot(facts.model_copy(update={"voter": each.address}), Side.FOR, 1, signer=each)
        for each in crowd.voters(heads)
    ]


def hand_in(crowd: Crowd, ballots: Sequence[SignedBallot], payer: LocalSigner) -> dict[str, Any]:
    """Bring one half in batches of the SDK, the other through a relay; all have to count."""
    governance, half = crowd.alliance.governance, len(ballots) // 2
    began = time.perf_counter()
    for part in in_batches(ballots[:half], BATCH):
        receipt = governance.relay(part, signer=payer)
        if not isinstance(receipt, Receipt) or any(
            e.name == "BallotRefused" for e in receipt.events
        ):
            raise RuntimeError("a ballot was refused")
    by_sdk, began = per_second(half, began), time.perf_counter()
    relay = Relay(crowd.alliance, crowd.local.signer("relay of a crowd"), GENEROUS, Book(None))
    for part in in_batches(ballots[half:], BATCH):
        if any(not row.accepted for row in relay.ballots(part).rows()):
            raise RuntimeError("the relay refused a ballot")
    by_relay = per_second(len(ballots) - half, began)
    return {"ballots": len(ballots), "batches, per second": by_sdk, "relay, per second": by_relay}


def measure(crowd: Crowd, sizes: Sequence[int] = SIZES) -> dict[str, Any]:
    """Make proposals from size to size; enough people vote on the measured ones."""
    table, motions, proposed, rates = Table(), Motions(crowd), {}, {}
    persons = crowd.alliance.membership.counts().persons
    quorum = crowd.description.proposals.quorum_bps
    heads = persons * quorum // 10_000 + 1
    for size in sizes:
        if came := motions.fill(size):
            proposed[str(size)] = came
        before = crowd.local.snapshot()
        gas, rates[str(size)] = motions.gas(heads)
        table.add(size, gas)
        if size != sizes[-1]:
            crowd.local.revert(before)
    return {"gas": table, "proposed per second": proposed, "signed ballots": rates}


def _gas(outcome: object) -> int:
    if not isinstance(outcome, Receipt):
        raise TypeError("only simulated")
    return outcome.gas_used
