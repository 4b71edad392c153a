# SPDX-License-Identifier: Apache-2.0
"""A stage for funding rounds: real contracts, one actor for each part to play."""

from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import Any

import boa

from tests.reference.funding import Terms, allocations
from tests.reference.rounds import ETH
from tests.suite import deploy_mock

ROOT, WORKSHOP = 1, 2
DAY = 86_400
ETHER = 10**18
CONTENT = bytes([0xC0] * 32)
REASON = bytes([0x4E] * 32)
EVIDENCE = bytes([0xE1] * 32)

PERSONS = ("applicant", "maker", "baker", "steward", "reviewer", "voter", "elector", "former")
ORGANISATIONS = ("mill",)


@dataclass
class Stage:
    """The contracts of one alliance, and shortcuts that lead a round through its periods."""

    membership: Any
    scopes: Any
    ledger: Any
    treasury: Any
    funding: Any
    actors: SimpleNamespace  # role -> account
    seats: SimpleNamespace  # role -> seat number

    def terms(self, **changes) -> Terms:
        """Four periods of a day each, from now; every ballot costs at most 100 credits."""
        now = boa.env.timestamp
        ends = {
            "applications_end": now + DAY,
            "review_end": now + 2 * DAY,
            "appeals_end": now + 2 * DAY,
            "voting_end": now + 3 * DAY,
            "claims_end": now + 4 * DAY,
        }
        if "review_end" in changes:
            ends["appeals_end"] = changes["review_end"]
        return replace(Terms(WORKSHOP, ETH, **ends), **changes)

    def open_round(self, **changes) -> int:
        """Open a round as its steward."""
        terms = self.terms(**changes)
        return self.funding.open_round(terms.values(), sender=self.actors.steward)

    def go_to(self, round_id: int, end: str) -> None:
        """Travel to the first second after a period, named by its field in the terms."""
        boa.env.timestamp = getattr(self.funding.terms(round_id), end)

    def apply(self, round_id: int, account: str, to: str | None = None, entries=()) -> int:
        """Apply with a project, paid to the applicant unless said otherwise."""
        return self.funding.apply(round_id, to or account, CONTENT, list(entries), sender=account)

    def approve(self, round_id: int, *projects: int) -> None:
        """Go to the review and approve the projects."""
        self.go_to(round_id, "applications_end")
        self.funding.approve(round_id, list(projects), REASON, sender=self.actors.reviewer)

    def cast(self, round_id: int, account: str, votes: dict, previous: dict | None = None) -> None:
        """Cast a ballot given as project -> votes."""
        self.funding.cast_ballot(
            round_id, allocations(votes), allocations(previous or {}), sender=account
        )

    def voting_round(self, *, projects: int = 3, pot: int = 0, **changes) -> int:
        """A round of approved projects at the first second of its voting, with ETH in its pot."""
        round_id = self.open_round(**changes)
        applicants = (self.actors.applicant, self.actors.maker, self.actors.baker)
        for account in applicants[:projects]:
            self.apply(round_id, account)
        self.approve(round_id, *range(1, projects + 1))
        self.go_to(round_id, "review_end")
        if pot:
            self.funding.fund(round_id, pot, value=pot, sender=self.actors.sponsor)
        return round_id

    def settled_round(self, votes: dict, *, pot: int = 100, **changes) -> int:
        """A settled round in which one voter cast `votes`."""
        round_id = self.voting_round(pot=pot, **changes)
        self.cast(round_id, self.actors.voter, votes)
        self.go_to(round_id, "voting_end")
        self.funding.settle(round_id)
        return round_id

    def confirmed_entry(self, provider: str, *, confirmed: bool = True) -> bytes:
        """An hour of work for the reviewer, recorded and confirmed."""
        receiver, now = self.seats.reviewer, boa.env.timestamp
        entry = self.ledger.record_work(
            WORKSHOP, receiver, 0, 3_600, now, EVIDENCE, sender=provider
        )
        if confirmed:
            self.ledger.confirm(entry, sender=self.actors.reviewer)
        return entry

    def token(self, kind: str = "TokenMock", *arguments, sponsor: str | None = None) -> Any:
        """A token of six decimals; the sponsor owns plenty and has approved it."""
        token, account = deploy_mock(kind, 6, *arguments), sponsor or self.actors.sponsor
        token.mint(account, 10**15)
        token.approve(self.funding.address, 10**15, sender=account)
        return token


def events(contract, name: str) -> list:
    """The events of one name that the last call of `contract` gave, its callees' included."""
    return [event for event in contract.get_logs() if type(event).__name__ == name]


def the_event(contract, name: str) -> dict:
    """The fields of the only event of that name, without the address it came from."""
    [event] = events(contract, name)
    return {field: content for field, content in event._asdict().items() if field != "address"}
