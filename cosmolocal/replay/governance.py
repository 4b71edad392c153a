# SPDX-License-Identifier: Apache-2.0
"""Rules, proposals, ballots and voice credits, rebuilt from events.

Source: contracts/governance/: votes cost their square, a ballot replaces the one before, the id of
a proposal is the hash of its content. Seats come from the roll, recognition from the ledger.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from eth_abi.abi import encode
from eth_typing import ChecksumAddress
from eth_utils.crypto import keccak

from cosmolocal.events import Event
from cosmolocal.replay.base import Difference, Handlers, Replay
from cosmolocal.replay.ledger import LedgerReplay
from cosmolocal.replay.membership import MembershipReplay
from cosmolocal.replay.timelock import OperationState, TimelockCall, TimelockReplay, TimelockState
from cosmolocal.units import BPS, ZERO_ADDRESS

if TYPE_CHECKING:
    from cosmolocal.membership import Seasons

AGAINST, FOR, ABSTAIN = 1, 2, 3
# Receipts on the meter's own page, and on each page behind it.
FIRST_PAGE, OTHER_PAGES = 11, 15

PENDING, ACTIVE, CANCELED, DEFEATED, SUCCEEDED, QUEUED, EXPIRED, EXECUTED = range(8)
"""OpenZeppelin's ProposalState."""

Rule = Mapping[str, int]  # the two characters of a rule are truth values
PERSON = 1
DEFAULT_TYPE = 0


@dataclass(frozen=True, slots=True)
class BallotState:
    """A seat's latest ballot; `side` 0 none, 1 against, 2 for, 3 abstain."""

    side: int = 0
    votes: int = 0
    revision: int = 0


@dataclass(frozen=True, slots=True)
class TallyState:
    """The count of a proposal; `abstain` and `heads` count seats, the others votes."""

    votes_against: int = 0
    votes_for: int = 0
    abstain: int = 0
    heads: int = 0

    def changed(self, ballot: BallotState, sign: int) -> "TallyState":
        """Return the count with a ballot added (1) or taken out (-1)."""
        abstains = ballot.side == ABSTAIN
        return TallyState(
            self.votes_against + sign * ballot.votes * (ballot.side == AGAINST),
            self.votes_for + sign * ballot.votes * (ballot.side == FOR),
            self.abstain + sign * abstains,
            self.heads + sign * (abstains or ballot.votes > 0),
        )


@dataclass(frozen=True, slots=True)
class MeterState:
    """A seat's voice credits of one season; `recognition` is what its budget was frozen on."""

    budget: int
    spent: int = 0
    recognition: int = 0


@dataclass(frozen=True, slots=True)
class ProposalState:
    """One proposal; times are UTC seconds, the vote is open in [start, end)."""

    number: int
    proposal_type: int
    version: int
    season: int
    ordinal: int
    seat: int = 0
    proposer: ChecksumAddress = ZERO_ADDRESS
    targets: tuple[ChecksumAddress, ...] = ()
    values: tuple[int, ...] = ()
    calldatas: tuple[bytes, ...] = ()
    description: str = ""
    start: int = 0
    end: int = 0
    eta: int = 0
    is_canceled: bool = False
    is_executed: bool = False
    tally: TallyState = TallyState()
    organisations: TallyState = TallyState()

    @property
    def description_hash(self) -> bytes:
        """Hash of the description, which with the calls makes the id."""
        return keccak(text=self.description)

    @property
    def id(self) -> int:
        """Hash of the content."""
        types = ("address[]", "uint256[]", "bytes[]", "bytes32")
        content = (self.targets, self.values, self.calldatas, self.description_hash)
        return int.from_bytes(keccak(encode(types, content)))

    @property
    def calls(self) -> tuple[TimelockCall, ...]:
        """What the timelock is to call."""
        return tuple(zip(self.targets, self.values, self.calldatas, strict=True))

    def salt(self, governor: ChecksumAddress) -> bytes:
        """Salt of its operation: as OpenZeppelin's, so that two governors share none."""
        return ((int(governor, 16) << 96) ^ int.from_bytes(self.description_hash)).to_bytes(32)

    def operation(self, governor: ChecksumAddress) -> bytes:
        """Id of its operation in the timelock."""
        types = ("address[]", "uint256[]", "bytes[]", "bytes32", "bytes32")
        content = (self.targets, self.values, self.calldatas, bytes(32), self.salt(governor))
        return keccak(encode(types, content))


