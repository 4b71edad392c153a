# SPDX-License-Identifier: Apache-2.0
"""A round played again from a table of ballots, on a fresh chain, by the contracts themselves.

Each voter gets a person's seat, each project an organisation's. Every ballot is a transaction of
its voter; the count, the payouts and the dust are those of `RetroFunding`. What is returned is
rebuilt from the chain's events, and verified against its storage and against the table. The chain
learns numbers only: names stay in the table.

Errors: `BadInput` for a pot or budget that a round cannot have; those of the chain.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from cosmolocal.alliance import Alliance
from cosmolocal.ballots import BallotSheet
from cosmolocal.chain import Step
from cosmolocal.deploy.apply import apply
from cosmolocal.deploy.blueprint import BATCH, in_batches, throwaway_signer
from cosmolocal.deploy.description import Description
from cosmolocal.errors import BadInput
from cosmolocal.figures import ProjectFigures, ReplayedRound
from cosmolocal.funding import Chambers, Terms
from cosmolocal.local import LocalChain
from cosmolocal.replay.funding import RoundState, replay
from cosmolocal.tally.quadratic_votes import exact
from cosmolocal.tally.shares import cut
from cosmolocal.transactions import GAS_CAP
from cosmolocal.verify import verify

Progress = Callable[[str, int, int], None]
"""Told what is being done, how much of it is, and how much there is."""

MAX_POT = 2**128 - 1
MAX_BUDGET = 2**24 - 1
"""Widths of the fields in contracts/funding/."""

_ROUND = 1
_REGISTRAR = "registrar"
# A transaction may take a second of the chain's time: a week is enough for half a million.
_PERIOD = 7 * 86_400
# Beyond what anybody's transactions can cost on a chain that is thrown away.
_FEES_WEI = 10**21
_AT_ONCE = 100

# Nothing is decided or recorded in this alliance: the least that a description needs.
_RULES: dict[str, Any] = {
    "version": 1,
    "name": "Replayed round",
    "covenant": "Ballots of a table, cast again.",
    "season": {"start": "now", "seconds": "90 days"},
    "mandates": {"until": "90 days", "stewards": [_REGISTRAR], "reviewers": [_REGISTRAR]},
    "proposals": {
        "quorum_bps": 10_000,
        "margin_bps": 10_000,
        "delay_seconds": "1 hour",
        "period_seconds": "1 hour",
        "timelock_seconds": "1 hour",
        "grace_seconds": "1 hour",
    },
    "credits": {"base": 1, "bonus_unit": "1 hour"},
    "timelock": {"min_delay_seconds": "1 hour"},
    "ledger": {"season_allowance": "1 hour"},
}


def play(
    sheet: BallotSheet,
    local: LocalChain,
    *,
    pot: int,
    budget: int,
    allow_negative: bool = False,
    progress: Progress = lambda *_: None,
) -> ReplayedRound:
    """Hold the round of a table and return its figures.

    `pot` is in smallest units, `budget` what each ballot may cost [credits].
    """
    if not 0 < pot <= MAX_POT:
        raise BadInput(f"a pot of {pot} units: it is more than nothing, and less than 2**128")
    if not 0 < budget <= MAX_BUDGET:
        raise BadInput(f"a budget of {budget} credits: from 1 to {MAX_BUDGET:,}")
    round_ = _Round(sheet, local, pot, progress)
    round_.open(budget, allow_negative=allow_negative)
    round_.apply()
    round_.vote()
    round_.pay()
    return round_.figures()


class _Round:
    """One round on its way."""

    def __init__(self, sheet: BallotSheet, local: LocalChain, pot: int, progress: Progress) -> None:
        self.sheet, self.local, self.pot, self.progress = sheet, local, pot, progress
        described = _description(sheet)
        self.registrar = throwaway_signer(described, _REGISTRAR)
        self.voters = {
            name: throwaway_signer(described, seat.name)
            for name, seat in zip(sheet.voters, described.seats.persons[1:], strict=True)
        }
        self.projects = [
            throwaway_signer(described, seat.name) for seat in described.seats.organisations
        ]
        self.alliance = self._deployed(described)
        self.funding = self.alliance.funding

    def open(self, budget: int, *, allow_negative: bool) -> None:
        """Open the round, put the pot in."""
        everybody = [signer.address for signer in (*self.voters.values(), *self.projects)]
        self.local.fund_many(everybody, _FEES_WEI)
        self.local.fund(self.registrar.address, self.pot + _FEES_WEI)
        now = self.local.now
        self.terms = Terms(
            scope=1,
            applications_end=now + _PERIOD,
            review_end=now + 2 * _PERIOD,
            voting_end=now + 3 * _PERIOD,
            claims_end=now + 4 * _PERIOD,
            budget=budget,
            chambers=Chambers.PERSONS,
            allow_negative=allow_negative,
        )
        self.funding.open_round(self.terms, signer=self.registrar)
        self.funding.fund(_ROUND, self.pot, signer=self.registrar)

    def apply(self) -> None:
        """Let every project apply, and approve them all."""
        call, pool = self.funding.desk.functions.apply, self.funding.address
        self._send(
            "applications",
            [
                Step(
                    call(pool, _ROUND, signer.address, number.to_bytes(32), []), signer, gas=GAS_CAP
                )
                for number, signer in enumerate(self.projects, start=1)
            ],
        )
        self.local.warp(self.terms.applications_end)
        numbers = range(1, len(self.projects) + 1)
        for part in in_batches(numbers, BATCH):
            self.funding.approve(_ROUND, part, signer=self.registrar)

    def vote(self) -> None:
        """Cast every ballot, each signed and sent by its voter."""
        self.local.warp(self.terms.review_end)
        numbers = {project: n for n, project in enumerate(self.sheet.projects, start=1)}
        steps = []
        for voter, given in self.sheet.ballots.items():
            ballot = {numbers[project]: votes for project, votes in given.items()}
            function = self.funding.ballot_function(_ROUND, ballot)
            steps.append(Step(function, self.voters[voter], gas=GAS_CAP))
        self._send("ballots", steps)

    def pay(self) -> None:
        """Settle, claim every payout, sweep the dust."""
        self.local.warp(self.terms.voting_end)
        self.funding.settle(_ROUND, signer=self.registrar)
        payouts = self._state().outcome.payouts
        self._send(
            "claims",
            [
                Step(self.funding.claim_function(_ROUND, project), self.registrar, gas=GAS_CAP)
                for project, payout in payouts.items()
                if payout
            ],
        )
        self.local.warp(self.terms.claims_end)
        self.funding.sweep(_ROUND, signer=self.registrar)

    def figures(self) -> ReplayedRound:
        """Rebuild the round from events, and compare it with storage and table."""
        self.progress("verification", 0, 1)
        state, verification = self._state(), verify(self.alliance)
        claimed = [project.claimed or 0 for project in state.projects.values()]
        return ReplayedRound(
            pot=state.pot,
            paid=sum(claimed),
            dust=state.paid - sum(claimed),
            ballots=len(state.ballots),
            projects=tuple(
                ProjectFigures(
                    project=name,
                    votes=state.outcome.votes[number],
                    share=cut(state.outcome.share(number)),
                    payout=claimed[number - 1],
                )
                for number, name in enumerate(self.sheet.projects, start=1)
            ),
            verified=verification.is_equal and self._is_that_of_the_table(state, claimed),
        )

    def _is_that_of_the_table(self, state: RoundState, claimed: Sequence[int]) -> bool:
        """Count the table itself by the reference, and compare."""
        counted = exact(self.sheet.projects, self.sheet.ballots.values(), self.pot)
        return (
            state.pot == self.pot == state.paid
            and list(state.outcome.votes.values()) == list(counted.votes.values())
            and list(claimed) == list(counted.payouts.values())
        )

    def _state(self) -> RoundState:
        return replay(self.alliance.events()).rounds[_ROUND]

    def _deployed(self, described: Description) -> Alliance:
        """Deploy the alliance; its manifest is not kept."""
        self.progress("seats", 0, len(described.all_seats))
        with TemporaryDirectory() as folder:
            manifest = apply(
                described,
                self.local.chain,
                self.local.accounts[0],
                path=Path(folder) / "manifest.json",
            )
        return Alliance.connect(self.local.chain, manifest)

    def _send(self, what: str, steps: Sequence[Step]) -> None:
        """Send independent transactions, many at once."""
        self.progress(what, 0, len(steps))
        done = 0
        for part in in_batches(steps, _AT_ONCE):
            self.local.chain.send_many(part)
            done += len(part)
            self.progress(what, done, len(steps))


def _description(sheet: BallotSheet) -> Description:
    """Describe an alliance with a seat for everybody, under numbers instead of names."""
    voters = [f"voter {number}" for number, _ in enumerate(sheet.voters, start=1)]
    projects = [f"project {number}" for number, _ in enumerate(sheet.projects, start=1)]
    seats = {
        "persons": [{"name": name} for name in (_REGISTRAR, *voters)],
        "organisations": [{"name": name} for name in projects],
    }
    return Description.model_validate(_RULES | {"seats": seats})
