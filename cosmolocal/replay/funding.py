# SPDX-License-Identifier: Apache-2.0
"""Rounds from opening to sweep, counted again from ballots and gifts.

Source: contracts/funding/; shares are those of `cosmolocal.tally`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from eth_abi.abi import encode
from eth_typing import ChecksumAddress
from eth_utils.crypto import keccak

from cosmolocal.events import Event
from cosmolocal.replay.ballot_words import ballot_hash, ballot_words, read_ballot
from cosmolocal.replay.base import Difference, Handlers, Ownership
from cosmolocal.replay.membership import MembershipReplay, Role
from cosmolocal.replay.published import PublishedReplay
from cosmolocal.replay.published_rounds import PUBLISHED, RESULTS, PublishedRound, ResultsState
from cosmolocal.replay.rounds import (
    APPROVED,
    MATCHING,
    PENDING,
    REJECTED,
    RETRO,
    Gift,
    MatchingRound,
    PledgeState,
    PoolRound,
    ProjectState,
    RoundState,
)
from cosmolocal.tally import quadratic_votes

__all__ = [
    "APPROVED",
    "PENDING",
    "REJECTED",
    "FundingState",
    "MatchingRound",
    "ProjectState",
    "RoundState",
    "ballot_hash",
    "ballot_words",
    "read_ballot",
    "replay",
]

DESK = "FundingDesk"
PAYOUT_DELAY_SECONDS = 3 * 86_400
"""That of contracts/funding/FundingDesk.vy."""
MATCHING_RULE = "quadratic-matching/1:floor"
_COMMON = "uint256,address,uint256,uint256,uint256,uint256,uint256,uint256,uint256"
_RULES = {
    RETRO: (
        quadratic_votes.RULE,
        f"({_COMMON},uint256,bool,uint256,bool,uint256,uint256)",
        RoundState,
    ),
    MATCHING: (MATCHING_RULE, f"({_COMMON},bool,bool,uint256)", MatchingRound),
}


@dataclass(frozen=True)
class FundingState:
    """All rounds, by number."""

    rounds: Mapping[int, RoundState]
    matching: Mapping[int, MatchingRound]
    published: Mapping[int, PublishedRound]
    results: ResultsState
    ownership: Mapping[str, Ownership]
    contradictions: tuple[Difference, ...]

    def held(self, token: ChecksumAddress) -> int:
        """What the rounds of a token hold together [smallest units]."""
        every = (*self.rounds.values(), *self.matching.values(), *self.published.values())
        return sum(r.held for r in every if r.terms["token"] == token)


def replay(events: Iterable[Event]) -> FundingState:
    """Rebuild the rounds."""
    counter = FundingReplay()
    counter.run(events)
    return counter.state()


class FundingReplay(PublishedReplay):
    """Takes in the events of the desk and of every pool."""

    domain = "funding"
    owned = (DESK, RETRO, MATCHING, PUBLISHED, RESULTS)

    def __init__(self) -> None:
        super().__init__()
        self._rounds: dict[tuple[str, int], Any] = {}
        self._pools: dict[ChecksumAddress, str] = {}
        self._roll = MembershipReplay()
        self._providers: dict[bytes, int] = {}  # of confirmed entries
        self._treasury: ChecksumAddress | None = None

    def handlers(self) -> Handlers:
        """Map each event to its method."""
        shared = {
            "RoundOpened": self._opened,
            "RoundSponsored": self._sponsored,
            "TopUpKept": self._kept,
            "TopUpCarriedOver": self._carried_over,
            "TopUpReturned": self._top_up_returned,
            "Claimed": self._claimed,
            "RoundSwept": self._swept,
            "RoundCancelled": self._cancelled,
            "Refunded": self._refunded,
        }
        retro = {"BallotCast": self._voted, "RoundSettled": self._settled}
        matching = {
            "GiftMade": self._given,
            "PledgeMade": self._pledged,
            "RoundSettled": self._matched,
            "PledgeReturned": self._returned,
            "GiftRefunded": self._gift_refunded,
        }
        desk = {
            "ProjectApplied": self._applied,
            "ProjectAmended": self._amended,
            "ProjectReviewed": self._reviewed,
            "ProjectAppealed": self._appealed,
            "AppealDecided": self._appeal_decided,
            "ConflictsSet": self._conflicts_set,
            "PayoutChangeAsked": self._change_asked,
            "PayoutChangeCalledOff": self._change_called_off,
        }
        every = {RETRO: shared | retro, MATCHING: shared | matching, DESK: desk, PUBLISHED: shared}
        known = {(c, name): handler for c, own in every.items() for name, handler in own.items()}
        return known | self.published_handlers()

    ignored = frozenset(
        {
            (DESK, "BallotSkipped"),
            (DESK, "ClaimSkipped"),
            (PUBLISHED, "LineSkipped"),
            (RESULTS, "PieceShown"),
        }
    )

    def take(self, event: Event) -> None:
        """Take in one event, after those that say who may review, what to cite, where to sweep."""
        self._roll.take(event)
        if event.name == "EntryConfirmed":
            self._providers[event["entry"]] = event["provider"]
        elif event.contract == "Treasury":
            self._treasury = event.address
        if event.contract == DESK and "pool" in event.args and event["pool"] not in self._pools:
            return  # of a pool that is none of the alliance's
        super().take(event)

    def state(self) -> FundingState:
        """Freeze what was taken in."""
        by_pool: dict[str, dict[int, Any]] = {RETRO: {}, MATCHING: {}, PUBLISHED: {}}
        for (pool, number), known in self._rounds.items():
            by_pool[pool][number] = known
        return FundingState(
            by_pool[RETRO],
            by_pool[MATCHING],
            by_pool[PUBLISHED],
            self.results_state(),
            dict(self.ownership),
            tuple(self.contradictions),
        )

    # -- what all pools do

    def _opened(self, event: Event) -> None:
        number, terms, pool = event["round_id"], event["terms"], event.contract
        self._pools[event.address] = pool
        rule, types, kind = _RULES[pool]
        rule_hash = keccak(encode(("string", types), (event["rule"], tuple(terms.values()))))
        before = sum(each == pool for each, _ in self._rounds)
        name = self._name(event)
        self.expect(f"number of a new {name.split()[0]}", before + 1, number)
        self.expect(f"rule of {name}", rule, event["rule"])
        self.expect(f"rule hash of {name}", rule_hash.hex(), event["rule_hash"].hex())
        self.expect(f"scope of {name}", terms["scope"], event["scope"])
        self._rounds[pool, number] = kind(terms=terms, rule=event["rule"])

    def _sponsored(self, event: Event) -> None:
        known, sponsor = self._round(event), event["sponsor"]
        given = known.sponsors.get(sponsor, 0) + event["amount"]
        sponsors = {**known.sponsors, sponsor: given}
        after = self._change(event, pot=known.pot + event["amount"], sponsors=sponsors)
        self.expect(f"pot of {self._name(event)}", after.pot, event["pot"])

    def _kept(self, event: Event) -> None:
        known, sponsor = self._round(event), event["sponsor"]
        if event.timestamp < known.terms["voting_end"]:
            self.expect(f"pot of {self._name(event)}", "open", event.name)
        late = {**known.late, sponsor: known.late.get(sponsor, 0) + event["amount"]}
        self._change(event, late=late)

    def _carried_over(self, event: Event) -> None:
        """Take what came too late out of one round, and put it into another one's pot."""
        self._no_longer_late(event)
        into = (event.contract, event["into"])
        known, sponsor = self._rounds[into], event["sponsor"]
        terms = self._round(event).terms
        self.expect(
            f"scope and token of {self._name(event)} and its next",
            (terms["scope"], terms["token"]),
            (known.terms["scope"], known.terms["token"]),
        )
        sponsors = {**known.sponsors, sponsor: known.sponsors.get(sponsor, 0) + event["amount"]}
        after = replace(known, pot=known.pot + event["amount"], sponsors=sponsors)
        self._rounds[into] = after
        self.expect(f"pot of round {event['into']}", after.pot, event["pot"])

    def _top_up_returned(self, event: Event) -> None:
        self._no_longer_late(event)

    def _no_longer_late(self, event: Event) -> None:
        known, sponsor = self._round(event), event["sponsor"]
        name = f"late top-up of {sponsor} to {self._name(event)}"
        self.expect(name, known.late.get(sponsor, 0), event["amount"])
        self._change(event, late={**known.late, sponsor: 0})

    def _claimed(self, event: Event) -> None:
        known, number, amount = self._round(event), event["project"], event["amount"]
        name = f"project {number} of {self._name(event)}"
        project = known.projects[number]
        self._require_settled(event)
        self.expect(f"payout of {name}", known.payouts()[number], amount)
        payee = project.payee_at(event.timestamp)
        self.expect(f"payee of {name}", payee, event["payout_address"])
        self.expect(f"former claim of {name}", None, project.claimed)
        self._change_project(event, claimed=amount)
        self._change(event, paid=known.paid + amount)

    def _swept(self, event: Event) -> None:
        known = self._round(event)
        self._require_settled(event)
        name = f"sweep of {self._name(event)}"
        self.expect(name, known.dust, event["amount"])
        self.expect(f"payee of the {name}", self._treasury, event["to"])
        self._change(event, is_swept=True, paid=known.paid + event["amount"])

    def _cancelled(self, event: Event) -> None:
        self._change(event, is_cancelled=True)

    def _refunded(self, event: Event) -> None:
        known, sponsor = self._round(event), event["sponsor"]
        name = f"refund of {sponsor} in {self._name(event)}"
        self.expect(name, known.sponsors[sponsor], event["amount"])
        sponsors = {**known.sponsors, sponsor: 0}
        self._change(event, sponsors=sponsors, paid=known.paid + event["amount"])

    # -- the desk

    def _applied(self, event: Event) -> None:
        known, number = self._round(event), event["project"]
        fields = ("seat", "payout_address", "content", "entries")
        project = ProjectState(**{name: event[name] for name in fields})
        self.expect("number of a new project", len(known.projects) + 1, number)
        self._check_entries(project)
        self._change(event, projects={**known.projects, number: project})

    def _amended(self, event: Event) -> None:
        before = self._round(event).projects[event["project"]]
        self.expect("version of an application", before.version + 1, event["version"])
        fields = ("version", "payout_address", "content", "entries")
        self._change_project(event, **{name: event[name] for name in fields})
        self._check_entries(self._round(event).projects[event["project"]])

    def _check_entries(self, project: ProjectState) -> None:
        for entry in project.entries:
            provider = self._providers.get(entry)
            self.expect(f"provider of the cited 0x{entry.hex()}", provider, project.seat)

    def _reviewed(self, event: Event) -> None:
        known, reviewer = self._round(event), event["reviewer"]
        scope, project = known.terms["scope"], known.projects[event["project"]]
        if not self._roll.holds_role(scope, reviewer, Role.REVIEWER, event.timestamp):
            self.expect(f"reviewer of project {event['project']}", "a reviewer", reviewer)
        opinions, verdict = ("rejections", REJECTED)
        if event["approved"]:
            opinions, verdict = ("approvals", APPROVED)
        count = getattr(project, opinions) + 1
        status = verdict if count == known.terms["approvals"] else project.status
        changes = {opinions: count, "status": status, "reason": event["reason"]}
        self._change_project(event, **changes)

    def _appealed(self, event: Event) -> None:
        self._change_project(event, is_appealed=True)

    def _appeal_decided(self, event: Event) -> None:
        project = self._round(event).projects[event["project"]]
        if not project.is_appealed:
            self.expect(f"appeal of project {event['project']}", "none", event.name)
        if event["admitted"]:
            self._change_project(event, status=APPROVED, reason=event["reason"])

    def _conflicts_set(self, event: Event) -> None:
        known = self._round(event)
        self._change(event, conflicts={**known.conflicts, event["seat"]: event["projects"]})

    def _change_asked(self, event: Event) -> None:
        project = self._round(event).projects[event["project"]]
        payee = project.payee_at(event.timestamp)
        due = event.timestamp + PAYOUT_DELAY_SECONDS
        self.expect(f"change of project {event['project']}", due, event["effective_at"])
        change = (event["payout_address"], event["effective_at"])
        self._change_project(event, payout_address=payee, change=change)

    def _change_called_off(self, event: Event) -> None:
        self._change_project(event, change=None)

    # -- retro rounds

    def _voted(self, event: Event) -> None:
        known, seat = self._round(event), event["seat"]
        ballot = read_ballot(event["allocations"])
        name = f"ballot of seat {seat} in {self._name(event)}"
        cost, budget = quadratic_votes.cost(ballot.values()), known.terms["budget"]
        if cost > budget:
            self.expect(f"budget of the {name}", budget, cost)
        for number in ballot:
            status = known.projects[number].status
            self.expect(f"status of project {number} in the {name}", APPROVED, status)
        if excluded := known.excluded(seat) & set(ballot):
            self.expect(f"projects excluded from the {name}", set(), excluded)
        self._change(event, ballots={**known.ballots, seat: ballot})

    def _settled(self, event: Event) -> None:
        known, name = self._round(event), self._name(event)
        outcome = known.count()
        self._change(event, final=outcome, is_settled=True)
        self.expect(f"pot of {name} when settled", known.pot, event["pot"])
        self.expect(f"votes of {name} when settled", outcome.total_votes, event["total_votes"])
        self.expect(f"payouts of {name} when settled", outcome.paid, event["payable_amount"])

    # -- matching rounds

    def _given(self, event: Event) -> None:
        known, project, seat = self._round(event), event["project"], event["seat"]
        before = known.gifts.get((project, seat))
        total = event["amount"] + (before.amount if before else 0)
        name = f"gift of seat {seat} to project {project} of {self._name(event)}"
        self.expect(f"total {name}", total, event["total"])
        self.expect(f"status of the {name}", APPROVED, known.projects[project].status)
        if project in known.excluded(seat):
            self.expect(f"exclusion of the {name}", "excluded", event.name)
        gifts = {**known.gifts, (project, seat): Gift(total, event["donor"])}
        self._change(event, gifts=gifts, pot=known.pot + event["amount"])

    def _pledged(self, event: Event) -> None:
        known, number = self._round(event), event["number"]
        self.expect(f"number of a pledge to {self._name(event)}", len(known.pledges) + 1, number)
        fields = ("sponsor", "deposit", "matched", "per_raised")
        pledge = PledgeState(**{name: event[name] for name in fields})
        self._change(event, pledges={**known.pledges, number: pledge})

    def _matched(self, event: Event) -> None:
        known, name = self._round(event), self._name(event)
        matches = known.matches()
        self.expect(f"gifts of {name} when settled", known.raised, event["gifts"])
        self.expect(f"matching pot of {name}", known.matching_pot, event["matching_pot"])
        self.expect(f"matches of {name}", sum(matches.values()), event["matched"])
        pledges = {
            number: replace(pledge, deposit=pledge.deposit - pledge.called_up(known.raised))
            for number, pledge in known.pledges.items()
        }
        pot = known.matching_pot
        self._change(event, final=matches, final_pot=pot, is_settled=True, pledges=pledges)

    def _returned(self, event: Event) -> None:
        known, number = self._round(event), event["number"]
        self._require_settled(event)
        pledge = known.pledges[number]
        name = f"pledge {number} of {self._name(event)}"
        self.expect(f"rest of {name}", pledge.deposit, event["amount"])
        self.expect(f"sponsor of {name}", pledge.sponsor, event["sponsor"])
        pledges = {**known.pledges, number: replace(pledge, deposit=0)}
        self._change(event, pledges=pledges, paid=known.paid + event["amount"])

    def _gift_refunded(self, event: Event) -> None:
        known, key = self._round(event), (event["project"], event["seat"])
        name = f"refund of seat {key[1]} from {self._name(event)}"
        self.expect(name, known.gifts[key].amount, event["amount"])
        self.expect(f"payee of the {name}", known.gifts[key].donor, event["donor"])
        gifts = {**known.gifts, key: replace(known.gifts[key], is_refunded=True)}
        self._change(event, gifts=gifts, paid=known.paid + event["amount"])

    # -- internals

    def _place(self, event: Event) -> tuple[str, int]:
        pool = self._pools[event["pool"]] if event.contract == DESK else event.contract
        return pool, event["round_id"]

    def _round(self, event: Event) -> Any:
        return self._rounds[self._place(event)]

    def _name(self, event: Event) -> str:
        """Name a round as people do."""
        pool, number = event.contract, event["round_id"]
        kind = {MATCHING: "matching ", PUBLISHED: "published "}.get(pool, "")
        return f"{kind}round {number}"

    def _require_settled(self, event: Event) -> None:
        if not self._round(event).is_settled:
            self.expect(f"count of {self._name(event)}", "open", event.name)

    def _change(self, event: Event, **changes: Any) -> PoolRound:
        place = self._place(event)
        after: PoolRound = replace(self._rounds[place], **changes)
        self._rounds[place] = after
        return after

    def _change_project(self, event: Event, **changes: Any) -> None:
        known = self._round(event).projects
        project = replace(known[event["project"]], **changes)
        self._change(event, projects={**known, event["project"]: project})
