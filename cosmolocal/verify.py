# SPDX-License-Identifier: Apache-2.0
"""Rebuild every figure from events alone and compare it with the chain, to the last unit.

Events and storage are taken at the same block. A figure that differs, or an event that contradicts
another one, is listed. What storage holds no longer (a lane that was used again) has to read empty.

Not compared: what came into the treasury of a token other than ETH, and into a grant; only the
token's events, or nobody's, tell. Grants are those that applications name as payout address.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from itertools import pairwise, product
from math import isqrt
from typing import Any, NamedTuple

from eth_typing import ChecksumAddress
from eth_utils.crypto import keccak
from pydantic import Field

from cosmolocal.alliance import Alliance
from cosmolocal.chain import Function
from cosmolocal.deploy.steps import ADMIN_ROLE, GOVERNOR_ROLES, role_id
from cosmolocal.domain import Frozen
from cosmolocal.errors import BadInput, ContractError
from cosmolocal.events import Event
from cosmolocal.membership import Seasons
from cosmolocal.reader import Reader
from cosmolocal.replay import funding, governance, grants, ledger, membership, treasury, vouching
from cosmolocal.replay.amount_words import amount_hash
from cosmolocal.replay.base import Difference, Ownership
from cosmolocal.replay.membership import MOVED, NoticeState
from cosmolocal.replay.published_rounds import PUBLISHED, RESULTS
from cosmolocal.replay.rounds import LATE, MATCHING, RETRO, PoolRound
from cosmolocal.units import ZERO_ADDRESS, BlockNumber, Credits, SeatId
from cosmolocal.valueflows.units import code_number
from cosmolocal.views import Views

DOMAINS = ("membership", "ledger", "governance", "treasury", "funding")


class DomainCheck(Frozen):
    """How much of one domain was compared, and how much of it differs."""

    domain: str
    compared: int = Field(ge=0, description="figures of storage")
    different: int = Field(ge=0, description="figures, and events that contradict each other")


class Verification(Frozen):
    """The outcome, at one block."""

    block: BlockNumber
    block_hash: str
    events: int = Field(ge=0, description="how many were replayed")
    checks: tuple[DomainCheck, ...]
    differences: tuple[str, ...]

    @property
    def is_equal(self) -> bool:
        """Whether something was compared in every domain, and nothing differs."""
        return not self.differences and all(check.compared for check in self.checks)


Figure = tuple[str, Any, Function]


class Check(NamedTuple):
    """One figure: what the events give, and where storage has it."""

    domain: str
    figure: str
    rebuilt: Any
    function: Function


class CountedBallot(Frozen):
    """A seat's ballot as the events tell it."""

    seat: SeatId
    side: int = Field(ge=0, le=3, description="0 none, 1 against, 2 for, 3 abstain")
    votes: int = Field(ge=0)
    cost: Credits
    revision: int = Field(ge=0)


class ProposalAudit(Frozen):
    """One proposal, counted again from events alone, beside what storage says."""

    block: BlockNumber
    number: int
    state: int
    votes_for: int
    votes_against: int
    abstentions: int
    heads: int
    quorums: tuple[int, int] = Field(description="heads needed: persons, organisations")
    ballots: tuple[CountedBallot, ...]
    compared: int = Field(ge=0, description="figures of storage")
    differences: tuple[str, ...]


