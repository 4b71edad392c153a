# SPDX-License-Identifier: Apache-2.0
"""Published rounds: ballots are events, anybody counts them by the round's rule."""

from collections.abc import Mapping, Sequence

from pydantic import Field
from web3.contract.contract import Contract

from cosmolocal.calls import Call, Outcome
from cosmolocal.chain import Chain, Function
from cosmolocal.domain import Action, EventSource, Frozen
from cosmolocal.errors import BadInput, NothingThere
from cosmolocal.funding.bundle import Bundle, bundle_of
from cosmolocal.funding.named_rule import NamedRule
from cosmolocal.funding.results import Results
from cosmolocal.funding.signed_ballots import BallotPool, SignedBallot
from cosmolocal.funding.terms import Application, RoundHead, RoundStatus, RoundTerms
from cosmolocal.membership import Membership
from cosmolocal.replay.amount_words import amount_hash, amount_words, read_amounts
from cosmolocal.replay.funding import replay
from cosmolocal.signers import Signer
from cosmolocal.units import ZERO_ADDRESS, TokenAmount, UtcSeconds, Wei

Amounts = Mapping[int, int]
"""What a seat gives to projects: number -> amount in units of the terms' decimals. A zero is an
opinion, a project that is left out is abstained from."""
_DECIMALS = bytes.fromhex("313ce567")  # decimals()
_ETH_DECIMALS = 18


class PublishedTerms(RoundTerms):
    """What a published round is held under, beside its rule; most of it follows from the rule."""

    check: int = Field(default=0, ge=0, le=2, description="0 nothing, 1 sum, 2 median")
    decimals: int = Field(default=0, ge=0, le=18, description="digits of amounts in ballots")
    budget: int = Field(default=0, ge=0, description="of a ballot, in such units; 0: none")
    squared: bool = Field(default=False, description="the budget bounds the sum of squares")
    allow_negative: bool = False
    bond: Wei = Field(description="of a result, and of a challenge")
    challenge_seconds: int = Field(default=5 * 86_400, ge=3_600)
    answer_seconds: int = Field(default=3 * 86_400, ge=3_600)
    decision_seconds: int = Field(default=30 * 86_400, ge=3_600, description="for a vote")

    def under(self, rule: NamedRule) -> "PublishedTerms":
        """Fill in what follows from a rule."""
        if rule.is_whole and self.decimals:
            raise BadInput(f"decimals: ballots of {rule.rule.name} give whole votes")
        known = {"check": rule.check, "squared": rule.is_squared}
        return self.model_copy(update=known | {"allow_negative": rule.allows_negative})


class AcceptedRoot(Frozen):
    """One root under which lines are claimed."""

    number: int = Field(ge=1)
    root: str = Field(description="but for its last 36 bits")
    claims_end: UtcSeconds
    left: TokenAmount = Field(description="not claimed yet")


class PublishedRound(RoundHead):
    """One published round as it stands at `block`."""

    terms: PublishedTerms
    rule_hash: str
    result: int = Field(ge=0, description="number of its latest result; 0: none yet")
    roots: tuple[AcceptedRoot, ...]
    projects: tuple[Application, ...]


