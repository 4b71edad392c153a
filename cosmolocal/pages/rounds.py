# SPDX-License-Identifier: Apache-2.0
"""Rounds: what is asked for on which evidence, a ballot to fill in, what came of it and why."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cosmolocal.counting.result import explain
from cosmolocal.errors import NothingThere
from cosmolocal.funding.tallies import tally_of
from cosmolocal.funding.terms import Review, RoundStatus
from cosmolocal.pages.page import Pages, Told, Visit, part_of
from cosmolocal.pages.state import State
from cosmolocal.replay.published_rounds import PublishedRound
from cosmolocal.replay.rounds import MatchingRound, PoolRound, ProjectState, RoundState
from cosmolocal.treasury.assets import Asset
from cosmolocal.words import _, noted

pages = Pages()

KINDS = {
    "retro": noted("Round of ballots"),
    "matching": noted("Round of matched gifts"),
    "published": noted("Round with a published count"),
}
STATES = {
    RoundStatus.APPLICATIONS: noted("takes applications"),
    RoundStatus.REVIEW: noted("is being reviewed"),
    RoundStatus.APPEALS: noted("waits for appeals"),
    RoundStatus.VOTING: noted("takes ballots"),
    RoundStatus.TO_BE_SETTLED: noted("waits for its count"),
    RoundStatus.CLAIMS: noted("pays out"),
    RoundStatus.TO_BE_SWEPT: noted("is over; what is left goes to the treasury"),
    RoundStatus.SWEPT: noted("is over"),
    RoundStatus.CANCELLED: noted("was cancelled; gifts go back"),
}
GOING_ON = {
    RoundStatus.APPLICATIONS,
    RoundStatus.REVIEW,
    RoundStatus.APPEALS,
    RoundStatus.VOTING,
    RoundStatus.CLAIMS,
}
REVIEWS = {
    Review.PENDING: noted("not reviewed yet"),
    Review.APPROVED: noted("admitted"),
    Review.REJECTED: noted("not admitted"),
}
PERIODS = {
    "applications_end": noted("Applications"),
    "review_end": noted("Review"),
    "appeals_end": noted("Appeals"),
    "voting_end": noted("Ballots"),
    "claims_end": noted("Payouts"),
}
_POOLS = {"retro": "funding", "published": "published", "matching": "matching"}


@dataclass(frozen=True)
class Round:
    """A round as pages show it."""

    kind: str
    number: int
    held: PoolRound
    state: State

    @property
    def path(self) -> str:
        """Where its page is."""
        return f"/rounds/{self.kind}/{self.number}"

    @property
    def pool(self) -> str:
        """What the service calls its mechanism."""
        return _POOLS[self.kind]

    @property
    def title(self) -> str:
        """What people call it."""
        return f"{_(KINDS[self.kind])} {self.number}"

    @property
    def status(self) -> RoundStatus:
        """Where it stands."""
        return RoundStatus(self.held.state_at(self.state.now))

    @property
    def status_words(self) -> str:
        """Say where it stands."""
        if self.kind == "matching" and self.status is RoundStatus.VOTING:
            return _("takes gifts")
        return _(STATES[self.status])

    @property
    def token(self) -> Asset:
        """What it pays in."""
        return self.state.assets.of(self.held.terms["token"])

    @property
    def budget(self) -> int:
        """Credits of a ballot; 0 where there are none."""
        return int(self.held.terms.get("budget", 0))

    @property
    def ballots(self) -> int:
        """Seats that voted or gave."""
        if isinstance(self.held, MatchingRound):
            return len({seat for _project, seat in self.held.gifts})
        return len(self.held.ballots) if isinstance(self.held, RoundState | PublishedRound) else 0

    @property
    def deadline(self) -> int | None:
        """When what goes on now ends [UTC seconds]; None if nothing does."""
        if self.status not in GOING_ON:
            return None
        ends = (int(self.held.terms[name]) for name in PERIODS)
        return min(end for end in ends if end > self.state.now)

    def periods(self) -> Iterator[tuple[str, int, str]]:
        """Name each period, its end, and whether it is over, goes on or comes."""
        start = 0
        for name, words in PERIODS.items():
            end = int(self.held.terms[name])
            if end > start:
                now = self.state.now
                place = "over" if end <= now else "now" if start <= now else "later"
                yield self._period(name, words), end, place
            start = max(start, end)

    def _period(self, name: str, words: str) -> str:
        is_gifts = self.kind == "matching" and name == "voting_end"
        return _("Gifts") if is_gifts else _(words)


@dataclass(frozen=True)
class Project:
    """An application as pages show it."""

    number: int
    held: ProjectState
    state: State

    @property
    def title(self) -> str:
        """Its first line if the text is kept here, else its number."""
        text = self.state.text(self.held.content)
        return text.split("\n")[0] if text else _("Project %(number)s", number=self.number)

    @property
    def text(self) -> str:
        """What it says beyond its first line."""
        return (self.state.text(self.held.content) or "").partition("\n")[2].strip()

    @property
    def review(self) -> str:
        """What the reviewers said."""
        if self.held.is_appealed and self.held.status != Review.APPROVED:
            return _("appealed: the alliance decides")
        return _(REVIEWS[Review(self.held.status)])

    @property
    def is_admitted(self) -> bool:
        """Whether ballots may name it."""
        return self.held.status == Review.APPROVED

    @property
    def reason(self) -> str:
        """Why it was not admitted, if the text is kept here."""
        return self.state.text(self.held.reason) or "" if any(self.held.reason) else ""

    @property
    def hours(self) -> int:
        """Work that its evidence cites [seconds]."""
        return sum(entry.effort for _id, entry in self.entries())

    def entries(self) -> Iterator[tuple[bytes, Any]]:
        """Give the entries of the ledger that it cites."""
        known = self.state.ledger.entries
        for entry in self.held.entries:
            if entry in known:
                yield entry, known[entry]


def rounds_of(state: State) -> list[Round]:
    """List every round, those with something to do first."""
    funding = state.funding
    by_kind: dict[str, Mapping[int, PoolRound]] = {
        "retro": funding.rounds,
        "matching": funding.matching,
        "published": funding.published,
    }
    every = [Round(k, n, held, state) for k, own in by_kind.items() for n, held in own.items()]
    return sorted(every, key=lambda each: (each.deadline is None, each.deadline or 0, -each.number))


def round_of(state: State, kind: str, number: int) -> Round:
    """Find a round; `NothingThere` if there is none."""
    found = [each for each in rounds_of(state) if (each.kind, each.number) == (kind, number)]
    if not found:
        raise NothingThere(
            _("there is no round %(number)s", number=number),
            next_step=_("Look for it in the list of rounds."),
        )
    return found[0]


@pages.add("/rounds", "rounds.html")
def rounds(visit: Visit) -> Told:
    """List the rounds."""
    return {"part": part_of(rounds_of(visit.state), visit)}


@pages.add("/rounds/{kind}/{number:int}", "round.html")
def one_round(visit: Visit, kind: str, number: int) -> Told:
    """Show a round: its periods, applications, the ballot or the result."""
    found = round_of(visit.state, kind, number)
    payouts = found.held.payouts() if found.ballots else {}
    projects = [Project(n, each, visit.state) for n, each in found.held.projects.items()]
    ballot = ballot_of(visit, projects)
    return {
        "round": found,
        "projects": sorted(projects, key=lambda each: (-payouts.get(each.number, 0), each.number)),
        "payouts": payouts,
        "votes": _votes(found),
        "ballot": ballot,
        "cost": sum(votes * votes for votes in ballot.values()),
    }


@pages.add("/rounds/{kind}/{number:int}/cost", "round_cost.html")
def cost(visit: Visit, kind: str, number: int) -> Told:
    """Say what a ballot costs, for a page that asks while somebody fills it in."""
    found = round_of(visit.state, kind, number)
    projects = [Project(n, each, visit.state) for n, each in found.held.projects.items()]
    ballot = ballot_of(visit, projects)
    return {"round": found, "cost": sum(votes * votes for votes in ballot.values())}


@pages.add("/rounds/{kind}/{number:int}/projects/{project:int}", "project.html")
def one_project(visit: Visit, kind: str, number: int, project: int) -> Told:
    """Show an application, its evidence, and how its amount comes about."""
    found = round_of(visit.state, kind, number)
    if project not in found.held.projects:
        raise NothingThere(
            _("there is no project %(number)s in this round", number=project),
            next_step=_("Look for it in the round."),
        )
    shown = Project(project, found.held.projects[project], visit.state)
    return {"round": found, "project": shown, "why": _why(found, shown)}


def ballot_of(visit: Visit, projects: list[Project]) -> dict[int, int]:
    """Read the votes that the address has: `?ballot.3=5`."""
    read: dict[int, int] = {}
    for project in projects:
        text = visit.text(f"ballot.{project.number}", 8)
        digits = text.removeprefix("-")
        if project.is_admitted and digits.isascii() and digits.isdecimal():
            read[project.number] = int(text)
    return read


def _votes(found: Round) -> Mapping[int, int]:
    """Sum the votes of each project, where it has any."""
    return found.held.outcome.votes if isinstance(found.held, RoundState) else {}


def _why(found: Round, shown: Project) -> Mapping[str, Any] | None:
    """Explain an amount; None where the chain alone does not say."""
    held = found.held
    if not isinstance(held, RoundState | MatchingRound) or not shown.is_admitted:
        return None
    tally = tally_of(held, decimals=found.token.decimals)
    told = explain(tally, str(shown.number), elsewhere=False)
    [line] = [each for each in tally.lines if each.project == str(shown.number)]
    gifts = sum(held.given(shown.number)) if isinstance(held, MatchingRound) else 0
    return told | {"units": line.award, "gifts": gifts, "payout": held.payouts()[shown.number]}
