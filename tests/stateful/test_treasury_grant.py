# SPDX-License-Identifier: Apache-2.0
"""Grants against their plain-Python twin, in ETH: a stream and one of three milestones.

S-3  what was paid, given back and is left is what came in; T-3  what is earned never falls.
E-1, E-2  a milestone is accepted or taken back, once.
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

from tests.reference.treasury_grant import Grant
from tests.suite import (
    account,
    agree,
    deploy_membership,
    deploy_scopes,
    deploy_treasury,
    source,
)

OUTCOMES = Counter()
ETH, DAY = "0x" + 40 * "0", 86_400
SHARES = (3_333, 1, 6_666)


class Granting(RuleBasedStateMachine):
    """Money comes in, time goes by, and everybody does what they may."""

    @initialize(by_milestones=st.booleans(), ahead=st.integers(0, 3))
    def begin(self, by_milestones, ahead):
        self.owner, self.steward, self.payee = map(account, ("owner", "steward", "payee"))
        scopes = deploy_scopes(
            deploy_membership([self.steward], owner=self.owner), owner=self.owner
        )
        now = boa.env.timestamp
        scopes.grant_role(1, 1, 1, now + 700 * DAY, sender=self.owner)
        self.treasury = deploy_treasury(self.owner, scopes)
        due = [(share, now + (n + 1) * 5 * DAY) for n, share in enumerate(SHARES)]
        milestones = due if by_milestones else []
        seconds = 0 if by_milestones else 20 * DAY
        start = now + ahead * DAY
        terms = (self.payee, ETH, 1, start, seconds, milestones)
        self.grant = source("treasury/Grant.vy").deploy(self.treasury, terms)
        self.twin = Grant(start, seconds, milestones, now)
        self.paid_before, self.earned_before = boa.env.get_balance(self.payee), 0

    def agree(self, twin, call):
        return agree(OUTCOMES, lambda: twin() and None, call)

    @rule(amount=st.integers(1, 10_007))
    def money_comes_in(self, amount):
        boa.env.set_balance(self.grant.address, boa.env.get_balance(self.grant.address) + amount)
        self.twin.received += amount

    @rule(hours=st.sampled_from((1, 7, 24, 100)))
    def time_goes_by(self, hours):
        boa.env.timestamp += hours * 3_600
        self.twin.now = boa.env.timestamp

    @rule()
    def withdraw(self):
        self.agree(self.twin.withdraw, lambda: self.grant.withdraw(self.payee))

    @rule()
    def give_back(self):
        self.agree(self.twin.give_back, self.grant.give_back)

    @rule(really=st.integers(0, 3))
    def stop(self, really):
        if not really:
            self.agree(self.twin.stop, lambda: self.grant.stop(sender=self.owner))

    @rule(number=st.integers(0, 3))
    def accept(self, number):
        self.agree(
            lambda: self.twin.accept(number),
            lambda: self.grant.accept(number, sender=self.steward),
        )

    @rule(number=st.integers(0, 3))
    def take_back(self, number):
        self.agree(lambda: self.twin.take_back(number), lambda: self.grant.take_back(number))

    @invariant()
    def books_agree(self):
        """S-3, T-3."""
        if not hasattr(self, "twin"):
            return
        twin, grant = self.twin, self.grant
        figures = (grant.received(), grant.earned(), grant.lost())
        assert figures == (twin.received, twin.earned(), twin.lost())
        assert figures[1] + figures[2] <= figures[0]
        assert twin.earned() >= self.earned_before
        self.earned_before = twin.earned()
        held = boa.env.get_balance(grant.address)
        assert held == twin.received - twin.withdrawn - twin.given_back
        assert boa.env.get_balance(self.payee) - self.paid_before == twin.withdrawn
        assert self.treasury.balance_of(ETH) == twin.given_back


def test_grant__any_history__agrees_with_its_twin():
    """S-3, T-3, E-1, E-2."""
    run_state_machine_as_test(Granting)
    assert OUTCOMES["accepted"], OUTCOMES
    assert OUTCOMES["refused"], OUTCOMES