@dataclass(frozen=True)
class GovernanceState:
    """All of governance.

    Rules by (type, version), seats that sponsor by proposal, ballots by (proposal, seat), meters by
    (seat, season); `held` is the season that storage holds in a page of a seat's lane:
    (seat, parity, page) -> season.
    """

    rules: Mapping[tuple[int, int], Rule]
    sponsors: Mapping[int, frozenset[int]]
    proposals: Mapping[int, ProposalState]
    ballots: Mapping[tuple[int, int], BallotState]
    meters: Mapping[tuple[int, int], MeterState]
    held: Mapping[tuple[int, int, int], int]
    guardian: ChecksumAddress
    guardian_until: int
    rules_owner: ChecksumAddress
    timelock: TimelockState
    contradictions: tuple[Difference, ...]

    def stored_ballot(self, proposal_id: int, seat: int) -> BallotState:
        """Return what the contract still knows of a ballot: a lane is used again later."""
        proposal = self.proposals[proposal_id]
        lane = (seat, proposal.season % 2, page_of(proposal.ordinal))
        if self.held.get(lane) != proposal.season:
            return BallotState()
        return self.ballots.get((proposal_id, seat), BallotState())

    def quorums(self, proposal: ProposalState, seats: tuple[int, int]) -> tuple[int, int]:
        """Heads that a proposal needs of the persons and organisations active at its snapshot."""
        rule, (persons, organisations) = self._rule(proposal), seats
        second = rule["organisation_quorum_bps"]
        return (
            _share(persons, rule["quorum_bps"]),
            _share(organisations, second) if second and organisations else 0,
        )

    def header(self, proposal: ProposalState) -> int:
        """Return the word that the governor keeps of a proposal, see proposal_word.vy."""
        rule, p = self._rule(proposal), proposal
        is_extended = p.end != p.start + rule["period_seconds"]
        fields = (
            (p.start, 0),
            (p.end, 40),
            (p.eta, 80),
            (p.proposal_type, 120),
            (p.version, 128),
            (p.ordinal, 144),
            (p.seat, 160),
            (p.number, 192),
            (p.is_canceled, 224),
            (p.is_executed, 225),
            (rule["organisation_quorum_bps"] != 0, 226),
            (rule["is_constitutional"], 227),
            (0 if is_extended else rule["extension_seconds"], 228),
        )
        return sum(value << offset for value, offset in fields)

    def _rule(self, proposal: ProposalState) -> Rule:
        return self.rules[proposal.proposal_type, proposal.version]

    def state_of(self, proposal: ProposalState, now: int, seats: tuple[int, int]) -> int:
        """State of a proposal at `now`; `seats` were active at its snapshot, by kind."""
        rule = self._rule(proposal)
        if proposal.is_executed or proposal.is_canceled:
            return EXECUTED if proposal.is_executed else CANCELED
        if now < proposal.end:
            return PENDING if now < proposal.start else ACTIVE
        if proposal.eta:
            return QUEUED if now < proposal.eta + rule["grace_seconds"] else EXPIRED
        if not self._has_passed(proposal, rule, seats):
            return DEFEATED
        return SUCCEEDED if now < proposal.end + rule["grace_seconds"] else EXPIRED

    def _has_passed(self, proposal: ProposalState, rule: Rule, seats: tuple[int, int]) -> bool:
        chambers = zip(
            (proposal.tally, proposal.organisations), self.quorums(proposal, seats), strict=True
        )
        return all(_carries(tally, rule, quorum) for tally, quorum in chambers if quorum)


