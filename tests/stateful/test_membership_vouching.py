# SPDX-License-Identifier: Apache-2.0
"""Vouches and recoveries against their plain-Python twin, over seasons.

M-1  whoever joins by vouches has one seat, and every seat one account.
M-2  a seat changes its account only after enough backers and the delay, or by a vote after an
     objection; its number, its history and so its spent credits go with it.
X-1  a slip counts once, handed in as often as one likes.
X-8  every refusal gives its reason, and it is the one foreseen.
"""

from collections import Counter
from types import SimpleNamespace

import boa
from eth_account import Account
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from cosmolocal.typed_data import Domain, TypedMessage, Vouch
from tests.reference.membership import NOBODY, ORGANISATION, PERSON, Roll, Terms
from tests.reference.vouching import Rules, Vouching
from tests.suite import (
    CHARTER,
    GENESIS,
    account,
    accounts,
    agree,
    deploy_membership,
    deploy_vouching,
)

DAY = 86_400
SEASON = 8 * DAY
TERMS = Terms(DAY, notice_seconds=DAY)
RULES = Rules(2, 2, 20 * DAY, 30 * DAY, 2, 3 * DAY)
OTHERS = (
    RULES._replace(vouches=0, open_vouches=1),
    RULES._replace(vouches=3, recovery_vouches=3, recovery_seconds=9 * DAY),
    RULES._replace(open_vouches=8, vouch_seconds=4 * DAY, cooldown_seconds=5 * DAY),
)
KEY = Account.from_key(b"\x33" * 32)  # the founder who signs slips
VERBS = (
    "vouch",
    "vouch_by_signature",
    "withdraw_vouch",
    "join",
    "ask_recovery",
    "object",
    "complete_recovery",
    "decide_recovery",
)
OUTCOMES = Counter()

member = st.integers(0, 5)  # four persons and two organisations found the alliance
members = st.lists(st.integers(0, 3), min_size=1, max_size=3, unique=True)
newcomer = st.integers(6, 8)
anybody = st.integers(0, 10)  # the last two are only ever new keys
kinds = st.sampled_from((PERSON, PERSON, PERSON, ORGANISATION))


def deploy():
    """Six founders, a season later."""
    boa.env.timestamp = GENESIS
    owner = account("owner")
    crowd = [KEY.address, *accounts("member", 10)]
    membership = deploy_membership(
        crowd[:4], crowd[4:6], owner=owner, season_seconds=SEASON, terms=TERMS
    )
    vouching = deploy_vouching(membership, RULES, owner=owner)
    membership.seal(owner, sender=owner)
    boa.env.timestamp = GENESIS + SEASON
    return SimpleNamespace(owner=owner, crowd=crowd, membership=membership, vouching=vouching)


def twin_of(stage):
    """The same alliance in plain Python."""
    roll = Roll(stage.owner, TERMS, SEASON, GENESIS)
    roll.admit(stage.owner, stage.crowd[:4], PERSON, GENESIS)
    roll.admit(stage.owner, stage.crowd[4:6], ORGANISATION, GENESIS)
    roll.sealed = True
    roll.admitters.add(stage.vouching.address)
    return Vouching(roll, RULES, stage.vouching.address)


