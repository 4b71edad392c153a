# SPDX-License-Identifier: Apache-2.0
"""Rounds from opening to sweep, counted again from the ballots.

Source: contracts/funding/; the rule "quadratic-votes/1:floor" is that of `cosmolocal.tally`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import takewhile
from typing import Any

from eth_abi.abi import encode
from eth_typing import ChecksumAddress
from eth_utils.crypto import keccak

from cosmolocal.errors import BadInput
from cosmolocal.events import Event
from cosmolocal.replay.base import Difference, Handlers, Replay
from cosmolocal.replay.membership import MembershipReplay, Role
from cosmolocal.tally import quadratic_votes

PENDING, APPROVED, REJECTED = 1, 2, 3
"""Review of an application."""

_TERMS = "(uint256,address,uint256,uint256,uint256,uint256,uint256,uint256,bool)"
# Layout of contracts/funding/allocation_word.vy.
_LANES, _LANE_BITS, _VOTE_BITS = 8, 32, 16
_LANE, _VOTES, _SIGN = 2**32 - 1, 2**16 - 1, 2**15
# The commitment to a ballot leaves out the last two bytes of the hash.
_HASH_MASK = 2**256 - 2**16


@dataclass(frozen=True, slots=True)
class ProjectState:
    """One application and what became of it."""

    seat: int
    payout_address: ChecksumAddress
    content: bytes
    entries: tuple[bytes, ...]
    status: int = PENDING
    reason: bytes = bytes(32)
    claimed: int | None = None


@dataclass(frozen=True)
class RoundState:
    """One round; ballots by seat, each project -> votes; sponsors with what is not refunded.

    `final` is the count when the round was settled.
    """

    terms: Mapping[str, Any]
    rule: str
    projects: Mapping[int, ProjectState] = field(default_factory=dict)
    ballots: Mapping[int, Mapping[int, int]] = field(default_factory=dict)
    sponsors: Mapping[ChecksumAddress, int] = field(default_factory=dict)
    pot: int = 0
    paid: int = 0
    final: quadratic_votes.Outcome[int] | None = None
    is_cancelled: bool = False
    is_swept: bool = False

    @property
    def outcome(self) -> quadratic_votes.Outcome[int]:
        """Votes, shares and payouts: the final ones, or by the present pot and ballots."""
        return self.final or self.count()

    def count(self) -> quadratic_votes.Outcome[int]:
        """Count the ballots again."""
        rows = (row for ballot in self.ballots.values() for row in ballot.items())
        return quadratic_votes.fast(self.projects, rows, self.pot)

    @property
    def rest(self) -> int:
        """What the round still holds [smallest units]."""
        return self.pot - self.paid

    def state_at(self, now: int) -> int:
        """Where the round stands, by the numbers of `RetroFunding.state`."""
        if self.is_cancelled or self.is_swept:
            return 8 if self.is_cancelled else 7
        for state, end in enumerate(("applications_end", "review_end", "voting_end"), start=1):
            if now < self.terms[end]:
                return state
        if self.final is None:
            return 4
        return 5 if now < self.terms["claims_end"] else 6


@dataclass(frozen=True)
class FundingState:
    """All rounds, by number."""

    rounds: Mapping[int, RoundState]
    owner: ChecksumAddress
    contradictions: tuple[Difference, ...]

    def held(self, token: ChecksumAddress) -> int:
        """What the rounds of a token hold together [smallest units]."""
        return sum(r.rest for r in self.rounds.values() if r.terms["token"] == token)


def ballot_words(ballot: Mapping[int, int]) -> list[int]:
    """Write a ballot as the contract takes it: eight allocations to a word, projects ascending.

    Errors: `BadInput` for votes that no budget can buy.
    Source: contracts/funding/allocation_word.vy
    """
    lanes = [_lane(project, votes) for project, votes in sorted(ballot.items())]
    rows = (lanes[start : start + _LANES] for start in range(0, len(lanes), _LANES))
    return [sum(lane << (_LANE_BITS * index) for index, lane in enumerate(row)) for row in rows]


def read_ballot(words: Iterable[int]) -> dict[int, int]:
    """Read a ballot's votes by project."""
    lanes = (word >> (_LANE_BITS * index) & _LANE for word in words for index in range(_LANES))
    return {lane >> _VOTE_BITS: _signed(lane & _VOTES) for lane in takewhile(bool, lanes)}