class Published(BallotPool):
    """Open published rounds, vote, count, claim; results are published at `Results`.

    Units: amounts of ballots are whole numbers of units that the terms say.
    Errors: also the classes of reverts that begin with `published:`.
    Source: contracts/funding/PublishedFunding.vy
    """

    def __init__(
        self,
        chain: Chain,
        contract: Contract,
        desk: Contract,
        membership: Membership,
        events: EventSource,
        results: Results,
    ) -> None:
        super().__init__(chain, contract, desk, membership, events)
        self.results = results

    def open_round(
        self, terms: PublishedTerms, rule: NamedRule, *, signer: Signer, simulate: bool = False
    ) -> Outcome:
        """Open a round as a steward of its scope; `round_of(receipt)` is its number."""
        arguments = (terms.under(rule).words(), rule.text)
        return self._write("open_round", *arguments, signer=signer, simulate=simulate)

    def open_round_action(self, terms: PublishedTerms, rule: NamedRule) -> Action:
        """Describe `open_round` for a proposal."""
        return self._action("open_round", terms.under(rule).words(), rule.text)

    def cast_ballot(
        self, round_id: int, ballot: Amounts, *, signer: Signer, simulate: bool = False
    ) -> Outcome:
        """Give amounts to projects; replaces the seat's last ballot, an empty one withdraws it."""
        arguments = (round_id, amount_words(ballot))
        return self._write("cast_ballot", *arguments, signer=signer, simulate=simulate)

    def sign_ballot(
        self, round_id: int, ballot: Amounts, *, deadline: int, signer: Signer
    ) -> SignedBallot:
        """Sign a ballot without sending it; `deadline` is the first second too late.

        It counts only as long as the ballot that it replaces is the voter's last one.
        """
        seat = self._membership.seat(signer.address)
        stored = self.chain.read(self.contract.functions.ballot_hash(round_id, seat))
        previous = (int.from_bytes(stored),) if any(stored) else ()
        words = tuple(amount_words(ballot))
        return self._signed(round_id, words, previous, deadline=deadline, signer=signer)

    # -- counting

    def rule(self, round_id: int) -> NamedRule:
        """Read the rule that a round named when it opened; its hash must be the one on chain."""
        kept = self.chain.read(self.contract.functions.rule_hash(round_id))
        for event in self._events():
            opened = (event.address, event.name) == (self.address, "RoundOpened")
            if opened and event["round_id"] == round_id:
                rule = NamedRule.parse(event["rule"])
                if rule.hash == kept:
                    return rule
        raise BadInput(
            f"the events do not tell the rule of published round {round_id}",
            next_step="Read the events again, from a node that has all of them.",
        )

    def count_round(self, round_id: int, tables: Mapping[str, bytes] | None = None) -> Bundle:
        """Count a round whose voting is over, from events alone and the tables its rule needs."""
        rule, terms = self.rule(round_id), self.terms(round_id)
        if self.chain.at().timestamp < terms.voting_end:
            raise BadInput(
                f"the voting of published round {round_id} is not over",
                next_step="Count again once it is; until then every ballot can change.",
            )
        if (rule.check, rule.is_squared) != (terms.check, terms.squared):
            raise BadInput(
                f"published round {round_id} checks its lines otherwise than {rule.rule.name} asks",
                next_step="Cancel the round: its terms and its rule contradict each other.",
            )
        events = [event for event in self._events() if event.timestamp < terms.voting_end]
        known = replay(events).published[round_id]
        decimals = self.token_decimals(round_id)
        place = (self.chain.chain_id, self.address, round_id, known)
        return bundle_of(*place, token_decimals=decimals, tables=tables)

    def token_decimals(self, round_id: int) -> int:
        """Digits behind the point of what a round holds."""
        token = self.token(round_id)
        if token == ZERO_ADDRESS:
            return _ETH_DECIMALS
        return int(self.chain.read(Call(token, _DECIMALS, "ERC20", "decimals", (), _number)))

    # -- claims

    def settle(self, round_id: int, *, signer: Signer, simulate: bool = False) -> Outcome:
        """Let the latest result of a round stand."""
        return self.results.settle(self.latest(round_id), signer=signer, simulate=simulate)

    def latest(self, round_id: int) -> int:
        """Number of the latest result of a round."""
        result = self.results.latest(self.address, round_id)
        if not result:
            raise NothingThere(
                f"published round {round_id} has no result yet",
                next_step="Publish one: cosmolocal funding publish.",
            )
        return result

    def claim(
        self,
        round_id: int,
        project: int,
        *,
        bundle: Bundle | None = None,
        root_number: int = 1,
        signer: Signer,
        simulate: bool = False,
    ) -> Outcome:
        """Pay the line of a project to its payee; without a bundle the round is counted again."""
        function = self.claim_function(round_id, project, bundle=bundle, root_number=root_number)
        return self.chain.write(function, signer=signer, simulate=simulate)

    def claim_function(
        self, round_id: int, project: int, *, bundle: Bundle | None = None, root_number: int = 1
    ) -> Function:
        """Prepare a claim for `Chain.send_many`; without a bundle the round is counted again."""
        line, proof = (bundle or self.count_round(round_id)).book.of_project(project)
        return self.contract.functions.claim(round_id, root_number, line.words(), proof)

    def pay(
        self,
        round_id: int,
        projects: Sequence[int],
        *,
        bundle: Bundle | None = None,
        root_number: int = 1,
        signer: Signer,
        simulate: bool = False,
    ) -> Outcome:
        """Pay up to 64 lines at once; `LineSkipped` names those that cannot be paid now."""
        book = (bundle or self.count_round(round_id)).book
        found = [book.of_project(project) for project in projects]
        rows = [(line.words(), proof) for line, proof in found]
        arguments = (round_id, root_number, rows)
        return self._write("claim_many", *arguments, signer=signer, simulate=simulate)

    def due(self, round_id: int) -> list[int]:
        """Name the projects whose line under the first root is not paid yet."""
        lines = [line for line in self.count_round(round_id).lines if line.amount]
        call = self.contract.functions.is_claimed
        paid = self.chain.at().batch([call(round_id, 1, line.number) for line in lines])
        return [line.project for line, is_paid in zip(lines, paid, strict=True) if not is_paid]

    def return_unclaimed(
        self, round_id: int, root_number: int = 1, *, signer: Signer, simulate: bool = False
    ) -> Outcome:
        """Send to the treasury what nobody claimed under a root, once its claims are over."""
        arguments = (round_id, root_number)
        return self._write("return_unclaimed", *arguments, signer=signer, simulate=simulate)

    # -- looking

    def terms(self, round_id: int) -> PublishedTerms:
        """Read the terms of a round."""
        return PublishedTerms(**self.chain.read(self.contract.functions.terms(round_id)))

    def show(self, round_id: int) -> PublishedRound:
        """Read a round with its roots and projects."""
        view, call = self.chain.at(), self.contract.functions
        terms, status, pot, paid, count, digest, roots = view.batch(
            [
                call.terms(round_id),
                call.state(round_id),
                call.pot(round_id),
                call.paid(round_id),
                call.project_count(round_id),
                call.rule_hash(round_id),
                call.root_count(round_id),
            ]
        )
        accepted = view.batch([call.roots(round_id, n) for n in range(1, roots + 1)])
        return PublishedRound(
            round_id=round_id,
            status=RoundStatus(status),
            terms=PublishedTerms(**terms),
            rule_hash="0x" + digest.hex(),
            result=self.results.latest(self.address, round_id),
            pot=pot,
            paid=paid,
            roots=tuple(
                AcceptedRoot(
                    number=n,
                    root="0x" + each["root"].hex(),
                    claims_end=each["claims_end"],
                    left=each["left"],
                )
                for n, each in enumerate(accepted, start=1)
            ),
            projects=tuple(row for row, _ in self._projects(view, round_id, count, ())),
            block=view.block,
        )

    def ballot(self, round_id: int, seat: int) -> dict[int, int]:
        """Return a seat's ballot as it counts now; only its hash is stored, so events tell it."""
        stored = self.chain.read(self.contract.functions.ballot_hash(round_id, seat))
        if not any(stored):
            return {}
        for event in reversed(self._events()):
            named = (event.address, event.name) == (self.address, "BallotCast")
            if named and (event["round_id"], event["seat"]) == (round_id, seat):
                found = read_amounts(event["allocations"])
                if amount_hash(found) == stored:
                    return found
        raise BadInput(
            f"the events do not tell the ballot of seat {seat} in published round {round_id}",
            next_step="Read the events again, from a node that has all of them.",
        )


def _number(answer: bytes) -> int:
    return int.from_bytes(answer[:32])
