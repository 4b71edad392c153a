# SPDX-License-Identifier: Apache-2.0
"""Rounds of many ballots for 200 projects, signed, relayed, and counted again.

All rounds run at the same time. Every ballot gives votes to every project. The ballots whose gas is
measured are the same in every round, and the last. What the contract has counted is compared with
the Python tally of the ballots as they were signed, before and after the round is settled.
"""

import random
import time
from collections.abc import Callable, Sequence
from typing import Any

from benchmarks.load.crowd import DAY, ETHER, EVIDENCE, Crowd, per_second
from benchmarks.load.proposals import GENEROUS
from benchmarks.load.tables import Table
from cosmolocal.calls import Receipt
from cosmolocal.chain import Step
from cosmolocal.deploy.blueprint import in_batches
from cosmolocal.funding import Round, Terms
from cosmolocal.funding.retro import Ballot
from cosmolocal.funding.signed_ballots import ROUND_BATCH, SignedBallot
from cosmolocal.funding.terms import Chambers
from cosmolocal.serve import Book, Relay
from cosmolocal.tally import quadratic_votes

SIZES, PROJECTS = (10, 100, 1_000), 200
KEEPER, PAYER = "Bente Krogh", "Samuel Adeyemi"
BUDGET, POT, MOST = 10_000, 100 * ETHER + 7, 5
TOGETHER, ALONE = 8, 1  # ballots of a round that are measured: so many in a batch, then one
CLAIMED_TOGETHER = 50
_SEED = 9


class ManyRounds:
    """Rounds with the same projects and voters, and the ballots of each."""

    def __init__(self, crowd: Crowd, sizes: Sequence[int]) -> None:
        self.crowd, self.funding = crowd, crowd.alliance.funding
        self.keeper, self.payer = crowd.signer(KEEPER), crowd.signer(PAYER)
        self.relay = crowd.local.signer("relay of a crowd")
        self.sizes, self.voters = sizes, crowd.voters(sizes[-1])
        self.now = crowd.local.now
        self.ballots: dict[int, list[Ballot]] = {}
        self.terms = Terms(
            scope=1,
            applications_end=self.now + 4 * DAY,
            review_end=self.now + 8 * DAY,
            voting_end=self.now + 20 * DAY,
            claims_end=self.now + 30 * DAY,
            budget=BUDGET,
            chambers=Chambers.PERSONS,
            allow_negative=True,
        )

    def open(self) -> dict[str, float]:
        """Open all, have everybody apply, approve all; return applications a second."""
        for _ in self.sizes:
            self.funding.open_round(self.terms, signer=self.keeper)
        numbers = range(1, len(self.sizes) + 1)
        for number in numbers:
            self.funding.fund(number, POT, signer=self.payer)
        applicants = self.crowd.voters(PROJECTS, first=self.sizes[-1])
        self.crowd.local.fund_many([each.address for each in applicants], ETHER)
        apply, pool = self.funding.desk.functions.apply, self.funding.address
        steps = [
            Step(apply(pool, number, each.address, EVIDENCE, []), each)
            for number in numbers
            for each in applicants
        ]
        began = time.perf_counter()
        for part in in_batches(steps, PROJECTS):
            self.crowd.alliance.chain.send_many(part)
        rate = per_second(len(steps), began)
        self.crowd.warp(self.terms.applications_end)
        for number in numbers:
            for some in in_batches(range(1, PROJECTS + 1), CLAIMED_TOGETHER):
                self.funding.approve(number, some, signer=self.keeper)
        self.crowd.warp(self.terms.review_end)
        return {"applications": rate}

    def vote(self, number: int) -> tuple[dict[str, int], dict[str, Any]]:
        """Cast every ballot of a round; return gas of the last ones, and rates."""
        size = self.sizes[number - 1]
        began = time.perf_counter()
        signed, rate = self._signed(number, size), per_second(size, began)
        early, together, alone = _divided(signed)
        half = len(early) // 2
        rates = {
            "ballots": size,
            "signed, per second": rate,
            "batches, per second": self._rate(early[:half], self._by_sdk),
            "relay, per second": self._rate(early[half:], self._by_relay),
        }
        gas = {
            f"{TOGETHER} ballots together, each": self._by_sdk(together)[0].gas_used // TOGETHER,
            "one ballot by itself": self._by_sdk(alone)[0].gas_used,
        }
        self._count_again(number)
        return gas, rates

    def pay(self, number: int) -> dict[str, int]:
        """Settle a round and pay every project; return gas."""
        settled = _mined(self.funding.settle(number, signer=self.payer))
        counted = self._count_again(number)
        first, second, *rest = self.funding.due(number)
        self.funding.claim(number, first, signer=self.payer)
        claimed = _mined(self.funding.claim(number, second, signer=self.payer))
        parts = [
            _mined(self.funding.pay(number, some, signer=self.payer))
            for some in in_batches(rest, CLAIMED_TOGETHER)
        ]
        after = self.funding.show(number)
        if (after.paid, self.funding.due(number)) != (counted.paid, []):
            raise RuntimeError(f"round {number} paid {after.paid}, not {counted.paid}")
        return {
            "settle": settled.gas_used,
            "claim by one project": claimed.gas_used,
            f"pay {CLAIMED_TOGETHER} projects, each": parts[0].gas_used // CLAIMED_TOGETHER,
        }

    def _signed(self, number: int, size: int) -> list[SignedBallot]:
        """Sign a ballot of each voter; those that are measured are alike, but for their voters."""
        chance = random.Random(_SEED * number)  # noqa: S311 - a benchmark
        self.ballots[number] = [_drawn(chance) for _ in range(size - TOGETHER - ALONE)]
        self.ballots[number] += [_drawn(random.Random(_SEED)) for _ in range(TOGETHER + ALONE)]  # noqa: S311
        deadline = self.terms.voting_end
        return [
            self.funding.sign_ballot(number, ballot, deadline=deadline, signer=voter)
            for voter, ballot in zip(self.voters, self.ballots[number], strict=False)
        ]

    def _rate(self, some: Sequence[SignedBallot], hand_in: Callable[..., Any]) -> float | None:
        began = time.perf_counter()
        hand_in(some)
        return per_second(len(some), began) if some else None

    def _by_sdk(self, some: Sequence[SignedBallot]) -> list[Receipt]:
        receipts = [
            _mined(self.funding.relay(part[0].round_id, part, signer=self.payer))
            for part in in_batches(some, ROUND_BATCH)
        ]
        if any(event.name == "BallotSkipped" for each in receipts for event in each.events):
            raise RuntimeError("a ballot was skipped")
        return receipts

    def _by_relay(self, some: Sequence[SignedBallot]) -> None:
        relay = Relay(self.crowd.alliance, self.relay, GENEROUS, Book(None))
        for part in in_batches(some, ROUND_BATCH):
            rows = relay.round_ballots("funding", part).rows()
            if refused := [row.error for row in rows if not row.accepted]:
                raise RuntimeError(f"the relay refused {len(refused)} ballots: {refused[0]}")

    def _count_again(self, number: int) -> quadratic_votes.Outcome[int]:
        """Compare all that the contract has counted with the tally of the ballots as signed."""
        shown = self.funding.show(number)
        projects = range(1, PROJECTS + 1)
        counted = quadratic_votes.exact(projects, self.ballots[number], POT)
        for name, theirs, ours in _figures(shown, counted):
            if theirs != ours:
                raise RuntimeError(f"round {number}, {name}: {theirs}, not {ours}")
        return counted


