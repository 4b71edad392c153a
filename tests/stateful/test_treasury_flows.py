# SPDX-License-Identifier: Apache-2.0
"""The treasury against its plain-Python twin, with every odd token.

S-3  nothing is owed by the treasury, so what it holds is all that came less all that left.
S-6  each unit that leaves is matched by exactly one event with its amount and recipient.
T-6  only the owner of the moment makes anything leave.
"""

from collections import Counter
from types import SimpleNamespace

import boa
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from tests.reference.treasury import ETH, Kind, Treasury
from tests.suite import account, agree, deploy_mock, deploy_treasury

OUTCOMES = Counter()
PAYROLL, MEMO = 4, bytes([0x3E] * 32)
START = 10**6
AMOUNTS = st.one_of(st.integers(0, START // 4), st.sampled_from((1, START, START + 1, 2**256 - 1)))
NAMES = ("owner", "successor", "payee", "outsider")
TOKENS = {
    "TokenMock": (Kind.PLAIN, 18),
    "MissingReturnTokenMock": (Kind.PLAIN, 6),
    "FalseReturningTokenMock": (Kind.REFUSING, 18),
    "FeeTokenMock": (Kind.FEE, 18, 250),
    "SurchargeTokenMock": (Kind.SURCHARGE, 18, 1),
}


def deploy():
    """A treasury with ETH and five kinds of token, and a pool for each."""
    actors = {name: account(name) for name in NAMES}
    treasury = deploy_treasury(actors["owner"])
    boa.env.set_balance(treasury.address, START)
    kinds, tokens, pools = {ETH: Kind.ETH}, {}, {ETH: deploy_mock("PoolMock", ETH, 10_000).address}
    for name, (kind, *arguments) in TOKENS.items():
        token = deploy_mock(name, *arguments)
        token.mint(treasury.address, START)
        kinds[token.address], tokens[token.address] = kind, token
        pools[token.address] = deploy_mock("PoolMock", token.address, 10_000).address
    return SimpleNamespace(
        actors=actors, treasury=treasury, kinds=kinds, tokens=tokens, pools=pools
    )


class Spending(RuleBasedStateMachine):
    """Everybody tries to spend; money comes in; the owner changes; a token bars an account."""

    stage: SimpleNamespace  # deployed once; every history starts from there

    @initialize()
    def begin(self):
        for name, part in vars(self.stage).items():
            setattr(self, name, part)
        self.twin = Treasury(
            self.treasury.address, self.actors["owner"], self.kinds, set(self.pools.values())
        )
        for asset in self.kinds:
            self.twin.receive(asset, START)
        self.events = []
        self.checked = ()  # what had come and left at the last look at every balance

    def agree(self, twin, call):
        agree(OUTCOMES, twin, call)
        self.events += self.treasury.get_logs()

    def asset(self, data):
        """Mostly one that the treasury holds, sometimes an account without code."""
        return data.draw(st.sampled_from([*self.kinds, *self.kinds, self.actors["outsider"]]))

    def caller(self, data):
        """Mostly the owner of the moment."""
        return data.draw(st.sampled_from([self.twin.owner] * 12 + list(self.actors.values())))

    @rule(data=st.data(), amount=AMOUNTS)
    def pay(self, data, amount):
        places = [self.actors["payee"]] * 4 + [ETH, self.treasury.address]
        caller, token, to = self.caller(data), self.asset(data), data.draw(st.sampled_from(places))
        self.agree(
            lambda: self.twin.pay(caller, token, to, amount),
            lambda: self.treasury.pay(token, to, amount, PAYROLL, MEMO, sender=caller),
        )

    @rule(data=st.data(), amount=AMOUNTS)
    def fund(self, data, amount):
        caller, token = self.caller(data), self.asset(data)
        fitting = self.pools.get(token, self.pools[ETH])
        places = [fitting] * 6 + [ETH, self.treasury.address, self.actors["payee"]]
        pool = data.draw(st.sampled_from(places))
        self.agree(
            lambda: self.twin.fund(caller, pool, token, amount),
            lambda: self.treasury.fund(pool, 1, token, amount, sender=caller),
        )

    @rule(data=st.data(), amount=st.integers(0, START))
    def give(self, data, amount):
        asset = data.draw(st.sampled_from(sorted(self.kinds)))
        if asset == ETH:
            boa.env.raw_call(self.treasury.address, self.actors["outsider"], value=amount)
        else:
            self.tokens[asset].mint(self.treasury.address, amount)
        self.twin.receive(asset, amount)

    @rule(data=st.data(), new_owner=st.sampled_from(("owner", "successor", "successor", "nobody")))
    def transfer_ownership(self, data, new_owner):
        caller, heir = self.caller(data), self.actors.get(new_owner, ETH)
        self.agree(
            lambda: self.twin.transfer_ownership(caller, heir),
            lambda: self.treasury.transfer_ownership(heir, sender=caller),
        )

    @rule(barred=st.booleans())
    def bar(self, barred):
        [token] = [t for t, kind in self.kinds.items() if kind is Kind.REFUSING]
        for place in (self.actors["payee"], self.pools[token]):
            self.tokens[token].refuse(place, barred)
            (self.twin.barred.add if barred else self.twin.barred.discard)(place)

    @invariant()
    def books_balance_and_no_pool_keeps_an_allowance(self):
        """S-3."""
        moved = (self.twin.came.total(), len(self.twin.left))
        if self.checked == moved:
            return  # a refused call changes nothing: the chain sees to that
        self.checked = moved
        for asset in self.kinds:
            gone = sum(amount for _, token, amount in self.twin.left if token == asset)
            held = self.twin.came[asset] - gone
            assert self.treasury.balance_of(asset) == self.twin.held[asset] == held
        for asset, token in self.tokens.items():
            assert token.allowance(self.treasury.address, self.pools[asset]) == 0

    @invariant()
    def every_unit_that_left_has_one_event(self):
        """S-6."""
        told = []
        for event in self.events:
            if type(event).__name__ == "Paid":
                told.append((event.to, event.token, event.amount))
            elif type(event).__name__ == "RoundFunded":
                told.append((event.pool, event.token, event.amount))
        assert told == self.twin.left

    def teardown(self):
        """What left arrived, less a token's own fee."""
        for asset, token in self.tokens.items():
            for place in (self.actors["payee"], self.pools[asset]):
                sent = [n for to, t, n in self.twin.left if (to, t) == (place, asset)]
                fee_bps = 250 if self.kinds[asset] is Kind.FEE else 0
                assert token.balanceOf(place) == sum(n - n * fee_bps // 10_000 for n in sent)


def test_treasury__any_history__agrees_with_its_twin():
    """S-3, S-6, T-6."""
    Spending.stage = deploy()
    run_state_machine_as_test(Spending)
    assert OUTCOMES["accepted"], OUTCOMES
    assert OUTCOMES["refused"], OUTCOMES
