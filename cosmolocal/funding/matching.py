# SPDX-License-Identifier: Apache-2.0
"""Matching rounds: gifts of seats, matched by the square of the sum of their roots."""

from collections.abc import Sequence
from typing import Any

from pydantic import Field

from cosmolocal.calls import Outcome, Receipt
from cosmolocal.domain import Action, Frozen
from cosmolocal.funding.pool import Pool
from cosmolocal.funding.terms import Application, MatchingTerms, RoundHead, RoundStatus
from cosmolocal.signers import Signer
from cosmolocal.units import ZERO_ADDRESS, Address, TokenAmount


class Pledge(Frozen):
    """A sponsor's deposit, of which every `per_raised` units of gifts call up `matched`."""

    number: int = Field(ge=1)
    sponsor: Address
    deposit: TokenAmount = Field(description="once settled: what comes back to the sponsor")
    matched: TokenAmount
    per_raised: TokenAmount


class MatchedProject(Application):
    """One application with what it was given."""

    gifts: TokenAmount
    donors: int = Field(ge=0)
    payout: TokenAmount = Field(description="gifts and match; final once settled")
    is_claimed: bool


class MatchingRound(RoundHead):
    """One matching round as it stands at `block`."""

    terms: MatchingTerms
    pledges: tuple[Pledge, ...]
    projects: tuple[MatchedProject, ...]


class Matching(Pool):
    """Open matching rounds, pledge, give, look; the other verbs are those of `Pool`.

    Errors: also the classes of reverts that begin with `matching:`, `gift_words:`.
    Source: contracts/funding/MatchingFunding.vy
    """

    def open_round(
        self, terms: MatchingTerms, *, signer: Signer, simulate: bool = False
    ) -> Outcome:
        """Open a round as a steward of its scope; `round_of(receipt)` is its number."""
        return self._write("open_round", terms.words(), signer=signer, simulate=simulate)

    def open_round_action(self, terms: MatchingTerms) -> Action:
        """Describe `open_round` for a proposal."""
        return self._action("open_round", terms.words())

    def pledge(
        self,
        round_id: int,
        amount: int,
        *,
        matched: int = 1,
        per_raised: int = 1,
        signer: Signer,
        simulate: bool = False,
    ) -> Outcome:
        """Deposit `amount`, of which gifts call up `matched` for every `per_raised` units."""
        value = amount if self.token(round_id) == ZERO_ADDRESS else 0
        arguments = (round_id, amount, matched, per_raised)
        return self._write("pledge", *arguments, signer=signer, simulate=simulate, value=value)

    def return_pledge(
        self, round_id: int, number: int, *, signer: Signer, simulate: bool = False
    ) -> Outcome:
        """Pay back what gifts did not call up of a pledge, to its sponsor."""
        return self._write("return_pledge", round_id, number, signer=signer, simulate=simulate)

    def give(
        self, round_id: int, project: int, amount: int, *, signer: Signer, simulate: bool = False
    ) -> Outcome:
        """Give ETH, or a token that was allowed, to an approved project."""
        return self._pay_in("give", round_id, project, amount, signer=signer, simulate=simulate)

    def refund_gift(
        self, round_id: int, project: int, seat: int, *, signer: Signer, simulate: bool = False
    ) -> Outcome:
        """Pay back what a seat gave to a project of a cancelled round."""
        arguments = (round_id, project, seat)
        return self._write("refund_gift", *arguments, signer=signer, simulate=simulate)

    def terms(self, round_id: int) -> MatchingTerms:
        """Read the terms of a round."""
        return MatchingTerms(**self.chain.read(self.contract.functions.terms(round_id)))

    def show(self, round_id: int) -> MatchingRound:
        """Read a round with all its pledges and projects."""
        view, call = self.chain.at(), self.contract.functions
        terms, status, pot, paid, count, pledges = view.batch(
            [
                call.terms(round_id),
                call.state(round_id),
                call.pot(round_id),
                call.paid(round_id),
                call.project_count(round_id),
                call.pledge_count(round_id),
            ]
        )
        made = view.batch([call.pledges(round_id, n) for n in range(1, pledges + 1)])
        rows = self._projects(view, round_id, count, ("gifts", "payout", "is_claimed"))
        return MatchingRound(
            round_id=round_id,
            status=RoundStatus(status),
            terms=MatchingTerms(**terms),
            pot=pot,
            paid=paid,
            pledges=tuple(Pledge(number=n, **each) for n, each in enumerate(made, start=1)),
            projects=tuple(_project(*row) for row in rows),
            block=view.block,
        )


def pledge_of(receipt: Receipt) -> int:
    """Return the number of the pledge that a receipt made."""
    return int(receipt.event("PledgeMade")["number"])


def _project(application: Application, row: Sequence[Any]) -> MatchedProject:
    gifts, payout, is_claimed = row
    return MatchedProject(
        **application.model_dump(),
        gifts=gifts["amount"],
        donors=gifts["donors"],
        payout=payout,
        is_claimed=is_claimed,
    )