def _lane(project: int, votes: int) -> int:
    if not -_SIGN <= votes < _SIGN:
        raise BadInput(
            f"{votes} votes for project {project}: more than any budget can buy",
            next_step=f"Give at most {_SIGN - 1} votes to one project.",
        )
    return project << _VOTE_BITS | votes & _VOTES


def _signed(votes: int) -> int:
    return votes - 2**_VOTE_BITS if votes >= _SIGN else votes


def ballot_hash(ballot: Mapping[int, int]) -> bytes:
    """Return what the contract keeps of a ballot; zero for an empty one."""
    if not ballot:
        return bytes(32)
    digest = int.from_bytes(keccak(encode(("uint256[]",), (ballot_words(ballot),))))
    return (digest & _HASH_MASK).to_bytes(32)


def replay(events: Iterable[Event]) -> FundingState:
    """Rebuild the rounds."""
    counter = FundingReplay()
    counter.run(events)
    return counter.state()


class FundingReplay(Replay):
    """Takes in the events of retro rounds."""

    domain = "funding"
    owned = ("RetroFunding",)

    def __init__(self) -> None:
        super().__init__()
        self._rounds: dict[int, RoundState] = {}
        self._roll = MembershipReplay()
        self._providers: dict[bytes, int] = {}  # of confirmed entries
        self._treasury: ChecksumAddress | None = None

    def handlers(self) -> Handlers:
        """Map each event to its method."""
        handlers = {
            "RoundOpened": self._opened,
            "RoundSponsored": self._sponsored,
            "ProjectApplied": self._applied,
            "ProjectReviewed": self._reviewed,
            "BallotCast": self._voted,
            "RoundSettled": self._settled,
            "Claimed": self._claimed,
            "RoundSwept": self._swept,
            "RoundCancelled": self._cancelled,
            "Refunded": self._refunded,
        }
        return {("RetroFunding", name): handler for name, handler in handlers.items()}

    def take(self, event: Event) -> None:
        """Take in one event, after those that say who may review, what to cite, where to sweep."""
        self._roll.take(event)
        if event.name == "EntryConfirmed":
            self._providers[event["entry"]] = event["provider"]
        elif event.contract == "Treasury":
            self._treasury = event.address
        super().take(event)

    def state(self) -> FundingState:
        """Freeze what was taken in."""
        owner = self.ownership["RetroFunding"].owner
        return FundingState(self._rounds, owner, tuple(self.contradictions))

    def _opened(self, event: Event) -> None:
        number, terms = event["round_id"], event["terms"]
        rule_hash = keccak(encode(("string", _TERMS), (event["rule"], tuple(terms.values()))))
        self.expect("number of a new round", len(self._rounds) + 1, number)
        self.expect(f"rule of round {number}", quadratic_votes.RULE, event["rule"])
        self.expect(f"rule hash of round {number}", rule_hash.hex(), event["rule_hash"].hex())
        self.expect(f"scope of round {number}", terms["scope"], event["scope"])
        self._rounds[number] = RoundState(terms=terms, rule=event["rule"])

    def _sponsored(self, event: Event) -> None:
        known, sponsor = self._rounds[event["round_id"]], event["sponsor"]
        given = known.sponsors.get(sponsor, 0) + event["amount"]
        sponsors = {**known.sponsors, sponsor: given}
        after = self._change(event, pot=known.pot + event["amount"], sponsors=sponsors)
        self.expect(f"pot of round {event['round_id']}", after.pot, event["pot"])

    def _applied(self, event: Event) -> None:
        known, number = self._rounds[event["round_id"]], event["project"]
        fields = ("seat", "payout_address", "content", "entries")
        project = ProjectState(**{name: event[name] for name in fields})
        self.expect("number of a new project", len(known.projects) + 1, number)
        for entry in project.entries:
            provider = self._providers.get(entry)
            self.expect(f"provider of the cited 0x{entry.hex()}", provider, project.seat)
        self._change(event, projects={**known.projects, number: project})

    def _reviewed(self, event: Event) -> None:
        known, reviewer = self._rounds[event["round_id"]], event["reviewer"]
        scope = known.terms["scope"]
        if not self._roll.holds_role(scope, reviewer, Role.REVIEWER, event.timestamp):
            self.expect(f"reviewer of project {event['project']}", "a reviewer", reviewer)
        status = APPROVED if event["approved"] else REJECTED
        self._change_project(event, status=status, reason=event["reason"])

    def _voted(self, event: Event) -> None:
        known, seat = self._rounds[event["round_id"]], event["seat"]
        ballot = read_ballot(event["allocations"])
        name = f"ballot of seat {seat} in round {event['round_id']}"
        cost, budget = quadratic_votes.cost(ballot.values()), known.terms["budget"]
        if cost > budget:
            self.expect(f"budget of the {name}", budget, cost)
        for number in ballot:
            status = known.projects[number].status
            self.expect(f"status of project {number} in the {name}", APPROVED, status)
        self._change(event, ballots={**known.ballots, seat: ballot})

    def _settled(self, event: Event) -> None:
        known, name = self._rounds[event["round_id"]], f"round {event['round_id']}"
        outcome = known.count()
        self._change(event, final=outcome)
        self.expect(f"pot of {name} when settled", known.pot, event["pot"])
        self.expect(f"votes of {name} when settled", outcome.total_votes, event["total_votes"])
        self.expect(f"payouts of {name} when settled", outcome.paid, event["payable_amount"])

    def _claimed(self, event: Event) -> None:
        known, number, amount = self._rounds[event["round_id"]], event["project"], event["amount"]
        name = f"project {number} of round {event['round_id']}"
        project = known.projects[number]
        self._require_settled(event)
        self.expect(f"payout of {name}", known.outcome.payouts[number], amount)
        self.expect(f"payee of {name}", project.payout_address, event["payout_address"])
        self.expect(f"former claim of {name}", None, project.claimed)
        self._change_project(event, claimed=amount)
        self._change(event, paid=known.paid + amount)

    def _swept(self, event: Event) -> None:
        known = self._rounds[event["round_id"]]
        self._require_settled(event)
        name = f"sweep of round {event['round_id']}"
        self.expect(name, known.rest, event["amount"])
        self.expect(f"payee of the {name}", self._treasury, event["to"])
        self._change(event, is_swept=True, paid=known.paid + event["amount"])

    def _cancelled(self, event: Event) -> None:
        self._change(event, is_cancelled=True)

    def _refunded(self, event: Event) -> None:
        known, sponsor = self._rounds[event["round_id"]], event["sponsor"]
        name = f"refund of {sponsor} in round {event['round_id']}"
        self.expect(name, known.sponsors[sponsor], event["amount"])
        sponsors = {**known.sponsors, sponsor: 0}
        self._change(event, sponsors=sponsors, paid=known.paid + event["amount"])

    def _require_settled(self, event: Event) -> None:
        if self._rounds[event["round_id"]].final is None:
            self.expect(f"count of round {event['round_id']}", "open", event.name)

    def _change(self, event: Event, **changes: Any) -> RoundState:
        after = replace(self._rounds[event["round_id"]], **changes)
        self._rounds[event["round_id"]] = after
        return after

    def _change_project(self, event: Event, **changes: Any) -> None:
        known = self._rounds[event["round_id"]].projects
        project = replace(known[event["project"]], **changes)
        self._change(event, projects={**known, event["project"]: project})
