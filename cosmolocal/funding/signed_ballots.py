# SPDX-License-Identifier: Apache-2.0
"""Ballots signed without gas, and handed in at the funding desk by anybody."""

from collections.abc import Sequence

from eth_typing import ChecksumAddress

from cosmolocal.calls import Outcome, Simulation
from cosmolocal.chain import Function
from cosmolocal.domain import Frozen
from cosmolocal.errors import BadInput, ContractError
from cosmolocal.funding.pool import Pool, _sign
from cosmolocal.signers import Signer
from cosmolocal.typed_data import FundingBallot
from cosmolocal.units import Address, HexData, RoundId, UtcSeconds, Word

ROUND_BATCH = 32
"""Most ballots of a round in one transaction; that of contracts/funding/FundingDesk.vy."""
RESERVE_GAS = 2_060_000
"""Gas that must be left there before a ballot is tried."""


class SignedBallot(Frozen):
    """A ballot that somebody has signed, ready for anybody to hand in."""

    round_id: RoundId
    voter: Address
    allocations: tuple[Word, ...]
    previous: tuple[Word, ...]
    deadline: UtcSeconds
    signature: HexData


class BallotPool(Pool):
    """A pool of rounds in which seats vote by ballots."""

    def relay(
        self,
        round_id: int,
        ballots: Sequence[SignedBallot],
        *,
        signer: Signer,
        simulate: bool = False,
    ) -> Outcome:
        """Hand in up to 32 signed ballots; `BallotSkipped` names those that were not taken."""
        function = self.relay_function(round_id, ballots)
        return self.chain.write(function, signer=signer, simulate=simulate)

    def relay_function(self, round_id: int, ballots: Sequence[SignedBallot]) -> Function:
        """Bind the call that hands in signed ballots of a round."""
        if strangers := [ballot for ballot in ballots if ballot.round_id != round_id]:
            raise BadInput(f"the ballot of {strangers[0].voter} is for another round")
        rows = [_row(each) for each in ballots]
        return self.desk.functions.relay_ballots(self.address, round_id, rows)

    def try_ballot(self, ballot: SignedBallot) -> Simulation:
        """Try a signed ballot by itself, as the desk would take it now; a refusal is raised."""
        relay_one = self.desk.functions.relay_one(self.address, ballot.round_id, _row(ballot))
        return self.chain.simulate(relay_one, ChecksumAddress(self.desk.address))

    def refusal(self, ballot: SignedBallot) -> ContractError | None:
        """Say why a signed ballot would not be taken now; None if it would."""
        try:
            self.try_ballot(ballot)
        except ContractError as error:
            return error
        return None

    def _signed(
        self,
        round_id: int,
        words: tuple[int, ...],
        previous: tuple[int, ...],
        *,
        deadline: int,
        signer: Signer,
    ) -> SignedBallot:
        """Sign a ballot in the words of its pool; `previous` tells the one that it replaces."""
        nonce, domain = self._signing(signer.address)
        voter = signer.address
        struct = FundingBallot(self.address, round_id, voter, words, previous, nonce, deadline)
        return SignedBallot(
            round_id=round_id,
            voter=voter,
            allocations=words,
            previous=previous,
            deadline=deadline,
            signature=_sign(signer, domain, struct),
        )


def _row(ballot: SignedBallot) -> tuple[object, ...]:
    """Write a ballot as the desk takes it."""
    words = (ballot.allocations, ballot.previous)
    return (ballot.voter, *words, ballot.deadline, ballot.signature)
