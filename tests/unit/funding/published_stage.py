# SPDX-License-Identifier: Apache-2.0
"""A stage for published rounds, on top of that for retro rounds."""

from dataclasses import dataclass
from typing import Any

import boa
from eth_utils import keccak

from cosmolocal.tally import merkle
from tests.reference.published import (
    LINE,
    RULE,
    Book,
    Line,
    PublishedTerms,
    allocations,
    finding,
)
from tests.reference.rounds import ETH
from tests.suite import account
from tests.unit.funding.stage import DAY, WORKSHOP, Stage

BUNDLE = [b"what cannot be counted from the chain", b"and the rest of it"]
URI = "ipfs://bundle"
NO_REASON = bytes(32)
CAST = {"voter": {1: 10, 2: 4}, "elector": {1: 20, 2: 0}, "steward": {1: 40}}
"""Ballots of most tests: the median of project 1 is 20, that of project 2 lies between 4 and 0."""


def bundle_tree() -> merkle.Tree:
    """The tree of the bundle's pieces."""
    encoded = merkle.row_encoder(("uint256", "bytes32"))
    return merkle.build(encoded((n, keccak(piece))) for n, piece in enumerate(BUNDLE))


@dataclass
class PublishedStage(Stage):
    """Leads a published round through its periods; `funding` is its pool, `desk` the results'."""

    desk: Any = None

    def terms(self, **changes) -> PublishedTerms:
        """Five periods of a day each, without appeals, from now."""
        now = boa.env.timestamp
        names = ("applications_end", "review_end", "appeals_end", "voting_end", "claims_end")
        ends = dict(zip(names, (now + days * DAY for days in (1, 2, 2, 3, 9)), strict=True))
        return PublishedTerms(**{"scope": WORKSHOP, "token": ETH, **ends, **changes})

    def open_round(self, **changes) -> int:
        """Open a round as its steward."""
        terms = self.terms(**changes).values()
        return self.funding.open_round(terms, RULE, sender=self.actors.steward)

    def voting_round(self, *, pot: int = 0, projects: int = 3, token=None, **changes) -> int:
        """A round of approved projects at the first second of its voting."""
        options = changes | ({"token": token.address} if token else {})
        round_id, actors = self.open_round(**options), self.actors
        for applicant in (actors.applicant, actors.maker, actors.baker)[:projects]:
            self.apply(round_id, applicant)
        self.approve(round_id, *range(1, projects + 1))
        self.go_to(round_id, "appeals_end")
        if pot:
            value = 0 if token else pot
            self.funding.fund(round_id, pot, value=value, sender=actors.sponsor)
        return round_id

    def cast(self, round_id: int, voter: str, amounts: dict) -> None:
        """Cast a ballot given as project -> amount."""
        self.funding.cast_ballot(round_id, allocations(amounts), sender=voter)

    def counted_round(self, *, cast=None, pot: int = 1_000, **changes) -> int:
        """A round whose voting is over."""
        round_id = self.voting_round(pot=pot, **changes)
        for role, amounts in (CAST if cast is None else cast).items():
            self.cast(round_id, getattr(self.actors, role), amounts)
        self.go_to(round_id, "voting_end")
        return round_id

    def line(self, round_id: int, project: int, amount: int, cast=None, **changes) -> Line:
        """A true line of a project, but for what is changed."""
        ballots = CAST if cast is None else cast
        amounts = [given[project] for given in ballots.values() if project in given]
        heads, score = finding(self.funding.terms(round_id).check, amounts)
        payee = (self.actors.applicant, self.actors.maker, self.actors.baker)[project - 1]
        known = {"payee": payee, "heads": heads, "score": score}
        return Line(
            **{"number": project - 1, "project": project, "amount": amount, **known, **changes}
        )

    def book(self, round_id: int, *lines: Line) -> Book:
        """The tree of lines, by default the true ones of `CAST`."""
        given = lines or (self.line(round_id, 1, 900), self.line(round_id, 2, 90))
        return Book(boa.env.evm.patch.chain_id, self.funding.address, round_id, list(given))

    def publish(self, round_id: int, book: Book, *, sender=None, total=None, **changes) -> int:
        """Publish a result with the round's bond."""
        said = {"root": book.root, "total": book.total if total is None else total}
        said |= {"bundle": bundle_tree().root, "pieces": len(BUNDLE), "reason": NO_REASON}
        bond = changes.pop("bond", self.funding.terms(round_id).bond)
        arguments = (self.funding.address, round_id, *(said | changes).values(), URI)
        proposer = sender or self.actors.proposer
        return self.desk.publish(*arguments, value=bond, sender=proposer)

    def challenge(self, result: int, kind: int = LINE, subject: int = 1, **changes) -> int:
        """Challenge a result with the round's bond."""
        said = {"reason": NO_REASON, "sender": self.actors.challenger} | changes
        bond = said.pop("bond", self.desk.results(result).bond)
        return self.desk.challenge(result, kind, subject, said.pop("reason"), value=bond, **said)

    def published(self, *lines: Line, **changes) -> tuple[int, int, Book]:
        """A round with a result under it; its number, the result's, and the book."""
        round_id = self.counted_round(**changes)
        book = self.book(round_id, *lines)
        return round_id, self.publish(round_id, book), book

    def told(self, *roles: str, cast=None) -> list[tuple]:
        """Ballots of some seats, told again in the order of seats."""
        ballots = CAST if cast is None else cast
        rows = [(getattr(self.seats, role), allocations(ballots[role])) for role in roles]
        return sorted(rows)

    def stand(self, result: int) -> None:
        """Let a result stand."""
        boa.env.timestamp = self.desk.results(result).until
        self.desk.settle(result)

    def standing(self, *lines: Line, **changes) -> tuple[int, Book]:
        """A round whose result stands, and its book."""
        round_id, result, book = self.published(*lines, **changes)
        self.stand(result)
        return round_id, book

    def expire(self, challenge: int) -> None:
        """Go to the first second in which a challenge can be resolved, and resolve it."""
        boa.env.timestamp = self.desk.challenges(challenge).until
        self.desk.resolve(challenge)


def with_actors(stage) -> None:
    """Add who publishes and who challenges."""
    stage.actors.proposer = account("proposer")
    stage.actors.challenger = account("challenger")
