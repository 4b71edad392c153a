# SPDX-License-Identifier: Apache-2.0
"""Published rounds under any mix of calls: true and false results, challenges, answers, claims.

Who publishes may tell the truth or lie about scores, numbers of ballots, amounts or the total; who
answers may show what was asked for or something else, and tell all ballots or a part of them.
"""

from dataclasses import replace

import boa
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule

from tests.reference.published import (
    BOND,
    CLOSED,
    DECIDE,
    LINE,
    MEDIAN,
    NOTHING,
    OPEN,
    OTHER,
    PIECE,
    REVEAL,
    RULE,
    SHOW,
    SUM,
    Book,
    Line,
    PublishedTerms,
    allocations,
    ballot_hash,
)
from tests.reference.published_rounds import Published
from tests.reference.rounds import APPROVED, BOTH, CLAIMS, ETH, TO_SETTLE, TO_SWEEP, VOTING
from tests.stateful.round_machine import (
    HOUR,
    MUST_SUCCEED,
    REASON,
    RECIPIENT,
    RoundMachine,
    due_rounds,
    hours,
    members,
    run,
)
from tests.suite import result_desk_of, word
from tests.unit.funding.published_stage import BUNDLE, URI, bundle_tree

RECIPIENT |= {"LineClaimed": "payee", "UnclaimedReturned": "to"}
LIES = ("score", "heads", "greedy", "over", "nothing")
PLAIN = (MEDIAN, 0, False, False)  # check, budget, squares, amounts below zero
rules = st.sampled_from(
    [PLAIN, (SUM, 50, False, True), (SUM, 400, True, False), (NOTHING, 0, False, False)]
)
amounts = st.sampled_from([0, 1, 5, 20, 20, -3])
who = st.integers(0, 2)  # sponsors publish and challenge, too
numbers = st.integers(0, 7)


