# SPDX-License-Identifier: Apache-2.0
"""Matching rounds under any mix of calls: gifts, pledges of several sponsors, cancellations."""

import boa
from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule

from tests.reference.matching import Matching, MatchingTerms
from tests.reference.rounds import APPROVED, CANCELLED, CLAIMS, VOTING
from tests.stateful.round_machine import (
    IN_STATE,
    MUST_SUCCEED,
    RECIPIENT,
    RoundMachine,
    amounts,
    due_rounds,
    hours,
    members,
    projects,
    rounds,
    run,
)

RECIPIENT |= {"PledgeReturned": "sponsor", "GiftRefunded": "donor"}
PLAIN, BAD_CAP = (False, False, 0), 99
# Whether lone gifts are matched, whether gifts bound the match, cap in basis points.
rules = st.sampled_from(
    [PLAIN, PLAIN, (True, False, 0), (False, True, 4_000), (True, True, BAD_CAP)]
)
given = st.sampled_from([1, 2, 77, 10**6, 10**18])


class MatchingRounds(RoundMachine):
    """Gifts and pledges, beside what every machine does."""

    pool, oracle_of = "MatchingFunding", Matching
    must_succeed = MUST_SUCCEED | {"give", "pledge"}

    @initialize(in_token=st.booleans(), periods=st.sampled_from([2, 2, 2, 1, 0, 3, 4]), rule=rules)
    def begin(self, in_token, periods, rule):
        """Two rounds in different tokens; the first is led through some of its periods."""
        first, fits = (in_token, [1, 1, 0, 1, 1], 3, PLAIN), rule if rule[2] != BAD_CAP else PLAIN
        self.begin_with(first, (not in_token, [2, 1, 0, 2, 1], 3, fits))
        self.pledge(0, 1, 900, 2, 1)
        self.lead(periods)

    def lead(self, periods):
        """Lead the first round on; every step may be done by hand as well."""
        steps = [
            lambda: self.travel(0, 0),
            lambda: [self.review(0, 1, project, APPROVED) for project in (1, 2)],
            lambda: self.travel(0, 0),
            lambda: self.give(0, 3, 2, 100),
            lambda: self.give(0, 7, 2, 300),
            lambda: self.travel(1, 0),  # the end of the second round's applications
            lambda: self.settle(0),
        ]
        for step in steps[: (0, 1, 4, 5, 7)[periods]]:
            step()

    @rule(
        by=members,
        in_token=st.booleans(),
        lengths=hours,
        chambers=st.sampled_from([1, 2, 3, 3, 3, 4]),
        rule=rules,
    )
    def open_round(self, by, in_token, lengths, chambers, rule):
        self.open(by, in_token, lengths, MatchingTerms, chambers, *rule)

    @rule(
        number=rounds,
        sponsor=st.integers(0, 2),
        amount=amounts,
        matched=st.integers(0, 3),
        per_raised=st.integers(0, 3),
    )
    def pledge(self, number, sponsor, amount, matched, per_raised):
        round_id, giver = self.round(number), self.world.sponsors[sponsor]
        ratio, now = (matched, per_raised), boa.env.timestamp
        self.attempt(
            "pledge",
            lambda: self.oracle.pledge(now, giver, round_id, amount, *ratio),
            lambda: self.contract.pledge(
                round_id, amount, *ratio, value=self.value(round_id, amount), sender=giver
            ),
        )

    @rule(number=due_rounds, by=members, project=projects, amount=given)
    def give(self, number, by, project, amount):
        round_id, caller = self.round(number, VOTING), self.world.members[by]
        self.attempt(
            "give",
            lambda: self.oracle.give(boa.env.timestamp, caller, round_id, project, amount),
            lambda: self.contract.give(
                round_id, project, amount, value=self.value(round_id, amount), sender=caller
            ),
        )

    @rule(by=members, project=st.integers(1, 2), amount=given)
    def give_where_there_is_time(self, by, project, amount):
        """Gifts decide all that follows, so they come twice as often."""
        self.give(IN_STATE, by, project, amount)

    @rule(number=due_rounds, pledge=st.integers(0, 2) | st.just(17))
    def return_pledge(self, number, pledge):
        round_id = self.round(number, CLAIMS)
        self.pay(
            "PledgeReturned",
            round_id,
            lambda: self.oracle.return_pledge(round_id, pledge),
            lambda: self.contract.return_pledge(round_id, pledge),
        )

    @rule(number=due_rounds, project=projects, seat=st.integers(1, 8))
    def refund_gift(self, number, project, seat):
        round_id = self.round(number, CANCELLED)
        self.pay(
            "GiftRefunded",
            round_id,
            lambda: self.oracle.refund_gift(round_id, project, seat),
            lambda: self.contract.refund_gift(round_id, project, seat),
        )

    def compare_count(self, round_id, this):
        """F-2: pledges, and gifts with their donors and roots."""
        for project in () if this.cancelled else this.applicants:
            given = this.given(project)
            found = (sum(given), len(given), this.roots(project))
            assert tuple(self.contract.gifts(round_id, project)) == found
        assert self.contract.pledge_count(round_id) == len(this.pledges)

    def compare_seats(self, round_id, this):
        """F-3: what each project would get, or gets, and what is called up of each pledge."""
        super().compare_seats(round_id, this)
        for number, pledge in enumerate(this.pledges, start=1):
            made = (pledge.sponsor, pledge.deposit, pledge.matched, pledge.per_raised)
            assert tuple(self.contract.pledges(round_id, number)) == made
        if this.cancelled:
            return
        for project in this.applicants:
            assert self.contract.payout(round_id, project) == this.payout(project)
        if not this.settled:
            found = this.matched()
            pot = found.sponsored + sum(found.called())
            assert self.contract.matching_pot(round_id) == pot

    def after_claims(self, round_id, this):
        """F-4: what sponsors keep goes back, and only dust or what gifts did not call for stays."""
        for number, pledge in enumerate(this.pledges, start=1):
            if pledge.deposit:
                self.return_pledge(round_id - 1, number)
        winners = sum(this.payout(project) > 0 for project in this.applicants)
        is_shared = this.matched().weights() and not (this.terms.constrained or this.terms.cap_bps)
        assert this.pot - this.paid < max(winners, 1) or not is_shared

    def give_back(self, number):
        super().give_back(number)
        for (project, seat), amount in list(self.oracle.rounds[number + 1].gifts.items()):
            if amount:
                self.refund_gift(number, project, seat)


def test_matching__any_history__agrees_with_the_oracle():
    """F-2, F-3, F-4, F-5, F-6, F-9, F-10, S-1, S-2, S-3, S-4, S-5, S-6, S-7."""
    run(MatchingRounds)
