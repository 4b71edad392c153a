# SPDX-License-Identifier: Apache-2.0
"""How the alliance decides, in plain Python: lists of ballots, sums of squares; no words, no lanes.

Units: votes, credits and heads are whole numbers, times UTC seconds, shares basis points. Source:
contracts/governance/{QuadraticGovernor,ballots,ProposalRules,Timelock}.vy, whose refusals `Refused`
repeats in order.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import astuple, dataclass, field
from enum import IntEnum
from math import isqrt

from tests.reference.membership import ORGANISATION, PERSON, Roll
from tests.reference.refusal import Refused, require

BPS = 10_000
AGAINST, FOR, ABSTAIN = 0, 1, 2
MAX_VOTES, MAX_REVISIONS, MAX_BUDGET = 511, 31, 511**2
MAX_GUARDIAN_SECONDS = 2 * 365 * 86_400
UNSET, WAITING, READY, DONE = range(4)

# The fields of each word from its lowest bit: (name, offset, width), in bits.
RULE_WORD = (
    ("quorum_bps", 0, 16),
    ("margin_bps", 16, 16),
    ("delay_seconds", 32, 32),
    ("period_seconds", 64, 32),
    ("timelock_seconds", 96, 32),
    ("grace_seconds", 128, 32),
    ("organisation_quorum_bps", 160, 16),
    ("extension_seconds", 176, 32),
    ("proposer_kind", 208, 4),
    ("proposer_role", 212, 4),
    ("sponsors", 216, 8),
    ("proposals_per_season", 224, 8),
    ("is_constitutional", 232, 1),
    ("is_optimistic", 233, 1),
    ("is_restricted", 234, 1),
    ("version", 240, 16),
)
PROPOSAL_WORD = (
    ("start", 0, 40),
    ("end", 40, 40),
    ("eta", 80, 40),
    ("type", 120, 8),
    ("version", 128, 16),
    ("ordinal", 144, 16),
    ("seat", 160, 32),
    ("number", 192, 32),
    ("canceled", 224, 1),
    ("executed", 225, 1),
    ("dual", 226, 1),
    ("constitutional", 227, 1),
    ("extension", 228, 28),
)
TALLY_WORD = (("for", 0, 56), ("against", 56, 56), ("abstain", 112, 32), ("heads", 144, 32))
MARK = (("side", 0, 2), ("votes", 2, 9))
METER_WORD = (
    ("season", 0, 16),
    ("spent", 16, 24),
    ("budget", 40, 24),
    *((f"receipt {n}", 64 + 16 * n, 16) for n in range(11)),
)
PAGE_WORD = (("season", 0, 16), *((f"receipt {n}", 16 + 16 * n, 16) for n in range(15)))
DOCKET_WORD = (
    ("number", 0, 32),
    ("even season", 32, 16),
    ("even count", 48, 16),
    ("odd season", 64, 16),
    ("odd count", 80, 16),
)


class State(IntEnum):
    """OpenZeppelin's ProposalState."""

    PENDING = 0
    ACTIVE = 1
    CANCELED = 2
    DEFEATED = 3
    SUCCEEDED = 4
    QUEUED = 5
    EXPIRED = 6
    EXECUTED = 7


@dataclass(frozen=True)
class Rule:
    """One version of a proposal type."""

    quorum_bps: int
    margin_bps: int
    delay_seconds: int
    period_seconds: int
    timelock_seconds: int
    grace_seconds: int
    organisation_quorum_bps: int = 0
    extension_seconds: int = 0
    proposer_kind: int = 0
    proposer_role: int = 0
    sponsors: int = 0
    proposals_per_season: int = 0
    is_constitutional: bool = False
    is_optimistic: bool = False

    def values(self):
        """As the contracts take it."""
        return astuple(self)


@dataclass(frozen=True)
class Ballot:
    """What a seat says now; `side` is a support, None for a ballot withdrawn or never cast."""

    side: int | None = None
    votes: int = 0
    revision: int = 0
    kind: int = PERSON

    @property
    def receipt(self):
        """As the governor reports it."""
        return (0 if self.side is None else self.side + 1, self.votes, self.revision)


