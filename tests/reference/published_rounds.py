# SPDX-License-Identifier: Apache-2.0
"""Published rounds and their result desk in plain Python: lists of lines, ballots and bonds.

Units: amounts smallest units of a token, bonds wei, times UTC seconds.
Source: contracts/funding/PublishedFunding.vy, ResultDesk.vy, whose refusals `Refused` repeats.
"""

from collections import defaultdict
from dataclasses import dataclass, field, replace

from tests.reference.published import (
    CLOSED,
    DECIDE,
    DISMISSED,
    FELL,
    LINE,
    MAX_TOTAL,
    NOTHING,
    OPEN,
    OTHER,
    PIECE,
    REVEAL,
    SHOW,
    STANDS,
    UNDECIDED,
    UPHELD,
    WITHOUT_OBJECT,
    Book,
    Line,
    finding,
)
from tests.reference.rounds import APPROVED, Rounds
from tests.reference.rounds import Round as RoundOfAnyKind

MAX_ROOTS = 16


@dataclass
class Root:
    """An accepted result."""

    book: Book
    total: int
    claims_end: int
    left: int
    claimed: set[int] = field(default_factory=set)  # numbers of lines


@dataclass
class PublishedRound(RoundOfAnyKind):
    """A round of ballots that are counted elsewhere."""

    ballots: dict[int, dict[int, int]] = field(default_factory=dict)  # seat -> project -> amount
    roots: list[Root] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.claims_seconds = self.terms.claims_end - self.terms.voting_end

    def rest(self) -> int:
        """What no root has set aside."""
        return self.pot - self.paid - sum(root.left for root in self.roots)

    def grantable(self, now: int) -> int:
        """What a further result may pay out."""
        is_late = self.settled and now >= self.terms.claims_end
        is_full = len(self.roots) == MAX_ROOTS
        if is_full or self.cancelled or now < self.terms.voting_end or is_late:
            return 0
        return min(self.rest(), MAX_TOTAL)

    def found(self, project: int) -> tuple[int, int]:
        """Number of ballots that name a project, and its true score."""
        given = [ballot[project] for ballot in self.ballots.values() if project in ballot]
        return finding(self.terms.check, given)

    def lines(self) -> list[Line]:
        """The true lines, which share the rest by the number of ballots."""
        admitted = [p for p in self.applicants if self.reviews.get(p) == APPROVED]
        found = {project: self.found(project) for project in admitted}
        heads = sum(heads for heads, _ in found.values())
        return [
            Line(
                n, p, self.payout_addresses[p], self.rest() * found[p][0] // (heads or 1), *found[p]
            )
            for n, p in enumerate(admitted)
        ]


@dataclass
class Result:
    """What somebody says is the result of a round."""

    round_id: int
    proposer: str
    book: Book
    total: int
    bond: int
    until: int
    status: int = OPEN
    challenges: int = 0


@dataclass
class Challenge:
    """One doubt about one result."""

    result: int
    challenger: str
    kind: int
    subject: int
    bond: int
    until: int
    status: int
    shown: Line | None = None
    best: str | None = None
    told: dict[str, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))
    outcome: int = 0


