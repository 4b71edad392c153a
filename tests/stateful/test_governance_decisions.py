# SPDX-License-Identifier: Apache-2.0
"""Governor, rules and timelock against their plain-Python twin, over seasons.

G-1  a ballot counts only for a seat that was taken before the vote began.
G-2  a seat counts once on a proposal, however often and by whatever way it voted.
G-3  a seat's ballots of a season cost the sum of their squares, which is within its budget.
G-4  what is executed had passed under the rule it was proposed under, whatever the rules became.
G-5  what is executed was queued, and its delay had passed.
G-7  every decision runs at most once.
G-8  what was canceled or has expired never runs; final states are final.
G-14 governor and timelock agree on every proposal.
X-1  a signature is accepted once.
"""

from collections import Counter
from types import SimpleNamespace

import boa
from eth_account.messages import encode_typed_data
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from tests.reference.governance import Governance, Recognition, Rule, State
from tests.reference.membership import PERSON, Roll, Stay
from tests.suite import GENESIS, SEASON_SECONDS, agree
from tests.unit.governance.stage import (
    BASE_CREDITS,
    BONUS_CAP,
    BONUS_UNIT,
    DAY,
    FOR,
    HOUR,
    MEMBERS,
    MIN_DELAY,
    NAME,
    ORGANISATIONS,
    PERSONS,
    RULE,
    SCOPE,
    content,
    deploy_alliance,
    key_of,
    params,
    people,
)

OUTCOMES = Counter()
CALLERS = st.sampled_from((*MEMBERS, "outsider", "guardian"))
VOTERS = st.sampled_from(("farmer", "miller", "baker", "smith", *MEMBERS, "outsider"))
SIDES = st.sampled_from((FOR, FOR, 0, 2, 3))
VOTES = st.one_of(st.none(), st.integers(0, 7), st.sampled_from((10, 11, 512)))
FINAL = {State.CANCELED, State.DEFEATED, State.EXPIRED, State.EXECUTED}
STRICTER = Rule(9_000, 9_000, DAY, DAY, 3 * DAY, 2 * DAY)
BALLOT = ("proposalId", "uint256"), ("support", "uint8"), ("voter", "address"), ("nonce", "uint256")


def deploy():
    """A real alliance, deployed once; every history starts from there."""
    actors = people()
    founded_at = GENESIS + 4 * SEASON_SECONDS + DAY
    alliance = deploy_alliance(actors)
    return SimpleNamespace(actors=actors, founded_at=founded_at, **vars(alliance))