def verify_proposal(alliance: Alliance, proposal_id: int) -> ProposalAudit:
    """Count one proposal again: its ballots, what they cost, its outcome; compare with storage."""
    view = alliance.chain.at()
    comparison = _Comparison(alliance, view, alliance.events(view.block))
    state = comparison.governance
    if proposal_id not in state.proposals:
        raise BadInput(f"no event tells of a proposal {proposal_id}")
    proposal = state.proposals[proposal_id]
    ballots = {seat: b for (motion, seat), b in state.ballots.items() if motion == proposal_id}
    seats = comparison.membership.active_at(proposal.start - 1)
    about = [f"proposal {proposal.number}", f"proposal {proposal_id}"]
    about += [f"operation 0x{proposal.operation(alliance.governance.address).hex()}"]
    about += [f"credits of seat {seat} in season {proposal.season}" for seat in ballots]
    about += [f"budget of seat {seat} in season {proposal.season}" for seat in ballots]
    checks = [
        check
        for check in comparison.checks()
        if check.domain == "governance" and check.figure.endswith(tuple(about))
    ]
    told = [each for each in comparison.contradictions() if each.figure.endswith(tuple(about))]
    differences = [*told, *_differences(view, checks)]
    return ProposalAudit(
        block=view.block,
        number=proposal.number,
        state=state.state_of(proposal, view.timestamp, seats),
        votes_for=proposal.tally.votes_for,
        votes_against=proposal.tally.votes_against,
        abstentions=proposal.tally.abstain,
        heads=proposal.tally.heads,
        quorums=state.quorums(proposal, seats),
        ballots=tuple(
            CountedBallot(
                seat=seat, side=b.side, votes=b.votes, cost=b.votes**2, revision=b.revision
            )
            for seat, b in sorted(ballots.items())
        ),
        compared=len(checks),
        differences=tuple(map(str, differences)),
    )


def verify(
    alliance: Alliance, *, events: Sequence[Event] | None = None, block: int | None = None
) -> Verification:
    """Verify an alliance at a block, by default the newest; `events` stands in for the chain's."""
    view = alliance.chain.at(block)
    told = events_of(alliance, view.block) if events is None else events
    comparison = _Comparison(alliance, view, told)
    checks = list(comparison.checks())
    differences = [*comparison.contradictions(), *_differences(view, checks)]
    return Verification(
        block=view.block,
        block_hash=view.block_hash,
        events=len(told),
        checks=_summary(checks, differences),
        differences=tuple(map(str, differences)),
    )


def compared(alliance: Alliance) -> list[str]:
    """Name every figure that `verify` compares at the newest block."""
    view = alliance.chain.at()
    comparison = _Comparison(alliance, view, events_of(alliance, view.block))
    return [check.figure for check in comparison.checks()]


def events_of(alliance: Alliance, block: int | None = None) -> tuple[Event, ...]:
    """Every event that is verified: those of the alliance, and those of its grants."""
    own = alliance.events(block)
    view = alliance.chain.at(block)
    found = alliance.grants.among(_payout_addresses(own), view)
    first = alliance.manifest.first_block
    more = alliance.grants.events(list(found), first=first, last=view.block)
    return tuple(sorted((*own, *more), key=lambda event: event.place))


def _payout_addresses(events: Iterable[Event]) -> list[ChecksumAddress]:
    """Every address that an application ever named, in the order of the events."""
    named = (e.args.get("payout_address") for e in events if e.contract == "FundingDesk")
    return list(dict.fromkeys(address for address in named if address))


def _differences(view: Reader, checks: Sequence[Check]) -> Iterator[Difference]:
    """Compare figures with storage."""
    stored = _read(view, [check.function for check in checks])
    for check, found in zip(checks, stored, strict=True):
        if check.rebuilt != found:
            yield Difference(check.domain, check.figure, check.rebuilt, found)


def _read(view: Reader, functions: Sequence[Function]) -> list[Any]:
    """Read what storage has; a view that refuses (there is no such thing) answers with that."""
    return [
        f"refused: {answer.reason}" if isinstance(answer, ContractError) else answer
        for answer in view.attempt(functions)
    ]


def _summary(checks: Sequence[Check], differences: Sequence[Difference]) -> tuple[DomainCheck, ...]:
    compared = Counter(check.domain for check in checks)
    different = Counter(difference.domain for difference in differences)
    return tuple(
        DomainCheck(domain=name, compared=compared[name], different=different[name])
        for name in DOMAINS
    )


