# SPDX-License-Identifier: Apache-2.0
"""Retro rounds: every seat spreads the same budget of credits over projects that proved useful."""

from collections.abc import Mapping, Sequence
from typing import Any

from eth_typing import ChecksumAddress
from pydantic import Field

from cosmolocal.calls import Outcome
from cosmolocal.chain import Function
from cosmolocal.domain import Action, Frozen
from cosmolocal.errors import BadInput, ContractError
from cosmolocal.funding.pool import Pool, _sign
from cosmolocal.funding.terms import Application, RoundHead, RoundStatus, Terms
from cosmolocal.replay.ballot_words import ballot_hash, ballot_words, read_ballot
from cosmolocal.signers import Signer
from cosmolocal.typed_data import FundingBallot
from cosmolocal.units import Address, HexData, RoundId, TokenAmount, UtcSeconds, Votes, Word

Ballot = Mapping[int, int]
"""What a seat gives to projects: number -> votes; v votes cost v * v credits. In a round with a
quorum 0 says that a project was looked at; one that is left out is abstained from."""


class SignedBallot(Frozen):
    """A ballot that somebody has signed, ready for anybody to hand in."""

    round_id: RoundId
    voter: Address
    allocations: tuple[Word, ...]
    previous: tuple[Word, ...]
    deadline: UtcSeconds
    signature: HexData


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


class Funding(Pool):
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
        nonce, domain = self._signing(signer.address)
        struct = FundingBallot(self.address, round_id, signer.address, words, last, nonce, deadline)
        return SignedBallot(
            round_id=round_id,
            voter=signer.address,
            allocations=words,
            previous=last,
            deadline=deadline,
            signature=_sign(signer, domain, struct),
        )

    def relay(
        self,
        round_id: int,
        ballots: Sequence[SignedBallot],
        *,
        signer: Signer,
        simulate: bool = False,
    ) -> Outcome:
        """Hand in up to 32 signed ballots; `BallotSkipped` names those that were not taken."""
        if strangers := [ballot for ballot in ballots if ballot.round_id != round_id]:
            raise BadInput(f"the ballot of {strangers[0].voter} is for another round")
        rows = [_row(each) for each in ballots]
        return self._at_desk("relay_ballots", round_id, rows, signer=signer, simulate=simulate)

    def refusal(self, ballot: SignedBallot) -> ContractError | None:
        """Say why a signed ballot would not be taken now; None if it would."""
        relay_one = self.desk.functions.relay_one(self.address, ballot.round_id, _row(ballot))
        try:
            self.chain.simulate(relay_one, ChecksumAddress(self.desk.address))
        except ContractError as error:
            return error
        return None

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


def _row(ballot: SignedBallot) -> tuple[object, ...]:
    """Write a ballot as the desk takes it."""
    words = (ballot.allocations, ballot.previous)
    return (ballot.voter, *words, ballot.deadline, ballot.signature)


def _project(application: Application, row: Sequence[Any]) -> Project:
    votes, payout, is_claimed = row
    read = application.model_dump()
    return Project(**read, votes=votes, payout=payout, is_claimed=is_claimed)
