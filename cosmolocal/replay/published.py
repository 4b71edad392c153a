# SPDX-License-Identifier: Apache-2.0
"""The events of published rounds and of the result desk, taken in.

Source: contracts/funding/PublishedFunding.vy, contracts/funding/ResultDesk.vy
"""

from dataclasses import replace
from typing import Any

from eth_typing import ChecksumAddress
from eth_utils.crypto import keccak

from cosmolocal.events import Event
from cosmolocal.replay.amount_words import read_amounts
from cosmolocal.replay.base import Handlers, Replay
from cosmolocal.replay.published_rounds import (
    CLOSED,
    DECIDE,
    DISMISSED,
    FELL,
    OPEN,
    OTHER,
    PUBLISHED,
    RESULTS,
    REVEAL,
    SHOW,
    STANDS,
    UPHELD,
    WITHOUT_OBJECT,
    ChallengeState,
    PublishedRound,
    ResultsState,
    ResultState,
    RootState,
    Tape,
)
from cosmolocal.replay.rounds import APPROVED, PoolRound


class PublishedReplay(Replay):
    """What `FundingReplay` knows of published rounds; it has `_rounds`, `_round` and `_change`."""

    _pools: dict[ChecksumAddress, str]
    _rounds: dict[tuple[str, int], Any]

    def __init__(self) -> None:
        super().__init__()
        self._results: dict[int, ResultState] = {}
        self._challenges: dict[int, ChallengeState] = {}
        self._due: dict[ChecksumAddress, int] = {}
        self._put_down = 0  # all bonds ever [wei]
        self._credited = 0

    def published_handlers(self) -> Handlers:
        """Map the events of both contracts to their methods."""
        pool = {
            "RoundOpened": self._published_opened,
            "BallotCast": self._amounts_cast,
            "RootAccepted": self._accepted,
            "LineClaimed": self._line_claimed,
            "UnclaimedReturned": self._unclaimed_returned,
        }
        desk = {
            "ResultPublished": self._published,
            "ResultChallenged": self._challenged,
            "LineShown": self._line_shown,
            "BallotsRevealed": self._revealed,
            "ChallengeClosed": self._closed,
            "ResultStands": self._stands,
            "ResultFell": self._fell,
            "BondCredited": self._bond_credited,
            "BondWithdrawn": self._bond_withdrawn,
        }
        every = {PUBLISHED: pool, RESULTS: desk}
        return {(c, name): handler for c, own in every.items() for name, handler in own.items()}

    def results_state(self) -> ResultsState:
        """Freeze what was taken in; every bond is held, due or gone."""
        state = ResultsState(dict(self._results), dict(self._challenges), dict(self._due))
        self.expect("bonds held by the result desk", self._put_down - self._credited, state.held)
        return state

    # -- the pool

    def _published_opened(self, event: Event) -> None:
        number, terms = event["round_id"], event["terms"]
        self._pools[event.address] = PUBLISHED
        before = sum(pool == PUBLISHED for pool, _ in self._rounds)
        self.expect("number of a new published round", before + 1, number)
        digest = keccak(text=event["rule"])
        self.expect(f"rule hash of published round {number}", digest, event["rule_hash"])
        self.expect(f"scope of published round {number}", terms["scope"], event["scope"])
        self._rounds[PUBLISHED, number] = PublishedRound(terms=terms, rule=event["rule"])

    def _amounts_cast(self, event: Event) -> None:
        known, seat = self._round(event), event["seat"]
        ballot = read_amounts(event["allocations"])
        name = f"ballot of seat {seat} in published round {event['round_id']}"
        budget = known.terms["budget"]
        cost = sum(each**2 if known.terms["squared"] else abs(each) for each in ballot.values())
        if budget and cost > budget:
            self.expect(f"budget of the {name}", budget, cost)
        for number in ballot:
            status = known.projects[number].status
            self.expect(f"status of project {number} in the {name}", APPROVED, status)
        if excluded := known.excluded(seat) & set(ballot):
            self.expect(f"projects excluded from the {name}", set(), excluded)
        ballots = {s: given for s, given in known.ballots.items() if s != seat}
        self._change(event, ballots=ballots | ({seat: ballot} if ballot else {}))

    def _accepted(self, event: Event) -> None:
        known, number = self._round(event), event["number"]
        name = f"root {number} of published round {event['round_id']}"
        standing = [
            result
            for result in self._results.values()
            if (result.pool, result.round_id, result.status)
            == (event.address, event["round_id"], STANDS)
        ]
        self.expect(f"number of {name}", len(known.roots) + 1, number)
        self.expect(f"number of {name} by results that stand", len(standing), number)
        told = (standing[-1].root, standing[-1].total) if standing else None
        self.expect(f"result of {name}", told, (event["root"], event["total"]))
        self.expect(f"{name} beyond the pot", 0, max(event["total"] - known.dust, 0))
        root = RootState(event["root"], event["total"], event["claims_end"])
        terms = {**known.terms, "claims_end": event["claims_end"]}
        self._change(event, roots={**known.roots, number: root}, is_settled=True, terms=terms)

    def _line_claimed(self, event: Event) -> None:
        known, number, line = self._round(event), event["root_number"], event["line"]
        root, amount = known.roots[number], event["amount"]
        name = f"line {line} of root {number} of published round {event['round_id']}"
        self.expect(f"former claim of {name}", None, root.claimed.get(line))
        self.expect(f"{name} beyond the total", 0, max(amount - root.left, 0))
        after = replace(root, claimed={**root.claimed, line: amount})
        self._change(event, roots={**known.roots, number: after}, paid=known.paid + amount)

    def _unclaimed_returned(self, event: Event) -> None:
        known, number = self._round(event), event["root_number"]
        root, amount = known.roots[number], event["amount"]
        name = f"root {number} of published round {event['round_id']}"
        self.expect(f"unclaimed of {name}", root.left, amount)
        after = replace(root, returned=amount)
        self._change(event, roots={**known.roots, number: after}, paid=known.paid + amount)

    # -- the result desk

    def _published(self, event: Event) -> None:
        number = event["result"]
        names = (*("pool", "round_id", "proposer", "root", "bundle"), "pieces", "total", "bond")
        result = ResultState(**{name: event[name] for name in names}, until=event["until"])
        self.expect("number of a new result", len(self._results) + 1, number)
        self._results[number] = result
        self._put_down += result.bond
        if (known := self._round_of(result)) is not None:
            due = event.timestamp + known.terms["challenge_seconds"]
            self.expect(f"end of challenges to result {number}", due, event["until"])

    def _challenged(self, event: Event) -> None:
        number, result = event["challenge"], self._results[event["result"]]
        names = ("result", "challenger", "kind", "subject", "bond", "until")
        status = DECIDE if event["kind"] == OTHER else SHOW
        self.expect("number of a new challenge", len(self._challenges) + 1, number)
        fields = {name: event[name] for name in names}
        self._challenges[number] = ChallengeState(**fields, status=status)
        self._results[event["result"]] = replace(result, challenges=result.challenges + 1)
        self._put_down += event["bond"]
        span = "decision_seconds" if status == DECIDE else "answer_seconds"
        self._expect_until(event, result, span)

    def _line_shown(self, event: Event) -> None:
        challenge = self._challenges[event["challenge"]]
        result = self._results[challenge.result]
        known = self._round_of(result)
        name = f"project shown for challenge {event['challenge']}"
        self.expect(name, challenge.subject, event["project"])
        self._expect_until(event, result, "answer_seconds")
        if known is not None and known.terms["check"]:
            shown = {"heads": event["heads"], "score": event["score"], "until": event["until"]}
            self._change_challenge(event, status=REVEAL, **shown)

    def _revealed(self, event: Event) -> None:
        number, account = event["challenge"], event["revealer"]
        challenge = self._challenges[number]
        known = self._round_of(self._results[challenge.result])
        if known is None:
            return
        tape = challenge.tapes.get(account, Tape())
        for seat in event["seats"]:
            amount = known.ballots[seat][challenge.subject]
            tape = tape.with_ballot(seat, amount, challenge.score)
        best = challenge.tapes.get(challenge.best)
        leads = best is None or tape.heads > best.heads
        name = f"ballots revealed by {account} for challenge {number}"
        self.expect(name, (tape.heads, leads), (event["heads"], event["is_best"]))
        changes = {"until": event["until"], "best": account} if leads else {}
        self._change_challenge(event, tapes={**challenge.tapes, account: tape}, **changes)

    def _closed(self, event: Event) -> None:
        self._expect_outcome(event, self._challenges[event["challenge"]])
        challenge = self._change_challenge(event, status=CLOSED, outcome=event["outcome"])
        if event["outcome"] == DISMISSED:
            result = self._results[challenge.result]
            self._results[challenge.result] = replace(result, challenges=result.challenges - 1)

    def _stands(self, event: Event) -> None:
        result = self._results[event["result"]]
        name = f"result {event['result']}"
        self.expect(f"status of {name}", OPEN, result.status)
        self.expect(f"open challenges to {name}", 0, result.challenges)
        self._results[event["result"]] = replace(result, status=STANDS)

    def _fell(self, event: Event) -> None:
        result = self._results[event["result"]]
        self.expect(f"status of result {event['result']}", OPEN, result.status)
        self._results[event["result"]] = replace(result, status=FELL)

    def _bond_credited(self, event: Event) -> None:
        account, amount = event["account"], event["amount"]
        self._due[account] = self._due.get(account, 0) + amount
        self._credited += amount
        self.expect(f"bonds due to {account}", self._due[account], event["due"])

    def _bond_withdrawn(self, event: Event) -> None:
        account = event["account"]
        self.expect(f"bonds withdrawn by {account}", self._due.get(account, 0), event["amount"])
        self._due[account] = 0

    # -- internals

    def _expect_until(self, event: Event, result: ResultState, span: str) -> None:
        """Check the end of a challenge's window."""
        if (known := self._round_of(result)) is not None:
            due = event.timestamp + known.terms[span]
            self.expect(f"end of the window of {event.name}", due, event["until"])

    def _expect_outcome(self, event: Event, challenge: ChallengeState) -> None:
        """Judge a line by the ballots that were revealed, as the contract must have."""
        known = self._round_of(self._results[challenge.result])
        is_judged = challenge.status == REVEAL and event["outcome"] != WITHOUT_OBJECT
        if known is None or not is_judged:
            return
        best = challenge.tapes.get(challenge.best)
        check = (known.terms["check"], challenge.heads, challenge.score)
        due = DISMISSED if best is None or best.agrees(*check) else UPHELD
        self.expect(f"outcome of challenge {event['challenge']}", due, event["outcome"])

    def _round_of(self, result: ResultState) -> PublishedRound | None:
        """The round of a result; None for one of a pool that is none of the alliance's."""
        pool = self._pools.get(result.pool)
        return self._rounds.get((pool, result.round_id)) if pool else None

    def _change_challenge(self, event: Event, **changes: Any) -> ChallengeState:
        number = event["challenge"]
        self._challenges[number] = replace(self._challenges[number], **changes)
        return self._challenges[number]

    def _round(self, event: Event) -> Any:
        raise NotImplementedError

    def _change(self, event: Event, **changes: Any) -> PoolRound:
        raise NotImplementedError