class _Comparison:
    """The states rebuilt from events, beside the contracts that hold the same figures."""

    def __init__(self, alliance: Alliance, view: Reader, events: Sequence[Event]) -> None:
        self.events, self.now = events, view.timestamp
        self.broken: list[Difference] = []
        self.views = {name: Views(name, c.address) for name, c in alliance.contracts.items()}
        self.seasons: Seasons = alliance.membership.seasons
        governor = self.views["QuadraticGovernor"]
        *bases, self.unit, self.cap, self.allowance = view.batch(
            [
                governor.BASE_CREDITS(),
                governor.ORGANISATION_CREDITS(),
                governor.BONUS_UNIT(),
                governor.BONUS_CAP(),
                self.views["ContributionLedger"].SEASON_ALLOWANCE(),
            ]
        )
        self.bases = dict(enumerate(bases, start=1))  # kind of seat: credits
        chain_id = alliance.chain.chain_id
        self.membership = membership.replay(events)
        self.vouching = vouching.replay(events)
        self.ledger = ledger.replay(events, chain_id=chain_id)
        self.governance = governance.replay(events, chain_id=chain_id, seasons=self.seasons)
        self.treasury = treasury.replay(events)
        self.funding = funding.replay(events)
        self.grants = {
            address: grants.replay([e for e in events if e.address == address], terms)
            for address, terms in alliance.grants.among(_payout_addresses(events), view).items()
        }

    def checks(self) -> Iterator[Check]:
        """List every figure that storage has."""
        sources = {
            "membership": (self._roll, self._vouching, self._scopes),
            "ledger": (self._ledger,),
            "governance": (self._rules, self._proposals, self._ballots, self._timelock),
            "treasury": (self._treasury, self._grants),
            "funding": (self._rounds, self._votes, self._gifts, self._published, self._results),
        }
        for domain, parts in sources.items():
            for part in parts:
                try:
                    for figure, rebuilt, function in part():
                        yield Check(domain, figure, rebuilt, function)
                except LookupError as missing:  # the events speak of what they never made
                    self.broken.append(Difference(domain, "figures after", None, str(missing)))

    def contradictions(self) -> Iterator[Difference]:
        """List what the events say against each other, or leave out."""
        yield from self.broken
        domains = (self.membership, self.vouching, self.ledger, self.governance)
        for state in (*domains, self.treasury, self.funding):
            yield from state.contradictions
        for _, told in self.grants.values():
            yield from told
        yield from self._budgets()
        yield from self._clock()
        yield from self._order()

    def _budgets(self) -> Iterator[Difference]:
        """Compute every frozen budget again from the recognition of the season before."""
        for (seat, season), meter in self.governance.meters.items():
            base = self.bases[self.membership.seats[seat].kind]
            budget = base + min(self.cap, isqrt(meter.recognition // self.unit))
            if budget != meter.budget:
                name = f"budget of seat {seat} in season {season}"
                yield Difference("governance", name, budget, meter.budget)

    def _clock(self) -> Iterator[Difference]:
        """Put every season that an event names beside the clock."""
        for event in self.events:
            if event.name != "EntryConfirmed":
                continue
            due = self.seasons.at(event.timestamp)
            if due != event["season"]:
                name = f"season of {event.name} in block {event.block}"
                yield Difference("ledger", name, due, event["season"])

    def _order(self) -> Iterator[Difference]:
        """Find events that are told twice or out of order."""
        for before, event in pairwise(self.events):
            if event.place <= before.place:
                name = f"place of {event.contract}.{event.name}"
                yield Difference("events", name, f"after {before.place}", event.place)

    def _roll(self) -> Iterator[Figure]:
        state, call = self.membership, self.views["Membership"]
        yield "seat_count", len(state.seats), call.seat_count()
        yield "totalSupply", sum(state.active_at(self.now)), call.totalSupply()
        for seat, known in state.seats.items():
            yield f"account of seat {seat}", known.account, call.holder(seat)
            yield f"word of seat {seat}", known.word(seat), call.standing(known.account)
        for account in state.moved:
            yield f"word of {account}", MOVED << 40, call.standing(account)
        for changed_at in state.changes():
            for moment in (changed_at - 1, changed_at):
                if moment < self.now:
                    counts = state.active_at(moment)
                    yield f"active seats at {moment}", counts, call.active_at(moment)
        yield from self._belonging()
        yield from self._ownership("Membership", state.ownership["Membership"])

    def _belonging(self) -> Iterator[Figure]:
        """What seats accepted, whom they let vote for them, and what threatens them."""
        state, call = self.membership, self.views["Membership"]
        for seat, known in state.seats.items():
            notice = state.notices.get(seat, NoticeState(until=0))
            yield f"notice of seat {seat}", asdict(notice), call.notice(seat)
            covenant = state.covenants.get(seat, bytes(32))
            yield f"covenant of seat {seat}", covenant, call.covenant_of(seat)
            yield f"grace of seat {seat}", state.graces.get(seat, 0), call.grace_until(seat)
            if known.is_active(self.now):
                delegate = state.delegates.get(seat, known.account)
                yield f"delegate of seat {seat}", delegate, call.delegates(known.account)
        for account in {*state.powers, *(views.address for views in self.views.values())}:
            yield f"powers of {account}", state.powers.get(account, 0), call.powers(account)
        for name, content in state.settings.items():
            yield name, content, getattr(call, name)()

    def _vouching(self) -> Iterator[Figure]:
        state, call = self.vouching, self.views["Vouching"]
        yield "rules of vouching", state.rules, call.rules()
        for account, given in state.vouches.items():
            for kind in (membership.PERSON, membership.ORGANISATION):
                figure = f"vouches for {account} as {kind}"
                yield figure, self._counting(given, kind), call.vouches(account, kind)
        for (seat, account), given in state.backings.items():
            figure = f"backings of {account} for seat {seat}"
            yield figure, self._counting(given, 0), call.backings(seat, account)
        for seat, known in self.membership.seats.items():
            recovery = state.recoveries.get(seat, vouching.RecoveryState())
            yield f"recovery of seat {seat}", asdict(recovery), call.recovery(seat)
            nonce = state.objection_nonces.get(seat, 0)
            yield f"objection nonce of seat {seat}", nonce, call.objection_nonce(seat)
            nonce = state.joining_nonces.get(known.account, 0)
            yield f"joining nonce of seat {seat}", nonce, call.joining_nonce(known.account)
        for (seat, account), nonce in state.vouch_nonces.items():
            yield f"nonce of {seat} for {account}", nonce, call.vouch_nonce(seat, account)
        yield from self._ownership("Vouching", state.ownership["Vouching"])

    def _counting(self, given: vouching.Given, kind: int) -> int:
        """Count what was given for a kind, is not over, and comes from an active seat."""
        seats = self.membership.seats
        return sum(
            kind == of and self.now < until and seats[seat].is_active(self.now)
            for seat, (of, until) in given.items()
        )

    def _scopes(self) -> Iterator[Figure]:
        state, call = self.membership, self.views["Scopes"]
        yield "scope_count", len(state.scopes), call.scope_count()
        for number, scope in state.scopes.items():
            fields = ("parent", "kind", "depth", "founded_at")
            rebuilt = {name: getattr(scope, name) for name in fields}
            yield f"scope {number}", rebuilt, call.scope(number)
        for (scope_id, seat), mandate in state.mandates.items():
            name = f"seat {seat} in scope {scope_id}"
            yield f"{name}: joined_at", mandate.joined_at, call.joined_at(scope_id, seat)
            for role, end in enumerate(mandate.role_ends, start=1):
                yield f"{name}: end of role {role}", end, call.role_until(scope_id, seat, role)
        for (scope_id, topic), own_from in state.own_from.items():
            name = f"topic {topic} of scope {scope_id}: own_from"
            yield name, own_from, call.own_from(scope_id, topic)
        for seat, stay in state.residencies.items():
            rebuilt = {name: getattr(stay, name) for name in ("host", "begins", "ends")}
            yield f"residency of seat {seat}", rebuilt, call.residency(seat)
            yield f"residencies of seat {seat}", stay.count, call.residency_nonce(seat)
        yield from self._ownership("Scopes", state.ownership["Scopes"])

    def _ledger(self) -> Iterator[Figure]:
        state, call = self.ledger, self.views["ContributionLedger"]
        present = self.seasons.at(self.now)
        for entry, row in state.entries.items():
            yield f"word of entry 0x{entry.hex()}", row.word, call.entry_word(entry)
        for scope in self.membership.scopes:
            head = state.heads.get(scope, ledger.NO_ENTRY)
            yield f"head of scope {scope}", head, call.head(scope)
        for (scope, skill), weight in state.weights.items():
            name = f"weight of skill {skill} in scope {scope}"
            yield name, weight, call.weight_bps(scope, skill)
        for seat, season in state.lanes:
            earned = state.stored(seat, season).earned
            name = f"recognition of seat {seat} in season {season}"
            yield name, earned, call.recognition(seat, season)
        for seat in self.membership.seats:
            left = self.allowance - state.stored(seat, present).given
            yield f"allowance of seat {seat}", left, call.allowance_left(seat)
        for scope, rule in state.rules.items():
            yield f"rule of scope {scope}", rule, call.rule(scope)
        for entry, taken in state.amended.items():
            yield f"amended of 0x{entry.hex()}", taken, call.amended(entry)
        for (seat, page), bits in state.nonces.items():
            yield f"nonces of seat {seat}, page {page}", bits, call.nonces(seat, page)
        for root, word in state.anchors.items():
            yield f"anchor 0x{root.hex()}", word, call.anchor_word(root)
        yield from self._stocks()

    def _stocks(self) -> Iterator[Figure]:
        stocks, call = self.ledger.stocks, self.views["Resources"]
        yield "ledger of Resources", self.ledger.bound, call.ledger()
        yield "spec_count", len(stocks.specs), call.spec_count()
        yield "process_count", len(stocks.processes), call.process_count()
        for code, unit in stocks.units.items():
            yield f"unit {code}", unit.word, call.unit_word(code_number(code))
        for number, spec in stocks.specs.items():
            yield f"spec {number}", spec.word, call.spec_word(number)
        for number, resource in stocks.resources.items():
            yield f"resource {number}", resource.word, call.resource_word(number)
            yield f"stock of resource {number}", resource.stock, call.stock_word(number)
        for number, process in stocks.processes.items():
            yield f"process {number}", process.word, call.process_word(number)
            yield f"balance of process {number}", process.balance, call.balance_word(number)
            for held, taken in process.taken.items():
                name = f"resource {held} in process {number}"
                yield name, taken, call.taken(number, held)

    def _rules(self) -> Iterator[Figure]:
        state, call = self.governance, self.views["ProposalRules"]
        types = {proposal_type for proposal_type, _ in state.rules}
        yield "type_count", len(types), call.type_count()
        for (number, version), rule in state.rules.items():
            yield f"rule {number}, version {version}", rule, call.rule(number, version)
        for number in types:
            versions = [version for known, version in state.rules if known == number]
            yield f"latest version of rule {number}", max(versions), call.latest(number)
        for proposal_id in state.proposals.keys() | state.sponsors.keys():
            seats = state.sponsors.get(proposal_id, frozenset())
            name = f"sponsors of proposal {proposal_id}"
            yield name, len(seats), call.sponsor_count(proposal_id)
        yield from self._entered(call)
        yield "owner of ProposalRules", state.rules_owner, call.owner()

    def _entered(self, call: Views) -> Iterator[Figure]:
        """Count each seat's limited proposals of the latest season in which it made any."""
        state, made = self.governance, dict[int, tuple[int, int]]()  # seat: season, proposals
        for p in state.proposals.values():
            rule = state.rules[p.proposal_type, p.version]
            if rule["proposals_per_season"]:
                season = self.seasons.at(p.start - rule["delay_seconds"])
                known, count = made.get(p.seat, (season, 0))
                made[p.seat] = (season, count + 1 if known == season else 1)
        governor = self.views["QuadraticGovernor"].address
        for seat, (season, count) in made.items():
            name = f"proposals of seat {seat} in season {season}"
            yield name, count, call.proposals_of(governor, seat, season)

    def _proposals(self) -> Iterator[Figure]:
        state, call = self.governance, self.views["QuadraticGovernor"]
        yield "proposalCount", len(state.proposals), call.proposalCount()
        yield "guardian", state.guardian, call.guardian()
        yield "guardian_until", state.guardian_until, call.guardian_until()
        for number, p in state.proposals.items():
            name, tally = f"proposal {p.number}", p.tally
            seats = self.membership.active_at(p.start - 1)
            other = p.organisations
            second = (other.votes_against, other.votes_for, other.abstain, other.heads)
            votes = (tally.votes_against, tally.votes_for, tally.abstain)
            yield f"number of {name}", p.number, call.proposal_number(number)
            yield f"header of {name}", state.header(p), call.header(number)
            yield f"state of {name}", state.state_of(p, self.now, seats), call.state(number)
            yield f"votes of {name}", votes, call.proposalVotes(number)
            yield f"heads of {name}", tally.heads, call.proposal_heads(number)
            yield f"votes of organisations on {name}", second, call.chamber_votes(number)
            yield f"start of {name}", p.start - 1, call.proposalSnapshot(number)
            yield f"end of {name}", p.end - 1, call.proposalDeadline(number)
            yield f"eta of {name}", p.eta, call.proposalEta(number)
            yield f"proposer of {name}", p.proposer, call.proposalProposer(number)
            if p.start <= self.now:
                quorums = state.quorums(p, seats)
                yield f"quorums of {name}", quorums, call.proposal_quorum(number)

    def _ballots(self) -> Iterator[Figure]:
        state, call = self.governance, self.views["QuadraticGovernor"]
        for proposal_id, seat in state.ballots:
            name = f"ballot of seat {seat} on proposal {state.proposals[proposal_id].number}"
            ballot = state.stored_ballot(proposal_id, seat)
            receipt = (ballot.side, ballot.votes, ballot.revision)
            yield name, receipt, call.receipt(proposal_id, seat)
        for (seat, season), meter in state.meters.items():
            if state.held[seat, season % 2, 0] == season:
                name = f"credits of seat {seat} in season {season}"
                yield name, (meter.budget, meter.spent), call.credits(seat, season)

    def _timelock(self) -> Iterator[Figure]:
        state, call = self.governance.timelock, self.views["Timelock"]
        yield "getMinDelay", state.min_delay, call.getMinDelay()
        known = {role_id(name) for name in GOVERNOR_ROLES} | {ADMIN_ROLE}
        central = {self.views[name].address for name in ("QuadraticGovernor", "Timelock")}
        named = state.roles | state.past_roles | set(product(known, central))
        for role, account in named:
            name = f"role 0x{role.hex()} of {account}"
            yield name, (role, account) in state.roles, call.hasRole(role, account)
        for number, operation in state.operations.items():
            yield f"operation 0x{number.hex()}", operation.ready_at, call.getTimestamp(number)

    def _treasury(self) -> Iterator[Figure]:
        state, call = self.treasury, self.views["Treasury"]
        yield "ETH held", state.balance, call.balance_of(ZERO_ADDRESS)
        yield "owner of Treasury", state.ownership.owner, call.owner()
        yield "guardian of Treasury", state.guardian[0], call.guardian()
        yield "guardian's term in Treasury", state.guardian[1], call.guardian_until()
        yield "pot_count", len(state.pots), call.pot_count()
        for token in {ZERO_ADDRESS, *(pot.token for pot in state.pots.values())}:
            yield f"reserved of {token}", state.reserved(token), call.reserved(token)
            yield f"halt of {token}", state.paused.get(token, 0), call.paused_until(token)
        yield from self._pots()

    def _pots(self) -> Iterator[Figure]:
        state, call = self.treasury, self.views["Treasury"]
        names = ("scope", "token", "start", "end", "period", "cap", "per_payment")
        for number, pot in state.pots.items():
            terms = {field: getattr(pot, field) for field in names}
            yield f"terms of pot {number}", terms, call.pot(number)
            yield f"spent of pot {number}", pot.spent_at(self.now), call.spent_of(number)
            yield f"pot {number} closed", pot.closed, call.is_closed(number)
        for (number, batch), rows in state.paid_rows.items():
            yield f"batch 0x{batch.hex()} of pot {number}", rows, call.paid_rows(number, batch)
        for stream in state.streams.values():
            figures = (state.earned(stream, self.now), stream.withdrawn, stream.deposit)
            yield f"stream 0x{stream.id.hex()}", figures, call.earned(stream.terms)
        for m in state.milestones.values():
            yield f"milestone 0x{m.id.hex()}", m.state, call.milestone_state(m.id)

    def _grants(self) -> Iterator[Figure]:
        for address, (state, _) in self.grants.items():
            call = Views("Grant", address)
            for name, rebuilt in asdict(state).items():
                yield f"{name} of grant {address}", rebuilt, getattr(call, name)()

    def _rounds(self) -> Iterator[Figure]:
        """Compare what rounds of every mechanism have."""
        for pool, rounds in self._pools().items():
            call, desk = self.views[pool], self.views["FundingDesk"]
            yield f"round_count of {pool}", len(rounds), call.round_count()
            yield f"owner of {pool}", self.funding.ownership[pool].owner, call.owner()
            for number, r in rounds.items():
                name = f"round {number} of {pool}"
                yield f"terms of {name}", r.terms, call.terms(number)
                yield f"state of {name}", r.state_at(self.now), call.state(number)
                yield f"pot of {name}", r.pot, call.pot(number)
                yield f"paid of {name}", r.paid, call.paid(number)
                yield f"projects of {name}", len(r.projects), call.project_count(number)
                yield f"admitted projects of {name}", r.approved, call.approved(number)
                for sponsor, given in r.sponsors.items():
                    yield f"gift of {sponsor} to {name}", given, call.sponsored(number, sponsor)
                for sponsor, given in r.late.items():
                    late = call.sponsored(number | LATE, sponsor)
                    yield f"late top-up of {sponsor} to {name}", given, late
                for seat, bits in r.conflicts.items():
                    yield f"conflicts of seat {seat} in {name}", bits, call.conflicts(number, seat)
                yield from self._projects(name, number, r, call, desk)
        yield "owner of FundingDesk", self.funding.ownership["FundingDesk"].owner, desk.owner()

    def _pools(self) -> dict[str, Mapping[int, PoolRound]]:
        return {
            RETRO: self.funding.rounds,
            MATCHING: self.funding.matching,
            PUBLISHED: self.funding.published,
        }

    def _projects(
        self, round_name: str, number: int, r: PoolRound, call: Views, desk: Views
    ) -> Iterator[Figure]:
        payouts = r.payouts()
        for p, project in r.projects.items():
            name = f"project {p} of {round_name}"
            application = {
                "seat": project.seat,
                "payout_address": project.payee_at(self.now),
                "status": project.status,
                "version": project.version,
                "appealed": project.is_appealed,
                "changes_at": project.changes_at(self.now),
            }
            yield name, application, desk.application(call.address, number, p)
            yield f"applicant of {name}", p, call.project_of(number, project.seat)
            if payouts:  # else lines say so, not the contract
                yield f"payout of {name}", payouts[p], call.payout(number, p)
                yield f"claim of {name}", project.claimed is not None, call.is_claimed(number, p)

    def _votes(self) -> Iterator[Figure]:
        """Compare what is counted in retro rounds."""
        call = self.views[RETRO]
        for number, r in self.funding.rounds.items():
            votes, heads = r.outcome.votes, r.heads()
            yield f"votes of round {number}", r.outcome.total_votes, call.total_votes(number)
            for p in r.projects:
                name = f"project {p} of round {number}"
                yield f"votes of {name}", votes[p], call.votes(number, p)
                yield f"heads of {name}", heads[p], call.heads(number, p)
            for seat, ballot in r.ballots.items():
                name = f"ballot of seat {seat} in round {number}"
                yield name, funding.ballot_hash(ballot), call.ballot_hash(number, seat)

    def _gifts(self) -> Iterator[Figure]:
        """Compare what is counted in matching rounds."""
        call = self.views[MATCHING]
        for number, r in self.funding.matching.items():
            name = f"matching round {number}"
            yield f"pledges of {name}", len(r.pledges), call.pledge_count(number)
            for n, pledge in r.pledges.items():
                yield f"pledge {n} of {name}", asdict(pledge), call.pledges(number, n)
            for (project, seat), gift in r.gifts.items():
                what = f"gift of seat {seat} to project {project} of {name}"
                left = 0 if gift.is_refunded else gift.amount
                yield what, left, call.gift(number, project, seat)
            for p in r.projects:
                known = r.given(p)
                gifts = {"amount": sum(known), "donors": len(known), "roots": r.roots(p)}
                yield f"gifts to project {p} of {name}", gifts, call.gifts(number, p)

    def _published(self) -> Iterator[Figure]:
        """Compare ballots and roots of published rounds."""
        call = self.views[PUBLISHED]
        for number, r in self.funding.published.items():
            name = f"published round {number}"
            yield f"rule of {name}", keccak(text=r.rule), call.rule_hash(number)
            yield f"roots of {name}", len(r.roots), call.root_count(number)
            for seat, ballot in r.ballots.items():
                what = f"ballot of seat {seat} in {name}"
                yield what, amount_hash(ballot), call.ballot_hash(number, seat)
            for n, root in r.roots.items():
                figures = {"root": root.kept, "claims_end": root.claims_end}
                figures |= {"left": root.left}
                yield f"root {n} of {name}", figures, call.roots(number, n)
                for line in root.claimed:
                    paid = call.is_claimed(number, n, line)
                    yield f"claim of line {line} of root {n} of {name}", True, paid

    def _results(self) -> Iterator[Figure]:
        """Compare results, challenges, revealed ballots, and bonds."""
        state, call = self.funding.results, self.views[RESULTS]
        yield "owner of ResultDesk", self.funding.ownership[RESULTS].owner, call.owner()
        yield "result_count", len(state.results), call.result_count()
        yield "challenge_count", len(state.challenges), call.challenge_count()
        for number, result in state.results.items():
            yield f"result {number}", asdict(result), call.results(number)
            place = (result.pool, result.round_id)
            yield f"latest result of {place}", state.latest(*place), call.latest(*place)
        hidden = ("heads", "score", "tapes", "outcome")
        for number, challenge in state.challenges.items():
            figures = {k: v for k, v in asdict(challenge).items() if k not in hidden}
            yield f"challenge {number}", figures, call.challenges(number)
            for account, tape in challenge.tapes.items():
                what = f"ballots of challenge {number} revealed by {account}"
                yield what, asdict(tape), call.tapes(number, account)
        for account, due in state.due.items():
            yield f"bonds due to {account}", due, call.due(account)

    def _ownership(self, contract: str, known: Ownership) -> Iterator[Figure]:
        call = self.views[contract]
        yield f"owner of {contract}", known.owner, call.owner()
        yield f"sealed of {contract}", known.sealed, call.sealed()
