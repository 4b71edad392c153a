# SPDX-License-Identifier: Apache-2.0
"""What machines of every mechanism do with funding rounds, except to vote or to give.

An oracle predicts every refusal and every figure. In the end, whatever was reached, a bounded
sequence of calls that anybody may make empties the contract (S-7).
"""

from collections import Counter, defaultdict

import boa
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)

from tests.reference.refusal import Refused
from tests.reference.rounds import (
    APPLICATIONS,
    APPROVED,
    CANCELLED,
    CLAIMS,
    ETH,
    PENDING,
    REJECTED,
    REVIEW,
    TO_SETTLE,
    TO_SWEEP,
    Rounds,
)
from tests.stateful.funding_world import CONTENT, ROOT, World

HOUR = 3_600
LONG = 100  # examples
REASON = bytes([0x4E] * 32)
RECIPIENT = {  # the field that names it; the treasury where there is none
    "Claimed": "payout_address",
    "Refunded": "sponsor",
    "RoundSwept": "to",
    "TopUpReturned": "sponsor",
}
MUST_SUCCEED = frozenset({"open_round", "fund", "apply", "review", "settle", "Claimed"})

members = st.integers(0, 7)
NO_ROUND = -1
IN_STATE = 1_000  # and more: prefer a round in which the call is due
rounds = st.sampled_from([*range(10), NO_ROUND])
due_rounds = st.sampled_from([*range(3), *range(IN_STATE, IN_STATE + 9), NO_ROUND])
projects = st.integers(0, 5)
amounts = st.sampled_from([0, 1, 2, 99, 10**6, 10**21])
hours = st.lists(st.sampled_from([1, 1, 1, 2, 0]), min_size=4, max_size=4).map(
    lambda lengths: [*lengths[:2], lengths[0] // 2, *lengths[2:]]  # appeals have no least length
)


class RoundMachine(RuleBasedStateMachine):
    """Every call is made of the contract and of the oracle; both accept or refuse it alike."""

    pool: str
    oracle_of: type[Rounds]
    must_succeed = MUST_SUCCEED
    reached_in_long: frozenset[str] = frozenset()  # by runs of a hundred examples and more
    world: World
    outcomes: Counter

    def attempt(self, name, expected, call):
        """Make a call on both sides."""
        try:
            expected()
        except Refused as refusal:
            with boa.reverts(str(refusal)):
                call()
            self.outcomes[str(refusal)] += 1
        else:
            call()
            self.outcomes[name] += 1
            self.moved = True

    def pay(self, event, round_id, expected, call):
        """Attempt what pays: one event, that much for its recipient, nothing else moved (S-6)."""
        token = self.token_of(round_id)

        def checked():
            before = self.world.balances(token)
            call()
            [log] = [log for log in self.contract.get_logs() if type(log).__name__ == event]
            before[self.contract.address] -= log.amount
            before[getattr(log, RECIPIENT[event], self.world.treasury)] += log.amount
            assert self.world.balances(token) == before

        self.attempt(event, expected, checked)

    def token_of(self, round_id):
        """What a round holds; ETH where there is no such round."""
        this = self.oracle.rounds.get(round_id)
        return ETH if this is None else this.terms.token

    def value(self, round_id, amount):
        """The ETH that a call must carry to bring an amount."""
        return amount if self.token_of(round_id) == ETH else 0

    def round(self, number, state=None):
        """A round by its place, or one that does not exist, or if possible one in a state."""
        existing, now = self.oracle.rounds, boa.env.timestamp
        if number == NO_ROUND:
            return len(existing) + 1
        ready = [each for each in existing if existing[each].state(now) == state]
        choice = ready if ready and number >= IN_STATE else list(existing)
        self.touched = choice[number % len(choice)]
        return self.touched

    def begin_with(self, *openings):
        """Two rounds in different tokens with money and applications."""
        self.contract, self.oracle = self.world.contract, self.new_oracle()
        self.donated = defaultdict(int)
        self.touched, self.moved = 1, True
        boa.env.timestamp = self.world.start + 1_000
        for number, opening in enumerate(openings):
            self.open_round(0, *opening)
            self.fund(number, 0, 10**6 + 1)
            for applicant in (3, 4, 5):
                self.apply(number, applicant, None)

    def new_oracle(self):
        """The mechanism in plain Python."""
        return self.world.oracle(self.oracle_of)

    def open(self, by, in_token, lengths, kind, *rest):
        """Open a round under the terms of a mechanism."""
        now, caller, ends = boa.env.timestamp, self.world.members[by], []
        for length in lengths:
            ends.append((ends or [now])[-1] + length * HOUR)
        token = self.world.token.address if in_token else ETH
        terms = kind(ROOT, token, *ends, 1, *rest)
        self.attempt(
            "open_round",
            lambda: self.oracle.open_round(now, caller, terms),
            lambda: self.contract.open_round(terms.values(), sender=caller),
        )

    # Calls

    @rule(number=rounds, sponsor=st.integers(0, 2), amount=amounts)
    def fund(self, number, sponsor, amount):
        round_id, giver = self.round(number), self.world.sponsors[sponsor]
        value = self.value(round_id, amount)
        self.attempt(
            "fund",
            lambda: self.oracle.fund(boa.env.timestamp, giver, round_id, amount),
            lambda: self.contract.fund(round_id, amount, value=value, sender=giver),
        )

    @rule(in_token=st.booleans(), amount=st.integers(1, 10**6))
    def donate(self, in_token, amount):
        token = self.world.token.address if in_token else ETH
        self.world.donate(token, amount)
        self.donated[token] += amount

    @rule(number=due_rounds, by=members, cited=st.none() | st.integers(0, 7))
    def apply(self, number, by, cited):
        round_id, caller = self.round(number, APPLICATIONS), self.world.members[by]
        entries = [] if cited is None else [self.world.entries[cited]]
        self.attempt(
            "apply",
            lambda: self.oracle.apply(boa.env.timestamp, caller, round_id, caller, entries),
            lambda: self.contract.apply(round_id, caller, CONTENT, entries, sender=caller),
        )

    @rule(
        number=due_rounds,
        by=st.sampled_from([1, 1, 2, 5]),
        project=projects,
        status=st.sampled_from([APPROVED, APPROVED, REJECTED]),
    )
    def review(self, number, by, project, status):
        round_id, caller = self.round(number, REVIEW), self.world.members[by]

        def call():
            if status == APPROVED:
                self.contract.approve(round_id, [project], REASON, sender=caller)
            else:
                self.contract.reject(round_id, project, REASON, sender=caller)

        self.attempt(
            "review",
            lambda: self.oracle.review(boa.env.timestamp, caller, round_id, project, status),
            call,
        )

    @rule(
        number=due_rounds,
        by=members,
        seat=st.integers(1, 8),
        conflicts=st.sets(st.integers(1, 3), max_size=2),
    )
    def set_conflicts(self, number, by, seat, conflicts):
        round_id, caller = self.round(number, REVIEW), self.world.members[by]
        bits = sum(1 << project - 1 for project in conflicts)
        self.attempt(
            "set_conflicts",
            lambda: self.oracle.set_conflicts(boa.env.timestamp, caller, round_id, seat, conflicts),
            lambda: self.contract.set_conflicts(round_id, seat, bits, REASON, sender=caller),
        )

    @rule(number=rounds, by=st.sampled_from([0, 4, 4, 4, 5, 6, 7]))
    def cancel_round(self, number, by):
        round_id, caller = self.round(number), self.world.members[by]
        self.attempt(
            "cancel_round",
            lambda: self.oracle.cancel_round(caller, round_id),
            lambda: self.contract.cancel_round(round_id, sender=caller),
        )

    @rule(number=due_rounds)
    def settle(self, number):
        round_id = self.round(number, TO_SETTLE)
        self.attempt(
            "settle",
            lambda: self.oracle.settle(boa.env.timestamp, round_id),
            lambda: self.contract.settle(round_id),
        )

    @rule(number=due_rounds, project=projects)
    def claim(self, number, project):
        round_id = self.round(number, CLAIMS)
        self.pay(
            "Claimed",
            round_id,
            lambda: self.oracle.claim(boa.env.timestamp, round_id, project),
            lambda: self.contract.claim(round_id, project),
        )

    @rule(number=due_rounds)
    def sweep(self, number):
        round_id = self.round(number, TO_SWEEP)
        self.pay(
            "RoundSwept",
            round_id,
            lambda: self.oracle.sweep(boa.env.timestamp, round_id),
            lambda: self.contract.sweep(round_id),
        )

    @rule(number=due_rounds, sponsor=st.integers(0, 2))
    def refund(self, number, sponsor):
        round_id, giver = self.round(number, CANCELLED), self.world.sponsors[sponsor]
        self.pay(
            "Refunded",
            round_id,
            lambda: self.oracle.refund(round_id, giver),
            lambda: self.contract.refund(round_id, giver),
        )

    @rule(number=rounds, into=st.sampled_from(range(10)), sponsor=st.integers(0, 2))
    def carry_over(self, number, into, sponsor):
        late = [n for n, r in self.oracle.rounds.items() if sum(r.late.values())]
        round_id = late[number % len(late)] if late else self.round(number)
        next_id, giver = self.round(into), self.world.sponsors[sponsor]
        self.attempt(
            "carry_over",
            lambda: self.oracle.carry_over(boa.env.timestamp, round_id, next_id, giver),
            lambda: self.contract.carry_over(round_id, next_id, giver),
        )

    @rule(number=rounds, sponsor=st.integers(0, 2), by=st.integers(0, 2))
    def return_top_up(self, number, sponsor, by):
        round_id, giver = self.round(number, TO_SWEEP), self.world.sponsors[sponsor]
        caller = self.world.sponsors[by] if by else giver
        self.pay(
            "TopUpReturned",
            round_id,
            lambda: self.oracle.return_top_up(caller, round_id, giver),
            lambda: self.contract.return_top_up(round_id, giver, sender=caller),
        )

    @rule(number=rounds, shift=st.sampled_from([-1, 0, 0, 0, 1]))
    def travel(self, number, shift):
        """To the next end of a period of some round, or a second beside it."""
        self.touched = number % len(self.oracle.rounds) + 1
        terms = self.oracle.rounds[self.touched].terms
        ends = (
            terms.applications_end,
            terms.review_end,
            terms.appeals_end,
            terms.voting_end,
            terms.claims_end,
        )
        later = (end + shift for end in ends if end + shift > boa.env.timestamp)
        boa.env.timestamp = next(later, boa.env.timestamp + 1)
        self.moved = True

    @rule(by=st.integers(3, 5))
    def leave_or_return(self, by):
        member = self.world.members[by]
        seat = self.oracle.seats[member]
        if seat.active:
            self.world.membership.leave(sender=member)
        else:
            self.world.membership.admit([member], seat.kind, sender=self.world.owner)
            seat.joined_at = boa.env.timestamp
        seat.active = not seat.active

    # What always holds

    @invariant()
    def money_is_where_the_books_say(self):
        """S-3, S-4, S-5: what rounds hold, what was donated, and nothing else."""
        for token in (ETH, self.world.token.address):
            held = self.oracle.held(token)
            assert self.held(token) == held
            balance = self.world.balance(token, self.contract.address)
            assert balance == held + self.donated[token]

    def held(self, token):
        """What the contract's books hold of a token."""
        return self.contract.held(token)

    @invariant()
    def last_round_agrees(self):
        """S-1, S-2, F-1, F-3, F-5, F-9 for the round of the last call, if it changed anything."""
        if self.moved:
            self.compare(self.touched)
        self.moved = False

    def compare(self, round_id):
        this = self.oracle.rounds[round_id]
        assert self.contract.state(round_id) == this.state(boa.env.timestamp)
        pot, paid = self.contract.pot(round_id), self.contract.paid(round_id)
        assert (pot, paid) == (this.pot, this.paid)
        assert paid <= pot
        self.compare_count(round_id, this)

    def compare_count(self, round_id, this):
        """What the mechanism counts."""
        raise NotImplementedError

    # What is reached in the end

    def teardown(self):
        if not hasattr(self, "oracle"):
            return
        for round_id, this in self.oracle.rounds.items():
            self.compare(round_id)
            self.compare_seats(round_id, this)
        for round_id in sorted(self.oracle.rounds, key=self.voting_end):
            self.empty(round_id)
        for token in (ETH, self.world.token.address):
            assert self.held(token) == self.oracle.held(token) == 0
            balance = self.world.balance(token, self.contract.address)
            assert balance == self.donated[token]

    def voting_end(self, round_id):
        return self.oracle.rounds[round_id].terms.voting_end

    def compare_seats(self, round_id, this):
        """Every application and mark of a claim (F-6, F-10)."""
        for seat in (each.number for each in self.oracle.seats.values()):
            assert self.contract.project_of(round_id, seat) == this.project_of(seat)
        for project, seat in this.applicants.items():
            status = this.reviews.get(project, PENDING)
            application = (seat, this.payout_addresses[project], status, 1, False, 0)
            assert tuple(self.contract.application(round_id, project)) == application
            self.compare_claims(round_id, this, project)

    def compare_claims(self, round_id, this, project):
        """The mark of a project's claim."""
        assert self.contract.is_claimed(round_id, project) == (project in this.claimed)

    def empty(self, round_id):
        """S-7: refunds, or settlement, claims and sweep."""
        this, number = self.oracle.rounds[round_id], round_id - 1
        for place in (0, 1, 2):
            self.return_top_up(number, place, 0)
        if this.cancelled:
            self.give_back(number)
            return
        boa.env.timestamp = max(boa.env.timestamp, this.terms.voting_end)
        self.settle(number)
        if boa.env.timestamp < this.terms.claims_end:
            for project in this.applicants:
                self.claim(number, project)
            self.after_claims(round_id, this)
        boa.env.timestamp = max(boa.env.timestamp, this.terms.claims_end)
        self.sweep(number)
        assert this.pot == this.paid

    def give_back(self, number):
        """Let everybody who gave to a cancelled round have it back."""
        for place in (0, 1, 2):
            self.refund(number, place)

    def after_claims(self, round_id, this):
        """What holds once every project has claimed."""


def run(machine):
    """Run a machine to its end; what it must reach was reached, and something was refused."""
    machine.world, machine.outcomes = World(machine.pool), Counter()
    run_state_machine_as_test(machine)
    outcomes = machine.outcomes
    refusals = {outcome for outcome in outcomes if ":" in outcome}
    is_long = settings().max_examples >= LONG
    needed = machine.must_succeed | (machine.reached_in_long if is_long else set())
    assert needed - outcomes.keys() == set(), outcomes
    assert refusals, outcomes
