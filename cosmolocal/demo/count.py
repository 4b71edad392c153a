# SPDX-License-Identifier: Apache-2.0
"""What the season came to, rebuilt from the chain's events alone and compared with its storage.

Nothing that the chapters noted while they ran is used for a figure; they lend the names, which the
chain does not know.
"""

from collections.abc import Iterator
from math import isqrt

from cosmolocal.demo import story
from cosmolocal.demo.chapters import ROUND, Season
from cosmolocal.figures import (
    Check,
    MoneyFigures,
    PlaceFigures,
    ProjectFigures,
    ProposalFigures,
    RoundFigures,
    SeasonFigures,
    VoiceFigures,
)
from cosmolocal.governance import ProposalStatus
from cosmolocal.membership import SeatKind
from cosmolocal.replay import funding, governance, ledger, membership, treasury
from cosmolocal.replay.governance import MeterState, ProposalState
from cosmolocal.tally.shares import cut
from cosmolocal.units import ZERO_ADDRESS
from cosmolocal.verify import verify

SEASON = 0


def count(season: Season) -> SeasonFigures:
    """Rebuild every figure of a season that is over."""
    return _Count(season).figures()


class _Count:
    """The states of all domains after the events of the season."""

    def __init__(self, season: Season) -> None:
        self.season, self.alliance = season, season.alliance
        self.now, chain_id = season.local.now, season.local.chain.chain_id
        self.events = self.alliance.events()
        self.membership = membership.replay(self.events)
        self.ledger = ledger.replay(self.events, chain_id=chain_id)
        self.governance = governance.replay(
            self.events, chain_id=chain_id, seasons=self.alliance.membership.seasons
        )
        self.treasury = treasury.replay(self.events)
        self.funding = funding.replay(self.events)
        self.names = {number: name for name, number in season.seats.items()}
        self.accounts = {signer.address: name for name, signer in season.signers.items()}
        self.credits = season.description.credits

    def figures(self) -> SeasonFigures:
        """Put all of them together."""
        persons, organisations = self.membership.active_at(self.now)
        voices = tuple(self.voices())
        return SeasonFigures(
            alliance=self.season.description.name,
            about=story.ABOUT,
            season=SEASON,
            engine=self.season.local.engine,
            chain_id=self.season.local.chain.chain_id,
            closed_at=self.now,
            persons=persons,
            organisations=organisations,
            events=len(self.events),
            proposals=tuple(self.proposals()),
            places=tuple(self.places()),
            round=self.round(),
            voices=voices,
            money=tuple(self.money()),
            held=self.treasury.balance + self.funding.held(ZERO_ADDRESS),
            refusals=tuple(self.season.refusals),
            checks=(*self.verification(), self.next_season(voices)),
        )

    def proposals(self) -> Iterator[ProposalFigures]:
        """Count the proposals in the order in which they were made."""
        for number, proposal in self.governance.proposals.items():
            seats = self.membership.active_at(proposal.start - 1)
            state = self.governance.state_of(proposal, self.now, seats)
            ballots = [b for (on, _), b in self.governance.ballots.items() if on == number]
            yield ProposalFigures(
                title=self._title(proposal),
                votes_for=proposal.tally.votes_for,
                votes_against=proposal.tally.votes_against,
                abstained=proposal.tally.abstain,
                heads=proposal.tally.heads,
                quorum=self.governance.quorums(proposal, seats)[0],
                credits=sum(ballot.votes**2 for ballot in ballots),
                outcome=ProposalStatus(state).name.lower(),
            )

    def places(self) -> Iterator[PlaceFigures]:
        """Add up the work of each scope that has any, most first."""
        found = []
        for name, scope in self.season.scopes.items():
            entries = [entry for entry in self.ledger.entries.values() if entry.scope == scope]
            counted = [entry for entry in entries if entry.status == ledger.CONFIRMED]
            recorded = sum(entry.effort for entry in entries)
            found.append(
                PlaceFigures(
                    place=name,
                    entries=len(entries),
                    recorded=recorded,
                    recognised=sum(entry.recognition for entry in counted),
                    not_confirmed=recorded - sum(entry.effort for entry in counted),
                )
            )
        yield from sorted((p for p in found if p.entries), key=lambda p: -p.recognised)

    def round(self) -> RoundFigures:
        """Count the round again from its ballots."""
        held = self.funding.rounds[ROUND]
        paid = sum(project.claimed or 0 for project in held.projects.values())
        approved = {n: p for n, p in held.projects.items() if p.status == funding.APPROVED}
        return RoundFigures(
            pot=held.pot,
            paid=paid,
            dust=held.paid - paid,
            ballots=len(held.ballots),
            rejected=tuple(
                self._project(p) for p in held.projects.values() if p.status == funding.REJECTED
            ),
            projects=tuple(
                ProjectFigures(
                    project=self._project(project),
                    votes=held.outcome.votes[number],
                    share=cut(held.outcome.share(number)),
                    payout=project.claimed or 0,
                )
                for number, project in approved.items()
            ),
        )

    def voices(self) -> Iterator[VoiceFigures]:
        """Say what each person could spend, spent, earned, and can spend next."""
        for seat, state in self.membership.seats.items():
            if state.kind != SeatKind.PERSON:
                continue
            # Nobody had worked before the first season: who did not vote had the base.
            meter = self.governance.meters.get((seat, SEASON), MeterState(self.credits.base))
            earned = self.ledger.stored(seat, SEASON).earned
            bonus = isqrt(earned // self.credits.bonus_unit)
            yield VoiceFigures(
                member=self.names[seat],
                budget=meter.budget,
                spent=meter.spent,
                recognised=earned,
                next_budget=self.credits.base + min(bonus, self.credits.bonus_cap),
            )

    def money(self) -> Iterator[MoneyFigures]:
        """List what crossed the border of the alliance; its own contracts are inside."""
        for event in self.events:
            if event.name == "Received" and event["sender"] in self.accounts:
                giver = self.accounts[event["sender"]]
                yield MoneyFigures(what=f"{giver} gives", came_in=event["amount"])
            elif event.name == "Paid":
                payee = self.accounts.get(event["to"], event["to"])
                yield MoneyFigures(what=f"{payee} is paid", went_out=event["amount"])
            elif event.name == "Claimed":
                project = self.funding.rounds[event["round_id"]].projects[event["project"]]
                what = f"{self._project(project)} is paid"
                yield MoneyFigures(what=what, went_out=event["amount"])

    def verification(self) -> Iterator[Check]:
        """Compare everything that storage has with what the events give."""
        for check in verify(self.alliance, events=self.events).checks:
            yield Check(**check.model_dump())

    def next_season(self, voices: tuple[VoiceFigures, ...]) -> Check:
        """Compare the credits of the season that has just begun."""
        credits_of = self.alliance.governance.credits
        read = [credits_of(self.season.seats[voice.member], SEASON + 1) for voice in voices]
        different = sum(
            meter.budget != voice.next_budget for meter, voice in zip(read, voices, strict=True)
        )
        return Check(domain="credits of the next season", compared=len(read), different=different)

    def _title(self, proposal: ProposalState) -> str:
        commitment, _, _ = proposal.description.partition("#proposer=")
        return self.season.texts.find(bytes.fromhex(commitment[2:])) or commitment

    def _project(self, project: funding.ProjectState) -> str:
        text = self.season.texts.find(project.content) or project.content.hex()
        return text.partition(". ")[0]
