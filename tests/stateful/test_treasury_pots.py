# SPDX-License-Identifier: Apache-2.0
"""Pots, batches, streams and milestones against their plain-Python twin, in ETH.

S-3  the balance covers what was promised; S-6 what payees got is what the twin paid them.
T-1, T-2  a pot spends at most its cap in a period, however many stewards spend it.
T-3  a stream's withdrawn <= earned <= deposit, and what is earned never falls.
T-4  whoever lost the mandate spends nothing.
E-1, E-2  a milestone ends once, and in one way.
"""

from collections import Counter
from types import SimpleNamespace

import boa
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.reference.treasury_pots import Milestone, Pot, Pots, Stream
from tests.suite import (
    account,
    agree,
    deploy_membership,
    deploy_mock,
    deploy_scopes,
    deploy_treasury,
)
from tests.unit.treasury.stage import packed

OUTCOMES = Counter()
ETH, MEMO = "0x" + 40 * "0", bytes([0x3E] * 32)
HELD, HOUR, DAY = 3_000, 3_600, 86_400
NAMES = ("owner", "guardian", "steward", "colleague", "arbiter", "ana", "ben", "outsider")
AMOUNTS = st.one_of(st.integers(0, 120), st.sampled_from((100, 101, 250, 251)))


def deploy():
    """Two stewards, an arbiter, and a payee that takes no ETH."""
    actors = {name: account(name) for name in NAMES}
    seated = [actors[name] for name in ("steward", "colleague", "arbiter")]
    membership = deploy_membership(seated, owner=actors["owner"])
    scopes = deploy_scopes(membership, owner=actors["owner"])
    until = boa.env.timestamp + 700 * DAY
    for seat, role in ((1, 1), (2, 1), (3, 4)):
        scopes.grant_role(1, seat, role, until, sender=actors["owner"])
    treasury = deploy_treasury(
        actors["owner"], scopes, guardian=actors["guardian"], guardian_until=until
    )
    refusing = deploy_mock("HungryPayeeMock")
    refusing.set_mood(False, True)
    boa.env.set_balance(treasury.address, HELD)
    return SimpleNamespace(
        actors=actors, scopes=scopes, treasury=treasury, refusing=refusing, until=until
    )