@dataclass
class Proposal:
    """One proposal and every ballot on it; the vote is open in [start, end)."""

    proposer: int
    start: int
    end: int
    rule: Rule
    season: int
    number: int
    ballots: dict[int, Ballot] = field(default_factory=dict)  # seat: its ballot
    canceled: bool = False
    extended: bool = False
    executed_at: int | None = None
    queued_at: int | None = None
    eta: int | None = None

    def chamber(self, kind=PERSON):
        """Ballots of one kind of seat that say something."""
        return [b for b in self.ballots.values() if b.kind == kind and b.side is not None]

    def votes(self, side, kind=PERSON):
        """Votes of all ballots of a chamber on one side."""
        return sum(ballot.votes for ballot in self.chamber(kind) if ballot.side == side)

    def abstentions(self, kind=PERSON):
        """Seats of a chamber that abstain."""
        return sum(ballot.side == ABSTAIN for ballot in self.chamber(kind))

    def heads(self, kind=PERSON):
        """Seats of a chamber that take part."""
        return len(self.chamber(kind))

    def quorums(self, persons, organisations):
        """Heads that each chamber needs; 0 where organisations are not asked, or there are none."""
        second = self.rule.organisation_quorum_bps if organisations else 0
        return (
            max(1, -(-persons * self.rule.quorum_bps // BPS)),
            second and max(1, -(-organisations * second // BPS)),
        )

    def has_passed(self, persons, organisations):
        """Whether every chamber that is asked lets it pass."""
        first, second = self.quorums(persons, organisations)
        passes = self._carries(PERSON, first)
        return passes and (not second or self._carries(ORGANISATION, second))

    def _carries(self, kind, quorum):
        sides = {side: self.votes(side, kind) for side in (AGAINST, FOR)}
        side = sides[AGAINST if self.rule.is_optimistic else FOR]
        cast = sum(sides.values())
        wins = 2 * side > cast and side * BPS >= self.rule.margin_bps * cast
        return (wins and self.heads(kind) >= quorum) != self.rule.is_optimistic


@dataclass
class Governance:
    """Proposals, credits and the timelock's operations of one alliance.

    `recognised(seat, season)` says what a seat earned; calls take the account that sends them and
    the time. A proposal is named by its content, here any hashable key.
    """

    roll: Roll
    genesis: int
    season_seconds: int
    rules: list[list[Rule]]  # type: its versions
    base_credits: int
    organisation_credits: int
    bonus_unit: int
    bonus_cap: int
    guardian: str
    guardian_until: int
    recognised: Callable[[int, int], int]
    min_delay: int = 3_600
    proposals: dict = field(default_factory=dict)
    entered: dict[tuple[int, int], int] = field(default_factory=dict)  # seat, season: proposals
    sponsors: dict = field(default_factory=lambda: defaultdict(set))  # proposal: seats
    delegates: dict[str, str] = field(default_factory=dict)  # account: who may vote for its seat
    budgets: dict[tuple[int, int], int] = field(default_factory=dict)  # seat, season: frozen
    # What the governor still knows: of the seasons of each parity, the one a seat used last.
    known: dict[tuple[int, int], int] = field(default_factory=dict)  # seat, parity: season

    def season(self, timestamp):
        """The season that contains a second."""
        return (timestamp - self.genesis) // self.season_seconds

    # --- proposing

    def propose(self, caller, key, now, *, names_proposer=True, proposal_type=0, is_reserved=False):
        """Enter a proposal of one call under the latest rule of its type.

        `is_reserved` says that only the constitution may make the call.
        """
        require(key not in self.proposals, "governor: already proposed")
        require(names_proposer, "rules: no proposer suffix")
        seat = self.roll.active_seat(caller)
        require(seat, "rules: proposer not active")
        require(proposal_type < len(self.rules), "rules: no such rule")
        rule = self.rules[proposal_type][-1]
        beside = len(self.sponsors[key] - {seat})
        require(beside >= rule.sponsors, "rules: too few sponsors")
        entered = self.entered.get((seat, self.season(now)), 0)
        if rule.proposals_per_season:
            require(entered < rule.proposals_per_season, "rules: season limit reached")
        require(rule.is_constitutional or not is_reserved, "rules: needs the constitution")
        if rule.proposals_per_season:
            self.entered[seat, self.season(now)] = entered + 1
        start = now + rule.delay_seconds
        self.proposals[key] = Proposal(
            proposer=seat,
            start=start,
            end=start + rule.period_seconds,
            rule=rule,
            season=self.season(start),
            number=len(self.proposals) + 1,
        )

    def sponsor(self, caller, key):
        """Ask for a proposal, which need not be there yet."""
        seat = self.roll.active_seat(caller)
        require(seat, "rules: not an active seat")
        self.sponsors[key].add(seat)

    def ordinal(self, key):
        """Place among the proposals whose ballots the same season pays."""
        season = self.proposals[key].season
        return [k for k, p in self.proposals.items() if p.season == season].index(key)

    def _proposal(self, key):
        require(key in self.proposals, "governor: unknown proposal")
        return self.proposals[key]

    # --- credits

    def earned_budget(self, seat, season, kind=PERSON):
        """What a seat's first ballot of a season would freeze."""
        base = self.base_credits if kind == PERSON else self.organisation_credits
        if season == 0:
            return base
        recognition = self.recognised(seat, season - 1)
        return base + min(self.bonus_cap, isqrt(recognition // self.bonus_unit))

    def spent(self, seat, season):
        """Credits in a seat's ballots of a season."""
        of_season = (p for p in self.proposals.values() if p.season == season)
        return sum(p.ballots.get(seat, Ballot()).votes ** 2 for p in of_season)

    def credits(self, seat, season, kind=PERSON):
        """Budget and spending of a seat, as the governor still knows them."""
        if self.known.get((seat, season % 2)) != season:
            return self.earned_budget(seat, season, kind), 0
        return self.budgets[seat, season], self.spent(seat, season)

    # --- voting

    def vote(self, caller, key, side, now, votes=None, deadline=None, *, step=1):
        """Set a ballot: `votes` None means one, or none for an abstention.

        `step` is what it adds to the ballot's revision: nothing if a delegate speaks.
        """
        require(deadline is None or now <= deadline, "governor: ballot expired")
        proposal = self._proposal(key)
        stay = self.roll.last_stay(caller)
        if votes is None:
            votes = 0 if side == ABSTAIN else 1
        is_open = proposal.start <= now < proposal.end
        if proposal.canceled:
            seat = self.roll.seat(caller)
            is_open = votes == 0 and self.ballot(key, seat).side is not None
        require(is_open, "governor: voting is not open")
        seated = stay is not None and stay.left_at is None and stay.joined_at < proposal.start
        require(seated, "governor: no seat at snapshot")
        is_dual = proposal.rule.organisation_quorum_bps > 0
        require(stay.kind == PERSON or is_dual, "governor: persons only")
        fits = side in (AGAINST, FOR) or (side == ABSTAIN and votes == 0)
        require(fits, "governor: bad support")
        self._set_ballot(proposal, stay, side, votes, now, 0 if proposal.canceled else step)

    def cast_for(self, caller, key, side, accounts, now, votes=None):
        """Vote for seats that named the caller, unless they spoke themselves: all or none."""
        proposal = self._proposal(key)
        before = (dict(proposal.ballots), dict(self.budgets), dict(self.known))
        late = (proposal.extended, proposal.end)
        cast = 0
        try:
            for account in accounts:
                is_free = self.ballot(key, self.roll.seat(account)).revision == 0
                is_named = self.delegates.get(account, account) == caller
                if is_free and is_named and self.roll.active_seat(account):
                    self.vote(account, key, side, now, votes, step=0)
                    cast += 1
        except Refused:
            proposal.ballots, self.budgets, self.known = before
            proposal.extended, proposal.end = late
            raise
        return cast

    def _set_ballot(self, proposal, stay, side, votes, now, step):
        season, seat = proposal.season, stay.seat
        budget = self.budgets.get((seat, season))
        if budget is None:
            budget = self.earned_budget(seat, season, stay.kind)
        old = proposal.ballots.get(seat, Ballot())
        after = self.spent(seat, season) - old.votes**2 + votes**2
        require(after <= budget, "governor: over budget")
        require(old.revision + step <= MAX_REVISIONS, "governor: too many revisions")
        says = side if votes or side == ABSTAIN else None
        self.budgets[seat, season] = budget
        self.known[seat, season % 2] = season
        seats = self.roll.active_at(proposal.start - 1)
        before = proposal.has_passed(*seats)
        proposal.ballots[seat] = Ballot(says, votes, old.revision + step, stay.kind)
        is_late = now + proposal.rule.extension_seconds >= proposal.end
        swings = proposal.has_passed(*seats) != before
        if is_late and swings and not proposal.extended and not proposal.canceled:
            proposal.extended = proposal.rule.extension_seconds > 0
            proposal.end = now + proposal.rule.extension_seconds

    def ballot(self, key, seat):
        """A seat's ballot, as the governor still knows it."""
        proposal = self._proposal(key)
        if self.known.get((seat, proposal.season % 2)) != proposal.season:
            return Ballot()
        return proposal.ballots.get(seat, Ballot())

    def vote_by_signature(self, voter, key, side, nonce, is_genuine, now, **stated):
        """Set a ballot that its voter signed for this nonce."""
        self._proposal(key)
        expected = self.ballot(key, self.roll.seat(voter)).revision
        require(is_genuine and nonce == expected, "governor: bad signature")
        self.vote(voter, key, side, now, **stated)

    # --- outcome

    def state(self, key, now):
        """State of a proposal."""
        proposal = self._proposal(key)
        if proposal.executed_at is not None:
            return State.EXECUTED
        if proposal.canceled:
            return State.CANCELED
        if now < proposal.start:
            return State.PENDING
        if now < proposal.end:
            return State.ACTIVE
        if proposal.eta is not None:
            in_time = now < proposal.eta + proposal.rule.grace_seconds
            return State.QUEUED if in_time else State.EXPIRED
        if not proposal.has_passed(*self.roll.active_at(proposal.start - 1)):
            return State.DEFEATED
        in_time = now < proposal.end + proposal.rule.grace_seconds
        return State.SUCCEEDED if in_time else State.EXPIRED

    def queue(self, key, now):
        """Hand a passed proposal to the timelock."""
        require(self.state(key, now) == State.SUCCEEDED, "governor: not passed")
        proposal = self.proposals[key]
        proposal.queued_at = now
        proposal.eta = now + max(proposal.rule.timelock_seconds, self.min_delay)

    def execute(self, key, now):
        """Do what a queued proposal says."""
        require(self.state(key, now) == State.QUEUED, "governor: not queued")
        proposal = self.proposals[key]
        require(now >= proposal.eta, "timelock: not ready")
        proposal.executed_at = now

    def cancel(self, caller, key, now):
        """Stop a proposal."""
        proposal = self._proposal(key)
        last = State.QUEUED
        is_guardian = caller == self.guardian and now < self.guardian_until
        if not is_guardian or proposal.rule.is_constitutional:
            last = State.SUCCEEDED
            is_proposer = self.roll.active_seat(caller) == proposal.proposer
            require(is_proposer, "governor: not yours to cancel")
        state = self.state(key, now)
        is_over = state in (State.CANCELED, State.DEFEATED)
        require(state <= last and not is_over, "governor: too late to cancel")
        proposal.canceled = True

    def operation(self, key, now):
        """State of a proposal's operation in the timelock."""
        proposal = self.proposals[key]
        if proposal.executed_at is not None:
            return DONE
        if proposal.eta is None or proposal.canceled:
            return UNSET
        return WAITING if now < proposal.eta else READY


@dataclass
class Recognition:
    """What the ledger still knows of each seat's earnings: the last season of each parity."""

    lanes: dict[tuple[int, int], list[int]] = field(default_factory=lambda: defaultdict(list))

    def add(self, seat, season, amount):
        """A seat earned `amount` in a season, or confirmed somebody else's work (amount 0)."""
        lane = self.lanes[seat, season % 2]
        if not lane or lane[0] != season:
            lane[:] = [season, 0]
        lane[1] += amount

    def __call__(self, seat, season):
        """What a seat earned in a season."""
        lane = self.lanes.get((seat, season % 2))
        return lane[1] if lane and lane[0] == season else 0