class Published(Rounds):
    """Every rule of both contracts."""

    kind = PublishedRound

    def __init__(self, owner: str, scopes: set[int], treasury: str, pieces: int):
        super().__init__(owner, scopes)
        self.treasury, self.pieces = treasury, pieces
        self.results: dict[int, Result] = {}
        self.challenges: dict[int, Challenge] = {}
        self.due: dict[str, int] = defaultdict(int)

    def bonds(self) -> int:
        """What the desk holds for others: open bonds, and what is due."""
        results = (each.bond for each in self.results.values() if each.status == OPEN)
        doubts = (each.bond for each in self.challenges.values() if each.status != CLOSED)
        return sum(results) + sum(doubts) + sum(self.due.values())

    def _check_rule(self, terms) -> None:
        self._require(terms.bond > 0, "no bond", module="published")

    # Ballots

    def cast_ballot(self, now: int, caller: str, round_id: int, ballot: dict[int, int]) -> None:
        """Replace the seat's ballot."""
        this = self._live(round_id)
        seat = self._voter(now, caller, this).number
        for project, amount in sorted(ballot.items()):
            self._check_eligible(this, seat, project)
            allowed = amount >= 0 or this.terms.allow_negative
            self._require(allowed, "negative amount", module="published")
        power = 2 if this.terms.squared else 1
        spent = sum(abs(amount) ** power for amount in ballot.values())
        budget = this.terms.budget
        self._require(not budget or spent <= budget, "over budget", module="published")
        this.ballots[seat] = dict(ballot)

    # Results

    def publish(
        self, now: int, caller: str, round_id: int, book: Book, total: int, bond: int, reason: bool
    ) -> int:
        """Say what a round came to."""
        this = self._live(round_id)
        self._result(now >= this.terms.voting_end, "voting not over")
        self._result(not self.open_result(round_id), "another one is open")
        if this.settled:
            self._require(caller == self.owner, "not the owner", module="owned")
            self._result(reason, "correction has no reason")
        self._result(total > 0, "nothing to pay")
        self._result(total <= this.grantable(now), "over the pot")
        self._result(
            bond == (this.terms.bond if caller != self.owner else 0), "value is not the bond"
        )
        until = now + this.terms.challenge_seconds
        number = len(self.results) + 1
        self.results[number] = Result(round_id, caller, book, total, bond, until)
        return number

    def open_result(self, round_id: int) -> int:
        """The result of a round that neither stands nor fell; 0: there is none."""
        opened = (
            number
            for number, each in self.results.items()
            if each.round_id == round_id and each.status == OPEN
        )
        return next(opened, 0)

    def challenge(
        self, now: int, caller: str, result: int, kind: int, subject: int, bond: int
    ) -> int:
        """Doubt a line, a piece, or anything."""
        doubted = self._open_result(result)
        this = self.rounds[doubted.round_id]
        self._result(now < doubted.until, "too late to challenge")
        if kind == LINE:
            self._result(this.reviews.get(subject) == APPROVED, "no such project")
        elif kind == PIECE:
            self._result(subject < self.pieces, "no such piece")
        else:
            self._result(kind == OTHER and subject == 0, "no such kind")
        self._result(bond == this.terms.bond, "value is not the bond")
        span = this.terms.decision_seconds if kind == OTHER else this.terms.answer_seconds
        status = DECIDE if kind == OTHER else SHOW
        number = len(self.challenges) + 1
        self.challenges[number] = Challenge(result, caller, kind, subject, bond, now + span, status)
        doubted.challenges += 1
        return number

    def show_line(self, now: int, challenge: int, line: Line, book: Book) -> None:
        """Show the line that a challenge asks for, under a tree that may be another one."""
        doubt = self._awaited(now, challenge, SHOW)
        self._result(doubt.kind == LINE, "not about a line")
        self._result(line.project == doubt.subject, "line of another project")
        result = self.results[doubt.result]
        self._result(book.root == result.book.root, "line not in the result")
        terms = self.rounds[result.round_id].terms
        if terms.check == NOTHING:
            self._dismiss(doubt)
        else:
            doubt.status, doubt.until, doubt.shown = REVEAL, now + terms.answer_seconds, line

    def show_piece(self, now: int, challenge: int, piece: int) -> None:
        """Show a piece of the bundle."""
        doubt = self._awaited(now, challenge, SHOW)
        self._result(doubt.kind == PIECE, "not about a piece")
        self._result(piece == doubt.subject, "piece not in the bundle")
        self._dismiss(doubt)

    def reveal(self, now: int, caller: str, challenge: int, ballots: dict[int, dict]) -> None:
        """Tell ballots again, seats ascending."""
        doubt = self._awaited(now, challenge, REVEAL)
        this = self.rounds[self.results[doubt.result].round_id]
        most = len(doubt.told[doubt.best]) if doubt.best else 0
        told = dict(doubt.told[caller])
        for seat, ballot in ballots.items():
            self._result(seat > max(told, default=0), "seats not ascending")
            self._result(this.ballots.get(seat) == ballot, "not a cast ballot")
            self._result(doubt.subject in ballot, "ballot omits the project")
            told[seat] = ballot[doubt.subject]
        doubt.told[caller] = told
        if doubt.best is None or len(told) > most:
            doubt.best = caller
            doubt.until = max(doubt.until, now + this.terms.answer_seconds)

    def resolve(self, now: int, challenge: int) -> None:
        """Close a challenge whose time is over."""
        doubt = self._unresolved(challenge)
        result = self.results[doubt.result]
        if self._is_void(now, result):
            self._release(doubt, WITHOUT_OBJECT)
            return
        self._result(now >= doubt.until, "challenge is running")
        if doubt.status == DECIDE:
            self._release(doubt, UNDECIDED)
            self._fall(result, result.proposer, result.bond)
        elif doubt.status == SHOW or not self._holds(doubt):
            self._uphold(doubt)
        else:
            self._dismiss(doubt)

    def decide(self, now: int, caller: str, challenge: int, upheld: bool) -> None:
        """Decide what nothing on chain can decide."""
        self._require(caller == self.owner, "not the owner", module="owned")
        doubt = self._awaited(now, challenge, DECIDE)
        (self._uphold if upheld else self._dismiss)(doubt)

    def settle_result(self, now: int, number: int) -> None:
        """Let a result stand."""
        result = self._open_result(number)
        if self._is_void(now, result):
            self._fall(result, result.proposer, result.bond)
            return
        self._result(now >= result.until, "still open to challenges")
        self._result(not result.challenges, "challenges are open")
        result.status = STANDS
        self.due[result.proposer] += result.bond
        this = self.rounds[result.round_id]
        end = now + this.claims_seconds
        this.roots.append(Root(result.book, result.total, end, result.total))
        this.terms, this.settled = replace(this.terms, claims_end=end), True

    def withdraw(self, account: str) -> int:
        """Pay what is due; return how much."""
        self._result(self.due[account] > 0, "nothing due")
        return self.due.pop(account)

    # Claims

    def claim_line(self, now: int, round_id: int, number: int, line: Line, book: Book) -> None:
        """Pay a line, shown under a tree that may be another one."""
        self._published(number <= MAX_ROOTS, "root out of range")
        this = self.rounds.get(round_id)
        root = this.roots[number - 1] if this and 0 < number <= len(this.roots) else None
        self._published(root is not None and now < root.claims_end, "no claims now")
        self._published(line.number not in root.claimed, "already claimed")
        self._published(book.root == root.book.root, "not in the result")
        self._published(line.amount <= root.left, "beyond the total")
        root.claimed.add(line.number)
        root.left -= line.amount
        this.paid += line.amount

    def return_unclaimed(self, now: int, round_id: int, number: int) -> int:
        """Send what nobody claimed to the treasury; return how much."""
        this = self.rounds.get(round_id)
        self._published(this and 0 < number <= len(this.roots), "no such root")
        root = this.roots[number - 1]
        self._published(now >= root.claims_end, "claims still open")
        self._published(root.left > 0, "nothing unclaimed")
        amount, root.left = root.left, 0
        this.paid += amount
        return amount

    def sweep(self, now: int, round_id: int) -> int:
        """Send what no root has set aside to the treasury; return how much."""
        this = self._settled(round_id)
        self._require(now >= this.terms.claims_end, "claims still open")
        self._require(not this.swept, "already swept")
        rest = this.rest()
        this.swept, this.paid = True, this.paid + rest
        return rest

    # Internals

    def _open_result(self, number: int) -> Result:
        self._result(number in self.results, "no such result")
        self._result(self.results[number].status == OPEN, "is closed")
        return self.results[number]

    def _unresolved(self, challenge: int) -> Challenge:
        self._result(challenge in self.challenges, "no such challenge")
        doubt = self.challenges[challenge]
        self._result(doubt.status != CLOSED, "challenge is closed")
        return doubt

    def _awaited(self, now: int, challenge: int, status: int) -> Challenge:
        doubt = self._unresolved(challenge)
        self._result(doubt.status == status, "not asked for now")
        self._result(now < doubt.until, "too late to answer")
        self._open_result(doubt.result)
        return doubt

    def _is_void(self, now: int, result: Result) -> bool:
        grantable = self.rounds[result.round_id].grantable(now)
        return result.status != OPEN or result.total > grantable

    def _holds(self, doubt: Challenge) -> bool:
        if doubt.best is None:
            return True
        terms = self.rounds[self.results[doubt.result].round_id].terms
        truth = finding(terms.check, list(doubt.told[doubt.best].values()))
        return truth == (doubt.shown.heads, doubt.shown.score)

    def _uphold(self, doubt: Challenge) -> None:
        result = self.results[doubt.result]
        self._release(doubt, UPHELD)
        self._fall(result, doubt.challenger, result.bond // 2)
        self.due[self.treasury] += result.bond - result.bond // 2

    def _dismiss(self, doubt: Challenge) -> None:
        result = self.results[doubt.result]
        doubt.status, doubt.outcome = CLOSED, DISMISSED
        result.challenges -= 1
        self.due[result.proposer] += doubt.bond // 2
        self.due[self.treasury] += doubt.bond - doubt.bond // 2

    def _release(self, doubt: Challenge, outcome: int) -> None:
        doubt.status, doubt.outcome = CLOSED, outcome
        self.due[doubt.challenger] += doubt.bond

    def _fall(self, result: Result, to: str, amount: int) -> None:
        result.status = FELL
        self.due[to] += amount

    def _result(self, condition: object, reason: str) -> None:
        self._require(condition, reason, module="result")

    def _published(self, condition: object, reason: str) -> None:
        self._require(condition, reason, module="published")