class StandingUp(RuleBasedStateMachine):
    """People vouch, join, lose keys, object, leave and are expelled; rules and seasons change."""

    stage: SimpleNamespace  # deployed once; every history starts from there

    @initialize()
    def begin(self):
        for name, part in vars(self.stage).items():
            setattr(self, name, part)
        self.twin = twin_of(self.stage)
        self.roll = self.twin.roll
        self.slips = []  # (slip, its proof)
        self.accepted = set()
        self.touched = set()  # accounts, since the last look
        self.vouch([1, 2], 6, PERSON)
        self.vouch([2], 7, PERSON)
        self.back([0, 1], 4, 9)
        self.do("open_recovery", self.owner, 2, self.crowd[10])
        self.sign(8, 0, 30)

    def do(self, verb, caller, *arguments, sent=None):
        """Do it on both sides; they must accept or refuse it alike."""
        now, before = boa.env.timestamp, OUTCOMES["accepted"]
        call = getattr(self.vouching, verb)
        agree(
            OUTCOMES,
            lambda: getattr(self.twin, verb)(caller, *arguments, now),
            lambda: call(*(arguments if sent is None else sent), sender=caller),
        )
        was_accepted = OUTCOMES["accepted"] > before
        OUTCOMES[verb] += was_accepted
        self.touched.update(each for each in (caller, *arguments) if each in self.crowd)
        return was_accepted

    def holder(self, seat):
        """Account of a seat, nobody for one never granted."""
        stay = self.roll.stay_of(seat)
        return stay.account if stay else NOBODY

    # --- joining

    @rule(who=members, whom=newcomer, kind=kinds)
    def vouch(self, who, whom, kind):
        for each in who:
            if self.do("vouch", self.crowd[each], self.crowd[whom], kind):
                seat = self.roll.seat(self.crowd[each])
                assert self.vouching.open_vouches(seat) <= self.twin.rules.open_vouches

    @rule(who=anybody, whom=anybody, kind=kinds)
    def vouch_for_anybody(self, who, whom, kind):
        self.do("vouch", self.crowd[who], self.crowd[whom], kind)

    @rule(whom=newcomer, later=st.sampled_from((0, 0, 0, 1)), days=st.sampled_from((0, 30)))
    def sign(self, whom, later, days):
        """A slip of the first founder, for its next vouch or for the one after."""
        seat, whom = self.roll.seat(KEY.address), self.crowd[whom]
        nonce = self.twin.nonces[seat, whom] + later
        slip = Vouch(whom, PERSON, seat, nonce, boa.env.timestamp + days * DAY)
        domain = Domain("River Valley", "1", boa.env.evm.patch.chain_id, self.vouching.address)
        signed = KEY.sign_message(TypedMessage(domain, slip).signable())
        self.slips.append((slip, bytes(signed.signature)))

    @precondition(lambda self: self.slips)
    @rule(data=st.data(), who=anybody)
    def hand_in(self, data, who):
        """X-1."""
        slip, proof = data.draw(st.sampled_from(self.slips))
        sent = (KEY.address, slip.account, slip.kind, slip.deadline, proof)
        if self.do("vouch_by_signature", self.crowd[who], KEY.address, slip, sent=sent):
            assert proof not in self.accepted, "a slip counted twice"
            self.accepted.add(proof)
            self.touched.add(slip.account)

    @rule(who=member, whom=newcomer)
    def withdraw(self, who, whom):
        self.do("withdraw_vouch", self.crowd[who], self.crowd[whom])

    @rule(data=st.data(), who=anybody, kind=kinds)
    def join(self, data, who, kind):
        """Mostly somebody for whom enough vouch."""
        now, needed = boa.env.timestamp, self.twin.rules.vouches
        ready = [n for n in self.crowd[6:] if self.twin.vouches(n, PERSON, now) >= needed]
        caller = data.draw(st.sampled_from([*ready * 4, self.crowd[who]]))
        kind = PERSON if caller in ready else kind
        self.do("join", caller, kind, sent=(kind, CHARTER))

    # --- recovery

    @rule(who=members, seat=st.integers(1, 4), key=st.sampled_from((9, 10, 10, 6)))
    def back(self, who, seat, key):
        for each in who:
            self.do("back_recovery", self.crowd[each], seat, self.crowd[key])

    @rule(data=st.data(), seat=st.integers(0, 8), key=anybody)
    def ask(self, data, seat, key):
        """Mostly with a key that has backers."""
        backed = [(s, key) for (s, key), given in self.twin.backers.items() if given]
        seat, caller = data.draw(st.sampled_from([*backed * 4, (seat, self.crowd[key])]))
        self.do("ask_recovery", caller, seat)

    @rule(
        seat=st.integers(1, 8), key=st.integers(6, 10), owner=st.sampled_from((True, True, False))
    )
    def open_by_vote(self, seat, key, owner):
        caller = self.owner if owner else self.crowd[0]
        self.do("open_recovery", caller, seat, self.crowd[key])

    @rule(data=st.data(), who=anybody)
    def object_to(self, data, who):
        seat = data.draw(self.seats())
        stay = self.roll.stay_of(seat)
        holders = [stay.account] if stay else []
        self.do("object", data.draw(st.sampled_from([*holders * 3, self.crowd[who]])), seat)

    @rule(data=st.data(), who=anybody, in_time=st.booleans())
    def complete(self, data, who, in_time):
        """When the delay is over, or now."""
        seat = data.draw(self.seats())
        if in_time and seat in self.twin.recoveries:
            ready_at = self.twin.recoveries[seat].ready_at
            boa.env.timestamp = max(boa.env.timestamp, ready_at)
        self.settle("complete_recovery", seat, self.crowd[who])

    @rule(data=st.data(), approved=st.booleans(), owner=st.sampled_from((True, True, False)))
    def decide(self, data, approved, owner):
        seat = data.draw(self.seats())
        self.settle("decide_recovery", seat, self.owner if owner else self.crowd[1], approved)

    def seats(self):
        """Mostly a seat whose recovery waits."""
        return st.sampled_from([*list(self.twin.recoveries) * 4, 1, 2, 9])

    def settle(self, verb, seat, caller, *more):
        """M-2: what moves is the whole seat, and only to the key that waited."""
        before, key = self.holder(seat), self.twin.recovery(seat)[0]
        word = self.membership.standing(before)
        self.do(verb, caller, seat, *more)
        if self.holder(seat) != before:
            assert self.membership.holder(seat) == key
            assert self.membership.standing(key) == word
            self.touched.update((before, key))

    # --- the world

    @rule(who=anybody)
    def leave_or_return(self, who):
        """A return, or a first admission, is by a vote."""
        caller, now = self.crowd[who], boa.env.timestamp
        if self.roll.active_seat(caller):
            self.roll.leave(caller, now)
            self.membership.leave(sender=caller)
        elif caller not in self.roll.moved and who not in (9, 10):
            last = self.roll.last_stay(caller)
            kind = last.kind if last else PERSON
            self.roll.admit(self.owner, [caller], kind, now)
            self.membership.admit([caller], kind, sender=self.owner)

    @rule(data=st.data())
    def expel(self, data):
        """Mostly somebody who has just joined."""
        active = [each for each in self.crowd if self.roll.active_seat(each)]
        if len(active) < 4:
            return
        new = [each for each in active if each in self.crowd[6:]]
        seat = self.roll.seat(data.draw(st.sampled_from([*new * 3, active[-1]])))
        now = boa.env.timestamp
        if seat not in self.roll.notices:
            self.roll.give_notice(self.owner, seat, now)
            self.membership.give_notice(seat, CHARTER, sender=self.owner)
        boa.env.timestamp = now = max(now, self.roll.notices[seat][0])
        self.roll.expel(self.owner, seat, now)
        self.membership.expel(seat, sender=self.owner)

    @rule(rules=st.sampled_from((RULES, RULES, *OTHERS)))
    def change_the_rules(self, rules):
        self.twin.rules = rules
        self.vouching.set_rules(rules, sender=self.owner)

    def times(self):
        """Every second at which something changes."""
        rules = self.twin.rules
        for stay in self.roll.stays:
            yield stay.credits_from + SEASON
            yield stay.expelled_at + rules.cooldown_seconds
        for given in (*self.twin.kinds.values(), *self.twin.backers.values()):
            yield from (end for _, end in given.values())
        yield from (recovery.ready_at for recovery in self.twin.recoveries.values())
        yield boa.env.timestamp + DAY

    @rule(data=st.data(), early=st.booleans())
    def wait(self, data, early):
        """To one of the next times at which something changes, or the second before."""
        now = boa.env.timestamp
        later = sorted({time - early for time in self.times() if time - early > now})
        boa.env.timestamp = data.draw(st.sampled_from(later[:3]))
        self.touched.update(self.crowd[6:8])

    # --- what always holds

    @invariant()
    def the_contracts_agree_with_the_twin(self):
        """M-1, M-2: about everybody who was touched."""
        for each in sorted(self.touched):
            self.check(each)
        self.touched.clear()

    def check(self, each):
        """What both sides say of an account."""
        now, seat = boa.env.timestamp, self.roll.seat(each)
        assert self.membership.standing(each) == self.roll.standing(each)
        if seat:
            assert self.membership.holder(seat) == each
            assert self.vouching.open_vouches(seat) == self.twin.open_vouches(seat, now)
            assert tuple(self.vouching.recovery(seat)) == self.twin.recovery(seat)
        else:
            assert self.vouching.vouches(each, PERSON) == self.twin.vouches(each, PERSON, now)

    def teardown(self):
        """M-1, M-2: about everybody, at the end."""
        for each in self.crowd:
            self.check(each)
        for (seat, key), given in self.twin.backers.items():
            if given:
                found = self.twin.backings(seat, key, boa.env.timestamp)
                assert self.vouching.backings(seat, key) == found


def test_vouching__any_history__agrees_with_its_twin():
    """M-1, M-2, X-1, X-8: joining and recovery by those who know each other."""
    OUTCOMES.clear()
    StandingUp.stage = deploy()
    run_state_machine_as_test(StandingUp)
    assert OUTCOMES["accepted"], OUTCOMES
    assert OUTCOMES["refused"], OUTCOMES
    if settings().max_examples >= 100:  # a quick run may miss one of them
        assert all(OUTCOMES[verb] >= 5 for verb in VERBS), OUTCOMES