def measure(crowd: Crowd, sizes: Sequence[int] = SIZES) -> dict[str, Any]:
    """Hold all rounds."""
    rounds, table, rates, gas = ManyRounds(crowd, sizes), Table(), {}, {}
    opened = rounds.open()
    for number, size in enumerate(sizes, start=1):
        gas[size], rates[str(size)] = rounds.vote(number)
    crowd.warp(rounds.terms.voting_end)
    for number, size in enumerate(sizes, start=1):
        table.add(size, gas[size] | rounds.pay(number))
    figures = 2 * len(sizes) * (2 * PROJECTS + 2)
    return {
        "gas": table,
        "per second": opened,
        "signed ballots": rates,
        "figures equal to the Python tally": figures,
    }


def _drawn(chance: random.Random) -> dict[int, int]:
    """Draw votes for and against, never zero, for every project."""
    choices = [*range(-MOST, 0), *range(1, MOST + 1)]
    return {project: chance.choice(choices) for project in range(1, PROJECTS + 1)}


def _divided(
    signed: Sequence[SignedBallot],
) -> tuple[Sequence[SignedBallot], Sequence[SignedBallot], Sequence[SignedBallot]]:
    last = len(signed) - ALONE
    return signed[: last - TOGETHER], signed[last - TOGETHER : last], signed[last:]


def _figures(shown: Round, counted: quadratic_votes.Outcome[int]) -> list[tuple[str, int, int]]:
    """Every figure of a round at one block, beside the tally's."""
    found = [
        ("pot", shown.pot, counted.pot),
        ("total votes", shown.total_votes, counted.total_votes),
    ]
    for each in shown.projects:
        number = each.project
        found.append((f"votes of {number}", each.votes, counted.votes[number]))
        found.append((f"payout of {number}", each.payout, counted.payouts[number]))
    return found


def _mined(outcome: object) -> Receipt:
    if not isinstance(outcome, Receipt):
        raise TypeError("only simulated")
    return outcome