class PublishedRounds(RoundMachine):
    """Results and what becomes of them, beside what every machine does."""

    pool, oracle_of = "PublishedFunding", Published
    must_succeed = MUST_SUCCEED - {"settle", "Claimed"} | {
        *("cast_ballot", "publish", "settle_result", "LineClaimed")
    }
    reached_in_long = frozenset(
        [
            "challenge",
            "show_line",
            "show_piece",
            "reveal",
            "resolve",
            "decide",
            "withdraw",
            "UnclaimedReturned",
        ]
    )
    # Here results settle a round, and lines are what is claimed.
    settle = claim = None

    @initialize(
        in_token=st.booleans(),
        length=st.sampled_from([1, 3, 4, 5, 6, 6, 7, 7, 8, 9]),
        rule=rules,
        doubt=st.sampled_from([(LINE, 1), (LINE, 2), (PIECE, 1), (OTHER, 0)]),
        lie=st.sampled_from(["", "", "score", "heads", "greedy"]),
    )
    def begin(self, in_token, length, rule, doubt, lie):
        """Two rounds in different tokens; the first is led as far as a challenge that is closed."""
        self.desk = result_desk_of(self.world.contract)
        first = (in_token, [1, 1, 0, 1, 3], BOTH, rule, BOND)
        self.begin_with(first, (not in_token, [2, 1, 0, 2, 3], BOTH, PLAIN, BOND))
        steps = [
            lambda: self.travel(0, 0),
            lambda: [self.review(0, 1, project, APPROVED) for project in (1, 2)],
            lambda: self.travel(0, 0),
            lambda: [self.cast_ballot(0, by, {1: by, 2: 20}) for by in (0, 6, 7)],
            lambda: (self.travel(0, 0), self.publish(0, 0, lie)),
            lambda: self.challenge(0, 1, doubt, BOND),
            lambda: self.answer(doubt[0]),
            lambda: self.reveal(0, 2, 0, True),
            lambda: (self.wait(1, 0), self.resolve(0, REVEAL), self.withdraw(3)),
        ]
        for step in steps[:length]:
            step()

    def answer(self, kind):
        """What a challenge asks for."""
        if kind == LINE:
            self.show_line(0, False, 0)
        elif kind == PIECE:
            self.show_piece(0, 1)
        else:
            self.decide(0, True, True)

    def new_oracle(self):
        return self.world.oracle(Published, self.world.treasury, len(BUNDLE))

    @rule(
        by=members,
        in_token=st.booleans(),
        lengths=hours,
        chambers=st.sampled_from([1, 2, 3, 3, 4]),
        rule=rules,
        bond=st.sampled_from([BOND, BOND + 1, 0]),
    )
    def open_round(self, by, in_token, lengths, chambers, rule, bond):
        windows = (bond, 6 * HOUR, 4 * HOUR, 8 * HOUR)  # longer than most travels
        check, *counted = rule
        now, caller, ends = boa.env.timestamp, self.world.members[by], []
        for length in lengths:
            ends.append((ends or [now])[-1] + length * HOUR)
        token = self.world.token.address if in_token else ETH
        terms = PublishedTerms(1, token, *ends, 1, chambers, check, 0, *counted, *windows)
        self.attempt(
            "open_round",
            lambda: self.oracle.open_round(now, caller, terms),
            lambda: self.contract.open_round(terms.values(), RULE, sender=caller),
        )

    @rule(
        number=due_rounds,
        by=members,
        ballot=st.dictionaries(st.integers(1, 3), amounts, max_size=3),
    )
    def cast_ballot(self, number, by, ballot):
        round_id, caller = self.round(number, VOTING), self.world.members[by]
        self.attempt(
            "cast_ballot",
            lambda: self.oracle.cast_ballot(boa.env.timestamp, caller, round_id, ballot),
            lambda: self.contract.cast_ballot(round_id, allocations(ballot), sender=caller),
        )

    # Results

    @rule(number=due_rounds, by=who, lie=st.sampled_from(["", "", *LIES]))
    def publish(self, number, by, lie):
        self.say(self.round(number, TO_SETTLE), self.world.sponsors[by], lie)

    @rule(number=due_rounds, reason=st.booleans(), lie=st.sampled_from(["", "greedy"]))
    def correct(self, number, reason, lie):
        """By the owner: the only one who may once a result stands."""
        self.say(self.round(number, CLAIMS), self.world.owner, lie, reason=reason)

    def say(self, round_id, caller, lie, *, reason=True):
        """Publish a result that is true, or not."""
        this = self.oracle.rounds.get(round_id)
        book, total = self.told_book(round_id, this, lie)
        bond = this.terms.bond if this and caller != self.world.owner else 0
        code = REASON if reason else bytes(32)
        said = (book.root, total, bundle_tree().root, len(BUNDLE), code, URI)
        self.attempt(
            "publish",
            lambda: self.oracle.publish(
                boa.env.timestamp, caller, round_id, book, total, bond, reason
            ),
            lambda: self.desk.publish(
                self.contract.address, round_id, *said, value=bond, sender=caller
            ),
        )

    def told_book(self, round_id, this, lie):
        """Lines, and what they are said to come to."""
        lines = this.lines() if this else []
        total = sum(line.amount for line in lines)
        if lie in ("score", "heads") and lines:
            lines[0] = replace(lines[0], **{lie: getattr(lines[0], lie) + 1})
        if lie == "greedy":
            lines = [
                Line(*line.values()[:3], 2 * line.amount, *line.values()[4:]) for line in lines
            ]
        total += {"over": 10**22, "nothing": -total}.get(lie, 0)
        lines = lines or [Line(0, 1, self.world.owner, 1)]
        return self.book(round_id, lines), total

    def book(self, round_id, lines):
        return Book(boa.env.evm.patch.chain_id, self.contract.address, round_id, lines)

    def result(self, number):
        """An open result if there is one, or any, or one that does not exist."""
        opened = [n for n, each in self.oracle.results.items() if each.status == OPEN]
        choice = opened if opened and number < 6 else [*self.oracle.results, 99]
        return choice[number % len(choice)]

    def doubt(self, number, status):
        """A challenge that waits for something if there is one, or any, or none."""
        known = self.oracle.challenges
        waiting = [n for n, each in known.items() if each.status == status]
        choice = waiting if waiting and number < 6 else [*known, 99]
        return choice[number % len(choice)]

    @rule(
        number=numbers,
        by=who,
        subject=st.sampled_from(
            [*((LINE, p) for p in (1, 2, 2, 9)), (PIECE, 1), (PIECE, 2), (OTHER, 0), (OTHER, 1)]
        ),
        bond=st.sampled_from([BOND, BOND, BOND, BOND - 1]),
    )
    def challenge(self, number, by, subject, bond):
        result, caller = self.result(number), self.world.sponsors[by]
        self.attempt(
            "challenge",
            lambda: self.oracle.challenge(boa.env.timestamp, caller, result, *subject, bond),
            lambda: self.desk.challenge(result, *subject, REASON, value=bond, sender=caller),
        )

    @rule(number=numbers, is_other=st.sampled_from([False, False, False, True]), row=who)
    def show_line(self, number, is_other, row):
        """The line that is asked for, or another one."""
        challenge = self.doubt(number, SHOW)
        doubt = self.oracle.challenges.get(challenge)
        if doubt is None:
            book = self.book(1, [Line(0, 1, self.world.owner, 1)])
        else:
            book = self.oracle.results[doubt.result].book
        rows = [n for n, line in enumerate(book.lines) if doubt and line.project == doubt.subject]
        row = rows[0] if rows and not is_other else row % len(book.lines)
        self.attempt(
            "show_line",
            lambda: self.oracle.show_line(boa.env.timestamp, challenge, book.lines[row], book),
            lambda: self.desk.show_line(challenge, *book.claim(row)),
        )

    @rule(number=numbers, piece=st.integers(0, len(BUNDLE) - 1))
    def show_piece(self, number, piece):
        challenge = self.doubt(number, SHOW)
        shown = BUNDLE[piece], bundle_tree().proof(piece)
        self.attempt(
            "show_piece",
            lambda: self.oracle.show_piece(boa.env.timestamp, challenge, piece),
            lambda: self.desk.show_piece(challenge, *shown),
        )

    @rule(number=numbers, by=who, least=st.sampled_from([0, 0, 0, 2, 7]), is_cast=st.booleans())
    def reveal(self, number, by, least, is_cast):
        """All ballots that name the project, or those of later seats; or one that nobody cast."""
        challenge, caller = self.doubt(number, REVEAL), self.world.sponsors[by]
        doubt, told = self.oracle.challenges.get(challenge), {}
        if doubt:
            cast = self.oracle.rounds[self.oracle.results[doubt.result].round_id].ballots
            named = {seat: each for seat, each in cast.items() if doubt.subject in each}
            told = {seat: each for seat, each in sorted(named.items()) if seat > least}
        if least == 7 and not is_cast:
            told = {1: {1: 19}}
        rows = [(seat, allocations(each)) for seat, each in told.items()]
        self.attempt(
            "reveal",
            lambda: self.oracle.reveal(boa.env.timestamp, caller, challenge, told),
            lambda: self.desk.reveal(challenge, rows, sender=caller),
        )

    @rule(number=numbers, status=st.sampled_from([SHOW, REVEAL, DECIDE]))
    def resolve(self, number, status):
        challenge = self.doubt(number, status)
        self.attempt(
            "resolve",
            lambda: self.oracle.resolve(boa.env.timestamp, challenge),
            lambda: self.desk.resolve(challenge),
        )

    @rule(number=numbers, upheld=st.booleans(), by_owner=st.sampled_from([True, True, False]))
    def decide(self, number, upheld, by_owner):
        challenge = self.doubt(number, DECIDE)
        caller = self.world.owner if by_owner else self.world.members[0]
        self.attempt(
            "decide",
            lambda: self.oracle.decide(boa.env.timestamp, caller, challenge, upheld),
            lambda: self.desk.decide(challenge, upheld, sender=caller),
        )

    @rule(number=numbers)
    def settle_result(self, number):
        result = self.result(number)
        self.attempt(
            "settle_result",
            lambda: self.oracle.settle_result(boa.env.timestamp, result),
            lambda: self.desk.settle(result),
        )

    @rule(by=st.integers(0, 3))
    def withdraw(self, by):
        """S-6: what is due, to whom it is due."""
        account = [*self.world.sponsors, self.world.treasury][by]
        before, due = boa.env.get_balance(account), self.oracle.due[account]
        self.attempt(
            "withdraw",
            lambda: self.oracle.withdraw(account),
            lambda: self.desk.withdraw(account),
        )
        assert boa.env.get_balance(account) == before + due

    @rule(number=numbers, shift=st.sampled_from([-1, 0, 0, 0]))
    def wait(self, number, shift):
        """Until a window of a result or of a challenge is over."""
        now, oracle = boa.env.timestamp, self.oracle
        ends = [*oracle.results.values(), *oracle.challenges.values()]
        later = [each.until + shift for each in ends if each.until + shift > now]
        boa.env.timestamp = later[number % len(later)] if later else now + 1

    # Claims

    @rule(
        number=due_rounds,
        root=st.sampled_from([1, 1, 1, 2, 17]),
        row=who,
        forged=st.sampled_from([False, False, False, True]),
    )
    def claim_line(self, number, root, row, forged):
        round_id = self.round(number, CLAIMS)
        this = self.oracle.rounds.get(round_id)
        known = this and root <= len(this.roots)
        book = this.roots[root - 1].book if known else self.told_book(round_id, this, "")[0]
        if forged:
            lines = [replace(line, amount=line.amount + 1) for line in book.lines]
            book = self.book(round_id, lines)
        row %= len(book.lines)
        self.pay(
            "LineClaimed",
            round_id,
            lambda: self.oracle.claim_line(
                boa.env.timestamp, round_id, root, book.lines[row], book
            ),
            lambda: self.contract.claim(round_id, root, *book.claim(row)),
        )

    @rule(number=due_rounds, root=st.sampled_from([0, 1, 1, 2]))
    def return_unclaimed(self, number, root):
        round_id = self.round(number, TO_SWEEP)
        self.pay(
            "UnclaimedReturned",
            round_id,
            lambda: self.oracle.return_unclaimed(boa.env.timestamp, round_id, root),
            lambda: self.contract.return_unclaimed(round_id, root),
        )

    # What always holds

    def held(self, token):
        """What the books hold, with what roots have set aside."""
        found = super().held(token)
        for round_id, this in self.oracle.rounds.items():
            if this.terms.token == token:
                found += sum(left for _, left in self.kept_roots(round_id, this))
        return found

    def kept_roots(self, round_id, this):
        """Each root's word and what is left of it, as they are stored."""
        for number in range(1, len(this.roots) + 1):
            key = round_id << 8 | number
            kept = word(self.contract.pool, "_roots", key)
            yield kept, (word(self.contract.pool, "_money", key, kept) & 2**96 - 1) - 1

    @invariant()
    def bonds_are_kept(self):
        """S-3, S-6: what the desk holds is every open bond and all that is due."""
        assert boa.env.get_balance(self.desk.address) == self.oracle.bonds()

    @invariant()
    def roots_never_change(self):
        """S-2: an accepted root stays as it is, and pays at most its total."""
        for round_id, this in self.oracle.rounds.items():
            kept = list(self.kept_roots(round_id, this))
            assert len(kept) == word(self.contract.pool, "root_count", round_id)
            for (found, left), root in zip(kept, this.roots, strict=True):
                assert found == int.from_bytes(root.book.root) >> 36 << 36 | root.claims_end
                assert left == root.left <= root.total

    def compare_count(self, round_id, this):
        assert self.contract.grantable(round_id) == this.grantable(boa.env.timestamp)

    def compare_seats(self, round_id, this):
        """F-1, F-6: ballots within the budget, marks of claims."""
        super().compare_seats(round_id, this)
        for seat in (each.number for each in self.oracle.seats.values()):
            kept = self.contract.ballot_hash(round_id, seat)
            assert kept == ballot_hash(this.ballots.get(seat, {}))
        for number, root in enumerate(this.roots, start=1):
            for line in root.book.lines:
                is_claimed = self.contract.is_claimed(round_id, number, line.number)
                assert is_claimed == (line.number in root.claimed)

    def compare_claims(self, round_id, this, project):
        """Claims are marked by lines."""

    # What is reached in the end

    def empty(self, round_id):
        """S-7: challenges end, a result stands or the round is cancelled, claims, rest."""
        this, number = self.oracle.rounds[round_id], round_id - 1
        for place in (0, 1, 2):
            self.return_top_up(number, place, 0)
        boa.env.timestamp = max(boa.env.timestamp, this.terms.voting_end)
        self.close_result(round_id)
        if not this.settled and not this.cancelled:
            self.say(round_id, self.world.owner, "")
            self.close_result(round_id)
        if not this.settled:
            self.cancel_round(number, 0)
            self.give_back(number)
            return
        self.empty_roots(round_id, this)
        boa.env.timestamp = max(boa.env.timestamp, this.terms.claims_end)
        for root in range(1, len(this.roots) + 1):
            self.return_unclaimed(number, root)
        self.sweep(number)
        assert this.pot == this.paid

    def close_result(self, round_id):
        """Wait for whatever a result waits for, and close it."""
        number = self.oracle.open_result(round_id)
        if not number:
            return
        for challenge, doubt in self.oracle.challenges.items():
            if doubt.result == number and doubt.status != CLOSED:
                boa.env.timestamp = max(boa.env.timestamp, doubt.until)
                self.attempt_resolve(challenge)
        if self.oracle.open_result(round_id):
            until = self.oracle.results[number].until
            boa.env.timestamp = max(boa.env.timestamp, until)
            self.attempt(
                "settle_result",
                lambda: self.oracle.settle_result(boa.env.timestamp, number),
                lambda: self.desk.settle(number),
            )

    def attempt_resolve(self, challenge):
        self.attempt(
            "resolve",
            lambda: self.oracle.resolve(boa.env.timestamp, challenge),
            lambda: self.desk.resolve(challenge),
        )

    def empty_roots(self, round_id, this):
        """Every line of every root, as far as its total reaches; of odd rounds the first waits."""
        for root in range(1, len(this.roots) + 1):
            for row in range(round_id % 2, len(this.roots[root - 1].book.lines)):
                self.claim_line(round_id - 1, root, row, False)

    def teardown(self):
        super().teardown()
        if not hasattr(self, "oracle"):
            return
        for challenge in [n for n, each in self.oracle.challenges.items() if each.status != CLOSED]:
            self.attempt_resolve(challenge)
        for account in [each for each, due in self.oracle.due.items() if due]:
            self.oracle.withdraw(account)
            self.desk.withdraw(account)
        assert boa.env.get_balance(self.desk.address) == self.oracle.bonds() == 0


def test_published_rounds__any_history__agree_with_the_oracle():
    """F-1, F-5, F-6, F-9, F-10, S-1, S-2, S-3, S-4, S-5, S-6, S-7."""
    run(PublishedRounds)
