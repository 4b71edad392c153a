# SPDX-License-Identifier: Apache-2.0
"""The season, chapter by chapter, through the same verbs that members use.

Each seat signs with its throw-away key; the chain's clock is moved to the days of the story. What
the contracts must not allow is tried too, and kept with their answer.

Errors: `RuntimeError` if the contracts allow what they must refuse; those of the package.
"""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import cast

from cosmolocal.alliance import Alliance
from cosmolocal.calls import Outcome, Receipt
from cosmolocal.chain import Function, Step
from cosmolocal.demo import story
from cosmolocal.deploy.apply import apply
from cosmolocal.deploy.blueprint import ROOT, scope_numbers, seat_numbers, throwaway_signer
from cosmolocal.deploy.description import read_example
from cosmolocal.deploy.verify import verify
from cosmolocal.domain import Action
from cosmolocal.errors import ContractError
from cosmolocal.figures import Refusal
from cosmolocal.funding import Chambers, Terms, project_of
from cosmolocal.governance import Side, proposal_of
from cosmolocal.ledger import FOR_THE_SCOPE, entry_of
from cosmolocal.local import LocalChain
from cosmolocal.privacy import TextStore
from cosmolocal.signers import LocalSigner

Tell = Callable[[int, str], None]
"""Told the day of the season, and what happened."""

DAY, HOUR, ETHER = 86_400, 3_600, 10**18
ROUND = 1
_PURSE_WEI = 1_000 * ETHER


