# SPDX-License-Identifier: Apache-2.0
"""Retro rounds under any mix of calls: two tokens, several rounds, donations, cancellations."""

import boa
from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule

from tests.reference.funding import Funding, Terms, allocations, ballot_hash
from tests.reference.rounds import APPROVED, VOTING
from tests.stateful.round_machine import (
    IN_STATE,
    MUST_SUCCEED,
    RoundMachine,
    due_rounds,
    hours,
    members,
    run,
)

votes = st.sampled_from([1, 1, 2, 3, 6, 10, -1, -3, -10, 0])
PLAIN = (0, False, 0, 0)
# Quorum, whether zeros count for it, cap in basis points, smallest award.
rules = st.sampled_from([PLAIN, PLAIN, (1, True, 0, 0), (2, False, 4_000, 0), (1, True, 5_000, 9)])


class RetroRounds(RoundMachine):
    """Ballots, beside what every machine does."""

    pool, oracle_of = "RetroFunding", Funding
    must_succeed = MUST_SUCCEED | {"cast_ballot"}

    @initialize(in_token=st.booleans(), periods=st.sampled_from([2, 2, 2, 1, 0, 3, 4]), rule=rules)
    def begin(self, in_token, periods, rule):
        """Two rounds in different tokens; the first is led through some of its periods."""
        first = (in_token, [1, 1, 0, 1, 1], 100, 3, True, PLAIN)
        self.begin_with(first, (not in_token, [2, 1, 0, 2, 1], 9, 3, False, rule))
        self.lead(periods)

    def lead(self, periods):
        """Lead the first round on; every step may be done by hand as well."""
        steps = [
            lambda: self.travel(0, 0),
            lambda: [self.review(0, 1, project, APPROVED) for project in (1, 2)],
            lambda: self.travel(0, 0),
            lambda: self.cast_ballot(0, 3, {2: 3}, True),
            lambda: self.cast_ballot(0, 7, {1: 6, 2: 1}, True),
            lambda: self.travel(1, 0),  # the end of the second round's applications
            lambda: self.settle(0),
        ]
        for step in steps[: (0, 1, 4, 5, 7)[periods]]:
            step()

    @rule(
        by=members,
        in_token=st.booleans(),
        lengths=hours,
        budget=st.sampled_from([0, 1, 9, 100]),
        chambers=st.sampled_from([1, 2, 3, 3, 3, 4]),
        negative=st.booleans(),
        rule=rules,
    )
    def open_round(self, by, in_token, lengths, budget, chambers, negative, rule):
        self.open(by, in_token, lengths, Terms, chambers, budget, negative, *rule)

    @rule(
        number=due_rounds,
        by=members,
        ballot=st.dictionaries(st.integers(1, 4), votes, max_size=4),
        knows=st.sampled_from([True, True, False]),
    )
    def cast_ballot(self, number, by, ballot, knows):
        round_id, caller = self.round(number, VOTING), self.world.members[by]
        this, seat = self.oracle.rounds.get(round_id), self.oracle.seats[caller].number
        last = this.ballots.get(seat, {}) if this and knows else {1: 1}
        words = allocations(ballot), allocations(last)
        self.attempt(
            "cast_ballot",
            lambda: self.oracle.cast_ballot(boa.env.timestamp, caller, round_id, ballot, last),
            lambda: self.contract.cast_ballot(round_id, *words, sender=caller),
        )

    @rule(by=members, ballot=st.dictionaries(st.integers(1, 2), votes, min_size=1))
    def vote(self, by, ballot):
        """Where there is a vote: ballots decide all that follows, so they come twice as often."""
        self.cast_ballot(IN_STATE, by, ballot, True)

    def compare_count(self, round_id, this):
        counted = [self.contract.votes(round_id, project) for project in this.applicants]
        assert counted == [this.votes(project) for project in this.applicants]
        heads = [self.contract.heads(round_id, project) for project in this.applicants]
        assert heads == [this.heads(project) for project in this.applicants]
        for ballot in this.ballots.values():
            assert sum(given**2 for given in ballot.values()) <= this.terms.budget

    def compare_seats(self, round_id, this):
        super().compare_seats(round_id, this)
        for seat in (each.number for each in self.oracle.seats.values()):
            kept = self.contract.ballot_hash(round_id, seat)
            assert kept == ballot_hash(this.ballots.get(seat, {}))

    def after_claims(self, round_id, this):
        """F-4: nothing but dust is left where nothing keeps it back."""
        winners = sum(this.votes(project) > 0 for project in this.applicants)
        is_shared = not (this.terms.quorum or this.terms.cap_bps) and winners
        assert this.pot - this.paid < winners or not is_shared


def test_rounds__any_history__agree_with_the_oracle():
    """F-1, F-3, F-4, F-5, F-6, F-9, F-10, S-1, S-2, S-3, S-4, S-5, S-6, S-7."""
    run(RetroRounds)
