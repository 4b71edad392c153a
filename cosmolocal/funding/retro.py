# SPDX-License-Identifier: Apache-2.0
"""Retro rounds: every seat spreads the same budget of credits over projects that proved useful."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import Field

from cosmolocal.calls import Outcome
from cosmolocal.chain import Function
from cosmolocal.domain import Action
from cosmolocal.errors import BadInput
from cosmolocal.funding.signed_ballots import BallotPool, SignedBallot
from cosmolocal.funding.terms import Application, RoundHead, RoundStatus, Terms
from cosmolocal.replay.ballot_words import ballot_hash, ballot_words, read_ballot
from cosmolocal.signers import Signer
from cosmolocal.units import TokenAmount, Votes

Ballot = Mapping[int, int]
"""What a seat gives to projects: number -> votes; v votes cost v * v credits. In a round with a
quorum 0 says that a project was looked at; one that is left out is abstained from."""


class Project(Application):
    """One application and where it stands."""

    votes: Votes
    payout: TokenAmount = Field(description="by the present pot and count; final after voting")
    is_claimed: bool


class Round(RoundHead):
    """One round as it stands at `block`."""

    terms: Terms
    total_votes: int = Field(ge=0, description="sum of what is above zero")
    projects: tuple[Project, ...]


class Funding(BallotPool):
    """Open retro rounds, vote, look; the verbs of every mechanism are those of `Pool`.

    Units: votes and credits are whole numbers.
    Errors: also the classes of reverts that begin with `tally_row:`.
    Source: contracts/funding/RetroFunding.vy
    """

    def open_round(self, terms: Terms, *, signer: Signer, simulate: bool = False) -> Outcome:
        """Open a round as a steward of its scope; `round_of(receipt)` is its number."""
        return self._write("open_round", terms.words(), signer=signer, simulate=simulate)

    def open_round_action(self, terms: Terms) -> Action:
        """Describe `open_round` for a proposal."""
        return self._action("open_round", terms.words())

    def cast_ballot(
        self, round_id: int, ballot: Ballot, *, signer: Signer, simulate: bool = False
    ) -> Outcome:
        """Give votes to projects; replaces the seat's last ballot, an empty one withdraws it."""
        previous = self.ballot(round_id, self._membership.seat(signer.address))
        function = self.ballot_function(round_id, ballot, previous=previous)
        return self.chain.write(function, signer=signer, simulate=simulate)

    def ballot_function(
        self, round_id: int, ballot: Ballot, *, previous: Ballot | None = None
    ) -> Function:
        """Prepare a ballot for `Chain.send_many`; `previous` is the seat's last one."""
        words = (ballot_words(ballot), ballot_words(previous or {}))
        return self.contract.functions.cast_ballot(round_id, *words)

    def sign_ballot(
        self, round_id: int, ballot: Ballot, *, deadline: int, signer: Signer
    ) -> SignedBallot:
        """Sign a ballot without sending it; `deadline` is the first second too late."""
        previous = self.ballot(round_id, self._membership.seat(signer.address))
        words, last = tuple(ballot_words(ballot)), tuple(ballot_words(previous))
        return self._signed(round_id, words, last, deadline=deadline, signer=signer)

    def terms(self, round_id: int) -> Terms:
        """Read the terms of a round."""
        return Terms(**self.chain.read(self.contract.functions.terms(round_id)))

    def show(self, round_id: int) -> Round:
        """Read a round with all its projects."""
        view, call = self.chain.at(), self.contract.functions
        terms, status, pot, paid, total, count = view.batch(
            [
                call.terms(round_id),
                call.state(round_id),
                call.pot(round_id),
                call.paid(round_id),
                call.total_votes(round_id),
                call.project_count(round_id),
            ]
        )
        rows = self._projects(view, round_id, count, ("votes", "payout", "is_claimed"))
        return Round(
            round_id=round_id,
            status=RoundStatus(status),
            terms=Terms(**terms),
            pot=pot,
            paid=paid,
            total_votes=total,
            projects=tuple(_project(*row) for row in rows),
            block=view.block,
        )

    def ballot(self, round_id: int, seat: int) -> dict[int, int]:
        """Return a seat's ballot as it counts now; only its hash is stored, so events tell it."""
        stored = self.chain.read(self.contract.functions.ballot_hash(round_id, seat))
        if stored == bytes(32):
            return {}
        for event in reversed(self._events()):
            named = (event.address, event.name) == (self.address, "BallotCast")
            if named and (event["round_id"], event["seat"]) == (round_id, seat):
                found = read_ballot(event["allocations"])
                if ballot_hash(found) == stored:
                    return found
        raise BadInput(
            f"the events do not tell the ballot of seat {seat} in round {round_id}",
            next_step="Read the events again, from a node that has all of them.",
        )


def _project(application: Application, row: Sequence[Any]) -> Project:
    votes, payout, is_claimed = row
    read = application.model_dump()
    return Project(**read, votes=votes, payout=payout, is_claimed=is_claimed)