class Season:
    """The alliance of the story, and what has happened in it so far."""

    alliance: Alliance

    def __init__(self, local: LocalChain, tell: Tell) -> None:
        self.local, self.tell = local, tell
        self.texts = TextStore()
        self.description = read_example()
        self.signers = {
            seat.name: throwaway_signer(self.description, seat.name)
            for seat in self.description.all_seats
        }
        self.seats = seat_numbers(self.description)
        self.scopes = {self.description.name: ROOT} | scope_numbers(self.description)
        self.proposals: dict[str, int] = {}
        self.entries: dict[str, list[bytes]] = {name: [] for name in self.signers}
        self.projects: dict[str, int] = {}
        self.refusals: list[Refusal] = []

    def run(self) -> None:
        """Let the whole season happen."""
        self.found()
        self.count_night_care()
        self.work()
        self.quarrel()
        self.decide_on_money()
        self.apply()
        self.review()
        self.cast_ballots()
        self.pay_out()
        self.close()

    # --- the chapters -----------------------------------------------------------------------

    def found(self) -> None:
        """Deploy the alliance, and check that it stands as it was described."""
        chain, deployer = self.local.chain, self.local.accounts[0]
        with TemporaryDirectory() as folder:
            manifest = apply(self.description, chain, deployer, path=Path(folder) / "river.json")
        self.alliance = Alliance.connect(chain, manifest)
        compared = verify(self.description, chain, manifest)
        if not compared.is_as_described:
            raise RuntimeError(f"deployed otherwise than described: {compared.drift}")
        self.tell(
            0,
            f"{len(self.signers)} seats found an alliance of {len(self.scopes)} scopes;"
            f" {compared.compared} settings are as described, and the deployer keeps no power.",
        )
        self.local.fund_many([s.address for s in self.signers.values()], _PURSE_WEI)
        self._join_scopes()
        for giver, ether in story.GIFTS:
            self.alliance.treasury.deposit(ether * ETHER, signer=self.signers[giver])
        gifts = ", ".join(f"{giver} {ether} ETH" for giver, ether in story.GIFTS)
        self.tell(1, f"Into the treasury: {gifts}.")

    def count_night_care(self) -> None:
        """Change by vote what an hour of night care counts."""
        weight = (self.scopes["Care"], story.NIGHT_CARE, story.NIGHT_CARE_BPS)
        action = self.alliance.ledger.set_weight_action(*weight)
        self._propose(2, story.NIGHT_CARE_PROPOSER, story.NIGHT_CARE_TITLE, [action])
        self._vote(4, story.NIGHT_CARE_TITLE, story.NIGHT_CARE_VOTES)
        self._carry_out(9, story.NIGHT_CARE_TITLE)

    def work(self) -> None:
        """Record a month of work, each entry confirmed by the other side."""
        for work in story.WORK:
            self._until(work.day)
            self._record(work)
        hours = sum(work.hours for work in story.WORK)
        self.tell(19, f"{len(story.WORK)} entries of work, {hours:,} hours, confirmed by others.")
        self._until(story.UNCONFIRMED.day)
        entry = self._record(story.UNCONFIRMED)
        signer = self.signers[story.UNCONFIRMED.provider]
        self._refused(
            "Lucía, a confirmer of Care, confirms her own night",
            lambda: self.alliance.ledger.confirm(entry, signer=signer),
        )

    def quarrel(self) -> None:
        """Dispute two entries; an arbiter decides; what was wrong is recorded again as it was."""
        self._until(21)
        for work, objector, objection, arbiter, uphold in story.QUARRELS:
            entry = self._record(work)
            signer, reason = self.signers[objector], self.texts.commit(objection)
            self.alliance.ledger.dispute(entry, reason, signer=signer)
            self.alliance.ledger.resolve(entry, uphold=uphold, signer=self.signers[arbiter])
            verdict = "the entry counts" if uphold else "the entry does not count"
            self.tell(
                21,
                f"{objector} disputes {work.hours} hours of {work.provider};"
                f" {arbiter} decides that {verdict}.",
            )
        self._record(story.CORRECTION)
        hours = story.CORRECTION.hours
        self.tell(21, f"{story.CORRECTION.provider} records {hours} hours anew; confirmed.")

    def decide_on_money(self) -> None:
        """Two proposals at once, paid from the same credits: a round, and a van."""
        treasury = self.alliance.treasury
        opened = [
            self.alliance.funding.open_round_action(self._terms()),
            treasury.fund_action(ROUND, story.POT_ETHER * ETHER),
        ]
        payee = self.signers[story.VAN_PAYEE].address
        bought = [treasury.pay_action(payee, story.VAN_ETHER * ETHER)]
        self._propose(24, story.ROUND_PROPOSER, story.ROUND_TITLE, opened)
        self._propose(24, story.VAN_PROPOSER, story.VAN_TITLE, bought)
        self._until_open(story.ROUND_TITLE, 26)
        self._first_thought()
        self._vote(26, story.ROUND_TITLE, story.ROUND_VOTES)
        self._over_budget()
        self._vote(26, story.VAN_TITLE, story.VAN_VOTES)
        self._refused(
            "Bente, a steward, pays herself 5 ETH from the treasury without a vote",
            lambda: self._pay_directly("Bente Krogh", 5 * ETHER),
        )
        self._carry_out(31, story.ROUND_TITLE)
        van = self.alliance.governance.show(self.proposals[story.VAN_TITLE])
        self.tell(32, f"“{story.VAN_TITLE}” is {van.status.name.lower()}: nothing is paid.")

    def apply(self) -> None:
        """Apply with what has been done, citing the ledger."""
        self._until(33)
        cited = 0
        for applicant, project, text, _ in story.APPLICATIONS:
            signer, entries = self.signers[applicant], self.entries[applicant]
            content = self.texts.commit(f"{project}. {text}")
            receipt = _mined(
                self.alliance.funding.apply(ROUND, signer.address, content, entries, signer=signer)
            )
            self.projects[project] = project_of(receipt)
            cited += len(entries)
        self.tell(33, f"{len(self.projects)} projects apply, citing {cited} ledger entries.")

    def review(self) -> None:
        """Approve, or reject with a reason."""
        self._until(40)
        funding, reviewer = self.alliance.funding, self.signers["Bente Krogh"]
        approved = [self.projects[a.project] for a in story.APPLICATIONS if a.rejected is None]
        funding.approve(ROUND, approved, signer=reviewer)
        for _, project, _, reason in story.APPLICATIONS:
            if reason is not None:
                why = self.texts.commit(reason)
                funding.reject(ROUND, self.projects[project], reason=why, signer=reviewer)
                self.tell(40, f"“{project}” is kept out: {reason}")

    def cast_ballots(self) -> None:
        """Spread credits over projects; a ballot can be replaced, and can go against a project."""
        self._until(47)
        for ballot in (story.FIRST_BALLOT, *story.BALLOTS):
            self._cast(ballot)
        against = sum(votes < 0 for ballot in story.BALLOTS for votes in ballot.votes.values())
        self.tell(
            47,
            f"{len(story.BALLOTS)} ballots, {against} votes against; {story.FIRST_BALLOT.voter}"
            " thinks again and replaces hers.",
        )
        self._refused(
            "Chidi gives his own project two votes",
            lambda: self._cast(story.Ballot("Chidi Nwosu", {story.SLUICE: 2})),
        )

    def pay_out(self) -> None:
        """Settle, claim, sweep."""
        funding, anybody = self.alliance.funding, self.signers["Joaquim Serra"]
        self._until(57)
        funding.settle(ROUND, signer=anybody)
        payable = [p for p in funding.show(ROUND).projects if p.payout]
        for project in payable:
            funding.claim(ROUND, project.project, signer=anybody)
        self.tell(57, f"Settled; {len(payable)} projects are paid, whoever asks for it.")
        self._refused(
            "Night Oven Bakery claims a second time",
            lambda: funding.claim(
                ROUND, self.projects[story.OVEN], signer=self.signers["Night Oven Bakery"]
            ),
        )
        self._until(72)
        swept = _mined(funding.sweep(ROUND, signer=anybody)).event("RoundSwept")["amount"]
        self.tell(72, f"The dust of rounding down, {swept} wei, goes back to the treasury.")

    def close(self) -> None:
        """Let the next season begin."""
        self._until(self.description.season.seconds // DAY)
        self.tell(self._day(), "The season is over; recognised work is heard in the next one.")

    # --- what the chapters are made of ------------------------------------------------------

    def _join_scopes(self) -> None:
        """Let each seat agree to the scopes that have taken it in."""
        join = self.alliance.scopes.contract.functions.join
        pairs = [(s.name, scope) for s in self.description.all_seats for scope in s.scopes]
        self._send_all((join(self.scopes[scope]), self.signers[name]) for name, scope in pairs)
        self.tell(0, f"{len(pairs)} times a seat joins a place, a guild or a function.")

    def _propose(self, day: int, proposer: str, title: str, actions: Sequence[Action]) -> None:
        self._until(day)
        outcome = self.alliance.governance.propose(
            actions, self.texts.commit(title), signer=self.signers[proposer]
        )
        self.proposals[title] = proposal_of(_mined(outcome))
        self.tell(day, f"{proposer} proposes: “{title}”.")

    def _vote(self, day: int, title: str, ballots: Iterable[story.Say]) -> None:
        """Let everybody vote once the vote is open, and say how it stands."""
        self._until_open(title, day)
        for voter, votes in ballots:
            self._say(title, voter, votes)
        shown = self.alliance.governance.show(self.proposals[title])
        self.tell(
            day,
            f"“{title}”: {shown.votes_for} for, {shown.votes_against} against,"
            f" {shown.abstentions} abstain.",
        )

    def _until_open(self, title: str, day: int) -> None:
        """Let time pass until one may vote."""
        self._until(day, at_least=self.alliance.governance.show(self.proposals[title]).start)

    def _say(self, title: str, voter: str, votes: int) -> Outcome:
        side = Side.FOR if votes > 0 else Side.AGAINST if votes else Side.ABSTAIN
        return self.alliance.governance.vote(
            self.proposals[title], side, abs(votes), signer=self.signers[voter]
        )

    def _first_thought(self) -> None:
        """Vote, and think again: the next ballot replaces this one."""
        voter, votes = story.FIRST_THOUGHT
        self._say(story.ROUND_TITLE, voter, votes)
        quote = self.alliance.governance.quote(
            self.proposals[story.ROUND_TITLE], 5, self.signers[voter].address
        )
        self.tell(
            26,
            f"{voter} gives the round {votes} votes for {votes**2} credits, and thinks again:"
            f" 5 votes cost {quote.cost}, and {quote.refund} come back.",
        )

    def _over_budget(self) -> None:
        """Try more votes than the credits allow."""
        voter, votes = story.TOO_MANY
        meter = self.alliance.governance.credits(self.seats[voter])
        self._refused(
            f"Mateus gives the van {votes} votes: {votes**2} credits, and he has {meter.left} left",
            lambda: self._say(story.VAN_TITLE, voter, votes),
        )

    def _pay_directly(self, name: str, amount: int) -> Outcome:
        """Call the treasury without a vote."""
        treasury, signer = self.alliance.treasury, self.signers[name]
        arguments = ("0x" + "0" * 40, signer.address, amount, 0, bytes(32))
        call = treasury.contract.functions.pay(*arguments)
        return self.local.chain.write(call, signer=signer)

    def _carry_out(self, day: int, title: str) -> None:
        """Queue a passed proposal, wait for the timelock, execute it."""
        governance, anybody = self.alliance.governance, self.signers["Rui Carvalho"]
        self._until(day, at_least=governance.show(self.proposals[title]).end)
        governance.queue(self.proposals[title], signer=anybody)
        self._until(day + 1, at_least=governance.show(self.proposals[title]).eta)
        governance.execute(self.proposals[title], signer=anybody)
        self.tell(day + 1, f"“{title}” has passed and is carried out.")

    def _terms(self) -> Terms:
        """Set the periods of the round before its opening is put to the vote."""
        return Terms(
            scope=self.scopes[self.description.name],
            applications_end=self._at(40),
            review_end=self._at(47),
            voting_end=self._at(57),
            claims_end=self._at(72),
            budget=100,
            chambers=Chambers.PERSONS,
            allow_negative=True,
        )

    def _record(self, work: story.Work) -> bytes:
        """Record one entry, and confirm it if the story says who does."""
        receiver = self.seats[work.receiver] if work.receiver else FOR_THE_SCOPE
        outcome = self.alliance.ledger.record_work(
            self.scopes[work.scope],
            effort_seconds=work.hours * HOUR,
            occurred_at=self._at(work.day - 1),
            evidence=self.texts.commit(work.text),
            receiver=receiver,
            skill=work.skill,
            signer=self.signers[work.provider],
        )
        entry = entry_of(_mined(outcome))
        if work.confirmer:
            self.alliance.ledger.confirm(entry, signer=self.signers[work.confirmer])
            self.entries[work.provider].append(entry)
        return entry

    def _cast(self, ballot: story.Ballot) -> Outcome:
        given = {self.projects[project]: votes for project, votes in ballot.votes.items()}
        signer = self.signers[ballot.voter]
        return self.alliance.funding.cast_ballot(ROUND, given, signer=signer)

    def _refused(self, attempt: str, call: Callable[[], Outcome]) -> None:
        """Try what must not work, and keep the contracts' answer."""
        try:
            call()
        except ContractError as error:
            self.refusals.append(
                Refusal(attempt=attempt, answer=str(error.reason), next_step=error.next_step)
            )
            self.tell(self._day(), f"Refused: {attempt}. “{error.reason}” {error.next_step}")
            return
        raise RuntimeError(f"the contracts allowed it: {attempt}")

    def _send_all(self, calls: Iterable[tuple[Function, LocalSigner]]) -> None:
        self.local.chain.send_many([Step(function, signer) for function, signer in calls])

    def _at(self, day: int) -> int:
        """Return when a day of the season begins [UTC seconds]."""
        return self.alliance.membership.seasons.genesis + day * DAY

    def _day(self) -> int:
        return (self.local.now - self._at(0)) // DAY

    def _until(self, day: int, *, at_least: int | None = None) -> None:
        """Let time pass until a day begins, with a minute to spare for what it brings."""
        moment = max(self._at(day) + 60, at_least or 0)
        if moment > self.local.now:
            self.local.warp(moment)


def _mined(outcome: Outcome) -> Receipt:
    """Take the outcome of a write that was sent."""
    return cast(Receipt, outcome)