class Spending(RuleBasedStateMachine):
    """Stewards spend and promise, votes open and close, mandates end, time goes by."""

    stage: SimpleNamespace

    @initialize()
    def begin(self):
        for name, part in vars(self.stage).items():
            setattr(self, name, part)
        of = self.actors
        self.payees = (of["ana"], of["ben"], self.refusing.address)
        self.twin = Pots(
            owner=of["owner"],
            guardian=of["guardian"],
            held=HELD,
            mandates=dict.fromkeys((of["steward"], of["colleague"]), self.until),
            arbiters={of["arbiter"]},
            now=boa.env.timestamp,
        )
        self.before = {who: boa.env.get_balance(who) for who in self.payees}
        self.memos, self.earned_before = 0, {}
        self.terms = {}  # id of a promise of the twin -> terms on the chain
        for _ in range(2):
            self.open_pot(caller="owner")

    def agree(self, twin, call):
        return agree(OUTCOMES, twin, call)

    def memo(self):
        self.memos += 1
        return self.memos.to_bytes(32)

    def caller(self, data, *likely):
        names = [*likely] * 6 + list(NAMES)
        return self.actors[data.draw(st.sampled_from(names))]

    def pot(self, data):
        return data.draw(st.sampled_from([1, 1, 1, 2, len(self.twin.pots), 9]))

    @rule(caller=st.sampled_from(("owner", "owner", "steward")))
    def open_pot(self, caller):
        if len(self.twin.pots) > 4:
            return
        now, who = boa.env.timestamp, self.actors[caller]
        terms = (1, ETH, now, now + 40 * DAY, 10 * DAY, 250, 100)
        self.agree(
            lambda: self.twin.open_pot(who, Pot(now, now + 40 * DAY, 10 * DAY, 250, 100)),
            lambda: self.treasury.open_pot(terms, sender=who),
        )

    @rule(data=st.data())
    def close_pot(self, data):
        if data.draw(st.integers(0, 3)):
            return  # seldom, or nothing would be open
        who, number = self.caller(data, "owner"), self.pot(data)
        self.agree(
            lambda: self.twin.close_pot(who, number),
            lambda: self.treasury.close_pot(number, sender=who),
        )

    @rule(data=st.data(), amount=AMOUNTS)
    def spend(self, data, amount):
        who, number = self.caller(data, "steward", "colleague"), self.pot(data)
        to = data.draw(st.sampled_from(self.payees[:2]))
        self.agree(
            lambda: self.twin.spend(who, number, to, amount),
            lambda: self.treasury.spend(number, to, amount, 4, MEMO, sender=who),
        )

    @rule(data=st.data(), amounts=st.lists(st.integers(0, 60), min_size=1, max_size=4))
    def pay_batch(self, data, amounts):
        who, number = self.caller(data, "steward", "colleague"), self.pot(data)
        batch, first = data.draw(st.integers(1, 3)), data.draw(st.sampled_from((0, 1, 252)))
        rows = [(self.payees[n % 3], amount) for n, amount in enumerate(amounts)]
        chosen = (number, batch.to_bytes(32), first, 4, MEMO, packed(*rows))
        self.agree(
            lambda: self.twin.pay_batch(who, number, batch, first, rows, {self.payees[2]}),
            lambda: self.treasury.pay_batch(*chosen, sender=who),
        )

    @rule(data=st.data(), deposit=AMOUNTS, amount=st.integers(1, 50))
    def open_stream(self, data, deposit, amount):
        who, number = self.caller(data, "steward", "colleague"), self.pot(data)
        payee, start = self.payees[deposit % 2], boa.env.timestamp
        terms = (number, payee, start, amount, DAY, 4, self.memo())
        stream = Stream(number, payee, start, amount, DAY, deposit, who)
        self.terms[id(stream)] = (stream, terms)
        self.agree(
            lambda: self.twin.open_stream(who, stream),
            lambda: self.call(self.treasury.open_stream, terms, deposit, sender=who),
        )

    def call(self, function, *arguments, sender):
        """Call without comparing the id that is returned."""
        function(*arguments, sender=sender)

    @precondition(lambda self: self.twin.streams)
    @rule(
        data=st.data(),
        amount=st.integers(0, 100),
        verb=st.sampled_from(("top_up", "stop", "withdraw", "withdraw")),
    )
    def use_stream(self, data, amount, verb):
        stream = data.draw(st.sampled_from(range(len(self.twin.streams))))
        stream = self.twin.streams[stream]
        terms = self.terms[id(stream)][1]
        who = self.caller(data, "steward", "ana")
        to = data.draw(st.sampled_from((stream.payee, self.payees[0])))
        pairs = {
            "top_up": (
                lambda: self.twin.top_up(who, stream, amount),
                lambda: self.treasury.top_up(terms, amount, sender=who),
            ),
            "stop": (
                lambda: self.twin.stop(who, stream),
                lambda: self.treasury.stop_stream(terms, sender=who),
            ),
            "withdraw": (
                lambda: self.twin.withdraw(who, stream, to),
                lambda: self.treasury.withdraw(terms, to, sender=who),
            ),
        }
        if verb == "stop" and amount > 30:
            return  # seldom
        self.agree(*pairs[verb])

    @rule(data=st.data(), amount=AMOUNTS, days=st.integers(1, 9))
    def promise(self, data, amount, days):
        who, number = self.caller(data, "steward", "colleague"), self.pot(data)
        payee = data.draw(st.sampled_from((*self.payees[:2], self.actors["steward"])))
        due = boa.env.timestamp + days * DAY
        terms = (number, payee, amount, due, 4, self.memo())
        milestone = Milestone(number, payee, amount, due)
        self.terms[id(milestone)] = (milestone, terms)
        self.agree(
            lambda: self.twin.promise(who, milestone),
            lambda: self.call(self.treasury.promise_milestone, terms, sender=who),
        )

    @precondition(lambda self: self.twin.milestones)
    @rule(data=st.data(), verb=st.sampled_from(("accept", "claim", "claw_back")))
    def use_milestone(self, data, verb):
        number = data.draw(st.sampled_from(range(len(self.twin.milestones))))
        milestone = self.twin.milestones[number]
        terms = self.terms[id(milestone)][1]
        who = self.caller(data, "steward", "arbiter")
        pairs = {
            "accept": (
                lambda: self.twin.accept(who, milestone),
                lambda: self.treasury.accept_milestone(terms, sender=who),
            ),
            "claim": (
                lambda: self.twin.claim(who, milestone, milestone.payee),
                lambda: self.treasury.claim_milestone(terms, milestone.payee, sender=who),
            ),
            "claw_back": (
                lambda: self.twin.claw_back(who, milestone),
                lambda: self.treasury.claw_back(terms, sender=who),
            ),
        }
        self.agree(*pairs[verb])

    @rule(data=st.data(), hours=st.integers(1, 30))
    def pause(self, data, hours):
        who = self.caller(data, "guardian")
        self.agree(
            lambda: self.twin.pause(who, hours * HOUR),
            lambda: self.treasury.pause([ETH], hours * HOUR, sender=who),
        )

    @rule(how=st.sampled_from(("grant", "grant for hours", "end", "leave")))
    def end_or_grant_a_mandate(self, how):
        """T-4: a mandate ends by its date, by a vote, or because the steward leaves the scope."""
        steward, owner = self.actors["steward"], self.actors["owner"]
        now = boa.env.timestamp
        if how.startswith("grant"):
            until = now + (700 * DAY if how == "grant" else 5 * HOUR)
            self.scopes.grant_role(1, 1, 1, until, sender=owner)
            self.twin.mandates[steward] = until
        elif steward in self.twin.stewards:
            if how == "end":
                self.scopes.end_role(1, 1, 1, sender=owner)
            else:
                self.scopes.leave(1, sender=steward)
            self.twin.mandates[steward] = now

    @rule(hours=st.sampled_from((1, 5, 24, 100, 241)))
    def time_goes_by(self, hours):
        boa.env.timestamp += hours * HOUR
        self.twin.now = boa.env.timestamp

    @invariant()
    def books_agree(self):
        """S-3, S-6, T-2, T-3."""
        if not hasattr(self, "twin"):
            return
        twin = self.twin
        assert self.treasury.balance_of(ETH) == twin.held >= twin.reserved
        assert self.treasury.reserved(ETH) == twin.reserved
        for number, pot in twin.pots.items():
            assert self.treasury.spent_of(number) == twin.spent(number) <= pot.cap
            assert max(pot.spent.values(), default=0) <= pot.cap
        for stream in twin.streams:
            figures = (twin.earned(stream), stream.withdrawn, stream.deposit)
            assert self.treasury.earned(self.terms[id(stream)][1]) == figures
            assert figures[1] <= figures[0] <= figures[2]
            assert figures[0] >= self.earned_before.get(id(stream), 0)
            self.earned_before[id(stream)] = figures[0]

    def teardown(self):
        """Everybody got what the twin paid, and nothing else."""
        if hasattr(self, "twin"):
            for who in self.payees:
                assert boa.env.get_balance(who) - self.before[who] == self.twin.received[who]


def test_pots__any_history__agrees_with_its_twin():
    """S-3, S-6, T-1, T-2, T-3, T-4, E-1, E-2."""
    Spending.stage = deploy()
    run_state_machine_as_test(Spending)
    assert OUTCOMES["accepted"], OUTCOMES
    assert OUTCOMES["refused"], OUTCOMES