def _share(seats: int, bps: int) -> int:
    return max(-(-seats * bps // BPS), 1)


def _carries(tally: TallyState, rule: Rule, quorum: int) -> bool:
    """Whether a chamber is for a proposal or, under an optimistic rule, not against it."""
    cast = tally.votes_for + tally.votes_against
    side = tally.votes_against if rule["is_optimistic"] else tally.votes_for
    wins = 2 * side > cast and side * BPS >= rule["margin_bps"] * cast
    return (wins and tally.heads >= quorum) != bool(rule["is_optimistic"])


def page_of(ordinal: int) -> int:
    """Page of a seat's lane that holds its receipt of the season's proposal `ordinal`."""
    return 0 if ordinal < FIRST_PAGE else 1 + (ordinal - FIRST_PAGE) // OTHER_PAGES


def replay(events: Iterable[Event], *, chain_id: int, seasons: "Seasons") -> GovernanceState:
    """Rebuild governance from the events of the whole alliance, and its clock."""
    council = GovernanceReplay(chain_id, seasons)
    council.run(events)
    return council.state()


class GovernanceReplay(Replay):
    """Takes in the events of governor and rules, beside those of roll, ledger and timelock."""

    domain = "governance"
    owned = ("ProposalRules",)

    def __init__(self, chain_id: int, seasons: "Seasons") -> None:
        super().__init__()
        self._seasons = seasons
        self._roll, self._book = MembershipReplay(), LedgerReplay(chain_id)
        self._timelock = TimelockReplay()
        self._governor: ChecksumAddress = ZERO_ADDRESS
        self._guardian: tuple[ChecksumAddress, int] = (ZERO_ADDRESS, 0)
        self._rules: dict[tuple[int, int], Rule] = {}
        self._sponsors: dict[int, set[int]] = {}
        self._recorded_at: dict[tuple[ChecksumAddress, ChecksumAddress], int] = {}
        self._proposals: dict[int, ProposalState] = {}
        self._ballots: dict[tuple[int, int], BallotState] = {}
        self._meters: dict[tuple[int, int], MeterState] = {}
        self._held: dict[tuple[int, int, int], int] = {}
        self._of_season: Counter[int] = Counter()
        self._named: tuple[int, int] | None = None  # (proposal, type) that is about to be made
        self._spoken_for: tuple[int, int] | None = None  # (proposal, seat)

    def handlers(self) -> Handlers:
        """Map each event to its method."""
        contract = "QuadraticGovernor"
        return {
            ("ProposalRules", "RuleAdopted"): self._adopted,
            ("ProposalRules", "ProposalSponsored"): self._sponsored,
            ("ProposalRules", "CodeRecorded"): self._recorded,
            (contract, "GuardianSet"): self._guardian_set,
            (contract, "ProposalTyped"): self._typed,
            (contract, "ProposalCreated"): self._created,
            (contract, "BudgetFrozen"): self._frozen,
            (contract, "VoteCast"): self._voted,
            (contract, "VoteCastWithParams"): self._voted,
            (contract, "VoteCastFor"): self._voted_for,
            (contract, "ProposalExtended"): self._extended,
            (contract, "ProposalQueued"): self._queued,
            (contract, "ProposalExecuted"): lambda event: self._mark(event, is_executed=True),
            (contract, "ProposalCanceled"): lambda event: self._mark(event, is_canceled=True),
        }

    def take(self, event: Event) -> None:
        """Take in one event, after the domains below."""
        for below in (self._roll, self._book, self._timelock):
            below.take(event)
        super().take(event)

    def state(self) -> GovernanceState:
        """Freeze what was taken in."""
        timelock = self._timelock.state()
        self._compare_operations(timelock)
        guardian, until = self._guardian
        return GovernanceState(
            rules=self._rules,
            sponsors={number: frozenset(seats) for number, seats in self._sponsors.items()},
            proposals=self._proposals,
            ballots=self._ballots,
            meters=self._meters,
            held=self._held,
            guardian=guardian,
            guardian_until=until,
            rules_owner=self.ownership["ProposalRules"].owner,
            timelock=timelock,
            contradictions=(*self._timelock.contradictions, *self.contradictions),
        )

    def _adopted(self, event: Event) -> None:
        self.expect(
            "version of a new rule", self._latest(event["proposal_type"]) + 1, event["version"]
        )
        self._rules[event["proposal_type"], event["version"]] = event["rule"]

    def _sponsored(self, event: Event) -> None:
        seats = self._sponsors.setdefault(event["proposalId"], set())
        if event["seat"] in seats:
            name = f"sponsor {event['seat']} of proposal {event['proposalId']}"
            self.expect(name, "told once", "told again")
        seats.add(event["seat"])

    def _recorded(self, event: Event) -> None:
        """Take in the code that proposals rely on: the first record has no date, others have."""
        key = (event["governor"], event["target"])
        since = event.timestamp if key in self._recorded_at else 0
        self.expect(f"record of the code of {event['target']}", since, event["since"])
        self._recorded_at[key] = since

    def _guardian_set(self, event: Event) -> None:
        self._guardian = (event["guardian"], event["until"])

    def _typed(self, event: Event) -> None:
        """Take in the type of the next proposal, where it is not the default one."""
        proposal_type = event["proposal_type"]
        name = f"version of type {proposal_type} in a new proposal"
        self.expect(name, self._latest(proposal_type), event["version"])
        self._named = event["proposalId"], proposal_type

    def _latest(self, proposal_type: int) -> int:
        versions = [version for type_, version in self._rules if type_ == proposal_type]
        return max(versions, default=0)

    def _created(self, event: Event) -> None:
        named, proposal_type = self._named or (event["proposalId"], DEFAULT_TYPE)
        self._named = None
        self.expect("proposal that was typed", event["proposalId"], named)
        version = self._latest(proposal_type)
        rule = self._rules[proposal_type, version]
        start = event.timestamp + rule["delay_seconds"]
        season = self._seasons.at(start)
        proposal = ProposalState(
            number=len(self._proposals) + 1,
            proposal_type=proposal_type,
            version=version,
            season=season,
            ordinal=self._of_season[season],
            seat=self._roll.seat_of[event["proposer"]],
            **{name: event[name] for name in ("proposer", "targets", "values", "calldatas")},
            description=event["description"],
            start=event["voteStart"] + 1,
            end=event["voteEnd"] + 1,
        )
        self._of_season[season] += 1
        self._governor = event.address
        self._check_content(proposal, event, rule)
        self._proposals[event["proposalId"]] = proposal

    def _check_content(self, proposal: ProposalState, event: Event, rule: Rule) -> None:
        name = _name(proposal.number)
        self.expect(f"id of {name}", proposal.id, event["proposalId"])
        self.expect(f"signatures of {name}", ("",) * len(proposal.targets), event["signatures"])
        self.expect(f"start of {name}", event.timestamp + rule["delay_seconds"], proposal.start)
        self.expect(f"end of {name}", proposal.start + rule["period_seconds"], proposal.end)
        suffix = f"#proposer={proposal.proposer.lower()}"
        self.expect(f"suffix of {name}", suffix, proposal.description[-len(suffix) :].lower())

    def _frozen(self, event: Event) -> None:
        seat, season = event["seat"], event["season"]
        earned = self._book.stored(seat, season - 1).earned
        self._meters[seat, season] = MeterState(event["budget"], recognition=earned)
        self._held[seat, season % 2, 0] = season

    def _voted(self, event: Event) -> None:
        side, votes = event["support"] + 1, event["weight"]
        stated = int.from_bytes(event.args.get("params", b"")[:32])
        self.expect(f"votes stated by {event['voter']}", votes, stated or votes)
        says_nothing = not votes and side != ABSTAIN
        key = (event["proposalId"], self._roll.seat_of[event["voter"]])
        step = 0 if self._spoken_for == key else 1
        self._spoken_for = None
        self._set_ballot(*key, 0 if says_nothing else side, votes, step=step)

    def _voted_for(self, event: Event) -> None:
        """The next ballot is a delegate's: it is no revision, and over none of the seat's own."""
        key = (event["proposalId"], event["seat"])
        ballot = self._ballots.get(key, BallotState())
        self.expect(f"own ballots of seat {event['seat']} under a delegate's", 0, ballot.revision)
        self._spoken_for = key

    def _extended(self, event: Event) -> None:
        """Take in a later end: once for each proposal, by what its rule says."""
        proposal = self._proposals[event["proposalId"]]
        rule = self._rules[proposal.proposal_type, proposal.version]
        name, end = _name(proposal.number), event["extendedDeadline"] + 1
        due = (event.timestamp + rule["extension_seconds"], proposal.start + rule["period_seconds"])
        self.expect(f"extended end of {name}, and its end before", due, (end, proposal.end))
        self._mark(event, end=end)

    def _set_ballot(
        self, proposal_id: int, seat: int, side: int, votes: int, *, step: int = 1
    ) -> None:
        """Replace a seat's ballot: cost, its chamber's tally, and page."""
        proposal = self._proposals[proposal_id]
        old = self._ballots.get((proposal_id, seat), BallotState())
        counted = 0 if proposal.is_canceled else step  # taking a ballot back is no revision
        new = BallotState(side, votes, old.revision + counted)
        self._ballots[proposal_id, seat] = new
        self._held[seat, proposal.season % 2, page_of(proposal.ordinal)] = proposal.season
        self._charge(seat, proposal.season, votes**2 - old.votes**2)
        chamber = "tally" if self._roll.seats[seat].kind == PERSON else "organisations"
        tally = getattr(proposal, chamber).changed(old, -1).changed(new, 1)
        self._proposals[proposal_id] = replace(proposal, **{chamber: tally})

    def _charge(self, seat: int, season: int, credits_: int) -> None:
        meter = self._meters.get((seat, season), MeterState(0))
        self._meters[seat, season] = after = replace(meter, spent=meter.spent + credits_)
        if after.spent > after.budget:
            self.expect(f"budget of seat {seat} in season {season}", after.budget, after.spent)

    def _queued(self, event: Event) -> None:
        proposal = self._proposals[event["proposalId"]]
        rule = self._rules[proposal.proposal_type, proposal.version]
        delay = max(rule["timelock_seconds"], self._timelock.min_delay)
        eta = event.timestamp + delay
        self.expect(f"eta of {_name(proposal.number)}", eta, event["etaSeconds"])
        self._mark(event, eta=eta)

    def _mark(self, event: Event, **changes: Any) -> None:
        known = self._proposals[event["proposalId"]]
        self._proposals[event["proposalId"]] = replace(known, **changes)

    def _compare_operations(self, timelock: TimelockState) -> None:
        """Check that the timelock was given, and did, exactly what was proposed."""
        for proposal in self._proposals.values():
            if not proposal.eta:
                continue
            due = OperationState(
                ready_at=1 if proposal.is_executed else 0 if proposal.is_canceled else proposal.eta,
                calls=proposal.calls,
                executed=proposal.calls if proposal.is_executed else (),
                salt=proposal.salt(self._governor),
            )
            found = timelock.operations.get(proposal.operation(self._governor))
            self.expect(f"operation of {_name(proposal.number)}", due, found)


def _name(number: int) -> str:
    return f"proposal {number}"
