# SPDX-License-Identifier: Apache-2.0
"""A stage for matching rounds, on top of that for retro rounds."""

from dataclasses import dataclass

import boa

from tests.reference.matching import MatchingTerms
from tests.reference.rounds import ETH
from tests.unit.funding.stage import DAY, WORKSHOP, Stage


@dataclass
class MatchingStage(Stage):
    """Leads a matching round through its periods; `funding` is the matching contract."""

    def terms(self, **changes) -> MatchingTerms:
        """Five periods of a day each, without appeals, from now."""
        now = boa.env.timestamp
        names = ("applications_end", "review_end", "appeals_end", "voting_end", "claims_end")
        ends = dict(zip(names, (now + days * DAY for days in (1, 2, 2, 3, 9)), strict=True))
        return MatchingTerms(**{"scope": WORKSHOP, "token": ETH, **ends, **changes})

    def giving_round(self, *, pot: int = 0, projects: int = 3, **changes) -> int:
        """A round of approved projects at the first second for gifts, with ETH to match them."""
        round_id, actors = self.open_round(**changes), self.actors
        for account in (actors.applicant, actors.maker, actors.baker)[:projects]:
            self.apply(round_id, account)
        self.approve(round_id, *range(1, projects + 1))
        self.go_to(round_id, "appeals_end")
        if pot:
            self.funding.fund(round_id, pot, value=pot, sender=actors.sponsor)
        return round_id

    def give(self, round_id: int, account: str, project: int, amount: int) -> None:
        """Give ETH."""
        self.funding.give(round_id, project, amount, value=amount, sender=account)

    def settle(self, round_id: int) -> None:
        """Settle once the time for gifts is over."""
        self.go_to(round_id, "voting_end")
        self.funding.settle(round_id)

    def payouts(self, round_id: int) -> list[int]:
        """What the three projects get."""
        return [self.funding.payout(round_id, project) for project in (1, 2, 3)]