class Deciding(RuleBasedStateMachine):
    """Members propose, vote, sign, change their minds, leave and return; time passes."""

    stage: SimpleNamespace

    @initialize()
    def begin(self):
        for name, part in vars(self.stage).items():
            setattr(self, name, part)
        self.roll = Roll(self.timelock.address)
        for seat, name in enumerate(MEMBERS, start=1):
            kind = 2 if name in ORGANISATIONS else PERSON
            account = getattr(self.actors, name)
            self.roll.stays.append(Stay(seat, account, kind, self.founded_at))
        self.roll.leave(self.actors.former, self.founded_at)
        self.recognised = Recognition()
        self.twin = Governance(
            self.roll,
            GENESIS,
            SEASON_SECONDS,
            [[RULE]],
            BASE_CREDITS,
            BONUS_UNIT,
            BONUS_CAP,
            guardian=self.actors.guardian,
            guardian_until=self.founded_at + 365 * DAY,
            recognised=self.recognised,
            min_delay=MIN_DELAY,
        )
        self.contents, self.last_states, self.signed = {}, {}, []
        self.has_changed = True
        self.propose_("farmer")
        self.propose_("miller")
        boa.env.timestamp = self.twin.proposals[1].start

    @property
    def now(self):
        return boa.env.timestamp

    def agree(self, twin, call):
        before = OUTCOMES["accepted"]
        agree(OUTCOMES, lambda: (twin(), None)[1], lambda: (call(), None)[1])
        self.has_changed |= OUTCOMES["accepted"] > before

    def key(self, data):
        """Mostly one of the newest proposals, sometimes one that nobody made."""
        newest = list(self.contents)[-3:]
        return data.draw(st.sampled_from([*newest * 4, *self.contents, None]))

    def id(self, key):
        return self.contents[key].id if key in self.contents else 1

    def propose_(self, caller, *, proposer=None, again=None):
        key = again or len(self.contents) + 1
        named = getattr(self.actors, proposer or caller)
        note = (self.target.address, 0, self.target.note.prepare_calldata(key))
        made = self.contents.get(again) or content([note], named)
        sender = getattr(self.actors, caller)
        names_proposer = made.description.endswith(sender)
        self.agree(
            lambda: self.twin.propose(sender, key, self.now, names_proposer=names_proposer),
            lambda: self.governor.propose(*made, sender=sender),
        )
        if key in self.twin.proposals:
            self.contents[key] = made

    @rule(caller=CALLERS)
    def propose(self, caller):
        self.propose_(caller)

    @rule(caller=CALLERS, proposer=st.sampled_from(PERSONS))
    def propose_in_the_name_of(self, caller, proposer):
        self.propose_(caller, proposer=proposer)

    @rule(data=st.data(), caller=CALLERS)
    def propose_again(self, data, caller):
        self.propose_(caller, again=data.draw(st.sampled_from(list(self.contents))))

    @rule(
        data=st.data(), caller=VOTERS, side=SIDES, votes=VOTES, late=st.sampled_from((None, 0, 1))
    )
    def vote(self, data, caller, side, votes, late):
        key, sender = self.key(data), getattr(self.actors, caller)
        deadline = None if late is None or votes is None else self.now - late
        if votes == 512:
            deadline, votes = None, 10
        stated = b"" if votes is None else params(votes, deadline)
        self.agree(
            lambda: self.twin.vote(sender, key, side, self.now, votes, deadline),
            lambda: self.governor.castVoteWithReasonAndParams(
                self.id(key), side, "", stated, sender=sender
            ),
        )

    @rule(data=st.data(), voter=st.sampled_from(MEMBERS), side=SIDES, forged=st.booleans())
    def vote_by_signature(self, data, voter, side, forged):
        key, account = self.key(data), getattr(self.actors, voter)
        nonce = self.governor.ballot_nonce(self.id(key), account) if key in self.contents else 0
        signer = "weaver" if forged and voter != "weaver" else voter
        self.hand_in(
            (key, voter, side, nonce, signer == voter), self.sign(key, voter, side, nonce, signer)
        )

    @rule(data=st.data())
    def hand_in_again(self, data):
        """X-1."""
        if self.signed:
            self.hand_in(*data.draw(st.sampled_from(self.signed)))

    def hand_in(self, ballot, signature):
        key, voter, side, nonce, is_genuine = ballot
        account = getattr(self.actors, voter)
        self.signed.append((ballot, signature))
        self.agree(
            lambda: self.twin.vote_by_signature(account, key, side, nonce, is_genuine, self.now),
            lambda: self.governor.castVoteBySig(
                self.id(key), side, account, signature, sender=self.actors.relayer
            ),
        )

    def sign(self, key, voter, side, nonce, signer):
        domain = {
            "name": NAME,
            "version": "1",
            "chainId": 1,
            "verifyingContract": self.governor.address,
        }
        stated = (self.id(key), side, getattr(self.actors, voter), nonce)
        types = {"Ballot": [{"name": name, "type": kind} for name, kind in BALLOT]}
        message = {name: part for (name, _), part in zip(BALLOT, stated, strict=True)}
        return key_of(signer).sign_message(encode_typed_data(domain, types, message)).signature

    @rule(data=st.data())
    def queue(self, data):
        key = self.key(data)
        made = self.contents.get(key) or content([(self.target.address, 0, b"")], "nobody")
        self.agree(
            lambda: self.twin.queue(key, self.now),
            lambda: self.governor.queue(*made.hashed, sender=self.actors.relayer),
        )

    @rule(data=st.data())
    def execute(self, data):
        key = self.key(data)
        made = self.contents.get(key) or content([(self.target.address, 0, b"")], "nobody")
        self.agree(
            lambda: self.twin.execute(key, self.now),
            lambda: self.governor.execute(*made.hashed, sender=self.actors.relayer),
        )

    @rule(data=st.data(), caller=CALLERS)
    def cancel(self, data, caller):
        key, sender = self.key(data), getattr(self.actors, caller)
        made = self.contents.get(key) or content([(self.target.address, 0, b"")], "nobody")
        self.agree(
            lambda: self.twin.cancel(sender, key, self.now),
            lambda: self.governor.cancel(*made.hashed, sender=sender),
        )

    @rule(data=st.data(), caller=VOTERS)
    def reclaim(self, data, caller):
        key, sender = self.key(data), getattr(self.actors, caller)
        self.agree(
            lambda: self.twin.reclaim(sender, key),
            lambda: self.governor.reclaim(self.id(key), sender=sender),
        )

    @rule(name=st.sampled_from(PERSONS[2:]))
    def leave_or_return(self, name):
        account = getattr(self.actors, name)
        if self.roll.active_seat(account):
            self.roll.leave(account, self.now)
            self.membership.leave(sender=account)
        else:
            self.roll.admit(self.timelock.address, [account], PERSON, self.now)
            self.membership.admit([account], PERSON, sender=self.timelock.address)

    @rule(hours=st.sampled_from((1, 30, 500)))
    def work(self, hours):
        """The farmer's work, confirmed by the miller: voice in the next season."""
        facts = (SCOPE, 2, 0, hours * HOUR, self.now, b"\1" * 32)
        season = self.twin.season(self.now)
        left = self.ledger.allowance_left(2)
        if hours * HOUR <= left:
            entry = self.ledger.record_work(*facts, sender=self.actors.farmer)
            self.ledger.confirm(entry, sender=self.actors.miller)
            self.recognised.add(1, season, hours * HOUR)
            self.recognised.add(2, season, 0)

    @rule()
    def change_the_rule(self):
        changed = STRICTER if self.twin.rules[0][-1] == RULE else RULE
        self.twin.rules[0].append(changed)
        self.rules.set_type(0, changed.values(), sender=self.timelock.address)

    @rule(data=st.data(), early=st.booleans())
    def wait_for_an_edge(self, data, early):
        """The second before, or of, the next turn in a proposal's life."""
        edges = [
            edge - early
            for proposal in self.twin.proposals.values()
            for edge in (
                proposal.start,
                proposal.end,
                proposal.end + proposal.rule.grace_seconds,
                proposal.eta or 0,
                (proposal.eta or 0) + proposal.rule.grace_seconds,
            )
            if edge - early > self.now
        ]
        if edges:
            boa.env.timestamp = data.draw(st.sampled_from(sorted(edges)[:3]))

    @rule(span=st.sampled_from((1, DAY, SEASON_SECONDS)))
    def wait(self, span):
        boa.env.timestamp += span

    @invariant()
    def proposals_agree(self):
        """G-4, G-5, G-8, G-14, and the tallies of G-2."""
        for key, proposal in getattr(self, "twin", SimpleNamespace(proposals={})).proposals.items():
            made, state = self.contents[key], self.twin.state(key, self.now)
            assert self.governor.state(made.id) == state
            operation = self.timelock.getOperationState(made.operation(self.governor.address))
            assert operation == self.twin.operation(key, self.now)
            tally = (proposal.votes(0), proposal.votes(1), proposal.abstentions)
            assert self.governor.proposalVotes(made.id) == tally
            before = self.last_states.get(key)
            assert before not in FINAL or before == state, "a final state changed"
            self.last_states[key] = state

    @invariant()
    def credits_agree(self):
        """G-2, G-3: after every step that was accepted; the chain undoes what it refuses."""
        if not getattr(self, "has_changed", False):
            return
        self.has_changed = False
        season = self.twin.season(self.now)
        for seat in range(1, len(MEMBERS) + 1):
            budget, spent = self.governor.credits(seat, season)
            assert (budget, spent) == self.twin.credits(seat, season)
            assert spent <= budget
            for key in list(self.contents)[-2:]:
                receipt = self.governor.receipt(self.contents[key].id, seat)
                assert tuple(receipt) == self.twin.ballot(key, seat).receipt

    @invariant()
    def decisions_ran_once(self):
        """G-5, G-7."""
        if not hasattr(self, "twin"):
            return
        ran = {key: p for key, p in self.twin.proposals.items() if p.executed_at is not None}
        assert sorted(self.target.notes()) == sorted(ran)
        for proposal in ran.values():
            assert proposal.executed_at >= proposal.queued_at + MIN_DELAY


def test_decisions__any_history__agree_with_their_twin():
    """G-1, G-2, G-3, G-4, G-5, G-7, G-8, G-14, X-1."""
    Deciding.stage = deploy()
    run_state_machine_as_test(Deciding)
    assert OUTCOMES["accepted"], OUTCOMES
    assert OUTCOMES["refused"], OUTCOMES
