# SPDX-License-Identifier: Apache-2.0
"""The roll under any mix of admissions, departures, marks, terms, notices and recoveries.

The oracle keeps a list of stays, and when a seat acted in each; it predicts every refusal, seat
word, vote, and count of every second, under any terms of belonging.
"""

from collections import Counter

import boa
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from tests.reference.membership import NOBODY, ORGANISATION, PERSON, Refused, Roll, Terms
from tests.suite import CHARTER, GENESIS, account, accounts, deploy_membership, deploy_mock

POOL = 6
REREAD = 12  # past seconds that are read once more at the end
SEASON = 7_200
crowd = st.integers(0, POOL - 1)
kinds = st.sampled_from([PERSON, PERSON, PERSON, ORGANISATION, ORGANISATION, 3])
MOVES = ("approve", "setApprovalForAll", "transferFrom", "safeTransferFrom")
outcomes = Counter()


class Membership(RuleBasedStateMachine):
    """The contract and the oracle, side by side."""

    @initialize(
        began=st.sampled_from([0, 1_000, SEASON - 1, 5 * SEASON + 1]),
        delay=st.sampled_from([0, 60, SEASON]),
        rules=st.sampled_from([(0, 0), (1, 0), (2, 0), (3, 0), (1, 2), (2, 3), (3, 5)]),
    )
    def deploy(self, began, delay, rules):
        boa.env.timestamp = GENESIS + began
        self.owner = account("owner")
        self.crowd = accounts("member", POOL)
        terms = Terms(delay, *rules, notice_seconds=3_600)
        self.contract = deploy_membership(
            self.crowd[:2], self.crowd[2:3], owner=self.owner, season_seconds=SEASON, terms=terms
        )
        self.roll = Roll(self.owner, terms, SEASON, GENESIS)
        self.recorder = deploy_mock("EligibilityMock").address  # any contract with code will do
        self.contract.set_powers(self.recorder, 3, sender=self.owner)
        self.roll.recorders.add(self.recorder)
        self.roll.admitters.add(self.recorder)
        self.roll.admit(self.owner, self.crowd[:2], PERSON, boa.env.timestamp)
        self.roll.admit(self.owner, self.crowd[2:3], ORGANISATION, boa.env.timestamp)
        self.seen = {}  # past second -> counts, as first read

    def attempt(self, verb, *arguments, sender, and_hash=False):
        """Do it on both sides; they must accept or refuse it alike."""
        sent = (*arguments, CHARTER) if and_hash else arguments
        try:
            getattr(self.roll, verb)(sender, *arguments, boa.env.timestamp)
        except Refused as refusal:
            with boa.reverts(str(refusal)):
                getattr(self.contract, verb)(*sent, sender=sender)
            outcomes["refused"] += 1
        else:
            getattr(self.contract, verb)(*sent, sender=sender)
            outcomes["accepted"] += 1

    @rule(who=st.lists(crowd, min_size=1, max_size=3), kind=kinds)
    def admit(self, who, kind):
        self.attempt("admit", [self.crowd[n] for n in who], kind, sender=self.owner)

    @rule(who=crowd, kind=kinds, spoilt=st.sampled_from(["owner", "zero", "empty"]))
    def admit_wrongly(self, who, kind, spoilt):
        batch = {"owner": [self.crowd[who]], "zero": [self.crowd[who], NOBODY], "empty": []}
        sender = self.crowd[who] if spoilt == "owner" else self.owner
        self.attempt("admit", batch[spoilt], kind, sender=sender)

    @rule(who=st.lists(crowd, min_size=1, max_size=3))
    def leave(self, who):
        for member in who:
            self.attempt("leave", sender=self.crowd[member])

    @rule(seat=st.integers(0, POOL), recorder=st.sampled_from([True, True, False]))
    def mark(self, seat, recorder):
        self.attempt("mark", seat, sender=self.recorder if recorder else self.owner)

    @rule(who=crowd)
    def check_in(self, who):
        self.attempt("check_in", sender=self.crowd[who])

    @rule(who=crowd)
    def renew(self, who):
        self.attempt("renew", sender=self.crowd[who], and_hash=True)

    @rule(who=crowd, to=crowd, wrong=st.sampled_from([False, False, False, True]))
    def extend_or_delegate(self, who, to, wrong):
        self.attempt("extend", self.crowd[who], sender=self.crowd[to] if wrong else self.owner)
        self.attempt("delegate", NOBODY if wrong else self.crowd[to], sender=self.crowd[who])

    @rule(seat=st.integers(1, POOL), caller=crowd)
    def give_notice(self, seat, caller):
        sender = self.owner if caller < POOL - 1 else self.crowd[caller]
        self.attempt("give_notice", seat, sender=sender, and_hash=True)

    @rule(seat=st.integers(1, POOL), who=crowd, end=st.sampled_from(["withdraw", "appeal"]))
    def answer_notice(self, seat, who, end):
        if end == "withdraw":
            self.attempt("withdraw_notice", seat, sender=self.owner)
        else:
            self.attempt("appeal", sender=self.crowd[who], and_hash=True)

    @rule(seat=st.integers(1, POOL), by_owner=st.booleans(), later=st.sampled_from([0, 3_600]))
    def expel(self, seat, by_owner, later):
        boa.env.timestamp += later
        sender = self.owner if by_owner else account("outsider")
        self.attempt("expel", seat, sender=sender)

    @rule(seat=st.integers(0, POOL), to=crowd, by=st.sampled_from(["admitter"] * 4 + ["owner"]))
    def move_to_a_new_key(self, seat, to, by):
        sender = self.recorder if by == "admitter" else self.owner
        self.attempt("move", seat, self.crowd[to], sender=sender)

    @rule(new_owner=crowd)
    def hand_over(self, new_owner):
        self.contract.transfer_ownership(self.crowd[new_owner], sender=self.owner)
        self.owner = self.roll.owner = self.crowd[new_owner]
        outcomes["accepted"] += 1

    @rule(who=crowd, to=crowd, seat=st.integers(0, POOL + 1), move=st.sampled_from(MOVES))
    def try_to_transfer(self, who, to, seat, move):
        sender, receiver = self.crowd[who], self.crowd[to]
        arguments = {
            "approve": (receiver, seat),
            "setApprovalForAll": (receiver, True),
            "transferFrom": (sender, receiver, seat),
            "safeTransferFrom": (sender, receiver, seat, b"please"),
        }
        with boa.reverts("membership: seat is locked"):
            getattr(self.contract, move)(*arguments[move], sender=sender)
        outcomes["refused"] += 1

    @rule(seconds=st.sampled_from([1, 1, 2, 60, SEASON - 1, SEASON, SEASON, 2 * SEASON]))
    def wait(self, seconds):
        boa.env.timestamp += seconds

    @rule(back=st.sampled_from([1, 2, 60, SEASON, SEASON + 1, 3 * SEASON, 9 * SEASON]))
    def look_back(self, back):
        second = boa.env.timestamp - back
        counts = self.contract.active_at(second)
        assert counts == self.roll.active_at(second) == self.seen.setdefault(second, counts)

    @invariant()
    def the_last_second_is_counted_right(self):
        if not hasattr(self, "seen"):
            return
        second = boa.env.timestamp - 1
        counts = self.contract.active_at(second)
        assert counts == self.roll.active_at(second) == self.seen.setdefault(second, counts)

    def teardown(self):
        if not hasattr(self, "seen"):
            return
        now = boa.env.timestamp
        for member in self.crowd:
            assert self.contract.standing(member) == self.roll.standing(member)
            for second in (now - 1, now - SEASON, now - 3 * SEASON):
                assert self.contract.getPastVotes(member, second) == self.roll.votes(member, second)
            assert self.contract.getVotes(member) == self.roll.votes(member, now)
            assert self.contract.delegates(member) == self.delegate_of(member)
        assert self.contract.totalSupply() == sum(self.roll.active_at(now))
        self.check_holders()
        seen = [*self.seen.items()]
        for second, counts in seen[:: 1 + len(seen) // REREAD]:
            assert self.contract.active_at(second) == counts
        for second, counts in seen[-1:]:
            votes = sum(self.contract.getPastVotes(member, second) for member in self.crowd)
            assert votes <= sum(counts) == self.contract.getPastTotalSupply(second)
        with boa.reverts("membership: not yet past"):
            self.contract.active_at(now)

    def delegate_of(self, member):
        """Who may vote for a member: it alone, unless it named somebody."""
        if not self.roll.may_act(member, boa.env.timestamp):
            return NOBODY
        return self.roll.delegates.get(self.roll.seat(member), member)

    def check_holders(self):
        """Each seat has one account, and each account with an active seat owns that one."""
        seats = range(1, self.contract.seat_count() + 1)
        assert len(seats) == self.roll.seat_count
        for seat in seats:
            holder = self.contract.holder(seat)
            assert self.roll.seat(holder) == seat
            if self.roll.may_act(holder, boa.env.timestamp):
                assert self.contract.ownerOf(seat) == holder


def test_roll__any_history__agrees_with_the_list_of_stays():
    """M-1, M-2, M-3, M-4: seats and accounts one-to-one; counts right in every past second."""
    outcomes.clear()
    run_state_machine_as_test(Membership)
    short = outcomes.total() < 100  # a quick run may miss one of them
    assert short or min(outcomes["accepted"], outcomes["refused"]) > 20, outcomes
