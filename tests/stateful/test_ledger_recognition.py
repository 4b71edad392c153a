# SPDX-License-Identifier: Apache-2.0
"""The ledger against its plain-Python twin, over seasons.

L-1  entries are append-only: no word changes but its status, and the ids verify from events alone.
L-2  recognition of a seat and season is the sum of its entries confirmed in it; each counts once.
L-3  nobody confirms their own work, and nobody without an open mandate confirms that of others.
And: what a seat confirms in a season never exceeds the allowance.
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

from tests.reference.ledger import (
    ARBITER,
    CONFIRMED,
    CONFIRMER,
    DISPUTED,
    MAX_EFFORT_SECONDS,
    MAX_SKILL,
    PENDING,
    REJECTED,
    Alliance,
    Ledger,
    verify_chain,
)
from tests.suite import (
    GENESIS,
    SEASON_SECONDS,
    account,
    accounts,
    agree,
    deploy_ledger,
    deploy_membership,
    deploy_scopes,
)

CHAIN_ID = 1
HOUR = 3_600
ALLOWANCE = 12 * HOUR
MEMBERS = 4
SEATS = st.integers(1, MEMBERS)
CALLERS = st.integers(1, MEMBERS + 1)  # the last one has no seat
SCOPES = (1, 2)
OUTCOMES = Counter()
AFTER = {PENDING: {CONFIRMED, DISPUTED}, DISPUTED: {CONFIRMED, REJECTED}}  # legal moves of a status


def deploy():
    """Two scopes, four members and somebody without a seat, ten hours before a season ends."""
    boa.env.timestamp = GENESIS + 2 * SEASON_SECONDS - 10 * HOUR
    owner, members = account("owner"), accounts("member", MEMBERS + 1)
    membership = deploy_membership(members[:MEMBERS], owner=owner)
    scopes = deploy_scopes(membership, owner=owner)
    scopes.found(1, 2, bytes(32), sender=owner)
    ledger = deploy_ledger(membership, scopes, ALLOWANCE)
    return SimpleNamespace(
        owner=owner, members=members, membership=membership, scopes=scopes, ledger=ledger
    )


class Recording(RuleBasedStateMachine):
    """Members of two scopes record, confirm, dispute, decide; mandates and members come and go."""

    stage: SimpleNamespace  # deployed once; every history starts from there

    @initialize()
    def begin(self):
        for name, part in vars(self.stage).items():
            setattr(self, name, part)
        seats = set(range(1, MEMBERS + 1))
        self.alliance = Alliance(
            boa.env.timestamp, GENESIS, SEASON_SECONDS, set(seats), seats, set(SCOPES)
        )
        self.twin = Ledger(self.alliance, ALLOWANCE, CHAIN_ID, self.ledger.address)
        self.events = []
        self.seen = {}  # entry -> word at the last look
        self.checked = ()  # season and number of events at the last look
        for scope in SCOPES:
            self.grant_role(scope, 2, CONFIRMER, 200)
            self.grant_role(scope, 3, ARBITER, 200)
        for receiver in (0, 2, 4):
            self.record(1, 2, receiver, 1, 5 * HOUR, boa.env.timestamp, b"\4" * 32)

    def agree(self, twin, call):
        agree(OUTCOMES, twin, call)
        self.events += self.ledger.get_logs()

    def sender(self, seat):
        return {"sender": self.members[seat - 1]}

    def record(self, seat, *facts):
        self.agree(
            lambda: self.twin.record_work(seat, *facts),
            lambda: self.ledger.record_work(*facts, **self.sender(seat)),
        )

    @rule(
        seat=CALLERS,
        receiver=st.integers(0, MEMBERS),
        scope=st.sampled_from(SCOPES),
        skill=st.sampled_from((0, 1, MAX_SKILL)),
        effort=st.one_of(st.integers(1, 12 * HOUR), st.just(MAX_EFFORT_SECONDS)),
        age=st.sampled_from((0, 1, 400 * 86_400)),
    )
    def record_work(self, seat, receiver, scope, skill, effort, age):
        self.record(seat, scope, receiver, skill, effort, boa.env.timestamp - age, b"\1" * 32)

    @rule(data=st.data(), seat=SEATS)
    def record_nonsense(self, data, seat):
        """One fact is wrong."""
        facts = [1, 0, 1, HOUR, boa.env.timestamp, b"\2" * 32]
        wrong = (3, MEMBERS + 1, MAX_SKILL + 1, 0, boa.env.timestamp + 1, bytes(32))
        index = data.draw(st.integers(0, len(facts) - 1))
        facts[index] = wrong[index]
        self.record(seat, *facts)

    def entry(self, data, status):
        """Mostly an entry of this status, sometimes any, sometimes one that nobody made."""
        fitting = [entry for entry, row in self.twin.entries.items() if row.status == status]
        return data.draw(st.sampled_from(fitting * 5 + [*self.twin.entries, b"\7" * 32]))

    def receiver(self, entry):
        """A seat that should be able to confirm: the receiver, or for the scope its confirmer."""
        row = self.twin.entries.get(entry)
        return row.receiver if row and row.receiver else 2

    @rule(data=st.data(), as_receiver=st.booleans(), seat=CALLERS)
    def confirm(self, data, as_receiver, seat):
        entry = self.entry(data, PENDING)
        seat = self.receiver(entry) if as_receiver else seat
        self.agree(
            lambda: self.twin.confirm(seat, entry),
            lambda: self.ledger.confirm(entry, **self.sender(seat)),
        )

    @rule(data=st.data(), as_receiver=st.booleans(), seat=CALLERS)
    def dispute(self, data, as_receiver, seat):
        entry = self.entry(data, PENDING)
        seat = self.receiver(entry) if as_receiver else seat
        self.agree(
            lambda: self.twin.dispute(seat, entry),
            lambda: self.ledger.dispute(entry, b"\3" * 32, **self.sender(seat)),
        )

    @rule(data=st.data(), seat=st.sampled_from((1, 2, 3, 3, 3, 4, 5)), uphold=st.booleans())
    def resolve(self, data, seat, uphold):
        entry = self.entry(data, DISPUTED)
        self.agree(
            lambda: self.twin.resolve(seat, entry, uphold),
            lambda: self.ledger.resolve(entry, uphold, **self.sender(seat)),
        )

    @rule(
        scope=st.sampled_from((1, 2, 2, 3)),
        skill=st.sampled_from((1, 1, MAX_SKILL, MAX_SKILL + 1)),
        weight_bps=st.sampled_from((0, 1, 9_999, 25_000, 50_000, 50_001)),
    )
    def set_weight(self, scope, skill, weight_bps):
        self.agree(
            lambda: self.twin.set_weight(scope, skill, weight_bps),
            lambda: self.ledger.set_weight(scope, skill, weight_bps, sender=self.owner),
        )

    @rule(
        scope=st.sampled_from(SCOPES),
        seat=SEATS,
        role=st.sampled_from((CONFIRMER, ARBITER)),
        days=st.integers(1, 200),
    )
    def grant_role(self, scope, seat, role, days):
        end = boa.env.timestamp + days * 86_400
        self.scopes.grant_role(scope, seat, role, end, sender=self.owner)
        self.alliance.mandates[scope, seat, role] = end

    @precondition(lambda self: self.alliance.mandates)
    @rule(data=st.data())
    def end_role(self, data):
        mandate = data.draw(st.sampled_from(sorted(self.alliance.mandates)))
        if self.alliance.has_role(*mandate):
            self.scopes.end_role(*mandate, sender=self.owner)
        del self.alliance.mandates[mandate]

    @rule(seat=SEATS)
    def leave_or_return(self, seat):
        if seat in self.alliance.active and len(self.alliance.active) == MEMBERS:
            self.membership.leave(**self.sender(seat))
            self.alliance.active.remove(seat)
        else:
            gone = self.alliance.seats - self.alliance.active
            for seat_ in gone:
                self.membership.admit([self.members[seat_ - 1]], 1, sender=self.owner)
            self.alliance.active |= gone

    @rule(seconds=st.sampled_from((1, HOUR, 10 * HOUR, SEASON_SECONDS, 2 * SEASON_SECONDS)))
    def wait(self, seconds):
        boa.env.timestamp += seconds
        self.alliance.now = boa.env.timestamp

    @invariant()
    def what_is_stored_agrees_with_the_twin(self):
        """After every step that changed something; the chain sees to it that refusals do not."""
        state = (self.alliance.season, len(self.events))
        if self.checked != state:
            self.checked = state
            self.check_words()
            self.check_recognition(self.alliance.season)

    def check_words(self):
        """L-1: of an entry only the status changes, and only forward."""
        stored = {entry: self.ledger.entry_word(entry) for entry in self.twin.entries}
        assert stored == {entry: row.word() for entry, row in self.twin.entries.items()}
        for entry, before in self.seen.items():
            word = stored[entry]
            assert word % (1 << 232) == before % (1 << 232), "a fact was edited"
            moved = word >> 232 & 255 in AFTER.get(before >> 232 & 255, ())
            assert word == before or moved
        self.seen = stored

    def check_recognition(self, season):
        """L-2, and the allowance."""
        for seat in self.alliance.seats:
            for past in (season, season - 1):
                assert self.ledger.recognition(seat, past) == self.twin.earned(seat, past)
            given = self.twin.given(seat, season)
            assert self.ledger.allowance_left(seat) == ALLOWANCE - given >= 0

    @invariant()
    def nobody_confirms_their_own_work(self):
        """L-3."""
        confirmations = [e for e in self.events if type(e).__name__ == "EntryConfirmed"]
        assert all(event.provider != event.confirmer for event in confirmations)
        assert len({event.entry for event in confirmations}) == len(confirmations), "counted twice"

    def teardown(self):
        """L-1: from events alone."""
        recorded = [event for event in self.events if type(event).__name__ == "WorkRecorded"]
        heads = verify_chain(CHAIN_ID, self.ledger.address, recorded)
        assert {event.entry for event in recorded} == set(self.twin.entries)
        for scope in SCOPES:
            assert self.ledger.head(scope) == heads[scope]


def test_ledger__any_history__agrees_with_its_twin():
    """L-1, L-2, L-3."""
    Recording.stage = deploy()
    run_state_machine_as_test(Recording)
    assert OUTCOMES["accepted"], OUTCOMES
    assert OUTCOMES["refused"], OUTCOMES
