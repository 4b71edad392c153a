# SPDX-License-Identifier: Apache-2.0
"""The roll under any mix of admissions, departures, returns and attempts to move a seat.

The oracle keeps a list of stays; it predicts every refusal, seat word, and count of every second.
"""

from collections import Counter

import boa
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from tests.reference.membership import NOBODY, ORGANISATION, PERSON, Refused, Roll
from tests.suite import GENESIS, account, accounts, deploy_membership

POOL = 8
crowd = st.integers(0, POOL - 1)
kinds = st.sampled_from([PERSON, PERSON, PERSON, ORGANISATION, ORGANISATION, 3])
MOVES = ("approve", "setApprovalForAll", "transferFrom", "safeTransferFrom")
outcomes = Counter()


class Membership(RuleBasedStateMachine):
    """The contract and the oracle, side by side."""

    def __init__(self):
        super().__init__()
        boa.env.timestamp = GENESIS + 1_000
        self.owner = account("owner")
        self.crowd = accounts("member", POOL)
        self.contract = deploy_membership(self.crowd[:3], self.crowd[3:5], owner=self.owner)
        self.roll = Roll(self.owner)
        self.roll.admit(self.owner, self.crowd[:3], PERSON, boa.env.timestamp)
        self.roll.admit(self.owner, self.crowd[3:5], ORGANISATION, boa.env.timestamp)
        self.seen = {}  # past second -> counts, as first read
        self.holders = {}  # seat -> account, as first read

    def attempt(self, verb, *arguments, sender):
        """Do it on both sides; they must accept or refuse it alike."""
        try:
            getattr(self.roll, verb)(sender, *arguments, boa.env.timestamp)
        except Refused as refusal:
            with boa.reverts(str(refusal)):
                getattr(self.contract, verb)(*arguments, sender=sender)
            outcomes["refused"] += 1
        else:
            getattr(self.contract, verb)(*arguments, sender=sender)
            outcomes["accepted"] += 1

    @rule(who=st.lists(crowd, min_size=1, max_size=3), kind=kinds)
    def admit(self, who, kind):
        self.attempt("admit", [self.crowd[n] for n in who], kind, sender=self.owner)
        newest = self.roll.seat_count
        self.holders.setdefault(newest, self.contract.holder(newest))

    @rule(who=crowd, kind=kinds, spoilt=st.sampled_from(["owner", "zero", "empty"]))
    def admit_wrongly(self, who, kind, spoilt):
        batch = {"owner": [self.crowd[who]], "zero": [self.crowd[who], NOBODY], "empty": []}
        sender = self.crowd[who] if spoilt == "owner" else self.owner
        self.attempt("admit", batch[spoilt], kind, sender=sender)

    @rule(who=st.lists(crowd, min_size=1, max_size=3))
    def leave(self, who):
        for member in who:
            self.attempt("leave", sender=self.crowd[member])

    @rule(new_owner=crowd)
    def hand_over(self, new_owner):
        self.contract.transfer_ownership(self.crowd[new_owner], sender=self.owner)
        self.owner = self.roll.owner = self.crowd[new_owner]
        outcomes["accepted"] += 1

    @rule(who=crowd, to=crowd, seat=st.integers(0, POOL + 1), move=st.sampled_from(MOVES))
    def move(self, who, to, seat, move):
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

    @rule(seconds=st.sampled_from([1, 1, 1, 2, 3, 60]))
    def wait(self, seconds):
        boa.env.timestamp += seconds

    @rule(back=st.integers(1, 30))
    def look_back(self, back):
        second = boa.env.timestamp - back
        counts = self.contract.active_at(second)
        assert counts == self.roll.active_at(second) == self.seen.setdefault(second, counts)

    @invariant()
    def the_last_second_is_counted_right(self):
        second = boa.env.timestamp - 1
        counts = self.contract.active_at(second)
        assert counts == self.roll.active_at(second) == self.seen.setdefault(second, counts)

    def teardown(self):
        words = [self.contract.standing(member) for member in self.crowd]
        assert words == [self.roll.standing(member) for member in self.crowd]
        active = {member for member in self.crowd if self.contract.balanceOf(member)}
        assert len(active) == self.contract.totalSupply() == sum(self.now())
        self.check_holders(active)
        for second, counts in self.seen.items():
            assert self.contract.active_at(second) == counts
        with boa.reverts("membership: not yet past"):
            self.contract.active_at(boa.env.timestamp)

    def now(self):
        """The oracle's counts after the last step."""
        return self.roll.active_at(boa.env.timestamp)

    def check_holders(self, active):
        """Each seat has one account, the one it began with; active ones own their seats."""
        seats = range(1, self.contract.seat_count() + 1)
        holders = {seat: self.contract.holder(seat) for seat in seats}
        assert holders == {self.roll.seat(member): member for member in holders.values()}
        assert self.holders.items() <= {0: NOBODY, **holders}.items()
        owned = {self.contract.ownerOf(seat) for seat in seats if holders[seat] in active}
        assert owned == active


def test_roll__any_history__agrees_with_the_list_of_stays():
    """M-1, M-2, M-3, M-4: seats and accounts one-to-one, for ever; counts right in every second."""
    outcomes.clear()
    run_state_machine_as_test(Membership)
    short = outcomes.total() < 100  # a quick run may miss one of them
    assert short or min(outcomes["accepted"], outcomes["refused"]) > 20, outcomes
